"""Two states of one document compared by the identity of their blocks: the changes that a reader would name.

A change is one item of the form, or one block that came, went or was moved. Whatever only follows from another change
(later numbers of blocks, answers that are printed no more because a choice switches them off) is none.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Literal

import msgspec

from pia_tui.assessment import Assessment, Change, Node, Part
from pia_tui.forms import Value, parse_path
from pia_tui.forms.model import ImportantChange
from pia_tui.keys import is_annotation
from pia_tui.places import block_name, heading
from pia_tui.rules.changes.blanks import same_but_for_blanks
from pia_tui.rules.changes.data import change_rules
from pia_tui.rules.changes.form_text import AnswerWriter, FigureName, plain_figure
from pia_tui.rules.changes.order import OrderChange, compare_orders
from pia_tui.rules.changes.versions import on_form

DifferenceKind = Literal["changed", "added", "removed", "moved"]
Why = Literal["blanks", "not_printed", "empty_block", "annex", "publication"]
"""Why a difference is no change: white space or width alone, nothing printed, an empty block, the table of changes
itself, the day of publication."""


class BlockMove(msgspec.Struct, frozen=True):
    """Where a block stands in the list `order` of the later state: after the block `follows` ("" = first)."""

    order: str
    identity: str
    follows: str


class Detail(msgspec.Struct, frozen=True):
    """One item of a block that came or went: its place, what it is called, its text as on the form."""

    key: str
    path: str
    item: str
    text: str
    star: bool


class ItemChange(msgspec.Struct, frozen=True):
    """One change. `path` is the place in the later state (of what was removed: in the earlier one).

    `before` and `after` are the texts as they read on the form; of a block that came or went, all it holds
    (`details`). `changes` are the answers underneath. `important` is the entry of the 指針's list that ※ stands for.
    """

    kind: DifferenceKind
    key: str
    path: str
    item: str
    before: str
    after: str
    important: ImportantChange | None = None
    changes: tuple[Change, ...] = ()
    block: BlockMove | None = None
    details: tuple[Detail, ...] = ()
    paths: tuple[str, ...] = ()
    hidden: Why | None = None

    @property
    def star(self) -> bool:
        """Whether the item carries a ※."""
        return self.important is not None


class Difference(msgspec.Struct, frozen=True):
    """What differs between two states: the changes in the form's order, and what is hidden as no change."""

    changes: tuple[ItemChange, ...] = ()
    hidden: tuple[ItemChange, ...] = ()


def differing_keys(before: Mapping[str, Value], after: Mapping[str, Value]) -> set[str]:
    """The keys of items and of orders of blocks (no annotations) whose values differ."""
    keys = {key for key, value in before.items() if not _same(value, after.get(key))}
    keys.update(key for key, value in after.items() if key not in before and value != ())
    return {key for key in keys if not is_annotation(key)}


def diff(before: Assessment, after: Assessment, *, figure: FigureName = plain_figure) -> Difference:
    """What changed from one state to another. `figure` names the drawings.

    An earlier state on another version of the form is read on the later one's.
    """
    before = on_form(before, after.form)
    keys = differing_keys(before.state, after.state)
    if not keys:
        return Difference()
    found = list(_StateComparison(before, after, keys, figure).run())
    return Difference(
        tuple(change for change in found if change.hidden is None),
        tuple(change for change in found if change.hidden is not None),
    )


def applied(state: Mapping[str, Value], changes: Iterable[ItemChange]) -> dict[str, Value]:
    """An earlier state with changes (and hidden differences) carried out: the later state, but for annotations.

    The changes may come in any order.
    """
    result = dict(state)
    moves: dict[str, dict[str, ItemChange]] = {}
    for change in changes:
        for each in change.changes:
            if each.after is None:
                result.pop(each.key, None)
            else:
                result[each.key] = each.after
        if change.block is not None:
            moves.setdefault(change.block.order, {})[change.block.identity] = change
    for order, of_order in moves.items():
        held = result.get(order, ())
        blocks = _ordered(held if isinstance(held, tuple) else (), of_order)
        if blocks:
            result[order] = tuple(blocks)
        else:
            result.pop(order, None)
    return result


def _ordered(held: tuple[str, ...], moves: Mapping[str, ItemChange]) -> list[str]:
    """A list of blocks with those of `moves` taken out and, but for removed ones, put where they stand afterwards."""
    blocks = [each for each in held if each not in moves]
    waiting = {
        each: change.block.follows for each, change in moves.items() if change.block and change.kind != "removed"
    }
    while waiting:
        # A block can only be put after one that already stands in its place; what follows whom never runs in a ring.
        identity = next((each for each, before in waiting.items() if before not in waiting), next(iter(waiting)))
        before = waiting.pop(identity)
        blocks.insert(blocks.index(before) + 1 if before in blocks else 0, identity)
    return blocks


class _StateComparison:
    def __init__(self, before: Assessment, after: Assessment, keys: set[str], figure: FigureName) -> None:
        self.before, self.after, self.keys = before, after, keys
        self.old_text, self.new_text = AnswerWriter(before, figure), AnswerWriter(after, figure)
        self.orders: dict[str, OrderChange] = {
            key: compare_orders(before.blocks(key), after.blocks(key)) for key in keys if key.endswith("[]")
        }
        self.gone_or_new: dict[str, tuple[str, DifferenceKind]] = {}
        self.moved: dict[str, str] = {}
        for key, order in self.orders.items():
            self.gone_or_new |= dict.fromkeys(order.added, (key, "added"))
            self.gone_or_new |= dict.fromkeys(order.removed, (key, "removed"))
            self.moved |= dict.fromkeys(order.moved, key)
        union: dict[str, Value] = {**before.state, **after.state}
        union |= {key: order.merged for key, order in self.orders.items()}
        # Where blocks go, their answers stay in the state; nothing that is no order list matters for the walk.
        self.union = Assessment(after.form, union)
        self.blocks: dict[str, _Block] = {}
        self.told: set[str] = set()

    def run(self) -> Iterator[ItemChange]:
        """The changes in the form's order; a block is told of where it first stands."""
        found: list[ItemChange | _Block] = []
        for part in self.union.parts():
            found += self._blocks_met(part.key, part)
            for node in self.union.nodes(part):
                if node.is_list:
                    continue
                if node.number:
                    found += self._blocks_met(node.key, part)
                owner = self._owner(node.key)
                if owner is not None:
                    self.blocks[owner].see(node)
                elif (change := self._item(part, node)) is not None:
                    found.append(change)
        for each in found:
            yield each if isinstance(each, ItemChange) else each.told()

    # -- blocks ----------------------------------------------------------------------------------------------------

    def _owner(self, key: str) -> str | None:
        """The outermost block on the way to a key that came or went."""
        if not self.gone_or_new:
            return None
        return next((each for each in _identities(key) if each in self.gone_or_new), None)

    def _blocks_met(self, key: str, part: Part) -> list[ItemChange | _Block]:
        """What to tell of the block at a key, where it is met first."""
        identities = _identities(key)
        if not identities or identities[-1] in self.told:
            return []
        identity, owner = identities[-1], self._owner(key)
        if owner is None and identity in self.moved:
            self.told.add(identity)
            return [self._moved(key, identity, part)]
        if owner == identity:
            self.told.add(identity)
            order, kind = self.gone_or_new[identity]
            block = self.blocks[identity] = _Block(self, identity, order, kind, key, part)
            return [block]
        return []

    def _moved(self, key: str, identity: str, part: Part) -> ItemChange:
        order = self.moved[identity]
        return ItemChange(
            kind="moved",
            key=key,
            path=self.after.path(key) or "",
            item=heading(self.after, key),
            before=block_name(self.before, key),
            after=block_name(self.after, key),
            important=_important(self.after, key),
            block=BlockMove(order, identity, follows(self.after.blocks(order), identity)),
            hidden=_section_why(part),
        )

    # -- items -----------------------------------------------------------------------------------------------------

    def _item(self, part: Part, node: Node) -> ItemChange | None:
        """The change of an item that stands in both states, with what is a part of it on paper."""
        item = node.item
        if item.option_text or node.value_kind is None:
            return None
        owner = self.new_text.owner(node)
        if owner is not None and node.key.rpartition(".")[0] in self.keys:
            return None  # told with the mark or choice it stands beside
        keys = [node.key]
        keys += [
            f"{node.key}{kid.id[len(item.id) :]}"
            for kid in item.items
            if kid.option_text or (kid.kind == "count" and item.value_kind in ("flag", "choice"))
        ]
        changed = [key for key in keys if key in self.keys]
        if node.key not in self.keys:
            changed = [key for key in changed if not _is_count(self.after, key)]
        if not changed:
            return None
        before, after = self.old_text.of(node), self.new_text.of(node)
        if item.value_kind == "figure":
            # Two drawings may have one name.
            same = self.before.state.get(node.key) == self.after.state.get(node.key)
        else:
            same = before == after
        why = _section_why(part) or ("publication" if item.role in change_rules().not_changes else None)
        if why is None and same:
            why = "not_printed"
        if why is None and isinstance(self.after.state.get(node.key, ""), str) and not item.choices:
            why = "blanks" if same_but_for_blanks(before, after) else None
        return ItemChange(
            kind="changed",
            key=node.key,
            path=self.after.path(node.key) or "",
            item=heading(self.after, node.key),
            before=before,
            after=after,
            important=self.after.form.important_change(item.id),
            changes=tuple(Change(key, self.before.state.get(key), self.after.state.get(key)) for key in changed),
            paths=tuple(self.after.path(key) or "" for key in changed),
            hidden=why,
        )


class _Block:
    """A block that came or went, while what it holds is met in the form's order."""

    def __init__(
        self, comparison: _StateComparison, identity: str, order: str, kind: DifferenceKind, key: str, part: Part
    ) -> None:
        self.comparison, self.identity, self.order, self.kind = comparison, identity, order, kind
        self.key, self.part = key, part
        self.document = comparison.after if kind == "added" else comparison.before
        self.text = comparison.new_text if kind == "added" else comparison.old_text
        self.details: list[Detail] = []

    def see(self, node: Node) -> None:
        """Note what stands at a node inside the block."""
        if node.item.option_text or node.value_kind is None or self.document.path(node.key) is None:
            return
        if self.text.owner(node) is not None:
            return
        held = self.document.state.get(node.key)
        if held is None or held is False:
            return
        self.details.append(
            Detail(
                key=node.key,
                path=self.document.path(node.key) or "",
                item=heading(self.document, node.key),
                text=self.text.of(node),
                star=self.document.form.important_change(node.item.id) is not None,
            )
        )

    def told(self) -> ItemChange:
        """The change."""
        written = "\n".join(f"{_label(self.document, each.key)}　{each.text}" for each in self.details if each.text)
        mark = f"[{self.identity}]"
        comparison = self.comparison
        important = next(
            (found for each in self.details if (found := _important(self.document, each.key)) is not None),
            _important(self.document, self.key),
        )
        new = self.kind == "added"
        return ItemChange(
            kind=self.kind,
            key=self.key,
            path=self.document.path(self.key) or "",
            item=heading(self.document, self.key),
            before="" if new else written,
            after=written if new else "",
            important=important,
            changes=tuple(
                Change(key, comparison.before.state.get(key), comparison.after.state.get(key))
                for key in sorted(comparison.keys)
                if mark in key
            ),
            block=BlockMove(self.order, self.identity, follows(comparison.after.blocks(self.order), self.identity)),
            details=tuple(self.details),
            paths=tuple(each.path for each in self.details),
            hidden=_section_why(self.part) or (None if written else "empty_block"),
        )


def follows(blocks: tuple[str, ...], identity: str) -> str:
    """The block before one in a list; "" for the first, and for one that is not there."""
    at = blocks.index(identity) if identity in blocks else 0
    return blocks[at - 1] if at else ""


def _section_why(part: Part) -> Why | None:
    return "annex" if part.section.kind == "changes" else None


def _important(document: Assessment, key: str) -> ImportantChange | None:
    item_id = parse_path(key).item_id
    if item_id in document.form.places:
        return document.form.important_change(item_id)
    section = document.form.section(item_id)
    return section.important_change if section else None


def _label(document: Assessment, key: str) -> str:
    node = document.node(key)
    label = node.item.input_label if node.number else node.label
    return label or node.item.label


def _identities(key: str) -> list[str]:
    """The identities of the blocks on the way to a key, outermost first."""
    return [f"#{part.partition(']')[0]}" for part in key.split("[#")[1:]]


def _is_count(document: Assessment, key: str) -> bool:
    item = document.form.item(parse_path(key).item_id)
    return item is not None and item.kind == "count"


def _same(one: Value | None, other: Value | None) -> bool:
    if one == () or other == ():  # a list whose last block was taken off
        return not one and not other
    return one == other and type(one) is type(other)
