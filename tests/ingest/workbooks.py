"""A document as the Excel workbooks that offices keep: the form's own look, a retyped one, and a plain one.

Nothing of the program's own writer is used, so that a workbook is read by what it shows. A `Look` says how a workbook
is made; the same random source gives the same workbook.
"""

from __future__ import annotations

import io
import random
from dataclasses import dataclass
from datetime import date
from typing import Any

from openpyxl import Workbook
from openpyxl.drawing.image import Image
from openpyxl.styles import Alignment, Border, Side
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.datavalidation import DataValidation
from openpyxl.worksheet.properties import PageSetupProperties

from pia_tui.assessment import Assessment, Part
from pia_tui.export.pdf.entries import PrintedItem, entries
from pia_tui.forms import Item
from pia_tui.forms.wareki import parse_date

_THIN = Side(style="thin")
_BOX = Border(left=_THIN, right=_THIN, top=_THIN, bottom=_THIN)
_EPOCH = date(1899, 12, 30)
MARKS = (("○", ""), ("〇", "　"), ("◯", ""), ("●", ""), ("☑", "□"), ("レ", ""), ("✓", ""), ("■", "□"))


@dataclass(frozen=True)
class Look:
    """How a workbook is laid out."""

    columns: int = 40
    label: int = 9
    """Columns of a label; 0: the answer stands under it."""
    sheet_each: bool = True
    shuffled: bool = False
    brackets: bool = True
    """Marks and choices stand in cells between brackets; else the choice alone is in its cell, with an arrow."""
    one_cell: bool = False
    """A mark and its brackets, and all choices, stand in one cell each."""
    lists: bool = True
    hidden: bool = False
    serials: bool = False
    side_labels: bool = True
    indent: int = 1
    running: str = ""
    """What stands at the head of every page; its number is at the foot then."""


OFFICIAL = Look()
RETYPED = Look(columns=12, label=0, sheet_each=False, one_cell=True, side_labels=False)
PLAIN = Look(
    columns=8, label=3, shuffled=True, brackets=False, lists=False, hidden=True, serials=True, side_labels=False
)
SLIM = Look(columns=12, label=4, sheet_each=False, one_cell=True, side_labels=False, running="見本市　評価書の写し")
WIDE = Look(columns=60, label=15, indent=2, running="特定個人情報保護評価　控え")
HELD_OUT = {"slim": SLIM, "wide": WIDE}
"""Looks by which nothing is fitted."""
LOOKS = {"official": OFFICIAL, "retyped": RETYPED, "plain": PLAIN}


def workbook(
    document: Assessment, look: Look, rng: random.Random, picture: bytes = b"", *, ruled: bool = False
) -> bytes:
    """The document as a workbook; `ruled` draws its borders, for who wants to print it."""
    return _Writer(document, look, rng, picture, ruled).finished()


class _Writer:
    def __init__(self, document: Assessment, look: Look, rng: random.Random, picture: bytes, ruled: bool) -> None:
        self.document, self.look, self.rng, self.picture, self.ruled = document, look, rng, picture, ruled
        self.book = Workbook()
        self.sheet: Any = self.book.active
        self.row = 1
        self.on, self.off = rng.choice(MARKS)
        if not look.brackets:
            self.on, self.off = rng.choice((("○", ""), ("☑", "☐"), ("■", "□")))

    def finished(self) -> bytes:
        parts = list(self.document.parts())
        self.sheet.title = "表紙"
        for number, part in enumerate(parts):
            if number and self.look.sheet_each:
                self.sheet = self.book.create_sheet(f"{number}.{part.section.title[:8].replace('/', '')}")
                self.row = 1
            elif number:
                self.row += 2
            self._columns()
            self._part(part)
            if number == 0:
                self._contents()
        if self.look.hidden:
            hidden = self.book.create_sheet("一覧")
            for row, word in enumerate(("十分である", "課題が残されている", "委託する"), start=1):
                hidden.cell(row, 1, word)
            hidden.sheet_state = "hidden"
        if self.look.shuffled:
            first, *rest = self.book._sheets  # type: ignore[attr-defined]
            self.rng.shuffle(rest)
            self.book._sheets = [*rest[:2], first, *rest[2:]]  # type: ignore[attr-defined]
        out = io.BytesIO()
        self.book.save(out)
        return out.getvalue()

    # -- cells ---------------------------------------------------------------------------------------------------

    def _columns(self) -> None:
        self.sheet.page_setup.paperSize = 9
        self.sheet.sheet_properties.pageSetUpPr = PageSetupProperties(fitToPage=True)
        self.sheet.page_setup.fitToHeight = 0
        if self.look.running:
            self.sheet.oddHeader.center.text = self.look.running
            self.sheet.oddFooter.center.text = "&P / &N"
        for number in range(1, self.look.columns + 1):
            letter = get_column_letter(number)
            self.sheet.column_dimensions[letter].width = 96 / self.look.columns

    def put(self, value: object, first: int, last: int, rows: int = 1, *, at: int = 0, box: bool = True) -> None:
        """Write into columns first … last (from 1) of the current row, merged."""
        row = at or self.row
        cell = self.sheet.cell(row, first)
        if value not in (None, ""):
            cell.value = value
            if isinstance(value, str):
                cell.data_type = "s"
        cell.alignment = Alignment(wrap_text=True, vertical="center" if rows > 1 else "top")
        if box and self.ruled:
            for line in self.sheet.iter_rows(row, row + rows - 1, first, last):
                for each in line:
                    each.border = _BOX
        if last > first or rows > 1:
            self.sheet.merge_cells(start_row=row, end_row=row + rows - 1, start_column=first, end_column=last)

    def height(self, text: str, columns: int) -> int:
        """Make as many rows as a text needs, from the current one, as high as it needs; how many."""
        letters = max(4, int(columns * 96 / self.look.columns / 2.8))
        lines = sum(max(1, -(-len(line) // letters)) for line in text.split("\n"))
        rows = max(1, -(-lines // 20))
        for row in range(self.row, self.row + rows):
            self.sheet.row_dimensions[row].height = 19 * -(-lines // rows) + 6
        return rows

    def band(self, text: str, first: int = 1) -> None:
        self.height(text, self.look.columns - first)
        self.put(text, first, self.look.columns)
        self.row += 1

    def outline(self, begin: int, first: int) -> None:
        """Rules around what was written since a row, from a column to the last."""
        for row in range(begin, self.row if self.ruled else begin):
            for column in range(first, self.look.columns + 1):
                cell = self.sheet.cell(row, column)
                old = cell.border
                cell.border = Border(
                    left=_THIN if column == first else old.left,
                    right=_THIN if column == self.look.columns else old.right,
                    top=_THIN if row == begin else old.top,
                    bottom=_THIN if row == self.row - 1 else old.bottom,
                )

    # -- parts ---------------------------------------------------------------------------------------------------

    def _part(self, part: Part) -> None:
        kind = part.section.kind
        found = entries(self.document, part)
        if kind == "cover":
            self._cover(found)
            return
        if kind == "annex" and not (found and found[0].blocks):
            return
        title = part.section.title
        self.band(f"{title}　{part.section.star_text}".strip())
        if kind == "changes":
            self._changes(found[0])
        elif kind == "records":
            for block in found[0].blocks:
                self.band(f"（{block.number}）{self._text(block.kids[0])}")
                self.value_below(self._text(block.kids[1]), 1)
        elif kind == "annex":
            for block in found[0].blocks:
                name, heading, content = (kid.text for kid in block.kids)
                self.band(f"（{name or '別紙'}）　{heading}".strip())
                self.value_below(content, 1)
        else:
            for entry in found:
                self.entry(entry, 1)

    def _text(self, entry: PrintedItem) -> str:
        return str(entry.value or "")

    def _cover(self, found: list[PrintedItem]) -> None:
        self.band(self.document.form.title)
        self.row += 1
        width, split = self.look.columns, max(2, self.look.columns // 5)
        for column, text in ((1, found[0].label), (split + 1, found[1].label)):
            self.put(text, column, split if column == 1 else width)
        self.row += 1
        number = found[0].text
        self.put(int(number) if number.isdigit() and number[0] != "0" else number, 1, split)
        self.put(found[1].text, split + 1, width)
        self.row += 2
        for entry in found[2:]:
            side = entry.item.label == "特記事項" and self.look.label
            if side:
                self.put(entry.label, 1, split)
                rows = self.height(self._text(entry), width - split)
                self.put(self._text(entry), split + 1, width, rows)
                self.row += rows
                continue
            self.band(entry.label)
            self.value_below(self._dated(entry), 1)
            self.row += 1
        self.put(self.document.form.stamp, width - max(3, width // 3), width, box=False)
        self.row += 2

    def _contents(self) -> None:
        if self.look.sheet_each and not self.look.shuffled:
            self.sheet = self.book.create_sheet("項目一覧")
            self.row = 1
        self.band(self.document.form.contents_title)
        for section in self.document.form.contents:
            self.band(section.title)

    def _changes(self, table: PrintedItem) -> None:
        columns = table.item.items
        edges = [1 + round(n * self.look.columns / len(columns)) for n in range(len(columns) + 1)]
        for number, column in enumerate(columns):
            self.put(column.label, edges[number], edges[number + 1] - 1)
        self.row += 1
        for block in table.blocks:
            rows = self.height(max((self._text(kid) for kid in block.kids), key=len), edges[1] - 1)
            for number, kid in enumerate(block.kids):
                self.put(self._dated(kid), edges[number], edges[number + 1] - 1, rows)
            self.row += rows

    def _dated(self, entry: PrintedItem) -> object:
        text = self._text(entry)
        day = parse_date(text) if entry.item.value_kind == "date" or entry.item.role == "change_date" else None
        if self.look.serials and isinstance(day, date):
            return (day - _EPOCH).days if self.rng.random() < 0.5 else day
        return text

    # -- entries -------------------------------------------------------------------------------------------------

    def entry(self, entry: PrintedItem, first: int) -> None:
        item = entry.item
        if item.option_text or item.kind == "count":
            return
        if entry.is_list:
            for heading in item.repeat.slot_headings if item.repeat else ():
                if "～" in heading and any(block.number >= 2 for block in entry.blocks):
                    self.band(heading)
                    break
            for block in entry.blocks:
                self.block(block, first)
            return
        if item.kind == "figure":
            self._figure()
            return
        if item.fixed_lines and not entry.kids:
            for line in item.fixed_lines:
                self.band(line, first)
            return
        flags = [kid for kid in entry.kids if "flag" in (kid.item.kind, kid.item.own_value)]
        rest = [kid for kid in entry.kids if kid not in flags]
        if item.value_kind is None and not item.fixed and not flags:
            self.group(entry, first)
            return
        if item.number and item.kind == "group" and item.value_kind is None:
            self.band(entry.label, first)  # １．… with its flags under it
            self.cells(lambda column: self.flags(flags, column), "", first)
        elif flags and item.value_kind is None:
            self.cells(lambda column: self.flags(flags, column), entry.label, first)
        else:
            self.answer(entry, first)
        for kid in rest:
            self.entry(kid, first + (self.look.indent if item.kind == "group" and not item.number else 0))

    def block(self, block: PrintedItem, first: int) -> None:
        if block.item.own_value:
            self.answer(block, first)
        else:
            self.band(block.label, first)
        for kid in block.kids:
            self.entry(kid, first)

    def group(self, entry: PrintedItem, first: int) -> None:
        side = self.look.side_labels and not entry.item.number and len(entry.label) <= 14 and entry.kids
        if not side:
            self.band(entry.label, first)
            for line in entry.item.fixed_lines:
                self.band(line, first)
            for kid in entry.kids:
                self.entry(kid, first)
            return
        begin = self.row
        for kid in entry.kids:
            self.entry(kid, first + 3)
        self.put(entry.label, first, first + 2, max(1, self.row - begin), at=begin)

    def answer(self, entry: PrintedItem, first: int) -> None:
        kind = entry.item.value_kind
        if self.look.hidden and self.rng.random() < 0.04:
            self.put("昨年度の記載。残してはいけない。", 4, self.look.columns)
            self.sheet.row_dimensions[self.row].hidden = True
            self.row += 1
        if kind == "choice":
            self.cells(lambda column: self.choice(entry, column), entry.label, first)
        elif kind == "multi":
            self.cells(lambda column: self.multi(entry, column), entry.label, first)
        elif kind == "flag":
            self.cells(lambda column: self.flags([entry], column), "", first)
        else:
            text = self._dated(entry) if kind == "date" else (self._text(entry) or (entry.item.default or ""))
            if (entry.item.number and entry.item.kind == "text") or not self.look.label or len(entry.label) > 30:
                self.band(entry.label, first)
                self.value_below(text, first)
            else:
                self.cells(lambda column: self.value_below(text, column), entry.label, first)

    def cells(self, fill: Any, label: str, first: int) -> None:
        """A label beside (or over) what `fill` writes."""
        if not self.look.label:
            if label:
                self.band(label, first)
            begin = self.row
            fill(first)
            self.outline(begin, first)
            return
        begin = self.row
        edge = max(self.look.label, first + 1) + (3 if first > 3 else 0)
        fill(edge + 1)
        self.outline(begin, edge + 1)
        needed = 19 * -(-len(label) // max(3, int((edge - first) * 96 / self.look.columns / 2.6))) + 6
        for row in range(begin, self.row):
            known = self.sheet.row_dimensions[row].height or 15
            self.sheet.row_dimensions[row].height = max(known, needed / (self.row - begin))
        self.put(label, first, edge, max(1, self.row - begin), at=begin)

    def value_below(self, text: object, first: int) -> None:
        rows = self.height(str(text or ""), self.look.columns - first)
        self.put(text, first, self.look.columns, rows)
        self.row += rows

    def _counts(self, entry: PrintedItem) -> str:
        found = [kid for kid in entry.kids if kid.item.kind == "count"]
        return "".join(f"（　{'' if kid.value is None else kid.value}　）件" for kid in found)

    def choice(self, entry: PrintedItem, first: int) -> None:
        item, text, width = entry.item, self._text(entry), self.look.columns
        counts = self._counts(entry)
        free = entry.kid(1) if item.free_text_label else None
        bracket = f"{item.free_text_label.rstrip('　）')}　{free.text if free else ''}　）" if free else ""
        listed = [f"{number}）{option}" for number, option in enumerate(item.choice_texts, start=1)]
        middle = first + max(3, (width - first) * 2 // 5)
        if not self.look.brackets:
            self.put(text, first, width - 2)
            arrow = DataValidation(type="list", formula1=f'"{",".join(item.choice_texts)}"'[:250])
            if len(arrow.formula1) < 250:
                self.sheet.add_data_validation(arrow)
                arrow.add(self.sheet.cell(self.row, first))
            if counts:
                self.put(counts, width - 1, width)
            self.row += 1
            if bracket:
                self.put(bracket, first, width)
                self.row += 1
            return
        if self.look.one_cell:
            self.put(f"[　{text}　]{counts}", first, middle)
            self.put("＜選択肢＞\n" + "\n".join(listed), middle + 1, width)
            self.height("\n" * len(listed), 10)
            self.row += 1
            if bracket:
                self.put(bracket, first, width)
                self.row += 1
            return
        two = len(listed) > 3
        rows = 1 + (-(-len(listed) // 2) if two else len(listed))
        self.put("[", first, first, rows)
        self.put(text, first + 1, middle - 2 - (4 if counts else 0), rows)
        self.put("]", middle - 1 - (4 if counts else 0), middle - 1 - (4 if counts else 0), rows)
        if counts:
            self.put(counts, middle - 4, middle - 1, rows)
        self.put("＜選択肢＞", middle, width)
        half = (middle + width) // 2
        for number, option in enumerate(listed):
            row = self.row + 1 + (number // 2 if two else number)
            left = middle if not two or number % 2 == 0 else half + 1
            self.put(option, left, half if two and number % 2 == 0 else width, at=row, box=False)
        self.row += rows
        if bracket:
            self.value_below(bracket, first)

    def mark(self, on: bool, column: int) -> int:
        """Write a mark; the column behind it."""
        sign = self.on if on else self.off
        if self.look.one_cell:
            self.put(f"[{sign or '　'}]", column, column, box=False)
            return column + 1
        if not self.look.brackets:
            self.put(sign, column, column, box=False)
            return column + 1
        for text in ("[", sign, "]"):
            self.put(text, column, column, box=False)
            column += 1
        return column

    def multi(self, entry: PrintedItem, first: int) -> None:
        item, width = entry.item, self.look.columns
        chosen = entry.value if isinstance(entry.value, tuple) else ()
        number = 0
        groups = [(group.label, len(group.options)) for group in item.choice_groups] or [("", len(item.choices))]
        for label, size in groups:
            if label:
                self.put(f"・{label}", first, width, box=False)
                self.row += 1
            column = first
            across = 2 if self.look.columns > 10 else 1
            step = (width - first + 1) // across
            for option in item.choices[number : number + size]:
                number += 1
                if option.free_text and column != first:
                    self.row, column = self.row + 1, first
                self.sheet.row_dimensions[self.row].height = 44
                behind = self.mark(option.text in chosen, column)
                free = entry.kid(number) if option.free_text else None
                if option.free_text:
                    own = free.text if free else ""
                    self.sheet.row_dimensions[self.row].height = 20 + 20 * (len(own) // 12)
                    if self.look.one_cell or width < 20:
                        self.put(f"{option.text}（　{own}　）", behind, width, box=False)
                    else:
                        self.put(option.text, behind, width - 16, box=False)
                        self.put("（", width - 15, width - 15, box=False)
                        self.put(own, width - 14, width - 1, box=False)
                        self.put("）", width, width, box=False)
                    self.row, column = self.row + 1, first
                    continue
                self.put(option.text, behind, min(width, column + step - 1), box=False)
                column += step
                if column + step - 1 > width:
                    self.row, column = self.row + 1, first
            if column != first:
                self.row += 1

    def flags(self, flags: list[PrintedItem], first: int) -> None:
        width = self.look.columns
        if width < 20:
            for flag in flags:
                behind = self.mark(flag.value is True, first)
                self.put(f"{flag.label}{self._counts(flag)}", behind, width, box=False)
                self.row += 1
            return
        step = max(14, (width - first + 1) // max(1, len(flags)))
        column = first
        for flag in flags:
            if column + step - 1 > width and column > first:
                self.row, column = self.row + 1, first
            behind = self.mark(flag.value is True, column)
            counts = self._counts(flag)
            last = min(width, column + step - 1)
            self.put(flag.label, behind, last - (5 if counts else 0), box=False)
            if counts:
                self.put(counts, last - 4, last, box=False)
            column += step
        self.row += 1

    def _figure(self) -> None:
        if self.picture:
            self.sheet.add_image(Image(io.BytesIO(self.picture)), f"B{self.row}")
        self.row += 20


def shown(item: Item) -> bool:
    """Whether an item's answer stands in a workbook as its own."""
    return item.kind != "figure" and not item.same_as
