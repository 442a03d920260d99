"""Which 事務 come near a line of しきい値判断, or have crossed one, and by when to act: pure, from figures."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from datetime import date, timedelta
from functools import cache
from pathlib import Path
from typing import Literal

import msgspec

from pia_tui import datafile
from pia_tui.forms.wareki import to_wareki
from pia_tui.rules.contradictions import months_between
from pia_tui.rules.duties.evidence import ended_on
from pia_tui.rules.duties.model import Accident, Input, Judged, Task
from pia_tui.rules.facts import Facts
from pia_tui.rules.threshold_data import rules
from pia_tui.rules.threshold_table import LevelId
from pia_tui.rules.what_if import distance, level_of

DriftId = Literal[
    "crossed_up", "crossed_down", "accident_over", "accident_missing", "trend", "near", "old_counts", "form_differs",
    "not_judged",
]  # fmt: skip
_ORDER: tuple[DriftId, ...] = (
    "crossed_up", "accident_missing", "form_differs", "trend", "near", "crossed_down",
    "accident_over", "old_counts", "not_judged",
)  # fmt: skip


class DriftKind(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A way in which a 事務 may move against the lines."""

    name: str
    article: str
    text: str
    text_without_day: str = ""


class DriftData(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The data file: how near is near (per cent of the line), how far a trend is followed, from how many days."""

    near_percent: int
    horizon_years: int
    steady_days: int
    kinds: dict[DriftId, DriftKind]


class Drift(msgspec.Struct, frozen=True):
    """One thing noticed about a 事務. `by` is the day to have acted by; None = at once or no day."""

    kind: DriftId
    name: str
    task: str
    documents: tuple[int, ...]
    title: str
    number: str
    department: str
    level: str
    now: str
    by: date | None
    message: str
    inputs: tuple[Input, ...]
    article: str


@cache
def drift_data() -> DriftData:
    """The marks and words that come with the program."""
    return datafile.load(Path(__file__).parents[1] / "data" / "drift.yaml", DriftData)


def drift(
    tasks: Iterable[Task], accidents: Iterable[Accident], today: date, reviews: Mapping[int, date] | None = None
) -> list[Drift]:
    """What moves against the lines, most pressing first.

    `accidents` are those that count today (see `judged_until`); `reviews` the next review of each 評価書, by number.
    """
    happened = tuple(accidents)
    found = [each for task in tasks for each in _of_task(task, happened, today, reviews or {})]
    return sorted(found, key=lambda each: (_ORDER.index(each.kind), each.by or date.max, each.number, each.documents))


def present_facts(judged: Judged, accident: bool) -> Facts:
    """The facts of a judgement with the accidents of today."""
    exempt = (rules().exempt_kinds[0].id,) if judged.exempt else ()
    return Facts(judged.subjects, judged.handlers, accident, judged.subjects_on, judged.handlers_on, exempt)


def _of_task(task: Task, accidents: tuple[Accident, ...], today: date, reviews: Mapping[int, date]) -> Iterator[Drift]:
    own = [each for each in task.documents if not each.reference and not each.archived]
    if not own or all(ended_on(each) for each in own):
        return
    task = msgspec.structs.replace(task, documents=tuple(own))
    known = [level.id for level in rules().levels]
    history = [each for each in task.judgements if each.level in known]
    if not history:
        yield _drift(task, "not_judged", "", "", None, ())
        return
    judged = history[0]
    facts = present_facts(judged, bool(accidents))
    now, before = level_of(rules(), facts), judged.level
    yield from _of_accident(task, judged, now, accidents)
    if rules().rank(now) != rules().rank(before):
        kind: DriftId = "crossed_up" if rules().rank(now) > rules().rank(before) else "crossed_down"
        yield _drift(task, kind, before, now, None, _figures(judged, facts.incident))
    else:
        review = min((reviews[each.id] for each in own if each.id in reviews), default=None)
        yield from _of_lines(task, facts, history, review, today)
    yield from _of_form(task, judged, now)
    yield from _of_age(task, judged, today)


def _of_accident(task: Task, judged: Judged, now: LevelId, accidents: tuple[Accident, ...]) -> Iterator[Drift]:
    """The judgement says something else about accidents, and the result is the same."""
    if rules().rank(now) != rules().rank(judged.level):
        return
    if judged.incident and not accidents:
        yield _drift(task, "accident_over", judged.level, now, None, _figures(judged, False))
    elif accidents and not judged.incident:
        what = accidents[0].what
        yield _drift(task, "accident_missing", judged.level, now, None, _figures(judged, True), incident=what)


def _of_lines(task: Task, facts: Facts, history: list[Judged], review: date | None, today: date) -> Iterator[Drift]:
    """Near a line, or on the way to one; a trend says more than nearness, so it stands for both."""
    data = drift_data()
    now = level_of(rules(), facts)
    for shift in distance(rules(), facts):
        if not shift.changes or shift.to is None or shift.by is None or shift.what not in ("subjects", "handlers"):
            continue
        count = facts.subjects if shift.what == "subjects" else facts.handlers
        assert isinstance(count, int)
        reached = _reached(history, shift.what, shift.to, today)
        if reached is not None:
            first, last, day = reached
            term = rules().definitions.subjects.term if shift.what == "subjects" else rules().definitions.handlers.term
            yield _drift(
                task, "trend", now, shift.level, day, _figures(history[0], facts.incident),
                term=term, first_on=_day(first[0]), first=f"{first[1]:,}", last_on=_day(last[0]), last=f"{last[1]:,}",
                to=f"{shift.to:,}", result=rules().results["kiso"][shift.level],
            )  # fmt: skip
        elif shift.by * 100 <= data.near_percent * max(shift.to, count):
            yield _drift(
                task, "near", now, shift.level, review, _figures(history[0], facts.incident), shift=shift.text
            )  # fmt: skip


def _reached(
    history: list[Judged], what: str, line: int, today: date
) -> tuple[tuple[date, int], tuple[date, int], date] | None:
    """(first count, last count, day) where the counts of two judgements lead to the line within the horizon."""
    data = drift_data()
    counts = []
    for each in history:
        number = each.subjects if what == "subjects" else each.handlers
        on = (each.subjects_on if what == "subjects" else each.handlers_on) or each.on
        if isinstance(number, int):
            counts.append((on, number))
    if len(counts) < 2:
        return None
    last = counts[0]
    first = next((each for each in counts[1:] if (last[0] - each[0]).days >= data.steady_days), None)
    if first is None or last[1] == first[1] or (line > last[1]) != (last[1] > first[1]):
        return None
    days = (line - last[1]) * (last[0] - first[0]).days // (last[1] - first[1])
    day = last[0] + timedelta(days=min(days, 366 * (data.horizon_years + 1)))
    horizon = today + timedelta(days=366 * data.horizon_years)
    return (first, last, max(day, today)) if day <= horizon else None


def _of_form(task: Task, judged: Judged, now: LevelId) -> Iterator[Drift]:
    """A band of the form that does not hold the count that was judged on: the counts have changed there."""
    table = rules()
    wanted = (
        ("subjects_band", table.rows[table.row(judged.subjects)].label, judged.subjects, table.definitions.subjects),
        (
            "handlers_band",
            table.handlers[table.handlers_row(judged.handlers)].label,
            judged.handlers,
            table.definitions.handlers,
        ),
    )
    for role, label, count, definition in wanted:
        for held in task.documents:
            said = getattr(held, role)
            if said and said.partition("（")[0] != label:
                shown = f"{count:,}人" if isinstance(count, int) else f"「{count}」"
                yield _drift(
                    task, "form_differs", judged.level, now, None, _figures(judged, judged.incident),
                    label=definition.term, value=said, count=shown,
                )  # fmt: skip
                break


def _of_age(task: Task, judged: Judged, today: date) -> Iterator[Drift]:
    table = rules()
    for on, definition in (
        (judged.subjects_on or judged.on, table.definitions.subjects),
        (judged.handlers_on or judged.on, table.definitions.handlers),
    ):
        if months_between(on, today) >= table.stale_after_months:
            yield _drift(
                task, "old_counts", judged.level, judged.level, None, _figures(judged, judged.incident),
                term=definition.term, on=_day(on), months=table.stale_after_months,
            )  # fmt: skip


def _drift(
    task: Task, kind: DriftId, level: str, now: str, by: date | None, inputs: tuple[Input, ...], **words: object
) -> Drift:
    table, data = rules(), drift_data().kinds[kind]
    texts = table.results["kiso"]
    known = {level.id: level.id for level in table.levels}
    text = (data.text if by or not data.text_without_day else data.text_without_day).format(
        text=texts[known[now]] if now in known else "",
        before=texts[known[level]] if level in known else "",
        needed=table.level(now).name if now in known else "",
        by=_day(by) if by else "",
        **words,
    )
    ids = tuple(each.id for each in task.documents)
    return Drift(
        kind, data.name, task.id, ids, task.name, task.number, task.department, level, now, by, text, inputs,
        data.article,
    )  # fmt: skip


def _figures(judged: Judged, accident: bool) -> tuple[Input, ...]:
    table = rules()

    def people(count: int | str, on: date | None) -> str:
        shown = f"{count:,}人" if isinstance(count, int) else count
        return f"{shown}（{_day(on)}時点）" if on else shown

    return (
        Input(table.definitions.subjects.term, people(judged.subjects, judged.subjects_on)),
        Input(table.definitions.handlers.term, people(judged.handlers, judged.handlers_on)),
        Input(table.definitions.incident.term, table.incident_answer(accident)),
        Input("判断した日", _day(judged.on)),
    )


def _day(day: date) -> str:
    try:
        return to_wareki(day)
    except ValueError:
        return day.isoformat()
