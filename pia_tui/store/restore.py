"""Bringing back what a backup holds, without removing anything.

Into a sound store, a backup is written on top: documents that are missing are made again with their frozen versions,
documents that differ get the difference as an undoable change, the rest stays. All in one transaction, after a proven
backup of the present state. (A damaged store cannot be written on top of: see `salvage`.)
"""

from __future__ import annotations

import os
import secrets
import shutil
from collections.abc import Callable, Iterator, Mapping
from contextlib import closing, contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Literal

from pia_tui.forms import Value
from pia_tui.store import (
    attachments,
    backup,
    clips,
    codec,
    documents,
    errors,
    forms,
    incidents,
    judgements,
    opening,
    publications,
    revisions,
    withdrawals,
)
from pia_tui.store.backup import Backup
from pia_tui.store.connection import connect, transaction
from pia_tui.store.header import read_header
from pia_tui.store.migrations import SCHEMA_VERSION, migrate
from pia_tui.store.records import Publication, Revision, StoredDocument, StoredJudgement
from pia_tui.workspace import make_private_file

if TYPE_CHECKING:
    from pia_tui.store.database import Database
    from pia_tui.store.documents import Author

LABEL = "控えから復元"


@dataclass(frozen=True)
class BackupDifference:
    """How a document differs: `missing` from the store, `different` in `keys` places, or `extra`: not in the backup."""

    uuid: str
    name: str
    kind: Literal["missing", "different", "extra"]
    keys: int
    updated_at: str
    updated_in_backup: str


@dataclass(frozen=True)
class RestorePreview:
    """What restoring a backup would do: documents that differ, and how many are the same."""

    backup: Backup
    differences: tuple[BackupDifference, ...]
    same: int


@dataclass(frozen=True)
class Copy:
    """A document read from another store, with its frozen versions and what they held."""

    document: StoredDocument
    versions: tuple[tuple[Revision, dict[str, Value]], ...]
    publications: tuple[Publication, ...] = ()


def preview(db: Database, source: Backup) -> RestorePreview:
    """What differs between the store and a backup; nothing is written."""
    with opened(source) as old:
        present, past = _rows(db), _rows(old)
        found = [
            BackupDifference(
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
            BackupDifference(uuid, name, "extra", 0, updated, "")
            for uuid, (_, name, updated, _) in present.items()
            if uuid not in past
        ]
    same = len(past) - len(found)
    return RestorePreview(source, (*found, *extra), same)


def restore(
    db: Database,
    source: Backup,
    author: Author,
    *,
    uuids: frozenset[str] | None = None,
    check: Callable[[int], None] = lambda _: None,
) -> list[int]:
    """Write a backup on top; returns the documents that changed. The caller has the transaction.

    `uuids` limits it to some documents; `check` is asked before a document that is here is written to (its lock).
    Attachments, judgements and 定型文 that are missing come back as well.
    """
    changed = []
    with opened(source) as old:
        for kept in attachments.attachments(old):
            attachments.add(db, kept, attachments.content(old, kept.id), author)
        forms.write_forms(db, old)
        for uuid in identities(old):
            present = documents.id_of(db, uuid)
            if uuids is None or uuid in uuids:
                if present is not None and _changed_keys(db, old, uuid):
                    check(present)
                changed.append(write_copy(db, read_copy(old, uuid), author))
        if uuids is None:
            write_judgements(db, old, author)
            write_clips(db, old, author)
            write_incidents(db, old, author)
    return [document_id for document_id in changed if document_id is not None]


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
            copy_file(path, copy)
            with closing(connect(copy)) as db:
                with transaction(db):
                    migrate(db)
                yield db
        finally:
            with suppress(OSError):
                copy.unlink(missing_ok=True)


def read_copy(old: Database, uuid: str) -> Copy:
    """A document with its frozen versions, each proven. Raises Corrupt, UnknownDocument."""
    document = documents.load(old, _known_id(old, uuid))
    versions = revisions.revisions(old, document.id)
    published = publications.publications(old, document.id, withdrawn=True)
    return Copy(document, tuple((version, revisions.state_of(old, version)) for version in versions), tuple(published))


def write_copy(db: Database, copy: Copy, author: Author, *, label: str = LABEL) -> int | None:
    """Make the document what the copy is, by way of the frozen versions that are missing here.

    Returns its number if anything was written. The caller has the transaction.
    """
    uuid, form_id = copy.document.uuid, copy.document.form_id
    target_id = documents.id_of(db, uuid)
    known = {} if target_id is None else {_traits(each): each for each in revisions.revisions(db, target_id)}
    published = {each.revision.id: each for each in copy.publications}
    written = False
    for version, state in copy.versions:
        frozen = known.get(_traits(version))
        if frozen is None:
            target_id, written = _become(db, uuid, form_id, state, author, label)[0], True
            traits = {"name": version.name, "kind": version.kind, "note": version.note, "at": version.at}
            frozen = revisions.freeze(db, target_id, author, **traits)
        other = published.get(version.id)
        here = publications.publication(db, frozen.id) if other is not None else None
        if other is not None and here is None:
            publications.copy(db, frozen, other, author)
            written = True
        elif other is not None and here is not None and other.withdrawn and not here.withdrawn:
            withdrawals.withdraw(db, frozen, other.withdrawn, author)
            written = True
    target_id, changed = _become(db, uuid, form_id, copy.document.state, author, label)
    return target_id if changed or written else None


def _become(
    db: Database, uuid: str, form_id: str, state: Mapping[str, Value], author: Author, label: str
) -> tuple[int, bool]:
    """The document with this identity and content; whether that took a write."""
    document_id = documents.id_of(db, uuid)
    if document_id is None:
        changes = documents.difference({}, state)
        return documents.create(db, form_id, changes, author, label=label, action="recreate", uuid=uuid), True
    changes = documents.difference(documents.load(db, document_id).state, state)
    if changes:
        documents.apply(db, document_id, changes, author, action="restore", label=label)
    return document_id, bool(changes)


def write_judgements(db: Database, old: Database, author: Author) -> None:
    present = {_made(each) for each in judgements.judgements(db)}
    uuid_of = {document_id: uuid for uuid, (document_id, *_) in _rows(old).items()}
    for each in judgements.judgements(old):
        if _made(each) not in present:
            document_id = None if each.document_id is None else documents.id_of(db, uuid_of[each.document_id])
            judgements.save(db, each.inputs, each.result, author, document_id=document_id, at=each.at)


def write_clips(db: Database, old: Database, author: Author) -> None:
    """Keep the texts again that the other store keeps and this one does not."""
    present = {each.text for each in clips.clips(db)}
    for each in reversed(clips.clips(old)):
        if each.text not in present:
            clips.save(db, each.text, each.source, each.kept_on, author)


def write_incidents(db: Database, old: Database, author: Author) -> None:
    """Keep the incidents of the other store that are not here; what was withdrawn here stays withdrawn."""
    present = {(each.entered_at, each.what) for each in incidents.incidents(db)}
    for each in incidents.incidents(old):
        if (each.entered_at, each.what) not in present and not each.withdrawn:
            incidents.save(
                db,
                author,
                kind=each.kind,
                occurred_on=each.occurred_on,
                known_on=each.known_on,
                what=each.what,
                malicious=each.malicious,
                entered_at=each.entered_at,
            )


def identities(db: Database) -> list[str]:
    """The documents of a store by what names them in every copy."""
    return list(_rows(db))


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


def copy_file(source: Path, target: Path) -> None:
    with source.open("rb") as reading, target.open("xb") as writing:
        make_private_file(target)
        shutil.copyfileobj(reading, writing, 1 << 20)
        writing.flush()
        os.fsync(writing.fileno())
