"""One line of inked words over or under something."""

from __future__ import annotations

from textual.strip import Strip
from textual.widget import Widget

from pia_tui.tui.drawing.inked import Inked, Line, Run


class InkLine(Inked, Widget):
    """A line on a paper of its own."""

    DEFAULT_CSS = "InkLine { height: 1; }"

    def __init__(self, paper: str = "bar", *, id: str | None = None) -> None:  # noqa: A002 - Textual's word
        super().__init__(id=id)
        self.paper = paper
        self.line: Line = ()

    def show(self, *runs: Run, paper: str = "") -> None:
        """Show other words, perhaps on another paper."""
        wanted = paper or self.paper
        if (tuple(runs), wanted) != (tuple(self.line), self.paper):
            self.line, self.paper = runs, wanted
            self.refresh()

    def render_line(self, y: int) -> Strip:  # noqa: ARG002 - one line
        return self.strip_of(self.line, self.paper, self.size.width)
