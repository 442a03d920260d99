"""Picking a file from the disk: its path typed or pasted, or found folder by folder."""

from __future__ import annotations

import os
from collections.abc import Sequence
from pathlib import Path
from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import Vertical
from textual.widgets import Static

from pia_tui.system import drives
from pia_tui.tui.actions import Place, bindings
from pia_tui.tui.drawing.wrap import text_width
from pia_tui.tui.files.usual_folders import usual_folders
from pia_tui.tui.screens.base import PiaModal
from pia_tui.tui.screens.field_list import FieldOverList
from pia_tui.tui.widgets.menu_view import MenuEntry, MenuView
from pia_tui.tui.widgets.prose import Prose
from pia_tui.tui.widgets.text_editor import TextEditor
from pia_tui.workspace import is_file, is_folder, written_out

MOST = 500
_ROOM = 26
"""Columns for the path of the folder that is listed."""


class FileScreen(FieldOverList, PiaModal[str | None]):
    """Gives a path, or None; or the id of one of `more`, ways that lead elsewhere than to a file."""

    PLACE: ClassVar[Place] = "list"
    BINDINGS: ClassVar[list[BindingType]] = bindings("list")
    DEFAULT_CSS = """
    FileScreen > Vertical { height: 90%; max-height: 26; }
    FileScreen TextEditor { height: auto; min-height: 1; max-height: 3; }
    FileScreen #why { min-height: 1; }
    FileScreen MenuView { height: 1fr; max-height: 100%; }
    """

    def __init__(
        self, title: str, endings: tuple[str, ...], start: Path | None = None, *, more: Sequence[MenuEntry] = ()
    ) -> None:
        super().__init__()
        self._more = tuple(more)
        self._title = title
        self._endings = endings
        self._folder = (start or Path.home()).resolve()
        self._drives = drives()

    def compose_body(self) -> ComposeResult:
        with Vertical():
            yield Prose(self._title, classes="title")
            yield Prose("場所を貼り付けるか、下から選びます", classes="text")
            yield TextEditor(single=True, id="path")
            yield Prose("", classes="error", id="why")
            yield MenuView(id="files")

    def on_mount(self) -> None:
        self._list()

    def _list(self) -> None:
        wanted, found = self._folder, None
        for folder in (wanted, *wanted.parents):
            if (found := _held(folder)) is not None:
                self._folder = folder
                break
        if found is not None and self._folder == wanted:
            self._say("")
        elif found is not None:
            self._say(f"「{wanted}」を開けません（なくなったか、つながっていません）。開ける所を示します。")
        else:
            self._say(f"「{wanted}」を開けません（なくなったか、つながっていません）。下の場所から選んでください。")
        entries = [*self._more, MenuEntry("..", "（一つ上のフォルダーへ）", side=f"いまは {_shortened(self._folder)}")]
        entries += [MenuEntry(str(folder), name, side=_shortened(folder)) for name, folder in usual_folders()]
        entries += [MenuEntry(str(drive.path), str(drive.path), detail=drive.words) for drive in self._drives]
        for one in found or ():
            if one.name.startswith("."):
                continue
            if one.is_dir():
                entries.append(MenuEntry(one.path, f"{one.name}{os.sep}", color="strong"))
            elif one.name.casefold().endswith(self._endings):
                entries.append(MenuEntry(one.path, one.name))
        self.query_one(MenuView).show(entries)

    def _say(self, problem: str) -> None:
        self.query_one("#why", Static).update(problem)

    def typed(self, text: str) -> None:
        """Whatever it is, the last complaint is over. Enter takes the path now: no entry may look as if it did."""
        self._say("")
        self.query_one(MenuView).point(not text.strip())

    def on_text_editor_refused(self, event: TextEditor.Refused) -> None:
        event.stop()
        self._say(event.error.on_screen)

    def entered(self) -> None:
        """The entry that is pointed at, else the path in the field."""
        typed = self.query_one(TextEditor).text.strip().strip('"').strip("'")
        if not typed or self.query_one(MenuView).entry is not None:
            self.take()
            return
        path = self._meant(typed)
        if is_folder(path):
            self._folder = path.resolve()
            self.query_one(TextEditor).begin("", single=True)
            self._list()
        elif is_file(path):
            self.dismiss(str(path))
        else:
            self._say(f"「{typed}」というファイルは見つかりません。場所と名前を確かめるか、下から選んでください。")

    def _meant(self, typed: str) -> Path:
        """The path that was typed; a name may be one of those listed, or be counted from where the program started."""
        path = written_out(Path(typed))
        listed = self._folder / path
        return listed if is_file(listed) or is_folder(listed) else path

    def take(self) -> None:
        entry = self.query_one(MenuView).entry
        if entry is None:
            return
        if entry in self._more:
            self.dismiss(entry.id)
            return
        path = self._folder.parent if entry.id == ".." else Path(entry.id)
        if is_folder(path):
            self._folder = path
            self._list()
        else:
            self.dismiss(str(path))


def _held(folder: Path) -> list[os.DirEntry[str]] | None:
    """What a folder holds, folders first; None if it cannot be opened: a share that is away, a stick pulled out."""
    try:
        return sorted(os.scandir(folder), key=lambda one: (not one.is_dir(), one.name.casefold()))[:MOST]
    except OSError:
        return None


def _shortened(folder: Path) -> str:
    """A folder in a few words: of a long path its end, which tells folders apart."""
    whole = str(folder)
    return whole if text_width(whole) <= _ROOM else f"…{os.sep}{folder.name}"
