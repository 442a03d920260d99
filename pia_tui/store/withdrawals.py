"""Records of publications that were withdrawn, with the reason: they and their versions stay, and count no longer."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pia_tui.store import codec, facts, journal
from pia_tui.store.clock import now
from pia_tui.store.documents import Author
from pia_tui.store.errors import UnknownItem
from pia_tui.store.guard import check_text
from pia_tui.store.records import Revision

if TYPE_CHECKING:
    from pia_tui.store.database import Database

TABLE = """
CREATE TABLE withdrawals (
    revision_id INTEGER PRIMARY KEY REFERENCES publications (revision_id),
    at TEXT NOT NULL,
    reason TEXT NOT NULL,
    seal BLOB NOT NULL
) STRICT;
CREATE TRIGGER withdrawals_stay BEFORE DELETE ON withdrawals
BEGIN
    SELECT RAISE(ABORT, 'what was withdrawn is never brought back');
END;
CREATE TRIGGER withdrawals_are_fixed BEFORE UPDATE ON withdrawals
BEGIN
    SELECT RAISE(ABORT, 'a withdrawal is never changed');
END;
"""
_COLUMNS = "revision_id, at, reason"


def withdraw(db: Database, frozen: Revision, reason: str, author: Author) -> None:
    """Let a publication count no longer. The caller has the transaction. Raises UnknownItem."""
    known = db.execute("SELECT 1 FROM publications WHERE revision_id = ?", [frozen.id]).fetchone()
    if known is None or frozen.id in withdrawals(db):
        raise UnknownItem(
            f"版 {frozen.id} の公表の記録は、ないか、もう取り消してあります。",
            safe="何も変更していません。",
            next=f"「pia-tui revisions {frozen.document_id}」で一覧を見られます。",
            next_on_screen="版の一覧で確かめてください。",
        )
    columns = [frozen.id, now(), check_text(reason)]
    db.execute(f"INSERT INTO withdrawals ({_COLUMNS}, seal) VALUES (?, ?, ?, ?)", [*columns, codec.seal(columns)])
    db.execute("DELETE FROM standings WHERE document_id = ?", [frozen.document_id])
    rows = [("publication", codec.canonical([frozen.id]).decode(), codec.canonical(columns).decode())]
    journal.append(
        db, rows, document_id=frozen.document_id, action="withdraw", at=now(), who=str(author), label=frozen.name
    )
    facts.refresh(db, frozen.document_id)


def withdrawals(db: Database) -> dict[int, str]:
    """The reasons, by the version whose publication was withdrawn. Raises Corrupt."""
    found: dict[int, str] = {}
    for *columns, own in db.execute(f"SELECT {_COLUMNS}, seal FROM withdrawals").fetchall():
        if codec.seal(columns) != own:
            raise codec.Corrupt("a withdrawal's row is not what was written")
        found[columns[0]] = columns[2]
    return found
