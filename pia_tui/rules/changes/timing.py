"""提出時期 of one change: 事前 or 事後, with the explanation and the article, from the two questions of a ※ item."""

from __future__ import annotations

from collections.abc import Iterable

import msgspec

from pia_tui.rules.changes.data import Case, Overall, change_rules
from pia_tui.rules.changes.diff import ItemChange


class TimingAnswers(msgspec.Struct, frozen=True):
    """What the officer answered about a change; None is "not yet".

    `risk`: it makes leaks and the like more dangerous. `in_force`: things are done that way already.
    """

    risk: bool | None = None
    in_force: bool | None = None


class Timing(msgspec.Struct, frozen=True):
    """事前 or 事後 ("" while a question is open), the explanation, and whether it is a 重要な変更 (None: open).

    `open` names the questions that are not answered, `problem` says what is wrong with it.
    """

    text: str
    note: str
    important: bool | None
    open: tuple[str, ...] = ()
    problem: str = ""


def timing_of(change: ItemChange, level: str, answers: TimingAnswers | None = None) -> Timing:
    """When a change is to be submitted, on a form of this level."""
    answers = answers or TimingAnswers()
    rules = change_rules()
    case = next(case for case in rules.cases if _fits(case, change, answers))
    asked = change.star and change.kind != "moved"
    given = {"risk": answers.risk, "in_force": answers.in_force}
    return Timing(
        text=rules.timings[case.timing] if case.timing else "",
        note=case.note.format(article=rules.articles.get(case.article, {}).get(level, "")),
        important=case.important,
        open=tuple(name for name, answer in given.items() if answer is None) if asked else (),
        problem=case.problem,
    )


def joined(timings: Iterable[Timing]) -> Timing:
    """The timing of a row about several changes: that of the gravest of them, open while any is open."""
    found = list(timings)
    waiting = tuple(dict.fromkeys(name for each in found for name in each.open))
    if waiting:
        return Timing("", "", None, waiting)
    return max(found, key=lambda each: (each.important is True, bool(each.problem)))


def overall(timings: Iterable[Timing]) -> Overall | None:
    """Whether all this is 再実施 or 修正; None where nothing has changed."""
    found = list(timings)
    if not found:
        return None
    return "again" if any(each.important for each in found) else "correction"


def _fits(case: Case, change: ItemChange, answers: TimingAnswers) -> bool:
    wanted = (
        (case.kind, change.kind),
        (case.star, change.star),
        (case.risk, _word(answers.risk)),
        (case.in_force, _word(answers.in_force)),
    )
    return all(want is None or want == is_ for want, is_ in wanted)


def _word(answer: bool | None) -> str:
    return "open" if answer is None else "yes" if answer else "no"
