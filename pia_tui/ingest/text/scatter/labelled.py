"""Which label on a page is whose: labels that stand several times are told apart by their neighbours."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from pia_tui.ingest.text.scatter.layout import PagePiece
from pia_tui.ingest.text.scatter.matching import FORBIDDEN, match
from pia_tui.ingest.text.scatter.sequence import LabelEntry
from pia_tui.ingest.text.tree import Tree

_SLOT = re.compile(r"(\d+)~\d+$")
_STEP = 0.12
_LEAVE = 3.0
_CERTAIN = 3.0
"""The margin of a label that fits one entry alone."""


@dataclass(frozen=True, slots=True)
class Labelled:
    """The piece that is an entry's label, and how sure that is (the margin to another reading)."""

    piece: int
    margin: float


class PageLabelling:
    """Gives the entries of a page their labels."""

    def __init__(self, pieces: Sequence[PagePiece], entries: Sequence[LabelEntry], tree: Tree) -> None:
        self.pieces = pieces
        self.entries = entries
        self.tree = tree
        self.labels = [
            number
            for number, piece in enumerate(pieces)
            if piece.occurrence is not None and not all(each.furniture for each in piece.occurrence.spellings)
        ]
        self.rank = {number: rank for rank, number in enumerate(self.labels)}
        self._by_name: dict[tuple[str, int], list[int]] = {}
        for index, entry in enumerate(entries):
            for block in {entry.block, 0} if entry.labelled else ():
                self._by_name.setdefault((entry.target, block), []).append(index)
        self._fitting: dict[int, frozenset[int]] = {}
        self.of_entry: dict[int, Labelled] = {}
        self.of_piece: dict[int, int] = {}
        self.headings = self._headings()
        self._fix_single()
        self._fix_others()

    def candidates(self, number: int) -> frozenset[int]:
        """The entries that a piece may be the label of; a label without number fits any block."""
        if number not in self._fitting:
            occurrence = self.pieces[number].occurrence
            assert occurrence is not None
            names = {(each.target, each.block) for each in occurrence.spellings if not each.furniture}
            self._fitting[number] = frozenset(index for name in names for index in self._by_name.get(name, ()))
        return self._fitting[number]

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

    def _fix_single(self) -> None:
        """Labels that fit one entry, where no other label fits it."""
        fitting = {number: self.candidates(number) for number in self.labels}
        wanted: dict[int, int] = {}
        for candidates in fitting.values():
            for index in candidates:
                wanted[index] = wanted.get(index, 0) + 1
        for number, candidates in fitting.items():
            only = min(candidates, default=-1)
            if len(candidates) == 1 and wanted[only] == 1:
                self.of_entry[only] = Labelled(number, _CERTAIN)
                self.of_piece[number] = only

    def _fix_others(self) -> None:
        """Labels that fit several entries: the nearest in the form's order to what stands around them."""
        open_labels = [number for number in self.labels if number not in self.of_piece]
        for _ in range(2):
            around = dict(self.of_piece)
            columns = [index for index in range(len(self.entries)) if index not in self.of_entry]
            costs = [
                [
                    self._cost(number, index, around) if index in self.candidates(number) else FORBIDDEN
                    for index in columns
                ]
                for number in open_labels
            ]
            if not costs or not columns:
                return
            matched = match(costs, _LEAVE)
            for number, (column, _margin) in zip(open_labels, matched, strict=True):
                if column >= 0:
                    around[number] = columns[column]
        for number, (column, margin) in zip(open_labels, matched, strict=True):
            if column >= 0:
                self.of_entry[columns[column]] = Labelled(number, margin)
                self.of_piece[number] = columns[column]

    def _cost(self, number: int, index: int, around: dict[int, int]) -> float:
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
