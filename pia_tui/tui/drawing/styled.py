"""Lines made of runs of text in the theme's text colours, for widgets that draw themselves."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from rich.segment import Segment
from rich.style import Style
from textual.strip import Strip

from pia_tui.tui.drawing.theme import style_of
from pia_tui.tui.drawing.wrap import text_width

if TYPE_CHECKING:
    from textual.widget import Widget

    _Base = Widget
else:
    _Base = object


@dataclass(frozen=True, slots=True)
class Run:
    """A piece of a line in one text colour; `background` overrides the row's; `click` is what a click means."""

    text: str
    color: str = "text"
    background: str = ""
    click: str = ""


Line = Sequence[Run]


class Styled(_Base):
    """Mixin that turns runs into drawn lines."""

    def style_for(self, color: str, background: str) -> Style:
        """The style of a text colour on a background in the theme of the moment."""
        return style_of(self.app.theme, color, background)

    def strip_of(self, line: Line, background: str, width: int) -> Strip:
        """A drawn line, cut or filled to the width."""
        theme = self.app.theme
        # A tab sent to the terminal would move its cursor; lines are measured with a tab as one cell.
        segments = [
            Segment(run.text.replace("\t", " "), style_of(theme, run.color, run.background or background))
            for run in line
            if run.text
        ]
        used = sum(text_width(segment.text) for segment in segments)
        if used < width:
            segments.append(Segment(" " * (width - used), style_of(theme, "text", background)))
        strip = Strip(segments, max(used, width))
        return strip if used <= width else strip.crop(0, width)
