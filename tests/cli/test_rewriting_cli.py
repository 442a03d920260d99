"""`pia-tui renumber` and `pia-tui replace` as people and scripts call them."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from pia_tui.cli import cli
from pia_tui.cli.session import CommandSession


def call(folder: Path, *args: str) -> Result:
    return CliRunner().invoke(cli, ["--workspace", str(folder), *args], obj=CommandSession())


def run(folder: Path, *args: str) -> str:
    done = call(folder, *args)
    assert done.exit_code == 0, done.output
    return done.output


def data(folder: Path, *args: str) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(run(folder, *args, "--json"))
    return found


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    for name in ("甲事務", "乙事務"):
        run(tmp_path, "new", "--form", "juten", "--name", name)
    run(tmp_path, "set", "1", "I.4.1", "番号法第9条第1項　別表第一の30の項")
    run(tmp_path, "set", "1", "I.1.2", "市民課と市民課長")
    run(tmp_path, "set", "2", "I.1.2", "市民課")
    return tmp_path


def test_replacing_shows_first_then_writes_then_takes_back(folder: Path) -> None:
    dry = data(folder, "replace", "市民課", "市民窓口課", "--all", "--dry-run")
    assert dry["dry_run"] is True
    assert dry["changed"] == 0
    assert [place["made"] for document in dry["documents"] for place in document["places"]] == [True, False, True]
    assert run(folder, "get", "2", "I.1.2") == "市民課\n"
    made = data(folder, "replace", "市民課", "市民窓口課", "--all")
    assert made["changed"] == 2
    assert run(folder, "get", "1", "I.1.2") == "市民窓口課と市民課長\n"
    assert "元に戻しました" in run(folder, "replace", "市民課", "市民窓口課", "--all", "--undo")
    assert run(folder, "get", "1", "I.1.2") == "市民課と市民課長\n"
    assert run(folder, "get", "2", "I.1.2") == "市民課\n"


def test_renumbering_brings_a_document_to_todays_law_once(folder: Path) -> None:
    made = data(folder, "renumber", "1")
    assert [place["new"] for place in made["documents"][0]["places"]] == ["別表の44の項"]
    assert made["documents"][0]["status"] == "changed"
    assert run(folder, "get", "1", "betten2.1[1].6") == "法改正に伴う形式的な変更\n"
    assert data(folder, "renumber", "--all") == {"dry_run": False, "documents": [], "changed": 0, "made": 0}
    run(folder, "renumber", "1", "--undo")
    assert run(folder, "get", "1", "I.4.1") == "番号法第9条第1項　別表第一の30の項\n"


def test_an_asked_place_is_put_right_when_it_is_picked(folder: Path) -> None:
    run(folder, "set", "2", "I.4.1", "番号法第19条第7号")
    out = run(folder, "renumber", "2")
    assert "第8号" in out
    assert "--pick" in out
    assert run(folder, "get", "2", "I.4.1") == "番号法第19条第7号\n"
    run(folder, "renumber", "2", "--pick", "1", "--no-rows")
    assert run(folder, "get", "2", "I.4.1") == "番号法第19条第8号\n"


@pytest.mark.parametrize(
    "args",
    [
        ["renumber"],
        ["renumber", "1", "--all"],
        ["replace", "", "x", "1"],
        ["replace", "x", "x", "1"],
        ["replace", "x", "y"],
        ["renumber", "1", "--pick", "三"],
    ],
)
def test_wrong_calls_are_told(folder: Path, args: list[str]) -> None:
    assert call(folder, *args).exit_code == 2


def test_places_are_named_as_officers_do(folder: Path) -> None:
    out = run(folder, "renumber", "--all", "--dry-run")
    assert "Ⅰ ＞ ４．個人番号の利用 ＞ 法令上の根拠" in out
    assert "I.4.1" not in out
    assert "令和6年5月27日" in out
