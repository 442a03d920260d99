"""「見比べる」: an item beside the same one elsewhere. Four sources, one mechanism; whole or in part with one key."""

from __future__ import annotations

from typing import ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import Container

from pia_tui.assessment import Assessment, Change, Node
from pia_tui.forms import format_value
from pia_tui.places import heading_words
from pia_tui.rules.changes.excerpt import hunks, marked
from pia_tui.tui.actions import Place, bindings
from pia_tui.tui.publication.sides import SideOf
from pia_tui.tui.screens.base import PiaScreen
from pia_tui.tui.screens.dialogs import PickScreen, numbered
from pia_tui.tui.widgets.line_view import LineView
from pia_tui.tui.widgets.menu_view import Entry, MenuView
from pia_tui.tui.widgets.title_bar import TitleBar
from pia_tui.usecases.beside import SOURCES, Candidate, Source, candidates, same, taken

BESIDE = 100
_SHOWN = 70


class CompareScreen(PiaScreen[list[Change] | None]):
    """Gives the changes that take an answer over, or None. The document is not touched here."""

    PLACE: ClassVar[Place] = "compare"
    BINDINGS: ClassVar[list[BindingType]] = bindings("compare")
    DEFAULT_CSS = """
    CompareScreen { layout: vertical; }
    CompareScreen #found { height: 1fr; max-height: 9; }
    CompareScreen #sides { height: 2fr; layout: horizontal; }
    CompareScreen.-stacked #sides { layout: vertical; }
    CompareScreen SideOf { width: 1fr; height: 1fr; }
    """

    def __init__(self, document: Assessment, node: Node, *, read_only: bool = False) -> None:
        super().__init__()
        self.document, self.node = document, node
        self._read_only = read_only
        self._found: dict[Source, list[Candidate]] = {}
        self._source: Source = "published"

    def compose_body(self) -> ComposeResult:
        yield TitleBar("見比べる", two=True)
        yield MenuView(id="found")
        with Container(id="sides"):
            yield SideOf("mine", "この評価書の、いまの記載")
            yield SideOf("other", "")

    def on_mount(self) -> None:
        self.query_one(TitleBar).set_place(heading_words(self.document, self.node.key))
        self._found = self.pia.store.call(lambda s: candidates(s, self.document, self.node))
        self._source = next((source for source, _ in SOURCES if self._found[source]), "published")
        self._show()
        self.query_one(MenuView).focus()

    def on_resize(self) -> None:
        self.set_class(self.size.width < BESIDE, "-stacked")

    @property
    def text(self) -> str:
        """The item's own text."""
        value = self.document.value(self.node)
        return "\n".join(value) if isinstance(value, tuple) else format_value(value)

    @property
    def candidate(self) -> Candidate | None:
        """What the item is compared with."""
        found = self._found.get(self._source, [])
        at = self.query_one(MenuView).cursor
        return found[at] if at < len(found) else None

    # -- what is shown -----------------------------------------------------------------------------------------------

    def _show(self) -> None:
        menu = self.query_one(MenuView)
        found = self._found[self._source]
        menu.say_when_empty("この項目の記載は、ここにはありません。", "← → で、ほかの見比べる相手に移れます。")
        menu.show(
            [
                Entry(
                    str(number),
                    f"{one.title}　{one.place}".rstrip(),
                    side="同じ" if same(one.text, self.text) else "",
                    detail=one.text.replace("\n", " ")[:_SHOWN],
                )
                for number, one in enumerate(found)
            ]
        )
        told = "　".join(
            f"［{name} {len(self._found[source])}］" if source == self._source else f"{name} {len(self._found[source])}"
            for source, name in SOURCES
        )
        self.query_one(TitleBar).set_title(told)
        self._show_sides()

    def _show_sides(self) -> None:
        other = self.candidate
        mine = self.text
        one, two = marked(mine, other.text) if other is not None else (None, None)
        self.query_one("#mine", SideOf).show(mine or "（未記入）", one.spans if one and mine else ())
        side = self.query_one("#other", SideOf)
        side.name_it(other.title if other is not None else "")
        side.show(other.text if other is not None else "", two.spans if two and mine else ())

    @on(LineView.Moved, "#found")
    def _moved(self, event: LineView.Moved) -> None:
        event.stop()
        self._show_sides()

    @on(LineView.Chosen, "#found")
    def _chosen(self, event: LineView.Chosen) -> None:
        event.stop()
        self.do_take_whole()

    def do_next_source(self) -> None:
        self._turn(1)

    def do_previous_source(self) -> None:
        self._turn(-1)

    def _turn(self, step: int) -> None:
        names = [source for source, _ in SOURCES]
        self._source = names[(names.index(self._source) + step) % len(names)]
        self._show()

    # -- taking over ---------------------------------------------------------------------------------------------------

    def do_take_whole(self) -> None:
        """The whole answer instead of the item's own."""
        other = self.candidate
        if other is None or self._refuses():
            return
        changes = taken(self.document, self.node, other)
        if not changes:
            self.tell("いまの記載と同じです")
            return
        self.dismiss(changes)

    def do_take_part(self) -> None:
        """One place that differs, as it stands there."""
        other = self.candidate
        if other is None or self._refuses():
            return
        if self.node.value_kind != "text":
            self.do_take_whole()
            return
        places = hunks(self.text, other.text)
        if not places:
            self.tell("いまの記載と同じです")
            return

        def picked(answer: str | None) -> None:
            if answer is not None:
                text = places[int(answer)].taken_into(self.text)
                self.dismiss(taken(self.document, self.node, other, text))

        entries = [
            (str(number), (one.after.strip() or "（この文を消す）")[:_SHOWN], f"いま: {one.before.strip()[:_SHOWN]}")
            for number, one in enumerate(places)
        ]
        self.pia.push_screen(PickScreen("写すところ", numbered(entries)), picked)

    def _refuses(self) -> bool:
        if self._read_only:
            self.tell("この評価書は、いまは読むだけです")
        return self._read_only

    def do_close(self) -> None:
        self.dismiss(None)
