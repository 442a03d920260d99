"""What a job needs of the app around it: something to ask, something to tell, a thread to work in."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager
from typing import TYPE_CHECKING, Protocol, TypeVar

from pia_tui.settings import Settings
from pia_tui.tui.store_thread import StoreThread
from pia_tui.workspace import Workspace

if TYPE_CHECKING:
    from textual.screen import Screen

    from pia_tui.tui.messages import MessageSeverity

T = TypeVar("T")


class JobHost(Protocol):
    """The app, as the jobs see it; a test may give another."""

    @property
    def workspace(self) -> Workspace: ...

    @property
    def store(self) -> StoreThread: ...

    @property
    def settings(self) -> Settings: ...

    def ask(self, screen: Screen[T], answered: Callable[[T | None], None]) -> None:
        """Show a screen; `answered` gets what it was closed with."""

    def say(self, text: str, severity: MessageSeverity = "information") -> None:
        """Tell something at the foot of the screen, from any thread."""

    def close_messages(self) -> bool:
        """Take what is told away."""

    def work(self, function: Callable[[], T], ended: Callable[[T], None], failed: Callable[[Exception], None]) -> None:
        """Run a function in a thread of its own; one of the other two is called afterwards, where the screens run."""

    def suspended(self) -> AbstractContextManager[None]:
        """The terminal is another program's meanwhile."""

    def copy_to_clipboard(self, text: str) -> None:
        """Put a text where other programs can take it."""
