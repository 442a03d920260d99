"""What would happen to the result of しきい値判断 if one fact changed."""

from __future__ import annotations

from typing import Literal

import msgspec

from pia_tui.rules.facts import Facts
from pia_tui.rules.threshold_table import LevelId, People, Rules


class Shift(msgspec.Struct, frozen=True):
    """One fact changed: `by` people, up or down to `to` people (both None where the result stays or no number changes).

    `level` is the result then; `changes` says whether it is another one; `text` is the sentence to show.
    """

    what: Literal["subjects", "handlers", "incident", "exempt"]
    by: int | None
    to: int | None
    level: LevelId
    changes: bool
    text: str


def level_of(r: Rules, facts: Facts) -> LevelId:
    """The result alone."""
    if facts.exempt:
        return r.levels[0].id
    row, column = r.cell(facts.subjects, facts.handlers, facts.incident)
    return r.cells[row][column].level


def distance(r: Rules, facts: Facts) -> tuple[Shift, ...]:
    """More and fewer 対象人数, more and fewer 取扱者数, and the 重大事故 the other way; each alone, the rest as it is.

    Where the kinds of file decided alone, the only change that matters is a file of another kind.
    """
    if facts.exempt:
        return (_what_if(r, facts, "exempt", "scope_widens", msgspec.structs.replace(facts, exempt=())),)
    other_way = msgspec.structs.replace(facts, incident=not facts.incident)
    return (
        _nearest(r, facts, "subjects", up=True),
        _nearest(r, facts, "subjects", up=False),
        _nearest(r, facts, "handlers", up=True),
        _nearest(r, facts, "handlers", up=False),
        _what_if(r, facts, "incident", "incident_passes" if facts.incident else "incident_happens", other_way),
    )


def _nearest(r: Rules, facts: Facts, what: Literal["subjects", "handlers"], *, up: bool) -> Shift:
    """The nearest number with another result: the first of a band above, or the last before a band begins.

    Where only the band is known, the nearest band.
    """
    level = level_of(r, facts)
    now: People = getattr(facts, what)
    if isinstance(now, str):
        return _nearest_band(r, facts, what, now, up=up)
    lowers = [band.lower for band in r.bands(what)]
    ends = [lower for lower in lowers if lower > now] if up else [lower - 1 for lower in lowers[:0:-1] if lower <= now]
    name = f"{what}_{'up' if up else 'down'}"
    for to in ends:
        other = level_of(r, msgspec.structs.replace(facts, **{what: to}))
        if other != level:
            by = abs(to - now)
            text = r.say(name, by=f"{by:,}", to=f"{to:,}", text=r.results["kiso"][other])
            return Shift(what, by, to, other, True, text)
    return Shift(what, None, None, level, False, r.say(f"{name}_same"))


def _nearest_band(r: Rules, facts: Facts, what: Literal["subjects", "handlers"], now: str, *, up: bool) -> Shift:
    level, labels = level_of(r, facts), [band.label for band in r.bands(what)]
    at = labels.index(now)
    name = f"{what}_{'up' if up else 'down'}"
    for label in labels[at + 1 :] if up else labels[:at][::-1]:
        other = level_of(r, msgspec.structs.replace(facts, **{what: label}))
        if other != level:
            text = r.say(f"{name}_band", band=label, text=r.results["kiso"][other])
            return Shift(what, None, None, other, True, text)
    return Shift(what, None, None, level, False, r.say(f"{name}_same"))


def _what_if(r: Rules, facts: Facts, what: Literal["incident", "exempt"], name: str, changed: Facts) -> Shift:
    before, after = level_of(r, facts), level_of(r, changed)
    if before == after:
        return Shift(what, None, None, before, False, r.say(f"{name}_same"))
    return Shift(what, None, None, after, True, r.say(name, text=r.results["kiso"][after]))
