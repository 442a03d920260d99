"""Picking a file for any screen; the chooser opens in the folder that a file was taken from last."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from pia_tui.settings import save_settings
from pia_tui.tui.files.choosing import FileScreen
from pia_tui.workspace import is_folder

if TYPE_CHECKING:
    from pia_tui.tui.jobs.host import JobHost


def folder_to_open(host: JobHost) -> Path | None:
    """The folder to start in; None where there is none, or it is gone (a USB stick that was pulled out)."""
    folder = Path(host.settings.folder)
    return folder if host.settings.folder and is_folder(folder) else None


class FilePicker:
    """Asks for a file from the disk."""

    def __init__(self, host: JobHost) -> None:
        self._host = host

    def pick(self, title: str, endings: tuple[str, ...], done: Callable[[str], None]) -> None:
        """`done` gets the path of a file with one of the endings, or of any that was named."""

        def picked(path: str | None) -> None:
            if path:
                remember_folder(self._host, Path(path))
                done(path)

        self._host.ask(FileScreen(title, endings, folder_to_open(self._host)), picked)


def remember_folder(host: JobHost, file: Path) -> None:
    """Start beside this file next time."""
    host.settings.folder = str(file.parent)
    save_settings(host.workspace, host.settings)
