"""Writing a text in another program, and the clipboard that other programs share."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable
from contextlib import suppress
from typing import TYPE_CHECKING

from pia_tui.errors import PiaError
from pia_tui.external_editor import edit_text, editor_command
from pia_tui.tui.screens.dialogs import PickScreen

if TYPE_CHECKING:
    from pia_tui.tui.jobs.host import JobHost


class OutsideEditor:
    """Lets the officer write a text in メモ帳 or another program and takes over what was saved there.

    A program of the terminal needs the terminal for itself; メモ帳 has its own window, but the screen waits for it too,
    so that nobody writes the same text in two places.
    """

    def __init__(self, host: JobHost) -> None:
        self._host = host

    def edit(self, text: str, done: Callable[[str], None]) -> None:
        """`done` gets the text where it has changed. Raises NoEditor where no program can be started."""
        command = editor_command()
        if sys.platform == "win32":
            self._edit_in_window(command, text, done)
            return
        with self._host.suspended():
            changed = edit_text(self._host.workspace, text, command)
        if changed != text:
            done(changed)

    def _edit_in_window(self, command: list[str], text: str, done: Callable[[str], None]) -> None:
        waiting = PickScreen("メモ帳で書いています", [], text="メモ帳で保存して閉じると、この画面に戻ります。")
        self._host.ask(waiting, lambda _: None)

        def ended(changed: str) -> None:
            waiting.dismiss(None)
            if changed != text:
                done(changed)

        def failed(error: Exception) -> None:
            waiting.dismiss(None)
            self._host.say(error.on_screen if isinstance(error, PiaError) else str(error), "error")

        self._host.work(lambda: edit_text(self._host.workspace, text, command), ended, failed)


def copy_on_windows(text: str) -> None:
    """To the clipboard of Windows: its classic console takes no hint from a terminal program."""
    if sys.platform == "win32":
        with suppress(OSError):
            subprocess.run(["clip.exe"], input=text.encode("utf-16"), check=False)
