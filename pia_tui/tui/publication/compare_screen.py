"""「見比べる」: an item beside the same one elsewhere. Four sources, one mechanism; whole or in part with one key."""

from __future__ import annotations

from collections.abc import Callable
from typing import ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import Container

from pia_tui.assessment import Assessment, Change, Node
from pia_tui.places import heading_words
from pia_tui.tui.actions import Place, bindings
from pia_tui.tui.publication.comparison import Comparison
from pia_tui.tui.publication.publish_flow import PublishHost
from pia_tui.tui.publication.sides import SideOf
from pia_tui.tui.screens.base import PiaScreen
from pia_tui.tui.screens.dialogs import PickScreen, numbered
from pia_tui.tui.widgets.line_view import LineView
from pia_tui.tui.widgets.menu_view import MenuView
from pia_tui.tui.widgets.title_bar import TitleBar
from pia_tui.usecases.counterparts import Candidate, candidates

SIDE_BY_SIDE = 100


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
        self.comparison: Comparison | None = None

    def compose_body(self) -> ComposeResult:
        yield TitleBar("見比べる", two=True)
        yield MenuView(id="found")
        with Container(id="sides"):
            yield SideOf("mine", "この評価書の、いまの記載")
            yield SideOf("other", "")

    def on_mount(self) -> None:
        self.query_one(TitleBar).set_place(heading_words(self.document, self.node.key))
        found = self.pia.store.call(lambda s: candidates(s, self.document, self.node))
        self.comparison = Comparison(self.document, self.node, found)
        self._show()
        self.query_one(MenuView).focus()

    def on_resize(self) -> None:
        self.set_class(self.size.width < SIDE_BY_SIDE, "-stacked")

    @property
    def candidate(self) -> Candidate | None:
        """What the item is compared with."""
        return self.comparison.candidate if self.comparison is not None else None

    # -- what is shown -----------------------------------------------------------------------------------------------

    def _show(self) -> None:
        assert self.comparison is not None
        menu = self.query_one(MenuView)
        menu.say_when_empty("この項目の記載は、ここにはありません。", "← → で、ほかの見比べる相手に移れます。")
        menu.show(self.comparison.entries())
        self.query_one(TitleBar).set_title(self.comparison.tabs())
        self._show_sides()

    def _show_sides(self) -> None:
        assert self.comparison is not None
        other, (mine, theirs) = self.comparison.candidate, self.comparison.sides()
        self.query_one("#mine", SideOf).show(self.comparison.text or "（未記入）", mine)
        side = self.query_one("#other", SideOf)
        side.name_it(other.title if other is not None else "")
        side.show(other.text if other is not None else "", theirs)

    @on(LineView.Moved, "#found")
    def _moved(self, event: LineView.Moved) -> None:
        event.stop()
        if self.comparison is not None:
            self.comparison.at = event.index
            self._show_sides()

    @on(LineView.Chosen, "#found")
    def _chosen(self, event: LineView.Chosen) -> None:
        event.stop()
        self.do_take_whole()

    def do_next_source(self) -> None:
        self._switch_source(1)

    def do_previous_source(self) -> None:
        self._switch_source(-1)

    def _switch_source(self, step: int) -> None:
        if self.comparison is not None:
            self.comparison.switch_source(step)
            self._show()

    # -- taking over ---------------------------------------------------------------------------------------------------

    def do_take_whole(self) -> None:
        """The whole answer instead of the item's own."""
        if self.comparison is not None and not self._refuses():
            take_whole(self, self.comparison, self.dismiss)

    def do_take_part(self) -> None:
        """One place that differs, as it stands there."""
        if self.comparison is not None and not self._refuses():
            take_part(self, self.comparison, self.dismiss)

    def _refuses(self) -> bool:
        if self._read_only:
            self.tell("この評価書は、いまは読むだけです")
        return self._read_only

    def do_close(self) -> None:
        self.dismiss(None)


def take_whole(screen: PublishHost, comparison: Comparison, done: Callable[[list[Change]], object]) -> None:
    """Take the whole answer over; `done` gets the changes."""
    changes = comparison.whole()
    if changes:
        done(changes)
    elif comparison.candidate is not None:
        screen.tell("いまの記載と同じです")


def take_part(screen: PublishHost, comparison: Comparison, done: Callable[[list[Change]], object]) -> None:
    """Ask for one of the places that differ, and take it over; `done` gets the changes."""
    if comparison.node.value_kind != "text":
        take_whole(screen, comparison, done)
        return
    places = comparison.parts()
    if not places:
        if comparison.candidate is not None:
            screen.tell("いまの記載と同じです")
        return

    def picked(answer: str | None) -> None:
        if answer is not None:
            done(comparison.part(places[int(answer)]))

    screen.pia.push_screen(PickScreen("写すところ", numbered(comparison.part_entries())), picked)
