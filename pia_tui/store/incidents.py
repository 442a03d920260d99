"""重大事故 of the body, each entered once for all of its 評価書; one entered by mistake is withdrawn, never removed."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any

from pia_tui.store import codec, journal
from pia_tui.store.clock import now
from pia_tui.store.documents import Author
from pia_tui.store.errors import UnknownItem
from pia_tui.store.guard import check_text
from pia_tui.store.records import Incident

if TYPE_CHECKING:
    from pia_tui.store.database import Database

TABLE = """
CREATE TABLE incidents (
    id INTEGER PRIMARY KEY,
    kind TEXT NOT NULL,
    occurred_on TEXT NOT NULL,
    known_on TEXT NOT NULL,
    what TEXT NOT NULL,
    malicious INTEGER NOT NULL CHECK (malicious IN (0, 1)),
    entered_at TEXT NOT NULL,
    withdrawn TEXT NOT NULL,
    seal BLOB NOT NULL
) STRICT;
CREATE TRIGGER incidents_stay BEFORE DELETE ON incidents
BEGIN
    SELECT RAISE(ABORT, 'an incident is withdrawn, never removed');
END;
"""
_COLUMNS = "id, kind, occurred_on, known_on, what, malicious, entered_at, withdrawn"


def save(
    db: Database,
    author: Author,
    *,
    kind: str,
    occurred_on: date,
    known_on: date,
    what: str,
    malicious: bool,
    entered_at: str = "",
) -> int:
    """Keep an incident; returns its number. The caller has the transaction. Raises what an answer would."""
    newest = db.execute("SELECT coalesce(max(id), 0) FROM incidents").fetchone()[0]
    days = [occurred_on.isoformat(), known_on.isoformat()]
    columns = [newest + 1, kind, *days, check_text(what, "incident"), int(malicious), entered_at or now(), ""]
    marks = ", ".join("?" * (len(columns) + 1))
    db.execute(f"INSERT INTO incidents ({_COLUMNS}, seal) VALUES ({marks})", [*columns, codec.seal(columns)])
    _tell(db, "incident", None, columns, author)
    return int(newest + 1)


def withdraw(db: Database, incident_id: int, reason: str, author: Author) -> None:
    """Let an incident count no longer, for a reason. The caller has the transaction. Raises UnknownItem."""
    row = db.execute(
        f"SELECT {_COLUMNS}, seal FROM incidents WHERE id = ? AND withdrawn = ''", [incident_id]
    ).fetchone()
    if row is None:
        raise UnknownItem(
            f"重大事故の記録 {incident_id} はありません。",
            safe="何も変更していません。",
            next="「pia-tui incident」で一覧を見られます。",
        )
    before = _checked(row)
    after = [*before[:-1], check_text(reason, "incident")]
    db.execute("UPDATE incidents SET withdrawn = ?, seal = ? WHERE id = ?", [after[-1], codec.seal(after), incident_id])
    _tell(db, "withdraw", before, after, author)


def incidents(db: Database) -> list[Incident]:
    """All incidents, withdrawn ones too, in the order they were entered. Raises Corrupt."""
    rows = db.execute(f"SELECT {_COLUMNS}, seal FROM incidents ORDER BY id").fetchall()
    return [_incident(_checked(row)) for row in rows]


def _incident(columns: list[Any]) -> Incident:
    number, kind, occurred, known, what, malicious, entered, withdrawn = columns
    days = date.fromisoformat(occurred), date.fromisoformat(known)
    return Incident(number, kind, *days, what, bool(malicious), entered, withdrawn)


def _checked(row: tuple[Any, ...]) -> list[Any]:
    *columns, own = row
    if codec.seal(columns) != own:
        raise codec.Corrupt("an incident's row is not what was written")
    return columns


def _tell(db: Database, action: str, before: list[Any] | None, after: list[Any], author: Author) -> None:
    old = None if before is None else codec.canonical(before).decode()
    row = ("incident", old, codec.canonical(after).decode())
    journal.append(db, [row], document_id=None, action=action, at=now(), who=str(author))
