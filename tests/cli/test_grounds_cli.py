"""`pia-tui grounds` as people and scripts call it."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from click.testing import CliRunner

from pia_tui.cli import cli
from pia_tui.cli.session import CommandSession


def run(folder: Path, *words: str) -> str:
    done = CliRunner().invoke(cli, ["--workspace", str(folder), "grounds", *words], obj=CommandSession())
    assert done.exit_code == 0, done.output
    return done.output


def test_the_rows_of_what_a_town_provides_as_data(tmp_path: Path) -> None:
    rows = json.loads(run(tmp_path, "住民票関係情報", "--provide", "--by", "市町村長", "--json"))["rows"]
    assert len(rows) == len({row["row"] for row in rows}) == 60
    assert rows[0]["row"] == "1"
    assert {"row", "asker", "task", "provider", "information", "date"} <= set(rows[0])
    assert {row["provider"] for row in rows} == {"市町村長"}


def test_the_text_to_write_is_shown(tmp_path: Path) -> None:
    out = run(tmp_path, "国民健康保険", "--ask", "--by", "市町村長")
    assert "番号法第19条第8号に基づく主務省令第2条の表 69、70、71の項" in out
    assert "番号法第9条第1項　別表の44の項" in out


def test_a_repealed_row_is_told(tmp_path: Path) -> None:
    assert "157の項は、削除されています" in run(tmp_path, "157")


def test_nothing_found_says_how_to_go_on(tmp_path: Path) -> None:
    assert "見つかりませんでした" in run(tmp_path, "存在しない事務")


@pytest.mark.parametrize("words", [[], ["x", "--ask", "--provide"]])
def test_wrong_calls_are_told(tmp_path: Path, words: list[str]) -> None:
    done = CliRunner().invoke(cli, ["--workspace", str(tmp_path), "grounds", *words], obj=CommandSession())
    assert done.exit_code == 2


def test_a_newer_table_in_the_workspace_is_used(tmp_path: Path) -> None:
    folder = tmp_path / "db" / "law"
    folder.mkdir(parents=True)
    (folder / "renkei_2031-04-01.csv").write_text(
        "# 日付: 2031-04-01\n項,情報照会者,事務,条,情報提供者,利用特定個人情報\n"
        "9,市町村長,事務,第三条,市町村長,新情報\n",
        "utf-8",
    )
    from pia_tui.law import tables

    before = list(tables._folders)
    try:
        found = json.loads(run(tmp_path, "新情報", "--json"))["rows"]
    finally:
        tables._folders[:] = before
        tables.forget()
    assert [(row["row"], row["date"]) for row in found] == [("9", "2031-04-01")]


def test_what_was_found_is_put_into_a_document(tmp_path: Path) -> None:
    def call(*args: str) -> str:
        done = CliRunner().invoke(cli, ["--workspace", str(tmp_path), *args], obj=CommandSession())
        assert done.exit_code == 0, done.output
        return done.output

    call("new", "--form", "juten", "--name", "児童手当に関する事務")
    run(tmp_path, "児童手当関係情報", "--provide", "--by", "市町村長", "--into", "1", "II[1].5.2")
    assert call("get", "1", "II[1].5.2[6].1") == "番号法第19条第8号に基づく主務省令第2条の表 161の項\n"
    run(tmp_path, "児童手当関係情報", "--provide", "--by", "市町村長", "--into", "1", "I.5.2")
    run(tmp_path, "児童手当法", "--ask", "--by", "市町村長", "--into", "1", "I.5.2", "--append")
    assert call("get", "1", "I.5.2").splitlines() == [
        "（情報提供の根拠）番号法第19条第8号に基づく主務省令第2条の表 42、53、76、125、141、161の項",
        "（情報照会の根拠）番号法第19条第8号に基づく主務省令第2条の表 106、107の項",
    ]
