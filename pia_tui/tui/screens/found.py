"""A list of places in a document to read and go to: findings, notes, history."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import BindingType

from pia_tui.tui.actions import Place, bindings
from pia_tui.tui.screens.base import PiaScreen
from pia_tui.tui.widgets.line_view import LineView
from pia_tui.tui.widgets.menu_view import MenuEntry, MenuView
from pia_tui.tui.widgets.title_bar import TitleBar


@dataclass(frozen=True, slots=True)
class FoundPlace:
    """A place: its key, what is said about it, and where it is in the form's words."""

    key: str
    text: str
    where: str
    color: str = "text"


class FoundScreen(PiaScreen[str | None]):
    """Gives the key of the place chosen, or None."""

    PLACE: ClassVar[Place] = "list"
    BINDINGS: ClassVar[list[BindingType]] = bindings("list")

    def __init__(self, title: str, places: Sequence[FoundPlace]) -> None:
        super().__init__()
        self._title = title
        self._places = places

    def compose_body(self) -> ComposeResult:
        yield TitleBar(self._title)
        yield MenuView(id="places")

    def on_mount(self) -> None:
        menu = self.query_one(MenuView)
        menu.styles.height = "1fr"
        menu.show(
            [MenuEntry(str(n), one.text, detail=one.where, color=one.color) for n, one in enumerate(self._places)]
        )
        menu.focus()
        self.query_one(TitleBar).set_state("Enter でその項目へ移ります", "muted")

    @on(LineView.Chosen)
    def _chosen(self, event: LineView.Chosen) -> None:
        event.stop()
        self.dismiss(self._places[event.index].key)

    def do_close(self) -> None:
        self.dismiss(None)
