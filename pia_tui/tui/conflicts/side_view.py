"""One side of a comparison: a text to scroll, with what the other side does not have set off."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

from pia_tui.tui.conflicts.differences import Span
from pia_tui.tui.drawing.glyphs import is_safe
from pia_tui.tui.drawing.styled import Line, Run
from pia_tui.tui.drawing.wrap import wrap_offsets
from pia_tui.tui.widgets.reading_view import ReadingView

LINE_END, SAFE_LINE_END = "⏎", "[改行]"


class SideView(ReadingView, inherit_bindings=False):
    """Draws paragraphs of one text. Nothing can be stood on: ↑ and ↓ scroll, ← and → are the screen's."""

    def __init__(self, *, id: str | None = None, mark: str = "chosen") -> None:  # noqa: A002 - Textual's word
        super().__init__(id=id)
        self._mark = mark
        self._lines: list[tuple[str, list[Span]]] = []
        self._color = "text"

    def show_text(self, text: str, spans: Sequence[Span] = (), *, color: str = "text") -> None:
        """Show another text from its beginning; `spans` are set off."""
        self._color = color
        self._lines = []
        start = 0
        for line in text.split("\n"):
            end = start + len(line)
            inside = [(max(a, start) - start, min(b, end) - start) for a, b in spans if a < end and b > start]
            if any(a <= end < b for a, b in spans) and end < len(text):
                # The end of the line is a difference too, and would not be seen.
                sign = SAFE_LINE_END if is_safe() else LINE_END
                inside.append((len(line), len(line) + len(sign)))
                line += sign
            self._lines.append((line, inside))
            start = end + 1
        self.rows_changed(keep_scroll=False)

    @property
    def text(self) -> str:
        """What is shown, for those who look at it from outside."""
        return "\n".join(line for line, _ in self._lines)

    def row_count(self) -> int:
        return len(self._lines)

    def row_can_have_cursor(self, index: int) -> bool:  # noqa: ARG002 - none
        return False

    def row_lines(self, index: int, width: int, at_cursor: bool) -> list[Line]:  # noqa: ARG002 - it has no cursor
        text, spans = self._lines[index]
        breaks = [0, *wrap_offsets(text, max(4, width - 2)), len(text)]
        return [[Run(" "), *self._runs(text, spans, start, end)] for start, end in pairwise(breaks)]

    def _runs(self, text: str, spans: Sequence[Span], start: int, end: int) -> Line:
        """The piece of a line from `start` to `end`, its differences set off."""
        runs: list[Run] = []
        at = start
        for low, high in spans:
            low, high = max(low, start), min(high, end)
            if low >= high:
                continue
            runs += [Run(text[at:low], self._color), Run(text[low:high], self._mark, "highlight")]
            at = high
        return [*runs, Run(text[at:end], self._color)]
