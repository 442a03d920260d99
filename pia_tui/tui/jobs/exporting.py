"""The app's writing of files: PDF, Excel, JSON and the slip of a judgement, in a thread of its own."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, cast

from textual.worker import Worker, WorkerState

from pia_tui.assessment import Assessment
from pia_tui.departments import departments
from pia_tui.errors import PiaError, visible
from pia_tui.forms import load_form
from pia_tui.tui.screens.dialogs import PickScreen, numbered
from pia_tui.tui.store_thread import StoreThread
from pia_tui.workspace import Workspace

if TYPE_CHECKING:
    from textual.app import App

    from pia_tui.store import Store
    from pia_tui.usecases.export import Kind

    _Base = App[int]
else:
    _Base = object

KINDS = (
    ("pdf", "PDF", "様式どおりの評価書。公表や印刷に使います"),
    ("xlsx", "Excel", "項目ごとの表。ほかの人に見てもらうときに使います"),
    ("json", "ほかの端末へ運ぶファイル", "履歴や図も含めて、別の pia-tui に取り込めます"),
    ("slip", "しきい値判断結果票（PDF）", "判断の表と理由を1枚にした、決裁に付ける紙です"),
)
GROUP = "export"
_MOST = 6
"""Remarks on a file that are shown; the program says them all on the command line."""


@dataclass(frozen=True)
class Written:
    """A file that was written, and sentences on what it lacks."""

    path: Path
    remarks: tuple[str, ...] = ()


class Exporting(_Base):
    """Mixin of the app."""

    workspace: Workspace
    store: StoreThread

    if TYPE_CHECKING:

        def outside_ended(self, event: Worker.StateChanged) -> None: ...
        def close_messages(self) -> bool: ...

    def pick_export(self, document_id: int) -> None:
        """Ask for the kind of file, then write it."""

        def picked(kind: str | None) -> None:
            if kind == "xlsx":
                self._pick_department(document_id)
            elif kind:
                self.export(document_id, kind)

        self.push_screen(PickScreen("書き出す形を選んでください", numbered(KINDS)), picked)

    def _pick_department(self, document_id: int) -> None:
        """A workbook of all items, or of those that one 担当課 is asked for."""
        asked = self.store.call(lambda store: _departments_of(store, document_id))
        if not asked:
            self.export(document_id, "xlsx")
            return

        def picked(name: str | None) -> None:
            if name is not None:
                self.export(document_id, "xlsx", name.removeprefix("="))

        named = [(f"={name}", f"{visible(name)}に聞く項目", f"{count} 項目") for name, count in asked.items()]
        self.push_screen(PickScreen("記入票に載せる項目", numbered([("=", "すべての項目", ""), *named])), picked)

    def export(self, document_id: int, kind: str, department: str = "") -> None:
        """Write a file beside the screens: the store is read through a connection of its own."""
        self.notify("書き出しています…", timeout=3, markup=False)
        self.run_worker(
            lambda: write_file(self.workspace, document_id, kind, department),
            group=GROUP,
            thread=True,
            exit_on_error=False,
        )

    def on_worker_state_changed(self, event: Worker.StateChanged) -> None:
        if event.worker.group == "outside":
            self.outside_ended(event)
        if event.worker.group != GROUP:
            return
        if event.state is WorkerState.SUCCESS:
            self._tell_written(cast(Written, event.worker.result))
        elif event.state is WorkerState.ERROR:
            error = event.worker.error
            said = (
                error.on_screen
                if isinstance(error, PiaError)
                else f"書き出せませんでした（{type(error).__name__}）。評価書は無事です。"
            )
            self.notify(said, severity="error", timeout=15, markup=False)

    def _tell_written(self, written: Written) -> None:
        """Say where the file is and what it lacks, and offer to look at it where that can be done."""
        path = written.path
        self.close_messages()
        viewer = viewer_command(path)
        entries = [("stay", "閉じる", "")]
        if viewer is not None:
            entries.insert(0, ("open", "開いて見る", ""))
        entries.append(("copy", "場所をクリップボードに写す", ""))

        def picked(answer: str | None) -> None:
            if answer == "open" and viewer is not None:
                open_file(viewer, path)
            elif answer == "copy":
                self.copy_to_clipboard(str(path))

        text = "\n".join([str(path), *written.remarks])
        self.push_screen(PickScreen("書き出しました", numbered(entries), text=text), picked)


def _departments_of(store: Store, document_id: int) -> dict[str, int]:
    stored = store.load(document_id)
    return departments(Assessment(load_form(stored.form_id), stored.state, document_id))


def write_file(workspace: Workspace, document_id: int, kind: str, department: str = "") -> Written:
    """Write one file; returns where it is and what it lacks. Runs in a worker thread."""
    from pia_tui.store import Store
    from pia_tui.usecases.export import ExportOptions, export_document, missing_glyphs, open_items
    from pia_tui.usecases.threshold.slip import write_slip_of

    with Store.open(workspace, read_only=True) as store:
        if kind == "slip":
            return Written(write_slip_of(store, document_id))
        options = ExportOptions(department=department)
        path = export_document(store, document_id, cast("Kind", kind), options=options)
        if kind != "pdf":
            return Written(path)
        remarks = missing_glyphs(store, document_id)
        if left := open_items(store, document_id):
            remarks.insert(0, f"未記入の項目が {left} あります。評価書の画面で、F2 で順に移れます（F5 で一覧）。")
        return Written(path, tuple(remarks[:_MOST]))


def viewer_command(path: Path) -> list[str] | None:
    """The command that shows a file here, or None where there is nothing to show it with."""
    if sys.platform == "win32":
        return ["explorer.exe", str(path)]
    if sys.platform == "darwin":
        return ["open", str(path)]
    if not (os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY")):
        return None
    found = shutil.which("xdg-open")
    return [found, str(path)] if found else None


def open_file(command: list[str], path: Path) -> None:  # noqa: ARG001 - the path is part of the command
    """Start the viewer and go on."""
    try:
        subprocess.Popen(command, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    except OSError:
        return
