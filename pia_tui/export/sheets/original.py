"""A body's own empty copy of the commission's file, filled in: a mapping says which cell takes which answer.

The copy and its mapping lie in the workspace's `db/`, as `original-FORM.xlsx` and `original-FORM.yaml`:

    cells:
      I.1.1: 基本情報!C5
    marks:
      "II[1].3.2": {紙: 概要!D10, 専用線: 概要!D12}
"""

from __future__ import annotations

import io
import re
import warnings
from pathlib import Path
from typing import Any

import msgspec

from pia_tui.answer_sheet import escaped
from pia_tui.assessment import Assessment
from pia_tui.datafile import DataLines
from pia_tui.errors import PiaError
from pia_tui.forms.values import NOTHING_CHANGED

_PLACE = re.compile(r"(?:'(?P<quoted>[^']+)'|(?P<sheet>[^'!]+))!(?P<cell>[A-Z]{1,3}[1-9][0-9]{0,6})")
_MARK = "○"


class BadOriginal(PiaError):
    """The copy, or what its mapping says, cannot be used."""


class _Mapping(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Cells by the path of their answer; those of marks by path and option."""

    cells: dict[str, str] = {}
    marks: dict[str, dict[str, str]] = {}


def original_of(folder: Path, form_id: str) -> tuple[Path, Path] | None:
    """The body's copy of a form and its mapping in a folder; None where there is none."""
    book, mapping = (folder / f"original-{form_id}{ending}" for ending in (".xlsx", ".yaml"))
    return (book, mapping) if book.is_file() and mapping.is_file() else None


def fill_original(document: Assessment, book: Path, mapping: Path) -> bytes:
    """The copy with the document's answers. Raises BadOriginal, BrokenData (the mapping), BadPath."""
    import openpyxl

    wanted = DataLines(mapping).convert(_Mapping)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        try:
            opened = openpyxl.load_workbook(book)
        except Exception as error:  # openpyxl has no error of its own for files that are not what they should be
            raise BadOriginal(
                f"様式の原本「{book.name}」が Excel（.xlsx）として読めません。",
                safe=NOTHING_CHANGED,
                next="Excel で開いて保存し直し、db フォルダーに置いてください。",
            ) from error
    for path, place in wanted.cells.items():
        value = document.get(path)
        _write(opened, mapping, place, "" if value is None else _MARK if value is True else value)
    for path, places in wanted.marks.items():
        chosen = document.get(path)
        for option, place in places.items():
            _write(opened, mapping, place, _MARK if isinstance(chosen, tuple) and option in chosen else "")
    out = io.BytesIO()
    opened.save(out)
    return out.getvalue()


def _write(book: Any, mapping: Path, place: str, value: object) -> None:
    found = _PLACE.fullmatch(place)
    name = (found["quoted"] or found["sheet"]) if found else ""
    if found is None or name not in book.sheetnames:
        raise BadOriginal(
            f"様式の原本に「{place}」というセルがありません（{mapping.name}）。",
            safe=NOTHING_CHANGED,
            next="「シート名!セル」（基本情報!C5 など）の形に直してください。",
        )
    sheet = book[name]
    cell = sheet[found["cell"]]
    merged = next((each for each in sheet.merged_cells.ranges if found["cell"] in each), None)
    if merged is not None:
        cell = sheet.cell(merged.min_row, merged.min_col)
    cell.value = escaped(value) if isinstance(value, str) and value else value or None
    if isinstance(value, str) and value:
        cell.data_type = "s"
