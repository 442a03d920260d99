"""Which folder is the workspace, and that it is private."""

from __future__ import annotations

import os
import stat
import sys
from pathlib import Path

import pytest

from pia_tui.workspace import Workspace, WorkspaceError, find_workspace


@pytest.fixture
def places(tmp_path: Path) -> tuple[Path, Path]:
    home, cwd = tmp_path / "home", tmp_path / "cwd"
    home.mkdir()
    cwd.mkdir()
    return home, cwd


def test_named_first_then_here_then_home(places: tuple[Path, Path], tmp_path: Path) -> None:
    home, cwd = places
    env = {"PIA_TUI_WORKSPACE": str(tmp_path / "env")}
    assert find_workspace(tmp_path / "opt", env, cwd, home).root == tmp_path / "opt"
    assert find_workspace(None, env, cwd, home).root == tmp_path / "env"
    assert find_workspace(None, {}, cwd, home).root == home / "pia-tui"
    (cwd / "db").mkdir()
    assert find_workspace(None, {}, cwd, home).root == home / "pia-tui"
    (cwd / "exports").mkdir()
    assert find_workspace(None, {}, cwd, home).root == cwd
    assert find_workspace("relative", {}, cwd, home).root == cwd / "relative"
    assert find_workspace(None, {"PIA_TUI_WORKSPACE": ""}, cwd, home).root == cwd


def test_finding_makes_nothing(places: tuple[Path, Path]) -> None:
    home, cwd = places
    find_workspace(None, {}, cwd, home)
    assert list(home.iterdir()) == []


def test_made_on_first_use_and_private(tmp_path: Path) -> None:
    workspace = Workspace(tmp_path / "a" / "b").prepare().prepare()
    assert workspace.database.parent.is_dir()
    if sys.platform != "win32":
        for folder in (workspace.root, workspace.db, workspace.backups, workspace.exports):
            assert stat.S_IMODE(folder.stat().st_mode) == 0o700


def test_a_file_in_the_way_is_told_of(tmp_path: Path) -> None:
    file = tmp_path / "file"
    file.write_text("x")
    with pytest.raises(WorkspaceError, match="フォルダーではありません"):
        find_workspace(file, {}, tmp_path, tmp_path)
    for root in (file / "deeper", file):
        with pytest.raises(WorkspaceError):
            Workspace(root).prepare()
    assert file.read_text() == "x"


def test_the_store_is_private(tmp_path: Path) -> None:
    from pia_tui.store import Store

    before = os.umask(0o000) if sys.platform != "win32" else None
    try:
        with Store.open(Workspace(tmp_path / "ws")) as store:
            store.create("kiso_r6", {})
            store.backup()
        if before is not None:
            for path in (tmp_path / "ws").rglob("*"):
                assert not path.stat().st_mode & 0o077, path
    finally:
        if before is not None:
            os.umask(before)


def test_a_name_that_no_system_takes_is_told_of(tmp_path: Path) -> None:
    if sys.platform == "win32":  # a name that it never takes is one that is not there: told when the folder is made
        with pytest.raises(WorkspaceError, match="作れませんでした"):
            find_workspace("x" * 300, {}, tmp_path, tmp_path).prepare()
        return
    with pytest.raises(WorkspaceError, match="名前が長すぎます"):
        find_workspace("x" * 300, {}, tmp_path, tmp_path)


def test_the_home_of_nobody_is_a_name_like_any_other(tmp_path: Path) -> None:
    assert find_workspace("~nobody-of-this-name/x", {}, tmp_path, tmp_path).root == tmp_path / "~nobody-of-this-name/x"


@pytest.mark.skipif(sys.platform == "win32", reason="Windows does not let the current folder be removed")
def test_a_current_folder_that_was_removed_is_no_workspace(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    gone = tmp_path / "gone"
    gone.mkdir()
    monkeypatch.chdir(gone)
    gone.rmdir()
    assert find_workspace(None, {}, home=tmp_path).root == tmp_path / "pia-tui"
    monkeypatch.chdir(tmp_path)


@pytest.mark.skipif(sys.platform == "win32" or os.geteuid() == 0, reason="nothing is closed to this user")
def test_a_folder_of_somebody_else_is_told_of(tmp_path: Path) -> None:
    root = tmp_path / "other"
    (root / "db").mkdir(parents=True)
    root.chmod(0)
    try:
        with pytest.raises(WorkspaceError, match="権限がありません"):
            find_workspace(root, {}, tmp_path, tmp_path)
        assert find_workspace(None, {}, root, tmp_path).root == tmp_path / "pia-tui"
    finally:
        root.chmod(0o700)
