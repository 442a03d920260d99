"""The wizard's questions as data, and what is done with an answer: one source for the screen and the plain prompts.

An answer is kept under its question's id: people are ints, or the label of a band; days are dates or None, the rest is
text. `None` under an id means "left empty on purpose"; an id that is missing was not asked yet.
"""

from __future__ import annotations

import itertools
import re
import unicodedata
from collections.abc import Mapping, Sequence
from datetime import date
from functools import cache
from pathlib import Path
from typing import Literal

import msgspec

from pia_tui import datafile
from pia_tui.errors import PiaError
from pia_tui.forms import clean_text
from pia_tui.forms.day_faults import day_fault
from pia_tui.forms.wareki import parse_date, to_wareki
from pia_tui.rules.facts import Facts
from pia_tui.rules.personal_number import stopping
from pia_tui.rules.threshold import (
    Finding,
    Judgement,
    LevelChoice,
    band_of,
    contradictions,
    handlers_band_of,
    judge,
    levels_allowed,
    parse_people,
    rules,
)
from pia_tui.rules.threshold_table import Band, LevelId, LocalRule

Answer = int | bool | str | date | tuple[str, ...] | None
Answers = Mapping[str, Answer]
QuestionKind = Literal["count", "date", "yes_no", "kinds", "result", "level", "text", "number"]


class BadAnswer(PiaError):
    """An answer that cannot be taken; the sentences say why and what to do."""


class Question(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """One step. `title` is short, `ask` the full question; `definition` names what threshold.yaml explains further."""

    id: str
    kind: QuestionKind
    title: str
    ask: str
    help: str
    required: bool
    example: str = ""
    definition: Literal["subjects", "handlers", "incident", ""] = ""
    missing: str = ""
    longest: int = 0

    @property
    def explanation(self) -> str:
        """What is asked for, in full; empty for a question that needs none."""
        return getattr(rules().definitions, self.definition).text if self.definition else ""

    @property
    def unread(self) -> str:
        """What the sources leave open, to be said where the question is answered."""
        return getattr(rules().definitions, self.definition).unread if self.definition else ""

    @property
    def bands(self) -> tuple[Band, ...]:
        """The bands of a count, any of which may be the answer; none for other questions."""
        return rules().bands("subjects" if self.id == "subjects" else "handlers") if self.kind == "count" else ()


class Choice(msgspec.Struct, frozen=True):
    """One thing to choose: its value, its label, and a note (may be empty)."""

    value: str
    label: str
    note: str = ""


class QuestionTexts(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The sentences around the questions."""

    yes: str
    no: str
    only_others: str
    hint: str
    band_only: str
    level: str
    no_level: str
    unanswered: str
    not_a_date_next: str
    future: str
    future_next: str
    not_a_number: str
    not_a_number_next: str
    not_a_choice: str
    not_a_choice_next: str
    too_long: str
    too_long_next: str
    one_line: str
    one_line_next: str
    number_in_text_next: str


class WizardData(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """data/questions.yaml."""

    questions: tuple[Question, ...]
    texts: QuestionTexts


class WizardOutcome(msgspec.Struct, frozen=True):
    """What the wizard ends with: the judgement with its facts, the level to do, and the names for the cover."""

    facts: Facts
    judgement: Judgement
    level: LevelId
    task_name: str
    body: str
    number: str = ""
    findings: tuple[Finding, ...] = ()


@cache
def wizard_data() -> WizardData:
    return datafile.load(Path(__file__).parent / "data" / "questions.yaml", WizardData)


def questions() -> tuple[Question, ...]:
    """All steps in their order, the result among them."""
    return wizard_data().questions


def question(question_id: str) -> Question:
    """Raises KeyError for an id that is not in the data."""
    return {q.id: q for q in questions()}[question_id]


def is_asked(q: Question, answers: Answers) -> bool:
    """Whether the step belongs to this run: who makes no document is not asked for its number."""
    return not (q.kind == "number" and answers.get("level") == rules().levels[0].id)


def next_question(answers: Answers) -> Question | None:
    """The first step that has no answer yet, or None when all have one."""
    return next((q for q in questions() if q.id not in answers and is_asked(q, answers)), None)


def after_lines(
    q: Question, lines: Sequence[str], answers: Answers, *, today: date
) -> tuple[dict[str, Answer], Question] | None:
    """The answers after `lines` were typed one after another, each with Enter, from `q` on, and the question then.

    None if a line would be refused or would answer a question that is chosen: facts are not chosen by what happens to
    stand in a text.
    """
    here: Question | None = q
    reached = dict(answers)
    for line in lines:
        if here is None or here.kind == "result" or choices_of(here, reached):
            return None
        try:
            answer = parse(here, line, today=today, answers=reached)
        except PiaError:
            return None
        reached = changed(reached, here.id, answer)
        here = next_question(reached)
    return (reached, here) if here is not None else None


def choices_of(q: Question, answers: Answers, local: LocalRule | None = None, body: str = "") -> tuple[Choice, ...]:
    """What can be chosen; empty for a question that is typed. The first is the one to propose.

    For the kinds of file the first choice, with the value "", stands for "no, others too"; kinds that only certain
    bodies can hold (規則第4条第4号〜第7号) are offered where `body` is the name of one.
    """
    texts = wizard_data().texts
    if q.kind == "yes_no":
        return Choice("no", texts.no), Choice("yes", texts.yes)
    if q.kind == "kinds":
        fitting = (kind for kind in rules().exempt_kinds if kind.can_be_held_by(body))
        return Choice("", texts.only_others), *(Choice(kind.id, kind.label) for kind in fitting)
    if q.kind == "level":
        allowed = levels_allowed(judge(facts_of(answers)), local)
        return tuple(Choice(level.level, _level_label(texts, level), level.why) for level in allowed)
    return ()


def parse(q: Question, raw: str, *, today: date, answers: Answers | None = None) -> Answer:
    """The answer that a typed or chosen text stands for; None if it is empty and may be.

    Several kinds of file are given with commas between; for the level, `answers` must hold the facts. Raises PiaError
    (BadAnswer, BadCount, BadValue) with what to show beside the field.
    """
    plain = raw.strip()
    if not plain and q.kind != "kinds":
        if q.required:
            raise BadAnswer(q.missing)
        return None
    if q.kind == "count":
        return parse_people(plain, q.bands)
    if q.kind == "date":
        return _date(plain, today)
    if q.kind == "number":
        return _number(plain)
    if q.kind == "text":
        return _text(q, plain)
    return _chosen(q, plain, answers or {})


def problem(q: Question, raw: str, *, today: date, answers: Answers | None = None) -> str:
    """What is wrong with a text as one line to show while it is typed, or "" if nothing is."""
    try:
        parse(q, raw, today=today, answers=answers)
    except PiaError as error:
        return str(error)
    return ""


def hint(q: Question, raw: str) -> str:
    """What the text means, while it is typed: 250,000人 → 10万人以上30万人未満. "" where nothing can be said yet."""
    texts = wizard_data().texts
    if q.kind == "count":
        try:
            number = parse_people(raw, q.bands)
        except PiaError:
            return ""
        if isinstance(number, str):
            return texts.band_only
        band = band_of(number) if q.id == "subjects" else handlers_band_of(number)
        return texts.hint.format(number=f"{number:,}", band=band)
    if q.kind == "date":
        day = parse_date(raw)
        return to_wareki(day) if day else ""
    return ""


def shown(q: Question, answer: Answer) -> str:
    """An answer as a person reads it."""
    texts = wizard_data().texts
    if q.kind == "kinds":
        kinds = answer if isinstance(answer, tuple) else ()
        return "、".join(rules().exempt_kind(kind).label for kind in kinds) or texts.only_others
    if answer is None or answer == "":
        return texts.unanswered
    if isinstance(answer, bool):
        return texts.yes if answer else texts.no
    if isinstance(answer, int):
        return f"{answer:,}人"
    if isinstance(answer, date):
        return to_wareki(answer)
    if q.kind == "level":
        return rules().level(str(answer)).name
    return str(answer)


def typed(q: Question, answer: Answer) -> str:
    """An answer as its owner might have typed or chosen it: what a field starts with when it is asked again."""
    if answer is None or isinstance(answer, tuple):
        return ",".join(answer or ())
    if isinstance(answer, bool):
        return "yes" if answer else "no"
    return f"{answer:,}" if isinstance(answer, int) else shown(q, answer) if isinstance(answer, date) else answer


def changed(answers: Answers, question_id: str, answer: Answer) -> dict[str, Answer]:
    """The answers with one replaced; what rests on it (the result, and a level no longer allowed) is asked again."""
    kept = {**answers, question_id: answer}
    before_result = {q.id for q in itertools.takewhile(lambda q: q.kind != "result", questions())}
    if question_id in before_result and answers.get(question_id, kept) != answer:
        kept = {q.id: kept[q.id] for q in questions() if q.id in kept and q.kind not in ("result", "level")}
    return kept


def summary(answers: Answers) -> tuple[tuple[str, str], ...]:
    """(title, answer) of everything answered, in the order of the questions, to look over before saving."""
    asked = (q for q in questions() if q.id in answers and q.kind != "result" and is_asked(q, answers))
    return tuple((q.title, shown(q, answers[q.id])) for q in asked)


def facts_of(answers: Answers) -> Facts:
    """The facts of the answers; the questions up to the result must be answered (KeyError else)."""
    return msgspec.convert(
        {
            "subjects": answers["subjects"],
            "handlers": answers["handlers"],
            "incident": answers["incident"],
            "subjects_on": answers.get("subjects_on"),
            "handlers_on": answers.get("handlers_on"),
            "exempt": answers.get("exempt") or (),
        },
        Facts,
    )


def outcome(answers: Answers, *, today: date) -> WizardOutcome:
    """The plain value the wizard ends with. All questions must be answered (KeyError else)."""
    facts = facts_of(answers)
    judgement = judge(facts)
    level = rules().level(str(answers["level"])).id
    return WizardOutcome(
        facts=facts,
        judgement=judgement,
        level=level,
        task_name=str(answers["task_name"]),
        body=str(answers["body"]),
        number=str(answers.get("number") or ""),
        findings=contradictions(
            facts, today=today, level=judgement.level, form_level=level if level != "none" else None
        ),
    )


def _level_label(texts: QuestionTexts, level: LevelChoice) -> str:
    return texts.level.format(name=level.name, short=level.short) if level.forms else texts.no_level


def _date(text: str, today: date) -> date:
    texts = wizard_data().texts
    day = parse_date(text)
    if day is None:
        raise BadAnswer(day_fault(text), next=texts.not_a_date_next)
    if day > today:
        raise BadAnswer(texts.future, next=texts.future_next)
    return day


def _number(text: str) -> str:
    texts = wizard_data().texts
    plain = unicodedata.normalize("NFKC", text)
    if not re.fullmatch(r"[0-9]{1,9}", plain):
        raise BadAnswer(texts.not_a_number, next=texts.not_a_number_next)
    return plain


def _text(q: Question, text: str) -> str:
    texts = wizard_data().texts
    kept = clean_text(text)
    if "\n" in kept:
        raise BadAnswer(texts.one_line.format(title=q.title), next=texts.one_line_next)
    if len(kept) > q.longest:
        said = texts.too_long.format(title=q.title, count=f"{len(kept):,}", longest=q.longest)
        raise BadAnswer(said, next=texts.too_long_next)
    for suspect in stopping("", kept):
        raise BadAnswer(suspect.message().what, safe=suspect.message().safe, next=texts.number_in_text_next)
    return kept


def _chosen(q: Question, text: str, answers: Answers) -> Answer:
    texts = wizard_data().texts
    if q.kind == "result":
        return True
    if q.kind == "kinds":
        kinds = tuple(dict.fromkeys(part for part in text.split(",") if part))
        if set(kinds) <= {kind.id for kind in rules().exempt_kinds}:
            return kinds
    elif text in [choice.value for choice in choices_of(q, answers)]:
        return text == "yes" if q.kind == "yes_no" else text
    raise BadAnswer(texts.not_a_choice, next=texts.not_a_choice_next)
