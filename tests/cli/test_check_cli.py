"""`pia-tui check` as people and scripts call it."""

from __future__ import annotations

import json
import re
from pathlib import Path

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


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    run(tmp_path, "new", "--form", "juten", "--name", "甲事務")
    run(tmp_path, "set", "1", "I.6.2", "山田太郎")
    return tmp_path


def test_findings_name_places_as_officers_do(folder: Path) -> None:
    out = run(folder, "check", "1")
    assert "Ⅰ６．②" in out
    assert not re.search(r"[IV]+\[\d+\]|未確認", out)


def test_a_finding_is_set_aside_and_taken_back(folder: Path) -> None:
    def person() -> list[int]:
        found = json.loads(run(folder, "check", "1", "--json"))
        return [one["number"] for one in found["findings"] if one["rule"] == "person_name"]

    (number,) = person()
    assert call(folder, "check", "1", "--aside", str(number)).exit_code == 1
    run(folder, "check", "1", "--aside", str(number), "--reason", "職名である")
    assert person() == []
    (aside,) = json.loads(run(folder, "check", "1", "--json"))["aside"]
    assert aside["reason"] == "職名である"
    run(folder, "check", "1", "--back", "1")
    assert person() == [number]
    run(folder, "check", "1", "--aside", str(number), "--reason", "職名である")
    run(folder, "set", "1", "I.6.2", "鈴木花子")
    assert person() == [number]


def test_all_documents_and_the_rules(folder: Path) -> None:
    run(folder, "new", "--form", "kiso", "--name", "乙事務")
    documents = json.loads(run(folder, "check", "--all", "--json"))["documents"]
    assert [one["id"] for one in documents] == [1, 2]
    assert "甲事務" in run(folder, "check", "--all")
    rules = json.loads(run(folder, "check", "--rules", "--json"))["rules"]
    assert {"rule", "level", "text", "source", "failing", "passing"} <= set(rules[0])
    assert "根拠:" in run(folder, "check", "--rules")


@pytest.mark.parametrize("args", [[], ["1", "--all"], ["--all", "--aside", "1"], ["1", "--aside", "1", "--back", "1"]])
def test_wrong_calls_are_told(folder: Path, args: list[str]) -> None:
    assert call(folder, "check", *args).exit_code == 2


def test_a_number_that_no_finding_has_is_told(folder: Path) -> None:
    done = call(folder, "check", "1", "--aside", "9999", "--reason", "x")
    assert done.exit_code == 1
