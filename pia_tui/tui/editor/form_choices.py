"""Choosing in the page of a form: picking, marking, and the text of その他（　）."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from textual.message import Message

from pia_tui.assessment import Change, Node
from pia_tui.errors import PiaError
from pia_tui.tui.document.item_help import how
from pia_tui.tui.document.session import Session
from pia_tui.tui.document.sheet import Row
from pia_tui.tui.document.sheet_lines import choice_options

if TYPE_CHECKING:
    from textual.widget import Widget

    from pia_tui.tui.editor.form_page import FormPage

    _Base = Widget
else:
    _Base = object


class Edited(Message):
    """The document in memory has changed."""

    def __init__(self, changes: Sequence[Change]) -> None:
        super().__init__()
        self.changes = changes


class Problem(Message):
    """Something was refused; `error` says what, in words for the officer."""

    def __init__(self, error: PiaError) -> None:
        super().__init__()
        self.error = error


class Choices(_Base):
    """Mixin of the pane: answers that are chosen, not written."""

    session: Session
    page: FormPage

    if TYPE_CHECKING:

        @property
        def node(self) -> Node | None: ...

        @property
        def mode(self) -> str: ...

        def refresh_rows(self, key: str | None = None) -> None: ...
        def write(self, row: Row | None = None, text: str = "") -> None: ...
        def may_write(self) -> bool: ...

    def pick(self, row: Row, option: int) -> None:
        node = row.node
        assert node is not None
        options = choice_options(node.item, node.value_kind)
        if not 0 <= option < len(options):
            return
        raw = option == 0 if node.value_kind == "flag" else options[option]
        self.put(node, raw)
        self.leave_choice(row)

    def toggle(self, row: Row, option: int) -> None:
        node = row.node
        assert node is not None
        options = node.item.choice_texts
        if not 0 <= option < len(options):
            return
        value = self.session.document.value(node)
        marked = list(value) if isinstance(value, tuple) else []
        text = options[option]
        marked = [one for one in marked if one != text] if text in marked else [*marked, text]
        self.put(node, marked)
        choosing = self.page.choosing
        self.refresh_rows(row.key)
        if choosing is not None:
            self.page.choosing = option
            self.page.row_changed(self.page.cursor)

    def leave_choice(self, row: Row) -> None:
        was_choosing = self.page.choosing is not None
        self.page.end_choosing()
        self.refresh_rows(row.key)
        if was_choosing:
            below = self._bracket(row)
            if below is not None:
                self.write(below)

    def typed(self, row: Row, text: str) -> None:
        """Letters where one chooses: they are meant for その他（　） if that is marked; else tell what to press."""
        below = self._bracket(row, written=True) if self.page.choosing is not None else None
        if below is not None and self.may_write():
            self.page.end_choosing()
            self.refresh_rows(row.key)
            self.write(below, text)
        else:
            kind = row.node.value_kind if row.node is not None else None
            self.notify(f"ここは選ぶ欄です。{how(kind, self.mode)}", markup=False)

    def _bracket(self, row: Row, *, written: bool = False) -> Row | None:
        """The first その他（　） that was marked and says nothing yet; with `written` else the first at all."""
        sheet, node = self.page.sheet, row.node
        if sheet is None or node is None or node.value_kind != "multi":
            return None
        known: Row | None = None
        for below in sheet.rows[self.page.cursor + 1 :]:
            if below.node is None or not below.node.item.option_text or not below.key.startswith(f"{row.key}."):
                break
            if not below.grey and self.session.document.value(below.node) is None:
                return below
            known = known or (below if not below.grey else None)
        return known if written else None

    def put(self, node: Node, raw: object, label: str = "選択") -> bool:
        """Change an answer; tell what changed or why not."""
        try:
            changes = self.session.put(node.key, raw, label)
        except PiaError as error:
            self.post_message(Problem(error))
            return False
        if changes:
            self.post_message(Edited(changes))
        return True

    def clear(self) -> None:
        """Put the item with the cursor back to 未記入."""
        node = self.node
        if (
            node is not None
            and node.value_kind
            and self.may_write()
            and self.put(node, "" if node.value_kind not in ("multi", "figure") else (), "未記入に戻す")
        ):
            self.refresh_rows()
