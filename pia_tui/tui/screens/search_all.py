"""Search across all documents: Enter opens the document at the place found."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from textual import events, on
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.timer import Timer
from textual.widgets import Static, TextArea

from pia_tui.assessment import Assessment
from pia_tui.errors import PiaError
from pia_tui.forms import load_form
from pia_tui.tui.actions import Place, bindings
from pia_tui.tui.screens.base import PiaScreen
from pia_tui.tui.widgets.line_view import LineView
from pia_tui.tui.widgets.menu_view import Entry, MenuView
from pia_tui.tui.widgets.text_editor import TextEditor
from pia_tui.tui.widgets.title_bar import TitleBar

if TYPE_CHECKING:
    from pia_tui.store import SearchHit

SEARCH_AFTER = 0.25
"""Seconds without a key before the store is searched."""
CONTEXT = 24


class SearchAllScreen(PiaScreen[tuple[int, str] | None]):
    """Gives (document, key), or None."""

    CSS_PATH = "find.tcss"
    PLACE: ClassVar[Place] = "list"
    BINDINGS: ClassVar[list[BindingType]] = bindings("list")
    DEFAULT_CSS = """
    SearchAllScreen { layout: vertical; }
    SearchAllScreen .ask { padding: 0 1; color: $ink-label; height: 1; }
    SearchAllScreen #words { height: 1; margin: 0 1; }
    SearchAllScreen #hits { height: 1fr; margin: 1 0 0 0; }
    """

    def __init__(self) -> None:
        super().__init__()
        self._timer: Timer | None = None
        self._targets: list[tuple[int, str]] = []

    def compose_body(self) -> ComposeResult:
        yield TitleBar("すべての評価書から探す")
        yield Static("探す言葉（いくつか並べると、すべてを含む評価書）", classes="ask", markup=False)
        yield TextEditor(single=True, id="words")
        yield MenuView(id="hits")

    def on_mount(self) -> None:
        editor = self.query_one(TextEditor)
        editor.begin("", single=True)
        editor.focus()

    @on(TextArea.Changed)
    def _typed(self, event: TextArea.Changed) -> None:
        event.stop()
        if self._timer is not None:
            self._timer.stop()
        self._timer = self.set_timer(SEARCH_AFTER, self._search)

    def _search(self) -> None:
        text = self.query_one(TextEditor).text
        try:
            hits = self.pia.store.call(lambda s: s.search(text, limit=50, passages=5)) if text.strip() else []
        except PiaError as error:
            self.tell_problem(error)
            return
        entries: list[Entry] = []
        self._targets = []
        for hit in hits:
            entries.append(Entry("", hit.document.name, heading=True))
            self._targets.append((hit.document.id, ""))
            for entry, key in self._passages(hit):
                entries.append(entry)
                self._targets.append((hit.document.id, key))
        menu = self.query_one(MenuView)
        menu.show(entries)
        words = f"{len(hits)} 件の評価書" if text.strip() else ""
        self.query_one(TitleBar).set_state(words, "good" if hits else "warning")

    def _passages(self, hit: SearchHit) -> list[tuple[Entry, str]]:
        stored = self.pia.store.call(lambda s: s.load(hit.document.id))
        document = Assessment(load_form(stored.form_id), stored.state)
        made = []
        for passage in hit.passages:
            key = passage.key.rpartition(":")[2]
            path = document.path(key)
            label = document.node(path).label if path else "（なくした欄・メモ）"
            made.append((Entry(key, passage.text.replace("\n", " "), detail=label), key))
        return made or [(Entry("", "（名称に含まれています）"), "")]

    def on_key(self, event: events.Key) -> None:
        menu = self.query_one(MenuView)
        if event.key in ("pageup", "pagedown") and menu.entries:
            menu.move_by_key(event.key)
            event.stop()

    @on(TextEditor.Left)
    def _left(self, event: TextEditor.Left) -> None:
        event.stop()
        menu = self.query_one(MenuView)
        if event.direction == "enter":
            self._take(menu.cursor)
        elif event.direction in ("up", "down"):
            menu.move_by_key(event.direction)

    @on(LineView.Chosen)
    def _chosen(self, event: LineView.Chosen) -> None:
        event.stop()
        self._take(event.index)

    def _take(self, index: int) -> None:
        if index < len(self._targets):
            self.dismiss(self._targets[index])

    def do_close(self) -> None:
        self.dismiss(None)
