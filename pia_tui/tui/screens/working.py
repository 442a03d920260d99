"""A dialog that shows how far a long piece of work is, and lets it be stopped."""

from __future__ import annotations

from collections.abc import Callable
from typing import ClassVar, Generic, TypeVar

from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import Vertical
from textual.widgets import Static
from textual.worker import Worker, WorkerState

from pia_tui.tui.actions import Place, bindings
from pia_tui.tui.screens.base import PiaModal
from pia_tui.tui.widgets.prose import Prose

T = TypeVar("T")
Step = Callable[[float, str], bool]
_WIDTH = 40


class WorkingScreen(PiaModal[Worker[T]], Generic[T]):
    """Runs `work` in a thread of its own and gives its worker when it has ended; Esc asks the work to stop."""

    PLACE: ClassVar[Place] = "dialog"
    BINDINGS: ClassVar[list[BindingType]] = bindings("dialog")

    def __init__(self, title: str, work: Callable[[Step], T]) -> None:
        super().__init__()
        self._title = title
        self._work = work
        self._stopped = False

    def compose_body(self) -> ComposeResult:
        with Vertical():
            yield Prose(self._title, classes="title")
            yield Static("", id="bar", markup=False)
            yield Prose("Esc で中止できます。中止しても、保存済みの評価書は変わりません。", classes="text")

    def on_mount(self) -> None:
        self._show(0, "")
        self.run_worker(lambda: self._work(self._step), thread=True, exit_on_error=False)

    def _step(self, done: float, what: str) -> bool:
        """Called by the work, in its own thread."""
        if not self._stopped:
            self.app.call_from_thread(self._show, done, what)
        return not self._stopped

    def _show(self, done: float, what: str) -> None:
        filled = round(min(max(done, 0), 1) * _WIDTH)
        self.query_one("#bar", Static).update(f"{'#' * filled}{'.' * (_WIDTH - filled)} {done:4.0%}\n{what}")

    def on_worker_state_changed(self, event: Worker.StateChanged) -> None:
        event.stop()
        if event.state in (WorkerState.SUCCESS, WorkerState.ERROR, WorkerState.CANCELLED):
            self.dismiss(event.worker)

    def do_close(self) -> None:
        self._stopped = True

    def do_accept(self) -> None:
        """Nothing to accept while it works."""
