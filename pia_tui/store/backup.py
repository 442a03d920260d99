"""Backups that are proven: copied, reopened, checked whole, and compared with the store they were made from.

A backup is a complete store in `db/backups/`, with a record beside it (`….json`) that is written only after the proof:
when and why, the counts and hashes of every table, the end of the journal, the SHA-256 of the file. Without a record
a file is not a backup. Kept are the newest of each of the last 14 days and 8 weeks with backups, and of every year;
the newest three and all that stand before something risky of the last 30 days. What is last proven is never removed.
"""

from __future__ import annotations

import secrets
import sqlite3
from collections.abc import Iterable, Iterator
from contextlib import closing, suppress
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from pathlib import Path
from typing import TYPE_CHECKING

import msgspec

from pia_tui import __version__
from pia_tui.output import move_into_place, write_file
from pia_tui.store import clock, errors, health, journal, search
from pia_tui.store.connection import connect, snapshot, transaction
from pia_tui.store.header import read_header
from pia_tui.store.migrations import APPLICATION_ID, SCHEMA_VERSION
from pia_tui.workspace import PRIVATE_FILE, Workspace, is_file

if TYPE_CHECKING:
    from pia_tui.store.database import Database

DAYS, WEEKS, NEWEST = 14, 8, 3
RISKY_DAYS = 30
LEFTOVER_SECONDS = 24 * 60 * 60
REASONS = {
    "manual": "手動",
    "exit": "終了時",
    "migration": "保存形式の変更前",
    "restore": "復元の前",
    "elsewhere": "持ち込み",
}
_RISKY = ("migration", "restore")


class BackupFailed(errors.StoreError):
    """No proven backup could be made; the store is as it was."""


class Backup(msgspec.Struct, frozen=True):
    """A proven backup's record. `at` is ISO 8601 in UTC; `journal` is the end of the journal: number and hash."""

    at: str
    reason: str
    program: str
    schema: int
    store: str
    journal: str
    tables: dict[str, str]
    size: int
    sha256: str
    path: Path = Path()

    @property
    def age(self) -> timedelta:
        """How long ago it was proven."""
        return datetime.now(UTC) - self.moment

    @property
    def moment(self) -> datetime:
        return datetime.fromisoformat(self.at)

    @property
    def documents(self) -> int:
        """How many documents it holds."""
        return int(self.tables.get("documents", "0").split()[0])


def take(db: Database, workspace: Workspace, reason: str) -> Backup:
    """Make a backup and prove it. Raises BackupFailed, and the errors of a full or lost disk."""
    workspace.prepare()
    at = clock.now()
    path = _free_path(workspace, datetime.fromisoformat(at), reason)
    part = path.with_name(f".{secrets.token_hex(6)}.part")
    try:
        with errors.translated(workspace.backups):
            part.touch(mode=PRIVATE_FILE, exist_ok=False)
            with snapshot(db):
                source = _fingerprint(db, workspace)
                _copy(db, part)
            record = _prove(part, source, at, reason)
            move_into_place(part, path)
            _write_record(path, record)
    finally:
        for leftover in (part, part.with_name(part.name + "-journal")):
            with suppress(OSError):
                leftover.unlink(missing_ok=True)
    rotate(workspace)
    return msgspec.structs.replace(record, path=path)


def examine(path: Path) -> Backup:
    """A backup that came from elsewhere, proven where it lies. Raises BackupFailed, StoreUnreachable."""
    if not is_file(path):
        raise errors.UnknownItem(
            f"控え「{path}」がないか、読めません。",
            safe="何も変更していません。",
            next="控えの一覧は「pia-tui backup --list」で見られます。",
        )
    with errors.translated(path):
        known = _record(_record_path(path))
        if known is not None:
            return known
        found = read_header(path)
        if found is None or found.application_id != APPLICATION_ID:
            raise BackupFailed(
                f"「{path}」は、このプログラムの控えではありません。",
                safe="何も変更していません。",
                next="控えの一覧は「pia-tui backup --list」で見られます。",
            )
        with closing(connect(path, immutable=True)) as db:
            source = health.fingerprint(db)
        at = datetime.fromtimestamp(path.stat().st_mtime, UTC).isoformat(timespec="milliseconds")
        return msgspec.structs.replace(_prove(path, source, at, "elsewhere"), path=path)


def is_needed(db: Database, workspace: Workspace) -> bool:
    """Whether anything was written since the newest proven backup."""
    last = newest(workspace)
    row = db.execute("SELECT value FROM meta WHERE key = 'journal'").fetchone()
    return last is None or row is None or last.journal != row[0]


def backups(workspace: Workspace) -> list[Backup]:
    """All proven backups that are still there in their full length, newest first."""
    found = []
    with suppress(OSError):
        for record_path in workspace.backups.glob("*.json"):
            record = _record(record_path)
            if record is not None:
                found.append(record)
    return sorted(found, key=lambda backup: (backup.at, backup.path.name), reverse=True)


def newest(workspace: Workspace) -> Backup | None:
    """The newest proven backup."""
    return next(iter(backups(workspace)), None)


def unchanged(backup: Backup) -> bool:
    """Whether the file still is what was proven."""
    with errors.translated(backup.path):
        return _file_hash(backup.path) == backup.sha256


def strays(db: Database, workspace: Workspace) -> Iterator[str]:
    """Backups of this very store whose end of the journal is not on its chain: rows were cut off or exchanged."""
    store = db.execute("SELECT value FROM meta WHERE key = 'store'").fetchone()
    for backup in backups(workspace):
        if (backup.store,) == store and not journal.holds(db, journal.Head.parse(backup.journal)):
            yield f"履歴が、控え「{backup.path.name}」を取ったときの続きになっていません。"


def rotate(workspace: Workspace) -> list[Path]:
    """Remove backups that nothing asks to keep; returns which. A file that cannot be removed stays."""
    present = backups(workspace)
    kept = {backup.path for backup in keep(present)}
    removed = []
    for backup in present:
        if backup.path not in kept:
            with suppress(OSError):
                _record_path(backup.path).unlink()
                backup.path.unlink()
                removed.append(backup.path)
    _remove_leftovers(workspace)
    return removed


def keep(present: Iterable[Backup]) -> list[Backup]:
    """Those of the backups that stay. Counted from the newest backup, so that a wrong clock costs nothing."""
    ordered = sorted(present, key=lambda backup: backup.at, reverse=True)
    kept = {backup.path: backup for backup in ordered[:NEWEST]}
    for name, most in (("%Y-%m-%d", DAYS), ("%G-%V", WEEKS), ("%Y", len(ordered))):
        first_of: dict[str, Backup] = {}
        for backup in ordered:
            first_of.setdefault(backup.moment.astimezone().strftime(name), backup)
        kept |= {backup.path: backup for backup in list(first_of.values())[:most]}
    for backup in ordered:
        if backup.reason in _RISKY and ordered[0].moment - backup.moment <= timedelta(days=RISKY_DAYS):
            kept[backup.path] = backup
    return list(kept.values())


def _remove_leftovers(workspace: Workspace) -> None:
    """Copies that a program was killed over, once they are too old to be somebody's present work."""
    with suppress(OSError):
        for part in workspace.backups.glob(".*.part*"):
            if datetime.now(UTC).timestamp() - part.stat().st_mtime > LEFTOVER_SECONDS:
                part.unlink(missing_ok=True)


def _fingerprint(db: Database, workspace: Workspace) -> dict[str, str]:
    with errors.translated(workspace.database):
        return health.fingerprint(db)


def _write_record(path: Path, record: Backup) -> None:
    """The record makes the file a backup; without one, the file must not take up room."""
    try:
        write_file(_record_path(path), _encoded(record))
    except BaseException:
        path.unlink(missing_ok=True)
        raise


def _copy(db: Database, part: Path) -> None:
    with closing(sqlite3.connect(part)) as copy:
        db.conn.backup(copy)
        copy.execute("PRAGMA journal_mode=DELETE")
    with closing(connect(part)) as copy_db:
        if not health.has_sound_index(copy_db):
            _mend_index(copy_db)


def _mend_index(copy: Database) -> None:
    """A copy whose search index is damaged gets a new one; what is damaged besides is found by the proof."""
    noted = copy.execute("SELECT value FROM meta WHERE key = 'search'").fetchone()
    with suppress(sqlite3.Error), transaction(copy):
        search.rebuild(copy)
        if noted:
            copy.execute("UPDATE meta SET value = ? WHERE key = 'search'", noted)


def _prove(part: Path, source: dict[str, str], at: str, reason: str) -> Backup:
    """Reopen the copy, check it whole, and compare it with its source."""
    with closing(connect(part, read_only=True)) as copy:
        version = copy.execute("PRAGMA user_version").fetchone()[0]
        found = health.problems(copy) if version == SCHEMA_VERSION else health.sqlite_problems(copy)
        if not found and health.fingerprint(copy) != source:
            found = ["写した内容が元と一致しません。"]
        if found:
            raise BackupFailed(
                f"控え（バックアップ）を確認できませんでした: {found[0]}",
                safe="保存先には触れていません。確認できなかった控えは消しました。",
                next="「pia-tui doctor」で保存先を調べてください。",
            )
        meta = dict(copy.execute("SELECT key, value FROM meta").fetchall())
    return Backup(
        at=at,
        reason=reason,
        program=__version__,
        schema=version,
        store=meta.get("store", ""),
        journal=meta.get("journal", ""),
        tables=source,
        size=part.stat().st_size,
        sha256=_file_hash(part),
    )


def _file_hash(path: Path) -> str:
    digest = sha256()
    with path.open("rb") as file:
        while block := file.read(1 << 20):
            digest.update(block)
    return digest.hexdigest()


def _free_path(workspace: Workspace, moment: datetime, reason: str) -> Path:
    stem = f"pia-{moment.astimezone():%Y%m%d-%H%M%S}-{reason}"
    path, number = workspace.backups / f"{stem}.sqlite3", 2
    while path.exists():
        path, number = workspace.backups / f"{stem}-{number}.sqlite3", number + 1
    return path


def _record_path(path: Path) -> Path:
    return path.with_suffix(".json")


def _encoded(record: Backup) -> bytes:
    fields = msgspec.structs.asdict(record)
    del fields["path"]  # the record lies beside its file, wherever the folder is carried
    return msgspec.json.format(msgspec.json.encode(fields))


def _record(record_path: Path) -> Backup | None:
    path = record_path.with_suffix(".sqlite3")
    try:
        record = msgspec.json.decode(record_path.read_bytes(), type=Backup)
        datetime.fromisoformat(record.at)
        journal.Head.parse(record.journal)
        return msgspec.structs.replace(record, path=path) if path.stat().st_size == record.size else None
    except (OSError, ValueError, msgspec.MsgspecError):
        return None
