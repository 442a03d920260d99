"""What this room needs of the app and of the editor; tests give plain objects in their place."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any, Protocol

if TYPE_CHECKING:
    from textual.screen import Screen

    from pia_tui.assessment import Change
    from pia_tui.tui.document.session import Session
    from pia_tui.tui.store_thread import StoreThread


class App(Protocol):
    """The app: its dialogs, its words, its store."""

    store: StoreThread

    @property
    def screen(self) -> Screen[Any]:
        """The screen in front."""

    def push_screen(self, screen: Any, callback: Callable[[Any], None]) -> Any:
        """Show a screen; the callback gets what it was closed with."""

    def notify(self, message: str, *, timeout: float, markup: bool) -> None:
        """A short word at the foot of the screen."""


class Editor(Protocol):
    """The editor with one document open."""

    session: Session

    @property
    def pia(self) -> App:
        """The app, for its dialogs."""

    @property
    def pane(self) -> Any:
        """The page, which knows the item with the cursor (`node`)."""

    def tell(self, text: str) -> None:
        """A short word at the foot of the screen."""

    def finish_writing(self) -> object:
        """Close what is being written; nothing typed is lost."""

    def edited(self, changes: Sequence[Change]) -> None:
        """After changes that did not come from the page: draw, count, save."""
