"""しきい値判断 as they were made: the inputs and the result, never changed afterwards."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Any

from pia_tui.store import codec, journal
from pia_tui.store.clock import now
from pia_tui.store.documents import Author
from pia_tui.store.errors import UnknownItem
from pia_tui.store.guard import check_text
from pia_tui.store.records import StoredJudgement

if TYPE_CHECKING:
    from pia_tui.store.database import Database

_COLUMNS = "id, document_id, at, inputs, result"


def save(
    db: Database,
    inputs: Mapping[str, Any],
    result: Mapping[str, Any],
    author: Author,
    *,
    document_id: int | None = None,
    at: str = "",
) -> int:
    """Keep a judgement; returns its number. Inputs and result are JSON-like. The caller has the transaction."""
    for text in _texts([inputs, result]):
        check_text(text, "judgement")
    newest = db.execute("SELECT coalesce(max(id), 0) FROM judgements").fetchone()[0]
    texts = [codec.canonical(dict(part)).decode() for part in (inputs, result)]
    columns = [newest + 1, document_id, at or now(), *texts]
    db.execute(f"INSERT INTO judgements ({_COLUMNS}, seal) VALUES (?, ?, ?, ?, ?, ?)", [*columns, codec.seal(columns)])
    kept = codec.canonical(columns).decode()
    journal.append(db, [("judgement", None, kept)], document_id=document_id, action="judge", at=now(), who=str(author))
    return int(newest + 1)


def judgements(db: Database, document_id: int | None = None) -> list[StoredJudgement]:
    """Judgements, oldest first; of one document or all."""
    where = "" if document_id is None else "WHERE document_id = ?"
    sql = f"SELECT {_COLUMNS}, seal FROM judgements {where} ORDER BY id"
    return [_judgement(row) for row in db.execute(sql, [] if document_id is None else [document_id]).fetchall()]


def judgement(db: Database, judgement_id: int) -> StoredJudgement:
    """One judgement. Raises UnknownItem."""
    row = db.execute(f"SELECT {_COLUMNS}, seal FROM judgements WHERE id = ?", [judgement_id]).fetchone()
    if row is None:
        raise UnknownItem(f"しきい値判断 {judgement_id} はありません。", safe="何も変更していません。")
    return _judgement(row)


def _judgement(row: tuple[Any, ...]) -> StoredJudgement:
    *columns, own = row
    if codec.seal(columns) != own:
        raise codec.Corrupt("a judgement's row is not what was written")
    identity, document_id, at, inputs, result = columns
    return StoredJudgement(identity, document_id, at, json.loads(inputs), json.loads(result))


def _texts(value: object) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, Mapping):
        yield from _texts(list(value.values()))
    elif isinstance(value, (list, tuple)):
        for part in value:
            yield from _texts(part)
