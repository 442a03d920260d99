"""What is said about the item with the cursor: the words of its place, the help beside the page, the hint under it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pia_tui.assessment import Part
from pia_tui.places import short_words
from pia_tui.tui.document.item_help import help_paragraphs, hint_lines
from pia_tui.tui.document.sheet import Row
from pia_tui.tui.editor.review import SHOWS
from pia_tui.tui.screens.base import WIDE
from pia_tui.tui.widgets.hint_strip import HintStrip
from pia_tui.tui.widgets.reading_view import ReadingView

if TYPE_CHECKING:
    from pia_tui.tui.editor.screen import EditorScreen


class ItemHelpPane(ReadingView, can_focus=False):
    """The help about the item, beside the page: read with the mouse or on the page of help; it takes no keys."""


class Guide:
    """Keeps help and hint with the cursor of the editor's page."""

    def __init__(self, screen: EditorScreen) -> None:
        self._screen = screen
        self._wanted = True
        self.pane = ItemHelpPane(id="help")
        self.strip = HintStrip(id="hint")

    @property
    def is_shown(self) -> bool:
        """Whether the help about the item stands beside the page."""
        return (
            self._screen.size.width >= WIDE
            and self._wanted
            and not (self._screen.tray.is_open or self._screen.comparing.is_open)
        )

    def place_words(self, part: Part, row: Row | None) -> tuple[str, ...]:
        """Where the cursor is, and whether only some rows are shown."""
        document, show = self._screen.session.document, self._screen.pane.rows.show
        node = row.node if row is not None else None
        words = short_words(document, node.key) if node is not None else (document.part_title(part),)
        return words if show == "all" else (f"［{dict(SHOWS)[show]}］{words[0]}", *words[1:])

    def show(self) -> None:
        """Bring help and hint up to date."""
        pane = self._screen.pane
        if self.is_shown:
            self.pane.show(help_paragraphs(self._screen.session.document, pane.part, pane.page.row, pane.mode))
        else:
            self.strip.show(hint_lines(pane.page.row, self._screen.size.width - 2, mode=pane.mode))

    def do_help(self) -> None:
        """The page of help, as in every window; where the item's help stands beside the page, at the keys."""
        pane = self._screen.pane
        about = help_paragraphs(self._screen.session.document, pane.part, pane.page.row, pane.mode)
        self._screen.pia.show_help(self._screen.place, about, at_keys=self.is_shown)

    def do_toggle_help(self) -> None:
        """More room for the page, or the help beside it again."""
        self._wanted = not self._wanted
        self._screen.set_class(not self._wanted, "-no-help")
        self._screen.call_after_refresh(self._screen.show_place)
