"""The rows of a 記入票 as a workbook: looks, locks, drop-downs, and the hidden cells that reading back needs."""

from __future__ import annotations

import re
from typing import Any

from openpyxl import Workbook as Book
from openpyxl.styles import Alignment, Border, Font, PatternFill, Protection, Side
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.datavalidation import DataValidation

from pia_tui import __version__
from pia_tui.answer_sheet import COLUMN, FORMAT, LIST_SHEET, META_SHEET, VERSION, escaped
from pia_tui.assessment import Assessment, Part
from pia_tui.export.sheets.package import repacked
from pia_tui.export.sheets.rows import Field, SheetRow
from pia_tui.forms import Item

_FIRST_ANSWER = 5
_LABEL, _HIDDEN = 4, ("key", "part", "base")
_LINE = Side(style="thin", color="A0A0A0")
_BOX = Border(left=_LINE, right=_LINE, top=_LINE, bottom=_LINE)
_FILLS = {
    "heading": PatternFill("solid", fgColor="E8EDF3"),
    "block": PatternFill("solid", fgColor="C9D6E6"),
    "answer": PatternFill("solid", fgColor="FFFDE7"),
    "off": PatternFill("solid", fgColor="E0E0E0"),
}
_FONT, _BOLD, _SMALL = "Yu Gothic", {"heading", "block"}, 9
_WRAP = Alignment(wrap_text=True, vertical="top")
_ARROWS = 255
"""Characters that the choices of a drop-down may have inside its own definition."""
_WIDTHS = {False: (40, 70, 50), True: (12, 26, 10)}
"""Of the label, an answer and the help, in letters; the second for the table of changes."""
_LINE_HEIGHT, _HIGHEST = 18, 409
_FORMULA_SIGNS = ("=", "+", "-", "@")
_GUIDE = (
    "色の付いた欄だけに記入できます。ほかの欄は保護してあります（パスワードはありません）。",
    "▼の出る欄は、一覧から選びます。○の欄は、当てはまるものに○を入れます。",
    "日付は「令和7年4月15日」のように文字で書きます。文の中の改行は Alt を押しながら Enter です。",
    "計算式は使えません。空欄は「まだ記入していない」という意味です。該当がないときは「なし」と書いてください。",
    "※の付いた項目は、変えると「重要な変更」に当たることがあります。変えるときは、先に担当へ相談してください。",
    "個人番号や、個人を特定できる情報は書かないでください。",
    "書き終えたら、このファイルのまま担当へ返してください。pia-tui の「取り込む」で読み込めます。",
)


class Workbook:
    """Grows sheet by sheet."""

    def __init__(self, document: Assessment, identity: str, *, hearing: bool, department: str = "") -> None:
        self._book = Book()
        self._names: set[str] = {META_SHEET, LIST_SHEET}
        self._lists: dict[tuple[str, ...], str] = {}
        self._styles: dict[tuple[str, bool, int], dict[str, Any]] = {}
        self._front(document, hearing, department)
        self._meta: dict[str, str | int] = {
            "format": FORMAT,
            "version": VERSION,
            "program": f"pia-tui {__version__}",
            "identity": identity,
            "form": document.form.id,
            "name": document.name,
        }
        self._list_sheet: Any = None

    def _front(self, document: Assessment, hearing: bool, department: str) -> None:
        sheet: Any = self._book.active
        sheet.title = self._name("はじめに")
        title = "記入のお願い" if hearing else "評価書の記入票"
        title += f"（{department}）" if department else ""
        for number, text in enumerate((document.name, f"{title}　{document.form.stamp}", "", *_GUIDE), start=1):
            cell = sheet.cell(number, 1)
            _put(cell, text)
            cell.font = Font(name=_FONT, size=14 if number == 1 else 11, bold=number < 3)
            cell.alignment = _WRAP
            sheet.row_dimensions[number].height = 2 * _LINE_HEIGHT
        sheet.column_dimensions["A"].width = 100
        _protect(sheet)

    def add(self, document: Assessment, part: Part, rows: list[SheetRow], table: Item | None) -> None:
        """A sheet for a part; `table` is there where it is one table."""
        title = document.part_title(part)
        sheet = self._book.create_sheet(self._name(title.replace("　", " ")))
        answers = len(table.items) if table else 1
        first = _FIRST_ANSWER
        columns = [*_HIDDEN, "label", *(str(number + 1) for number in range(answers)), "help"]
        for number, column in enumerate(columns, start=1):
            sheet.cell(1, number, f"{COLUMN}{column}")
        heads = [item.label for item in table.items] if table else ["記入欄"]
        self._labels(sheet, 2, [f"{title}{part.section.star_text}"], "heading", 13)
        self._labels(sheet, 3, ["項目", *heads, "書き方"], "block", 10)
        choosers: dict[tuple[str, tuple[str, ...]], DataValidation] = {}
        for line, row in enumerate(rows, start=4):
            for number, hidden in enumerate((row.key, row.part, row.base), start=1):
                if hidden:
                    _put(sheet.cell(line, number), hidden)
            self._label(sheet.cell(line, _LABEL), row)
            for number, field in enumerate(row.fields):
                cell = sheet.cell(line, first + number)
                self._answer(cell, row, field)
                if field.choices or field.kind == "count":
                    self._chooser(sheet, choosers, field).add(cell.coordinate)
            sheet.row_dimensions[line].height = _height(row, bool(table))
            if row.help:
                cell = sheet.cell(line, first + answers)
                _put(cell, row.help)
                self._dress(cell, "help", row.applies, 0)
        self._lay_out(sheet, answers, bool(table))

    def finished(self) -> bytes:
        """The file."""
        sheet = self._book.create_sheet(META_SHEET)
        for number, (name, value) in enumerate(self._meta.items(), start=1):
            sheet.cell(number, 1, name)
            _put(sheet.cell(number, 2), value)
        sheet.sheet_state = "veryHidden"
        _protect(sheet)
        return repacked(self._book)

    # -- cells -----------------------------------------------------------------------------------------------------

    def _labels(self, sheet: Any, line: int, texts: list[str], kind: str, size: int) -> None:
        for number, text in enumerate(texts, start=_LABEL):
            cell = sheet.cell(line, number)
            _put(cell, text)
            cell.font = Font(name=_FONT, size=size, bold=True)
            cell.alignment = _WRAP
            cell.fill = _FILLS[kind]

    def _label(self, cell: Any, row: SheetRow) -> None:
        _put(cell, row.label)
        self._dress(cell, row.kind, row.applies, min(row.depth, 6))

    def _answer(self, cell: Any, row: SheetRow, field: Field) -> None:
        self._dress(cell, "answer", row.applies, 0)
        cell.number_format = "0" if field.kind == "count" else "@"
        if field.value is not None:
            _put(cell, field.value)

    def _dress(self, cell: Any, kind: str, applies: bool, depth: int) -> None:
        style = self._styles.get((kind, applies, depth))
        if style is None:
            fill = _FILLS["off"] if not applies else _FILLS.get(kind)
            style = {
                "font": Font(name=_FONT, size=_SMALL if kind == "help" else 11, bold=kind in _BOLD),
                "alignment": Alignment(wrap_text=True, vertical="top", indent=depth),
                "border": _BOX,
                "protection": Protection(locked=kind != "answer"),
                **({"fill": fill} if fill else {}),
            }
            self._styles[(kind, applies, depth)] = style
        for name, value in style.items():
            setattr(cell, name, value)

    def _chooser(
        self, sheet: Any, made: dict[tuple[str, tuple[str, ...]], DataValidation], field: Field
    ) -> DataValidation:
        """The drop-down (or the check of a number) of a sheet for these choices."""
        found = made.get((field.kind, field.choices))
        if found is None:
            if field.kind == "count":
                found = DataValidation(type="whole", operator="greaterThanOrEqual", formula1="0", allow_blank=True)
                found.error = "件数を、数字だけで入れてください。"
            else:
                found = DataValidation(type="list", formula1=self._source(field.choices), allow_blank=True)
                found.error = "一覧から選んでください。"
            found.errorTitle, found.showErrorMessage = "記入できない内容です", True
            sheet.add_data_validation(found)
            made[(field.kind, field.choices)] = found
        return found

    def _source(self, choices: tuple[str, ...]) -> str:
        """Where a drop-down takes its choices from: its own text, or a hidden sheet where they are too long for it."""
        listed = ",".join(choices)
        if len(listed) <= _ARROWS and not any("," in choice or '"' in choice for choice in choices):
            return f'"{listed}"'
        if choices not in self._lists:
            if self._list_sheet is None:
                self._list_sheet = self._book.create_sheet(LIST_SHEET)
                self._list_sheet.sheet_state = "veryHidden"
                _protect(self._list_sheet)
            column = len(self._lists) + 1
            for line, choice in enumerate(choices, start=1):
                _put(self._list_sheet.cell(line, column), choice)
            letter = get_column_letter(column)
            self._lists[choices] = f"{LIST_SHEET}!${letter}$1:${letter}${len(choices)}"
        return self._lists[choices]

    def _lay_out(self, sheet: Any, answers: int, wide: bool) -> None:
        for number in range(1, len(_HIDDEN) + 1):
            sheet.column_dimensions[get_column_letter(number)].hidden = True
        sheet.row_dimensions[1].hidden = True
        label, answer, side = _WIDTHS[wide]
        sheet.column_dimensions[get_column_letter(_LABEL)].width = label
        for number in range(answers):
            sheet.column_dimensions[get_column_letter(_FIRST_ANSWER + number)].width = answer
        sheet.column_dimensions[get_column_letter(_FIRST_ANSWER + answers)].width = side
        sheet.freeze_panes = sheet.cell(4, _FIRST_ANSWER)
        sheet.page_setup.orientation = "landscape"
        sheet.page_setup.paperSize = sheet.PAPERSIZE_A4
        sheet.page_setup.fitToHeight = 0
        sheet.sheet_properties.pageSetUpPr.fitToPage = True
        sheet.print_title_rows = "2:3"
        _protect(sheet)

    def _name(self, title: str) -> str:
        """A name for a sheet: at most 31 characters, none that Excel forbids, each once."""
        plain = re.sub(r"[\[\]:*?/\\']", "", title).strip() or "シート"
        name, number = plain[:31], 2
        while name.casefold() in self._names:
            name, number = f"{plain[:27]}_{number}", number + 1
        self._names.add(name.casefold())
        return name


def _put(cell: Any, value: str | int) -> None:
    """A value as itself: a text stays text, whatever sign it begins with."""
    cell.value = escaped(value) if isinstance(value, str) else value
    if isinstance(value, str):
        cell.data_type = "s"
        if value.startswith(_FORMULA_SIGNS):
            cell.quotePrefix = True


def _height(row: SheetRow, wide: bool) -> int:
    """Points that a row needs, as programs other than Excel do not measure it; an answer has room for a line more."""
    label, answer, side = _WIDTHS[wide]
    texts = [
        (row.label, label),
        *((str(field.value or ""), answer) for field in row.fields),
        (row.help, side + side // 3),
    ]
    lines = max(sum(1 + _letters(line) // (width - 2) for line in text.split("\n")) for text, width in texts)
    return min(_HIGHEST, _LINE_HEIGHT * (lines + (1 if any(field.kind == "text" for field in row.fields) else 0)))


def _letters(text: str) -> int:
    return sum(1 if char.isascii() else 2 for char in text)


def _protect(sheet: Any) -> None:
    """Locked cells cannot be written in; rows and columns may be made wider."""
    sheet.protection.sheet = True
    sheet.protection.formatColumns = False
    sheet.protection.formatRows = False
