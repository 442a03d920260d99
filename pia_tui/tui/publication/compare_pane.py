"""「見比べる」 beside the item: the sources, their texts, and the one looked at with what differs set off."""

from __future__ import annotations

from collections.abc import Callable

from textual import events, on
from textual.app import ComposeResult
from textual.containers import Vertical

from pia_tui.tui.conflicts.side_view import SideView
from pia_tui.tui.drawing.styled import Run
from pia_tui.tui.drawing.wrap import cut_to
from pia_tui.tui.input.focus import gets_keys
from pia_tui.tui.publication.comparison import Comparison
from pia_tui.tui.widgets.line_view import LineView
from pia_tui.tui.widgets.menu_view import MenuView
from pia_tui.tui.widgets.styled_line import StyledLine


class ComparePane(Vertical):
    """Shows one comparison; `chosen` hears Enter on a text, `left` Tab."""

    DEFAULT_CSS = """
    ComparePane MenuView { height: auto; min-height: 3; max-height: 12; }
    ComparePane SideView { height: 1fr; }
    """

    def __init__(self, chosen: Callable[[], None], left: Callable[[], None], *, id: str | None = None) -> None:  # noqa: A002 - Textual's word
        super().__init__(id=id)
        self._on_chosen, self._on_left = chosen, left
        self._tabs, self._title = StyledLine("band"), StyledLine("band")
        self.menu = MenuView(id="compare-found", detail_lines=1)
        self.side = SideView(id="compare-text", mark="differs")
        self.comparison: Comparison | None = None

    def compose(self) -> ComposeResult:
        yield self._tabs
        yield self.menu
        yield self._title
        yield self.side

    @property
    def has_keys(self) -> bool:
        """Whether keys go to the panel."""
        return gets_keys(self.menu)

    def show(self, comparison: Comparison | None) -> None:
        """Show another comparison, or that there is no item to compare."""
        self.comparison = comparison
        room = max(8, self.size.width - 2)
        if comparison is None:
            self._tabs.show(Run(cut_to(" 見比べる", room), "strong"), background="band")
            self.menu.say_when_empty("記入する項目に移ると、", "同じ項目の記載が出ます。")
            self.menu.show([])
        else:
            self._tabs.show(Run(cut_to(f" {comparison.tabs()}", room), "strong"), background="band")
            self.menu.say_when_empty("この項目の記載は、ここにはありません。", "← → で、ほかの相手に移れます。")
            self.menu.show(comparison.entries(), at=str(comparison.at))
        self._show_side()

    def switch_source(self, step: int) -> None:
        """The next source, or the one before."""
        if self.comparison is not None:
            self.comparison.switch_source(step)
            self.show(self.comparison)

    def _show_side(self) -> None:
        other = self.comparison.candidate if self.comparison is not None else None
        name = f" {other.title}" if other is not None else ""
        self._title.show(Run(cut_to(name, max(8, self.size.width - 2)), "label"), background="band")
        spans = self.comparison.sides()[1] if self.comparison is not None else ()
        text = other.text if other is not None else ""
        self.side.show_text(text, list(spans))
        if spans:  # long texts are the same for many lines
            self.side.call_after_refresh(self.side.show_row, text.count("\n", 0, spans[0][0]))

    @on(LineView.Moved, "#compare-found")
    def _moved(self, event: LineView.Moved) -> None:
        event.stop()
        if self.comparison is not None:
            self.comparison.at = event.index
            self._show_side()

    @on(LineView.Chosen, "#compare-found")
    def _chosen(self, event: LineView.Chosen) -> None:
        event.stop()
        self._on_chosen()

    def on_key(self, event: events.Key) -> None:
        """← and → change the source, PageUp and PageDown turn the text; ↑ and ↓ are the list's."""
        if event.key in ("left", "right"):
            event.stop()
            self.switch_source(1 if event.key == "right" else -1)
        elif event.key in ("tab", "shift+tab"):
            event.stop()
            event.prevent_default()
            self._on_left()
        elif event.key in ("pageup", "pagedown"):
            event.stop()
            self.side.move_by_key(event.key)
