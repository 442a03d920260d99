"""The screens (Textual)."""

from __future__ import annotations

import os
import sys
from typing import TYPE_CHECKING

from pia_tui.errors import PiaError, UsageError
from pia_tui.system import draws_escapes, is_terminal
from pia_tui.workspace import Workspace

if TYPE_CHECKING:
    from pia_tui.tui.store_thread import StoreThread

__all__ = ["check_console", "run"]


def run(workspace: Workspace, *, safe: bool | None = None) -> None:
    """Run pia-tui on the whole screen until the officer leaves it.

    `safe` forces the style for consoles that draw ambiguous signs over two cells, or the normal one. Raises UsageError
    where no terminal is attached, the store's errors where it cannot be opened, and PiaError if the program failed.
    """
    require_terminal()
    # Textual draws at most so often a second; it reads this when it is imported. Twice the usual: a key shows sooner.
    os.environ.setdefault("TEXTUAL_FPS", "120")
    from pia_tui.tui.app import PiaApp
    from pia_tui.tui.console.driver_windows import driver_class

    store = _open(workspace)
    try:
        app = PiaApp(store, safe=safe, driver_class=driver_class())
        app.run()
    finally:
        _back_up(store)
        store.close()
    if app.failed:
        raise PiaError(
            "予期しない問題が起きたため、画面を閉じました。",
            safe="「保存済み」と表示されていた内容は、すべて残っています。",
            next=f"もう一度起動してください。続くときは「{app.crashed}」を詳しい人に見せてください。",
        )


def check_console(workspace: Workspace) -> dict[str, str]:
    """The test sheet for a real console; returns what was said of each step, by its title.

    For `pia-tui doctor --console`. Raises as `run` does.
    """
    require_terminal()
    from pia_tui.tui.app import PiaApp
    from pia_tui.tui.console.console_test import steps
    from pia_tui.tui.console.driver_windows import driver_class

    store = _open(workspace)
    try:
        app = PiaApp(store, driver_class=driver_class(), test=True)
        app.run()
    finally:
        store.close()
    return {step.title: app.verdicts.get(step.id, "試していません") for step in steps()}


def _back_up(store: StoreThread) -> None:
    """A proven backup of what was written since the last; one that fails is told, and harms nothing."""
    if store.read_only:
        return
    try:
        store.call(lambda opened: opened.backup("exit", if_changed=True))
    except PiaError as error:
        print(f"終了時の控えを取れませんでした。{error}", file=sys.stderr)  # noqa: T201 - the screens are gone by now


def _open(workspace: Workspace) -> StoreThread:
    """The store in its thread; only for reading where the medium allows no more. Raises the store's errors."""
    from pia_tui.store.errors import StoreReadOnly
    from pia_tui.tui.store_thread import StoreThread
    from pia_tui.workspace import WorkspaceError

    _tell_if_moved(workspace)
    try:
        workspace.prepare()
        # SQLite opens a file that it may not write without a word: the officer would hear of it when saving.
        return StoreThread(workspace, read_only=not workspace.can_be_written)
    except (StoreReadOnly, WorkspaceError):
        if not workspace.database.exists():
            raise
        return StoreThread(workspace, read_only=True)


def _tell_if_moved(workspace: Workspace) -> None:
    """An older store is backed up and moved on before the screens come: with many documents that takes a while."""
    from pia_tui.store.header import read_header
    from pia_tui.store.migrations import SCHEMA_VERSION

    try:
        found = read_header(workspace.database)
    except OSError:
        return
    if found is not None and 0 < found.user_version < SCHEMA_VERSION:
        print("保存先を新しい形式に移しています。先に控えを取るので、しばらくお待ちください…", file=sys.stderr)  # noqa: T201


def require_terminal() -> None:
    """Raises UsageError if the screens have nowhere to be drawn or nobody to type."""
    # Outside Windows, Textual draws on standard error.
    streams = (sys.__stdin__, sys.__stdout__, *(() if sys.platform == "win32" else (sys.__stderr__,)))
    if not all(is_terminal(stream) for stream in streams):
        raise UsageError(
            "画面を出せる端末につながっていません。",
            safe="何も変更していません。",
            next="端末で起動するか、「pia-tui --help」にあるコマンドを使ってください。",
        )
    if not draws_escapes(sys.__stdout__):  # type: ignore[arg-type] # is_terminal has seen that there is one
        from pia_tui.usecases.doctor.terminal import LEGACY, LEGACY_NEXT

        raise UsageError(LEGACY, safe="何も変更していません。", next=LEGACY_NEXT)
