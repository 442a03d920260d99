"""Which writes of the journal are one step for 元に戻す: each says its kind and its group, whatever its label reads.

Writes from before this was noted have no entry. They go together where they did then: letters typed into one place
without a longer pause, and the two halves of a merge, both known by the labels of that time.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import TYPE_CHECKING, NamedTuple

from pia_tui import keys
from pia_tui.store.records import Written

if TYPE_CHECKING:
    from pia_tui.store.database import Database

TABLE = """
CREATE TABLE steps (
    batch INTEGER PRIMARY KEY REFERENCES journal (seq),
    kind TEXT NOT NULL,
    grp TEXT NOT NULL
) STRICT;
CREATE TRIGGER steps_are_fixed BEFORE UPDATE ON steps
BEGIN
    SELECT RAISE(ABORT, 'what a write was is never changed');
END;
"""
_OLD_TYPING = "文字の入力"
_OLD_MERGE = frozenset({"別の端末の記入と合わせる", "別の端末の記入と合わせる（この端末の記入を残す）"})
_OLD_PAUSE = timedelta(seconds=60)
"""Labels and pause of the programs that noted no groups; they are never reworded."""


class JournalStep(NamedTuple):
    """What a write was: its kind, and the group of writes that one undo takes back (empty: it stands alone)."""

    kind: str
    group: str


def note(db: Database, batch: int, kind: str, group: str) -> None:
    """Keep what a write was. The caller has the transaction."""
    db.execute("INSERT INTO steps VALUES (?, ?, ?)", [batch, kind, group])


def step_of(db: Database, batch: int) -> JournalStep | None:
    """What a write was; None for one of an older program, and for one that said nothing."""
    row = db.execute("SELECT kind, grp FROM steps WHERE batch = ?", [batch]).fetchone()
    return JournalStep(*row) if row else None


def are_one(db: Database, one: Written, other: Written) -> bool:
    """Whether two writes after one another are one step."""
    first, second = step_of(db, one.batch), step_of(db, other.batch)
    if first is None and second is None:
        return _were_one(one, other)
    return first is not None and second is not None and first.group == second.group != ""


def _were_one(one: Written, other: Written) -> bool:
    if {one.label, other.label} == _OLD_MERGE:
        return True
    if one.label != _OLD_TYPING or other.label != _OLD_TYPING:
        return False
    places = {keys.place_of(change.key) for written in (one, other) for change in written.changes}
    apart = abs(datetime.fromisoformat(one.at) - datetime.fromisoformat(other.at))
    return len(places) == 1 and places != {""} and apart <= _OLD_PAUSE
