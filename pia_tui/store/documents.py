"""Documents and their answers: making, reading, listing, and the one function through which every change goes.

`apply` writes answers, journal, search index and the document's own row. Its callers hold the transaction.
"""

from __future__ import annotations

import uuid as uuids
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from pia_tui.assessment import FORM_KEY, Change
from pia_tui.forms import Value, keep_texts
from pia_tui.forms.library import form_text
from pia_tui.keys import FORM_TEXT, is_answer
from pia_tui.store import codec, facts, forms, guard, journal, search
from pia_tui.store.clock import now
from pia_tui.store.errors import ConflictError, UnknownDocument
from pia_tui.store.records import DocumentSummary, PartialDocument, StoredDocument, Written
from pia_tui.store.summary import summarise, summary_keys

if TYPE_CHECKING:
    from pia_tui.store.database import Database

_COLUMNS = (
    "id", "uuid", "form_id", "created_at", "updated_at", "archived", "level", "name", "number", "published_on",
    "answered", "seq", "answers_sum",
)  # fmt: skip
_SELECT = f"SELECT {', '.join(_COLUMNS)}, seal FROM documents"
_GUARDED = ("create", "write", "duplicate")
"""Undo, redo and restore bring back what the journal holds anyway: a stricter rule must not get in their way."""
_SORTS = {
    "updated": "updated_at",
    "name": "name",
    "number": "number",
    "published": "published_on",
    "created": "id",
    "level": "level",
}


@dataclass(frozen=True)
class Author:
    """Who writes: the person's login and the machine, as it stands in the journal."""

    name: str
    machine: str

    def __str__(self) -> str:
        return f"{self.name}@{self.machine}"


def create(
    db: Database,
    form_id: str,
    changes: list[Change],
    author: Author,
    *,
    label: str = "",
    action: str = "create",
    uuid: str | None = None,
    target: int | None = None,
) -> int:
    """Make a document out of changes from nothing (see `initial`); returns its number."""
    at = now()
    row: dict[str, Any] = dict.fromkeys(_COLUMNS, "")
    row |= {"uuid": uuid or str(uuids.uuid4()), "form_id": form_id, "created_at": at, "updated_at": at}
    row |= {"archived": 0, "answered": 0, "seq": 0, "answers_sum": bytes(codec.SUM_BYTES)}
    row["id"] = db.execute("SELECT coalesce(max(id), 0) + 1 FROM documents").fetchone()[0]
    columns = ", ".join((*_COLUMNS, "seal"))
    db.execute(
        f"INSERT INTO documents ({columns}) VALUES ({', '.join('?' * (len(_COLUMNS) + 1))})",
        [*row.values(), codec.seal(row.values())],
    )
    present = form_text(form_id)
    if present is not None and any(change == Change(FORM_TEXT.prefix, None, present.sha256) for change in changes):
        forms.keep(db, [present])
        keep_texts([present])
    apply(db, row["id"], changes, author, action=action, label=label, target=target)
    return int(row["id"])


def initial(form_id: str, state: Mapping[str, Value]) -> list[Change]:
    """The changes that a new document consists of, checked. Raises ValueRefused.

    It names the text of its form as it was written on elsewhere, else that of the file at hand.
    """
    whole = {**state, FORM_KEY: form_id}
    present = form_text(form_id)
    if present is not None:
        whole.setdefault(FORM_TEXT.prefix, present.sha256)
    return guard.checked([Change(key, None, value) for key, value in whole.items()])


def apply(
    db: Database,
    document_id: int,
    changes: list[Change],
    author: Author,
    *,
    action: str,
    label: str = "",
    target: int | None = None,
) -> Written:
    """Carry out changes that passed `guard.checked`. Raises ConflictError if a `before` is not what is stored."""
    row = _row(db, document_id)
    stored = {change.key: _stored(db, document_id, change.key) for change in changes}
    rows = [(change.key, _encoded(change.before), _encoded(change.after)) for change in changes]
    wrong = [key for key, before, _ in rows if stored[key][1] != before]
    if wrong:
        raise ConflictError(wrong)
    after = {change.key: change.after for change in changes}

    def get(key: str) -> Value | None:
        if key in after:
            return after[key]
        text = _stored(db, document_id, key)[1]
        return None if text is None else codec.decode(text)

    if action in _GUARDED:
        guard.check_personal_numbers(changes, get)
    label = "" if guard.is_suspect(label) else label
    at = now()
    if not rows:
        return Written(int(row["seq"]), at, (), label)
    batch = journal.append(
        db, rows, document_id=document_id, action=action, at=at, who=str(author), label=label, target=target
    )
    row["answers_sum"] = codec.add_to_sum(row["answers_sum"], _write_answers(db, document_id, rows, stored))
    row["answered"] += sum((new is not None) - (old is not None) for key, old, new in rows if is_answer(key))
    row |= {"updated_at": at, "seq": batch + len(rows) - 1}
    form_id = str(after.get(FORM_KEY) or row["form_id"])
    text = str(get(FORM_TEXT.prefix) or "")
    if after.keys() & summary_keys(form_id, text).all:
        row |= vars(summarise(form_id, get, text))
    _update_row(db, row)
    facts.update(db, document_id, form_id, after)
    return Written(batch, at, tuple(changes), label)


def load(db: Database, document_id: int) -> StoredDocument:
    """The whole document. Raises UnknownDocument, and Corrupt if an answer is not what was written."""
    row = _row(db, document_id)
    rows = db.execute("SELECT key, value FROM answers WHERE document_id = ? ORDER BY key", [document_id]).fetchall()
    total = sum(codec.answer_hash(key, text) for key, text in rows)
    if codec.add_to_sum(bytes(codec.SUM_BYTES), total) != row["answers_sum"]:
        raise codec.Corrupt("the answers are not those that were written")
    state = codec.decode_state(rows)
    return StoredDocument(
        id=row["id"],
        uuid=row["uuid"],
        form_id=row["form_id"],
        state=state,
        created_at=row["created_at"],
        updated_at=row["updated_at"],
        archived=bool(row["archived"]),
        seq=row["seq"],
        content_hash=codec.content_hash(state),
    )


def holding(db: Database, words: str, ids: Sequence[int]) -> list[PartialDocument]:
    """Of each document that holds the words in an answer: those answers, the orders of its blocks, and what is said
    of the whole document. Answers are as they are stored, without the proof that `load` makes of all of them."""
    inside = json_inside(words)
    sql = f"""SELECT d.id, d.form_id, d.name, a.key, a.value, instr(a.value, ?) > 0
              FROM answers a JOIN documents d ON d.id = a.document_id
              WHERE d.id IN ({", ".join("?" * len(ids))})
                AND (instr(a.value, ?) > 0 OR substr(a.key, -2) = '[]' OR substr(a.key, 1, 1) = '@')
              ORDER BY d.id"""
    found: dict[int, tuple[str, str, list[tuple[str, str]]]] = {}
    hit: set[int] = set()
    for document_id, form_id, name, key, text, holds in db.execute(sql, [inside, *ids, inside]).fetchall():
        found.setdefault(document_id, (form_id, name, []))[2].append((key, text))
        if holds:
            hit.add(document_id)
    return [
        PartialDocument(document_id, form_id, name, codec.decode_state(rows))
        for document_id, (form_id, name, rows) in found.items()
        if document_id in hit
    ]


def everywhere(db: Database, key: str) -> list[tuple[int, str, Value]]:
    """(document, key, answer) of every document at a key; `*` in it stands for any block."""
    found = db.execute("SELECT document_id, key, value FROM answers WHERE key GLOB ?", [key.replace("[", "[[]")])
    return [(document_id, held, codec.decode(text)) for document_id, held, text in found.fetchall()]


def json_inside(words: str) -> str:
    """Words as they stand inside a stored text."""
    return codec.encode(words)[1:-1]


def value(db: Database, document_id: int, key: str) -> Value | None:
    """One answer, or None where there is none."""
    text = _stored(db, document_id, key)[1]
    return None if text is None else codec.decode(text)


def require(db: Database, document_id: int) -> None:
    """Raise UnknownDocument if there is no such document."""
    _row(db, document_id)


def summary(db: Database, document_id: int) -> DocumentSummary:
    """One line of the home screen. Raises UnknownDocument."""
    return _summary(_row(db, document_id))


def summaries(
    db: Database,
    query: str = "",
    *,
    archived: bool | None = False,
    level: str | None = None,
    sort: str = "updated",
    descending: bool = True,
    limit: int = 50,
    offset: int = 0,
) -> list[DocumentSummary]:
    """One page of the home screen; `archived` None means both.

    The words of `query` must stand in the name, the number or the level's short name, in wide or narrow letters.
    """
    where, values = _where(query, archived, level)
    order = "DESC" if descending else "ASC"
    found = db.execute(
        f"{_SELECT} {where} ORDER BY {_SORTS[sort]} {order}, id {order} LIMIT ? OFFSET ?", [*values, limit, offset]
    )
    return [_summary(_checked_row(row)) for row in found.fetchall()]


def numbers(
    db: Database,
    query: str = "",
    *,
    archived: bool | None = False,
    level: str | None = None,
    sort: str = "updated",
    descending: bool = True,
) -> list[int]:
    """The numbers of all documents that `summaries` pages through, in that order: the whole list at a glance."""
    where, values = _where(query, archived, level)
    order = "DESC" if descending else "ASC"
    found = db.execute(f"SELECT id FROM documents {where} ORDER BY {_SORTS[sort]} {order}, id {order}", values)
    return [row[0] for row in found.fetchall()]


def chosen(db: Database, ids: Sequence[int]) -> list[DocumentSummary]:
    """Lines of the home screen by number, in the order asked for; numbers that are not there are left out."""
    marks = ", ".join("?" * len(ids))
    rows = db.execute(f"{_SELECT} WHERE id IN ({marks})", list(ids)).fetchall()
    found = {one.id: one for one in (_summary(_checked_row(row)) for row in rows)}
    return [found[number] for number in ids if number in found]


def count(db: Database, query: str = "", *, archived: bool | None = False, level: str | None = None) -> int:
    """How many documents `summaries` would page through."""
    where, values = _where(query, archived, level)
    return int(db.execute(f"SELECT count(*) FROM documents {where}", values).fetchone()[0])


def id_of(db: Database, uuid: str) -> int | None:
    """The number of the document with this identity, which is the same in every copy of a store."""
    found = db.execute("SELECT id FROM documents WHERE uuid = ?", [uuid]).fetchone()
    return int(found[0]) if found else None


def difference(before: Mapping[str, Value], after: Mapping[str, Value]) -> list[Change]:
    """The changes that lead from one flat map to another."""
    keys = [*before, *(key for key in after if key not in before)]
    changes = (Change(key, before.get(key), after.get(key)) for key in keys)
    return [change for change in changes if _encoded(change.before) != _encoded(change.after)]


def _write_answers(
    db: Database,
    document_id: int,
    rows: Iterable[tuple[str, str | None, str | None]],
    stored: Mapping[str, tuple[int, str | None]],
) -> int:
    """Write (key, before, after) rows; returns how much the document's sum changes."""
    difference = 0
    newest = db.execute(
        "SELECT max(id) FROM answers WHERE id >= ? AND id < ?",
        [document_id * search.SLOTS, (document_id + 1) * search.SLOTS],
    ).fetchone()[0]
    free = document_id * search.SLOTS if newest is None else newest + 1
    for key, before, after in rows:
        answer_id = stored[key][0]
        if before is not None:
            difference -= codec.answer_hash(key, before)
            if search.is_searched(key):
                search.remove(db, answer_id, before)
            if after is None:
                db.execute("DELETE FROM answers WHERE id = ?", [answer_id])
        if after is None:
            continue
        difference += codec.answer_hash(key, after)
        if before is None:
            answer_id, free = free, free + 1
            db.execute("INSERT INTO answers VALUES (?, ?, ?, ?)", [answer_id, document_id, key, after])
        else:
            db.execute("UPDATE answers SET value = ? WHERE id = ?", [after, answer_id])
        if search.is_searched(key):
            search.add(db, answer_id, after)
    return difference


def _stored(db: Database, document_id: int, key: str) -> tuple[int, str | None]:
    found = db.execute("SELECT id, value FROM answers WHERE document_id = ? AND key = ?", [document_id, key])
    row = found.fetchone()
    return (int(row[0]), str(row[1])) if row else (0, None)


def _encoded(value: Value | None) -> str | None:
    return None if value is None else codec.encode(value)


def _row(db: Database, document_id: int) -> dict[str, Any]:
    row = None
    if 0 < document_id < 1 << 40:  # beyond, SQLite would not even take the number
        row = db.execute(f"{_SELECT} WHERE id = ?", [document_id]).fetchone()
    if row is None:
        raise UnknownDocument(
            f"評価書 {document_id} はありません。",
            safe="何も変更していません。",
            next="「pia-tui list」で番号を確かめてください。",
        )
    return _checked_row(row)


def _checked_row(row: tuple[Any, ...]) -> dict[str, Any]:
    *columns, own = row
    if codec.seal(columns) != own:
        raise codec.Corrupt("a document's row is not what was written")
    return dict(zip(_COLUMNS, columns, strict=True))


def _update_row(db: Database, row: Mapping[str, Any]) -> None:
    values = {column: int(row[column]) if column == "archived" else row[column] for column in _COLUMNS}
    assignments = ", ".join(f"{column} = ?" for column in _COLUMNS[1:])
    db.execute(
        f"UPDATE documents SET {assignments}, seal = ? WHERE id = ?",
        [*list(values.values())[1:], codec.seal(values.values()), row["id"]],
    )


def _summary(row: Mapping[str, Any]) -> DocumentSummary:
    kept = {column: row[column] for column in _COLUMNS if column not in ("seq", "answers_sum")}
    return DocumentSummary(**{**kept, "archived": bool(row["archived"])})


def _where(query: str, archived: bool | None, level: str | None) -> tuple[str, list[object]]:
    terms: list[str] = []
    values: list[object] = []
    if archived is not None:
        terms.append("archived = ?")
        values.append(int(archived))
    if level is not None:
        terms.append("level = ?")
        values.append(level)
    for word in search.words_of(query):
        levels = _levels_with(word)
        beside = f" OR level IN ({', '.join('?' * len(levels))})" if levels else ""
        terms.append(f"(instr(fold(name || ' ' || number), ?){beside})")
        values += [word, *levels]
    return (f"WHERE {' AND '.join(terms)}" if terms else ""), values


def _levels_with(word: str) -> list[str]:
    """The levels whose short name holds a folded word: 基礎, 重点, 全項目."""
    from pia_tui.rules.threshold import rules

    return [one.id for one in rules().levels if one.short and word in search.fold(one.short.rpartition("＋")[2])]
