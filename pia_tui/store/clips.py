"""定型文: texts kept for use again in any document, with where they came from.

A text that is kept no longer stays in its row, marked as dropped: like everything here it is not removed.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from pia_tui.store import codec, journal
from pia_tui.store.clock import now
from pia_tui.store.documents import Author
from pia_tui.store.errors import UnknownItem
from pia_tui.store.guard import check_text
from pia_tui.store.records import Clip

if TYPE_CHECKING:
    from pia_tui.store.database import Database

_COLUMNS = "id, title, text, source, kept_on, dropped"
TITLE_LENGTH = 30
MAX_SOURCE = 300


def save(db: Database, text: str, source: str, kept_on: str, author: Author) -> int:
    """Keep a text; returns its number. A text is kept once: the same one kept before gives way. The caller has the
    transaction. Raises ValueRefused and PersonalNumberFound, as an answer would."""
    text, source = check_text(text, "clip"), check_text(source[:MAX_SOURCE], "clip")
    for same in db.execute("SELECT id FROM clips WHERE text = ? AND dropped = 0", [text]).fetchall():
        drop(db, same[0], author)
    first = text.strip().partition("\n")[0]
    title = first[:TITLE_LENGTH] + ("…" if len(first) > TITLE_LENGTH else "")
    newest = db.execute("SELECT coalesce(max(id), 0) FROM clips").fetchone()[0]
    columns = [newest + 1, title, text, source, kept_on, 0]
    db.execute(f"INSERT INTO clips ({_COLUMNS}, seal) VALUES (?, ?, ?, ?, ?, ?, ?)", [*columns, codec.seal(columns)])
    _tell(db, "clip", None, columns, author)
    return int(newest + 1)


def drop(db: Database, clip_id: int, author: Author) -> None:
    """Keep a text no longer. The caller has the transaction. Raises UnknownItem."""
    row = db.execute(f"SELECT {_COLUMNS}, seal FROM clips WHERE id = ? AND dropped = 0", [clip_id]).fetchone()
    if row is None:
        raise UnknownItem("この定型文は、もう登録されていません。", safe="何も変更していません。")
    before = _checked(row)
    after = [*before[:-1], 1]
    db.execute("UPDATE clips SET dropped = 1, seal = ? WHERE id = ?", [codec.seal(after), clip_id])
    _tell(db, "unclip", before, None, author)


def clips(db: Database) -> list[Clip]:
    """The texts kept, the newest first. Raises Corrupt."""
    rows = db.execute(f"SELECT {_COLUMNS}, seal FROM clips ORDER BY id DESC").fetchall()
    return [Clip(*columns[:-1]) for columns in map(_checked, rows) if not columns[-1]]


def _checked(row: tuple[Any, ...]) -> list[Any]:
    *columns, own = row
    if codec.seal(columns) != own:
        raise codec.Corrupt("a clip's row is not what was written")
    return columns


def _tell(db: Database, action: str, before: list[Any] | None, after: list[Any] | None, author: Author) -> None:
    texts = [None if each is None else codec.canonical(each).decode() for each in (before, after)]
    journal.append(db, [("clip", texts[0], texts[1])], document_id=None, action=action, at=now(), who=str(author))
