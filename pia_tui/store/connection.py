"""Opening the database file, and the transactions around everything that is written.

The rollback journal is DELETE, not WAL: officers copy the file and keep it on shares, and WAL needs shared memory
that shares do not have. `synchronous` is EXTRA, which is FULL plus a sync of the folder after the journal is deleted:
with a DELETE journal, FULL alone may let a power cut bring the journal back and roll back a change that the screen
already called saved.
"""

from __future__ import annotations

import os
import random
import sqlite3
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from urllib.parse import quote

from pia_tui.store.database import Database
from pia_tui.store.errors import KEPT, SqliteTooOld, StoreReplaced, unreachable
from pia_tui.store.search import fold

BUSY_SECONDS = 5.0
GONE = (0, 0)
LEAST_SQLITE = (3, 37, 0)  # STRICT tables; trigram search needs 3.34


def connect(path: Path, *, read_only: bool = False, create: bool = False, immutable: bool = False) -> Database:
    """Open `path` with every setting the store relies on.

    `immutable` promises SQLite that nobody writes meanwhile: no locks, no files beside it, for a mere look.
    """
    if sqlite3.sqlite_version_info < LEAST_SQLITE:
        needed = ".".join(map(str, LEAST_SQLITE))
        raise SqliteTooOld(
            f"この Python に付いている SQLite は {sqlite3.sqlite_version} で、古すぎます。",
            safe="保存先には触れていません。",
            next=f"SQLite {needed} 以降を含む Python 3.11 以降を使ってください。",
        )
    mode = "ro" if read_only or immutable else ("rwc" if create else "rw")
    raw = sqlite3.connect(
        f"{_uri(path)}?mode={mode}{'&immutable=1' if immutable else ''}",
        uri=True,
        timeout=BUSY_SECONDS,
        isolation_level=None,
    )
    try:
        db = Database(raw)
        raw.create_function("fold", 1, fold, deterministic=True)
        _settings(db, read_only=read_only or immutable)
    except BaseException:
        raw.close()
        raise
    return db


def _uri(path: Path) -> str:
    """The file's URI; a Windows share (\\\\server\\folder) needs all its slashes, a drive letter one in front."""
    text = quote(path.absolute().as_posix(), safe="/:")
    return f"file://{text}" if text.startswith("/") else f"file:///{text}"


def _settings(db: Database, *, read_only: bool) -> None:
    db.execute("PRAGMA foreign_keys=ON")
    db.execute("PRAGMA recursive_triggers=ON")  # REPLACE is a removal too: what may not be removed stays
    db.execute("PRAGMA trusted_schema=OFF")
    db.execute("PRAGMA cell_size_check=ON")
    if read_only:
        db.execute("PRAGMA query_only=ON")
        return
    db.execute("PRAGMA synchronous=EXTRA")
    if sys.platform == "darwin":
        db.execute("PRAGMA fullfsync=ON")


def use_rollback_journal(db: Database) -> None:
    """Make sure of the DELETE journal; another tool may have switched the file to WAL."""
    if db.execute("PRAGMA journal_mode").fetchone()[0] != "delete":
        db.execute("PRAGMA journal_mode=DELETE").fetchall()


@contextmanager
def transaction(db: Database, path: Path | None = None, identity: tuple[int, int] | None = None) -> Iterator[None]:
    """Everything inside is written together or not at all.

    IMMEDIATE, because a transaction that starts by reading and then wants to write is refused at once when another
    writer is waiting, without the busy timeout. With `identity` the file must still be the one that was opened.
    """
    _begin(db, "BEGIN IMMEDIATE")
    try:
        found = file_identity(path) if path is not None and identity is not None else identity
        if path is not None and found == GONE:
            raise unreachable(path)
        if found != identity:
            raise StoreReplaced(
                f"保存先「{path}」が、別のファイルに置き換えられました。",
                safe="新しいファイルには触れていません。",
                screen=KEPT,
                next="プログラムを終了して、もう一度開いてください。",
            )
        yield
        db.execute("COMMIT")
    except BaseException:
        with suppress(sqlite3.Error):
            if db.conn.in_transaction:
                db.execute("ROLLBACK")
        raise


@contextmanager
def part(db: Database) -> Iterator[None]:
    """A part of a transaction: taken back alone where it fails, whatever becomes of the rest."""
    db.execute("SAVEPOINT part")
    try:
        yield
    except BaseException:
        with suppress(sqlite3.Error):
            if db.conn.in_transaction:
                db.execute("ROLLBACK TO part")
                db.execute("RELEASE part")
        raise
    db.execute("RELEASE part")


@contextmanager
def snapshot(db: Database) -> Iterator[None]:
    """Several reads that see the same moment; inside a transaction they already do."""
    if db.conn.in_transaction:
        yield
        return
    _begin(db, "BEGIN", "SELECT count(*) FROM sqlite_master")  # a BEGIN alone does not take the read lock yet
    try:
        yield
    finally:
        with suppress(sqlite3.Error):
            if db.conn.in_transaction:
                db.execute("ROLLBACK")


def _begin(db: Database, *statements: str) -> None:
    """Begin a transaction, waiting for others up to BUSY_SECONDS.

    SQLite's own waiting comes back only every 100 ms after a while: beside a program that writes without pause it can
    miss every gap. Coming back at short random intervals does not.
    """
    patience = time.monotonic() + BUSY_SECONDS
    db.execute("PRAGMA busy_timeout=0")
    try:
        while True:
            try:
                for statement in statements:
                    db.execute(statement).fetchall()
                return
            except sqlite3.OperationalError as error:
                with suppress(sqlite3.Error):
                    if db.conn.in_transaction:
                        db.execute("ROLLBACK")
                if error.sqlite_errorcode & 0xFF != sqlite3.SQLITE_BUSY or time.monotonic() > patience:
                    raise
                time.sleep(random.uniform(0.0005, 0.006))
    finally:
        db.execute(f"PRAGMA busy_timeout={int(BUSY_SECONDS * 1000)}")


def file_identity(path: Path) -> tuple[int, int] | None:
    """Which file stands under the name. Windows does not let an open file be replaced, so there it is None."""
    if os.name != "posix":
        return None
    with suppress(OSError):
        found = path.stat()
        return found.st_dev, found.st_ino
    return GONE
