"""What the officer said about proposed rows, kept with the document until it is published.

A proposed row is named by its first change: the kind, a colon, and the item's key (`changed:II[#k7x2qa].2.3`).
"""

from __future__ import annotations

from typing import Literal

from pia_tui import keys
from pia_tui.assessment import Assessment, Change
from pia_tui.forms import Value
from pia_tui.rules.changes.diff import ItemChange
from pia_tui.rules.changes.timing import TimingAnswers

RISK, IN_FORCE = keys.RISK.prefix, keys.IN_FORCE.prefix
ASIDE, INTO, SPLIT = keys.ROW_ASIDE.prefix, keys.ROW_INTO.prefix, keys.ROW_SPLIT.prefix
"""Why no row is wanted; the row that this one is told in; that a block gets a row for each of its items."""
RowField = Literal["date", "item", "before", "after", "timing", "note"]
FIELDS: tuple[RowField, ...] = ("date", "item", "before", "after", "timing", "note")
_CELLS: dict[RowField, keys.KeyKind] = {
    "date": keys.ROW_DATE,
    "item": keys.ROW_ITEM,
    "before": keys.ROW_BEFORE,
    "after": keys.ROW_AFTER,
    "timing": keys.ROW_TIMING,
    "note": keys.ROW_NOTE,
}
COVERS, WRITTEN, TEXT = keys.COVERS.prefix, keys.ROW_WRITTEN.prefix, keys.ROW_TEXT.prefix
"""Of a row in the table: the changes that it tells, its cells as they were written, and the text as it was then."""
DAY, EFFECT = keys.CHANGE_DATE.prefix, keys.CHANGE_EFFECT.prefix
_PER_CYCLE = (RISK, IN_FORCE, ASIDE, INTO, SPLIT, COVERS, WRITTEN, TEXT, *(kind.prefix for kind in _CELLS.values()))


def change_id(change: ItemChange) -> str:
    """The name of a change."""
    return f"{change.kind}:{change.key}"


def answers_of(document: Assessment, name: str) -> TimingAnswers:
    """What was answered about a change."""
    risk, force = document.state.get(f"{RISK}{name}"), document.state.get(f"{IN_FORCE}{name}")
    return TimingAnswers(risk if isinstance(risk, bool) else None, force if isinstance(force, bool) else None)


def field_of(document: Assessment, name: str, field: RowField) -> str | None:
    """What was written by hand in a cell of a proposed row."""
    held = document.state.get(cell_key(name, field))
    return held if isinstance(held, str) else None


def cell_key(name: str, field: RowField) -> str:
    """Where what was written by hand in a cell of a proposed row is kept."""
    return _CELLS[field].key(name)


def note(document: Assessment, key: str, value: Value | None) -> list[Change]:
    """The change that notes something about a row, or takes it back."""
    before = document.state.get(key)
    return [] if before == value and type(before) is type(value) else [Change(key, before, value)]


def cleared(document: Assessment) -> list[Change]:
    """The changes that take all notes off: after a publication they belong to the version that was frozen."""
    return [
        Change(key, value, None)
        for key, value in document.state.items()
        if key.startswith(_PER_CYCLE) or key in (DAY, EFFECT)
    ]
