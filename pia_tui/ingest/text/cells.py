"""Which lines around a label stand in its cell: text read row by row has labels at the middle of their cells' height.

A reader that goes down the page puts the first half of an answer before its label. Where the lines of one cell end and
those of the next begin is told by the form (a heading has no answer, a list of options belongs to a choice), by
sentences that go on, and by the label's own height: as many lines stand over it as under it.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import accumulate, pairwise

from pia_tui.forms import Item
from pia_tui.ingest.text.aliases import aliases
from pia_tui.ingest.text.align import Anchor
from pia_tui.ingest.text.folding import fold
from pia_tui.ingest.text.markup import LINE, PAGE
from pia_tui.ingest.text.prose import goes_on, width
from pia_tui.ingest.text.reading import Reading
from pia_tui.ingest.text.tokens import scan
from pia_tui.ingest.text.tree import Tree

_LINES = re.compile(f"[^{LINE}{PAGE}]+")
_TOP, _MIDDLE = "top", "middle"
_HEADING, _STRANGE, _CUT, _OVER, _OFF = 2.0, 1.5, 2.5, 1.5, 0.4
"""Costs: a line in a heading's cell, one that the item cannot hold, a sentence cut, a line over a label that stands
over its cell, each line more on one side of a label than on the other."""
_LISTED = re.compile(r"[\[\]]*\(?\d{1,2}\)")
_OF_LIST, _TAIL = 3.0, 4
_COUNTED = re.compile(r"\(?\d{0,3}\)?件")
_MARKED = re.compile(r"\[○?\]|[□■☑☐]")
_MOST_OFF = 3.0
_UNEVEN = 0.8
"""The cost of a text's label that stands off the middle of its cell."""
_EMPTY = 1.5
"""The cost of a cell that ends at no empty line, where empty lines part cells."""
_LONG = 30
"""A label of so many letters stands over its cell, not beside it."""
_SHORT = 4
"""A label on the cover of so few letters may stand beside its cell."""
_FEW, _SHARE = 3, 0.1
"""So many labels, and such a share of them, must have lines of their cells before them."""
_MARGIN = 4.0
_TOP_SOUND, _MIDDLE_SOUND, _NOTHING = 1.5, 0.9, 9.0
"""Costs for each label up to which a text is sound: with labels at the top of their cells, at their middle; without."""
_FULL, _HALF, _NARROW = 0.8, 0.6, 24


@dataclass(slots=True)
class _CellLine:
    """A line [start, end) of clean text outside of labels; `page` counts the pages."""

    start: int
    end: int
    page: int
    goes_on: bool = False
    listed: bool = False


def beginnings(anchors: Sequence[Anchor], reading: Reading, tree: Tree, columns: frozenset[int]) -> list[int]:
    """For each anchor where its cell begins: at its label, or at lines before it.

    `columns` are the widths at which the text cuts its lines.
    """
    return _Cells(anchors, reading, tree, columns).beginnings()


def disorder(anchors: Sequence[Anchor], reading: Reading, tree: Tree, columns: frozenset[int]) -> float:
    """How badly the lines fit the labels they stand by: more than 1 where the order is lost."""
    return _Cells(anchors, reading, tree, columns).disorder()


class _Cells:
    def __init__(self, anchors: Sequence[Anchor], reading: Reading, tree: Tree, columns: frozenset[int]) -> None:
        self.anchors = anchors
        self.columns = columns
        self.reading = reading
        self.tree = tree
        self.items = [None if each.furniture else tree.spots[each.target].item for each in anchors]
        self.page_starts = [start for start, _ in reading.pages]
        self.gaps = [self._lines(number) for number in range(len(anchors))]
        self.inline = [self._beside(number) for number in range(len(anchors))]

    def disorder(self) -> float:
        """Up to 1 where the order is sound; cells whose labels stand at their middle have borders less clear."""
        asked = sum(item is not None and item.value_kind is not None for item in self.items)
        (top, _), (middle, _) = self._best(_TOP), self._best(_MIDDLE)
        return min(top / _TOP_SOUND, middle / _MIDDLE_SOUND) / asked if asked else _NOTHING

    def beginnings(self) -> list[int]:
        starts = [each.occurrence.start for each in self.anchors]
        if not self.anchors:
            return starts
        top, _ = self._best(_TOP)
        middle, splits = self._best(_MIDDLE)
        moved = [number for number in range(1, len(starts)) if splits[number - 1] < len(self.gaps[number - 1])]
        labels = sum(item is not None and item.value_kind is not None for item in self.items)
        if top - middle < _MARGIN or len(moved) < max(_FEW, _SHARE * labels):
            return starts
        for number in moved:
            starts[number] = self.gaps[number - 1][splits[number - 1]].start
        return starts

    # -- lines -------------------------------------------------------------------------------------------------------

    def _lines(self, number: int) -> list[_CellLine]:
        """The lines between an anchor's own line and the next anchor."""
        clean = self.reading.clean
        end = self.anchors[number + 1].occurrence.start if number + 1 < len(self.anchors) else len(clean)
        start = self.anchors[number].occurrence.end
        first = min((at for at in (clean.find(LINE, start, end), clean.find(PAGE, start, end)) if at >= 0), default=end)
        found = [
            _CellLine(each.start(), each.end(), bisect_right(self.page_starts, each.start()))
            for each in _LINES.finditer(clean, first, end)
            if each[0].strip()
        ]
        widest = max((width(clean[line.start : line.end].strip()) for line in found), default=0)
        near = [item for item in self.items[number : number + 2] if item is not None and item.value_kind == "choice"]
        for line in found:
            line.listed = self._is_listed(self._text(line), near)
        for line, following in pairwise(found):
            line.goes_on = self._goes_on(line.start, line.end, following.start, following.end, widest)
        return found

    def _goes_on(self, start: int, end: int, next_start: int, next_end: int, widest: int) -> bool:
        """Whether a line is a full one whose sentence goes on in another."""
        text = self.reading.clean[start:end].strip()
        size = width(text)
        full = size >= _FULL * widest or (
            size >= _HALF * widest and any(abs(size - each) <= 1 for each in self.columns)
        )
        return full and size > _NARROW and goes_on(text, self.reading.clean[next_start:next_end])

    def _beside(self, number: int) -> tuple[int, int] | None:
        """The text beside a label in its line."""
        clean, start = self.reading.clean, self.anchors[number].occurrence.end
        rest = _LINES.match(clean, start)
        end = self.anchors[number + 1].occurrence.start if number + 1 < len(self.anchors) else len(clean)
        if rest is None or not clean[start : min(rest.end(), end)].strip():
            return None
        return start, min(rest.end(), end)

    # -- costs -------------------------------------------------------------------------------------------------------

    def _strangeness(self, number: int, lines: Sequence[_CellLine]) -> list[float]:
        """For each line the cost of its standing in an anchor's cell."""
        item = self.items[number]
        return [self._strange(item, self._text(line), line.listed) for line in lines]

    def _text(self, line: _CellLine) -> str:
        return self.reading.clean[line.start : line.end]

    def _strange(self, item: Item | None, text: str, listed: bool) -> float:
        if item is None or (item.value_kind is None and not _holds_one(item)):
            return _HEADING
        kind = item.value_kind
        if _COUNTED.fullmatch(fold(text)):
            return 0.0 if any(child.kind == "count" for child in item.items) else _OF_LIST
        if kind == "choice":
            return 0.0 if self._has(text, item) else _STRANGE
        if kind == "multi":
            return 0.0 if self._has(text, item) else 0.5
        marked = _MARKED.match(fold(text)) is not None
        if kind is None and any("flag" in (child.kind, child.own_value) for child in item.items):
            return 0.0 if marked else _STRANGE
        if listed or marked:
            return _OF_LIST
        if kind == "date":
            return 0.5
        return 0.0

    def _is_listed(self, text: str, near: Sequence[Item]) -> bool:
        """Whether a line is part of the printed list of a choice that stands near, or the end of a wrapped option."""
        folded = fold(text)
        if any(fold(word) in folded for word in aliases().choice_headings):
            return True
        options = [option for item in near for option in item.choice_texts]
        if len(folded) <= _TAIL and any(fold(option).endswith(folded) for option in options):
            return True
        return _LISTED.match(folded) is not None and any(self._has(text, item) for item in near)

    def _has(self, text: str, item: Item) -> bool:
        if fold(text) and any(fold(option).endswith(fold(text)) for option in item.choice_texts):
            return True
        tokens = scan(Reading(text), 0, len(text), item.choice_texts)
        return any(token.kind in ("option", "entry", "heading") for token in tokens) or not re.search(r"\w", text)

    def _shape(self, number: int, before: int, after: int, mode: str) -> float:
        """The cost of so many lines over and under a label."""
        item = self.items[number]
        if mode == _TOP:
            return _HEADING * before
        if self._stands_over(item):
            return _OVER * before
        off = max(0.0, abs(before - after) - 1 - 0.1 * (before + after))
        uneven = (
            (_UNEVEN if item is not None and self._is_even(item) else 0.2 * (not self.inline[number]))
            if before != after
            else 0.0
        )
        return min(_MOST_OFF, _OFF * off) + uneven

    def _is_even(self, item: Item) -> bool:
        """Whether a label stands at the very middle of its cell: a text's; lists of options have half lines."""
        return item.value_kind == "text" and bool(self.tree.spots[item.id].above[1:])

    def _stands_over(self, item: Item | None) -> bool:
        """Whether a label stands over its cell: headings, and labels too long to stand beside it."""
        if item is None or len(item.label) > _LONG:
            return True
        top = not self.tree.spots[item.id].above[1:]
        return top and (bool(item.number) or len(item.label) > _SHORT)

    # -- the best way ------------------------------------------------------------------------------------------------

    def _best(self, mode: str) -> tuple[float, list[int]]:
        """The least total cost, and for each gap how many of its lines belong to the label before it."""
        ways: dict[int, tuple[float, tuple[int, ...]]] = {0: (0.0, ())}
        for number, gap in enumerate(self.gaps):
            reached: dict[int, tuple[float, tuple[int, ...]]] = {}
            last = number + 1 == len(self.anchors)
            for split, content in self._splits(number, gap, mode, last):
                own = sum(line.page == self._page(number) for line in gap[:split])
                over = len(gap) - split
                cost, path = min(
                    ((cost + self._shape(number, before, own, mode), path) for before, (cost, path) in ways.items()),
                    key=lambda way: way[0],
                )
                if over not in reached or cost + content < reached[over][0]:
                    reached[over] = (cost + content, (*path, split))
            ways = reached
        cost, path = min(ways.values(), key=lambda way: way[0])
        return cost, list(path)

    def _page(self, number: int) -> int:
        return bisect_right(self.page_starts, self.anchors[number].occurrence.start)

    def _splits(self, number: int, gap: Sequence[_CellLine], mode: str, last: bool) -> Iterator[tuple[int, float]]:
        """(lines that belong to the label before, the cost)."""
        if last or not gap:
            yield len(gap), sum(self._strangeness(number, gap))
            return
        empty = self._empty(number, gap)
        if mode == _TOP:
            yield len(gap), sum(self._strangeness(number, gap)) + empty[-1]
            return
        ours = [0.0, *accumulate(self._strangeness(number, gap))]
        theirs = [0.0, *accumulate(self._strangeness(number + 1, gap))]
        page = self._page(number + 1)
        for split in range(len(gap) + 1):
            if split < len(gap) and gap[split].page != page:
                continue
            content = ours[split] + theirs[-1] - theirs[split]
            yield split, content + _CUT * self._cuts(number, gap, split) + empty[split]

    def _empty(self, number: int, gap: Sequence[_CellLine]) -> list[float]:
        """The cost of each split: it is at no empty line, though there is one."""
        clean = self.reading.clean
        starts = [*(line.start for line in gap), clean.rfind(LINE, 0, self.anchors[number + 1].occurrence.start) + 1]
        ends = [self.anchors[number].occurrence.end, *(line.end for line in gap)]
        empty = [clean.count(LINE, end, start) > 1 for end, start in zip(ends, starts, strict=True)]
        return [_EMPTY if any(empty) and not each else 0.0 for each in empty]

    def _cuts(self, number: int, gap: Sequence[_CellLine], split: int) -> bool:
        """Whether a sentence is cut between the lines of one label and those of the next."""
        if 0 < split < len(gap):
            return gap[split - 1].goes_on
        widest = max(width(self.reading.clean[line.start : line.end].strip()) for line in gap)
        one, two = self.inline[number], self.inline[number + 1]
        beside = not self._stands_over(self.items[number + 1])
        if two is None and beside and number + 2 < len(self.gaps) and self.gaps[number + 1]:
            # The label stands between the lines of its cell.
            first = self.gaps[number + 1][0]
            two = (first.start, first.end)
        if split == 0 and one is not None:
            return self._goes_on(*one, gap[0].start, gap[0].end, widest)
        if split == len(gap) and two is not None:
            return self._goes_on(gap[-1].start, gap[-1].end, *two, widest)
        return False


def _holds_one(item: Item) -> bool:
    """Whether a heading's text may be the answer of the one item under it, or marks that stand on it."""
    answers = [child for child in item.items if child.value_kind and not child.option_text]
    return len(answers) == 1 or any("flag" in (child.kind, child.own_value) for child in item.items)
