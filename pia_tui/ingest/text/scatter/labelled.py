"""Which label on a page is whose: labels that stand several times are told apart by their neighbours."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import combinations

from pia_tui.ingest.text.scatter.in_order import FAR, in_order
from pia_tui.ingest.text.scatter.layout import Piece
from pia_tui.ingest.text.scatter.matching import FORBIDDEN, match
from pia_tui.ingest.text.scatter.sequence import Entry
from pia_tui.ingest.text.tree import Tree

_SLOT = re.compile(r"(\d+)~\d+$")
_STEP = 0.12
_LEAVE = 3.0
_LOST, _CERTAIN = 0.3, 3.0
_NEARLY, _BY_TURN = 0.95, 1.0
"""Such a share of pairs in the form's order lets labels be told apart by their turn."""
_ROW, _MOST = 6, 0.66
"""So many labels, and such a share of all, keep the form's order where the others are displaced."""
_LEAST = 4
"""So many labels tell an order."""


@dataclass(frozen=True, slots=True)
class Labelled:
    """The piece that is an entry's label, and how sure that is (the margin to another reading)."""

    piece: int
    margin: float


class PageLabelling:
    """Gives the entries of a page their labels."""

    def __init__(self, pieces: Sequence[Piece], entries: Sequence[Entry], tree: Tree) -> None:
        self.pieces = pieces
        self.entries = entries
        self.tree = tree
        self.labels = [
            number
            for number, piece in enumerate(pieces)
            if piece.occurrence is not None and not all(each.furniture for each in piece.occurrence.spellings)
        ]
        self.rank = {number: rank for rank, number in enumerate(self.labels)}
        self.of_entry: dict[int, Labelled] = {}
        self.of_piece: dict[int, int] = {}
        self.headings = self._headings()
        self.ordered = self._fix_in_order()
        """Whether the labels stand in the form's order."""
        self.nearly_ordered = False
        if not self.ordered:
            self._fix_single()
            self.nearly_ordered = self._fix_by_turn()
            self._fix_others()
        self.displaced = frozenset[int]() if self.ordered or self.nearly_ordered else self._displaced()
        """Labels that stand out of the form's order, where most others keep it."""

    @property
    def mostly_ordered(self) -> bool:
        """Whether so many labels keep the form's order that answers do too."""
        return self.ordered or self.nearly_ordered or bool(self.displaced)

    def _displaced(self) -> frozenset[int]:
        """The labels besides the longest row of them that keeps the form's order; none where that is too short."""
        numbers = sorted(self.of_piece)
        rows: list[list[int]] = []
        for number in numbers:
            before = [row for row in rows if self.of_piece[row[-1]] < self.of_piece[number]]
            rows.append([*max(before, key=len, default=[]), number])
        longest = max(rows, key=len, default=[])
        if len(longest) < max(_ROW, _MOST * len(numbers)):
            return frozenset()
        return frozenset(numbers) - frozenset(longest)

    def candidates(self, number: int) -> list[int]:
        """The entries that a piece may be the label of."""
        occurrence = self.pieces[number].occurrence
        assert occurrence is not None
        names = {(each.target, each.block) for each in occurrence.spellings if not each.furniture}
        return [
            index
            for index, entry in enumerate(self.entries)
            if entry.labelled and ((entry.target, entry.block) in names or (entry.target, 0) in names)
        ]

    def _headings(self) -> dict[tuple[str, int], list[int]]:
        """Where the headings of blocks stand; 委託事項2～5 stands where the second begins."""
        found: dict[tuple[str, int], list[int]] = {}
        for number, piece in enumerate(self.pieces):
            for each in piece.occurrence.spellings if piece.occurrence else ():
                slot = _SLOT.search(piece.occurrence.text) if piece.occurrence and each.furniture else None
                block = int(slot[1]) if slot else each.block
                if block:
                    found.setdefault((each.target, block), []).append(number)
        return found

    def _fix_in_order(self) -> bool:
        """Give the labels to the entries so that all keep the form's order; False where too many do not."""
        costs = [[self._form_of(number, index) for index in range(len(self.entries))] for number in self.labels]
        skips = [_LOST if entry.labelled and not entry.title else 0.0 for entry in self.entries]
        found = in_order(costs, [(FAR, 0.0)] * len(costs), skips)
        given = [
            (number, index, margin)
            for number, row, (index, margin) in zip(self.labels, costs, found, strict=True)
            if index >= 0 and row[index] < FAR
        ]
        possible = sum(min(row, default=FAR) < FAR for row in costs)
        if not given or len(given) < possible:
            return False
        for number, index, margin in given:
            self.of_entry[index] = Labelled(number, min(margin, _CERTAIN))
            self.of_piece[number] = index
        return True

    def _form_of(self, number: int, index: int) -> float:
        """How well the words of a label fit an entry."""
        occurrence, entry = self.pieces[number].occurrence, self.entries[index]
        assert occurrence is not None
        forms = [
            each.form
            for each in occurrence.spellings
            if each.target == entry.target and not each.furniture and each.block in (0, entry.block)
        ]
        return 0.2 * min(forms) if forms and entry.labelled else FAR

    def _fix_single(self) -> None:
        """Labels that fit one entry, where no other label fits it."""
        fitting = {number: self.candidates(number) for number in self.labels}
        wanted: dict[int, int] = {}
        for candidates in fitting.values():
            for index in candidates:
                wanted[index] = wanted.get(index, 0) + 1
        for number, candidates in fitting.items():
            if len(candidates) == 1 and wanted[candidates[0]] == 1:
                self.of_entry[candidates[0]] = Labelled(number, 3.0)
                self.of_piece[number] = candidates[0]

    def _fix_by_turn(self) -> bool:
        """Where labels are in order but for neighbours: the second of its words is the second such entry's."""
        groups: dict[tuple[int, ...], list[int]] = {}
        for number in self.labels:
            if number not in self.of_piece:
                groups.setdefault(tuple(self.candidates(number)), []).append(number)
        given = {
            number: index
            for entries, numbers in groups.items()
            if len(entries) == len(numbers) and not any(index in self.of_entry for index in entries)
            for number, index in zip(numbers, entries, strict=True)
        }
        whole = self.of_piece | given
        pairs = list(combinations([whole[number] for number in sorted(whole)], 2))
        if len(whole) < _LEAST or sum(one < two for one, two in pairs) < _NEARLY * len(pairs):
            return False
        for number, index in given.items():
            self.of_entry[index] = Labelled(number, _BY_TURN)
            self.of_piece[number] = index
        return True

    def _fix_others(self) -> None:
        """Labels that fit several entries: the nearest in the form's order to what stands around them."""
        open_labels = [number for number in self.labels if number not in self.of_piece]
        for _ in range(2):
            around = dict(self.of_piece)
            columns = [index for index in range(len(self.entries)) if index not in self.of_entry]
            costs = [[self._cost(number, index, around) for index in columns] for number in open_labels]
            if not costs or not columns:
                return
            matched = match(costs, _LEAVE)
            for number, (column, _margin) in zip(open_labels, matched, strict=True):
                if column >= 0:
                    around[number] = columns[column]
            self.guess = around
        for number, (column, margin) in zip(open_labels, matched, strict=True):
            if column >= 0:
                self.of_entry[columns[column]] = Labelled(number, margin)
                self.of_piece[number] = columns[column]

    def _cost(self, number: int, index: int, around: dict[int, int]) -> float:
        if index not in self.candidates(number):
            return FORBIDDEN
        entry, rank = self.entries[index], self.rank[number]
        occurrence = self.pieces[number].occurrence
        assert occurrence is not None
        cost = 0.3 * min(each.form for each in occurrence.spellings if each.target == entry.target)
        for side in (-1, 1):
            near = rank + side
            if 0 <= near < len(self.labels) and self.labels[near] in around:
                step = index - around[self.labels[near]]
                cost += min(1.0, 0.08 * abs(step + side)) + (0.1 if step * side > 0 else 0.0)
        block = self.tree.spots[entry.target].block
        if block:
            headings = self.headings.get((block, entry.block), [])
            if headings:
                cost += min(1.5, _STEP * min(abs(number - heading) * 0.4 for heading in headings))
            else:
                # The block began on the page before: what is left of it stands first.
                cost += min(1.5, 0.5 * _STEP * rank)
        return cost
