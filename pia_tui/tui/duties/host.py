"""What the duties need of the screens around them; a test may give another."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Protocol, TypeVar

if TYPE_CHECKING:
    from textual.screen import Screen

    from pia_tui.tui.store_thread import StoreThread

T = TypeVar("T")


class DutyHost(Protocol):
    """The register's screen, as the duties see it."""

    @property
    def store(self) -> StoreThread: ...

    def ask(self, screen: Screen[T], answered: Callable[[T | None], None]) -> None:
        """Show a screen; `answered` gets what it was closed with."""

    def tell(self, text: str) -> None:
        """A short word at the foot of the screen."""

    def reload(self, at: int | None = None) -> None:
        """Read the register again."""

    def open_at(self, document_id: int) -> None:
        """Open a document."""
