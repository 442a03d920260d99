"""Workbooks of the kind before .xlsx (.xls), read by xlrd."""

from __future__ import annotations

import io
from typing import Any

from pia_tui.forms.values import strip_unsafe
from pia_tui.forms.wareki import to_wareki
from pia_tui.ingest.errors import STORE_UNTOUCHED, DamagedFile, UnreadableFile
from pia_tui.ingest.grids.boxes import Box, GridSheet

_STREAMS = ("Workbook".encode("utf-16-le"), "Book".encode("utf-16-le"))
_ENCRYPTED = "EncryptedPackage".encode("utf-16-le")
_COLUMNS = 256


def is_old_workbook(data: bytes) -> bool:
    """Whether a compound file holds a workbook that is not locked as a whole."""
    return _ENCRYPTED not in data and any(stream in data for stream in _STREAMS)


def read_old_sheets(data: bytes) -> list[GridSheet]:
    """The sheets of a workbook; drawings cannot be had. Raises UnreadableFile (password), DamagedFile."""
    import xlrd

    try:
        with xlrd.open_workbook(file_contents=data, formatting_info=True, logfile=io.StringIO()) as book:
            return [_sheet(book, sheet) for sheet in book.sheets()]
    except xlrd.XLRDError as error:
        if "encrypt" in str(error).lower():
            raise UnreadableFile(
                "パスワードの掛かった Excel ファイルなので、読み取れません。",
                safe=STORE_UNTOUCHED,
                next="パスワードを外し、.xlsx で保存し直してください。",
            ) from error
        raise _damaged() from error
    except Exception as error:  # xlrd has no error of its own for files that are not what they should be
        raise _damaged() from error


def _damaged() -> DamagedFile:
    return DamagedFile(
        "古い形式の Excel ファイル（.xls）として読めません。",
        safe=STORE_UNTOUCHED,
        next="Excel で開き、.xlsx で保存し直してから取り込んでください。",
    )


def _sheet(book: Any, sheet: Any) -> GridSheet:
    merged = {(top + 1, left + 1): (bottom, right) for top, bottom, left, right in sheet.merged_cells}
    boxes = [
        Box(row, column, *merged.get((row, column), (row, column)), text)
        for row in range(1, sheet.nrows + 1)
        for column in range(1, min(sheet.row_len(row - 1), _COLUMNS) + 1)
        if (text := _text(book, sheet.cell(row - 1, column - 1))).strip()
    ]
    if sheet.visibility:
        return GridSheet(sheet.name, aside=["\n".join(box.text for box in boxes)] if boxes else [])
    rows = {row + 1 for row, info in sheet.rowinfo_map.items() if info.hidden}
    columns = {column + 1 for column, info in sheet.colinfo_map.items() if info.hidden}
    hidden = [box for box in boxes if box.top in rows or box.left in columns]
    return GridSheet(sheet.name, [box for box in boxes if box not in hidden], [hidden] if hidden else [])


def _text(book: Any, cell: Any) -> str:
    import xlrd

    if cell.ctype == xlrd.XL_CELL_DATE:
        return to_wareki(xlrd.xldate_as_datetime(cell.value, book.datemode).date())
    if cell.ctype == xlrd.XL_CELL_NUMBER:
        return f"{cell.value:.15g}"
    if cell.ctype == xlrd.XL_CELL_BOOLEAN:
        return "☑" if cell.value else "□"
    return strip_unsafe(str(cell.value)).replace("\t", " ") if cell.ctype == xlrd.XL_CELL_TEXT else ""
