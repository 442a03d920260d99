"""A sheet saved as CSV: every row has as many fields as the widest."""

from __future__ import annotations

import csv

from pia_tui.ingest.grids.boxes import Box, Sheet

_ROWS, _FIELDS, _SEEN = 5, 3, 200
"""So many rows of so many fields at least make a table; so many are looked at."""


def is_csv(text: str) -> bool:
    """Whether a text is a sheet saved as CSV."""
    if text.count(",") < _ROWS * (_FIELDS - 1):
        return False
    try:
        rows = [
            row for row, _ in zip(csv.reader(text.splitlines(keepends=True), strict=True), range(_SEEN), strict=False)
        ]
    except csv.Error:
        return False
    return len(rows) >= _ROWS and len({len(row) for row in rows}) == 1 and len(rows[0]) >= _FIELDS


def read_csv_sheet(text: str) -> Sheet:
    """The fields of a CSV as the cells of a sheet."""
    boxes = [
        Box(number, column, number, column, field.replace("\t", " "))
        for number, row in enumerate(csv.reader(text.splitlines(keepends=True)), start=1)
        for column, field in enumerate(row, start=1)
        if field.strip()
    ]
    return Sheet("CSV", boxes)
