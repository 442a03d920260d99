"""The connection: its settings, what each way of opening allows, and what a transaction leaves behind."""

from __future__ import annotations

import sqlite3
import threading
from pathlib import Path

import pytest

from pia_tui.store import connection, errors
from pia_tui.store.connection import connect, file_identity, part, snapshot, transaction
from pia_tui.store.database import Database


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "評価 書#1?.sqlite3"
    db = connect(path, create=True)
    db.execute("CREATE TABLE t (x)")
    db.close()
    return path


def settings(db: Database) -> dict[str, int]:
    names = ("foreign_keys", "recursive_triggers", "trusted_schema", "cell_size_check", "query_only", "synchronous")
    return {name: db.execute(f"PRAGMA {name}").fetchone()[0] for name in names}


SHARED = {"foreign_keys": 1, "recursive_triggers": 1, "trusted_schema": 0, "cell_size_check": 1}


def test_the_settings_of_a_connection_that_writes(file: Path) -> None:
    db = connect(file)
    assert settings(db) == SHARED | {"query_only": 0, "synchronous": 3}
    assert db.execute("PRAGMA busy_timeout").fetchone()[0] == connection.BUSY_SECONDS * 1000
    assert db.execute("SELECT fold('Ａ ｂ')").fetchone()[0] == "ab"
    db.close()


@pytest.mark.parametrize("immutable", [False, True])
def test_a_connection_that_reads_writes_nothing(file: Path, immutable: bool) -> None:
    db = connect(file, read_only=not immutable, immutable=immutable)
    assert settings(db).items() >= (SHARED | {"query_only": 1}).items()
    with pytest.raises(sqlite3.OperationalError, match="readonly"):
        db.execute("INSERT INTO t VALUES (1)")
    db.execute("PRAGMA query_only=OFF")  # the file itself is opened for reading, too
    with pytest.raises(sqlite3.OperationalError, match="readonly"):
        db.execute("INSERT INTO t VALUES (1)")
    db.close()


@pytest.mark.parametrize(("given", "made"), [
    ({}, False), ({"read_only": True}, False), ({"create": True}, True), ({"immutable": True}, False),
    ({"read_only": True, "create": True}, False),
])  # fmt: skip
def test_a_file_is_made_only_where_that_is_asked_for(tmp_path: Path, given: dict[str, bool], made: bool) -> None:
    path = tmp_path / "none.sqlite3"
    if made:
        db = connect(path, **given)
        db.execute("CREATE TABLE t (x)")
        db.close()
    else:
        with pytest.raises(sqlite3.OperationalError):
            connect(path, **given).execute("SELECT 1 FROM sqlite_master")
    assert path.exists() is made


def test_a_look_at_a_file_that_a_writer_holds_does_not_wait(file: Path) -> None:
    writer = connect(file)
    writer.execute("BEGIN EXCLUSIVE")
    look = connect(file, immutable=True)
    assert look.execute("SELECT count(*) FROM t").fetchone()[0] == 0
    look.close()
    writer.close()


@pytest.mark.parametrize(("path", "uri"), [
    ("/srv/a b/pia.sqlite3", "file:///srv/a%20b/pia.sqlite3"),
    ("/srv/x#y?z.sqlite3", "file:///srv/x%23y%3Fz.sqlite3"),
])  # fmt: skip
def test_the_name_of_a_file_as_sqlite_takes_it(path: str, uri: str) -> None:
    assert connection._uri(Path(path)) == uri


def test_a_drive_letter_gets_a_slash_in_front_and_a_share_keeps_its_two() -> None:
    from pathlib import PureWindowsPath

    class Windows(PureWindowsPath):
        def absolute(self) -> Windows:
            return self

    assert connection._uri(Windows(r"C:\評価\pia.sqlite3")).startswith("file:///C:/")  # type: ignore[arg-type]
    assert connection._uri(Windows(r"\\server\share\x")) == "file:////server/share/x"  # type: ignore[arg-type]


@pytest.mark.parametrize(("version", "refused"), [((3, 36, 9), True), ((3, 37, 0), False)])
def test_an_sqlite_without_strict_tables_is_refused(
    file: Path, monkeypatch: pytest.MonkeyPatch, version: tuple[int, int, int], refused: bool
) -> None:
    monkeypatch.setattr(sqlite3, "sqlite_version_info", version)
    if not refused:
        connect(file).close()
        return
    with pytest.raises(errors.SqliteTooOld) as told:
        connect(file)
    assert "3.37.0" in told.value.next
    assert told.value.safe


def fail_after(db: Database, statement: str) -> None:
    db.execute(statement)
    raise KeyError("x")


def rows(db: Database) -> list[int]:
    return [row[0] for row in db.execute("SELECT x FROM t ORDER BY x").fetchall()]


def test_a_transaction_is_kept_whole_or_not_at_all(file: Path) -> None:
    db = connect(file)
    with transaction(db):
        db.execute("INSERT INTO t VALUES (1)")
    assert not db.conn.in_transaction
    with pytest.raises(KeyError), transaction(db):
        fail_after(db, "INSERT INTO t VALUES (2)")
    assert not db.conn.in_transaction
    other = connect(file, read_only=True)
    assert rows(other) == [1]
    other.close()
    db.close()


def test_a_part_that_fails_is_taken_back_alone(file: Path) -> None:
    db = connect(file)
    with transaction(db):
        db.execute("INSERT INTO t VALUES (1)")
        with pytest.raises(KeyError), part(db):
            fail_after(db, "INSERT INTO t VALUES (2)")
        with part(db):
            db.execute("INSERT INTO t VALUES (3)")
    assert rows(db) == [1, 3]
    db.close()


def test_a_part_that_ended_the_transaction_with_it_raises_its_own_error(file: Path) -> None:
    db = connect(file)
    db.execute("BEGIN")
    with pytest.raises(KeyError), part(db):
        fail_after(db, "ROLLBACK")
    assert not db.conn.in_transaction
    db.close()


def test_a_snapshot_sees_one_moment_and_ends(file: Path) -> None:
    db, other = connect(file), connect(file)
    with snapshot(db):
        assert db.conn.in_transaction
        other.execute("PRAGMA busy_timeout=0")
        with pytest.raises(sqlite3.OperationalError, match="locked"):
            other.execute("INSERT INTO t VALUES (1)")
        assert rows(db) == []
    assert not db.conn.in_transaction
    other.execute("INSERT INTO t VALUES (1)")
    assert rows(db) == [1]
    other.close()
    db.close()


def test_a_snapshot_inside_a_transaction_leaves_it_open(file: Path) -> None:
    db = connect(file)
    with transaction(db):
        db.execute("INSERT INTO t VALUES (1)")
        with snapshot(db):
            assert rows(db) == [1]
        assert db.conn.in_transaction
    assert rows(db) == [1]
    db.close()


def test_a_writer_waits_until_the_other_is_done(file: Path) -> None:
    db = connect(file)
    holding = threading.Event()
    done: list[str] = []

    def other() -> None:
        mine = connect(file)
        with transaction(mine):
            mine.execute("INSERT INTO t VALUES (1)")
            holding.set()
            threading.Event().wait(0.05)
            done.append("other")
        mine.close()

    thread = threading.Thread(target=other)
    thread.start()
    assert holding.wait(10)
    with transaction(db):
        done.append("mine")
        db.execute("INSERT INTO t VALUES (2)")
    thread.join()
    assert done == ["other", "mine"]
    assert rows(db) == [1, 2]
    assert db.execute("PRAGMA busy_timeout").fetchone()[0] == connection.BUSY_SECONDS * 1000
    db.close()


def test_patience_ends(file: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(connection, "BUSY_SECONDS", 0.02)
    writer, db = connect(file), connect(file)
    writer.execute("BEGIN IMMEDIATE")
    with pytest.raises(sqlite3.OperationalError) as told, transaction(db):
        pytest.fail("two write at once")
    assert told.value.sqlite_errorcode == sqlite3.SQLITE_BUSY
    assert db.execute("PRAGMA busy_timeout").fetchone()[0] == 20
    writer.close()
    db.close()


def test_what_is_no_waiting_is_raised_at_once(file: Path) -> None:
    db = connect(file)
    with pytest.raises(sqlite3.OperationalError, match="no such table"):
        connection._begin(db, "BEGIN", "SELECT * FROM missing")
    assert not db.conn.in_transaction
    db.close()


def test_a_file_that_was_exchanged_is_not_written_to(file: Path) -> None:
    db = connect(file)
    known = file_identity(file)
    assert known == (file.stat().st_dev, file.stat().st_ino)
    with transaction(db, file, known):
        db.execute("INSERT INTO t VALUES (1)")
    other = file.with_name("other")
    other.write_bytes(file.read_bytes())
    other.replace(file)
    with pytest.raises(errors.StoreReplaced) as told, transaction(db, file, known):
        pytest.fail("the file is another one")
    assert str(file) in told.value.what
    assert errors.KEPT in told.value.on_screen
    assert told.value.safe
    assert told.value.next
    assert not db.conn.in_transaction
    file.unlink()
    assert file_identity(file) == connection.GONE
    with pytest.raises(errors.StoreUnreachable), transaction(db, file, known):
        pytest.fail("the file is gone")
    db.close()


def test_where_files_have_no_identity_none_is_asked_for(file: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    db = connect(file)
    with transaction(db, file, None):  # as on Windows
        db.execute("INSERT INTO t VALUES (1)")
    assert rows(db) == [1]
    monkeypatch.setattr(connection.os, "name", "nt")  # type: ignore[attr-defined]
    assert file_identity(file) is None
    monkeypatch.undo()
    db.close()


@pytest.mark.parametrize("mode", ["WAL", "TRUNCATE", "DELETE"])
def test_the_journal_is_the_one_that_goes_when_it_is_done(file: Path, mode: str) -> None:
    db = connect(file)
    db.execute(f"PRAGMA journal_mode={mode}").fetchall()
    connection.use_rollback_journal(db)
    assert db.execute("PRAGMA journal_mode").fetchone()[0] == "delete"
    db.close()
