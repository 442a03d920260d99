"""From a file name to an open store: look first, then open, migrate after a proven backup, and check the start."""

from __future__ import annotations

import secrets
import sqlite3
from contextlib import closing, suppress
from pathlib import Path
from typing import TYPE_CHECKING

from pia_tui.store import backup, errors, header, journal, search
from pia_tui.store.connection import connect, file_identity, transaction, use_rollback_journal
from pia_tui.store.migrations import APPLICATION_ID, SCHEMA_VERSION, migrate
from pia_tui.workspace import PRIVATE_FILE, Workspace

if TYPE_CHECKING:
    from pia_tui.store.database import Database


def open_database(workspace: Workspace, *, read_only: bool = False) -> Database:
    """Open the workspace's database, making it on first use. Raises a StoreError and leaves the file alone."""
    try:
        return _open(workspace, read_only=read_only)
    except errors.StoreDamaged as error:
        error.backup = backup.newest(workspace)
        if error.backup is None:
            error.next = "ファイルをそのまま残し、情報システムの担当に相談してください。"
        raise


def _open(workspace: Workspace, *, read_only: bool) -> Database:
    path = workspace.database
    with errors.translated(path):
        exists = look(workspace)
        if not exists and read_only:
            raise errors.StoreMissing(
                f"作業フォルダー「{workspace.root}」には、まだ保存先がありません。",
                safe="何も作っていません。",
                next="「pia-tui new」または「pia-tui」で最初の評価書を作ってください。",
            )
        if not exists:
            workspace.prepare()
            path.touch(mode=PRIVATE_FILE)  # private from its first moment; the journal beside it takes over the rights
        if read_only and _has_journal(path):
            _roll_back(path)
        db = connect(path, read_only=read_only, create=not exists)
        try:
            _make_ready(db, workspace, read_only=read_only)
        except BaseException:
            db.close()
            raise
    return db


def look(workspace: Workspace) -> bool:
    """Say whether there is a store this program may open, without SQLite touching the file.

    False: nothing is there yet (a first start that was cut off leaves an empty file). With backups about, an empty
    or missing file means that content was lost. Raises StoreForeign, StoreDamaged or StoreNewer.
    """
    path = workspace.database
    has_backups = backup.newest(workspace) is not None
    if not path.exists() or path.stat().st_size == 0:
        if has_backups:
            raise errors.lost(path)
        return False
    found = header.read_header(path)
    if found is None:
        raise errors.damaged(path) if has_backups else errors.foreign(path)
    if found.application_id != APPLICATION_ID:
        if _is_unfinished(path, found):
            return True
        raise errors.foreign(path)
    if found.user_version > SCHEMA_VERSION:
        raise newer(path, found.user_version)
    if found.is_cut and not _has_journal(path):
        raise errors.damaged(path)
    return True


def newer(path: Path, version: int) -> errors.StoreNewer:
    """The refusal of a newer store, with the program version it asks for, if that can be read without a trace."""
    needed = ""
    with suppress(sqlite3.Error, errors.StoreError), closing(connect(path, immutable=True)) as db:
        row = db.execute("SELECT value FROM meta WHERE key = 'needs_program'").fetchone()
        needed = str(row[0])[:30] if row else ""
    return errors.StoreNewer(
        f"保存先「{path}」は、新しい版の pia-tui のものです（保存形式 {version}、この版は {SCHEMA_VERSION} まで）。",
        safe="保存先には一切触れていません。",
        next=f"pia-tui {needed + ' 以降' if needed else 'の新しい版'}を使ってください。",
    )


def _make_ready(db: Database, workspace: Workspace, *, read_only: bool) -> None:
    path = workspace.database
    if not read_only:
        use_rollback_journal(db)
    version = db.execute("PRAGMA user_version").fetchone()[0]
    if version > SCHEMA_VERSION:
        raise newer(path, version)
    if version < SCHEMA_VERSION:
        if read_only:
            raise errors.StoreOlder(
                f"保存先「{path}」は古い形式（{version}）です。",
                safe="保存先には触れていません。",
                next="書き込める場所で「pia-tui list」を一度使うと、控えを取ってから新しい形式に移します。",
            )
        _migrate(db, workspace, version)
    journal.head(db)
    if not read_only and not search.is_current(db):
        with transaction(db, path, file_identity(path)):
            search.rebuild(db)


def _migrate(db: Database, workspace: Workspace, version: int) -> None:
    if version:
        backup.take(db, workspace, "migration")
    with transaction(db):
        if db.execute("PRAGMA user_version").fetchone()[0] >= SCHEMA_VERSION:
            return  # another process was quicker
        migrate(db)
        if not version:
            db.execute("INSERT INTO meta VALUES ('store', ?)", [secrets.token_hex(16)])
            db.execute("INSERT INTO meta VALUES ('journal', ?)", [str(journal.head(db))])


def _is_unfinished(path: Path, found: header.Header) -> bool:
    """A first start that was cut off: SQLite rolls it back when it opens the file."""
    return _has_journal(path) and found.user_version == 0 and found.application_id == 0


def _roll_back(path: Path) -> None:
    """Let SQLite take back what a crash cut off; a connection for reading only may not. On read-only media it stays."""
    with suppress(sqlite3.Error), closing(connect(path)) as db:
        db.execute("SELECT count(*) FROM sqlite_master").fetchone()


def _has_journal(path: Path) -> bool:
    with suppress(OSError):
        return path.with_name(path.name + "-journal").stat().st_size > 0
    return False
