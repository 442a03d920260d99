"""Text to read: paragraphs, wrapped and scrolled, some of which can be stood on and chosen."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from pia_tui.tui.drawing.glyphs import glyphs
from pia_tui.tui.drawing.styled import Line, Run
from pia_tui.tui.drawing.wrap import pad_to, text_width, wrapped
from pia_tui.tui.widgets.line_view import LineView


@dataclass(frozen=True, slots=True)
class Paragraph:
    """One paragraph. `indent` in cells; `key` makes it a place that the cursor can stand on and Enter chooses (such
    a paragraph is indented by a cell at least, for the cursor's mark).

    `drawn` lines are shown as they are, without wrapping.
    """

    text: str = ""
    color: str = "text"
    indent: int = 0
    background: str = ""
    key: str = ""
    lead: str = ""
    drawn: tuple[Line, ...] = ()


class ReadingView(LineView):
    """Shows paragraphs. Where none can be stood on, the arrow keys scroll."""

    def __init__(self, paragraphs: Sequence[Paragraph] = (), *, id: str | None = None) -> None:  # noqa: A002
        super().__init__(id=id)
        self.paragraphs: Sequence[Paragraph] = paragraphs

    def show(self, paragraphs: Sequence[Paragraph], *, keep_scroll: bool = False) -> None:
        """Show other paragraphs, from the top."""
        if paragraphs == self.paragraphs and self._width:
            return
        self.paragraphs = paragraphs
        self.cursor = self.cursor if keep_scroll else 0
        self.rows_changed(keep_scroll=keep_scroll)

    @property
    def chosen_key(self) -> str:
        """The key of the paragraph with the cursor."""
        return self.paragraphs[self.cursor].key if self.cursor < len(self.paragraphs) else ""

    def row_count(self) -> int:
        return len(self.paragraphs)

    def row_can_have_cursor(self, index: int) -> bool:
        return bool(self.paragraphs[index].key)

    def row_lines(self, index: int, width: int, at_cursor: bool) -> list[Line]:
        paragraph = self.paragraphs[index]
        if paragraph.drawn:
            return list(paragraph.drawn)
        # A background alone would not tell of the cursor where there are no colours.
        indent = max(paragraph.indent, 1) if paragraph.key else paragraph.indent
        lead = (glyphs().cursor if at_cursor else " ") + " " * (indent - 1) if indent else ""
        lead += paragraph.lead
        size = text_width(lead)
        lines, _ = wrapped(paragraph.text, max(4, width - size - 1))
        drawn: list[Line] = []
        for number, text in enumerate(lines):
            head = lead if not number else " " * size
            body = pad_to(text, width - size) if paragraph.background else text
            drawn.append(
                [Run(head, paragraph.color, paragraph.background), Run(body, paragraph.color, paragraph.background)]
            )
        return drawn

    def move_by_key(self, key: str) -> bool:
        if any(paragraph.key for paragraph in self.paragraphs):
            return super().move_by_key(key)
        height = max(1, self.size.height - 2)
        step = {"up": -1, "down": 1, "pageup": -height, "pagedown": height}.get(key)
        if step is not None:
            self.scroll_to(y=max(0, self.scroll_offset.y + step), animate=False, immediate=True)
        elif key in ("home", "end"):
            self.scroll_to(y=0 if key == "home" else self.virtual_size.height, animate=False, immediate=True)
        else:
            return False
        return True
