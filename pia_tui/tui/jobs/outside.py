"""The app's ways to things outside: other editors, files to pick, texts kept for use again."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable
from contextlib import suppress
from datetime import date
from typing import TYPE_CHECKING

from textual.worker import Worker, WorkerState

from pia_tui.errors import PiaError
from pia_tui.tui.files.choosing import FileScreen
from pia_tui.tui.jobs.external import edit_text, editor_command
from pia_tui.tui.screens.dialogs import PickScreen
from pia_tui.tui.store_thread import StoreThread
from pia_tui.tui.widgets.menu_view import Entry
from pia_tui.workspace import Workspace

if TYPE_CHECKING:
    from textual.app import App

    from pia_tui.store import Clip

    _Base = App[int]
else:
    _Base = object


class Outside(_Base):
    """Mixin of the app."""

    workspace: Workspace
    store: StoreThread
    _outside: tuple[Worker[str], PickScreen, str, Callable[[str], None]]

    def copy_to_clipboard(self, text: str) -> None:
        """To the terminal as everywhere; on Windows to its own clipboard too, as the classic console takes no hint."""
        super().copy_to_clipboard(text)
        if sys.platform == "win32":
            with suppress(OSError):
                subprocess.run(["clip.exe"], input=text.encode("utf-16"), check=False)

    def edit_outside(self, text: str, done: Callable[[str], None]) -> None:
        """Edit a text in another program; `done` gets what was saved there.

        A program of the terminal needs the terminal for itself; メモ帳 has its own window, but the screen waits for it
        too, so that nobody writes the same text in two places.
        """
        command = editor_command()
        if sys.platform == "win32":
            waiting = PickScreen("メモ帳で書いています", [], text="メモ帳で保存して閉じると、この画面に戻ります。")
            self.push_screen(waiting)
            worker = self.run_worker(
                lambda: edit_text(self.workspace, text, command), group="outside", thread=True, exit_on_error=False
            )
            self._outside = (worker, waiting, text, done)
            return
        with self.suspend():
            changed = edit_text(self.workspace, text, command)
        self.refresh(layout=True)
        if changed != text:
            done(changed)

    def outside_ended(self, event: Worker.StateChanged) -> None:
        """メモ帳 was closed."""
        worker, waiting, text, done = self._outside
        if event.worker is not worker or event.state not in (WorkerState.SUCCESS, WorkerState.ERROR):
            return
        waiting.dismiss(None)
        if event.state is WorkerState.ERROR:
            error = event.worker.error
            said = error.on_screen if isinstance(error, PiaError) else str(error)
            self.notify(said, severity="error", timeout=12, markup=False)
        elif event.worker.result != text:
            done(str(event.worker.result))

    def pick_file(self, title: str, endings: tuple[str, ...], done: Callable[[str], None]) -> None:
        """Pick a file from the disk; `done` gets its path."""

        def picked(path: str | None) -> None:
            if path:
                done(path)

        self.push_screen(FileScreen(title, endings), picked)

    def take_over_clips(self) -> None:
        """定型文 that an earlier version kept in a file come into the store."""
        from pia_tui.usecases.clips import take_over_clips

        if self.store.read_only:
            return
        try:
            self.store.call(take_over_clips)
        except PiaError as error:
            self.notify(error.on_screen, severity="warning")

    def pick_clip(self, insert: Callable[[str], None], text: str, *, source: str = "") -> None:
        """Insert a text kept before, keep the one at hand, or throw one away."""
        try:
            kept = self.store.call(lambda s: s.clips())
        except PiaError as error:
            self.notify(error.on_screen, severity="error", timeout=12, markup=False)
            return
        entries = [Entry("keep", "いまの文を定型文に登録する", detail=text[:60])] if text.strip() else []
        entries += [Entry(f"use:{n}", one.title, detail=_from(one)) for n, one in enumerate(kept)]
        if kept:
            entries += [Entry("", "登録をやめるもの", heading=True)]
            entries += [Entry(f"drop:{n}", f"「{one.title}」の登録をやめる", ink="muted") for n, one in enumerate(kept)]

        def picked(answer: str | None) -> None:
            what, _, number = (answer or "").partition(":")
            try:
                if what == "keep":
                    self.store.call(lambda s: s.keep_clip(text, source, date.today().isoformat()))
                    self.notify("定型文に登録しました", timeout=5, markup=False)
                elif what == "use":
                    insert(kept[int(number)].text)
                elif what == "drop":
                    self.store.call(lambda s: s.drop_clip(kept[int(number)].id))
                    self.notify("登録をやめました", timeout=5, markup=False)
            except PiaError as error:
                self.notify(error.on_screen, severity="error", timeout=12, markup=False)

        said = "" if entries else "まだ定型文がありません。文を書いた項目で、この操作から登録できます。"
        self.push_screen(PickScreen("定型文", entries, text=said), picked)


def _from(clip: Clip) -> str:
    try:
        day = date.fromisoformat(clip.kept_on)
        where = f"{clip.source}　{day.year}年{day.month}月{day.day}日"
    except ValueError:
        where = clip.source
    return f"{clip.text[:80]}{'…' if len(clip.text) > 80 else ''}（{where}）"
