"""A list in which one marks what is to be done: places to rewrite, rows of the law's tables."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import ClassVar

from textual import events, on
from textual.app import ComposeResult
from textual.binding import BindingType

from pia_tui.tui.actions import Place, bindings
from pia_tui.tui.screens.base import PiaScreen
from pia_tui.tui.widgets.line_view import LineView
from pia_tui.tui.widgets.menu_view import MenuEntry, MenuView
from pia_tui.tui.widgets.title_bar import TitleBar


@dataclass(frozen=True, slots=True)
class PickLine:
    """Something to mark: `number` is what comes back; 0 is a heading. `fixed` cannot be marked, and `side` says why."""

    number: int
    label: str
    detail: str = ""
    side: str = ""
    marked: bool = False
    fixed: bool = False


class PickingScreen(PiaScreen[frozenset[int] | None]):
    """Gives the numbers that are marked, or None for Esc. Nothing is changed here.

    `preview` tells below the list what would come of the marks.
    """

    PLACE: ClassVar[Place] = "picking"
    BINDINGS: ClassVar[list[BindingType]] = bindings("picking")
    DEFAULT_CSS = """
    PickingScreen { layout: vertical; }
    PickingScreen MenuView { height: 1fr; }
    """

    def __init__(
        self, title: str, options: Sequence[PickLine], *, preview: Callable[[frozenset[int]], str] | None = None
    ) -> None:
        super().__init__()
        self._title = title
        self._options = options
        self._preview = preview
        self.marked = {one.number for one in options if one.marked and not one.fixed and one.number}

    def compose_body(self) -> ComposeResult:
        yield TitleBar(self._title, two=self._preview is not None)
        yield MenuView(id="options", detail_lines=4)

    def on_mount(self) -> None:
        self._show()
        self.query_one(MenuView).focus()

    def _show(self) -> None:
        menu = self.query_one(MenuView)
        at = menu.cursor
        menu.show([self._entry(place, one) for place, one in enumerate(self._options)], at=str(at))
        bar = self.query_one(TitleBar)
        count = len(self.marked)
        bar.set_state(
            f"{count} か所を選んでいます（Ctrl+S）" if count else "選んでいません", "good" if count else "muted"
        )
        if self._preview is not None:
            bar.set_place([self._preview(frozenset(self.marked))])

    def _entry(self, place: int, one: PickLine) -> MenuEntry:
        if not one.number:
            return MenuEntry(str(place), one.label, heading=True)
        mark = "　　　" if one.fixed else "［○］" if one.number in self.marked else "［　］"
        color = "muted" if one.fixed else "text"
        return MenuEntry(str(place), f"{mark}{one.label}", side=one.side, detail=one.detail, color=color)

    def do_toggle_mark(self) -> None:
        """Mark what the cursor is on, or take the mark away."""
        place = self.query_one(MenuView).cursor
        if place < len(self._options):
            one = self._options[place]
            if one.fixed:
                self.tell("ここは、画面で選び直すか、手で書き直してください")
            elif one.number:
                self.marked ^= {one.number}
                self._show()

    @on(LineView.Chosen)
    def _chosen(self, event: LineView.Chosen) -> None:
        event.stop()
        self.do_toggle_mark()

    def on_key(self, event: events.Key) -> None:
        if event.key == "space" or event.character == "　":
            event.stop()
            event.prevent_default()
            self.do_toggle_mark()

    def do_mark_all(self) -> None:
        """Mark everything, or, where everything is marked, nothing."""
        every = {one.number for one in self._options if one.number and not one.fixed}
        self.marked = set() if self.marked == every else every
        self._show()

    def do_finish_picking(self) -> None:
        if not self.marked:
            self.tell("何も選んでいません。スペースキーで選んでから押してください")
            return
        self.dismiss(frozenset(self.marked))

    def do_leave_picking(self) -> None:
        self.dismiss(None)
