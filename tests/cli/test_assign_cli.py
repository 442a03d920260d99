"""`pia-tui assign` and the hearing sheet for one department."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from click.testing import CliRunner

from pia_tui.assessment import Assessment
from pia_tui.cli import cli
from pia_tui.forms import load_form
from pia_tui.store import Store
from pia_tui.workspace import Workspace


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A workspace with one document."""
    workspace = Workspace(tmp_path / "ws").prepare()
    with Store.open(workspace) as store:
        store.create("juten_h30", dict(Assessment.new(load_form("juten_h30"), "事務").state))
    return workspace.root


def run(folder: Path, *arguments: str) -> Any:
    return CliRunner().invoke(cli, ["--workspace", str(folder), *arguments])


def listed(folder: Path) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(run(folder, "assign", "1", "--json").stdout)
    return found


def test_departments_are_given_listed_and_taken_back(folder: Path) -> None:
    assert "担当はまだ決まっていません" in run(folder, "assign", "1").stderr
    said = run(folder, "assign", "1", "II[1].4", "市民課")
    assert said.exit_code == 0
    assert "保存しました" in said.stderr
    assert listed(folder)["given"] == [{"path": "II[1].4", "department": "市民課"}]
    assert listed(folder)["items"] == {"市民課": 2}
    assert "変えるところはありませんでした" in run(folder, "assign", "1", "II[1].4", "市民課").stderr
    run(folder, "assign", "1", "II[1].4", "--clear")
    assert listed(folder) == {"given": [], "items": {}}


def test_a_name_or_clear_but_not_both(folder: Path) -> None:
    for arguments in (("IV",), ("IV", "市民課", "--clear")):
        assert run(folder, "assign", "1", *arguments).exit_code != 0
    assert listed(folder)["given"] == []


def test_the_sheet_for_a_department_carries_its_name(folder: Path) -> None:
    run(folder, "assign", "1", "IV", "市民課")
    made = run(folder, "export", "1", "--format", "xlsx", "--for", "市民課", "--json")
    file = Path(json.loads(made.stdout)["file"])
    assert "市民課" in file.name
    titles = [sheet.title for sheet in openpyxl.load_workbook(file) if sheet.sheet_state == "visible"]
    assert len(titles) == 2  # はじめに, Ⅳ
    other = run(folder, "export", "1", "--format", "xlsx", "--for", "税務課")
    assert other.exit_code != 0
    assert "市民課" in str(other.exception)
    assert run(folder, "export", "1", "--for", "市民課").exit_code != 0  # a PDF is for everyone


def test_what_is_printed_carries_no_department(folder: Path) -> None:
    run(folder, "assign", "1", "IV", "とくべつ課")
    file = Path(json.loads(run(folder, "export", "1", "--json").stdout)["file"])
    again = CliRunner().invoke(cli, ["--workspace", str(folder.parent / "other"), "import", str(file), "--json"])
    assert again.exit_code == 0
    told = CliRunner().invoke(cli, ["--workspace", str(folder.parent / "other"), "assign", "1", "--json"])
    assert json.loads(told.stdout) == {"given": [], "items": {}}


@pytest.mark.parametrize("blank", [" ", "　", "\t", "\n"])
def test_a_blank_name_takes_nothing_back(folder: Path, blank: str) -> None:
    """A variable of a script that is empty but for a blank is no wish to clear."""
    run(folder, "assign", "1", "I", "市民課")
    assert run(folder, "assign", "1", "I", blank).exit_code == 2
    assert listed(folder)["given"] == [{"path": "I", "department": "市民課"}]


def test_clearing_wants_a_place(folder: Path) -> None:
    run(folder, "assign", "1", "I", "市民課")
    done = run(folder, "assign", "1", "--clear")
    assert done.exit_code == 2
    assert "場所も書いて" in done.stderr
    assert listed(folder)["given"] == [{"path": "I", "department": "市民課"}]


def test_a_name_is_one_line(folder: Path) -> None:
    run(folder, "assign", "1", "I", "こども部　給付課\n窓口")
    assert listed(folder)["given"] == [{"path": "I", "department": "こども部　給付課 窓口"}]
