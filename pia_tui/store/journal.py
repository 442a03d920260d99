"""The append-only journal: every change of every document, chained by hashes.

Row n carries the hash of row n-1 (`previous`; row 1 carries zeros) and its own:

    hash = SHA-256(previous ‖ canonical JSON of the columns named in COLUMNS, in that order)

Changing, removing or inserting a row anywhere breaks the chain there. The newest hash is also kept in `meta` and in
the record of every proven backup, so that cutting rows off at the end shows as well. Triggers refuse UPDATE, DELETE
and rows that do not follow the last one.

Rows with one of STATE_ACTIONS are changes of a document's flat map: replaying them gives the document. The others
tell what else happened (a version frozen, a file attached, a lock taken over).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from pia_tui.keys import is_annotation
from pia_tui.store.codec import Corrupt, row_hash, storable
from pia_tui.store.guard import is_suspect
from pia_tui.store.records import JournalEntry

if TYPE_CHECKING:
    from pia_tui.store.database import Database

START = bytes(32)
STATE_ACTIONS = ("create", "write", "undo", "redo", "restore", "duplicate", "recreate")
COLUMNS = "seq, at, who, document_id, batch, action, label, target, key, before, after"
_INSERT = f"INSERT INTO journal ({COLUMNS}, previous, hash) VALUES ({', '.join('?' * 13)})"


@dataclass(frozen=True)
class Head:
    """The end of the journal: the number of rows and the hash of the last."""

    seq: int
    hash: bytes

    def __str__(self) -> str:
        return f"{self.seq} {self.hash.hex()}"

    @classmethod
    def parse(cls, text: str) -> Head:
        """What `str` gave. Raises ValueError."""
        seq, _, digest = text.partition(" ")
        return cls(int(seq), bytes.fromhex(digest))


@dataclass(frozen=True)
class Break:
    """Where the journal stops being what was written: the row, and why, in Japanese."""

    seq: int
    reason: str


def head(db: Database) -> Head:
    """The last row. Raises Corrupt if it is not the one that `meta` names."""
    row = db.execute("SELECT seq, hash FROM journal ORDER BY seq DESC LIMIT 1").fetchone()
    found = Head(*row) if row else Head(0, START)
    if _noted_head(db) != str(found):
        raise Corrupt("the end of the journal is not the one noted")
    return found


def append(
    db: Database,
    rows: Iterable[tuple[str, str | None, str | None]],
    *,
    document_id: int | None,
    action: str,
    at: str,
    who: str,
    label: str = "",
    target: int | None = None,
) -> int:
    """Add one batch of (key, before, after) rows; returns its number. The caller has the transaction."""
    # A label may name a block, and a block any text. Who does something is no text of a document.
    end, who, label = head(db), storable(who), "" if is_suspect(label) else storable(label)
    batch = end.seq + 1
    added = []
    for key, before, after in rows:
        seq, previous = end.seq + 1, end.hash
        columns = (seq, at, who, document_id, batch, action, label, target, key, before, after)
        end = Head(seq, row_hash(previous, columns))
        added.append((*columns, previous, end.hash))
    db.conn.executemany(_INSERT, added)
    db.execute("INSERT OR REPLACE INTO meta VALUES ('journal', ?)", [str(end)])
    return batch


def entries(db: Database, document_id: int | None = None, *, limit: int = -1, offset: int = 0) -> list[JournalEntry]:
    """Rows, newest first; of one document or of all."""
    where = "WHERE document_id = ?" if document_id is not None else ""
    found = db.execute(
        f"SELECT {COLUMNS} FROM journal {where} ORDER BY seq DESC LIMIT ? OFFSET ?",
        [*([document_id] if document_id is not None else []), limit, offset],
    )
    return [JournalEntry(*row) for row in found.fetchall()]


def replay(db: Database, document_id: int, seq: int | None = None) -> dict[str, str]:
    """The document's (key, JSON text) map as it was after row `seq` (None: now), from the journal alone."""
    state: dict[str, str] = {}
    marks = ", ".join("?" * len(STATE_ACTIONS))
    sql = f"SELECT key, after FROM journal WHERE document_id = ? AND action IN ({marks}) AND seq <= ? ORDER BY seq"
    for key, after in db.execute(sql, [document_id, *STATE_ACTIONS, (1 << 62) if seq is None else seq]).fetchall():
        if after is None:
            state.pop(key, None)
        else:
            state[key] = after
    return state


def answered_after(db: Database, marks: Mapping[int, int]) -> set[int]:
    """The documents of which an answer or an order of blocks is not what it was at a row (`marks`: document → row).

    Only the rows after that one are read, so what was changed and changed back does not count.
    """
    actions = ", ".join("?" * len(STATE_ACTIONS))
    later = f"document_id = ? AND seq > ? AND action IN ({actions})"
    sql = f"SELECT key, before, after FROM journal WHERE {later} ORDER BY seq"
    found = set()
    for document_id, mark in marks.items():
        was: dict[str, str | None] = {}
        now: dict[str, str | None] = {}
        for key, before, after in db.execute(sql, [document_id, mark, *STATE_ACTIONS]).fetchall():
            if not is_annotation(key):
                was.setdefault(key, before)
                now[key] = after
        if was != now:
            found.add(document_id)
    return found


def verify(db: Database) -> Break | None:
    """Read the whole chain; the first row that does not hold, or None if all do."""
    end = Head(0, START)
    for *columns, previous, own in _rows(db):
        seq = columns[0]
        if seq != end.seq + 1:
            return Break(end.seq + 1, f"履歴の {end.seq + 1} 番がありません。")
        if previous != end.hash:
            return Break(seq, f"履歴の {seq} 番が、一つ前の行とつながっていません。")
        if own != row_hash(previous, tuple(columns)):
            return Break(seq, f"履歴の {seq} 番の内容が、書き込んだときと違います。")
        end = Head(seq, own)
    if _noted_head(db) != str(end):
        return Break(end.seq + 1, f"履歴の末尾（{end.seq} 番より後）が失われています。")
    return None


def holds(db: Database, known: Head) -> bool:
    """Whether a head noted earlier (in a backup's record) still lies on this journal's chain."""
    if known.seq == 0:
        return known.hash == START
    row = db.execute("SELECT hash FROM journal WHERE seq = ?", [known.seq]).fetchone()
    return row is not None and row[0] == known.hash


def _rows(db: Database) -> Iterator[tuple[int, *tuple[object, ...], bytes, bytes]]:
    yield from db.execute(f"SELECT {COLUMNS}, previous, hash FROM journal ORDER BY seq")


def _noted_head(db: Database) -> str:
    row = db.execute("SELECT value FROM meta WHERE key = 'journal'").fetchone()
    return str(row[0]) if row else str(Head(0, START))
