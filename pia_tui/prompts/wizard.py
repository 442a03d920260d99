"""Asks the wizard's questions one by one; the questions and the rules are those of the screen.

On a terminal questionary asks; through a pipe, or where a screen reader follows, plain lines do. はい and いいえ are
chosen from a list or by number: a prompt that reads half-width y or n is dead while the IME is on.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Mapping, Sequence
from datetime import date
from typing import Protocol, TypeVar

import questionary
from prompt_toolkit.application import get_app

from pia_tui.errors import PiaError, UsageError
from pia_tui.prompts.lines import BACK, Back, EndOfInput, Lines, NobodyAnswers, ask_choice, ask_text, number_in
from pia_tui.rules.questions import (
    Answer,
    Choice,
    Question,
    WizardOutcome,
    changed,
    choices_of,
    facts_of,
    hint,
    is_asked,
    next_question,
    outcome,
    parse,
    problem,
    question,
    questions,
    shown,
    summary,
    typed,
)
from pia_tui.rules.threshold import contradictions, judge
from pia_tui.rules.threshold_table import LocalRule
from pia_tui.rules.threshold_text import lines_of_result
from pia_tui.rules.unread import unread_of_level

T = TypeVar("T")
Say = Callable[[str], None]

_HOW_TO_CHOOSE = "（↑↓で選び、Enterで決定）"
_MARK = "問"
_TO_BACK = Choice("戻る", "（前の問いに戻る）")


class Asker(Protocol):
    """The way in which a question reaches the officer. Both raise Back for the question before."""

    def text(self, q: Question, start: str, today: date) -> str:
        """What is typed, once nothing is wrong with it."""

    def choose(
        self, ask: str, choices: Sequence[Choice], *, start: str = "", missing: str = "", back: bool = False
    ) -> str:
        """The value of the choice that is taken. With `missing`, Enter alone takes none and is answered with it."""


class WizardCancelled(PiaError):
    """The user left the wizard; nothing had been kept."""

    def __init__(self) -> None:
        super().__init__(
            "中断しました。",
            safe="まだ何も保存していないので、失われたものはありません。",
            next="もう一度始めるには「pia-tui wizard」と入力してください。",
        )


def run_wizard(
    save: Callable[[WizardOutcome], T],
    *,
    today: date,
    defaults: Mapping[str, str] | None = None,
    local: LocalRule | None = None,
    say: Say | None = None,
    lines: Lines | None = None,
) -> T:
    """Ask everything, show the result, and hand the outcome to `save`, whose value is returned.

    With `lines` everything is asked in plain lines. `defaults` are texts to start a field with, by question id. If
    `save` fails, the reason is said, the answers stay.
    Raises WizardCancelled, and UsageError where no terminal can be opened.
    """
    asker: Asker = PlainAsker(lines) if lines is not None else TerminalAsker()
    out = say or (lines.say if lines is not None else _print)
    answers: dict[str, Answer] = {}
    if lines is not None:
        out("一問ずつたずねます。「戻る」と入れると、前の問いに戻ります。")
    try:
        while True:
            answers = _ask_all(asker, answers, today, defaults or {}, local, out)
            end = outcome(answers, today=today)
            out("\n【入力の確認】")
            for title, answer in summary(answers):
                out(f"  {title}: {answer}")
            for line in unread_of_level(end.level):
                out(f"  {line}")
            step = _step(asker, "この内容でよいですか", _ENDS)
            while step == "save":
                try:
                    return save(end)
                except PiaError as error:
                    out(str(error))
                    step = _step(asker, "保存できませんでした。どうしますか", _AFTER_FAILURE)
            if step == "leave":
                raise WizardCancelled
            answers = _correct(asker, answers, today, local, out, (defaults or {}).get("body", ""))
    except EndOfInput as error:
        raise NobodyAnswers from error
    except (KeyboardInterrupt, EOFError) as error:
        raise WizardCancelled from error
    except Exception as error:
        # Its module exists on Windows only: a console that is none (a pipe, an old mintty).
        if type(error).__name__ == "NoConsoleScreenBufferError":
            raise _no_terminal() from error
        raise


_ENDS = (Choice("save", "この内容で保存する"), Choice("correct", "答えを直す"), Choice("leave", "保存せずにやめる"))
_AFTER_FAILURE = (Choice("save", "もう一度保存する"), *_ENDS[1:])
_AFTER_RESULT = (Choice("go_on", "次へ進む"), *_ENDS[1:])


def _ask_all(
    asker: Asker,
    answers: dict[str, Answer],
    today: date,
    defaults: Mapping[str, str],
    local: LocalRule | None,
    out: Say,
) -> dict[str, Answer]:
    body = defaults.get("body", "")
    starts = dict(defaults)
    while (q := next_question(answers)) is not None:
        try:
            if q.kind != "result":
                answer = _ask(asker, q, answers, starts.get(q.id, ""), today, local, out, body)
                answers = changed(answers, q.id, answer)
                continue
            answers = _show_result(asker, q, answers, today, local, out, body)
        except Back:
            before = [one for one in questions() if one.id in answers and one.kind != "result"]
            if before:
                last = before[-1]
                starts[last.id] = typed(last, answers[last.id])
                answers = {key: value for key, value in answers.items() if key != last.id}
    return answers


def _show_result(
    asker: Asker,
    q: Question,
    answers: dict[str, Answer],
    today: date,
    local: LocalRule | None,
    out: Say,
    body: str,
) -> dict[str, Answer]:
    facts = facts_of(answers)
    judgement = judge(facts)
    for line in lines_of_result(judgement, contradictions(facts, today=today)):
        out(line)
    out(f"【結果】{judgement.text}")  # once more: on a small screen the top has scrolled away
    step = _step(asker, "次はどうしますか", _AFTER_RESULT)
    if step == "leave":
        raise WizardCancelled
    return {**answers, q.id: True} if step == "go_on" else _correct(asker, answers, today, local, out, body)


def _step(asker: Asker, ask: str, choices: Sequence[Choice]) -> str:
    """What to do next; there is no question before this one, so going back means correcting an answer."""
    try:
        return asker.choose(ask, choices)
    except Back:
        return "correct"


def _correct(
    asker: Asker, answers: dict[str, Answer], today: date, local: LocalRule | None, out: Say, body: str
) -> dict[str, Answer]:
    """Ask one question again, with its answer to start from."""
    answered = [q for q in questions() if q.id in answers and q.kind != "result" and is_asked(q, answers)]
    choices = [Choice(q.id, f"{q.title}: {shown(q, answers[q.id])}") for q in answered]
    try:
        q = question(asker.choose("どの答えを直しますか", choices))
        return changed(answers, q.id, _ask(asker, q, answers, typed(q, answers[q.id]), today, local, out, body))
    except Back:
        return answers


def _ask(
    asker: Asker,
    q: Question,
    answers: Mapping[str, Answer],
    start: str,
    today: date,
    local: LocalRule | None,
    out: Say,
    body: str,
) -> Answer:
    out("")
    for line in (q.explanation, q.help, q.unread):
        if line:
            out(line)
    if q.bands:
        out(f"区分: {'、'.join(band.label for band in q.bands)}")
    choices = choices_of(q, answers, local, str(answers.get("body") or body))
    back = any(one.id in answers for one in questions())
    if not choices:
        raw = asker.text(q, start, today)
    elif q.kind == "kinds":
        raw = _several(asker, q, choices, back=back)
    else:
        missing = q.missing if q.kind == "yes_no" and not start else ""
        raw = asker.choose(q.ask, choices, start=start, missing=missing, back=back)
    return parse(q, raw, today=today, answers=answers)


def _several(asker: Asker, q: Question, choices: Sequence[Choice], *, back: bool) -> str:
    """Choose some, one after the other: a list of marks needs the space bar, which types 　 while the IME is on."""
    none, *left = choices
    chosen: list[str] = []
    first = asker.choose(q.ask, [none, *left], missing=q.missing, back=back)
    while first:
        chosen.append(first)
        left = [choice for choice in left if choice.value != first]
        if not left:
            break
        first = asker.choose("ほかの種類のファイルも取り扱いますか", [Choice("", "いいえ、これで全部です"), *left])
    return ",".join(chosen)


class PlainAsker:
    """Asks in plain lines: an error stands right after what was typed, and nothing is drawn anew."""

    def __init__(self, lines: Lines) -> None:
        self.lines = lines

    def text(self, q: Question, start: str, today: date) -> str:
        said = [f"例: {q.example}"] if q.example else []
        if not q.required and not start:
            said.append("空のまま Enter で次へ")
        if said:
            self.lines.say(f"（{'、'.join(said)}）")
        return ask_text(self.lines, q.ask, lambda raw: problem(q, raw, today=today) or "", start)

    def choose(
        self, ask: str, choices: Sequence[Choice], *, start: str = "", missing: str = "", back: bool = False
    ) -> str:
        return ask_choice(self.lines, ask, choices, start, missing, back=back)


class TerminalAsker:
    """Asks with questionary."""

    def text(self, q: Question, start: str, today: date) -> str:
        def check(raw: str) -> bool | str:
            return raw.strip() in BACK or problem(q, raw, today=today) or True

        example = f"例: {q.example}" if q.example else ""
        optional = "" if q.required else "空のままEnterで次へ"
        said = "、".join(part for part in (example, optional) if part)
        raw: str = questionary.text(
            q.ask,
            default=start,
            qmark=_MARK,
            instruction=f"（{said}）" if said else None,
            validate=check,
            validate_while_typing=False,
            bottom_toolbar=lambda: hint(q, get_app().current_buffer.text) or f"{q.title}（「戻る」で前の問い）",
        ).unsafe_ask()
        return _not_back(raw)

    def choose(
        self, ask: str, choices: Sequence[Choice], *, start: str = "", missing: str = "", back: bool = False
    ) -> str:
        if missing:
            return self._by_number(ask, choices, missing)
        offered = [*choices, _TO_BACK] if back else choices
        shown_choices = [
            questionary.Choice(f"{choice.label}　{choice.note}" if choice.note else choice.label, value=choice.value)
            for choice in offered
        ]
        chosen: str = questionary.select(
            ask,
            choices=shown_choices,
            default=next((c for c in shown_choices if start and c.value == start), None),
            qmark=_MARK,
            pointer=">",
            instruction=_HOW_TO_CHOOSE,
        ).unsafe_ask()
        return _not_back(chosen)

    def _by_number(self, ask: str, choices: Sequence[Choice], missing: str) -> str:
        """A question of fact or law is not answered by Enter alone: no list stands on its first entry."""
        listed = "　".join(f"{number}) {choice.label}" for number, choice in enumerate(choices, start=1))

        def value(raw: str) -> str | None:
            number = number_in(raw.strip())
            if number is not None and 1 <= number <= len(choices):
                return choices[number - 1].value
            return next((one.value for one in choices if raw.strip() and raw.strip() in (one.label, one.value)), None)

        def check(raw: str) -> bool | str:
            return raw.strip() in BACK or value(raw) is not None or missing

        raw: str = questionary.text(
            ask,
            default="",
            qmark=_MARK,
            instruction=f"（番号で　{listed}）",
            validate=check,
            validate_while_typing=False,
        ).unsafe_ask()
        return value(_not_back(raw)) or ""


def _not_back(raw: str) -> str:
    """What was answered. Raises Back where it says to go to the question before."""
    if raw.strip() in BACK:
        raise Back
    return raw


def _no_terminal() -> UsageError:
    return UsageError(
        "この形の問いは、文字を打ち込める端末でだけ使えます。",
        safe="何も変更していません。",
        next="端末で実行するか、「pia-tui threshold --subjects 人数 --handlers 人数 --no-incident」を使ってください。",
    )


def _print(line: str) -> None:
    sys.stdout.write(f"{line}\n")
