"""Whether a store is what was written: the deep check behind `doctor` and behind every backup that is called proven.

Three layers. SQLite's own: pages, indexes, foreign keys. Ours: every document's answers against its sum, every row
against its seal, every attachment against its hash. The journal: the chain, and the documents it gives when replayed.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing
from hashlib import sha256
from typing import TYPE_CHECKING

from pia_tui.store import (
    attachments,
    clips,
    codec,
    documents,
    facts,
    forms,
    incidents,
    journal,
    judgements,
    publications,
    revisions,
)
from pia_tui.store.errors import StoreError, is_index_damage

if TYPE_CHECKING:
    from pia_tui.store.database import Database

_TABLES = {
    "documents": "*",
    "answers": "*",
    "journal": "*",
    "revisions": "*",
    "judgements": "*",
    "publications": "*",
    "withdrawals": "*",
    "attachments": "id, seal",
    "clips": "*",
    "incidents": "*",
    "forms": "*",
    "steps": "*",
    "meta": "*",
}
MOST_PROBLEMS = 50
_INDEXES = ("search_three", "search_two")


def fingerprint(db: Database) -> dict[str, str]:
    """Count and SHA-256 of the rows of each table: equal for stores with the same content, however they lie on disk."""
    result = {}
    for table, columns in _TABLES.items():
        if not db.has_table(table):
            continue
        rows, digest = 0, sha256()
        with closing(db.execute(f"SELECT {columns} FROM {table} ORDER BY rowid")) as found:
            for row in found:
                digest.update(repr(row).encode("utf-8", "surrogatepass"))
                rows += 1
        result[table] = f"{rows} {digest.hexdigest()}"
    return result


def problems(db: Database, *, replay: bool = False) -> list[str]:
    """Everything wrong with a store of this program's schema, in Japanese; empty if it is sound.

    Damage is reported, never raised. `replay` also compares each document with what the journal gives.
    """
    found: list[str] = []
    for check in (_pages, _documents, _records, _journal, *([_replay] if replay else [])):
        try:
            for problem in check(db):
                found.append(problem)
                if len(found) >= MOST_PROBLEMS:
                    return found
        except (sqlite3.Error, UnicodeDecodeError, StoreError):
            found.append(f"{_NAMES[check]}を読み出せません。")
    return found


def sqlite_problems(db: Database) -> list[str]:
    """What SQLite itself finds wrong, for a store of any age."""
    try:
        return list(_pages(db))
    except (sqlite3.Error, UnicodeDecodeError):
        return ["ファイルを読み出せません。"]


def _pages(db: Database) -> Iterator[str]:
    if any(not _is_of_index(line) for line in _complaints(db)):
        yield "ファイルの構造が壊れています。"
    for row in db.execute("PRAGMA foreign_key_check").fetchall():
        yield f"表のつながりが切れています（{row[0]} の {row[1]} 行目）。"


def _complaints(db: Database) -> list[str]:
    """What integrity_check says; where it gives up at a search index, what it says of each other table."""
    try:
        return _said(db, "PRAGMA integrity_check(20)")
    except sqlite3.DatabaseError as error:
        if not is_index_damage(error):
            raise
        present = [table for table in _TABLES if db.has_table(table)]
        return ["fts5", *(line for table in present for line in _said(db, f"PRAGMA integrity_check('{table}')"))]


def _said(db: Database, check: str) -> list[str]:
    return [str(line) for (line,) in db.execute(check).fetchall() if line != "ok"]


def _is_of_index(line: str) -> bool:
    """From 3.44 on integrity_check looks into FTS5 too. The index is no document, and can be made anew at any time.

    The words differ from version to version; each names FTS5 or the table.
    """
    return "fts5" in line.casefold() or any(table in line for table in _INDEXES)


def has_sound_index(db: Database) -> bool:
    """Whether SQLite's own check has nothing to say of the search index; before 3.44 it says nothing of any."""
    try:
        return not _complaints(db)
    except (sqlite3.Error, UnicodeDecodeError):
        return False


def _documents(db: Database) -> Iterator[str]:
    sums: dict[int, int] = {}
    with closing(db.execute("SELECT document_id, key, value FROM answers")) as rows:
        for document_id, key, text in rows:
            sums[document_id] = sums.get(document_id, 0) + codec.answer_hash(key, text)
    for document_id, total in db.execute("SELECT id, answers_sum FROM documents ORDER BY id").fetchall():
        if codec.add_to_sum(bytes(codec.SUM_BYTES), sums.get(document_id, 0)) != total:
            yield f"評価書 {document_id} の答えが、書き込んだときと違います。"
        try:
            documents.summary(db, document_id)
        except codec.Corrupt:
            yield f"評価書 {document_id} の見出しが、書き込んだときと違います。"


def _records(db: Database) -> Iterator[str]:
    revisions.revisions(db)
    for each in publications.publications(db, withdrawn=True):
        if each.pdf and not db.execute("SELECT count(*) FROM attachments WHERE id = ?", [each.pdf]).fetchone()[0]:
            yield f"公表した版「{each.revision.name}」の PDF がありません。"
    judgements.judgements(db)
    clips.clips(db)
    incidents.incidents(db)
    yield from forms.problems(db)
    for kept in attachments.attachments(db):
        try:
            attachments.content(db, kept.id)
        except codec.Corrupt:
            yield f"添付ファイル「{kept.name}」が、付けたときと違います。"


def _journal(db: Database) -> Iterator[str]:
    broken = journal.verify(db)
    if broken is not None:
        yield broken.reason


def _replay(db: Database) -> Iterator[str]:
    for (document_id,) in db.execute("SELECT id FROM documents ORDER BY id").fetchall():
        rows = db.execute("SELECT key, value FROM answers WHERE document_id = ?", [document_id]).fetchall()
        if dict(rows) != journal.replay(db, document_id):
            yield f"評価書 {document_id} が、履歴をたどった内容と違います。"
    for revision in revisions.revisions(db):
        try:
            revisions.state_of(db, revision)
        except codec.Corrupt:
            yield f"評価書 {revision.document_id} の版「{revision.name}」が、保存したときと違います。"


def index_problems(db: Database) -> list[str]:
    """What is wrong with the search index, which holds nothing of its own. The connection must be one for writing."""
    return [*_search(db), *_facts(db)]


def _facts(db: Database) -> Iterator[str]:
    try:
        stale = facts.is_stale(db, facts.facts(db).values())
    except codec.Corrupt:
        stale = True
    if stale:
        yield "一覧と期限のための控えが、評価書の内容と合っていません（評価書の内容には影響ありません）。"


def _search(db: Database) -> Iterator[str]:
    for table in _INDEXES:
        try:
            db.execute("SAVEPOINT look")
            db.execute(f"INSERT INTO {table} ({table}) VALUES ('integrity-check')")
        except sqlite3.DatabaseError as error:
            if error.sqlite_errorcode & 0xFF == sqlite3.SQLITE_CORRUPT:
                yield "検索用の索引が壊れています（評価書の内容には影響ありません）。"
                return
        finally:
            db.execute("ROLLBACK TO look")
            db.execute("RELEASE look")


_NAMES: dict[Callable[[Database], Iterator[str]], str] = {
    _pages: "ファイルの構造",
    _documents: "評価書",
    _records: "版・判断・添付ファイル・定型文・事故の記録・様式",
    _journal: "履歴",
    _replay: "履歴",
}
