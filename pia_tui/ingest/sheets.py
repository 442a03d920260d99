"""The cells of somebody's Excel file, read with care; what is not a plain value is told, never stored."""

from __future__ import annotations

import io
import re
import warnings
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any

from pia_tui.answer_sheet import unescaped
from pia_tui.ingest.errors import STORE_UNTOUCHED, DamagedFile, UnsafeFile
from pia_tui.ingest.zips import open_zip, read_member

_MEMBERS, _TOTAL = 2_000, 150_000_000
_ROWS, _COLUMNS = 50_000, 60
_DECLARED = re.compile(rb"""^\s*<\?xml[^>]*?encoding\s*=\s*["']([\w.:-]+)""")
"""Day numbers of Excel from 1989-01-08 to 2099-12-31."""


@dataclass(frozen=True, slots=True)
class SheetCell:
    """What stands in a cell; `text` is None where it is empty. `where` is its place as Excel says it (Ⅰ 基本情報!E12).

    `problem` says why the value cannot be taken (`text` is then for showing only), `day` is there where the cell holds
    a date.
    """

    where: str
    text: str | None = None
    problem: str = ""
    day: date | None = None


@dataclass(frozen=True, slots=True)
class Grid:
    """A sheet: its name and its rows of cells, empty ones left out."""

    name: str
    rows: list[list[SheetCell]]


def read_grids(data: bytes) -> list[Grid]:
    """All sheets of a workbook. Raises DamagedFile, UnsafeFile, UnreadableFile (password)."""
    open_workbook(data)
    import openpyxl

    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        try:
            # Read-only: nothing but the rows is looked at, no merged ranges, links, pictures or formulas' results.
            book = openpyxl.load_workbook(io.BytesIO(data), read_only=True, keep_links=False)
            return [Grid(sheet.title, list(_rows(sheet))) for sheet in book.worksheets]
        except (UnsafeFile, DamagedFile):
            raise
        except Exception as error:  # openpyxl has no error of its own for files that are not what they should be
            raise DamagedFile(
                "Excel のファイルとして読めません（壊れているか、途中で切れています）。",
                safe=STORE_UNTOUCHED,
                next="Excel で開いて保存し直してから、もう一度取り込んでください。",
            ) from error


def open_workbook(data: bytes) -> zipfile.ZipFile:
    """The zip of a workbook whose XML is safe to read. Raises DamagedFile, UnsafeFile, UnreadableFile (password)."""
    archive = open_zip(data, most=_MEMBERS, total=_TOTAL)
    for name in archive.namelist():
        _check_xml(archive, name)
    return archive


def _rows(sheet: Any) -> Iterator[list[SheetCell]]:
    if not hasattr(sheet, "reset_dimensions"):
        return
    sheet.reset_dimensions()  # what the sheet says of its own size need not be true
    blank = None
    for line, row in enumerate(sheet.iter_rows(max_col=_COLUMNS), start=1):
        if row is blank:  # the one row that stands for all that are missing
            continue
        if all(cell.value is None for cell in row):
            blank = row
            continue
        if line > _ROWS:
            raise UnsafeFile(
                f"シート「{sheet.title[:40]}」の行が多すぎます（{_ROWS:,} 行まで）。",
                safe=STORE_UNTOUCHED,
                next="pia-tui から書き出した記入票に記入してください。",
            )
        yield [_cell(cell, f"{sheet.title}!{_column(number)}{line}") for number, cell in enumerate(row)]


def _cell(cell: Any, where: str) -> SheetCell:
    value, kind = cell.value, getattr(cell, "data_type", "n")
    if value is None or value == "":
        return SheetCell(where)
    if kind == "f" or not isinstance(value, (str, int, float, bool, date, time, timedelta)):
        shown = value if isinstance(value, str) else ""
        return SheetCell(where, shown, problem="計算式が入っています。計算式ではなく、結果の文字を入れてください。")
    if kind == "e":
        return SheetCell(
            where, str(value)[:20], problem=f"計算の誤り（{str(value)[:20]}）が入っています。文字を入れ直してください。"
        )
    if isinstance(value, str):
        return SheetCell(where, unescaped(value))
    if isinstance(value, bool):
        return SheetCell(where, "TRUE" if value else "FALSE")
    if isinstance(value, datetime):
        if value.time() != time():
            return SheetCell(where, str(value), problem="日付と時刻が入っています。文字で入れ直してください。")
        return SheetCell(where, value.date().isoformat(), day=value.date())
    if isinstance(value, date):
        return SheetCell(where, value.isoformat(), day=value)
    if isinstance(value, (time, timedelta)):
        return SheetCell(where, str(value), problem="時刻が入っています。文字で入れ直してください。")
    return SheetCell(where, _number(value, str(getattr(cell, "number_format", ""))))


def _number(value: float, shape: str) -> str:
    """A number as it is seen in the cell, for the shapes that people use: plain, per cent, thousands."""
    if "%" in shape:
        return f"{value * 100:.10g}%"
    comma = "," if "#,##" in shape else ""
    return f"{int(value):{comma}}" if value == int(value) and abs(value) < 1e15 else f"{value:{comma}.15g}"


def _check_xml(archive: zipfile.ZipFile, name: str) -> None:
    """Refuse XML that could unfold: no Excel writes a DTD, or another encoding than UTF-8."""
    if not name.endswith((".xml", ".rels", ".vml")):
        return
    content = read_member(archive, name)
    declared = _DECLARED.match(content.removeprefix(b"\xef\xbb\xbf")[:200])
    strange = declared is not None and declared[1].lower() not in (b"utf-8", b"us-ascii")
    if strange or content.startswith((b"\xff\xfe", b"\xfe\xff")) or b"<!DOCTYPE" in content or b"<!ENTITY" in content:
        raise UnsafeFile(
            "Excel が作らない、危険な仕掛けのあるファイルです。",
            safe=STORE_UNTOUCHED,
            next="このファイルは使わず、送り主に確かめてください。",
        )


def _column(number: int) -> str:
    letters = ""
    number += 1
    while number:
        number, rest = divmod(number - 1, 26)
        letters = chr(65 + rest) + letters
    return letters
