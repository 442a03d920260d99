"""A document as a workbook laid out as its form: bands, labels beside cells, [ ○ ], ＜選択肢＞; a sheet a section.

What is printed where comes from the same entries as the PDF's pages. The workbook is to be handed on or copied from; it
can be brought in again like any workbook of the form.
"""

from __future__ import annotations

import io
from collections.abc import Callable, Mapping, Sequence
from copy import copy
from dataclasses import dataclass
from typing import Any

from openpyxl import Workbook
from openpyxl.drawing.image import Image as Drawing
from openpyxl.styles import Alignment, Border, Font, PatternFill, Side
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.pagebreak import Break
from openpyxl.worksheet.properties import PageSetupProperties

from pia_tui.answer_sheet import escaped
from pia_tui.assessment import Assessment, Part
from pia_tui.export.pdf.entries import PrintedItem, entries
from pia_tui.export.pdf.table_style import BLOCK, HEADING, LABEL, SECTION
from pia_tui.export.sheets.package import repacked

COLUMNS, LABEL_COLUMNS, LIST_COLUMN = 40, 9, 25
"""Narrow columns of a sheet; those of a label; where the list of choices begins."""
_WIDTH, _LINE, _MOST_LINES = 2.3, 15.0, 24
"""Width of a column in letters, height of a line in points, lines of one row: Excel has none above 409 points."""
_MARK, _CHOICES_HEAD = "○", "＜選択肢＞"
_SIDE = Side(style="thin", color="808080")
_FONT = "ＭＳ Ｐゴシック"
_PART = 30_000
"""Letters that one cell may hold, a little less than Excel's 32,767."""
Colour = tuple[float, float, float]


def to_form_xlsx(document: Assessment, pictures: Mapping[str, bytes] | None = None) -> bytes:
    """The workbook; `pictures` are the drawings by attachment id. Equal documents give equal bytes."""
    book = _Book(document, pictures or {})
    for part in document.parts():
        book.add(part)
    return repacked(book.finished())


class _Book:
    """Grows sheet by sheet."""

    def __init__(self, document: Assessment, pictures: Mapping[str, bytes]) -> None:
        self.document, self.pictures = document, pictures
        self.book = Workbook()
        self.book.remove(self.book.worksheets[0])
        self.styles: dict[tuple[object, ...], Any] = {}
        self.many = document.count("file") > 1

    def finished(self) -> Workbook:
        return self.book

    def add(self, part: Part) -> None:
        """A section as a sheet; 別紙 only where there are any."""
        section = part.section
        found = entries(self.document, part)
        if section.kind == "annex" and not (found and found[0].blocks):
            return
        sheet = _Sheet(self.book.create_sheet(self._name(part)), self.styles, landscape=section.landscape)
        if section.kind == "cover":
            self._cover(sheet, found)
        else:
            number = f"　（{part.number}）" if part.number and self.many else ""
            sheet.band(f"{section.title}{number}", SECTION, bold=True)
            if section.star_text:
                sheet.band(section.star_text, None)
            self._section(sheet, section.kind, found)
        sheet.close()
        if section.kind == "cover":
            self._contents()

    def _name(self, part: Part) -> str:
        """The sheet's name: the section's numeral, with the number of its file."""
        numeral = (part.section.numeral or part.section.name or part.section.title).strip("（）()")
        return f"{numeral}({part.number})" if part.number and self.many else numeral[:28]

    def _cover(self, sheet: _Sheet, found: list[PrintedItem]) -> None:
        sheet.band(self.document.form.title, None, bold=True)
        sheet.row += 1
        paired = [each for each in found if each.item.role in ("number", "document_name")]
        edges = (1, LABEL_COLUMNS, COLUMNS)
        for kind in ("label", "text"):
            height = max((sheet.lines(each.text, COLUMNS - LABEL_COLUMNS) for each in paired), default=1)
            for at, each in enumerate(paired):
                first, last = (edges[at] + (at > 0), edges[at + 1])
                sheet.put(getattr(each, kind), first, last, 1, HEADING if kind == "label" else None)
            sheet.height(height)
            sheet.row += 1
        sheet.row += 1
        for each in found:
            if each not in paired:
                sheet.band(each.label, HEADING)
                sheet.text(each.text, 1)
                sheet.row += 1
        sheet.put(self.document.form.stamp, COLUMNS - 14, COLUMNS, 1, None, ruled=False)
        sheet.row += 1

    def _contents(self) -> None:
        title = self.document.form.contents_title
        if not title:
            return
        sheet = _Sheet(self.book.create_sheet(title), self.styles)
        sheet.band(title, SECTION, bold=True)
        for section in self.document.form.contents:
            sheet.band(section.title, None)
        sheet.close()

    def _section(self, sheet: _Sheet, kind: str, found: list[PrintedItem]) -> None:
        table = found[0] if found else None
        if kind == "changes" and table is not None:
            _changes(sheet, table)
        elif kind == "records" and table is not None:
            for block in table.blocks:
                name, *rest = block.kids
                sheet.band(f"（{block.number}）{name.text}", HEADING)
                for kid in rest:
                    sheet.text(kid.text, 1)
        elif kind == "annex" and table is not None:
            for block in table.blocks:
                *heads, content = block.kids
                number, title = (kid.text for kid in heads[:2])
                sheet.band(f"（{number or table.item.label}）　{title}".rstrip("　"), HEADING)
                sheet.text(content.text, 1)
        else:
            for entry in found:
                self._entry(sheet, entry, 1)

    # -- entries -------------------------------------------------------------------------------------------------

    def _entry(self, sheet: _Sheet, entry: PrintedItem, first: int) -> None:
        item = entry.item
        if item.option_text or item.kind == "count":
            return
        if entry.is_list:
            for block in entry.blocks:
                self._block(sheet, block, first)
            return
        if item.kind == "figure":
            self._figure(sheet, entry)
            return
        flags = [kid for kid in entry.kids if "flag" in (kid.item.kind, kid.item.own_value)]
        rest = [kid for kid in entry.kids if kid not in flags]
        if item.kind == "group" and item.own_value is None and (item.number or not flags):
            sheet.band(entry.label, HEADING if item.number else BLOCK, bold=bool(item.number), first=first)
            for line in item.fixed_lines:
                sheet.band(line, None, first=first)
            if flags:
                sheet.labelled("", first, lambda column: _flags(sheet, flags, column))
        elif flags and item.value_kind is None:
            sheet.labelled(entry.label, first, lambda column: _flags(sheet, flags, column))
        elif item.fixed_lines:
            for line in item.fixed_lines:
                sheet.band(line, None, first=first)
        else:
            _answer(sheet, entry, first)
        deeper = first + 1 if item.kind == "group" and not item.number else first
        for kid in rest:
            self._entry(sheet, kid, min(deeper, 5))

    def _block(self, sheet: _Sheet, block: PrintedItem, first: int) -> None:
        if block.item.own_value:
            _answer(sheet, block, first, BLOCK)
        else:
            sheet.band(block.label, BLOCK, first=first)
        for kid in block.kids:
            self._entry(sheet, kid, first)

    def _figure(self, sheet: _Sheet, entry: PrintedItem) -> None:
        for key in entry.value if isinstance(entry.value, tuple) else ():
            if key in self.pictures:
                drawing = Drawing(io.BytesIO(self.pictures[key]))
                scale = min(1.0, 640 / drawing.width)
                drawing.width, drawing.height = int(drawing.width * scale), int(drawing.height * scale)
                sheet.sheet.add_image(drawing, f"B{sheet.row}")
                sheet.row += int(drawing.height * 0.75 / _LINE) + 2


def _answer(sheet: _Sheet, entry: PrintedItem, first: int, fill: Colour = LABEL) -> None:
    """An answer beside or under its label."""
    kind = "text" if entry.item.fixed else entry.item.value_kind
    if kind == "choice":
        sheet.labelled(entry.label, first, lambda column: _choice(sheet, entry, column), fill)
    elif kind == "multi":
        sheet.labelled(entry.label, first, lambda column: _marks(sheet, entry, column), fill)
    elif kind == "flag":
        sheet.labelled("", first, lambda column: _flags(sheet, [entry], column), fill)
    elif (entry.item.number and entry.item.kind == "text") or len(entry.label) > 3 * LABEL_COLUMNS:
        sheet.band(entry.label, HEADING if entry.item.number else BLOCK, first=first)
        sheet.text(entry.text, first)
    else:
        sheet.labelled(entry.label, first, lambda column: sheet.text(entry.text, column), fill)


def _counts(entry: PrintedItem) -> str:
    found = [kid for kid in entry.kids if kid.item.kind == "count"]
    return "".join(f"（　{'' if kid.value is None else kid.value}　）件" for kid in found)


def _choice(sheet: _Sheet, entry: PrintedItem, first: int) -> None:
    """[ the choice ] at the left, ＜選択肢＞ and the numbered texts at the right."""
    listed = [f"{number}）{text}" for number, text in enumerate(entry.item.choice_texts, start=1)]
    counts, last = _counts(entry), LIST_COLUMN - 1
    rows = len(listed) + 1
    sheet.put("[", first, first, rows, None, ruled=False)
    sheet.put(entry.text, first + 1, last - (6 if counts else 1), rows, None, ruled=False)
    sheet.put("]", last - (5 if counts else 0), last - (5 if counts else 0), rows, None, ruled=False)
    if counts:
        sheet.put(counts, last - 4, last, rows, None, ruled=False)
    sheet.put(_CHOICES_HEAD, LIST_COLUMN, COLUMNS, 1, None, ruled=False)
    sheet.row += 1
    for text in listed:
        sheet.put(text, LIST_COLUMN, COLUMNS, 1, None, ruled=False)
        sheet.height(sheet.lines(text, COLUMNS - LIST_COLUMN))
        sheet.row += 1
    free = entry.kid(1) if entry.item.free_text_label else None
    if free is not None:
        sheet.bracket(free.item.label.rstrip("　）"), free.text, first)


def _marks(sheet: _Sheet, entry: PrintedItem, first: int) -> None:
    """[ ○ ] and its option, two to a row; an option with a bracket has a row of its own."""
    item = entry.item
    chosen = entry.value if isinstance(entry.value, tuple) else ()
    groups = [(f"・{group.label}", len(group.options)) for group in item.choice_groups] or [("", len(item.choices))]
    half = (first + COLUMNS) // 2
    number = 0
    for label, size in groups:
        if label:
            sheet.put(label, first, COLUMNS, 1, None, ruled=False)
            sheet.row += 1
        left = first
        for option in item.choices[number : number + size]:
            number += 1
            if option.free_text and left != first:
                sheet.row, left = sheet.row + 1, first
            free = entry.kid(number) if option.free_text else None
            sheet.mark(option.text in chosen, left)
            if free is not None:
                sheet.bracket(option.text, free.text, first + 3)
                continue
            right = half if left == first else COLUMNS
            sheet.put(option.text, left + 3, right, 1, None, ruled=False)
            sheet.height(max(2, sheet.lines(option.text, right - left - 3)))
            sheet.row, left = (sheet.row, half + 1) if left == first else (sheet.row + 1, first)
        if left != first:
            sheet.row += 1


def _flags(sheet: _Sheet, flags: Sequence[PrintedItem], first: int) -> None:
    for flag in flags:
        sheet.mark(flag.value is True, first)
        sheet.put(f"{flag.label}{_counts(flag)}", first + 3, COLUMNS, 1, None, ruled=False)
        sheet.row += 1


def _changes(sheet: _Sheet, table: PrintedItem) -> None:
    columns = table.item.items
    edges = [1 + round(number * COLUMNS / len(columns)) for number in range(len(columns) + 1)]
    for number, column in enumerate(columns):
        sheet.put(column.form_label, edges[number], edges[number + 1] - 1, 1, HEADING)
    sheet.row += 1
    for block in table.blocks:
        lines = max(sheet.lines(kid.text, edges[1] - 1) for kid in block.kids)
        rows = sheet.height(lines)
        for number, kid in enumerate(block.kids):
            sheet.put(kid.text, edges[number], edges[number + 1] - 1, rows, None)
        sheet.row += rows


@dataclass(slots=True)
class _CellStyle:
    """How a cell looks: `rules` at its left, right, top and bottom."""

    bold: bool = False
    middle: bool = False
    fill: str = ""
    rules: tuple[bool, bool, bool, bool] = (False, False, False, False)

    def dress(self, cell: Any) -> None:
        cell.font = Font(name=_FONT, size=11 if self.bold else 10, bold=self.bold)
        cell.alignment = Alignment(wrap_text=True, vertical="center" if self.middle else "top")
        if self.fill:
            cell.fill = PatternFill("solid", fgColor=self.fill)
        left, right, top, bottom = (_SIDE if rule else None for rule in self.rules)
        cell.border = Border(left=left, right=right, top=top, bottom=bottom)


class _Sheet:
    """Writes cells from the top; `row` is where the next thing stands."""

    def __init__(self, sheet: Any, styles: dict[tuple[object, ...], Any], *, landscape: bool = False) -> None:
        self.sheet, self.styles, self.row = sheet, styles, 1
        for number in range(1, COLUMNS + 1):
            sheet.column_dimensions[get_column_letter(number)].width = _WIDTH * (1.45 if landscape else 1)
        sheet.page_setup.paperSize = 9
        sheet.page_setup.orientation = "landscape" if landscape else "portrait"
        sheet.page_setup.fitToHeight = 0
        sheet.sheet_properties.pageSetUpPr = PageSetupProperties(fitToPage=True)
        self.used, self.page = 0.0, 480.0 if landscape else 730.0
        self.cell_styles: dict[tuple[int, int], _CellStyle] = {}

    def style(self, row: int, column: int) -> _CellStyle:
        """How a cell looks, to be changed."""
        return self.cell_styles.setdefault((row, column), _CellStyle())

    def close(self) -> None:
        """Dress the cells, equal ones alike, and say what is printed."""
        for (row, column), style in sorted(self.cell_styles.items()):
            cell = self.sheet.cell(row, column)
            key = (style.bold, style.middle, style.fill, *style.rules)
            if key not in self.styles:
                style.dress(cell)
                self.styles[key] = copy(cell._style)
            else:
                cell._style = copy(self.styles[key])
        last = get_column_letter(COLUMNS)
        self.sheet.print_area = f"A1:{last}{max(1, self.row - 1)}"

    def lines(self, text: str, columns: int) -> int:
        """How many lines a text takes in so many columns."""
        letters = max(2, int(columns * _WIDTH / 2.3))
        return sum(max(1, -(-len(line) // letters)) for line in text.split("\n"))

    def height(self, lines: int) -> int:
        """Make as many rows as so many lines need, from the current one; how many. Pages break between rows."""
        rows = max(1, -(-lines // _MOST_LINES))
        each = _LINE * -(-lines // rows) + 4
        for row in range(self.row, self.row + rows):
            known = self.sheet.row_dimensions[row].height or 0
            self.sheet.row_dimensions[row].height = max(known, each)
            if self.used + each > self.page and row > 1:
                self.sheet.row_breaks.append(Break(id=row - 1))
                self.used = 0.0
            self.used += each
        return rows

    def put(
        self, text: str, first: int, last: int, rows: int, fill: Colour | None, *, ruled: bool = True, at: int = 0
    ) -> None:
        """Write a text into the columns first … last of some rows, merged."""
        row = at or self.row
        cell = self.sheet.cell(row, first)
        if text:
            cell.value = escaped(text)
            cell.data_type = "s"
        style = self.style(row, first)
        style.middle = rows > 1
        if fill is not None:
            style.fill = "".join(f"{round(255 * part):02X}" for part in fill)
        if ruled:
            self.outline(row, row + rows - 1, first, last)
        if last > first or rows > 1:
            self.sheet.merge_cells(start_row=row, end_row=row + rows - 1, start_column=first, end_column=last)

    def outline(self, top: int, bottom: int, first: int, last: int) -> None:
        """Rules around some cells."""
        edge = {(row, column) for row in (top, bottom) for column in range(first, last + 1)}
        edge |= {(row, column) for row in range(top, bottom + 1) for column in (first, last)}
        for row, column in edge:
            left, right, over, under = self.style(row, column).rules
            self.style(row, column).rules = (
                left or column == first, right or column == last, over or row == top, under or row == bottom,
            )  # fmt: skip

    def band(self, text: str, fill: Colour | None, *, bold: bool = False, first: int = 1) -> None:
        """A heading over the whole width."""
        self.height(self.lines(text, COLUMNS - first))
        self.put(text, first, COLUMNS, 1, fill)
        self.style(self.row, first).bold = bold
        self.row += 1

    def text(self, text: str, first: int) -> None:
        """A text over the rest of the width; one that no cell can hold goes on in the next."""
        for start in range(0, max(1, len(text)), _PART):
            part = text[start : start + _PART]
            rows = self.height(self.lines(part, COLUMNS - first))
            self.put(part, first, COLUMNS, rows, None)
            self.row += rows

    def bracket(self, label: str, text: str, first: int) -> None:
        """その他（　…　） in cells of their own."""
        middle = first + 9
        rows = self.height(max(self.lines(label, 9), self.lines(text, COLUMNS - middle - 2)))
        self.put(label, first, middle - 1, rows, None, ruled=False)
        self.put("（" if "（" not in label else "", middle, middle, rows, None, ruled=False)
        self.put(text, middle + 1, COLUMNS - 1, rows, None, ruled=False)
        self.put("）", COLUMNS, COLUMNS, rows, None, ruled=False)
        self.row += rows

    def mark(self, on: bool, first: int) -> None:
        """[ ○ ] in three cells."""
        for column, sign in enumerate(("[", _MARK if on else "", "]"), start=first):
            self.put(sign, column, column, 1, None, ruled=False)

    def labelled(self, label: str, first: int, fill: Callable[[int], None], colour: Colour = LABEL) -> None:
        """A label as high as what `fill` writes beside it."""
        begin = self.row
        edge = LABEL_COLUMNS if label else first - 1
        fill(edge + 1)
        if label:
            self.put(label, first, edge, self.row - begin, colour, at=begin)
            needed = self.lines(label, edge - first)
            known = self.sheet.row_dimensions[begin].height or _LINE
            self.sheet.row_dimensions[begin].height = max(known, min(400.0, _LINE * needed / (self.row - begin) + 4))
        self.outline(begin, self.row - 1, edge + 1, COLUMNS)
