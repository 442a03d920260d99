"""A text to scroll with its name over it; two of them stand beside each other or one over the other."""

from __future__ import annotations

from collections.abc import Sequence

from textual.app import ComposeResult
from textual.containers import Vertical

from pia_tui.tui.conflicts.side_view import SideView
from pia_tui.tui.drawing.styled import Run
from pia_tui.tui.widgets.styled_line import StyledLine


class SideOf(Vertical):
    """One of two texts that are compared."""

    DEFAULT_CSS = "SideOf SideView { height: 1fr; }"

    def __init__(self, side: str, name: str) -> None:
        super().__init__(id=side)
        self._name = name
        self.head = StyledLine("band")
        self.view = SideView(id=f"{side}-text", mark="differs")

    def compose(self) -> ComposeResult:
        yield self.head
        yield self.view

    def name_it(self, name: str) -> None:
        """Give the side another name."""
        self._name = name

    def show(self, text: str, spans: Sequence[tuple[int, int]]) -> None:
        """Show another text with what differs set off."""
        self.head.show(Run(f" {self._name}", "strong"), background="band")
        self.view.show_text(text, list(spans))
