"""A dialog that shows how far a long piece of work is, and lets it be stopped."""

from __future__ import annotations

import ctypes
from collections.abc import Callable
from dataclasses import dataclass
from threading import Lock, get_ident
from typing import ClassVar, Generic, TypeVar, cast

from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import Vertical
from textual.widgets import Static
from textual.worker import Worker, WorkerState

from pia_tui.ingest.errors import Cancelled
from pia_tui.tui.actions import Place, bindings
from pia_tui.tui.screens.base import PiaModal
from pia_tui.tui.widgets.key_bar import KeyBar
from pia_tui.tui.widgets.prose import Prose

T = TypeVar("T")
ProgressStep = Callable[[float, str], bool]
_WIDTH = 40
_PATIENCE = 0.3
"""Seconds that work which was told to stop has for coming to its next step."""


class _BrokenOff(BaseException):
    """Ends work in the middle; no `except` for errors of the work's own takes it for one of them."""


@dataclass(frozen=True)
class Ended(Generic[T]):
    """How a piece of work ended: with its result, or with an error."""

    result: T | None = None
    error: Exception | None = None


class WorkingScreen(PiaModal[Ended[T]], Generic[T]):
    """Runs `work` in a thread of its own and gives how it ended; Esc asks the work to stop."""

    PLACE: ClassVar[Place] = "dialog"
    BINDINGS: ClassVar[list[BindingType]] = bindings("dialog")

    def __init__(self, title: str, work: Callable[[ProgressStep], T]) -> None:
        super().__init__()
        self._title = title
        self._work = work
        self._stopped = False
        self._thread: int | None = None
        self._lock = Lock()

    def compose_body(self) -> ComposeResult:
        with Vertical():
            yield Prose(self._title, classes="title")
            yield Static("", id="bar", markup=False)
            yield Prose("Esc で中止できます。中止しても、保存済みの評価書は変わりません。", classes="text", id="stop")

    def on_mount(self) -> None:
        self._show(0, "")
        self.run_worker(self._run, thread=True, exit_on_error=False)

    def _run(self) -> Ended[T]:
        """The work, in its own thread."""
        try:
            with self._lock:
                self._thread = get_ident()
            try:
                return Ended(self._work(self._step))
            finally:
                with self._lock:
                    self._thread = None
        except _BrokenOff:
            return Ended(error=Cancelled())
        except Exception as error:
            return Ended(error=error)

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
        if event.state is WorkerState.SUCCESS:
            self.dismiss(cast("Ended[T]", event.worker.result))
        elif event.state in (WorkerState.ERROR, WorkerState.CANCELLED):
            self.dismiss(Ended(error=Cancelled()))

    def do_close(self) -> None:
        """Stop at the next step; work that is long between its steps is broken off where it stands."""
        if not self._stopped:
            self._stopped = True
            self.query_one("#stop", Prose).update("中止しています…")
            self.set_timer(_PATIENCE, self._break_off)

    def _break_off(self) -> None:
        """Raise an exception inside the work's thread. The work only reads: it leaves nothing to put in order."""
        if self._lock.acquire(timeout=_PATIENCE):
            if self._thread is not None:
                ctypes.pythonapi.PyThreadState_SetAsyncExc(ctypes.c_ulong(self._thread), ctypes.py_object(_BrokenOff))
            self._lock.release()

    def hidden_actions(self) -> frozenset[str]:
        """There is nothing to accept while it works."""
        return frozenset({"accept"})

    def update_keys(self) -> None:
        self.show_messages()
        self.query_one(KeyBar).show(self.place, self.hidden_actions(), {"close": "中止"})
