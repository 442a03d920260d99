"""What a file would bring, to be read to its end before one decides; the ways to go on stay in sight below."""

from __future__ import annotations

from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical, VerticalScroll

from pia_tui.tui.actions import bindings
from pia_tui.tui.drawing.wrap import wrapped
from pia_tui.tui.screens.dialogs import PickScreen
from pia_tui.tui.widgets.menu_view import MenuView
from pia_tui.tui.widgets.prose import Prose

_AROUND = 7
"""Lines of the dialog besides its text and its answers."""


class PreviewScreen(PickScreen):
    """A question over a text of any length: PageUp and PageDown move the text, arrows and digits choose."""

    BINDINGS: ClassVar[list[BindingType]] = [
        *bindings("list"),
        Binding("pagedown", "scroll_page(1)", show=False, priority=True),
        Binding("pageup", "scroll_page(-1)", show=False, priority=True),
    ]
    DEFAULT_CSS = """
    PreviewScreen #said { height: auto; scrollbar-size-vertical: 1; margin: 0 0 1 0; background: $surface; }
    PreviewScreen #said Prose { padding: 0; }
    PreviewScreen #more { display: none; color: $color-muted; }
    PreviewScreen.-long > Vertical { width: 96%; max-width: 110; height: 90%; }
    PreviewScreen.-long #said { height: 1fr; margin: 0; }
    PreviewScreen.-long #more { display: block; padding: 0 0 1 0; }
    """

    def compose_body(self) -> ComposeResult:
        with Vertical():
            yield Prose(self._title, classes="title")
            with VerticalScroll(id="said", can_focus=False):
                yield Prose(self._text, classes="text")
            yield Prose("", id="more")
            yield MenuView(id="menu")

    def on_mount(self) -> None:
        super().on_mount()
        self.watch(self.query_one("#said"), "scroll_y", self._tell_more, init=False)

    def on_resize(self) -> None:
        lines = len(wrapped(self._text, min(66, self.size.width * 96 // 100 - 6))[0])
        answers = sum(1 + bool(entry.detail) for entry in self._entries)
        self.set_class(lines > self.size.height * 9 // 10 - _AROUND - answers, "-long")
        self.call_after_refresh(self._tell_more)

    def _tell_more(self) -> None:
        """Say how far one has read."""
        said = self.query_one("#said", VerticalScroll)
        lines, last = said.virtual_size.height, round(said.scroll_y) + said.size.height
        rest = f"続きは PageDown（あと {lines - last} 行）" if last < lines else "ここまでです（PageUp で戻ります）"
        self.query_one("#more", Prose).update(rest)

    def action_scroll_page(self, pages: int) -> None:
        """Move the text by pages, with two lines seen twice."""
        said = self.query_one("#said", VerticalScroll)
        step = max(1, said.size.height - 2)
        said.scroll_to(y=max(0, round(said.scroll_y) + pages * step), animate=False)
