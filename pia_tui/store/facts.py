"""What lists and deadlines need of a document, kept beside its row so that they read neither form nor answers.

Everything here follows from the document and can be made anew (`rebuild`): answers by the role of their item, records
of what was done, the first and last day in the table of changes, the figures of its judgements, its publications.

What a register is searched and sorted by (name, number, 公表日, level, archived) is no fact: it has one owner, the
columns of `documents` (`summary.py`), which SQLite can index. Facts are one JSON text a document, read all together.
"""

from __future__ import annotations

import json
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime
from typing import TYPE_CHECKING, Any

import msgspec

from pia_tui.assessment import FORM_KEY
from pia_tui.errors import PiaError
from pia_tui.forms import load_form
from pia_tui.forms.wareki import parse_date
from pia_tui.keys import FORM_TEXT, RECORD
from pia_tui.rules.duty_keys import JUDGEMENT_KEY, REFERENCE_KEY, TASK_KEY, parse_record
from pia_tui.store import codec
from pia_tui.store.records import DocumentFacts, JudgementFacts

if TYPE_CHECKING:
    from pia_tui.store.database import Database

TABLE = """
CREATE TABLE document_facts (
    document_id INTEGER PRIMARY KEY REFERENCES documents (id),
    facts TEXT NOT NULL,
    seal BLOB NOT NULL
) STRICT;
"""
ROLES = (
    "body", "task_name", "department", "subjects_band", "handlers_band", "incident", "threshold_result",
    "threshold_date", "hearing_period", "hearing_reason",
)  # fmt: skip
"""The items that are kept, by role; each stands once in a form. None of them is a column of `documents`."""
_LONGEST = 300
"""Characters of an answer that are kept: more says nothing in a list."""
_MOST_JUDGEMENTS = 12
_NOTES = (TASK_KEY, REFERENCE_KEY, JUDGEMENT_KEY)


@dataclass(frozen=True)
class FactKeys:
    """Where the facts stand on a form version: keys by role, and the table of changes (`rows` holds its blocks)."""

    roles: tuple[tuple[str, str], ...]
    rows: str
    day: str

    @property
    def single(self) -> frozenset[str]:
        return frozenset({FORM_KEY, *_NOTES, *(key for _, key in self.roles), f"{self.rows}[]"})


def fact_keys(form_id: str, text: str = "") -> FactKeys:
    """The keys for a form version; none for a form that this program does not know."""
    try:
        form = load_form(form_id, text)
    except PiaError:
        return FactKeys((), "", "")
    known = tuple((role, form.roles[role]) for role in ROLES if role in form.roles)
    day = form.roles.get("change_date", "")
    rows = form.places[day].parents[-1].id if day else ""
    return FactKeys(known, rows, day.removeprefix(rows))


def update(db: Database, document_id: int, form_id: str, touched: Collection[str]) -> None:
    """Bring the facts up to date after a write of these keys. The caller has the transaction."""
    keys = fact_keys(form_id, _text(db, document_id))
    if keys.single.isdisjoint(touched):
        changes = f"{keys.rows}["
        if not any(RECORD.holds(key) or (keys.rows and key.startswith(changes)) for key in touched):
            return
    _write(db, gather(db, document_id, form_id))


def rebuild(db: Database) -> None:
    """Make the facts of all documents anew. The caller has the transaction."""
    db.execute("DELETE FROM document_facts")
    for document_id, form_id in db.execute("SELECT id, form_id FROM documents ORDER BY id").fetchall():
        _write(db, gather(db, document_id, form_id))


def facts(db: Database) -> dict[int, DocumentFacts]:
    """The facts of all documents, by number. Raises Corrupt."""
    rows = db.execute("SELECT document_id, facts, seal FROM document_facts ORDER BY document_id").fetchall()
    return {row[0]: _read(row) for row in rows}


def is_stale(db: Database, kept: Iterable[DocumentFacts]) -> bool:
    """Whether the facts are not those that the documents give now."""
    of = {each.document_id: each for each in kept}
    documents = db.execute("SELECT id, form_id FROM documents").fetchall()
    return len(of) != len(documents) or any(of.get(number) != gather(db, number, form) for number, form in documents)


def gather(db: Database, document_id: int, form_id: str) -> DocumentFacts:
    """The facts as the answers give them."""
    keys = fact_keys(form_id, _text(db, document_id))
    wanted = [*_NOTES, *(key for _, key in keys.roles)]
    marks = ", ".join("?" * len(wanted))
    sql = f"SELECT key, value FROM answers WHERE document_id = ? AND key IN ({marks})"
    held = {key: codec.decode(text) for key, text in db.execute(sql, [document_id, *wanted]).fetchall()}
    between = "SELECT key, value FROM answers WHERE document_id = ? AND key >= ? AND key < ? ORDER BY key"
    end = RECORD.prefix[:-1] + chr(ord(RECORD.prefix[-1]) + 1)
    noted = db.execute(between, [document_id, RECORD.prefix, end]).fetchall()
    records = [(parse_record(key), codec.decode(text)) for key, text in noted]
    number = held.get(JUDGEMENT_KEY)
    return DocumentFacts(
        document_id=document_id,
        roles={role: str(held[key])[:_LONGEST] for role, key in keys.roles if key in held},
        task=str(held.get(TASK_KEY) or ""),
        reference=bool(held.get(REFERENCE_KEY)),
        records=tuple((parsed[0], parsed[1], str(note)) for parsed, note in records if parsed),
        changed=_changed(db, document_id, keys),
        judgements=tuple(_judgements(db, number)) if isinstance(number, int) else (),
        publications=tuple(_publications(db, document_id)),
    )


def refresh(db: Database, document_id: int) -> None:
    """Bring the facts of a document up to date, whatever happened to it. The caller has the transaction."""
    row = db.execute("SELECT form_id FROM documents WHERE id = ?", [document_id]).fetchone()
    _write(db, gather(db, document_id, str(row[0])))


def _publications(db: Database, document_id: int) -> Iterator[tuple[str, date, int]]:
    if not db.has_table("publications"):
        return  # an older store, on its way here
    gone = "AND p.revision_id NOT IN (SELECT revision_id FROM withdrawals)" if db.has_table("withdrawals") else ""
    sql = (
        "SELECT p.kind, p.published_on, r.seq FROM publications p JOIN revisions r ON r.id = p.revision_id"
        f" WHERE p.document_id = ? {gone} ORDER BY p.published_on, p.revision_id"
    )
    for kind, day, seq in db.execute(sql, [document_id]).fetchall():
        yield str(kind), date.fromisoformat(day), int(seq)


def _text(db: Database, document_id: int) -> str:
    """The sum of the form's text that the document is written on."""
    sql = "SELECT value FROM answers WHERE document_id = ? AND key = ?"
    row = db.execute(sql, [document_id, FORM_TEXT.prefix]).fetchone()
    return str(codec.decode(row[0])) if row else ""


def _changed(db: Database, document_id: int, keys: FactKeys) -> tuple[Any, ...]:
    """The first and the last day in the table of changes; nothing where it names none."""
    if not keys.rows:
        return ()
    sql = "SELECT key, value FROM answers WHERE document_id = ? AND key >= ? AND key < ?"
    start = f"{keys.rows}["
    held = dict(db.execute(sql, [document_id, start, f"{keys.rows}\\"]).fetchall())
    order = codec.decode(held.get(f"{keys.rows}[]", "[]"))
    blocks = order if isinstance(order, tuple) else ()
    texts = [held.get(f"{keys.rows}[{block}]{keys.day}") for block in blocks]
    days = [day for text in texts if text and (day := parse_date(str(codec.decode(text))))]
    return (min(days), max(days)) if days else ()


def _judgements(db: Database, number: int) -> Iterable[JudgementFacts]:
    """The judgement and those it took the place of, newest first."""
    seen: set[int] = set()
    following: int | None = number
    while following is not None and following not in seen and len(seen) < _MOST_JUDGEMENTS:
        seen.add(following)
        row = db.execute("SELECT at, inputs, result FROM judgements WHERE id = ?", [following]).fetchone()
        if row is None:
            return
        inputs, result = json.loads(row[1]), json.loads(row[2])
        given = {name: inputs.get(name) for name in ("subjects", "handlers", "subjects_on", "handlers_on")}
        made = datetime.fromisoformat(row[0]).astimezone().date()
        try:
            yield msgspec.convert(
                {
                    **given,
                    "number": following,
                    "on": result.get("judged_on") or made.isoformat(),
                    "incident": bool(inputs.get("incident")),
                    "level": str(result.get("level", "")),
                    "exempt": bool(inputs.get("exempt")),
                },
                JudgementFacts,
            )
        except msgspec.ValidationError:
            return
        before = result.get("replaces")
        following = before if isinstance(before, int) else None


def _write(db: Database, made: DocumentFacts) -> None:
    columns = [made.document_id, msgspec.json.encode(made).decode()]
    db.execute("INSERT OR REPLACE INTO document_facts VALUES (?, ?, ?)", [*columns, codec.seal(columns)])


def _read(row: tuple[Any, ...]) -> DocumentFacts:
    *columns, own = row
    try:
        if codec.seal(columns) != own:
            raise codec.Corrupt("the facts of a document are not what was written")
        made = msgspec.json.decode(columns[1], type=DocumentFacts)
    except (msgspec.DecodeError, TypeError) as error:
        raise codec.Corrupt("the facts of a document cannot be read") from error
    # Stores of earlier versions hold roles that the columns of `documents` own.
    return msgspec.structs.replace(made, roles={role: made.roles[role] for role in ROLES if role in made.roles})
