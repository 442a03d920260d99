"""Search in one document: hits as one types, in the form's words; Enter goes there."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import islice
from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import BindingType
from textual.widgets import Static

from pia_tui.assessment import Assessment, Node, Part
from pia_tui.forms import format_value
from pia_tui.tui.actions import Place, bindings
from pia_tui.tui.screens.base import PiaScreen
from pia_tui.tui.screens.field_list import FieldOverList
from pia_tui.tui.sheet import place_words
from pia_tui.tui.widgets.menu_view import Entry, MenuView
from pia_tui.tui.widgets.text_editor import TextEditor
from pia_tui.tui.widgets.title_bar import TitleBar

CONTEXT = 24
MOST = 300


class FindScreen(FieldOverList, PiaScreen[str | None]):
    """Gives the key of the item chosen, or None."""

    CSS_PATH = "find.tcss"
    PLACE: ClassVar[Place] = "list"
    BINDINGS: ClassVar[list[BindingType]] = bindings("list")

    def __init__(self, document: Assessment) -> None:
        super().__init__()
        self._document = document
        self._found: list[_Place] | None = None

    def compose_body(self) -> ComposeResult:
        yield TitleBar("この評価書から探す")
        yield Static("探す言葉（いくつか並べると、すべてを含む項目）", classes="ask", markup=False)
        yield TextEditor(single=True, id="words")
        yield MenuView(id="hits")

    def on_mount(self) -> None:
        self.query_one(MenuView).say_when_empty("言葉を入れると、書いた所を探します。")

    def typed(self, text: str) -> None:
        words = text.split()
        if self._found is None:
            # The texts are made ready once, at the first letter.
            self._found = _places(self._document)
        hits = list(_hits(self._document, self._found, words)) if words else []
        menu = self.query_one(MenuView)
        menu.show(hits)
        if words:
            menu.say_when_empty(
                f"「{text.strip()}」は、この評価書に書かれていません。",
                "言葉を短くしてみてください。全角と半角は区別しません。",
                "ほかの評価書からも探すには、Esc を2回押して一覧に戻り、F3 を押します。",
            )
        more = "以上" if len(hits) >= MOST else ""
        self.query_one(TitleBar).set_state(f"{len(hits)} か所{more}" if words else "", "good" if hits else "warning")

    def take(self) -> None:
        entry = self.query_one(MenuView).entry
        if entry is not None:
            self.dismiss(entry.id)

    def do_close(self) -> None:
        self.dismiss(None)


def fold(text: str) -> str:
    """Text as it is compared: full and half width, large and small letters alike."""
    return unicodedata.normalize("NFKC", text).casefold()


@dataclass(frozen=True, slots=True)
class _Place:
    """An item that holds words; `folded` is what is compared."""

    node: Node
    part: Part
    text: str
    folded: str


def _places(document: Assessment) -> list[_Place]:
    return [
        _Place(node, part, text, fold(text))
        for part in document.parts()
        for node in document.nodes(part)
        if node.value_kind is not None and (text := format_value(document.shown(node)))
    ]


def _hits(document: Assessment, places: Iterable[_Place], words: list[str]) -> Iterator[Entry]:
    wanted = [fold(word) for word in words]
    fitting = (one for one in places if all(word in one.folded for word in wanted))
    for one in islice(fitting, MOST):
        where = " ＞ ".join(place_words(document, one.node, one.part))
        yield Entry(one.node.key, context(one.text, words[0]), detail=where)


def context(text: str, word: str) -> str:
    """The word with what stands around it, on one line."""
    at = fold(text).find(fold(word))
    at = min(max(at, 0), len(text))
    start, end = max(0, at - CONTEXT), at + len(word) + CONTEXT * 2
    head, tail = ("…" if start else ""), ("…" if end < len(text) else "")
    return head + text[start:end].replace("\n", " ") + tail
