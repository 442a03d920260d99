"""Every migration cut off at each of its statements, by an error and by SIGKILL: done whole, or as it was before."""

from __future__ import annotations

import os
import shutil
import signal
import sqlite3
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from sqlite_utils import Database as StepDatabase

from pia_tui.store import Store, health, migrations
from pia_tui.store import opening as opening_module
from pia_tui.store.connection import connect, transaction
from pia_tui.store.database import Database
from pia_tui.store.errors import StoreError
from pia_tui.store.migrations import SCHEMA_VERSION
from pia_tui.store.migrations import migrations as steps
from pia_tui.workspace import Workspace


class Cut(sqlite3.OperationalError):
    sqlite_errorcode = sqlite3.SQLITE_IOERR


def store_of_version(workspace: Workspace, version: int) -> None:
    """A store made by the first `version` steps only, as an old program would have left it."""
    workspace.prepare()
    if version == 0:
        return
    db = connect(workspace.database, create=True)
    with transaction(db):
        names = [step.name for step in steps()._migrations]
        plain = StepDatabase(db.conn, strict=True, execute_plugins=False)
        steps().apply(plain, stop_before=names[version] if version < len(names) else None)
        db.execute(f"PRAGMA application_id={migrations.APPLICATION_ID}")
        db.execute(f"PRAGMA user_version={version}")
        db.execute("INSERT INTO meta VALUES ('store', 'old')")
        zeros = bytes(32)
        db.execute(
            "INSERT INTO documents VALUES (1, 'u', 'juten_h30', 't', 't', 0, '', '旧', '', '', 1, 0, ?, ?)",
            [zeros, zeros],
        )
        db.execute("INSERT INTO answers VALUES (1048576, 1, 'a', '\"委託\"')")
    db.close()


def content(path: Path) -> tuple[object, ...]:
    db = connect(path)  # for writing, so that SQLite may roll back what was cut off
    try:
        schema = db.execute("SELECT name, sql FROM sqlite_master ORDER BY name").fetchall()
        version = db.execute("PRAGMA user_version").fetchone()[0]
        return version, schema, health.fingerprint(db), db.execute("PRAGMA integrity_check").fetchone()
    finally:
        db.close()


NEWEST = SCHEMA_VERSION - 1
VERSIONS = [
    *(pytest.param(version, marks=pytest.mark.long) for version in range(NEWEST)),
    NEWEST,
]
"""The last migration is cut off every time the tests run; those before it do not change any more."""


def count_statements(root: Path, version: int, monkeypatch: pytest.MonkeyPatch) -> int:
    seen: list[str] = []
    workspace = Workspace(root)
    store_of_version(workspace, version)
    run_cut(workspace, monkeypatch, lambda sql: seen.append(sql))
    return len(seen)


def run_cut(workspace: Workspace, monkeypatch: pytest.MonkeyPatch, at_statement: Callable[[str], object]) -> None:
    """Open the store, with `at_statement` called before each statement of the migration."""
    real = migrations.migrate

    def traced(method: Callable[..., Any]) -> Callable[..., Any]:
        def call(self: object, sql: str, *parameters: Any) -> Any:
            at_statement(sql)
            return method(self, sql, *parameters)

        return call

    def migrate(db: Database) -> None:
        with monkeypatch.context() as patch:
            for kind, name in ((Database, "execute"), (StepDatabase, "execute"), (StepDatabase, "executescript")):
                patch.setattr(kind, name, traced(getattr(kind, name)))
            db.conn.set_trace_callback(at_statement)  # type: ignore[arg-type]
            try:
                real(db)
            finally:
                db.conn.set_trace_callback(None)

    with monkeypatch.context() as patch:
        patch.setattr(opening_module, "migrate", migrate)
        opening_module.open_database(workspace).close()


@pytest.mark.parametrize("version", VERSIONS)
def test_an_error_at_each_statement(version: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    total = count_statements(tmp_path / "counting", version, monkeypatch)
    assert total > 3
    for number in range(total):
        workspace = Workspace(tmp_path / "ws")
        store_of_version(workspace, version)
        before = content(workspace.database) if version else None
        left = number

        def cut(sql: str) -> None:
            nonlocal left
            left -= 1
            if left < 0:
                raise Cut("cut")

        # The trace callback cannot raise; statements sent through the library do.
        try:
            run_cut(workspace, monkeypatch, cut)
        except StoreError:
            if version:
                assert content(workspace.database) == before
        finish(workspace, version)
        shutil.rmtree(workspace.root)


@pytest.mark.usefixtures("needs_fork")
@pytest.mark.parametrize("version", VERSIONS)
def test_killed_at_each_statement(version: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    total = count_statements(tmp_path / "counting", version, monkeypatch)
    killed = 0
    for number in range(total):
        workspace = Workspace(tmp_path / "ws")
        store_of_version(workspace, version)
        before = content(workspace.database) if version else None
        pid = os.fork()
        if pid == 0:
            left = number

            def kill(sql: str) -> None:
                nonlocal left
                left -= 1
                if left < 0:
                    os.kill(os.getpid(), signal.SIGKILL)

            try:
                run_cut(workspace, monkeypatch, kill)
            finally:
                os._exit(0)
        _, status = os.waitpid(pid, 0)
        killed += os.WIFSIGNALED(status)
        if version and workspace.database.stat().st_size:
            after = content(workspace.database)
            assert after == before or after[0] == SCHEMA_VERSION
        finish(workspace, version)
        shutil.rmtree(workspace.root)
    assert killed >= total - 1


def finish(workspace: Workspace, version: int) -> None:
    """The next start brings the store to the present, with everything that was in it."""
    db = opening_module.open_database(workspace)
    try:
        assert db.execute("PRAGMA user_version").fetchone()[0] == SCHEMA_VERSION
        assert db.execute("PRAGMA integrity_check").fetchone()[0] == "ok"
        if version:
            assert db.execute("SELECT value FROM answers").fetchall() == [('"委託"',)]
    finally:
        db.close()
    if not version:
        with Store.open(workspace) as store:
            store.create("kiso_r6", {})
            assert store.problems() == []
