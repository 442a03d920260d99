"""One document in memory: a form and a flat map of answers.

Everything a document holds is one map from key to value, so that journal, undo, versions, merging and search need to
know nothing else. A key is a place of the form by block identity (`II[#k7x2qa].4.2[#p3m9zz].1`), an order list
(`II[#k7x2qa].4.2[]`), or an annotation (`@name`, `note:I.1.2`). A missing key is an unanswered item, which is neither
「なし」 nor False. Editing methods are pure: they return changes, `apply` carries them out.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import cast

import msgspec

from pia_tui import keys
from pia_tui.addresses import Addresses, TooManyBlocks, brackets
from pia_tui.forms import (
    FILE_LIST,
    Form,
    Item,
    Repeat,
    Section,
    Value,
    load_form,
    new_identity,
    parse_path,
    parse_value,
)
from pia_tui.forms.model import When
from pia_tui.forms.periods import parse_period
from pia_tui.forms.values import clean_text, split_free_text

__all__ = ["FORM_KEY", "NAME_KEY", "Assessment", "Change", "Node", "Part", "TooManyBlocks"]

NAME_KEY = keys.NAME.prefix
"""What the register calls the document until 評価書名 is filled in."""
FORM_KEY = keys.FORM.prefix
"""The id of the form version the document is written on."""

_COUNTED = re.compile(r"\[[0-9]+\]")
"""A block named by its position."""


class Change(msgspec.Struct, frozen=True, gc=False):
    """One key from one value to another; None is "not there"."""

    key: str
    before: Value | None
    after: Value | None

    @property
    def inverse(self) -> Change:
        """The change that takes this one back."""
        return Change(self.key, self.after, self.before)


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


class Assessment:
    """A 評価書 being written."""

    def __init__(self, form: Form, state: Mapping[str, Value], document_id: int | None = None) -> None:
        self.form = form
        self.id = document_id
        self._state: dict[str, Value] = dict(state)
        self._at = Addresses(form, self._state)

    @classmethod
    def of(cls, state: Mapping[str, Value], document_id: int | None = None, form_id: str = "") -> Assessment:
        """A document on the form that it was written on; `form_id` where the state does not say. Raises UnknownForm."""
        text = str(state.get(keys.FORM_TEXT.prefix) or "")
        return cls(load_form(str(state.get(FORM_KEY) or form_id), text), state, document_id)

    @classmethod
    def new(cls, form: Form, name: str = "") -> Assessment:
        """An empty document with the blocks a new form starts with; `name` is the 事務の名称. Raises BadValue."""
        document = cls(form, {FORM_KEY: form.id})
        for section in form.sections:
            document._add_initial(section.repeat, section.id)
        for place in form.places.values():
            if len(place.repeated) == 1:
                document._add_initial(place.item.repeat, place.item.id)
        name = clean_text(name).strip()
        if name:
            document._state[NAME_KEY] = name
            for role, text in (("task_name", name), ("document_name", f"{name}　{form.short_title}")):
                if role in form.roles:
                    document.apply(document.change(form.roles[role], text))
        return document

    def _add_initial(self, repeat: Repeat | None, item_id: str) -> None:
        if repeat is None or not repeat.initial:
            return
        key = f"{repeat.list or item_id}[]"
        while len(self._at.blocks(key)) < repeat.initial:
            self._state[key] = (*self._at.blocks(key), new_identity(self._at.identities()))

    # -- reading ---------------------------------------------------------------------------------------------------

    @property
    def state(self) -> Mapping[str, Value]:
        """Every key with its value, orphans of removed blocks and annotations included."""
        return self._state

    def get(self, path: str) -> Value | None:
        """The answer at a path or key, or None. Raises BadPath."""
        return self._state.get(self.key(path))

    def value(self, node: Node) -> Value | None:
        """The answer at a node, or None."""
        return self._state.get(node.key)

    def shown(self, node: Node) -> Value | None:
        """What stands in the cell when printed: the answer, else fixed text, else the answer it follows (`same_as`)."""
        item = node.item
        if item.fixed:
            return item.default
        answer = self._state.get(node.key)
        if answer is not None:
            return answer
        if item.same_as:
            return self._state.get(self._at.beside(node.key, item.same_as))
        if item.role == "file_names":
            return self._file_names()
        return None

    def by_role(self, role: str) -> Value | None:
        """The answer of the item with this role, or None; for items that stand once."""
        item_id = self.form.roles.get(role)
        return self._state.get(item_id) if item_id else None

    @property
    def name(self) -> str:
        """What to call the document: 評価書名, else the name it was made with."""
        return str(self.by_role("document_name") or self._state.get(NAME_KEY) or self.form.short_title)

    def parts(self) -> Iterator[Part]:
        """The sections in the form's order, once for each file where they repeat."""
        for section in self.form.sections:
            if section.repeat is None:
                yield Part(section, section.id, section.id)
                continue
            for number, identity in enumerate(self._at.blocks(f"{section.repeat.list or section.id}[]"), start=1):
                yield Part(section, f"{section.id}[{number}]", f"{section.id}[{identity}]", number)

    def nodes(self, part: Part) -> Iterator[Node]:
        """Every item of a part in the form's order, blocks written out."""
        return self._expand(part.section.items, part.section.id, part.path, part.key, 0, True)

    def walk(self) -> Iterator[Node]:
        """Every item of the document in the form's order."""
        for part in self.parts():
            yield from self.nodes(part)

    def part_title(self, part: Part) -> str:
        """The section's title, with the file's number and name where it repeats."""
        if not part.number:
            return part.section.title
        name = self.file_name(part.number)
        return f"{part.section.title}（{part.number}）{name}"

    def file_name(self, number: int) -> str:
        """The name of the nth 特定個人情報ファイル, or an empty text."""
        blocks = self._at.blocks(f"{FILE_LIST}[]")
        master = self._file_name_item()
        if master is None or not 1 <= number <= len(blocks):
            return ""
        section, _, rest = master.partition(".")
        return str(self._state.get(f"{section}[{blocks[number - 1]}].{rest}", ""))

    def count(self, list_path: str) -> int:
        """How many blocks stand under the head of a repeat (`II[1].4.2`, `file`). Raises BadPath."""
        return len(self._at.blocks(self._at.list_key(list_path)))

    def blocks(self, list_key: str) -> tuple[str, ...]:
        """The block identities of an order list, in order."""
        return self._at.blocks(list_key)

    # -- places ----------------------------------------------------------------------------------------------------

    def path(self, key: str) -> str | None:
        """The path of a key, or None where its block has been removed or the form has no such item."""
        return self._at.path(key)

    def beside(self, key: str, item_id: str) -> str:
        """The key of another item in the same blocks as `key`; a shared list (`file`) is the same block everywhere."""
        return self._at.beside(key, item_id)

    def identities(self) -> set[str]:
        """All block identities ever used in the document."""
        return self._at.identities()

    def key(self, path: str) -> str:
        """The key for a path; a key comes back as it is, and so does an annotation but for the place it names.

        Raises BadPath.
        """
        if keys.is_annotation(path):
            return self._annotation(path)
        return self._at.resolve(parse_path(path))[0]

    def node(self, path: str) -> Node:
        """The node at a path or key. Raises BadPath."""
        key, canonical = self._at.resolve(parse_path(path))
        item = self._at.item(parse_path(key).item_id, path)
        depth = len(self.form.places[item.id].parents)
        index = parse_path(canonical).steps[-1][1]
        number = index if isinstance(index, int) else 0
        is_list = item.repeat is not None and not number
        applies = self.applies(key)
        return Node(
            item, canonical, self._at.order_key(item.id, key) if is_list else key, depth, applies, is_list, number
        )

    def answer_node(self, path: str) -> Node:
        """The node at a path where an answer may stand. Raises BadPath, for the head of a repeat too."""
        node = self.node(path)
        self._at.check_counted(node.item, node.path)
        return node

    def applies(self, key: str) -> bool:
        """Whether the item at a key applies, its own condition and those of the headings over it."""
        place = self.form.places.get(parse_path(key).item_id)
        if place is None:
            return True
        return all(each.when is None or self._holds(each.when, key) for each in (*place.parents, place.item))

    def asked(self, node: Node) -> bool:
        """Whether the item's own condition for wanting an answer (`asked_when`) holds, if it has one."""
        return node.item.asked_when is None or self._holds(node.item.asked_when, node.key)

    # -- editing: pure, each returns the changes to apply ------------------------------------------------------------

    def change(self, path: str, raw: object) -> list[Change]:
        """The changes that put what was typed at a path; empty input clears the answer.

        Blocks that the path counts on are added (`委託事項3` when there is one), up to the form's number of places.
        Marks may carry the text of their bracket: `その他（…）`. Raises BadPath, BadValue, TooManyBlocks.
        """
        if keys.is_annotation(path):
            path = self._annotation(path)
            given = cast(Value, tuple(raw) if isinstance(raw, list) else raw)
            return self._set(path, None if given in ("", ()) else given)
        grown: dict[str, tuple[str, ...]] = {}
        key, canonical = self._at.resolve(parse_path(path), grown)
        made = [change for order, blocks in grown.items() for change in self._set(order, blocks)]
        item = self._at.item(parse_path(key).item_id, path)
        self._at.check_counted(item, canonical)
        if item.kind == "multi" and raw is not None:
            options = [
                split_free_text(item, str(one)) for one in ([raw] if isinstance(raw, str) else cast(list[object], raw))
            ]
            changes = self._set(key, parse_value(item, [option for option, _ in options]))
            for option, text in options:
                if text is not None:
                    number = item.choice_texts.index(option) + 1
                    changes += self._set(
                        f"{key}.{number}", parse_value(self._at.item(f"{item.id}.{number}", path), text)
                    )
        else:
            changes = self._set(key, parse_value(item, raw))
        return made + changes

    def add_block(self, list_path: str, at: int | None = None) -> list[Change]:
        """The change that adds an empty block under `list_path` (`II[1].4.2`, `file`), at position `at` or last.

        Raises BadPath, TooManyBlocks.
        """
        key = self._at.list_key(list_path)
        blocks = list(self._at.blocks(key))
        self._at.room(key, len(blocks) + 1)
        blocks.insert(len(blocks) if at is None else max(0, at - 1), new_identity(self._at.identities()))
        return self._set(key, tuple(blocks))

    def remove_block(self, path: str) -> list[Change]:
        """The change that takes the block at `path` off its list; its answers stay, out of sight, for undo.

        Raises BadPath.
        """
        key, blocks, position = self._at.block(path)
        return self._set(key, (*blocks[:position], *blocks[position + 1 :]))

    def move_block(self, path: str, to: int) -> list[Change]:
        """The change that moves the block at `path` to position `to` (from 1). Raises BadPath."""
        key, blocks, position = self._at.block(path)
        order = list(blocks)
        order.insert(min(max(to, 1), len(order)) - 1, order.pop(position))
        return self._set(key, tuple(order))

    def duplicate_block(self, path: str) -> list[Change]:
        """The changes that put a copy of the block at `path`, with all it holds, right after it.

        Raises BadPath, TooManyBlocks.
        """
        key, blocks, position = self._at.block(path)
        self._at.room(key, len(blocks) + 1)
        old = blocks[position]
        taken = self._at.identities()
        renamed = {old: new_identity(taken)}

        def rename(text: str) -> str:
            for bracket in brackets(text):
                identity = bracket[1:-1]
                if identity in renamed:
                    text = text.replace(bracket, f"[{renamed[identity]}]")
            return text

        inside = {
            held: value for held, value in self._state.items() if f"[{old}]" in held and keys.kind_of(held).follows
        }
        for held, value in inside.items():
            if held.endswith("[]") and isinstance(value, tuple):
                renamed.update({identity: new_identity({*taken, *renamed.values()}) for identity in value})
        changes = self._set(key, (*blocks[: position + 1], renamed[old], *blocks[position + 1 :]))
        for held, value in inside.items():
            if any(bracket[1:-1] not in renamed for bracket in brackets(held.partition(f"[{old}]")[2])):
                continue  # of a block that has been removed
            if held.endswith("[]") and isinstance(value, tuple):
                value = tuple(renamed[identity] for identity in value)
            changes.append(Change(rename(held), None, value))
        return changes

    def apply(self, changes: Iterable[Change]) -> None:
        """Carry out changes."""
        for change in changes:
            if change.after is None:
                self._state.pop(change.key, None)
            else:
                self._state[change.key] = change.after

    # -- inside ----------------------------------------------------------------------------------------------------

    def _annotation(self, key: str) -> str:
        """An annotation's key with its place by identity, where it counts blocks by position. Raises BadPath."""
        place = keys.place_of(key)
        if keys.kind_of(key).about != "place" or not _COUNTED.search(place):
            return key
        return keys.kind_of(key).key(self._at.resolve(parse_path(place))[0])

    def _set(self, key: str, after: Value | None) -> list[Change]:
        before = self._state.get(key)
        same = before == after and type(before) is type(after)
        return [] if same else [Change(key, before, after)]

    def _expand(
        self, items: Sequence[Item], parent_id: str, path: str, key: str, depth: int, applies: bool
    ) -> Iterator[Node]:
        for item in items:
            tail = item.id[len(parent_id) :]
            here, here_key = path + tail, key + tail
            item_applies = applies and (item.when is None or self._holds(item.when, here_key))
            if item.repeat is None:
                yield Node(item, here, here_key, depth, item_applies)
                yield from self._expand(item.items, item.id, here, here_key, depth + 1, item_applies)
                continue
            order = self._at.order_key(item.id, here_key)
            yield Node(item, here, order, depth, item_applies, is_list=True)
            for number, identity in enumerate(self._at.blocks(order), start=1):
                block, block_key = f"{here}[{number}]", f"{here_key}[{identity}]"
                yield Node(item, block, block_key, depth, item_applies, number=number)
                yield from self._expand(item.items, item.id, block, block_key, depth + 1, item_applies)

    def _holds(self, when: When, key: str) -> bool:
        answer = self._state.get(self._at.beside(key, when.item))
        item = self.form.places[when.item].item
        if item.value_kind == "flag" and answer is None:
            answer = False
        if answer is None:
            return True
        if when.days_below is not None:
            period = parse_period(str(answer))
            return period is None or period.days < when.days_below
        return answer == when.equals if when.equals is not None else answer != when.not_equals

    def _file_name_item(self) -> str | None:
        """The item that holds a file's name: the one that others follow."""
        for place in self.form.places.values():
            if place.item.role == "file_name" and not place.item.same_as:
                return place.item.id
        return None

    def _file_names(self) -> str | None:
        names = [self.file_name(number) for number in range(1, len(self._at.blocks(f"{FILE_LIST}[]")) + 1)]
        if not any(names):
            return None
        if len(names) == 1:
            return names[0]
        return "\n".join(f"（{number}）{name}" for number, name in enumerate(names, start=1))
