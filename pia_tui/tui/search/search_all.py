"""Search across all documents: Enter opens the document at the place found."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from functools import cache
from typing import TYPE_CHECKING, ClassVar

from textual.app import ComposeResult
from textual.binding import BindingType
from textual.timer import Timer
from textual.widgets import Static

from pia_tui import keys
from pia_tui.assessment import Assessment
from pia_tui.errors import PiaError
from pia_tui.forms import Item, load_form, parse_path
from pia_tui.places import short_words
from pia_tui.tui.actions import Place, bindings
from pia_tui.tui.screens.base import PiaScreen
from pia_tui.tui.screens.field_list import FieldOverList
from pia_tui.tui.widgets.menu_view import MenuEntry, MenuView
from pia_tui.tui.widgets.text_editor import TextEditor
from pia_tui.tui.widgets.title_bar import TitleBar

if TYPE_CHECKING:
    from pia_tui.store import SearchHit

SEARCH_AFTER = 0.25
"""Seconds without a key before the store is searched."""
Position = tuple[tuple[int, int, int], ...]
MOST = 50
"""Documents that are listed."""
LOOKED_AT = 40
"""Places looked at in one document."""
SHOWN = 5
"""Places listed of one document."""


class SearchAllScreen(FieldOverList, PiaScreen[tuple[int, str] | None]):
    """Gives (document, key), or None."""

    CSS_PATH = "find.tcss"
    PLACE: ClassVar[Place] = "list"
    BINDINGS: ClassVar[list[BindingType]] = bindings("list")
    DEFAULT_CSS = """
    SearchAllScreen { layout: vertical; }
    SearchAllScreen .ask { padding: 0 1; color: $color-label; height: 1; }
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
        self.query_one(MenuView).say_when_empty("言葉を入れると、すべての評価書の本文から探します。")

    def typed(self, text: str) -> None:  # noqa: ARG002 - read when one pauses
        if self._timer is not None:
            self._timer.stop()
        self._timer = self.set_timer(SEARCH_AFTER, self._search)

    def _search(self) -> None:
        text = self.query_one(TextEditor).text.strip()
        try:
            hits = self.pia.store.call(lambda s: s.search(text, limit=MOST, passages=LOOKED_AT)) if text else []
            found = [(hit, self._passages(hit)) for hit in hits]
        except PiaError as error:
            self.tell_problem(error)
            return
        entries: list[MenuEntry] = []
        self._targets = []
        for hit, passages in found:
            more = f"（{_count(len(passages))}）" if len(passages) > SHOWN else ""
            entries.append(MenuEntry("", f"{hit.document.name}{more}", heading=True))
            self._targets.append((hit.document.id, ""))
            for entry in passages[:SHOWN]:
                entries.append(entry)
                self._targets.append((hit.document.id, entry.id))
        menu = self.query_one(MenuView)
        menu.show(entries)
        if text:
            menu.say_when_empty(
                f"「{text}」を含む評価書はありません。",
                "言葉を短くしてみてください。全角と半角、大文字と小文字は区別しません。",
                "いくつかの言葉を並べると、そのすべてを含む評価書を探します。",
            )
        words = f"{len(hits)} 件{'以上' if len(hits) >= MOST else ''}の評価書" if text else ""
        self.query_one(TitleBar).set_state(words, "good" if hits else "warning")

    def _passages(self, hit: SearchHit) -> list[MenuEntry]:
        """The places found, in the form's order; the table of changes, which repeats the others, comes last."""
        stored = self.pia.store.call(lambda s: s.load(hit.document.id))
        document = Assessment.of(stored.state)
        parts = list(document.parts())
        made: list[tuple[Position, MenuEntry]] = []
        for passage in hit.passages:
            key = keys.place_of(passage.key)
            path = document.path(key)
            part = next((one for one in parts if key.startswith(f"{one.key}.")), None)
            where = "未配置の文" if keys.PIECE.holds(passage.key) else "（なくした欄・メモ）"
            if path is not None and part is not None:
                where = " ＞ ".join(short_words(document, path))
            if keys.DEPARTMENT.holds(passage.key):
                where = " ".join((keys.DEPARTMENT.title, *short_words(document, key)))
            entry = MenuEntry(key, passage.text.replace("\n", " "), detail=where)
            made.append((_position(stored.form_id, path), entry))
        made.sort(key=lambda one: one[0])
        return [entry for _, entry in made] or [MenuEntry("", "（名称に含まれています）")]

    def take(self) -> None:
        index = self.query_one(MenuView).cursor
        if index < len(self._targets):
            self.dismiss(self._targets[index])

    def do_close(self) -> None:
        self.dismiss(None)


def _position(form_id: str, path: str | None) -> Position:
    """Where a place stands in its document; the table of changes after all others, what is no place at the end."""
    if path is None:
        return ((2, 0, 0),)
    order, last = _order(form_id)
    made: list[tuple[int, int, int]] = []
    names: list[str] = []
    for name, index in parse_path(path).steps:
        names.append(name)
        made.append((int(names[0] in last), order.get(".".join(names), 0), index if isinstance(index, int) else 0))
    return tuple(made)


@cache
def _order(form_id: str) -> tuple[dict[str, int], frozenset[str]]:
    """Where each section and item stands in a form, and the sections that are lists of changes."""
    form = load_form(form_id)
    ids = [each for section in form.sections for each in (section.id, *(item.id for item in _inside(section.items)))]
    changes = frozenset(section.id for section in form.sections if section.kind == "changes")
    return {item_id: number for number, item_id in enumerate(ids)}, changes


def _inside(items: Iterable[Item]) -> Iterator[Item]:
    for item in items:
        yield item
        yield from _inside(item.items)


def _count(found: int) -> str:
    return f"{found} か所{'以上' if found >= LOOKED_AT else ''}"
