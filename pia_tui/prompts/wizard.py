"""Asks the wizard's questions one by one with questionary; the questions and the rules are those of the screen.

はい and いいえ are chosen from a list: a prompt that reads half-width y or n is dead while the IME is on.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Mapping, Sequence
from datetime import date
from typing import TypeVar

import questionary
from prompt_toolkit.application import get_app

from pia_tui.errors import PiaError, UsageError
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
from pia_tui.system import is_terminal

T = TypeVar("T")
Say = Callable[[str], None]

_HOW_TO_CHOOSE = "（↑↓で選び、Enterで決定）"
_MARK = "問"


class WizardCancelled(PiaError):
    """The user left the wizard; nothing had been kept."""

    def __init__(self) -> None:
        super().__init__(
            "中断しました。",
            safe="まだ何も保存していないので、失われたものはありません。",
            next="もう一度始めるには「pia-tui wizard」と入力してください。",
        )


def require_terminal() -> None:
    """Raises UsageError if nobody can answer: standard input or output is a file or a pipe."""
    if not all(is_terminal(stream) for stream in (sys.stdin, sys.stdout)):
        raise _no_terminal()


def run_wizard(
    save: Callable[[WizardOutcome], T],
    *,
    today: date,
    defaults: Mapping[str, str] | None = None,
    local: LocalRule | None = None,
    say: Say | None = None,
) -> T:
    """Ask everything, show the result, and hand the outcome to `save`, whose value is returned.

    `defaults` are texts to start a field with, by question id. If `save` fails, the reason is said, the answers stay.
    Raises WizardCancelled, and UsageError where no terminal can be opened.
    """
    out = say or _print
    answers: dict[str, Answer] = {}
    try:
        while True:
            answers = _ask_all(answers, today, defaults or {}, local, out)
            end = outcome(answers, today=today)
            out("\n【入力の確認】")
            for title, answer in summary(answers):
                out(f"  {title}: {answer}")
            step = _select("この内容でよいですか", _ENDS)
            while step == "save":
                try:
                    return save(end)
                except PiaError as error:
                    out(str(error))
                    step = _select("保存できませんでした。どうしますか", _AFTER_FAILURE)
            if step == "leave":
                raise WizardCancelled
            answers = _correct(answers, today, local, out, (defaults or {}).get("body", ""))
    except (KeyboardInterrupt, EOFError) as error:
        raise WizardCancelled from error
    except Exception as error:
        # Its module exists on Windows only: a console that is none (a pipe, an old mintty).
        if type(error).__name__ == "NoConsoleScreenBufferError":
            raise _no_terminal() from error
        raise


_ENDS = (Choice("save", "この内容で保存する"), Choice("correct", "答えを直す"), Choice("leave", "保存せずにやめる"))
_UNDECIDED = Choice("?", "（↑↓で選んでください）")
_AFTER_FAILURE = (Choice("save", "もう一度保存する"), *_ENDS[1:])
_AFTER_RESULT = (Choice("go_on", "次へ進む"), *_ENDS[1:])


def _ask_all(
    answers: dict[str, Answer], today: date, defaults: Mapping[str, str], local: LocalRule | None, out: Say
) -> dict[str, Answer]:
    body = defaults.get("body", "")
    while (q := next_question(answers)) is not None:
        if q.kind != "result":
            answers = changed(answers, q.id, _ask(q, answers, defaults.get(q.id, ""), today, local, out, body))
            continue
        facts = facts_of(answers)
        judgement = judge(facts)
        for line in lines_of_result(judgement, contradictions(facts, today=today)):
            out(line)
        out(f"【結果】{judgement.text}")  # once more: on a small screen the top has scrolled away
        step = _select("次はどうしますか", _AFTER_RESULT)
        if step == "leave":
            raise WizardCancelled
        answers = {**answers, q.id: True} if step == "go_on" else _correct(answers, today, local, out, body)
    return answers


def _correct(
    answers: dict[str, Answer], today: date, local: LocalRule | None, out: Say, body: str
) -> dict[str, Answer]:
    """Ask one question again, with its answer to start from."""
    answered = [q for q in questions() if q.id in answers and q.kind != "result" and is_asked(q, answers)]
    choices = [Choice(q.id, f"{q.title}: {shown(q, answers[q.id])}") for q in answered]
    q = question(_select("どの答えを直しますか", choices))
    return changed(answers, q.id, _ask(q, answers, typed(q, answers[q.id]), today, local, out, body))


def _ask(
    q: Question, answers: Mapping[str, Answer], start: str, today: date, local: LocalRule | None, out: Say, body: str
) -> Answer:
    out("")
    for line in (q.explanation, q.help, q.unread):
        if line:
            out(line)
    if q.bands:
        out(f"区分: {'、'.join(band.label for band in q.bands)}")
    choices = choices_of(q, answers, local, str(answers.get("body") or body))
    if not choices:
        raw = _text(q, start, today)
    elif q.kind == "kinds":
        raw = _several(q, choices, out)
    elif q.kind == "yes_no" and not start:
        raw = _decided(q, choices, out)
    else:
        raw = _select(q.ask, choices, start)
    return parse(q, raw, today=today, answers=answers)


def _text(q: Question, start: str, today: date) -> str:
    def check(raw: str) -> bool | str:
        return problem(q, raw, today=today) or True

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
        bottom_toolbar=lambda: hint(q, get_app().current_buffer.text) or q.title,
    ).unsafe_ask()
    return raw


def _select(ask: str, choices: Sequence[Choice], start: str = "") -> str:
    shown_choices = [
        questionary.Choice(f"{choice.label}　{choice.note}" if choice.note else choice.label, value=choice.value)
        for choice in choices
    ]
    chosen: str = questionary.select(
        ask,
        choices=shown_choices,
        default=next((c for c in shown_choices if start and c.value == start), None),
        qmark=_MARK,
        pointer=">",
        instruction=_HOW_TO_CHOOSE,
    ).unsafe_ask()
    return chosen


def _decided(q: Question, choices: Sequence[Choice], out: Say) -> str:
    """A choice that nobody has made by pressing Enter alone: the list begins with an entry that stands for none."""
    while (chosen := _select(q.ask, [_UNDECIDED, *choices])) == _UNDECIDED.value:
        out(q.missing)
    return chosen


def _several(q: Question, choices: Sequence[Choice], out: Say) -> str:
    """Choose some, one after the other: a list of marks needs the space bar, which types 　 while the IME is on."""
    none, *left = choices
    chosen: list[str] = []
    first = _decided(q, [none, *left], out)
    while first:
        chosen.append(first)
        left = [choice for choice in left if choice.value != first]
        if not left:
            break
        first = _select("ほかの種類のファイルも取り扱いますか", [Choice("", "いいえ、これで全部です"), *left])
    return ",".join(chosen)


def _no_terminal() -> UsageError:
    return UsageError(
        "この形の問いは、文字を打ち込める端末でだけ使えます。",
        safe="何も変更していません。",
        next="端末で実行するか、「pia-tui threshold --subjects 人数 --handlers 人数 --no-incident」を使ってください。",
    )


def _print(line: str) -> None:
    sys.stdout.write(f"{line}\n")
