"""Which rows of a section stand on the page: what is folded, what is selected, and the way to a key."""

from __future__ import annotations

from collections.abc import Callable

from pia_tui.assessment import Node, Part
from pia_tui.tui.document.session import Session
from pia_tui.tui.document.sheet import Folds, FormSheet, Row, Show
from pia_tui.tui.editor.form_page import FormPage


class PageRows:
    """Fills a page with the rows of one part of a session's document."""

    def __init__(self, session: Session, page: FormPage) -> None:
        self._session = session
        self._page = page
        self.folds = Folds()
        self.part: Part | None = None
        self.show: Show = "all"
        self.remarked: Callable[[Node], bool] = lambda node: bool(page.tags_of(node))
        """Whether an item has a finding, a note or something to confirm."""
        self.changed: Callable[[Node], bool] = lambda _: False
        """Whether an item was changed since the last publication."""

    def show_part(self, part: Part, key: str | None = None) -> None:
        """Show another section, with the cursor on `key` or its first item."""
        self.part = part
        if key is not None:
            self.unfold_to(key)
        self._page.show_sheet(self._sheet(part), key=key)

    def refresh(self, key: str | None = None) -> None:
        """Make the rows anew after the document changed; the cursor stays where it was, or goes to `key`."""
        if self.part is None:
            return
        row = self._page.row
        wanted = key or (row.key if row else None)
        self._page.show_sheet(self._sheet(self.part), key=wanted, keep=True)

    def _sheet(self, part: Part) -> FormSheet:
        marked = self.changed if self.show == "changed" else self.remarked
        return FormSheet(self._session.document, part, self.folds, show=self.show, marked=marked)

    def unfold_to(self, key: str) -> None:
        """Open every block and every folded place on the way to a key."""
        if self.part is None:
            return
        nodes = list(self._session.document.nodes(self.part))
        for node in nodes:
            if node.number and key.startswith(f"{node.key}."):
                self.folds.blocks[node.key] = False
        target = next((node for node in nodes if node.key == key), None)
        if target is not None and not target.applies:
            sheet = FormSheet(self._session.document, self.part, self.folds)
            rounds = 0
            while sheet.index(key) is None and rounds < 4:
                self.folds.off |= {row.key for row in sheet.rows if row.kind == "off"}
                sheet = FormSheet(self._session.document, self.part, self.folds)
                rounds += 1

    def go_to(self, key: str) -> bool:
        """Put the cursor on an item of this part, or on the first one under a heading; False if it is not here.

        The key of the part itself is its beginning, that of a list the place to add a block.
        """
        page = self._page
        if self.part is not None and key == self.part.key:
            page.move_by_key("home")
            return True
        index = self._index(key)
        if index is None:
            self.unfold_to(key)
            self.refresh(key)
            index = self._index(key)
        if index is None and self.show != "all":
            # What is looked for is not among the rows that are shown just now.
            self.show = "all"
            self.refresh(key)
            index = self._index(key)
        if index is None:
            return False
        page.move_to(page.first_under(index), top=not page.rows[index].focusable)
        return True

    def _index(self, key: str) -> int | None:
        sheet = self._page.sheet
        if sheet is None:
            return None
        at = sheet.index(key)
        return sheet.index(f"+{key}") if at is None else at

    def fold(self, row: Row, *, folded: bool) -> None:
        """Fold a block or what does not apply, or open it."""
        if row.kind == "off":
            self.folds.off ^= {row.key}
        elif row.kind == "block":
            self.folds.blocks[row.key] = folded
        self.refresh(row.key)
        self._page.reveal_under(self._page.cursor)
