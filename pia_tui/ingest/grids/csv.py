"""A sheet saved as CSV: told by its rows and by the form's labels in its fields.

Excel writes every row as wide as the widest; other programs write fewer fields, other signs between them (`;`, tabs),
or quotes around all of them. What is certain is that a field is whole, so that a label in a field of its own tells
more than in a line of text.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Sequence
from functools import cache

from pia_tui.forms import form_ids
from pia_tui.ingest.errors import STORE_UNTOUCHED, UnreadableFile
from pia_tui.ingest.grids.boxes import Box, GridSheet
from pia_tui.ingest.text.folding import fold
from pia_tui.ingest.text.labels import labels_of

_ROWS, _FIELDS, _SEEN = 5, 3, 200
"""So many rows of so many fields at least make a table; so many are looked at."""
_LABELLED = 3
"""So many rows whose first field is a label make a form."""
_SIGNS = (",", ";", "\t")
_LONGEST_LABEL = 200
_LONGEST = 20_000_000
"""Letters of a field: as many as a text file may have."""


def csv_rows(text: str) -> list[list[str]] | None:
    """The rows of fields of a sheet saved as CSV; None for a text that is none.

    Raises UnreadableFile where it is one whose quotes do not close, so that fields cannot be told.
    """
    csv.field_size_limit(_LONGEST)
    lines = text.splitlines()
    for sign in _SIGNS:
        parted, alone, quoted = _evidence(lines, sign)
        # Tabs alone are no mark of CSV: text that is copied out of a table has them too; fields in quotes are.
        labelled = parted >= _LABELLED and (sign != "\t" or quoted > 0)
        one_column = sign == "," and alone >= _LABELLED and quoted >= _LABELLED
        if not (labelled or one_column or (sign == "," and text.count(sign) >= _ROWS * (_FIELDS - 1))):
            continue
        rows = _parsed(text, sign)
        if rows is None and labelled:
            raise UnreadableFile(
                'CSV の引用符（"）が閉じていない行があり、欄の区切りが分かりません。',
                safe=STORE_UNTOUCHED,
                next="Excel で開き、Excel ブック（.xlsx）で保存し直してから取り込んでください。",
            )
        if rows is not None and (labelled or _is_level(rows) or (one_column and max(map(len, rows)) == 1)):
            return rows
    return None


def _evidence(lines: Sequence[str], sign: str) -> tuple[int, int, int]:
    """How many lines begin with a label in a field of its own with others behind it, or alone; how many have quotes."""
    labels, parted, alone, quoted = _labels(), 0, 0, 0
    for line in lines:
        bare = line.lstrip(sign + " ")
        in_quotes = bare.startswith('"')
        quoted += in_quotes or f'{sign}"' in line
        first = bare[1:].partition('"')[0] if in_quotes else bare.partition(sign)[0]
        if len(first) < _LONGEST_LABEL and fold(first) in labels:
            parted += sign in line
            alone += sign not in line
    return parted, alone, quoted


@cache
def _labels() -> frozenset[str]:
    return frozenset().union(*(labels_of(form_id).spellings for form_id in form_ids()))


def _parsed(text: str, sign: str) -> list[list[str]] | None:
    try:
        return list(csv.reader(io.StringIO(text, newline=""), delimiter=sign, skipinitialspace=True, strict=True))
    except csv.Error:
        return None


def _is_level(rows: Sequence[Sequence[str]]) -> bool:
    """Whether each of the first rows has as many fields as the others."""
    seen = rows[:_SEEN]
    return len(seen) >= _ROWS and len({len(row) for row in seen}) == 1 and len(seen[0]) >= _FIELDS


def csv_sheet(rows: Sequence[Sequence[str]]) -> GridSheet:
    """The fields of a CSV as the cells of a sheet."""
    boxes = [
        Box(number, column, number, column, field.replace("\t", " "))
        for number, row in enumerate(rows, start=1)
        for column, field in enumerate(row, start=1)
        if field.strip()
    ]
    return GridSheet("CSV", boxes)
