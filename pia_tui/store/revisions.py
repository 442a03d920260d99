"""Frozen versions of a document: what was published or handed in, never changed and never removed.

A version is a place in the journal plus the hash of the content there. Its text is replayed from the journal and
proven by the hash each time it is read. Restoring one writes the difference on top as an ordinary, undoable change.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from pia_tui.forms import Value
from pia_tui.store import codec, documents, journal
from pia_tui.store.clock import now
from pia_tui.store.documents import Author
from pia_tui.store.errors import UnknownItem
from pia_tui.store.guard import check_text
from pia_tui.store.records import Revision

if TYPE_CHECKING:
    from pia_tui.store.database import Database

_COLUMNS = "id, document_id, at, name, kind, note, seq, content_hash"


def freeze(
    db: Database, document_id: int, author: Author, *, name: str, kind: str = "", note: str = "", at: str = ""
) -> Revision:
    """Keep the document as it stands under a name. The caller has the transaction."""
    document = documents.load(db, document_id)
    newest = db.execute("SELECT coalesce(max(id), 0) FROM revisions").fetchone()[0]
    revision = Revision(
        id=newest + 1,
        document_id=document_id,
        at=at or now(),
        name=check_text(name),
        kind=check_text(kind),
        note=check_text(note),
        seq=document.seq,
        content_hash=document.content_hash,
    )
    columns = list(vars(revision).values())
    db.execute(
        f"INSERT INTO revisions ({_COLUMNS}, seal) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)", [*columns, codec.seal(columns)]
    )
    kept = codec.canonical(vars(revision)).decode()
    journal.append(
        db, [("revision", None, kept)], document_id=document_id, action="freeze", at=now(), who=str(author), label=name
    )
    return revision


def revisions(db: Database, document_id: int | None = None) -> list[Revision]:
    """The frozen versions, oldest first; of one document or of all."""
    where = "" if document_id is None else "WHERE document_id = ?"
    sql = f"SELECT {_COLUMNS}, seal FROM revisions {where} ORDER BY id"
    return [_revision(row) for row in db.execute(sql, [] if document_id is None else [document_id]).fetchall()]


def revision(db: Database, revision_id: int) -> Revision:
    """One frozen version. Raises UnknownItem."""
    row = db.execute(f"SELECT {_COLUMNS}, seal FROM revisions WHERE id = ?", [revision_id]).fetchone()
    if row is None:
        raise UnknownItem(f"保存した版 {revision_id} はありません。", safe="何も変更していません。")
    return _revision(row)


def state_of(db: Database, frozen: Revision) -> dict[str, Value]:
    """The document as it was frozen. Raises Corrupt if the journal does not give that content."""
    state = codec.decode_state(journal.replay(db, frozen.document_id, frozen.seq).items())
    if codec.content_hash(state) != frozen.content_hash:
        raise codec.Corrupt("the journal does not give the frozen content")
    return state


def _revision(row: tuple[Any, ...]) -> Revision:
    *columns, own = row
    if codec.seal(columns) != own:
        raise codec.Corrupt("a frozen version's row is not what was written")
    return Revision(*columns)
