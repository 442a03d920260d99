"""The cells that ruled lines enclose: neighbouring fields of the grid of all rules, joined where no rule parts them."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from pia_tui.ingest.pdf_pages import Rect, RuledLine

_NEAR = 2.0
"""Points within which two rules are one."""
_REACH = 3.0
"""Points that a rule may lack at its end."""
_LEAST = 4.0
"""A cell is at least so wide and high."""
_MOST = 400
"""So many different rules in one direction are a drawing, not a table."""


@dataclass(frozen=True, slots=True)
class TableRow:
    """Cells that begin at the same height, from the left."""

    top: float
    cells: tuple[Rect, ...]

    @property
    def bottom(self) -> float:
        """Where the row's first cell to end ends."""
        return min(cell[3] for cell in self.cells)


def table_rows(level: Sequence[RuledLine], upright: Sequence[RuledLine]) -> list[TableRow]:
    """The rows of all tables that the rules make, from the top."""
    rows: list[TableRow] = []
    for cell in sorted(_cells(level, upright), key=lambda cell: (cell[1], cell[0])):
        if rows and abs(rows[-1].top - cell[1]) < _NEAR:
            rows[-1] = TableRow(rows[-1].top, (*rows[-1].cells, cell))
        else:
            rows.append(TableRow(cell[1], (cell,)))
    return [TableRow(row.top, tuple(sorted(row.cells))) for row in rows]


def _cells(level: Sequence[RuledLine], upright: Sequence[RuledLine]) -> Iterator[Rect]:
    across, down = _merged(upright), _merged(level)
    xs, ys = sorted(across), sorted(down)
    if len(xs) < 2 or len(ys) < 2 or len(xs) > _MOST or len(ys) > _MOST:
        return
    width, height = len(xs) + 1, len(ys) + 1
    parent = list(range(width * height))

    def find(one: int) -> int:
        while parent[one] != one:
            parent[one] = parent[parent[one]]
            one = parent[one]
        return one

    # Field (row, column) lies left of xs[column] and above ys[row]; the outermost fields are the page around.
    for row in range(height):
        high, low = (ys[row - 1] if row else ys[0] - 9), (ys[row] if row < len(ys) else ys[-1] + 9)
        for column, x in enumerate(xs):
            outside = row in (0, height - 1)
            if outside or not _covers(across[x], (high + low) / 2):
                parent[find(row * width + column)] = find(row * width + column + 1)
    for column in range(width):
        left, right = (xs[column - 1] if column else xs[0] - 9), (xs[column] if column < len(xs) else xs[-1] + 9)
        for row, y in enumerate(ys):
            outside = column in (0, width - 1)
            if outside or not _covers(down[y], (left + right) / 2):
                parent[find(row * width + column)] = find((row + 1) * width + column)
    around = find(0)
    groups: dict[int, list[tuple[int, int]]] = {}
    for row in range(1, height - 1):
        for column in range(1, width - 1):
            root = find(row * width + column)
            if root != around:
                groups.setdefault(root, []).append((row, column))
    for fields in groups.values():
        rows, columns = [row for row, _ in fields], [column for _, column in fields]
        box = xs[min(columns) - 1], ys[min(rows) - 1], xs[max(columns)], ys[max(rows)]
        if box[2] - box[0] >= _LEAST and box[3] - box[1] >= _LEAST:
            yield box


def _merged(rules: Sequence[RuledLine]) -> dict[float, list[tuple[float, float]]]:
    """By place the stretches that are ruled there; rules that nearly meet are one."""
    groups: list[list[RuledLine]] = []
    for rule in sorted(rules, key=lambda rule: rule.at):
        if groups and rule.at - groups[-1][0].at <= _NEAR:
            groups[-1].append(rule)
        else:
            groups.append([rule])
    found: dict[float, list[tuple[float, float]]] = {}
    for group in groups:
        spans: list[tuple[float, float]] = []
        for rule in sorted(group, key=lambda rule: rule.start):
            if spans and rule.start <= spans[-1][1] + _REACH:
                spans[-1] = (spans[-1][0], max(spans[-1][1], rule.end))
            else:
                spans.append((rule.start, rule.end))
        found[sum(rule.at for rule in group) / len(group)] = spans
    return found


def _covers(spans: Sequence[tuple[float, float]], place: float) -> bool:
    number = bisect_right(spans, (place, float("inf"))) - 1
    return number >= 0 and spans[number][1] >= place


__all__ = ["TableRow", "table_rows"]
