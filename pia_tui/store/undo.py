"""Undo and redo of one document, read off the journal, so that they work across restarts.

Nothing is ever taken out of the journal: an undo is a new batch with the inverse changes, which names the batch it
takes back (`target`). A redo names the same batch. Reading backwards, every undo found cancels the next older write
or redo; what is left first is the one to undo now.
"""

from __future__ import annotations

from collections.abc import Callable, Generator
from contextlib import closing
from typing import TYPE_CHECKING

from pia_tui.assessment import Change
from pia_tui.forms import Value
from pia_tui.store import codec, documents, steps
from pia_tui.store.documents import Author
from pia_tui.store.records import Written

if TYPE_CHECKING:
    from pia_tui.store.database import Database

_WRITES = ("write", "restore")


def undo(db: Database, document_id: int, author: Author) -> Written | None:
    """Take back the newest step that stands; None if there is none. The caller has the transaction."""
    return _whole_step(db, document_id, undoable, lambda batch: _undo(db, document_id, author, batch))


def redo(db: Database, document_id: int, author: Author) -> Written | None:
    """Make the step that was taken back last again; None if there is none, or if there was a write since."""
    return _whole_step(db, document_id, redoable, lambda batch: _redo(db, document_id, author, batch))


def _undo(db: Database, document_id: int, author: Author, batch: int) -> Written:
    changes, label = _batch(db, batch)
    inverse = [change.inverse for change in reversed(changes)]
    return documents.apply(db, document_id, inverse, author, action="undo", label=label, target=batch)


def _redo(db: Database, document_id: int, author: Author, batch: int) -> Written:
    changes, label = _batch(db, batch)
    return documents.apply(db, document_id, changes, author, action="redo", label=label, target=batch)


def _whole_step(
    db: Database,
    document_id: int,
    following: Callable[[Database, int], int | None],
    carry_out: Callable[[int], Written],
) -> Written | None:
    """Carry out all writes of one step, which belong together (see `steps`): one undo is one transaction."""
    first = described(db, following(db, document_id))
    if first is None:
        return None
    present = first
    made: list[Change] = []
    while True:
        last = carry_out(present.batch)
        made += last.changes
        next_one = described(db, following(db, document_id))
        if next_one is None or not steps.are_one(db, present, next_one):
            return Written(last.batch, last.at, tuple(made), first.label)
        present = next_one


def undoable(db: Database, document_id: int) -> int | None:
    """The batch that `undo` would take back."""
    cancelled = 0
    with closing(_batches(db, document_id)) as batches:
        for batch, action, target in batches:
            if action == "undo":
                cancelled += 1
            elif cancelled:
                cancelled -= 1
            else:
                return target if action == "redo" else batch
    return None


def redoable(db: Database, document_id: int) -> int | None:
    """The batch that `redo` would make again."""
    made_again = 0
    with closing(_batches(db, document_id)) as batches:
        for _, action, target in batches:
            if action in _WRITES:
                return None
            if action == "redo":
                made_again += 1
            elif made_again:
                made_again -= 1
            else:
                return target
    return None


def described(db: Database, batch: int | None) -> Written | None:
    """A batch as it was written, or None for no batch."""
    if batch is None:
        return None
    changes, label = _batch(db, batch)
    at = db.execute("SELECT at FROM journal WHERE seq = ?", [batch]).fetchone()[0]
    return Written(batch, at, tuple(changes), label)


def _batches(db: Database, document_id: int) -> Generator[tuple[int, str, int | None], None, None]:
    """The document's writes, undos and redos, newest first."""
    sql = """SELECT batch, action, target FROM journal
             WHERE document_id = ? AND seq = batch AND action IN ('write', 'restore', 'undo', 'redo')
             ORDER BY seq DESC"""
    with closing(db.execute(sql, [document_id])) as rows:
        yield from rows


def _batch(db: Database, batch: int) -> tuple[list[Change], str]:
    changes, name = [], ""
    sql = "SELECT batch, key, before, after, label FROM journal WHERE seq >= ? ORDER BY seq"
    with closing(db.execute(sql, [batch])) as rows:
        for number, key, before, after, label in rows:
            if number != batch:
                break
            name = label
            changes.append(Change(key, _decoded(before), _decoded(after)))
    return changes, name


def _decoded(text: str | None) -> Value | None:
    return None if text is None else codec.decode(text)
