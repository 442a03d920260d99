"""Writing a text in another program: メモ帳 on Windows, $VISUAL or $EDITOR elsewhere."""

from __future__ import annotations

import os
import shlex
import shutil
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path

from pia_tui.errors import PiaError, why
from pia_tui.workspace import Workspace, make_private_file


class NoEditor(PiaError):
    """No other program to write in could be started."""


def editor_command(env: Mapping[str, str] | None = None, platform: str = sys.platform) -> list[str]:
    """The command to start: VISUAL, EDITOR, else メモ帳 on Windows. Raises NoEditor."""
    env = os.environ if env is None else env
    for name in ("VISUAL", "EDITOR"):
        if env.get(name, "").strip():
            return command_words(env[name], platform)
    if platform == "win32":
        return ["notepad.exe"]
    raise NoEditor(
        "外部エディターが決まっていません。",
        safe="書いた文はそのままです。",
        next="環境変数 EDITOR にエディターの名前を入れてから、もう一度試してください。",
    )


def command_words(command: str, platform: str = sys.platform) -> list[str]:
    """A command line as its words. The program's path may have blanks, in quotes or, as Windows takes it, without."""
    command = command.strip()
    try:
        words = shlex.split(command, posix=platform != "win32")
    except ValueError:  # a quote without its twin
        words = command.split()
    if platform == "win32":
        words = [_unquoted(word) for word in words]
    if shutil.which(words[0]):
        return words
    # As Windows itself looks for a program: up to each blank in turn.
    pieces = command.split(" ")
    for count in range(len(pieces), 1, -1):
        path = " ".join(pieces[:count])
        if shutil.which(path):
            return [path, *command_words(" ".join(pieces[count:]), platform)] if pieces[count:] else [path]
    return words


def _unquoted(word: str) -> str:
    return word[1:-1] if len(word) > 1 and word[0] == word[-1] and word[0] in "\"'" else word


def edit_text(workspace: Workspace, text: str, command: list[str]) -> str:
    """Let the officer edit `text` in another program and wait until it is closed; returns the text as it was saved.

    The file lies in the workspace while the program runs, for this user alone, and is removed afterwards. Raises
    NoEditor if the program cannot be started or what it saved cannot be read.
    """
    path = workspace.prepare().db / f"メモ帳-{os.getpid()}.txt"
    try:
        # メモ帳 of older Windows takes a file without a mark for the old Japanese code.
        path.write_text(text, encoding="utf-8-sig" if sys.platform == "win32" else "utf-8", newline="\n")
        make_private_file(path)
        subprocess.run([*command, str(path)], check=False)
        return _read(path)
    except OSError as error:
        raise NoEditor(
            f"外部エディター「{command[0]}」を使えませんでした（{why(error)}）。",
            safe="書いた文は、開く前のままです。",
            next="この画面で書くか、環境変数 EDITOR を確かめてください。",
        ) from error
    finally:
        path.unlink(missing_ok=True)


def _read(path: Path) -> str:
    data = path.read_bytes()
    for encoding in ("utf-8-sig", "cp932"):
        try:
            text = data.decode(encoding)
        except UnicodeDecodeError:
            continue
        # Editors end a file with a line end that nobody typed.
        return text.replace("\r\n", "\n").replace("\r", "\n").removesuffix("\n")
    raise NoEditor(
        "外部エディターで保存した文を読めませんでした。",
        safe="書いた文は、開く前のままです。",
        next="文字コードを UTF-8 にして保存してください。",
    )
