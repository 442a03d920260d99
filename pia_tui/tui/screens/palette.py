"""All actions of a place by name: type a part of it, Enter does it."""

from __future__ import annotations

from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import Vertical

from pia_tui.store.search import fold
from pia_tui.tui.actions import Action, Place, actions_at, bindings
from pia_tui.tui.screens.base import PiaModal
from pia_tui.tui.screens.field_list import FieldOverList
from pia_tui.tui.widgets.menu_view import MenuEntry, MenuView
from pia_tui.tui.widgets.text_editor import TextEditor


class PaletteScreen(FieldOverList, PiaModal[str | None]):
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
        self.query_one(MenuView).say_when_empty("その言葉の操作はありません。", "言葉を短くしてみてください。")
        self.typed("")

    def typed(self, text: str) -> None:
        words = [fold(word) for word in text.split()]
        fitting = [one for one in self._actions if all(word in _everything(one) for word in words)]
        # The name, and what people call it, count more than the explanation.
        fitting.sort(key=lambda one: not all(word in fold(one.title + one.label + _called(one)) for word in words))
        self.query_one(MenuView).show([_entry(one) for one in fitting])

    def take(self) -> None:
        entry = self.query_one(MenuView).entry
        if entry is not None:
            self.dismiss(entry.id)


def _called(action: Action) -> str:
    return " ".join(action.words)


def _everything(action: Action) -> str:
    """All by which an action is found."""
    return fold(action.title + action.help + action.label + _called(action))


def _entry(action: Action) -> MenuEntry:
    return MenuEntry(action.id, action.title, side=action.key_name, detail=action.help)
