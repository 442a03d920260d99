"""Pages of 変更箇所 whose cells are boxes of their own: made of lines, given to cells, put into the document."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from difflib import SequenceMatcher
from functools import cached_property
from itertools import pairwise

from pia_tui.forms import Item
from pia_tui.forms.wareki import parse_date
from pia_tui.ingest.text.aliases import aliases
from pia_tui.ingest.text.fill import Filler
from pia_tui.ingest.text.folding import fold
from pia_tui.ingest.text.labels import labels_of
from pia_tui.ingest.text.ledger import LABEL
from pia_tui.ingest.text.markup import LINE, PAGE
from pia_tui.ingest.text.prose import goes_on
from pia_tui.ingest.text.scatter.change_cells import Cell, CellPage, Line, Widths
from pia_tui.ingest.text.scatter.joints import Joints

Span = tuple[int, int]
_ROLES = ("change_item", "change_before", "change_after", "change_note")
_DAY = re.compile(r"[^\W\d_]{2}(?:元|\d{1,2})年\d{1,2}月\d{1,2}日")
_PLACE = re.compile(r"[ivx]{1,4}(?![a-z])|\(?別[添紙]\d?\)?|評価書[番名]|表紙|公表日$")
_FAIR, _TORN, _WHOLE = 0.35, 0.9, 0.7
"""Margins from which cells are placed: on a page most of whose rows are whole, and on others."""
_STRANGE, _MIXED = 0.4, 0.25
_LABEL, _FEW, _GAP = 3, 0.05, 20
_BARE = re.compile(r"[ivx]{1,4}")
_APART, _TIMED, _SOUND, _BOXES = 0.8, 0.5, 0.6, 2
_CONFIDENCE = 0.7
_NOTE = 3
_CUT = 2
"""So near to its column's width ends a line that was cut."""


class ChangeBoxes:
    """Reads pages of the table one after the other; what a page's end cut is kept until the next page is read."""

    def __init__(self, filler: Filler, start: int, end: int, cut: bool = False) -> None:
        """`cut` tells that what seem to be cells are lines of them: only dates and timings are read."""
        self.filler = filler
        self.cut = cut
        self.zone = (start, end)
        self.clean = filler.reading.clean
        table = filler.tree.changes
        self.table = table
        self.by_role: Mapping[str, Item] = {item.role: item for item in filler.tree.children(table)}
        self.labels = {fold(item.label) for item in filler.tree.children(table)}
        self.nothing = {fold(word) for word in aliases().nothing}
        self.spellings = [text for text in labels_of(filler.tree.form.id).spellings if len(text) >= _LABEL]
        self.words = {fold(text) for text in self.by_role["change_timing"].choice_texts}
        label = self.by_role["change_note"].label if "change_note" in self.by_role else ""
        self.hints = [fold(word) for hint in aliases().answer_words if label == hint.label for word in hint.words]
        self.open: dict[int, tuple[int, list[Span]]] = {}
        """For each column the row whose text the end of the page before may have cut, and its lines so far."""
        self.last: dict[int, str] = {}
        """For each column the line that the page before ended with, were it sure or not."""

    @cached_property
    def _all_lines(self) -> list[Line]:
        pages = [(max(start, self.zone[0]), min(end, self.zone[1])) for start, end in self.filler.reading.pages]
        return [line for start, end in pages if start < end for line in self._lines(start, end)]

    @cached_property
    def _widths(self) -> Widths:
        return Widths(self._all_lines)

    @cached_property
    def _mixed(self) -> bool:
        """Whether many lines of boxes do not go on in the next: the boxes hold lines of several cells."""
        pairs = [
            self._joints.strangeness(one.text, two.text)
            for one, two in pairwise(self._all_lines)
            if one.box == two.box and not one.kind and not two.kind and goes_on(one.text, two.text)
        ]
        return sum(each > _STRANGE for each in pairs) > _MIXED * len(pairs)

    @cached_property
    def _torn_items(self) -> bool:
        """Whether blanks tear the names of items apart: sections' numbers stand alone, their rest somewhere else."""
        places = [fold(line.text) for line in self._all_lines if line.place]
        return self._mixed and sum(_BARE.fullmatch(each) is not None for each in places) > _FEW * len(places)

    @cached_property
    def _joints(self) -> Joints:
        return Joints(self.clean)

    def read(self, start: int, end: int, first_row: int) -> int | None:
        """Read a page behind `first_row` rows; how many rows there are now, or None where the page is no such one."""
        lines = self._lines(start, end)
        dates = [line for line in lines if line.kind == "date"]
        timings = [line for line in lines if line.kind == "timing"]
        places = sum(line.place for line in lines)
        rows = len(dates)
        alone = sum(self._alone(line.span) for line in timings)
        if (
            rows < 2
            or alone < max(_APART * len(timings), _TIMED * rows)
            or (len(timings) != rows and abs(places - rows) > 1)
        ):
            return None
        cut = [self._cut(column) for column in range(len(_ROLES))]
        page = CellPage(lines, self._widths, _alikeness, self._joints, cut, self._mixed)
        found = page.cells()
        fair = _TORN if self._mixed and self._whole(found) < _WHOLE * rows else _FAIR
        cells = [cell for cell in found if cell.margin >= fair and not self._torn_items and not self.cut]
        torn = {cell.row for cell in found if cell.row < rows and self._is_torn(cell, lines)}
        unsure = self._unsure_notes(found, lines)
        cells = [cell for cell in cells if cell.row not in torn and not (unsure and cell.column == _NOTE)]
        if len({cell.row for cell in found if cell.column == 0 and cell.margin >= _FAIR}) < _SOUND * rows:
            return None
        self._carry(cells, lines)
        self.last = {cell.column: lines[cell.lines[-1]].text for cell in found if cell.row == rows}
        for number, line in enumerate(dates, start=1):
            self._value("change_date", first_row + number, line.span)
        for number, line in self._timings(lines, cells, rows):
            self._value("change_timing", first_row + number, line.span)
        for cell in sorted(cells, key=lambda each: (each.row, each.column)):
            spans = [lines[number].span for number in cell.lines]
            if cell.row == rows:
                self.open[cell.column] = (first_row + rows, spans)
            elif cell.row:
                self._put(cell.column, first_row + cell.row, spans)
        return first_row + rows

    def _timings(self, lines: Sequence[Line], cells: Sequence[Cell], rows: int) -> Iterator[tuple[int, Line]]:
        """(row, line) of the timing words: where their order and what stands before them tell the same."""
        found = [number for number, line in enumerate(lines) if line.kind == "timing"]
        if len(found) != rows or (self._mixed and len({fold(lines[number].text) for number in found}) > 1):
            return
        row_of = {number: cell.row for cell in cells for number in cell.lines}
        beside: dict[int, int] = {}
        column = found[-1] - found[0] == rows - 1
        for number in () if column else found:
            row = row_of.get(number - 1, 0)
            if row and row not in beside.values():
                beside[number] = row
        left = iter(row for row in range(1, rows + 1) if row not in beside.values())
        for number in found:
            beside[number] = beside.get(number) or next(left)
        word_of = {row: fold(lines[number].text) for number, row in beside.items()}
        for row, number in enumerate(found, start=1):
            if word_of.get(row) == fold(lines[number].text):
                yield row, lines[number]

    def finish(self) -> None:
        """Put what waited for the next page."""
        for column, (row, spans) in sorted(self.open.items()):
            self._put(column, row, spans)
        self.open = {}
        self.last = {}

    def _unsure_notes(self, found: Sequence[Cell], lines: Sequence[Line]) -> bool:
        """Whether the notes may be other rows': one stands before its row's date, or they stand one under the other and
        some row has none."""
        notes = [cell for cell in found if cell.column == _NOTE]
        dates = [number for number, line in enumerate(lines) if line.kind == "date"]
        if any(cell.row and cell.lines[0] < dates[cell.row - 1] for cell in notes):
            return True
        numbers = [number for cell in notes for number in cell.lines]
        others = {number for cell in found if cell.column != _NOTE for number in cell.lines}
        stacked = len(notes) > 1 and others.isdisjoint(range(min(numbers), max(numbers)))
        return stacked and len({cell.row for cell in notes if cell.row}) < len(dates)

    def _is_torn(self, cell: Cell, lines: Sequence[Line]) -> bool:
        """Whether a text ends where its column cut it: what is missing stands in another cell, and so may its row's."""
        size = self._widths.of(cell.column)
        last = lines[cell.lines[-1]]
        return cell.column in (1, 2) and bool(size) and abs(last.wide - size) <= _CUT and goes_on(last.text, "あ")

    def _whole(self, cells: Sequence[Cell]) -> int:
        """How many rows have an item, a text before and a text after that are sure enough."""
        fair = {(cell.row, cell.column) for cell in cells if cell.margin >= _FAIR}
        return sum({(row, column) for column in range(3)} <= fair for row, column_of in fair if not column_of)

    def _carry(self, cells: Sequence[Cell], lines: Sequence[Line]) -> None:
        """Add to the texts that the page before began what this one says of them."""
        for cell in cells:
            if not cell.row and cell.column in self.open:
                self.open[cell.column][1].extend(lines[number].span for number in cell.lines)
        self.finish()

    def _cut(self, column: int) -> str:
        return self.last.get(column, "")

    def _put(self, column: int, row: int, spans: list[Span]) -> None:
        widths = frozenset({self._widths.of(column)})
        self.filler.text_from(self.by_role[_ROLES[column]].id, {self.table: row}, spans, _CONFIDENCE, widths)

    def _value(self, role: str, row: int, span: Span) -> None:
        item = self.by_role[role]
        text = "".join(self.clean[slice(*span)].split())
        owner = self.filler.builder.put(item.id, {self.table: row}, text, self.filler.reading.lines(*span), 0.8)
        self.filler.ledger.claim(*span, owner)

    # -- lines -----------------------------------------------------------------------------------------------------

    def _lines(self, start: int, end: int) -> list[Line]:
        lines: list[Line] = []
        place, box = start, 0
        for part in re.split(rf"({LINE}[ \t\u3000]*(?:{LINE}[ \t\u3000]*)+|{PAGE})", self.clean[start:end]):
            stop = place + len(part)
            if part.strip() and not self._is_head(place, stop):
                self._of_box(place, stop, box, lines)
                box += 1
            place = stop
        return lines

    def _is_head(self, start: int, end: int) -> bool:
        word = fold(self.clean[start:end])
        left = word
        for label in sorted(self.labels, key=len, reverse=True):
            left = left.replace(label, "")
        if left or not word:
            return False
        self.filler.ledger.claim(start, end, LABEL)
        return True

    def _of_box(self, start: int, end: int, box: int, lines: list[Line]) -> None:
        day = self._is_day(start, end)
        place = start
        for part in [self.clean[start:end]] if day else self.clean[start:end].split(LINE):
            stop = place + len(part)
            for span in self._parts(place, stop):
                text = self.clean[slice(*span)]
                line = Line(span, text, box, self._kind(span))
                folded = fold(text)
                line.place = not line.kind and _PLACE.match(folded) is not None
                line.nothing = folded.strip("()") in self.nothing
                line.hint = 1.0 if self.hints and any(word in folded for word in self.hints) else 0.0
                lines.append(line)
            place = stop + 1

    def _parts(self, start: int, end: int) -> Iterator[Span]:
        """The free parts of a line: a date at its begin and 事前 or 事後 at its end stand by themselves."""
        words = [(start + word.start(), start + word.end()) for word in re.finditer(r"\S+", self.clean[start:end])]
        words = [word for word in words if self.filler.ledger.is_free(*word)]
        if not words or self.clean[words[0][0] : words[-1][1]].isdigit():
            # A page's number.
            return
        first, last = 0, len(words)
        if self._kind((words[0][0], words[-1][1])):
            yield words[0][0], words[-1][1]
            return
        if self._kind(words[0]) == "date" and _PLACE.match(fold(self.clean[slice(*words[1])])):
            yield words[0]
            first = 1
        timing = words[-1] if last > first and self._kind(words[-1]) == "timing" else None
        last -= timing is not None
        head = self._item_end(words[first:last])
        if head:
            yield words[first][0], words[first + head - 1][1]
            first += head
        if last > first:
            yield words[first][0], words[last - 1][1]
        if timing is not None:
            yield timing

    def _item_end(self, words: Sequence[Span]) -> int:
        """How many words of a line are its row's item, where the next cell follows in the same line; else 0."""
        if len(words) < 2 or not _PLACE.match(fold(self.clean[slice(*words[0])])):
            return 0
        text = ""
        for number, word in enumerate(words[:-1], start=1):
            text += fold(self.clean[slice(*word)])
            rest = (words[number][0], words[-1][1])
            named = any(text.endswith(label) for label in self.spellings)
            if named and self._begins_cell(rest):
                return number
        return 0

    def _begins_cell(self, rest: Span) -> bool:
        """Whether the rest of a line is no part of an item's name: nothing, or a day."""
        folded = fold(self.clean[slice(*rest)])
        return folded.strip("()") in self.nothing or _DAY.match(folded) is not None

    def _kind(self, span: Span) -> str:
        word = fold(self.clean[slice(*span)])
        return "timing" if word in self.words else "date" if self._is_day(*span) else ""

    def _is_day(self, start: int, end: int) -> bool:
        text = "".join(self.clean[start:end].split())
        return len(text) <= 12 and _DAY.fullmatch(fold(text)) is not None and parse_date(text) is not None

    def _alone(self, span: Span) -> bool:
        before = self.clean[max(0, span[0] - _GAP) : span[0]].rstrip(" \u3000\t")[-1:]
        after = self.clean[span[1] : span[1] + _GAP].lstrip(" \u3000\t")[:1]
        return before in ("", LINE, PAGE) and after in ("", LINE, PAGE)


def _alikeness(one: str, two: str) -> float:
    return SequenceMatcher(None, fold(one), fold(two), autojunk=False).ratio()
