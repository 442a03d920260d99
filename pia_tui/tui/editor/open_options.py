"""The options of a row while they are open: what a choice, a mark, a letter and the end of choosing do."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pia_tui.tui.document.item_help import how
from pia_tui.tui.document.sheet import Row
from pia_tui.tui.messages import untaken_words

if TYPE_CHECKING:
    from pia_tui.tui.editor.form_pane import FormPane


class OpenOptions:
    """Carries out what is asked of the options of a pane's page."""

    def __init__(self, pane: FormPane) -> None:
        self._pane = pane

    def pick(self, row: Row, option: int, *, go_on: bool) -> None:
        """Choose an option and close the list; with `go_on` the cursor goes to the next row."""
        node = row.node
        if node is not None:
            self._pane.carry_out(lambda: self._pane.choosing.pick(node, option))
            self.end(row, 1 if go_on else 0)

    def toggle(self, row: Row, option: int) -> None:
        """Mark an option or take its mark away; an open list stays open."""
        node, was_open = row.node, self._pane.page.choosing is not None
        if node is None:
            return
        self._pane.carry_out(lambda: self._pane.choosing.toggle(node, option))
        self._pane.refresh_rows(row.key)
        if was_open:
            self._pane.page.begin_choosing(option)

    def end(self, row: Row, step: int = 0) -> None:
        """Close the options; その他（　） that was marked and is empty is opened, else the cursor goes on."""
        page = self._pane.page
        was_open = page.choosing is not None
        page.end_choosing()
        self._pane.refresh_rows(row.key)
        below = self._pane.choosing.bracket(page.sheet, row) if was_open and page.sheet is not None else None
        if below is not None and step >= 0:
            self._pane.open_row(below)
        elif step:
            page.move_to(page.step(step))

    def typed(self, row: Row, text: str) -> None:
        """Letters where one chooses: they are meant for その他（　） if that is marked; else tell what to press."""
        pane, sheet = self._pane, self._pane.page.sheet
        is_open = pane.page.choosing is not None
        below = pane.choosing.bracket(sheet, row, written=True) if is_open and sheet is not None else None
        if below is not None and pane.may_write():
            pane.page.end_choosing()
            pane.refresh_rows(row.key)
            pane.open_row(below, text)
        else:
            kind = row.node.value_kind if row.node is not None else None
            pane.notify(f"{untaken_words(text)}ここは選ぶ欄です。{how(kind, pane.mode)}", markup=False)
