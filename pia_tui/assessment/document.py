"""One document in memory: a form and a flat map of answers.

Everything a document holds is one map from key to value, so that journal, undo, versions, merging and search need to
know nothing else. A key is a place of the form by block identity (`II[#k7x2qa].4.2[#p3m9zz].1`), an order list
(`II[#k7x2qa].4.2[]`), or an annotation (`@name`, `note:I.1.2`). A missing key is an unanswered item, which is neither
「なし」 nor False. Editing methods are pure: they return changes, `apply` carries them out.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import cast

from pia_tui import keys
from pia_tui.addresses import Addresses
from pia_tui.assessment.blocks import BlockEditing
from pia_tui.assessment.changes import Change, changed
from pia_tui.assessment.conditions import Conditions
from pia_tui.assessment.files import FileNames
from pia_tui.assessment.outline import Node, Outline, Part
from pia_tui.forms import Form, Repeat, Value, load_form, new_identity, parse_path, parse_value
from pia_tui.forms.values import clean_text, split_free_text

NAME_KEY = keys.NAME.prefix
"""What the register calls the document until 評価書名 is filled in."""
FORM_KEY = keys.FORM.prefix
"""The id of the form version the document is written on."""


class Assessment:
    """A 評価書 being written."""

    def __init__(self, form: Form, state: Mapping[str, Value], document_id: int | None = None) -> None:
        self.form = form
        self.id = document_id
        self._state: dict[str, Value] = dict(state)
        self._at = Addresses(form, self._state)
        self._conditions = Conditions(form, self._state, self._at)
        self._outline = Outline(form, self._at, self._conditions)
        self._blocks = BlockEditing(self._state, self._at)
        self._files = FileNames(form, self._state, self._at)

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
            _add_initial(document._state, document._at, section.repeat, section.id)
        for place in form.places.values():
            if len(place.repeated) == 1:
                _add_initial(document._state, document._at, place.item.repeat, place.item.id)
        name = clean_text(name).strip()
        if name:
            document._state[NAME_KEY] = name
            for role, text in (("task_name", name), ("document_name", f"{name}　{form.short_title}")):
                if role in form.roles:
                    document.apply(document.change(form.roles[role], text))
        return document

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
            return self._state.get(self._at.sibling(node.key, item.same_as))
        if item.role == "file_names":
            return self._files.told()
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
        return self._outline.parts()

    def nodes(self, part: Part) -> Iterator[Node]:
        """Every item of a part in the form's order, blocks written out."""
        return self._outline.nodes(part)

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
        return self._files.name(number)

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

    def sibling(self, key: str, item_id: str) -> str:
        """The key of another item in the same blocks as `key`; a shared list (`file`) is the same block everywhere."""
        return self._at.sibling(key, item_id)

    def identities(self) -> set[str]:
        """All block identities ever used in the document."""
        return self._at.identities()

    def key(self, path: str) -> str:
        """The key for a path; a key comes back as it is, and so does an annotation but for the place it names.

        Raises BadPath.
        """
        if keys.is_annotation(path):
            return self._at.annotation(path)
        return self._at.resolve(parse_path(path))[0]

    def node(self, path: str) -> Node:
        """The node at a path or key. Raises BadPath."""
        return self._outline.node(path)

    def answer_node(self, path: str) -> Node:
        """The node at a path where an answer may stand. Raises BadPath, for the head of a repeat too."""
        node = self.node(path)
        self._at.check_counted(node.item, node.path)
        return node

    def applies(self, key: str) -> bool:
        """Whether the item at a key applies, its own condition and those of the headings over it."""
        return self._conditions.applies(key)

    def asked(self, node: Node) -> bool:
        """Whether the item's own condition for wanting an answer (`asked_when`) holds, if it has one."""
        return self._conditions.ask(node.item, node.key)

    # -- editing: pure, each returns the changes to apply ------------------------------------------------------------

    def change(self, path: str, raw: object) -> list[Change]:
        """The changes that put what was typed at a path; empty input clears the answer.

        Blocks that the path counts on are added (`委託事項3` when there is one), up to the form's number of places.
        Marks may carry the text of their bracket: `その他（…）`. Raises BadPath, BadValue, TooManyBlocks.
        """
        if keys.is_annotation(path):
            path = self._at.annotation(path)
            given = cast(Value, tuple(raw) if isinstance(raw, list) else raw)
            return changed(self._state, path, None if given in ("", ()) else given)
        grown: dict[str, tuple[str, ...]] = {}
        key, canonical = self._at.resolve(parse_path(path), grown)
        made = [change for order, blocks in grown.items() for change in changed(self._state, order, blocks)]
        item = self._at.item(parse_path(key).item_id, path)
        self._at.check_counted(item, canonical)
        if item.kind == "multi" and raw is not None:
            options = [
                split_free_text(item, str(one)) for one in ([raw] if isinstance(raw, str) else cast(list[object], raw))
            ]
            changes = changed(self._state, key, parse_value(item, [option for option, _ in options]))
            for option, text in options:
                if text is not None:
                    number = item.choice_texts.index(option) + 1
                    changes += changed(
                        self._state, f"{key}.{number}", parse_value(self._at.item(f"{item.id}.{number}", path), text)
                    )
        else:
            changes = changed(self._state, key, parse_value(item, raw))
        return made + changes

    def add_block(self, list_path: str, at: int | None = None) -> list[Change]:
        """The change that adds an empty block under `list_path` (`II[1].4.2`, `file`), at position `at` or last.

        Raises BadPath, TooManyBlocks.
        """
        return self._blocks.add(list_path, at)

    def remove_block(self, path: str) -> list[Change]:
        """The change that takes the block at `path` off its list; its answers stay, out of sight. Raises BadPath."""
        return self._blocks.remove(path)

    def move_block(self, path: str, to: int) -> list[Change]:
        """The change that moves the block at `path` to position `to` (from 1). Raises BadPath."""
        return self._blocks.move(path, to)

    def duplicate_block(self, path: str) -> list[Change]:
        """The changes that put a copy of the block at `path` right after it. Raises BadPath, TooManyBlocks."""
        return self._blocks.duplicate(path)

    def apply(self, changes: Iterable[Change]) -> None:
        """Carry out changes."""
        for change in changes:
            if change.after is None:
                self._state.pop(change.key, None)
            else:
                self._state[change.key] = change.after


def _add_initial(state: dict[str, Value], addresses: Addresses, repeat: Repeat | None, item_id: str) -> None:
    """Put the blocks into a list that a new form starts with."""
    if repeat is None or not repeat.initial:
        return
    key = f"{repeat.list or item_id}[]"
    while len(addresses.blocks(key)) < repeat.initial:
        state[key] = (*addresses.blocks(key), new_identity(addresses.identities()))
