"""Which lines of a page of a table are whose row: every row has an anchor, at the middle or the top of its cells."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

_EMPTY, _BEGINS, _BEGUN, _UNEVEN, _MOST = 1.0, 1.0, 0.4, 0.5, 2.0
"""Costs: an empty line in a row, a second item in it, an item that does not begin as one, a row uneven about its
anchor, and the most that a cell off its place costs."""
_TORN, _CUT, _STEP = 0.5, 1.0, 2
"""Costs: each line too many between two lines of a cell (lines of cells about one middle may take turns), and a cell
cut off from a line that goes on with it."""
_LEFT, _HEAD = 1.0, 0.4
"""Costs of a line that belongs to no row: at a page's foot, and at its head, where the row before may go on."""


_Way = tuple[float, tuple[tuple[int, int], ...]]


@dataclass(frozen=True, slots=True)
class Anchor:
    """The first and last line of what tells a row."""

    first: int
    last: int

    @property
    def middle(self) -> float:
        """Where its middle stands."""
        return (self.first + self.last) / 2


def deviation(lines: Sequence[int], anchor: Anchor, top: bool) -> float:
    """How far the lines of a cell stand from where the anchor says: its first line, or its middle."""
    if top:
        return float(abs(lines[0] - anchor.first))
    return abs(sum(lines) / len(lines) - anchor.middle)


@dataclass(frozen=True, slots=True)
class Table:
    """The lines of a page: the columns each holds, with whether the text there must go on; the empty lines before each;
    whether it begins an item's cell (column 1)."""

    cells: Sequence[Mapping[int, bool]]
    empty: Sequence[int]
    begins: Sequence[bool]

    @property
    def gaps(self) -> list[bool]:
        """Before which lines more is empty than usual."""
        usual = sorted(self.empty)[len(self.empty) // 3] if self.empty else 0
        return [each > usual for each in self.empty]


def best_rows(table: Table, anchors: Sequence[Anchor], top: bool) -> tuple[float, list[tuple[int, int]]]:
    """The least cost and the lines [first, last) of each anchor's row."""
    if not anchors:
        return 0.0, []
    ways: dict[int, _Way] = {first: (_HEAD * first, ()) for first in range(anchors[0].first + 1)}
    gaps = table.gaps
    for number, anchor in enumerate(anchors):
        following = anchors[number + 1].first if number + 1 < len(anchors) else len(table.cells)
        reached: dict[int, _Way] = {}
        for first, (cost, rows) in ways.items():
            for last, own in _costs(table, gaps, anchor, first, max(following, anchor.last + 1), top):
                total = cost + own
                if last not in reached or total < reached[last][0]:
                    reached[last] = (total, (*rows, (first, last)))
        ways = reached
    return min(
        ((cost + _LEFT * (len(table.cells) - last), list(rows)) for last, (cost, rows) in ways.items()),
        key=lambda way: way[0],
    )


def _costs(
    table: Table, gaps: Sequence[bool], anchor: Anchor, first: int, most: int, top: bool
) -> list[tuple[int, float]]:
    """(last, cost) of the rows that begin at a line."""
    held: dict[int, list[int]] = {}
    found: list[tuple[int, float]] = []
    fixed = float(top and first != anchor.first)
    items = 0
    for number in range(first, most):
        if number > first and gaps[number]:
            fixed += _EMPTY
        for column in table.cells[number]:
            own = held.setdefault(column, [])
            fixed += _TORN * max(0, number - own[-1] - _STEP) if own and column else 0.0
            own.append(number)
        if 1 in table.cells[number]:
            begins = table.begins[number]
            fixed += _BEGUN * (not items and not begins) + _BEGINS * bool(items and begins)
            items += 1
        if number < anchor.last:
            continue
        cost = fixed + sum(min(_MOST, deviation(lines, anchor, top)) for lines in held.values())
        cost += _CUT * sum(_is_cut(table, column, lines[-1], number + 1) for column, lines in held.items())
        if not top:
            cost += _UNEVEN * abs((first + number) / 2 - anchor.middle)
        found.append((number + 1, cost))
    return found


def _is_cut(table: Table, column: int, line: int, last: int) -> bool:
    """Whether the text of a column must go on, and does so right behind the row."""
    return table.cells[line][column] and any(
        column in table.cells[number] for number in range(last, min(len(table.cells), line + _STEP + 1))
    )
