"""変更箇所 on pages that keep their look: columns of blanks part the cells, and rows of several lines the rows.

The lines that hold a date and 事前 or 事後 tell where the columns begin. Which lines a row has is told by its date,
which stands at the middle (or the top) of all its cells.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from statistics import median

from pia_tui.ingest.text.markup import LINE, PAGE

Span = tuple[int, int]
_SEGMENT = re.compile(r"\S(?:[^\n]*?\S)??(?=[ \u3000]{2,}|[ \u3000]*$)")
_LEAST = 2
"""So many whole rows must tell the columns."""
_NEAR = 4
"""So many letters a cell may begin before its column."""
_OFF = 0.75
"""So many lines a cell may stand off the middle that its row's date tells."""
_LEFT = 0.4
"""The cost of a line that belongs to no row of the page."""


@dataclass(frozen=True, slots=True)
class Cell:
    """A piece of a line: its line's number, where in the line it begins, and its place in the clean text."""

    line: int
    column: int
    span: Span


@dataclass(frozen=True, slots=True)
class GridRow:
    """A row: for each column the pieces of its cell, line by line."""

    cells: tuple[tuple[Span, ...], ...]
    sure: bool
    """Whether all cells stand about the date as they should: no line is the neighbour row's."""


def column_edges(
    clean: str, start: int, end: int, is_date: Callable[[str], bool], is_timing: Callable[[str], bool], columns: int
) -> list[float]:
    """Where in its lines each column of the table in [start, end) begins; none where that cannot be told."""
    return _edges(clean, _segments(clean, start, end), is_date, is_timing, columns)


def grid_rows(
    clean: str, start: int, end: int, edges: Sequence[float], is_date: Callable[[str], bool], columns: int
) -> list[GridRow]:
    """The rows of a page of the table."""
    lines = _segments(clean, start, end)
    grid: list[dict[int, list[Span]]] = []
    for line in lines:
        row: dict[int, list[Span]] = {}
        for cell in line:
            number = max((each for each, edge in enumerate(edges) if edge <= cell.column + _NEAR), default=0)
            row.setdefault(number, []).append(cell.span)
        grid.append(row)
    centres = _centres(clean, grid, is_date)
    if len(centres) < _LEAST:
        return []
    ways = [(*_best(grid, centres, top), top) for top in (False, True)]
    _, spans, top = min(ways, key=lambda way: way[0])
    return [
        _row(grid, first, last, columns, _worst(grid, first, last, centre, top) <= _OFF)
        for (first, last), centre in zip(spans, centres, strict=True)
    ]


def _segments(clean: str, start: int, end: int) -> list[list[Cell]]:
    lines: list[list[Cell]] = []
    place = start
    for text in re.split(f"[{LINE}{PAGE}]", clean[start:end]):
        found = [
            Cell(len(lines), each.start(), (place + each.start(), place + each.end()))
            for each in _SEGMENT.finditer(text)
        ]
        if found:
            lines.append(found)
        place += len(text) + 1
    return lines


def _edges(
    clean: str,
    lines: Sequence[Sequence[Cell]],
    is_date: Callable[[str], bool],
    is_timing: Callable[[str], bool],
    columns: int,
) -> list[float]:
    """Where each column begins, by the lines that hold a cell of each."""
    whole = []
    timings: list[int] = []
    for line in lines:
        texts = [clean[slice(*cell.span)] for cell in line]
        timing = next((number for number, text in enumerate(texts) if is_timing(text)), -1)
        if timing > 0:
            timings.append(line[timing].column)
        if timing == columns - 2 and is_date(texts[0]):
            whole.append([cell.column for cell in line])
    if len(whole) < _LEAST:
        return []
    edges = [float(median(line[number] for line in whole)) for number in range(columns - 1)]
    notes = [line[columns - 1] for line in whole if len(line) >= columns]
    edges.append(float(median(notes)) if notes else edges[-1] + 2 * _NEAR)
    return edges if edges == sorted(edges) else []


def _centres(clean: str, grid: Sequence[dict[int, list[Span]]], is_date: Callable[[str], bool]) -> list[float]:
    """The lines at which dates stand; a date in two lines stands between them."""
    centres: list[float] = []
    number = 0
    while number < len(grid):
        text = _first(clean, grid[number])
        following = next((each for each in range(number + 1, min(number + 4, len(grid))) if grid[each].get(0)), 0)
        tail = _first(clean, grid[following]) if following else ""
        if text and tail and len(tail) <= _NEAR and not is_date(tail) and is_date(text + tail):
            centres.append((number + following) / 2)
            number = following
        elif text and is_date(text):
            centres.append(float(number))
        number += 1
    return centres


def _first(clean: str, row: dict[int, list[Span]]) -> str:
    return "".join(clean[slice(*span)] for span in row.get(0, ()))


def _best(
    grid: Sequence[dict[int, list[Span]]], centres: Sequence[float], top: bool
) -> tuple[float, list[tuple[int, int]]]:
    """The least cost and the lines [first, last) of each row, dates at the middle or the top of their rows."""
    ways: dict[int, tuple[float, tuple[tuple[int, int], ...]]] = {
        first: (_LEFT * first, ()) for first in range(int(centres[0]) + 1)
    }
    for number, centre in enumerate(centres):
        following = int(centres[number + 1]) if number + 1 < len(centres) else len(grid)
        reached: dict[int, tuple[float, tuple[tuple[int, int], ...]]] = {}
        for last in range(int(centre + 0.5) + 1, max(following, int(centre + 0.5) + 1) + 1):
            for first, (cost, rows) in ways.items():
                total = cost + _misfit(grid, first, last, centre, top)
                if last not in reached or total < reached[last][0]:
                    reached[last] = (total, (*rows, (first, last)))
        ways = reached
    total, rows = min(
        ((cost + _LEFT * (len(grid) - last), rows) for last, (cost, rows) in ways.items()), key=lambda way: way[0]
    )
    return total, list(rows)


def _misfit(grid: Sequence[dict[int, list[Span]]], first: int, last: int, centre: float, top: bool) -> float:
    return sum(_deviations(grid, first, last, centre, top)) + (top and first != int(centre))


def _worst(grid: Sequence[dict[int, list[Span]]], first: int, last: int, centre: float, top: bool) -> float:
    return max(_deviations(grid, first, last, centre, top), default=0.0)


def _deviations(grid: Sequence[dict[int, list[Span]]], first: int, last: int, centre: float, top: bool) -> list[float]:
    """How far each cell stands from where the date says: its middle, or its first line."""
    held: dict[int, list[int]] = {}
    for number in range(first, last):
        for column in grid[number]:
            held.setdefault(column, []).append(number)
    if top:
        return [abs(lines[0] - centre) for lines in held.values()]
    return [abs(sum(lines) / len(lines) - centre) for lines in held.values()]


def _row(grid: Sequence[dict[int, list[Span]]], first: int, last: int, columns: int, sure: bool) -> GridRow:
    return GridRow(
        tuple(
            tuple(span for number in range(first, last) for span in grid[number].get(column, ()))
            for column in range(columns)
        ),
        sure,
    )
