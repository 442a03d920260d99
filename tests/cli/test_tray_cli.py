"""`pia-tui tray`: the list, placing, putting aside and confirming, without a screen."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from pia_tui.assessment import Assessment
from pia_tui.cli import cli
from pia_tui.forms import load_form
from pia_tui.store import Store
from pia_tui.workspace import Workspace


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A workspace with a document as an import leaves it."""
    workspace = Workspace(tmp_path / "ws").prepare()
    document = Assessment.new(load_form("kiso_r6"), "事務")
    document.apply(document.change("I.1.2", "読み取った文"))
    with Store.open(workspace) as store:
        store.create(
            "kiso_r6",
            {
                **document.state,
                "source:I.1.2": "12-15 0.70",
                "tray[]": ("#aaaaaa", "#bbbbbb"),
                "tray:#aaaaaa": "足す文",
                "tray:#bbbbbb": "いらない文",
                "traysource:#aaaaaa": "20-20 I.1.2",
                "traysource:#bbbbbb": "30-30",
            },
        )
    return workspace.root


def run(folder: Path, *arguments: str) -> Any:
    return CliRunner().invoke(cli, ["--workspace", str(folder), "tray", "1", *arguments])


def told(result: Any) -> str:
    """What the program says, or the reason that it gives up with."""
    return f"{result.output}{result.exception or ''}"


def listed(folder: Path) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(run(folder, "--json").stdout)
    return found


def test_the_list_in_words_and_as_data(folder: Path) -> None:
    said = run(folder).stdout
    assert "要確認 1、未配置 2" in said
    assert "自信：やや低い" in said
    assert "1. 20行目　I.1.2 の近く" in said
    found = listed(folder)
    assert [one["text"] for one in found["tray"]] == ["足す文", "いらない文"]
    assert found["doubts"][0] == {
        "path": "I.1.2",
        "label": found["doubts"][0]["label"],
        "confidence": 0.7,
        "lines": [12, 15],
        "why": "",
    }


def test_place_asks_how_where_there_is_a_text(folder: Path) -> None:
    refused = run(folder, "--place", "1", "I.1.2")
    assert refused.exit_code == 1
    assert "--append" in told(refused)
    assert len(listed(folder)["tray"]) == 2
    assert run(folder, "--place", "1", "I.1.2", "--append").exit_code == 0
    found = listed(folder)
    assert [one["text"] for one in found["tray"]] == ["いらない文"]
    assert found["doubts"] == []
    with Store.open(Workspace(folder), read_only=True) as store:
        assert store.value(1, "I.1.2") == "読み取った文\n足す文"


def test_drop_and_back_and_confirm(folder: Path) -> None:
    run(folder, "--drop", "2")
    assert [one["text"] for one in listed(folder)["aside"]] == ["いらない文"]
    run(folder, "--back", "2")
    assert [one["text"] for one in listed(folder)["tray"]] == ["足す文", "いらない文"]
    assert "要確認 0" in run(folder, "--confirm", "I.1.2").stderr


@pytest.mark.parametrize(
    ("arguments", "code", "said"),
    [
        (("--drop", "9"), 1, "9 番目"),
        (("--drop", "1", "--back", "1"), 2, "一つ"),
        (("--append",), 2, "--place"),
        (("--drop", "1", "--replace"), 2, "--place"),
        (("--place", "1", "I.99"), 1, "I.99"),
        (("--place", "1", "I.4.1"), 1, "選べるもの"),
    ],
)
def test_what_is_refused(folder: Path, arguments: tuple[str, ...], code: int, said: str) -> None:
    refused = run(folder, *arguments)
    assert refused.exit_code == code
    assert said in told(refused)
    assert len(listed(folder)["tray"]) == 2
