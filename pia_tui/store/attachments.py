"""Drawings and other files, kept in the store under the SHA-256 of their bytes.

The same file is kept once, however often it is used. What a document uses is an answer like any other (a tuple of
these ids), so undo and versions know about it. Nothing is removed: an earlier version may still need it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from pia_tui.store import codec, journal
from pia_tui.store.clock import now
from pia_tui.store.documents import Author
from pia_tui.store.errors import UnknownItem, ValueRefused
from pia_tui.store.guard import check_text
from pia_tui.store.records import Attachment

if TYPE_CHECKING:
    from pia_tui.store.database import Database

MAX_BYTES = 50_000_000
_COLUMNS = "id, name, media_type, width, height, size, alt, at"


def attach(
    db: Database,
    data: bytes,
    author: Author,
    *,
    name: str,
    media_type: str,
    width: int = 0,
    height: int = 0,
    alt: str = "",
) -> Attachment:
    """Keep a file; the same bytes give what is there already. The caller has the transaction. Raises ValueRefused."""
    if not data or len(data) > MAX_BYTES:
        limit = f"{MAX_BYTES // 1_000_000} MB"
        raise ValueRefused(
            "ファイルが空です。" if not data else f"ファイルが大きすぎます（{limit} まで）。",
            safe="何も変更していません。",
            next="別のファイルを選んでください。" if not data else "画像を小さくしてから付けてください。",
        )
    identity = codec.sha256(data).hex()
    if _row(db, identity) is not None:
        return attachment(db, identity)
    name, alt = check_text(name, "attachment"), check_text(alt, "attachment")
    return add(db, Attachment(identity, name, media_type, width, height, len(data), alt, now()), data, author)


def add(db: Database, kept: Attachment, data: bytes, author: Author) -> Attachment:
    """Keep a file as it was kept elsewhere; one that is here already stays as it is. The caller has the transaction."""
    if _row(db, kept.id) is not None:
        return attachment(db, kept.id)
    columns = list(vars(kept).values())
    db.execute(
        f"INSERT INTO attachments ({_COLUMNS}, data, seal) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
        [*columns, data, codec.seal(columns)],
    )
    _note(db, author, "attach", None, kept)
    return kept


def describe(
    db: Database, identity: str, author: Author, *, name: str | None = None, alt: str | None = None
) -> Attachment:
    """Change the name or the alternative text. The caller has the transaction."""
    before = attachment(db, identity)
    columns = vars(before) | {
        "name": before.name if name is None else check_text(name, "attachment"),
        "alt": before.alt if alt is None else check_text(alt, "attachment"),
    }
    after = Attachment(**columns)
    if after != before:
        seal = codec.seal(columns.values())
        db.execute(
            "UPDATE attachments SET name = ?, alt = ?, seal = ? WHERE id = ?", [after.name, after.alt, seal, identity]
        )
        _note(db, author, "describe", before, after)
    return after


def attachment(db: Database, identity: str) -> Attachment:
    """What is known of a file. Raises UnknownItem."""
    row = _row(db, identity)
    if row is None:
        raise UnknownItem("この図や添付ファイルは、保存先にありません。", safe="何も変更していません。")
    *columns, own = row
    if codec.seal(columns) != own:
        raise codec.Corrupt("an attachment's row is not what was written")
    return Attachment(*columns)


def content(db: Database, identity: str) -> bytes:
    """The file's bytes, proven by their hash. Raises UnknownItem, Corrupt."""
    attachment(db, identity)
    data = bytes(db.execute("SELECT data FROM attachments WHERE id = ?", [identity]).fetchone()[0])
    if codec.sha256(data).hex() != identity:
        raise codec.Corrupt("an attachment is not what was written")
    return data


def attachments(db: Database) -> list[Attachment]:
    """All files, oldest first."""
    rows = db.execute("SELECT id FROM attachments ORDER BY at, id").fetchall()
    return [attachment(db, identity) for (identity,) in rows]


def _row(db: Database, identity: str) -> tuple[Any, ...] | None:
    row = db.execute(f"SELECT {_COLUMNS}, seal FROM attachments WHERE id = ?", [identity]).fetchone()
    return tuple(row) if row else None


def _note(db: Database, author: Author, action: str, before: Attachment | None, after: Attachment) -> None:
    texts = [None if each is None else codec.canonical(vars(each)).decode() for each in (before, after)]
    rows = [("attachment", texts[0], texts[1])]
    journal.append(db, rows, document_id=None, action=action, at=now(), who=str(author), label=after.name)
