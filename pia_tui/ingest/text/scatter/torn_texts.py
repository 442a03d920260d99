"""Texts on a torn page: each run of text to the item it stands nearest to, is as wide as, and speaks of."""

from __future__ import annotations

import re
from collections.abc import Mapping

from pia_tui.forms import Item
from pia_tui.ingest.text.folding import fold
from pia_tui.ingest.text.prose import goes_on
from pia_tui.ingest.text.scatter.layout import PagePiece, TextRun, is_date, is_short, line_width
from pia_tui.ingest.text.scatter.matching import match
from pia_tui.ingest.text.scatter.page import SAME, FoundAnswer, TornPage, options_of
from pia_tui.ingest.text.scatter.plausibility import LEAST_TEXT, LONG
from pia_tui.ingest.text.scatter.similarity import Similarity

_NUMBER = re.compile(r"[ \u3000]*([0-9０-９]+)[ \t\u3000]+")
_LEAVE_RUN = 4.0
_SHORT = 0.35
_BROKEN = 0.2
"""The margin of an answer that is but a part of one."""
_DOUBTED, _CERTAIN, _KNOWN = 0.5, 1.7, 0.8
"""The margin of an answer whose place does not tell; that of lines that end anywhere; a likeness that tells."""
_ENDS = ("。", "）", ")", "」")
_CIRCLED, _LAST = 0x245F, 20


def number_of(line: str) -> int:
    """The circled number that a line begins with, or 0."""
    first = ord(line.strip()[:1] or " ") - _CIRCLED
    return first if 0 < first <= _LAST else 0


class TornTexts:
    """Reads the texts of one page."""

    def __init__(self, page: TornPage) -> None:
        self.page = page
        self.similarity = Similarity(page)
        self.marks_named = {
            fold(text)
            for entry in page.entries
            if (item := page.item(entry)) and item.value_kind == "multi"
            for text in options_of(item)
        }

    def columns(self) -> list[FoundAnswer]:
        """A row of two labels over a row of a number and a text: 評価書番号 | 評価書名."""
        for index, entry in enumerate(self.page.entries[:-1]):
            item, beside = self.page.item(entry), self.page.item(self.page.entries[index + 1])
            own, other = self.page.labelling.of_entry.get(index), self.page.labelling.of_entry.get(index + 1)
            if not (item and item.digits_only and beside and own and other and other.piece == own.piece + 1):
                continue
            row = next(
                (n for n in range(other.piece + 1, len(self.page.pieces)) if self.page.pieces[n].kind == "text"), 0
            )
            if not self.page.same_line(own.piece, other.piece) or not row:
                continue
            piece = self.page.pieces[row]
            number = _NUMBER.match(self.page.reading.clean, piece.start, piece.end)
            if number:
                self.page.used.add(row)
                return [
                    FoundAnswer(entry, None, ((piece.start, number.end(1)),), 2.0),
                    FoundAnswer(self.page.entries[index + 1], None, ((number.end(), piece.end),), 2.0),
                ]
        return []

    def texts(self) -> list[FoundAnswer]:
        """An answer for each text that belongs to an item with texts or dates."""
        runs = self._runs()
        demands = [
            index
            for index, entry in enumerate(self.page.entries)
            if (item := self.page.item(entry)) and item.value_kind in ("text", "date")
        ]
        if not runs or not demands:
            return []
        costs = [[self._text_cost(run, index) for index in demands] for run in runs]
        findings = []
        texts = [fold(self.page.reading.clean[run.start : run.end]) for run in runs]
        matched = match(costs, _LEAVE_RUN, texts)
        answered = {demands[column]: texts[row] for row, (column, _) in enumerate(matched) if column >= 0}
        for run_number, (run, (column, margin)) in enumerate(zip(runs, matched, strict=True)):
            if column < 0:
                continue
            index = demands[column]
            spans = tuple((piece.start, piece.end) for piece in run.pieces)
            if self._counts_on(run) or self._is_part(run, margin):
                margin = _BROKEN
            certain = min(margin, self._text_identity(index, run, answered))
            own = self.page.labelling.of_entry.get(index)
            follows = own is not None and own.piece == run.first - 1
            is_long = len(texts[run_number]) >= LONG
            if margin < LEAST_TEXT and not (follows and is_long):
                certain = min(certain, _DOUBTED)
            told = follows or is_long or self._is_known(index, texts[run_number])
            findings.append(FoundAnswer(self.page.entries[index], None, spans, certain, margin, told))
        return findings

    def _is_known(self, index: int, text: str) -> bool:
        """Whether a text surely answers the same item for another file."""
        item = self.page.item(self.page.entries[index])
        return item is not None and self.similarity.of(self.page.entries[index], item, text) >= _KNOWN

    def _kind(self, number: int) -> str:
        """What a piece is; "" beyond the page's ends."""
        return self.page.pieces[number].kind if 0 <= number < len(self.page.pieces) else ""

    def _is_part(self, run: TextRun, margin: float) -> bool:
        """Whether a run may be but a part of an answer, or parts of two.

        Other texts stand right beside it, in its box or with no end of a sentence between; or its lines, all of one
        box, follow no label or end in no sentence.
        """
        for first, last in ((run.first - 1, run.first), (run.last, run.last + 1)):
            if self._kind(first) == self._kind(last) == "text" and (
                margin < _CERTAIN or not self._ends(first) or self.page.pieces[first].box == self.page.pieces[last].box
            ):
                return True
        if len(run.pieces) == 1:
            return False
        if self._kind(run.first - 1) != "label":
            return run.pieces[0].box == run.pieces[-1].box
        return margin < _CERTAIN and not self._ends(run.last)

    def _ends(self, number: int) -> bool:
        """Whether a text's line ends where a sentence does."""
        piece = self.page.pieces[number]
        return self.page.reading.clean[piece.start : piece.end].strip().endswith(_ENDS)

    def _counts_on(self, run: TextRun) -> bool:
        """Whether numbers (①, ② …) of a run's lines go on from a line before it, or go on in one behind it."""
        pieces, clean = self.page.pieces, self.page.reading.clean
        numbers = [number_of(clean[piece.start : piece.end]) if piece.kind == "text" else 0 for piece in pieces]
        inside = [number for number in numbers[run.first : run.last + 1] if number]
        before = next((number for number in reversed(numbers[: run.first]) if number), 0)
        behind = next((number for number in numbers[run.last + 1 :] if number), 0)
        return bool(inside) and (1 < inside[0] == before + 1 or behind == inside[-1] + 1)

    def _text_identity(self, index: int, run: TextRun, answered: Mapping[int, str]) -> float:
        """How sure the label is this entry's.

        It does not matter where all entries with such a label have the same answer, or where the heading over the
        entry stands nearer than its label.
        """
        target = self.page.entries[index].target
        values = [answered.get(other, "") for other, entry in enumerate(self.page.entries) if entry.target == target]
        if len(values) > 1 and len(set(values)) == 1:
            return SAME
        own = self.page.labelling.of_entry.get(index)
        rivals = self.page.labelling.candidates(own.piece) if own is not None else []
        if all(not self.page.applies(self.page.entries[other]) for other in rivals if other != index):
            return SAME
        by_heading = self.page.entry_cost(index, run.first, run.last)
        if own is not None and self.page.distance(own.piece, run.first, run.last) > by_heading:
            return SAME
        return self.page.label_margin(index)

    def _runs(self) -> list[TextRun]:
        runs: list[TextRun] = []
        for number, piece in enumerate(self.page.pieces):
            if piece.kind != "text" or piece.broken or number in self.page.used or self.page.printed(number):
                continue
            last = runs[-1] if runs else None
            if last is not None and last.last == number - 1 and not self._breaks(last, piece):
                last.pieces.append(piece)
                last.last = number
            else:
                runs.append(TextRun([piece], number, number))
        return runs

    def _breaks(self, run: TextRun, piece: PagePiece) -> bool:
        """Whether a text begins a run of its own though nothing stands before it."""
        last = run.pieces[-1]
        if piece.box == last.box:
            return False
        before = run.first - 1
        if self._is_short(run.pieces[-1]) and self._is_short(piece):
            return True
        inline = (
            before >= 0
            and self.page.pieces[before].kind == "label"
            and self.page.pieces[before].box == run.pieces[0].box
        )
        return inline or {self.page.column(run.pieces[-1].box), self.page.column(piece.box)} == {"wide", "narrow"}

    def _is_short(self, piece: PagePiece) -> bool:
        """Whether a text is one short line that no sentence is cut out of: a name."""
        text = self.page.reading.clean[piece.start : piece.end]
        alone = sum(each.box == piece.box for each in self.page.pieces) == 1
        return alone and line_width(self.page.reading, piece) < _SHORT * self.page.full_width and goes_on(text, text)

    def _text_cost(self, run: TextRun, index: int) -> float:
        item = self.page.item(self.page.entries[index])
        assert item is not None
        text = self.page.reading.clean[run.start : run.end]
        cost = self.page.entry_cost(index, run.first, run.last)
        if item.value_kind == "date":
            cost += 0.0 if is_date(text) else 3.0
        elif is_date(text):
            cost += 1.5
        if item.digits_only and not fold(text).isdigit():
            cost += 4.0
        if fold(text) in self.marks_named:
            cost += 1.0
        size = len(fold(text))
        if size > 40 and is_short(item):
            cost += min(1.6, size / 400)
        if size > 60:
            cost += self._width_cost(run, item)
        if item.optional:
            cost += 0.3
        return (
            cost
            + (0.0 if self.page.applies(self.page.entries[index]) else 2.0)
            - self.similarity.of(self.page.entries[index], item, text)
        )

    def _width_cost(self, run: TextRun, item: Item) -> float:
        """Answers under a heading are as wide as the page, those beside their label narrower."""
        under = len(item.label) > 30 or not self.page.tree.spots[item.id].above[1:]
        columns = {self.page.column(piece.box) for piece in run.pieces}
        if "wide" in columns:
            return 0.0 if under else 1.5
        return 1.0 if under and "narrow" in columns else 0.0
