"""The order in which the boxes of a sheet are read: bands of rows, and in each from the left to the right.

A label that is merged over several rows stands before all that is beside it. Where a row of headings stands over
columns (a table of changes, number and name on the cover), every row under it has a cell for each, empty or not.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from itertools import pairwise

from pia_tui.ingest.grids.boxes import Box

TextRow = list[str]
Heading = Callable[[Sequence[str]], int]
"""Told the texts of a row: under how many rows it is the heading (0: it is none)."""


def rows_of(boxes: Sequence[Box], heading: Heading) -> list[TextRow]:
    """The rows of cells of a sheet in the order of reading."""
    rows: list[TextRow] = []
    table: list[Box] = []
    left = 0
    for band in _bands([box for box in boxes if box.text]):
        if table and left and _fits(band, table):
            rows += _table_rows(band, table)
            left -= 1
            continue
        flat = all(one.shares_row_with(two) for one, two in pairwise(band))
        left = heading([box.text for box in band]) if flat else 0
        table = sorted(band, key=lambda box: box.left) if left else []
        rows += _read(band)
    return rows


def _bands(boxes: Sequence[Box]) -> Iterator[list[Box]]:
    """Boxes that no level line parts, from the top."""
    band: list[Box] = []
    end = 0
    for box in sorted(boxes, key=lambda box: (box.top, box.left)):
        if band and box.top > end:
            yield band
            band = []
        band.append(box)
        end = max(end, box.bottom) if len(band) > 1 else box.bottom
    if band:
        yield band


def _columns(boxes: Sequence[Box]) -> Iterator[list[Box]]:
    """Boxes that no upright line parts, from the left."""
    group: list[Box] = []
    end = 0
    for box in sorted(boxes, key=lambda box: (box.left, box.top)):
        if group and box.left > end:
            yield group
            group = []
        group.append(box)
        end = max(end, box.right) if len(group) > 1 else box.right
    if group:
        yield group


def _read(boxes: Sequence[Box]) -> list[TextRow]:
    """The rows of some boxes."""
    if not boxes:
        return []
    bands = list(_bands(boxes))
    if len(bands) > 1:
        return [row for band in bands for row in _read(band)]
    if all(one.shares_row_with(two) for one in boxes for two in boxes):
        return [[box.text for box in sorted(boxes, key=lambda box: box.left)]]
    groups = list(_columns(boxes))
    if len(groups) == 1:
        return [[box.text] for box in sorted(boxes, key=lambda box: (box.top, box.left))]
    first = _read(groups[0])
    rest = _read([box for group in groups[1:] for box in group])
    return [*first[:-1], [*first[-1], *rest[0]], *rest[1:]]


# -- tables ----------------------------------------------------------------------------------------------------------


def _fits(boxes: Sequence[Box], table: Sequence[Box]) -> bool:
    """Whether each box stands in one column of a table."""
    return all(len(_of(box, table)) == 1 for box in boxes)


def _of(box: Box, table: Sequence[Box]) -> list[int]:
    return [number for number, head in enumerate(table) if box.shares_column_with(head)]


def _table_rows(band: Sequence[Box], table: Sequence[Box]) -> list[TextRow]:
    """The rows of a band under a heading: as many as its second column has boxes, merged cells said in each.

    A table of changes is told by its second column: a day may be merged over the changes of that day, and one change
    may have several lines.
    """
    cells: list[list[Box]] = [[] for _ in table]
    for box in band:
        for number in _of(box, table):
            cells[number].append(box)
    keys = cells[min(1, len(table) - 1)] or [band[0]]
    if len(keys) > 1 and not any(box.bottom > box.top for box in band):
        keys = keys[:1]
    rows = []
    for number, key in enumerate(keys):
        top = key.top if number else min(box.top for box in band)
        bottom = keys[number + 1].top - 1 if number + 1 < len(keys) else max(box.bottom for box in band)
        rows.append(["\n".join(box.text for box in own if box.top <= bottom and top <= box.bottom) for own in cells])
    return rows
