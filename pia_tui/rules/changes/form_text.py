"""Answers as they read on the form: marks with their brackets, counts in theirs, drawings by name."""

from __future__ import annotations

import re
from collections.abc import Callable

from pia_tui.assessment import Assessment, Node
from pia_tui.forms import Item, Value, format_value

FigureName = Callable[[str], str]
"""What to call a drawing, by the identity of its file."""

_BRACKET = re.compile(r"[（(][\s　]*[）)]")


def plain_figure(identity: str) -> str:
    """A drawing whose file nobody asked about."""
    return f"図（{identity[:8]}）"


class AnswerWriter:
    """Writes the answers of one document."""

    def __init__(self, document: Assessment, figure: FigureName = plain_figure) -> None:
        self.document = document
        self._figure = figure

    def of(self, node: Node) -> str:
        """What is printed at a node; empty where nothing stands or the form switches the item off."""
        if node.value_kind is None or not self.document.applies(node.key):
            return ""
        if node.item.kind == "count":
            owner = self.owner(node)
            if owner is not None:
                return self._owned(owner, node.key.rpartition(".")[0])
            return _filled(node.item, self.document.shown(node))
        value = self.document.shown(node)
        if node.item.value_kind in ("flag", "choice"):
            return self._owned(node.item, node.key, value)
        if node.item.value_kind == "multi":
            return self._marks(node.item, node.key, value if isinstance(value, tuple) else ())
        if isinstance(value, tuple):
            return "\n".join(self._figure(identity) for identity in value)
        return format_value(value)

    def _marks(self, item: Item, key: str, marked: tuple[str, ...]) -> str:
        """The options with a ○, and those with words in their bracket: the form prints these without one too."""
        told = ((option.text, self._bracket(item, key, option.text)) for option in item.choices)
        return "　".join(
            f"[{'○' if text in marked else '　'}]{text}{words}" for text, words in told if text in marked or words
        )

    def owner(self, node: Node) -> Item | None:
        """The mark or choice that a count stands beside: 提供を行っている（55）件."""
        parents = self.document.form.places[node.item.id].parents
        beside = parents and node.item.kind == "count" and parents[-1].value_kind in ("flag", "choice")
        return parents[-1] if beside else None

    def _owned(self, item: Item, key: str, value: Value | None = None) -> str:
        """A mark or a choice with the counts beside it."""
        value = self.document.state.get(key) if value is None else value
        counts = "".join(
            _filled(kid, self.document.state.get(f"{key}{kid.id[len(item.id) :]}"))
            for kid in item.items
            if kid.kind == "count" and kid.repeat is None and self.document.applies(f"{key}{kid.id[len(item.id) :]}")
        )
        if item.value_kind == "flag":
            return f"[{'○' if value is True else '　'}]{item.label}{counts}"
        chosen = format_value(value)
        return f"{chosen}{self._bracket(item, key, chosen)}{counts}" if chosen else ""

    def _bracket(self, item: Item, key: str, text: str) -> str:
        """The words in the （　） of an option, or in the one after a choice."""
        if item.free_text_label:
            words = self.document.state.get(f"{key}.1")
            return item.free_text_label.rstrip("）　 ") + f"{words}）" if words else ""
        for number, option in enumerate(item.choices, start=1):
            if option.text == text and option.free_text:
                words = self.document.state.get(f"{key}.{number}")
                return f"（{words}）" if words else ""
        return ""


def _filled(item: Item, value: Value | None) -> str:
    number = "" if value is None or isinstance(value, bool) else str(value)
    return _BRACKET.sub(f"（{number or '　'}）", item.label) if _BRACKET.search(item.label) else number
