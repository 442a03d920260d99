"""The sheets of a workbook as boxes: merged ranges, hidden rows and columns, days, drawings.

openpyxl reads the values row by row; merged ranges, what is hidden and the drawings are taken from the file's own XML,
because openpyxl would make a cell object for every cell of a merged range, however large.
"""

from __future__ import annotations

import io
import posixpath
import re
import warnings
import zipfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from itertools import groupby
from typing import Any
from xml.etree import ElementTree

from pia_tui.answer_sheet import unescaped
from pia_tui.forms.values import strip_unsafe
from pia_tui.forms.wareki import to_wareki
from pia_tui.ingest.errors import STORE_UNTOUCHED, DamagedFile, UnsafeFile
from pia_tui.ingest.files import ReportProgress, step
from pia_tui.ingest.grids.boxes import Box, GridSheet, Picture
from pia_tui.ingest.sheets import open_workbook
from pia_tui.ingest.zips import read_member

_ROWS, _COLUMNS, _SHEETS = 20_000, 256, 200
_RANGE = re.compile(r"\$?([A-Z]{1,3})\$?([0-9]{1,7})(?::\$?([A-Z]{1,3})\$?([0-9]{1,7}))?")
_RANGES = 100_000
_MEDIA = {".png": "image/png", ".jpg": "image/jpeg", ".jpeg": "image/jpeg"}
_LIST_SHEETS = ("hidden", "veryHidden")


@dataclass(slots=True)
class _Frame:
    """What a sheet's XML says besides its values."""

    merged: list[tuple[int, int, int, int]] = field(default_factory=list)
    hidden_rows: set[int] = field(default_factory=set)
    hidden_columns: set[int] = field(default_factory=set)
    drawing: str = ""


def read_sheets(data: bytes, progress: ReportProgress | None = None) -> list[GridSheet]:
    """The sheets of a workbook in its order, those hidden as a whole only `aside`.

    Raises DamagedFile, UnsafeFile, UnreadableFile (password), Cancelled.
    """
    archive = open_workbook(data)
    import openpyxl

    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        try:
            book = openpyxl.load_workbook(io.BytesIO(data), read_only=True, keep_links=False, data_only=True)
            found = [sheet for sheet in book.worksheets if hasattr(sheet, "reset_dimensions")][:_SHEETS]
            sheets = []
            for number, sheet in enumerate(found, start=1):
                step(
                    progress, 0.05 + 0.5 * number / len(found), f"Excel を読んでいます（{number}/{len(found)} シート）"
                )
                sheets.append(_sheet(archive, sheet))
            return sheets
        except (UnsafeFile, DamagedFile):
            raise
        except (zipfile.BadZipFile, KeyError, ValueError, TypeError, AttributeError, IndexError, OSError) as error:
            raise _damaged() from error
        except (ElementTree.ParseError, ArithmeticError, RecursionError) as error:
            raise _damaged() from error


def _damaged() -> DamagedFile:
    return DamagedFile(
        "Excel のファイルとして読めません（壊れているか、途中で切れています）。",
        safe=STORE_UNTOUCHED,
        next="Excel で開いて保存し直してから、もう一度取り込んでください。",
    )


def _sheet(archive: zipfile.ZipFile, sheet: Any) -> GridSheet:
    path = str(sheet._worksheet_path).lstrip("/")
    frame = _frame(archive, path)
    texts = {(row, column): text for row, column, text in _values(sheet)}
    if sheet.sheet_state in _LIST_SHEETS:
        return GridSheet(str(sheet.title), aside=["\n".join(texts.values())] if texts else [])
    boxes = _boxes(texts, frame)
    hidden = [box for box in boxes if _is_hidden(box, frame)]
    made = GridSheet(str(sheet.title), [box for box in boxes if not _is_hidden(box, frame)])
    made.hidden = [
        [box for _, box in run]
        for _, run in groupby(
            enumerate(sorted(hidden, key=lambda box: (box.top, box.left))),
            key=_run_key(hidden, frame),
        )
    ]
    if frame.drawing:
        made.pictures = list(_pictures(archive, path, frame.drawing))
    return made


def _run_key(hidden: Sequence[Box], frame: _Frame) -> Any:
    """Numbers the runs of hidden rows: rows that stand together have the same number."""
    runs: dict[int, int] = {}
    last, number = -1, 0
    for row in sorted({box.top for box in hidden}):
        number += any(between not in frame.hidden_rows for between in range(last + 1, row))
        runs[row] = number
        last = row
    return lambda pair: runs[pair[1].top]


def _is_hidden(box: Box, frame: _Frame) -> bool:
    return all(row in frame.hidden_rows for row in range(box.top, box.bottom + 1)) or all(
        column in frame.hidden_columns for column in range(box.left, box.right + 1)
    )


def _boxes(texts: dict[tuple[int, int], str], frame: _Frame) -> list[Box]:
    """The cells that hold something, each as large as the range it is merged into."""
    last = max((row for row, _ in texts), default=0)
    ends = {(top, left): (min(bottom, last), min(right, _COLUMNS)) for top, left, bottom, right in frame.merged}
    return [
        Box(row, column, *ends.get((row, column), (row, column)), text) for (row, column), text in sorted(texts.items())
    ]


def _values(sheet: Any) -> Iterator[tuple[int, int, str]]:
    """(row, column, text) of the cells that hold something."""
    sheet.reset_dimensions()  # what the sheet says of its own size need not be true
    for line, row in enumerate(sheet.iter_rows(max_col=_COLUMNS, values_only=False), start=1):
        for column, cell in enumerate(row, start=1):
            text = _text(cell)
            if not text.strip():
                continue
            if line > _ROWS:
                raise UnsafeFile(
                    f"シート「{str(sheet.title)[:40]}」の行が多すぎます（{_ROWS:,} 行まで）。",
                    safe=STORE_UNTOUCHED,
                    next="評価書のシートだけを別のファイルに分けてから取り込んでください。",
                )
            yield line, column, text


def _text(cell: Any) -> str:
    """What a cell shows."""
    value = cell.value
    if value is None or getattr(cell, "data_type", "") == "e":
        return ""
    if isinstance(value, bool):
        return "☑" if value else "□"
    if isinstance(value, datetime):
        return to_wareki(value.date()) if value.time() == time() else f"{to_wareki(value.date())} {value:%H:%M}"
    if isinstance(value, date):
        return to_wareki(value)
    if isinstance(value, (time, timedelta)):
        return str(value)
    if isinstance(value, (int, float)):
        return _number(value, str(getattr(cell, "number_format", "")))
    return strip_unsafe(unescaped(str(value))).replace("\t", " ")


def _number(value: float, shape: str) -> str:
    if "%" in shape:
        return f"{value * 100:.10g}%"
    comma = "," if "#,##" in shape else ""
    return f"{int(value):{comma}}" if value == int(value) and abs(value) < 1e15 else f"{value:{comma}.15g}"


def _frame(archive: zipfile.ZipFile, path: str) -> _Frame:
    frame = _Frame()
    rels = ""
    for _, node in ElementTree.iterparse(io.BytesIO(read_member(archive, path))):
        name = node.tag.rpartition("}")[2]
        if name == "row":
            if node.get("hidden") in ("1", "true"):
                frame.hidden_rows.add(int(node.get("r") or 0))
            node.clear()
        elif name == "col" and node.get("hidden") in ("1", "true"):
            first, last = int(node.get("min") or 0), int(node.get("max") or 0)
            frame.hidden_columns |= set(range(first, min(last, _COLUMNS) + 1))
        elif name == "mergeCell" and len(frame.merged) < _RANGES:
            found = _RANGE.fullmatch(node.get("ref") or "")
            if found and found[3]:
                frame.merged.append((int(found[2]), _column(found[1]), int(found[4]), _column(found[3])))
        elif name == "drawing":
            rels = next((value for key, value in node.items() if key.endswith("}id")), "")
    frame.drawing = rels
    return frame


def _column(letters: str) -> int:
    number = 0
    for letter in letters:
        number = number * 26 + ord(letter) - 64
    return number


def _pictures(archive: zipfile.ZipFile, sheet: str, relation: str) -> Iterator[Picture]:
    """The pictures of a sheet in their order, formats that can be kept only."""
    drawing = _relations(archive, sheet).get(relation, "")
    if drawing not in archive.namelist():
        return
    media = _relations(archive, drawing)
    root = ElementTree.fromstring(read_member(archive, drawing))
    for anchor in root:
        row = next((node for node in anchor.iter() if node.tag.endswith("}row")), None)
        for blip in (node for node in anchor.iter() if node.tag.endswith("}blip")):
            target = media.get(next((value for key, value in blip.items() if key.endswith("}embed")), ""), "")
            kind = _MEDIA.get(posixpath.splitext(target)[1].lower(), "")
            if kind and target in archive.namelist():
                place = int(row.text or 0) + 1 if row is not None else 1
                yield Picture(place, posixpath.basename(target), kind, read_member(archive, target))


def _relations(archive: zipfile.ZipFile, path: str) -> dict[str, str]:
    """The members that a member refers to, by relation."""
    folder, name = posixpath.split(path)
    listed = f"{folder}/_rels/{name}.rels"
    if listed not in archive.namelist():
        return {}
    found = {}
    for node in ElementTree.fromstring(read_member(archive, listed)):
        target = node.get("Target") or ""
        whole = target.lstrip("/") if target.startswith("/") else posixpath.normpath(posixpath.join(folder, target))
        found[node.get("Id") or ""] = whole
    return found
