"""A field with a list under it: one types, and the keys of the list work meanwhile."""

from __future__ import annotations

from textual import events
from textual.widgets import TextArea

from pia_tui.tui.screens.base import Acting
from pia_tui.tui.widgets.line_view import LineView
from pia_tui.tui.widgets.menu_view import MenuView
from pia_tui.tui.widgets.text_editor import TextEditor

_LIST_KEYS = ("up", "down", "pageup", "pagedown")


class FieldOverList(Acting):
    """Mixin of screens with one TextEditor and one MenuView. They say what is done with a text and with an entry."""

    def typed(self, text: str) -> None:
        """The field holds another text now."""

    def take(self) -> None:
        """The entry with the cursor was chosen in the list."""
        raise NotImplementedError

    def entered(self) -> None:
        """Enter was pressed in the field."""
        self.take()

    def on_mount(self) -> None:
        editor = self.query_one(TextEditor)
        editor.begin("", single=True)
        editor.focus()

    def on_text_area_changed(self, event: TextArea.Changed) -> None:
        event.stop()
        self.typed(self.query_one(TextEditor).text)

    def on_key(self, event: events.Key) -> None:
        menu = self.query_one(MenuView)
        if event.key in _LIST_KEYS and menu.entries:
            menu.move_by_key(event.key)
            event.stop()

    def on_text_editor_left(self, event: TextEditor.Left) -> None:
        event.stop()
        if event.direction == "enter":
            self.entered()
        elif event.direction in ("up", "down"):
            self.query_one(MenuView).move_by_key(event.direction)

    def on_line_view_chosen(self, event: LineView.Chosen) -> None:
        event.stop()
        self.take()
