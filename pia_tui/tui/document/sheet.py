"""A section of a document as rows of a page: headings, items, blocks, and what is folded away.

Nothing here knows a screen: rows are values made from the form and the answers, and the page draws them.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Literal

from pia_tui.assessment import Assessment, Node, Part
from pia_tui.forms import FILE_LIST
from pia_tui.forms.model import When
from pia_tui.rules.completeness import Progress, is_answered, is_asked
from pia_tui.tui.drawing.wrap import text_width

RowKind = Literal["band", "heading", "block", "item", "fixed", "add", "off", "next_section"]
"""band: a top heading of the section; heading: one inside; block: the head of a repeated block; item: an answer;
fixed: a sentence of the form; add: the place to add a block; off: what does not apply, folded;
next_section: the way to the next section."""

Show = Literal["all", "open", "found", "changed"]

OPEN_BLOCKS = 2
"""Lists with more blocks than this start folded, so that a form of 20 委託事項 stays readable."""


@dataclass(frozen=True, slots=True)
class Row:
    """One row. `key` finds it again after the page was made anew; `depth` counts headings over it inside the page.

    A block carries its `progress`, an `off` row the number of answers kept under it (`kept`) and its sentence (`text`).
    """

    kind: RowKind
    key: str
    label: str
    node: Node | None = None
    depth: int = 0
    text: str = ""
    folded: bool = False
    grey: bool = False
    kept: int = 0
    progress: Progress | None = None

    @property
    def focusable(self) -> bool:
        """Whether the cursor may stand here."""
        return self.kind not in ("band", "heading", "fixed")

    @property
    def editable(self) -> bool:
        """Whether there is an answer to write here."""
        return self.node is not None and self.node.value_kind is not None and self.kind in ("item", "block")


@dataclass
class Folds:
    """What the officer opened and closed: block keys by choice, `off` rows that are shown."""

    blocks: dict[str, bool] = field(default_factory=dict)
    off: set[str] = field(default_factory=set)


class FormSheet:
    """The rows of one part of a document."""

    def __init__(
        self,
        document: Assessment,
        part: Part,
        folds: Folds,
        *,
        show: Show = "all",
        marked: Callable[[Node], bool] | None = None,
    ) -> None:
        self.document = document
        self.part = part
        self.nodes: list[Node] = list(document.nodes(part))
        self.rows: list[Row] = list(_RowBuilder(document, part, self.nodes, folds, show, marked).rows())
        self._index = {row.key: position for position, row in enumerate(self.rows)}

    def index(self, key: str) -> int | None:
        """The row with this key, or None where it is folded away or gone."""
        return self._index.get(key)


def node_label(node: Node) -> str:
    """The label of an item with its ※."""
    return f"{node.label}※" if node.item.star else node.label


_CHANGE_ROLES = ("change_date", "change_item", "change_after")
_ITEM_ROOM = 26
"""Cells for the name of the item in a row of 変更箇所."""


def block_name(document: Assessment, node: Node, subtree: Iterable[Node]) -> str:
    """What tells a block from its neighbours: its own value, else the first text written in it.

    A row of 変更箇所 is told by its date, the end of the way to the item that was changed, and how the new text begins:
    the headings over the item are those of the rows beside it.
    """
    by_role = {each.item.role: document.shown(each) for each in subtree if each.item.role in _CHANGE_ROLES}
    if by_role:
        date, item, *after = [str(by_role.get(role) or "").strip() for role in _CHANGE_ROLES]
        words = [date, last_words(item, _ITEM_ROOM), *(text.partition("\n")[0] for text in after)]
        return "　".join(word for word in words if word)
    for each in (node, *subtree):
        value = document.shown(each) if each.value_kind in ("text", "date") else None
        if isinstance(value, str) and value.strip():
            return value.strip().partition("\n")[0]
    return ""


def last_words(text: str, room: int) -> str:
    """The end of a text within so many cells: whole words as long as one fits, else the end of the last one."""
    words = text.split()
    kept = words[-1] if words else ""
    if text_width(kept) > room:
        while text_width(f"…{kept}") > room:
            kept = kept[1:]
        return f"…{kept}"
    for word in reversed(words[:-1]):
        if text_width(f"…{word}　{kept}") > room:
            return f"…{kept}"
        kept = f"{word}　{kept}"
    return kept


def why_off(document: Assessment, when: When) -> str:
    """The sentence that says why a place is not to be written."""
    place = document.form.places[when.item]
    label = place.item.label
    if place.item.value_kind != "flag" and place.parents and not place.item.number:
        label = label or place.parents[-1].label
    if when.equals is True:
        return f"「{label}」に○を付けると書きます"
    if when.not_equals is True or when.equals is False:
        return f"「{label}」に○があるため、書きません"
    if when.equals is not None:
        return f"「{label}」が「{when.equals}」のときに書きます"
    return f"「{label}」が「{when.not_equals}」のため、書きません"


class _RowBuilder:
    """Walks the nodes of a part once and makes rows."""

    def __init__(
        self,
        document: Assessment,
        part: Part,
        nodes: Sequence[Node],
        folds: Folds,
        show: Show,
        marked: Callable[[Node], bool] | None,
    ) -> None:
        self.document = document
        self.part = part
        self.nodes = nodes
        self.folds = folds
        self.show = show
        self.marked = marked
        self.ends = _subtree_ends(nodes)

    def rows(self) -> Iterator[Row]:
        made = self._level(0, len(self.nodes), 0, grey=False)
        if self.show == "all":
            yield from made
            if self.part.section.repeat is not None and self.part.section.repeat.list == FILE_LIST:
                unit = self.part.section.repeat.unit
                count = len(self.document.blocks(f"{FILE_LIST}[]"))
                yield Row("add", f"+{FILE_LIST}[]", f"{unit}を追加する", text=f"いま {count} 個")
        else:
            kept = _without_empty_headings(list(made))
            words = {
                "open": "未記入の項目",
                "found": "指摘・メモ・要確認のある項目",
                "changed": "前回の公表から変わった項目",
            }[self.show]
            yield from kept or [Row("heading", "", f"この章に、{words}はありません（Esc ですべて表示します）")]
        parts = [*self.document.parts()]
        following = parts[[part.path for part in parts].index(self.part.path) + 1 :]
        if following:
            yield Row("next_section", f">{following[0].key}", f"次の章へ：{self.document.part_title(following[0])}")

    def _level(self, start: int, end: int, depth: int, *, grey: bool) -> Iterator[Row]:
        position = start
        while position < end:
            node = self.nodes[position]
            after = self.ends[position]
            if node.is_list:
                first, position = position, self._list_end(position, end)
                yield from self._list(first, position, depth, grey=grey)
                continue
            if not node.applies and not grey:
                first = position
                position = self._off_end(position, end)
                yield from self._off(first, position, depth)
                continue
            yield from self._node(position, after, depth, grey=grey)
            position = after

    def _list_end(self, position: int, end: int) -> int:
        """Past the head and all its blocks, which follow it on the same level."""
        item_id = self.nodes[position].item.id
        position += 1
        while position < end and self.nodes[position].item.id == item_id:
            position = self.ends[position]
        return position

    def _list(self, start: int, end: int, depth: int, *, grey: bool) -> Iterator[Row]:
        head = self.nodes[start]
        if not head.applies and not grey:
            yield from self._off(start, end, depth)
            return
        yield from self._blocks(start + 1, end, depth, grey=grey)
        yield from self._add_row(head, depth, grey=grey)

    def _blocks(self, position: int, end: int, depth: int, *, grey: bool) -> Iterator[Row]:
        starts = []
        while position < end:
            starts.append(position)
            position = self.ends[position]
        many = len(starts) > OPEN_BLOCKS
        for start in starts:
            node, after = self.nodes[start], self.ends[start]
            inside = self.nodes[start + 1 : after]
            folded = self.folds.blocks.get(node.key, many) and self.show == "all"
            yield Row(
                "block",
                node.key,
                node_label(node),
                node,
                depth,
                text=block_name(self.document, node, inside),
                folded=folded,
                grey=grey,
                progress=self._progress([node, *inside]),
            )
            if not folded:
                yield from self._level(start + 1, after, depth + 1, grey=grey)

    def _add_row(self, head: Node, depth: int, *, grey: bool) -> Iterator[Row]:
        repeat = head.item.repeat
        if repeat is None or grey or self.show != "all":
            return
        if repeat.list == FILE_LIST:
            return
        count = len(self.document.blocks(head.key))
        limit = f"、様式の欄は {repeat.max} まで" if repeat.max else ""
        yield Row("add", f"+{head.key}", f"{repeat.unit}を追加する", head, depth, text=f"いま {count} 個{limit}")

    def _off_end(self, position: int, end: int) -> int:
        """Past all that the same condition switches off."""
        reason = self._reason(self.nodes[position])
        while position < end and not self.nodes[position].applies and self._reason(self.nodes[position]) == reason:
            position = self._list_end(position, end) if self.nodes[position].is_list else self.ends[position]
        return position

    def _reason(self, node: Node) -> When | None:
        return node.item.when

    def _off(self, start: int, end: int, depth: int) -> Iterator[Row]:
        nodes = self.nodes[start:end]
        kept = sum(1 for node in nodes if node.value_kind and self.document.value(node) is not None)
        if self.show != "all" and not any(self._wanted(node) for node in nodes):
            return
        first = nodes[0]
        reason = self._reason(first)
        key = f"-{first.key}"
        shown = key in self.folds.off
        sentence = why_off(self.document, reason) if reason else "この欄は書きません"
        yield Row("off", key, sentence, first, depth, folded=not shown, kept=kept)
        if shown:
            yield from self._level(start, end, depth, grey=True)

    def _node(self, position: int, after: int, depth: int, *, grey: bool) -> Iterator[Row]:
        node = self.nodes[position]
        children = range(position + 1, after)
        if node.item.option_text:
            if self._option_shown(node):
                yield from self._item(node, depth, grey=grey or not self._option_marked(node))
            return
        if node.item.fixed:
            if self.show == "all":
                yield Row("fixed", node.key, node_label(node), node, depth, text=node.item.default, grey=grey)
        elif node.value_kind is None:
            kind: RowKind = "band" if depth == 0 else "heading"
            yield Row(kind, node.key, node_label(node), node, depth, text="\n".join(node.item.fixed_lines), grey=grey)
        else:
            yield from self._item(node, depth, grey=grey)
        if children:
            yield from self._level(position + 1, after, depth + 1, grey=grey)

    def _item(self, node: Node, depth: int, *, grey: bool) -> Iterator[Row]:
        if self._wanted(node):
            yield Row("item", node.key, node_label(node), node, depth, grey=grey)

    def _wanted(self, node: Node) -> bool:
        if self.show == "open":
            return is_asked(self.document, node) and not is_answered(self.document, node)
        if self.show in ("found", "changed"):
            return self.marked is not None and self.marked(node)
        return True

    def _option_marked(self, node: Node) -> bool:
        """Whether the option that this text belongs to is marked; a bracket without an option always is."""
        parent = self.document.form.places[node.item.id].parents[-1]
        number = int(node.item.id.rpartition(".")[2])
        if parent.free_text_label:
            return True
        marked = self.document.state.get(node.key.rpartition(".")[0])
        option = parent.choice_texts[number - 1]
        return option in marked if isinstance(marked, tuple) else marked == option

    def _option_shown(self, node: Node) -> bool:
        return self._option_marked(node) or self.document.value(node) is not None

    def _progress(self, nodes: Iterable[Node]) -> Progress:
        asked = [node for node in nodes if is_asked(self.document, node)]
        return Progress(len(asked), sum(1 for node in asked if is_answered(self.document, node)))


def _subtree_ends(nodes: Sequence[Node]) -> list[int]:
    """For each node, the position after all that stands under it."""
    ends = [0] * len(nodes)
    open_nodes: list[int] = []
    for position, node in enumerate(nodes):
        while open_nodes and nodes[open_nodes[-1]].depth >= node.depth:
            ends[open_nodes.pop()] = position
        open_nodes.append(position)
    for left in open_nodes:
        ends[left] = len(nodes)
    return ends


def _without_empty_headings(rows: list[Row]) -> list[Row]:
    """Headings and blocks under which nothing was kept are left out."""
    kept: list[Row] = []
    least: float = -1
    for row in reversed(rows):
        if row.kind in ("item", "off") or row.depth < least:
            kept.append(row)
            least = row.depth
    return kept[::-1]


def answers_under(state: Mapping[str, object], key: str) -> list[str]:
    """The keys of all answers at a key and under it."""
    return [held for held in state if held == key or held.startswith((f"{key}.", f"{key}["))]
