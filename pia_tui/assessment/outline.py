"""The items of a document in the form's order, blocks written out."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import msgspec

from pia_tui.addresses import Addresses
from pia_tui.assessment.conditions import Conditions
from pia_tui.forms import Form, Item, Section, parse_path


class Part(msgspec.Struct, frozen=True, gc=False):
    """A section as it stands in the document: Ⅱ and Ⅲ stand once for each file (`number` from 1, else 0)."""

    section: Section
    path: str
    key: str
    number: int = 0


class Node(msgspec.Struct, frozen=True, gc=False):
    """An item where it stands in a document.

    `path` counts blocks by position, `key` names them by identity. `is_list` marks the head of a repeated item (the
    place to add blocks; `key` is then its order list); each block follows as a node of its own with its `number`.
    `applies` is False where an answered condition switches the item off.
    """

    item: Item
    path: str
    key: str
    depth: int
    applies: bool = True
    is_list: bool = False
    number: int = 0

    @property
    def value_kind(self) -> str | None:
        """The kind of value that stands here, None for headings and heads of lists."""
        if self.is_list or self.item.kind == "table":
            return None
        return self.item.value_kind

    @property
    def label(self) -> str:
        """The label with the block's number put in: 委託事項3."""
        return self.item.label.replace("{n}", str(self.number) if self.number else "")


class Outline:
    """The parts and nodes of one document, as its blocks and answers stand."""

    def __init__(self, form: Form, addresses: Addresses, conditions: Conditions) -> None:
        self._form = form
        self._at = addresses
        self._conditions = conditions

    def parts(self) -> Iterator[Part]:
        """The sections in the form's order, once for each file where they repeat."""
        for section in self._form.sections:
            if section.repeat is None:
                yield Part(section, section.id, section.id)
                continue
            for number, identity in enumerate(self._at.blocks(f"{section.repeat.list or section.id}[]"), start=1):
                yield Part(section, f"{section.id}[{number}]", f"{section.id}[{identity}]", number)

    def nodes(self, part: Part) -> Iterator[Node]:
        """Every item of a part in the form's order, blocks written out."""
        return self._below(part.section.items, part.section.id, part.path, part.key, 0, True)

    def node(self, path: str) -> Node:
        """The node at a path or key. Raises BadPath."""
        key, canonical = self._at.resolve(parse_path(path))
        item = self._at.item(parse_path(key).item_id, path)
        depth = len(self._form.places[item.id].parents)
        index = parse_path(canonical).steps[-1][1]
        number = index if isinstance(index, int) else 0
        is_list = item.repeat is not None and not number
        applies = self._conditions.applies(key)
        return Node(
            item, canonical, self._at.order_key(item.id, key) if is_list else key, depth, applies, is_list, number
        )

    def _below(
        self, items: Sequence[Item], parent_id: str, path: str, key: str, depth: int, applies: bool
    ) -> Iterator[Node]:
        for item in items:
            tail = item.id[len(parent_id) :]
            here, here_key = path + tail, key + tail
            item_applies = applies and self._conditions.let(item, here_key)
            if item.repeat is None:
                yield Node(item, here, here_key, depth, item_applies)
                yield from self._below(item.items, item.id, here, here_key, depth + 1, item_applies)
                continue
            order = self._at.order_key(item.id, here_key)
            yield Node(item, here, order, depth, item_applies, is_list=True)
            for number, identity in enumerate(self._at.blocks(order), start=1):
                block, block_key = f"{here}[{number}]", f"{here_key}[{identity}]"
                yield Node(item, block, block_key, depth, item_applies, number=number)
                yield from self._below(item.items, item.id, block, block_key, depth + 1, item_applies)
