"""Answers that are chosen, not written: picking, marking, and the way to the text of その他（　）."""

from __future__ import annotations

from collections.abc import Sequence

from pia_tui.assessment import Change, Node
from pia_tui.tui.document.session import Session
from pia_tui.tui.document.sheet import FormSheet, Row
from pia_tui.tui.document.sheet_lines import choice_options

CHOICE_LABEL = "選択"


class Choosing:
    """Makes the choices of a session's document."""

    def __init__(self, session: Session) -> None:
        self._session = session

    def pick(self, node: Node, option: int) -> list[Change]:
        """Choose an option, counted from 0; nothing where there is none. Raises what `Session.put` raises."""
        options = choice_options(node.item, node.value_kind)
        if not 0 <= option < len(options):
            return []
        raw = option == 0 if node.value_kind == "flag" else options[option]
        return self._session.put(node.key, raw, CHOICE_LABEL)

    def toggle(self, node: Node, option: int) -> list[Change]:
        """Mark an option, or take its mark away."""
        options = node.item.choice_texts
        if not 0 <= option < len(options):
            return []
        value = self._session.document.value(node)
        marked = list(value) if isinstance(value, tuple) else []
        text = options[option]
        marked = [one for one in marked if one != text] if text in marked else [*marked, text]
        return self._session.put(node.key, marked, CHOICE_LABEL)

    def clear(self, node: Node) -> list[Change]:
        """Put an item back to 未記入, what was typed and could not be read included."""
        from pia_tui.tui.editor.answer import draft_changes

        document = self._session.document
        raw: Sequence[str] | str = "" if node.value_kind not in ("multi", "figure") else ()
        changes = [*document.change(node.key, raw), *draft_changes(document, node.key, None)]
        return self._session.edit(changes, "未記入に戻す")

    def bracket(self, sheet: FormSheet, row: Row, *, written: bool = False) -> Row | None:
        """The first その他（　） that was marked and says nothing yet; with `written` else the first at all."""
        node, at = row.node, sheet.index(row.key)
        if node is None or at is None or node.value_kind != "multi":
            return None
        known: Row | None = None
        for below in sheet.rows[at + 1 :]:
            if below.node is None or not below.node.item.option_text or not below.key.startswith(f"{row.key}."):
                break
            if not below.grey and self._session.document.value(below.node) is None:
                return below
            known = known or (below if not below.grey else None)
        return known if written else None
