"""The editor's 「見比べる」: a panel beside the item in wide windows, the whole screen in others."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Protocol

from pia_tui.assessment import Change
from pia_tui.tui.editor.host import EditorHost
from pia_tui.tui.input.focus import give_keys
from pia_tui.tui.publication.compare_pane import ComparePane
from pia_tui.tui.publication.comparison import Comparison
from pia_tui.usecases.counterparts import LABEL, Sources, known_node

if TYPE_CHECKING:
    from pia_tui.usecases.counterparts import Source

PANEL, ROOMY = 120, 150
"""From this width the panel stands beside the form; from this, with the contents on the other side too."""


class ComparingHost(EditorHost, Protocol):
    """What the panel needs of the screen besides: the class that lays it out."""

    def has_class(self, *class_names: str) -> bool:
        """Whether the screen has a class."""

    def set_class(self, add: bool, *class_names: str) -> object:
        """Give the screen a class, or take it away."""

    def call_after_refresh(self, callback: Callable[..., None], *args: object) -> bool:
        """Call something once the screen has been drawn."""


class Comparing:
    """Opens the panel, keeps it with the cursor of the form, and takes texts over from it."""

    def __init__(self, host: ComparingHost) -> None:
        self._host = host
        self.pane = ComparePane(self.do_take_whole, self._to_form, id="compare")
        self._sources: Sources | None = None
        self._shown = ("", "")
        """The key and the text that the panel was filled for."""

    @property
    def is_open(self) -> bool:
        """Whether the panel is on the screen."""
        return self._host.has_class("-comparing")

    @property
    def has_keys(self) -> bool:
        """Whether keys go to the panel."""
        return self.is_open and self.pane.has_keys

    def do_compare(self) -> None:
        """To the panel, or back from it; in small windows the whole screen."""
        self._host.finish_writing()
        if self._host.pia.size.width < PANEL:
            self._whole_screen()
            return
        if not self.is_open:
            self._host.session.flush()
            self._sources = None
            self._host.set_class(True, "-comparing")
            self.fit()
        self.follow()
        give_keys(self.pane.menu)
        self._host.call_after_refresh(self._opened)

    def _opened(self) -> None:
        self._host.show_place()
        self.pane.show(self.pane.comparison)
        self._host.update_keys()

    def fit(self) -> None:
        """Lay out with the window's width; where the panel has no room it goes."""
        if not self.is_open:  # the class would restyle the whole screen, and change nothing
            return
        width = self._host.pia.size.width
        self._host.set_class(width < ROOMY, "-tight")
        if width < PANEL:
            self.do_close()

    def follow(self) -> None:
        """Show the item with the form's cursor; nothing is read again where neither it nor its text has changed."""
        if not self.is_open:
            return
        here = self._host.pane.node
        document = self._host.session.document
        node = known_node(document, here.key) if here is not None else None
        if node is None:
            self._shown = ("", "")
            self.pane.show(None)
            return
        held = (node.key, repr(document.state.get(node.key)))
        if held == self._shown:
            return
        self._shown = held
        source: Source | None = self.pane.comparison.source if self.pane.comparison is not None else None
        if self._sources is None or self._sources.document is not document:
            self._sources = self._host.session.store.call(lambda s: Sources(s, document))
        sources = self._sources
        found = self._host.session.store.call(lambda s: sources.candidates(s, node))
        self.pane.show(Comparison(document, node, found, source))

    def forget(self) -> None:
        """Read what was published again: there was a publication, or one was withdrawn."""
        self._sources, self._shown = None, ("", "")

    # -- taking over -------------------------------------------------------------------------------------------------

    def do_take_whole(self) -> None:
        """The whole text instead of the item's own."""
        from pia_tui.tui.publication.compare_screen import take_whole

        if self.pane.comparison is not None and self._host.pane.may_write():
            take_whole(self._host, self.pane.comparison, self._take)

    def do_take_part(self) -> None:
        """One place that differs."""
        from pia_tui.tui.publication.compare_screen import take_part

        if self.pane.comparison is not None and self._host.pane.may_write():
            take_part(self._host, self.pane.comparison, self._take)

    def _take(self, changes: list[Change]) -> None:
        self._host.edited(self._host.session.edit(changes, LABEL))
        self._shown = ("", "")
        self.follow()
        self._host.tell("写しました（元に戻すときは、様式の画面で Ctrl+Z）")

    def _to_form(self) -> None:
        """Back to the form with the panel beside it, which goes along with the cursor."""
        self._host.pane.take_keys()
        self._host.update_keys()

    def do_next_source(self) -> None:
        self.pane.switch_source(1)

    def do_previous_source(self) -> None:
        self.pane.switch_source(-1)

    def do_close(self) -> None:
        """The form alone again."""
        had_keys = self.has_keys
        self._host.set_class(False, "-comparing")
        self._shown = ("", "")
        if had_keys:
            self._host.pane.take_keys()
        self._host.show_place()
        self._host.update_keys()

    # -- small windows -----------------------------------------------------------------------------------------------

    def _whole_screen(self) -> None:
        from pia_tui.tui.publication.compare_screen import CompareScreen

        session, here = self._host.session, self._host.pane.node
        node = known_node(session.document, here.key) if here is not None else None
        if node is None:
            self._host.tell("記入する項目に移ってから使ってください")
            return
        session.flush()

        def taken(changes: list[Change] | None) -> None:
            if changes:
                self._host.edited(session.edit(changes, LABEL))
                self._host.go_to(node.key)

        self._host.pia.push_screen(CompareScreen(session.document, node, read_only=session.read_only), taken)
