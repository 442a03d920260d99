"""The document as a tree of entries to print: form order, labels as printed, values where the item applies."""

from __future__ import annotations

import msgspec

from pia_tui.assessment import Assessment, Node, Part
from pia_tui.forms import Item, Value


class PrintedItem(msgspec.Struct):
    """An item where it is printed. An item that does not apply keeps its label and loses its value."""

    item: Item
    label: str
    path: str
    value: Value | None = None
    applies: bool = True
    is_list: bool = False
    number: int = 0
    kids: list[PrintedItem] = msgspec.field(default_factory=list)

    @property
    def text(self) -> str:
        """The value as text for the cell."""
        return self.value if isinstance(self.value, str) else ""

    @property
    def blocks(self) -> list[PrintedItem]:
        """The blocks under the head of a repeat."""
        return [kid for kid in self.kids if kid.number]

    def kid(self, tail: int) -> PrintedItem | None:
        """The text beside the option with this number, where it has one."""
        wanted = f"{self.item.id}.{tail}"
        return next((kid for kid in self.kids if kid.item.id == wanted), None)


def entries(document: Assessment, part: Part) -> list[PrintedItem]:
    """The entries of a section, nested as the form nests them; blocks stand under the head of their list."""
    root: list[PrintedItem] = []
    stack: list[tuple[int, PrintedItem]] = []
    for node in document.nodes(part):
        entry = _entry(document, node)
        depth = node.depth * 2 + (1 if node.number else 0)
        while stack and stack[-1][0] >= depth:
            stack.pop()
        (stack[-1][1].kids if stack else root).append(entry)
        stack.append((depth, entry))
    return root


def blank(item: Item, path: str, number: int, *, applies: bool = True) -> PrintedItem:
    """An unwritten block, as the empty form shows it."""
    label = item.form_label.replace("{n}", str(number))
    kids = [_blank_item(kid, f"{path}{kid.id[len(item.id) :]}", applies) for kid in item.items]
    return PrintedItem(item, label, path, None, applies, number=number, kids=kids)


def _blank_item(item: Item, path: str, applies: bool) -> PrintedItem:
    kids = [_blank_item(kid, f"{path}{kid.id[len(item.id) :]}", applies) for kid in item.items]
    value = item.default if item.fixed else None
    return PrintedItem(
        item, item.form_label.replace("{n}", ""), path, value, applies, item.repeat is not None, kids=kids
    )


def _entry(document: Assessment, node: Node) -> PrintedItem:
    item = node.item
    label = item.form_label.replace("{n}", str(node.number) if node.number else "")
    value = document.shown(node) if node.applies and (node.value_kind or item.fixed) else None
    return PrintedItem(item, label, node.path, value, node.applies, node.is_list, node.number)
