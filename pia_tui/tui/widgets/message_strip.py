"""The messages, between the page and the footer: in the layout, so that they cover nothing that is being written."""

from __future__ import annotations

from collections.abc import Sequence

from textual import events
from textual.message import Message
from textual.strip import Strip
from textual.widget import Widget

from pia_tui.tui.drawing.styled import Line, Run, Styled
from pia_tui.tui.drawing.wrap import text_width, wrapped
from pia_tui.tui.messages import Told

MOST_LINES = 6
_LEADS = {"information": ("・", "strong"), "warning": ("！", "warning"), "error": ("！", "error")}
_CLOSE = "Esc で閉じる "


class MessageStrip(Styled, Widget):
    """Takes as many lines as the messages need, and none where there are none."""

    DEFAULT_CSS = "MessageStrip { display: none; height: 1; background: $background-band; }"

    class Closed(Message):
        """The strip was clicked away."""

    def __init__(self) -> None:
        super().__init__()
        self._messages: Sequence[Told] = ()
        self._lines: list[Line] = []
        self._closable = True

    def show(self, messages: Sequence[Told], *, closable: bool = True) -> None:
        """Show these and nothing else; `closable` where Esc closes them and does nothing besides."""
        if (messages, closable) != (self._messages, self._closable):
            self._messages, self._closable = messages, closable
            self._lay()

    @property
    def text(self) -> str:
        """What is said, one message a line."""
        return "\n".join(one.text for one in self._messages)

    def _lay(self) -> None:
        width = self.app.size.width
        self._lines = [line for one in self._messages for line in _lines(one, width)][:MOST_LINES]
        if self._lines and self._closable:
            last = self._lines[-1]
            room = width - sum(text_width(run.text) for run in last) - text_width(_CLOSE)
            if room > 1:
                self._lines[-1] = [*last, Run(" " * room), Run(_CLOSE, "muted")]
        self.display = bool(self._lines)
        self.styles.height = max(1, len(self._lines))
        self.refresh()

    def on_resize(self) -> None:
        if self._lines:
            self._lay()

    def on_click(self, event: events.Click) -> None:
        event.stop()
        self.post_message(self.Closed())

    def render_line(self, y: int) -> Strip:
        return self.strip_of(self._lines[y] if y < len(self._lines) else (), "band", self.size.width)


def _lines(one: Told, width: int) -> list[Line]:
    """A message in lines; those after the first stand under its first letter."""
    lead, color = _LEADS[one.severity]
    texts, _ = wrapped(one.text, max(10, width - 4))
    return [[Run(f" {lead if not number else '  '}", color), Run(text, color)] for number, text in enumerate(texts)]
