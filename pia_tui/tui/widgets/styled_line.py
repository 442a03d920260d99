"""One line of styled words over or under something."""

from __future__ import annotations

from textual.strip import Strip
from textual.widget import Widget

from pia_tui.tui.drawing.styled import Line, Run, Styled


class StyledLine(Styled, Widget):
    """A line with a background of its own."""

    DEFAULT_CSS = "StyledLine { height: 1; }"

    def __init__(self, background: str = "bar", *, id: str | None = None) -> None:  # noqa: A002 - Textual's word
        super().__init__(id=id)
        self.background = background
        self.line: Line = ()

    def show(self, *runs: Run, background: str = "") -> None:
        """Show other words, perhaps on another background."""
        wanted = background or self.background
        if (tuple(runs), wanted) != (tuple(self.line), self.background):
            self.line, self.background = runs, wanted
            self.refresh()

    def render_line(self, y: int) -> Strip:  # noqa: ARG002 - one line
        return self.strip_of(self.line, self.background, self.size.width)
