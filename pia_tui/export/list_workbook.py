"""A list as a workbook: a title, notes, one table with a head that stays in view and can be filtered."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from openpyxl import Workbook
from openpyxl.styles import Alignment, Border, Font, PatternFill, Side
from openpyxl.utils import get_column_letter

from pia_tui.answer_sheet import escaped
from pia_tui.export.sheets.package import repacked

_LINE = Side(style="thin", color="A0A0A0")
_BOX = Border(left=_LINE, right=_LINE, top=_LINE, bottom=_LINE)
_HEAD = PatternFill("solid", fgColor="C9D6E6")
_FONT = "Yu Gothic"
_WIDTH = 1.1
"""Width of a column in letters, for each part of its weight."""
_FORMULA_SIGNS = ("=", "+", "-", "@")


def to_workbook(
    title: str, columns: Sequence[tuple[str, float]], rows: Sequence[Sequence[str]], notes: Sequence[str] = ()
) -> bytes:
    """The workbook; equal arguments give equal bytes. Every cell is text, whatever sign it begins with."""
    book = Workbook()
    sheet: Any = book.active
    sheet.title = "一覧"
    for number, text in enumerate((title, *notes), start=1):
        cell = sheet.cell(number, 1)
        _put(cell, text)
        cell.font = Font(name=_FONT, size=14 if number == 1 else 10, bold=number == 1)
    head = len(notes) + 3
    for column, (label, weight) in enumerate(columns, start=1):
        cell = sheet.cell(head, column)
        _put(cell, label)
        cell.font = Font(name=_FONT, size=11, bold=True)
        cell.fill, cell.border = _HEAD, _BOX
        cell.alignment = Alignment(wrap_text=True, vertical="center", horizontal="center")
        sheet.column_dimensions[get_column_letter(column)].width = max(8.0, weight * _WIDTH)
    for line, row in enumerate(rows, start=head + 1):
        for column, text in enumerate(row, start=1):
            cell = sheet.cell(line, column)
            if text:
                _put(cell, text)
            cell.font, cell.border, cell.number_format = Font(name=_FONT, size=10), _BOX, "@"
            cell.alignment = Alignment(wrap_text=True, vertical="top")
    last = get_column_letter(len(columns))
    sheet.auto_filter.ref = f"A{head}:{last}{head + len(rows)}"
    sheet.freeze_panes = sheet.cell(head + 1, 1)
    sheet.page_setup.orientation = "landscape"
    sheet.page_setup.paperSize = sheet.PAPERSIZE_A4
    sheet.page_setup.fitToHeight = 0
    sheet.sheet_properties.pageSetUpPr.fitToPage = True
    sheet.print_title_rows = f"{head}:{head}"
    return repacked(book)


def _put(cell: Any, text: str) -> None:
    cell.value = escaped(text)
    cell.data_type = "s"
    if text.startswith(_FORMULA_SIGNS):
        cell.quotePrefix = True
