"""The command of VISUAL and EDITOR: a program's path may have blanks, quoted or not."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

from pia_tui.external_editor import command_words, edit_text, editor_command
from pia_tui.workspace import Workspace


@pytest.fixture
def editor(tmp_path: Path) -> Path:
    """An editor in a folder with blanks, which adds a line."""
    folder = tmp_path / "Program Files" / "書く 道具"
    folder.mkdir(parents=True)
    if sys.platform == "win32":
        file = folder / "edit.bat"
        lines = ("@echo off", "set last=%1", ":next", 'if not "%~2"=="" (shift & set last=%2& goto next)')
        file.write_text("\r\n".join((*lines, "echo added>>%last%", "")), "cp932")
    else:
        file = folder / "edit"
        file.write_text('#!/bin/sh\nfor last; do :; done\nprintf "added\\n" >>"$last"\n')
        file.chmod(0o755)
    return file


@pytest.mark.parametrize("form", ["{}", '"{}"', "{} -n", '"{}" -n'])
def test_a_path_with_blanks(editor: Path, tmp_path: Path, form: str) -> None:
    command = editor_command({"VISUAL": form.format(editor)}, sys.platform)
    assert command == [str(editor), *(["-n"] if form.endswith("-n") else [])]
    assert edit_text(Workspace(tmp_path / "ws"), "一行目\n", command).replace("\n", "").startswith("一行目added")


def test_words_of_windows(monkeypatch: pytest.MonkeyPatch) -> None:
    there = {r"C:\Program Files\Notepad++\notepad++.exe", "code.cmd", "notepad"}
    monkeypatch.setattr("shutil.which", lambda name: name if name in there else None)
    path = r"C:\Program Files\Notepad++\notepad++.exe"
    assert command_words(f'"{path}" -multiInst', "win32") == [path, "-multiInst"]
    assert command_words(f"{path} -multiInst -x", "win32") == [path, "-multiInst", "-x"]
    assert command_words(path, "win32") == [path]
    assert command_words("code.cmd --wait", "win32") == ["code.cmd", "--wait"]
    assert command_words('notepad "C:\\a b"', "win32") == ["notepad", r"C:\a b"]
    assert command_words(r"D:\gone\edit.exe /x", "win32") == [r"D:\gone\edit.exe", "/x"]
    assert command_words('"unfinished', "win32") == ['"unfinished']


def test_elsewhere_quotes_and_backslashes_are_the_shells() -> None:
    assert command_words("vim -c 'set tw=0'", "linux") == ["vim", "-c", "set tw=0"]
