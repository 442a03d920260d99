"""Getting out of a damaged or lost store: a proven backup takes its place, with what can still be read on top.

The damaged file is copied aside first and never changed. Of its documents only those are taken over whose content is
proven by their sums; the others stay as the backup has them. At no moment is there no store under its name.
"""

from __future__ import annotations

import secrets
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager, suppress
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

from pia_tui.output import sync_folder
from pia_tui.store import attachments, codec, documents, errors, forms, health, journal, restore
from pia_tui.store.backup import Backup
from pia_tui.store.clock import now
from pia_tui.store.connection import connect, transaction
from pia_tui.store.database import Database
from pia_tui.store.migrations import SCHEMA_VERSION, migrate
from pia_tui.store.records import Attachment
from pia_tui.workspace import Workspace

if TYPE_CHECKING:
    from pia_tui.store.documents import Author

LABEL = "壊れた保存先から救出"
_DAMAGE = (sqlite3.Error, UnicodeDecodeError, errors.StoreError)
Read = TypeVar("Read")


@dataclass(frozen=True)
class Rescue:
    """What came of it: where the damaged file is kept, the documents whose newer text was read from it, and how many
    documents could not be read there and are as the backup has them."""

    kept: Path | None
    salvaged: tuple[str, ...]
    unreadable: int


def replace(workspace: Workspace, source: Backup, author: Author) -> Rescue:
    """Put a backup, and what can be read of the damaged store, in the store's place. No Store may be open on it.

    Raises StoreDamaged, StoreNewer or StoreError if the backup does not hold, and what a full or lost disk raises.
    """
    database = workspace.database
    with errors.translated(database):
        workspace.prepare()
        kept = _copy_aside(database)
        part = database.with_name(f".{secrets.token_hex(6)}.part")
        try:
            with restore.opened(source):  # proves that the file is still the one that was proven
                restore.copy_file(source.path, part)
            with closing(connect(part)) as db:
                with transaction(db):
                    _renew(db, source, author)
                    rescue = _salvage(db, kept, author)
                found = health.problems(db)
            if found:
                raise errors.StoreError(
                    f"この控えは復元に使えません: {found[0]}",
                    safe="保存先と控えには触れていません。",
                    next="「pia-tui restore」で別の控えを選んでください。",
                )
            database.with_name(database.name + "-journal").unlink(missing_ok=True)
            part.replace(database)
            sync_folder(database.parent)
        finally:
            with suppress(OSError):
                part.unlink(missing_ok=True)
    return rescue


def _renew(db: Database, source: Backup, author: Author) -> None:
    """Give the store that takes the place of a damaged one a name of its own: its journal goes another way now."""
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


def _salvage(db: Database, kept: Path | None, author: Author) -> Rescue:
    """Write on top what the damaged file still proves: what cannot be read is left out, a failing write fails all."""
    salvaged, unreadable = [], 0
    with _damaged(kept) as old:
        for known, data in _attachments(old):
            attachments.add(db, known, data, author)
        _tried(forms.write_forms, db, old)
        for uuid in _tried(restore.identities, old) or []:
            copy = _tried(restore.read_copy, old, uuid) or _tried(_without_versions, old, uuid)
            if copy is None:
                unreadable += 1
            elif restore.write_copy(db, copy, author, label=LABEL) is not None:
                salvaged.append(uuid)
        _tried(restore.write_judgements, db, old, author)
        _tried(restore.write_clips, db, old, author)
        _tried(restore.write_incidents, db, old, author)
    return Rescue(kept, tuple(salvaged), unreadable)


def _without_versions(old: Database, uuid: str) -> restore.Copy:
    """The document alone, where the journal that its versions are read from is damaged."""
    document_id = documents.id_of(old, uuid)
    return restore.Copy(documents.load(old, document_id or 0), ())


def _attachments(old: Database) -> Iterator[tuple[Attachment, bytes]]:
    for (identity,) in _tried(_rows, old, "SELECT id FROM attachments") or []:
        known, data = _tried(attachments.attachment, old, identity), _tried(attachments.content, old, identity)
        if known is not None and data is not None:
            yield known, data


def _rows(db: Database, sql: str) -> list[tuple[str, ...]]:
    return db.execute(sql).fetchall()


def _tried(read: Callable[..., Read], *arguments: object) -> Read | None:
    """What can be read, or None where there is damage."""
    try:
        return read(*arguments)
    except _DAMAGE:
        return None


@contextmanager
def _damaged(kept: Path | None) -> Iterator[Database]:
    """A working copy of the damaged store: SQLite may roll back in it what a crash cut off. Empty where it fails."""
    nothing = Database.in_memory()
    if kept is None:
        yield nothing
        return
    copy = kept.with_name(f".{secrets.token_hex(6)}.part")
    journal_name = "-journal"
    try:
        restore.copy_file(kept, copy)
        if (beside := kept.with_name(kept.name + journal_name)).exists():
            restore.copy_file(beside, copy.with_name(copy.name + journal_name))
        opened = _tried(connect, copy) or nothing
        with closing(opened):
            yield opened
    finally:
        for each in (copy, copy.with_name(copy.name + journal_name)):
            with suppress(OSError):
                each.unlink(missing_ok=True)


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
            restore.copy_file(beside, aside.with_name(aside.name + ending))
    sync_folder(database.parent)
    return aside
