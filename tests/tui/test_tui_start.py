"""Before the screens come: a word where opening takes a while."""

from __future__ import annotations

import os
import sqlite3
from typing import Any

import pytest

import pia_tui.tui
from pia_tui.store import Store
from pia_tui.store.migrations import SCHEMA_VERSION
from pia_tui.workspace import Workspace


@pytest.mark.parametrize(("version", "told"), [(SCHEMA_VERSION, False), (SCHEMA_VERSION - 1, True)])
def test_moving_an_older_store_on_is_told(workspace: Workspace, capsys: Any, version: int, told: bool) -> None:
    Store.open(workspace).close()
    raw = sqlite3.connect(workspace.database)
    raw.execute(f"PRAGMA user_version={version}")
    raw.close()
    pia_tui.tui._tell_if_moved(workspace)
    assert ("新しい形式に移しています" in capsys.readouterr().err) is told


def test_a_first_start_is_quiet(tmp_path: Any, capsys: Any) -> None:
    pia_tui.tui._tell_if_moved(Workspace(tmp_path / "none"))
    assert not capsys.readouterr().err


def test_a_folder_that_may_not_be_written_is_opened_for_reading(
    workspace: Workspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    """SQLite would open it without a word, and the officer would learn of it at the first saving."""
    Store.open(workspace).close()
    monkeypatch.setattr(os, "access", lambda path, mode: path != workspace.db)
    store = pia_tui.tui._open(workspace)
    try:
        assert store.read_only
    finally:
        store.close()


def test_a_folder_that_may_be_written_is_opened_for_writing(workspace: Workspace) -> None:
    for _ in ("new", "there already"):
        store = pia_tui.tui._open(workspace)
        assert not store.read_only
        store.close()
