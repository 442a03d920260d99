"""A damaged store at start: the screens offer the newest proven backup, and nothing happens unless it is chosen."""

from __future__ import annotations

from pathlib import Path

import pytest

from pia_tui import cli
from pia_tui.assessment import Assessment
from pia_tui.cli.session import CommandSession
from pia_tui.forms import load_form
from pia_tui.prompts import rescue
from pia_tui.store import Store
from pia_tui.store.errors import StoreDamaged
from pia_tui.workspace import Workspace


@pytest.fixture
def damaged(tmp_path: Path) -> CommandSession:
    workspace = Workspace(tmp_path / "office").prepare()
    with Store.open(workspace) as store:
        store.create("kiso_r6", Assessment.new(load_form("kiso_r6"), "届出に関する事務").state)
        store.backup("manual")
    data = bytearray(workspace.database.read_bytes())
    data[4096:20000] = b"\x55" * (20000 - 4096)
    workspace.database.write_bytes(data)
    session = CommandSession()
    session.option = str(workspace.root)
    return session


def open_screens(session: CommandSession, monkeypatch: pytest.MonkeyPatch, answer: bool) -> list[str]:
    opened: list[str] = []

    def run(workspace: Workspace) -> None:
        with Store.open(workspace) as store:
            opened.extend(summary.name for summary in store.documents())

    monkeypatch.setattr("pia_tui.tui.run", run)
    monkeypatch.setattr(rescue, "wants_restore", lambda: answer)
    cli._open_screens(session)
    return opened


def test_the_backup_is_offered_and_opened(damaged: CommandSession, monkeypatch: pytest.MonkeyPatch) -> None:
    before = damaged.workspace.database.read_bytes()
    assert open_screens(damaged, monkeypatch, True) == ["届出に関する事務　基礎項目評価書"]
    kept = list(damaged.workspace.db.glob("damaged-*"))
    assert [file.read_bytes() for file in kept] == [before]


def test_nothing_happens_without_a_yes(damaged: CommandSession, monkeypatch: pytest.MonkeyPatch) -> None:
    before = damaged.workspace.database.read_bytes()
    with pytest.raises(StoreDamaged):
        open_screens(damaged, monkeypatch, False)
    assert damaged.workspace.database.read_bytes() == before
