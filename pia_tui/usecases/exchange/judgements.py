"""しきい値判断 between terminals: with a document goes the whole line of its judgements, newest first.

A judgement has another number in each store, and names the one it took the place of by number; in a pack it stands by
its place in the line. Two lines tell which terminal has gone on from the other: that one's judgement holds.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any, Literal

from pia_tui.bundle import JudgementRow
from pia_tui.usecases.threshold.history import day_of, kept_judgements

if TYPE_CHECKING:
    from pia_tui.store import Store

_REPLACES, _DAY = "replaces", "judged_on"

Newer = Literal["same", "ours", "theirs", "both"]
"""Which side has judged since the other's judgement; "both" where that cannot be told or both have."""


def judgements_of(store: Store, document_id: int) -> tuple[JudgementRow, ...]:
    """The judgements that a document has rested on, newest first. Raises the store's errors."""
    return tuple(
        JudgementRow(at=each.at, inputs=dict(each.inputs), result=_anywhere(each.at, each.result))
        for each in kept_judgements(store, document_id)
    )


def keep_judgements(store: Store, rows: Sequence[JudgementRow], after: int | None = None) -> int | None:
    """Keep judgements that arrived, newest first, behind the one numbered `after` here.

    Returns the number of the newest; `after` where there are none. Raises the store's errors.
    """
    number = after
    for row in reversed(rows):
        before = {} if number is None else {_REPLACES: number}
        number = store.save_judgement(row.inputs, {**_anywhere(row.at, row.result), **before})
    return number


def newer(ours: Sequence[JudgementRow], theirs: Sequence[JudgementRow]) -> Newer:
    """Whose newest judgement holds, by what the other has had before it."""
    mine, yours = [_content(each) for each in ours], [_content(each) for each in theirs]
    if not yours or (mine and mine[0] == yours[0]):
        return "same"
    if not mine:
        return "theirs"
    here, there = yours[0] in mine, mine[0] in yours
    if here == there:
        return "both"
    return "ours" if here else "theirs"


def unknown_here(ours: Sequence[JudgementRow], theirs: Sequence[JudgementRow]) -> tuple[JudgementRow, ...]:
    """Those of theirs, newest first, that came after the last one that ours has too."""
    held = [_content(each) for each in ours]
    known = next((place for place, each in enumerate(theirs) if _content(each) in held), len(theirs))
    return tuple(theirs[:known])


def _anywhere(at: str, result: Mapping[str, Any]) -> dict[str, Any]:
    """A result without a number of one store, and with the day it was made, which a store takes from its clock."""
    bare = {name: value for name, value in result.items() if name != _REPLACES}
    return {**bare, _DAY: bare.get(_DAY) or day_of(at).isoformat()}


def _content(row: JudgementRow) -> tuple[dict[str, Any], dict[str, Any]]:
    return row.inputs, _anywhere(row.at, row.result)
