"""Two lines under the page that say what to write, where there is no room for the help pane."""

from __future__ import annotations

from collections.abc import Sequence

from textual.strip import Strip
from textual.widget import Widget

from pia_tui.tui.drawing.styled import Line, Run, Styled


class HintStrip(Styled, Widget):
    """Lines of help; the caller makes them for the width."""

    DEFAULT_CSS = "HintStrip { height: 2; background: $background-bar; }"

    def __init__(self, *, id: str | None = None) -> None:  # noqa: A002 - Textual's word
        super().__init__(id=id)
        self._lines: Sequence[Line] = ()

    def show(self, lines: Sequence[Line]) -> None:
        self._lines = lines
        self.refresh()

    def render_line(self, y: int) -> Strip:
        line = self._lines[y] if y < len(self._lines) else ()
        return self.strip_of([Run(" "), *line], "bar", self.size.width)
