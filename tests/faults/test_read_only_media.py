"""A write-protected stick or folder can be read; everything else is refused in Japanese."""

from __future__ import annotations

import os
import shutil
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from pia_tui.assessment import Change
from pia_tui.store import Store, connection
from pia_tui.store.errors import StoreBusy, StoreReadOnly, StoreUnreachable
from pia_tui.workspace import Workspace

PROTECTED = """
    from pia_tui.errors import PiaError
    from pia_tui.output import write_file
    from pia_tui.assessment import Change
    from pia_tui.store import Store
    from pia_tui.workspace import Workspace

    workspace = Workspace(ROOT / "ws")
    with Store.open(workspace) as store:
        document = store.create("juten_h30", {"a": "委託先"})
        made = store.backup()
    remount("ro")
    with Store.open(workspace, read_only=True) as store:
        assert store.load(document).state["a"] == "委託先"
        assert store.search("委託")[0].document.id == document
        assert store.problems() == []
        assert not store.preview_restore(made).differences

    def write():
        with Store.open(workspace) as store:
            store.write(document, [Change("a", "委託先", "別")])

    def backup():
        with Store.open(workspace) as store:
            store.backup()

    for attempt in (
        write,
        backup,
        lambda: Store.open(Workspace(ROOT / "new")),
        lambda: write_file(workspace.exports / "a.pdf", b"x"),
    ):
        try:
            attempt()
        except PiaError as error:
            print(error)
        else:
            raise AssertionError("nothing was said")
    remount("rw")
    write()
"""


def test_a_write_protected_stick(on_tmpfs: Callable[..., object]) -> None:
    done = on_tmpfs(PROTECTED)
    assert done.returncode == 0, done.stderr  # type: ignore[attr-defined]
    lines = done.stdout.splitlines()  # type: ignore[attr-defined]
    assert len(lines) == 4, lines
    assert "書き込めません" in lines[0]


@pytest.mark.skipif(sys.platform == "win32", reason="folders have no such rights on Windows")
def test_a_folder_without_rights(workspace: Workspace) -> None:
    if os.geteuid() == 0:
        pytest.skip("root may write everywhere; the write-protected file system covers this")
    with Store.open(workspace) as store:
        document = store.create("juten_h30", {"a": "x"})
    workspace.database.chmod(0o400)
    workspace.db.chmod(0o500)
    try:
        with Store.open(workspace, read_only=True) as store:
            assert store.value(document, "a") == "x"
        with pytest.raises((StoreReadOnly, StoreUnreachable)), Store.open(workspace) as store:
            store.write(document, [Change("b", None, "x")])
    finally:
        workspace.db.chmod(0o700)


@pytest.mark.skipif(sys.platform == "win32", reason="Windows does not let an open folder be moved")
def test_a_lost_share(workspace: Workspace, tmp_path: Path) -> None:
    with Store.open(workspace) as store:
        document = store.create("juten_h30", {"a": "保存済み"})
        workspace.root.rename(tmp_path / "gone")
        with pytest.raises(StoreUnreachable, match="接続") as lost:
            store.write(document, [Change("b", None, "画面に残る文")])
        assert "画面に残っています" in lost.value.on_screen
        assert "画面" not in lost.value.safe
        (tmp_path / "gone").rename(workspace.root)
        store.write(document, [Change("b", None, "画面に残る文")])
        assert store.problems() == []


def test_a_store_held_by_another_program(workspace: Workspace, monkeypatch: pytest.MonkeyPatch) -> None:
    import sqlite3

    with Store.open(workspace) as store:
        document = store.create("juten_h30", {"a": "x"})
        monkeypatch.setattr(connection, "BUSY_SECONDS", 0.05)
        other = sqlite3.connect(workspace.database, isolation_level=None)
        other.execute("BEGIN EXCLUSIVE")
        for attempt in (lambda: store.write(document, [Change("b", None, "x")]), lambda: store.load(document)):
            with pytest.raises(StoreBusy, match="少し待って"):
                attempt()
        other.execute("ROLLBACK")
        other.close()
        store.write(document, [Change("b", None, "x")])


def test_a_disk_that_vanished_at_start(workspace: Workspace) -> None:
    Store.open(workspace).close()
    shutil.rmtree(workspace.root)
    workspace.root.write_text("a file now")
    with pytest.raises(Exception, match=r"フォルダー|読み書き"):
        Store.open(workspace)


OLDER = """
    import sqlite3, sys
    from pia_tui.cli import _run
    from pia_tui.store import Store
    from pia_tui.workspace import Workspace

    workspace = Workspace(ROOT / "ws")
    with Store.open(workspace) as store:
        store.create("juten_h30", {"I.1.2": "委託先"})
    with sqlite3.connect(workspace.database) as raw:
        gone = ("withdrawals", "clips", "incidents", "document_facts", "standings", "publications", "forms", "steps")
        raw.executescript("".join(f"DROP TABLE {name};" for name in gone) + "PRAGMA user_version=5;")
        raw.execute("DELETE FROM _sqlite_migrations WHERE name > 'm006'")
    raw.close()
    remount("ro")
    sys.argv = ["pia-tui", "--workspace", str(workspace.root), "list"]
    sys.exit(_run())
"""


def test_an_older_store_on_a_protected_stick_says_what_to_do(on_tmpfs: Callable[..., object]) -> None:
    done = on_tmpfs(OLDER)
    assert done.returncode == 1, done.stderr  # type: ignore[attr-defined]
    assert "古い形式（5）" in done.stderr  # type: ignore[attr-defined]
    assert "書き込める場所で" in done.stderr  # type: ignore[attr-defined]
