"""The prepared copies of the data files that a wheel carries hold what the files hold, and never outlive a change."""

from __future__ import annotations

import subprocess
import sys
import zipfile
from datetime import date
from pathlib import Path
from typing import Any

import pytest

import pia_tui
from pia_tui import datafile
from pia_tui.datafile import BrokenData, DataLines, prepare, prepared_path
from pia_tui.forms import load_form, read_form

PACKAGE = Path(pia_tui.__file__).parent
FILES = sorted(PACKAGE.rglob("*.yaml"))


def as_json(value: Any) -> Any:
    """The value as JSON can say it: dates as text."""
    if isinstance(value, dict):
        return {key: as_json(each) for key, each in value.items()}
    if isinstance(value, list):
        return [as_json(each) for each in value]
    return value.isoformat() if isinstance(value, date) else value


@pytest.fixture
def copied(tmp_path: Path) -> Path:
    """A definition in a folder of its own, with its prepared copy."""
    original = PACKAGE / "forms" / "data" / "kiso_r6.yaml"
    file = tmp_path / original.name
    file.write_bytes(original.read_bytes())
    prepared_path(file).write_bytes(prepare(file))
    return file


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.name)
def test_a_prepared_copy_holds_what_the_file_holds(file: Path, tmp_path: Path) -> None:
    copy = tmp_path / file.name
    copy.write_bytes(file.read_bytes())
    plain = DataLines(copy).data
    prepared_path(copy).write_bytes(prepare(copy))
    assert DataLines(copy).data == as_json(plain)


def test_a_form_is_the_same_from_its_prepared_copy(copied: Path) -> None:
    assert read_form(copied) == load_form("kiso_r6")


def test_the_prepared_copy_is_what_is_read(copied: Path) -> None:
    # Else the tests above would compare YAML with YAML.
    copy = prepared_path(copied)
    copy.write_bytes(copy.read_bytes().replace("基礎項目評価書".encode(), "別の名前の評価書".encode()))
    assert read_form(copied) != load_form("kiso_r6")


def test_an_edited_file_is_read_itself(copied: Path) -> None:
    text = copied.read_text("utf-8")
    copied.write_text(text.replace("label: １．特定個人情報ファイルを取り扱う事務", "label: １．新しい名前"), "utf-8")
    assert copied.read_text("utf-8") != text
    assert "１．新しい名前" in [place.item.label for place in read_form(copied).places.values()]


@pytest.mark.parametrize("rubbish", [b"", b"{", b"[]", b'{"made_of": 1}', b"\xff\xfe", b'{"made_of": "a", "data": 1}'])
def test_a_broken_copy_is_not_used(copied: Path, rubbish: bytes) -> None:
    prepared_path(copied).write_bytes(rubbish)
    assert read_form(copied) == load_form("kiso_r6")


def test_a_fault_is_told_with_its_line_though_the_copy_has_none(copied: Path) -> None:
    text = copied.read_text("utf-8").replace("kind: choice", "kind: chioce", 1)
    copied.write_text(text, "utf-8")
    prepared_path(copied).write_bytes(prepare(copied))
    with pytest.raises(BrokenData) as caught:
        read_form(copied)
    line = caught.value.problems[0][0]
    assert "chioce" in "\n".join(text.splitlines()[line - 4 : line + 4])


def test_the_wheel_carries_a_copy_of_each_file(tmp_path: Path) -> None:
    root = PACKAGE.parent
    if not (root / ".build" / "prepare_data.py").is_file():
        pytest.skip("配布物の作り方（.build）は作業用のフォルダーにだけあります")
    code = (
        "import sys; from hatchling.builders.wheel import WheelBuilder as Builder; "
        "print(*Builder(sys.argv[1]).build(directory=sys.argv[2], versions=['standard']))"
    )
    command = [sys.executable, "-c", code, str(root), str(tmp_path)]
    built = subprocess.run(command, capture_output=True, text=True, check=True)
    with zipfile.ZipFile(built.stdout.splitlines()[-1]) as wheel:
        names = set(wheel.namelist())
    assert {prepared_path(file).relative_to(root).as_posix() for file in FILES} <= names


def test_a_checkout_keeps_copies_of_its_own_where_python_keeps_bytecode(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    package = tmp_path / "package"
    package.mkdir()
    file = package / "numbers.yaml"
    file.write_text("first: 1\nday: 2026-04-01\n", "utf-8")
    monkeypatch.setattr(datafile, "_PACKAGE", package)
    monkeypatch.setattr(sys, "pycache_prefix", None)
    monkeypatch.setattr(sys, "dont_write_bytecode", True)
    assert DataLines(file).data["first"] == 1
    assert [each.name for each in package.iterdir()] == ["numbers.yaml"]
    monkeypatch.setattr(sys, "dont_write_bytecode", False)
    assert DataLines(file).data == {"first": 1, "day": date(2026, 4, 1)}
    (copy,) = (package / "__pycache__").iterdir()
    copy.write_bytes(copy.read_bytes().replace(b'"first":1', b'"first":7'))
    assert DataLines(file).data == {"first": 7, "day": "2026-04-01"}  # the copy is what is read
    file.write_text("first: 2\n", "utf-8")
    assert DataLines(file).data == {"first": 2}
    other = tmp_path / "of_the_body.yaml"
    other.write_text("first: 3\n", "utf-8")
    assert DataLines(other).data == {"first": 3}
    assert sorted(each.name for each in tmp_path.iterdir()) == ["of_the_body.yaml", "package"]
