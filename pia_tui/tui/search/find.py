"""Search in one document: hits as one types, in the form's words; Enter goes there."""

from __future__ import annotations

from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import BindingType
from textual.widgets import Static

from pia_tui.assessment import Assessment
from pia_tui.tui.actions import Place, bindings
from pia_tui.tui.screens.base import PiaScreen
from pia_tui.tui.screens.field_list import FieldOverList
from pia_tui.tui.search.lookup import Found, SearchSpot, names, spots, texts
from pia_tui.tui.widgets.menu_view import MenuEntry, MenuView
from pia_tui.tui.widgets.text_editor import TextEditor
from pia_tui.tui.widgets.title_bar import TitleBar

MOST = 300
NAMES_FIRST = 4
"""Names shown over the hits in the text, where there are both; the rest on demand."""
MORE = "@more"


class FindScreen(FieldOverList, PiaScreen[str | None]):
    """Gives the key of the item or heading chosen, or None."""

    CSS_PATH = "find.tcss"
    PLACE: ClassVar[Place] = "list"
    BINDINGS: ClassVar[list[BindingType]] = bindings("list")

    def __init__(self, document: Assessment) -> None:
        super().__init__()
        self._document = document
        self._spots: list[SearchSpot] | None = None

    def compose_body(self) -> ComposeResult:
        yield TitleBar("この評価書から探す")
        yield Static("探す言葉（いくつか並べると、すべてを含む項目）", classes="ask", markup=False)
        yield TextEditor(single=True, id="words")
        yield MenuView(id="hits")

    def on_mount(self) -> None:
        self.query_one(MenuView).say_when_empty(
            "言葉を入れると、項目名と、書いた文から探します。", "項目の番号（Ⅱ．４ など）でも探せます。"
        )

    def typed(self, text: str) -> None:
        self._search(text)

    def _search(self, text: str, *, all_names: bool = False) -> None:
        words = text.split()
        if self._spots is None:
            # The texts are made ready once, at the first letter.
            self._spots = spots(self._document)
        named = names(self._document, self._spots, words)
        written = texts(self._document, self._spots, words, MOST)
        menu = self.query_one(MenuView)
        menu.show(_entries(named, written, all_names=all_names))
        if words:
            menu.say_when_empty(
                f"「{text.strip()}」は、この評価書の項目名にも、書いた文にもありません。",
                "言葉を短くしてみてください。全角と半角は区別しません。",
                "ほかの評価書からも探すには、Esc を2回押して一覧に戻り、F3 を押します。",
            )
        more = "以上" if len(written) >= MOST else ""
        counted = f"項目名 {len(named)}　書いた文 {len(written)}{more}"
        self.query_one(TitleBar).set_state(counted if words else "", "good" if named or written else "warning")

    def take(self) -> None:
        menu = self.query_one(MenuView)
        entry = menu.entry
        if entry is None or entry.heading:
            return
        if entry.id == MORE:
            at = menu.cursor
            self._search(self.query_one(TextEditor).text, all_names=True)
            menu.move_to(at)
        else:
            self.dismiss(entry.id)

    def do_close(self) -> None:
        self.dismiss(None)


def _entries(named: list[Found], written: list[Found], *, all_names: bool) -> list[MenuEntry]:
    """Names under a heading of their own, then the hits in the text."""
    hits = [MenuEntry(one.key, one.label, detail=one.where) for one in written]
    if not named:
        return hits
    first = named if all_names or not written else named[:NAMES_FIRST]
    shown = [MenuEntry(one.key, one.label, side=one.state, detail=one.where, color="label") for one in first]
    left = len(named) - len(first)
    if left:
        shown.append(MenuEntry(MORE, f"ほかの項目名も見る（{left}）", color="muted"))
    made = [MenuEntry("", f"項目名（{len(named)}）", heading=True), *shown]
    return [*made, MenuEntry("", f"書いた文（{len(written)}）", heading=True), *hits] if hits else made
