"""What follows from the changes: the steps to publication, with days worked back from the day of effect."""

from __future__ import annotations

from datetime import date, timedelta

import msgspec

from pia_tui.errors import PiaError
from pia_tui.forms.wareki import to_wareki
from pia_tui.rules.changes.data import Overall, change_rules, step_rules


class TooShort(PiaError):
    """A period is to be shorter than the rules say, and no reason stands in the document."""


class PublicationStep(msgspec.Struct, frozen=True):
    """A step: from `start` to `end`, both counted. `statutory`: the rules set its length; `optional`: 任意."""

    id: str
    title: str
    what: str
    start: date
    end: date
    days: int
    statutory: bool
    optional: bool
    source: str


class Timeline(msgspec.Struct, frozen=True):
    """The steps in their order, and the day on which the changes take effect."""

    overall: Overall
    word: str
    level: str
    effect: date
    steps: tuple[PublicationStep, ...]
    notes: tuple[str, ...] = ()

    @property
    def start(self) -> date:
        """The day on which the first step begins."""
        return min([step.start for step in self.steps], default=self.effect)


def timeline(
    overall: Overall,
    level: str,
    effect: date,
    *,
    today: date,
    in_force: bool = False,
    hearing_days: int | None = None,
    hearing_reason: str = "",
    hearing_item: str = "",
) -> Timeline:
    """The steps for a document of this level.

    Before the day of effect, the last one ends on the day before it. What is in force already (`in_force`) is done
    after it, one step after the other from today. `hearing_days` shortens 意見の聴取, which wants `hearing_reason`
    (the text of `hearing_item`). Raises TooShort.
    """
    rules = step_rules()
    wanted = [step for step in rules.steps if level in step.levels and overall in step.overall]
    lengths = []
    notes = [rules.notes[overall]]
    for step in wanted:
        days = step.days
        if step.shortened_by and hearing_days is not None and hearing_days < days:
            if not rules.is_reason(hearing_reason):
                raise TooShort(
                    rules.too_short.format(days=days, item=hearing_item),
                    safe="日程は作っていません。",
                    next="理由を書いてから、もう一度作ってください。",
                )
            notes.append(rules.shortened.format(given=hearing_days, item=hearing_item))
            days = hearing_days
        elif step.shortened_by and hearing_days is not None:
            days = hearing_days
        lengths.append(days)
    starts: list[date] = []
    if in_force:
        day = today
        for days in lengths:
            starts.append(day)
            day += timedelta(days=days)
    else:
        day = effect
        for days in reversed(lengths):
            day -= timedelta(days=days)
            starts.insert(0, day)
    steps = tuple(
        PublicationStep(
            id=step.id,
            title=step.title,
            what=step.what,
            start=start,
            end=start + timedelta(days=days - 1),
            days=days,
            statutory=step.statutory,
            optional=step.optional,
            source=step.source,
        )
        for step, start, days in zip(wanted, starts, lengths, strict=True)
    )
    late = next((step for step in steps if step.start < today), None)
    if late is not None:
        notes.append(rules.late.format(title=late.title, start=to_wareki(late.start)))
    return Timeline(overall, change_rules().overall[overall], level, effect, steps, tuple(notes))
