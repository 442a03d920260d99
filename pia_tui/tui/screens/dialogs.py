"""Small dialogs: a question with answers to pick, a menu, a line or a text to write."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import ClassVar

from textual import events, on
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import Vertical
from textual.widgets import Static, TextArea

from pia_tui.errors import PiaError
from pia_tui.tui.actions import Place, bindings
from pia_tui.tui.screens.base import PiaModal
from pia_tui.tui.widgets.line_view import LineView
from pia_tui.tui.widgets.menu_view import MenuEntry, MenuView
from pia_tui.tui.widgets.prose import Prose
from pia_tui.tui.widgets.text_editor import TextEditor
from pia_tui.tui.widgets.typed import typed_digit

REPLACED = "打つと入れ替わります。続きに書くときは、先に → を押します。"
"""Beside a field that holds something already."""


class PickScreen(PiaModal[str | None]):
    """A question and its answers, one a line; gives the id of the one picked, or None for Esc.

    Digits pick too (full-width ones as well): y/n and the like are dead while an IME is on.
    """

    PLACE: ClassVar[Place] = "list"
    BINDINGS: ClassVar[list[BindingType]] = bindings("list")

    def __init__(self, title: str, entries: Sequence[MenuEntry], *, text: str = "", at: str | None = None) -> None:
        super().__init__()
        self._title = title
        self._text = text
        self._entries = entries
        self._at = at

    def compose_body(self) -> ComposeResult:
        with Vertical():
            yield Prose(self._title, classes="title")
            if self._text:
                yield Prose(self._text, classes="text")
            yield MenuView(id="menu")

    def on_mount(self) -> None:
        menu = self.query_one(MenuView)
        menu.show(self._entries, at=self._at)
        menu.focus()

    @on(LineView.Chosen)
    def _chosen(self, event: LineView.Chosen) -> None:
        event.stop()
        entry = self.query_one(MenuView).entry
        self.dismiss(entry.id if entry else None)

    def on_key(self, event: events.Key) -> None:
        digit = typed_digit(event)
        pickable = [entry for entry in self._entries if not entry.heading]
        if 0 < digit <= len(pickable):
            event.stop()
            self.dismiss(pickable[digit - 1].id)


def numbered(entries: Sequence[tuple[str, str, str]]) -> list[MenuEntry]:
    """Entries from (id, label, detail) with digits in front."""
    return [
        MenuEntry(one, f"{number}．{label}", detail=detail)
        for number, (one, label, detail) in enumerate(entries, start=1)
    ]


class LineScreen(PiaModal[str | None]):
    """Asks for one line; `check` may refuse it with the reason, shown below the line. None for Esc.

    A line that is there already is replaced by what is typed, as an item of the form is.
    """

    PLACE: ClassVar[Place] = "dialog"
    BINDINGS: ClassVar[list[BindingType]] = bindings("dialog")

    def __init__(
        self, title: str, *, text: str = "", value: str = "", check: Callable[[str], object] | None = None
    ) -> None:
        super().__init__()
        self._title = title
        self._text = text
        self._value = value
        self._check = check

    def compose_body(self) -> ComposeResult:
        with Vertical():
            yield Prose(self._title, classes="title")
            if self._text:
                yield Prose(self._text, classes="text")
            yield TextEditor(single=True, waiting="ここに書きます", id="line")
            if self._value:
                yield Prose(REPLACED, classes="hint")
            yield Prose("", classes="error", id="why")

    def on_mount(self) -> None:
        editor = self.query_one(TextEditor)
        editor.styles.height = 1
        editor.begin(self._value, single=True, replaced=True)
        editor.focus()

    @on(TextEditor.Left)
    def _left(self, event: TextEditor.Left) -> None:
        event.stop()
        if event.direction == "enter":
            self.do_accept()

    @on(TextEditor.Refused)
    def _refused(self, event: TextEditor.Refused) -> None:
        event.stop()
        self.query_one("#why", Static).update(event.error.on_screen)

    def do_accept(self) -> None:
        text = self.query_one(TextEditor).text.strip()
        if self._check is not None:
            try:
                self._check(text)
            except PiaError as error:
                self.query_one("#why", Static).update(error.on_screen)
                return
        self.dismiss(text)


class NoteScreen(PiaModal[str | None]):
    """A text of several lines, such as a note. Ctrl+S keeps it; Esc asks where something has been written."""

    PLACE: ClassVar[Place] = "dialog"
    BINDINGS: ClassVar[list[BindingType]] = bindings("dialog")

    def __init__(self, title: str, *, text: str = "", value: str = "") -> None:
        super().__init__()
        self._title = title
        self._text = text
        self._value = value
        self._asking = False

    def compose_body(self) -> ComposeResult:
        with Vertical():
            yield Prose(self._title, classes="title")
            if self._text:
                yield Prose(self._text, classes="text")
            yield TextEditor(id="note")
            yield Prose("", classes="error", id="why")

    def on_mount(self) -> None:
        editor = self.query_one(TextEditor)
        editor.styles.height = 7
        editor.begin(self._value)
        editor.focus()

    @on(TextEditor.Refused)
    def _refused(self, event: TextEditor.Refused) -> None:
        event.stop()
        self.query_one("#why", Static).update(event.error.on_screen)

    @on(TextArea.Changed)
    def _typed(self, event: TextArea.Changed) -> None:
        event.stop()
        self.query_one("#why", Static).update("")

    def do_accept(self) -> None:
        self.dismiss(self.query_one(TextEditor).text.rstrip())

    @property
    def _is_written(self) -> bool:
        """Whether something stands here that was not there before."""
        return self.query_one(TextEditor).text.rstrip() != self._value.rstrip()

    def ready_to_leave(self) -> bool:
        """The program is not ended over a note that nobody has decided about."""
        if self._is_written:
            self.do_close()
        return not self._is_written

    def do_close(self) -> None:
        if not self._is_written:
            self.dismiss(None)
            return
        if self._asking:
            return
        self._asking = True

        def picked(answer: str | None) -> None:
            self._asking = False
            if answer == "keep":
                self.do_accept()
            elif answer == "drop":
                self.dismiss(None)

        entries = numbered(
            [
                ("keep", "残して閉じる", "Ctrl+S と同じです"),
                ("drop", "残さずに閉じる", "開く前のままになります"),
                ("stay", "書き続ける", ""),
            ]
        )
        self.pia.push_screen(PickScreen("書いたものを残しますか", entries), picked)
