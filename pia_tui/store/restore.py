"""Bringing back what a backup holds, without removing anything.

Into a sound store, a backup is written on top: documents that are missing are made again with their frozen versions,
documents that differ get the difference as an undoable change, the rest stays. All in one transaction, after a proven
backup of the present state. A damaged store cannot be written on top of: it is copied aside, then the backup takes
its place.
"""

from __future__ import annotations

import os
import secrets
import shutil
from collections.abc import Iterator, Mapping
from contextlib import closing, contextmanager, suppress
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Literal

from pia_tui.forms import Value
from pia_tui.output import sync_folder
from pia_tui.store import (
    attachments,
    backup,
    codec,
    documents,
    errors,
    health,
    journal,
    judgements,
    opening,
    revisions,
)
from pia_tui.store.backup import Backup
from pia_tui.store.clock import now
from pia_tui.store.connection import connect, transaction
from pia_tui.store.header import read_header
from pia_tui.store.migrations import SCHEMA_VERSION, migrate
from pia_tui.store.records import Revision, StoredJudgement
from pia_tui.workspace import Workspace, make_private_file

if TYPE_CHECKING:
    from sqlite_utils import Database

    from pia_tui.store.documents import Author

LABEL = "控えから復元"


@dataclass(frozen=True)
class Difference:
    """How a document differs: `missing` from the store, `different` in `keys` places, or `extra`: not in the backup."""

    uuid: str
    name: str
    kind: Literal["missing", "different", "extra"]
    keys: int
    updated_at: str
    updated_in_backup: str


@dataclass(frozen=True)
class Preview:
    """What restoring a backup would do: documents that differ, and how many are the same."""

    backup: Backup
    differences: tuple[Difference, ...]
    same: int


def preview(db: Database, source: Backup) -> Preview:
    """What differs between the store and a backup; nothing is written."""
    with opened(source) as old:
        present, past = _rows(db), _rows(old)
        found = [
            Difference(
                uuid=uuid,
                name=name,
                kind="different" if uuid in present else "missing",
                keys=_changed_keys(db, old, uuid),
                updated_at=present[uuid][2] if uuid in present else "",
                updated_in_backup=updated,
            )
            for uuid, (_, name, updated, total) in past.items()
            if uuid not in present or present[uuid][3] != total
        ]
        extra = [
            Difference(uuid, name, "extra", 0, updated, "")
            for uuid, (_, name, updated, _) in present.items()
            if uuid not in past
        ]
    same = len(past) - len(found)
    return Preview(source, (*found, *extra), same)


def restore(db: Database, source: Backup, author: Author, uuids: frozenset[str] | None = None) -> list[int]:
    """Write a backup on top; returns the documents that changed. The caller has the transaction.

    `uuids` limits it to some documents. Attachments and judgements that are missing come back as well.
    """
    changed = []
    with opened(source) as old:
        for kept in attachments.attachments(old):
            attachments.add(db, kept, attachments.content(old, kept.id), author)
        for uuid in _rows(old):
            if uuids is None or uuid in uuids:
                changed.append(_restore_document(db, old, uuid, author))
        if uuids is None:
            _restore_judgements(db, old, author)
    return [document_id for document_id in changed if document_id is not None]


def replace(workspace: Workspace, source: Backup, author: Author) -> Path | None:
    """Put a backup in the place of a damaged or lost store; returns where the damaged file is kept.

    The damaged file is copied aside first, and the backup is proven again. At no moment is there no store.
    """
    database = workspace.database
    with errors.translated(database), opened(source) as old:
        found = health.problems(old)
        if found:
            raise errors.StoreError(
                f"この控えは復元に使えません: {found[0]}",
                safe="保存先と控えには触れていません。",
                next="「pia-tui restore」で別の控えを選んでください。",
            )
        workspace.prepare()
        aside = _copy_aside(database)
        part = database.with_name(f".{secrets.token_hex(6)}.part")
        try:
            _copy_file(source.path, part)
            _renew(part, source, author)
            database.with_name(database.name + "-journal").unlink(missing_ok=True)
            part.replace(database)
            sync_folder(database.parent)
        finally:
            with suppress(OSError):
                part.unlink(missing_ok=True)
    return aside


@contextmanager
def opened(source: Backup) -> Iterator[Database]:
    """A backup as a store of this program's schema, for reading; an older one is migrated in a copy beside it."""
    path = source.path
    with errors.translated(path):
        found = read_header(path)
        if found is None or not backup.unchanged(source):
            raise errors.damaged(path)
        if found.user_version > SCHEMA_VERSION:
            raise opening.newer(path, found.user_version)
        if found.user_version == SCHEMA_VERSION:
            with closing(connect(path, read_only=True)) as db:
                yield db
            return
        copy = path.with_name(f".{secrets.token_hex(6)}.part")
        try:
            _copy_file(path, copy)
            with closing(connect(copy)) as db:
                with transaction(db):
                    migrate(db)
                yield db
        finally:
            with suppress(OSError):
                copy.unlink(missing_ok=True)


def _renew(part: Path, source: Backup, author: Author) -> None:
    """Give the store that takes the place of a damaged one a name of its own: its journal goes another way now."""
    with closing(connect(part)) as db, transaction(db):
        if db.execute("PRAGMA user_version").fetchone()[0] < SCHEMA_VERSION:
            migrate(db)
        name = secrets.token_hex(16)
        journal.append(
            db,
            [("store", codec.encode(source.store), codec.encode(name))],
            document_id=None,
            action="replace",
            at=now(),
            who=str(author),
            label=source.path.name,
        )
        db.execute("INSERT OR REPLACE INTO meta VALUES ('store', ?)", [name])


def _restore_document(db: Database, old: Database, uuid: str, author: Author) -> int | None:
    """Make the document what it is in the backup, by way of the frozen versions that are missing here.

    Returns its number if anything was written.
    """
    source = documents.load(old, _known_id(old, uuid))
    target_id = documents.id_of(db, uuid)
    known = set() if target_id is None else {_traits(each) for each in revisions.revisions(db, target_id)}
    written = False
    for frozen in revisions.revisions(old, source.id):
        if _traits(frozen) not in known:
            target_id, written = _become(db, uuid, source.form_id, revisions.state_of(old, frozen), author)[0], True
            revisions.freeze(db, target_id, author, name=frozen.name, kind=frozen.kind, note=frozen.note, at=frozen.at)
    target_id, changed = _become(db, uuid, source.form_id, source.state, author)
    return target_id if changed or written else None


def _become(db: Database, uuid: str, form_id: str, state: Mapping[str, Value], author: Author) -> tuple[int, bool]:
    """The document with this identity and content; whether that took a write."""
    document_id = documents.id_of(db, uuid)
    if document_id is None:
        changes = documents.difference({}, state)
        return documents.create(db, form_id, changes, author, label=LABEL, action="recreate", uuid=uuid), True
    changes = documents.difference(documents.load(db, document_id).state, state)
    if changes:
        documents.apply(db, document_id, changes, author, action="restore", label=LABEL)
    return document_id, bool(changes)


def _restore_judgements(db: Database, old: Database, author: Author) -> None:
    present = {_made(each) for each in judgements.judgements(db)}
    uuid_of = {document_id: uuid for uuid, (document_id, *_) in _rows(old).items()}
    for each in judgements.judgements(old):
        if _made(each) not in present:
            document_id = None if each.document_id is None else documents.id_of(db, uuid_of[each.document_id])
            judgements.save(db, each.inputs, each.result, author, document_id=document_id, at=each.at)


def _rows(db: Database) -> dict[str, tuple[int, str, str, bytes]]:
    """Number, name, last change and sum of answers of every document, by identity."""
    rows = db.execute("SELECT uuid, id, name, updated_at, answers_sum FROM documents ORDER BY id").fetchall()
    return {uuid: (document_id, name, updated, total) for uuid, document_id, name, updated, total in rows}


def _known_id(db: Database, uuid: str) -> int:
    found = documents.id_of(db, uuid)
    if found is None:
        raise errors.UnknownDocument("この評価書は控えの中にありません。", safe="何も変更していません。")
    return found


def _changed_keys(db: Database, old: Database, uuid: str) -> int:
    present = documents.id_of(db, uuid)
    before = {} if present is None else documents.load(db, present).state
    return len(documents.difference(before, documents.load(old, _known_id(old, uuid)).state))


def _traits(revision: Revision) -> tuple[str, ...]:
    return revision.at, revision.name, revision.kind, revision.content_hash


def _made(judgement: StoredJudgement) -> tuple[str, bytes]:
    return judgement.at, codec.canonical([dict(judgement.inputs), dict(judgement.result)])


def _copy_aside(database: Path) -> Path | None:
    """Keep the damaged file, and what SQLite left beside it, under a name that says what it is."""
    if not database.exists():
        return None
    aside = database.with_name(f"damaged-{datetime.now():%Y%m%d-%H%M%S}.sqlite3")
    if aside.exists():
        aside = aside.with_name(f"{aside.stem}-{secrets.token_hex(3)}.sqlite3")
    for ending in ("-journal", "-wal", ""):
        beside = database.with_name(database.name + ending)
        if beside.exists():
            _copy_file(beside, aside.with_name(aside.name + ending))
    sync_folder(database.parent)
    return aside


def _copy_file(source: Path, target: Path) -> None:
    with source.open("rb") as reading, target.open("xb") as writing:
        make_private_file(target)
        shutil.copyfileobj(reading, writing, 1 << 20)
        writing.flush()
        os.fsync(writing.fileno())
