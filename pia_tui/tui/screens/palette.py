"""All actions of a place by name: type a part of it, Enter does it."""

from __future__ import annotations

from typing import ClassVar

from textual import events, on
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import Vertical
from textual.widgets import TextArea

from pia_tui.tui.actions import Action, Place, actions_at, bindings
from pia_tui.tui.screens.base import PiaModal
from pia_tui.tui.screens.find import fold
from pia_tui.tui.widgets.line_view import LineView
from pia_tui.tui.widgets.menu_view import Entry, MenuView
from pia_tui.tui.widgets.text_editor import TextEditor


class PaletteScreen(PiaModal[str | None]):
    """Gives the id of the action, or None."""

    PLACE: ClassVar[Place] = "list"
    BINDINGS: ClassVar[list[BindingType]] = bindings("list")
    DEFAULT_CSS = """
    PaletteScreen TextEditor { height: 1; margin: 0 0 1 0; }
    PaletteScreen MenuView { height: 15; }
    """

    def __init__(self, place: Place, hidden: frozenset[str]) -> None:
        super().__init__()
        fitting = [one for one in actions_at(place) if one.palette and one.id not in hidden]
        # What only this place can do comes first.
        self._actions = sorted(fitting, key=lambda one: "everywhere" in one.places or len(one.places) > 4)

    def compose_body(self) -> ComposeResult:
        with Vertical() as box:
            box.border_title = "すべての操作"
            yield TextEditor(single=True, waiting="言葉を入れると絞れます", id="words")
            yield MenuView(id="menu", detail_lines=1)

    def on_mount(self) -> None:
        self.query_one(TextEditor).focus()
        self._show("")

    def _show(self, text: str) -> None:
        words = [fold(word) for word in text.split()]
        fitting = [
            one for one in self._actions if all(word in fold(one.title + one.help + one.label) for word in words)
        ]
        self.query_one(MenuView).show([_entry(one) for one in fitting])

    @on(TextArea.Changed)
    def _typed(self, event: TextArea.Changed) -> None:
        event.stop()
        self._show(self.query_one(TextEditor).text)

    def on_key(self, event: events.Key) -> None:
        menu = self.query_one(MenuView)
        if event.key in ("up", "down", "pageup", "pagedown") and menu.entries:
            menu.move_by_key(event.key)
            event.stop()

    @on(TextEditor.Left)
    def _left(self, event: TextEditor.Left) -> None:
        event.stop()
        menu = self.query_one(MenuView)
        if event.direction == "enter" and menu.entry is not None:
            self.dismiss(menu.entry.id)
        elif event.direction in ("up", "down"):
            menu.move_by_key(event.direction)

    @on(LineView.Chosen)
    def _chosen(self, event: LineView.Chosen) -> None:
        event.stop()
        entry = self.query_one(MenuView).entry
        self.dismiss(entry.id if entry else None)


def _entry(action: Action) -> Entry:
    return Entry(action.id, action.title, side=action.key_name, detail=action.help)
