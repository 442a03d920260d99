"""変更箇所 in PDF text whose cells are boxes or lines of their own: which line belongs to which cell of which row.

Within a column the lines keep the order of the rows, whatever order the columns are printed in. So all lines of a page
are given to cells together, at the least cost: a line that its column cut goes on in the same cell, the item begins
with its place in the form, and a row is done before the next begins.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from functools import cache
from itertools import pairwise
from statistics import median

from pia_tui.ingest.text.prose import goes_on, width
from pia_tui.ingest.text.scatter.joints import Joints

Span = tuple[int, int]
ITEM, BEFORE, AFTER, NOTE = range(4)
"""The columns of texts, from left to right."""
_TEXTS = 4
_DATE, _TIMING = "date", "timing"
_BEAM, _WORSE = 90, 3.0
"""So many ways are followed from line to line, none of them dearer than the best by more."""
_LEAVE, _FAR = 2.2, 1e6
_GO_ON, _OTHER_BOX, _SENTENCE_ENDS, _PARTS = 0.05, 0.5, 0.7, 0.5
"""Costs of a line that goes on: at all, from another box, behind a sentence's end, away from the line before."""
_TOO_SHORT, _TOO_WIDE = 2.5, 3.0
_IN_BOX, _NEXT_ROW, _PER_ROW, _FARTHEST, _BACK = 0.7, 0.25, 0.15, 0.9, 0.3
_STRANGE, _COLUMN = 0.6, 0.05
"""Costs of ends of lines that never meet elsewhere, and of going down a column."""
_NO_PLACE, _PLACE_HERE, _PLACE_ELSEWHERE = 2.0, -0.4, 1.2
_SKIPPED = (1.0, 0.9, 0.9, 0.35)
"""Costs of a row without a text in each column."""
_CARRIED, _NOT_CARRIED, _FRESH = 0.3, 1.8, 0.1
_WHOLE, _NAMED = 1.0, 1.2
"""Costs of going on behind a cell that says that there is nothing, and of an item that begins in another's cell."""
_LIKE = 0.6
_NARROW, _FULL = 0.78, 0.85


@dataclass(slots=True)
class Line:
    """A line or a part of one: a date, a timing word, or text; `box` counts the text boxes of the page."""

    span: Span
    text: str
    box: int
    kind: str = ""
    place: bool = False
    """Whether it begins like the name of a place in the form."""
    nothing: bool = False
    """Whether it says that there is, or was, nothing."""
    hint: float = 0.0
    """How much it sounds like an explanation of the timing."""
    wide: int = field(init=False)

    def __post_init__(self) -> None:
        self.wide = width(self.text.strip())


@dataclass(frozen=True, slots=True)
class Cell:
    """A cell as found: its row on the page (from 1; 0 is the last row of the page before), lines and margin."""

    row: int
    column: int
    lines: tuple[int, ...]
    margin: float


_COUNTED = re.compile(r"[①-⑳]|[0-9０-９]{1,2}[.．]")
"""What a part of an item's name may begin with, wherever its line ends."""
_State = tuple[tuple[int, ...], tuple[int, ...], int, int]
"""Rows reached and last lines of the columns, and the column and row of the line before."""
_Action = tuple[int, int]
_Step = tuple[_State, _Action, _State, float]


class Widths:
    """How wide the columns are, as far as lines tell that were cut in the middle of a sentence."""

    def __init__(self, lines: Sequence[Line]) -> None:
        item: list[int] = []
        other: list[int] = []
        firsts = [lines[0], *(two for one, two in pairwise(lines) if one.box != two.box)] if lines else []
        heads = {line.box for line in firsts if line.place}
        for one, two in pairwise(lines):
            if one.box == two.box and not one.kind and not two.kind and goes_on(one.text, two.text):
                (item if one.box in heads else other).append(one.wide)
        widest = sorted(other)[int(len(other) * 0.98)] if other else 0
        texts = [each for each in other if each >= _FULL * widest]
        notes = [each for each in other if each < _NARROW * widest]
        self.text = round(median(texts)) if texts else 0
        self.item = sorted(item)[int(len(item) * 0.8)] if item else 0
        self.note = round(median(notes)) if len(notes) > 3 else 0

    def of(self, column: int) -> int:
        """The width of a column in half-width letters, 0 where it is not known."""
        return (self.item, self.text, self.text, self.note)[column]


class CellPage:
    """One page of the table: gives its lines to cells."""

    def __init__(
        self,
        lines: Sequence[Line],
        widths: Widths,
        alike: Callable[[str, str], float],
        joints: Joints,
        carried: Sequence[str],
        mixed: bool,
    ) -> None:
        self.lines = lines
        self.widths = widths
        self.alike = cache(alike)
        self.strange = cache(joints.strangeness)
        self.carried = carried
        """For each column the last line of the page before, where its sentence is not at its end; else ""."""
        self.mixed = mixed
        """Whether boxes hold lines of several cells."""
        self.rows = sum(line.kind == _DATE for line in lines)
        self.texts = [number for number, line in enumerate(lines) if not line.kind]
        self.near = self._near_rows()
        self.fits = [[self._fit(column, line) for column in range(_TEXTS)] for line in lines]

    def _near_rows(self) -> list[int]:
        """For each line the row of the last date before it."""
        rows, row = [], 0
        for line in self.lines:
            row += line.kind == _DATE
            rows.append(row)
        return rows

    def cells(self) -> list[Cell]:
        """The cells with their lines; a line that belongs to no cell is in none."""
        start: _State = ((0,) * _TEXTS, (-1,) * _TEXTS, -1, 0)
        ways: dict[_State, float] = {start: 0.0}
        steps: list[list[_Step]] = []
        behind: list[dict[_State, float]] = [ways]
        for number in self.texts:
            made = [step for state in ways for step in self._steps(state, number)]
            reached: dict[_State, float] = {}
            for state, _, new, cost in made:
                total = ways[state] + cost
                if total < reached.get(new, _FAR):
                    reached[new] = total
            limit = min(reached.values()) + _WORSE
            ways = dict(sorted((way for way in reached.items() if way[1] <= limit), key=lambda way: way[1])[:_BEAM])
            steps.append(made)
            behind.append(ways)
        ahead = {state: self._end(state) for state in ways}
        found: list[tuple[_Action, float]] = []
        for made, before in zip(reversed(steps), reversed(behind[:-1]), strict=True):
            earlier: dict[_State, float] = {}
            by_action: dict[_Action, float] = {}
            for state, action, new, cost in made:
                if new not in ahead:
                    continue
                rest = cost + ahead[new]
                earlier[state] = min(earlier.get(state, _FAR), rest)
                by_action[action] = min(by_action.get(action, _FAR), before[state] + rest)
            ahead = earlier
            ranked = sorted((total, action) for action, total in by_action.items())
            margin = ranked[1][0] - ranked[0][0] if len(ranked) > 1 else _LEAVE
            found.append((ranked[0][1], margin))
        return list(self._gathered(found[::-1]))

    def _gathered(self, found: Sequence[tuple[_Action, float]]) -> Iterator[Cell]:
        cells: dict[_Action, list[tuple[int, float]]] = {}
        for number, (action, margin) in zip(self.texts, found, strict=True):
            if action[0] >= 0:
                cells.setdefault(action, []).append((number, margin))
        for (column, row), own in cells.items():
            yield Cell(row, column, tuple(number for number, _ in own), min(margin for _, margin in own))

    # -- costs -----------------------------------------------------------------------------------------------------

    def _steps(self, state: _State, number: int) -> Iterator[_Step]:
        rows, lasts, _, row_before = state
        yield state, (-1, 0), state, _LEAVE
        for column in range(_TEXTS):
            row, last = rows[column], lasts[column]
            if last >= 0 or row == 0:
                cost = self._going_on(column, last, number, row, row_before)
                new = (rows, (*lasts[:column], number, *lasts[column + 1 :]), column, row)
                yield state, (column, row), new, cost
            skipped = 0.0
            for fresh in range(row + 1, min(row + 4, self.rows) + 1):
                cost = skipped + self._beginning(state, column, fresh, number)
                made = (*rows[:column], fresh, *rows[column + 1 :])
                new = (made, (*lasts[:column], number, *lasts[column + 1 :]), column, fresh)
                yield state, (column, fresh), new, cost
                skipped += _SKIPPED[column]

    def _fit(self, column: int, line: Line) -> float:
        """What speaks against a line in a column: its width, its words."""
        size = self.widths.of(column)
        cost = _TOO_WIDE if size and line.wide > size + 2 else 0.0
        return cost + (-0.5 if column == NOTE else 0.25) * line.hint

    def _going_on(self, column: int, last: int, number: int, row: int, row_before: int) -> float:
        line = self.lines[number]
        if last < 0:
            text = self.carried[column]
            cost = _FRESH * min(self.near[number], 1) + self.fits[number][column]
            if not text or not goes_on(text, line.text):
                return cost + _NOT_CARRIED
            return cost + _CARRIED + self._breaking(column, width(text.strip()), text, line.text)
        before = self.lines[last]
        cost = _GO_ON + self.fits[number][column] + (_WHOLE if before.nothing or line.nothing else 0.0)
        cost += _NAMED if line.place else 0.0
        if before.box != line.box:
            cost += _OTHER_BOX
        if column == ITEM and before.box == line.box and (not self.mixed or _COUNTED.match(line.text.strip())):
            pass
        elif goes_on(before.text, line.text):
            cost += self._breaking(column, before.wide, before.text, line.text)
        else:
            cost += _SENTENCE_ENDS if before.box != line.box else 0.3
        if last != number - 1:
            cost += _PARTS if before.box != line.box else 0.15
        return cost + (0.0 if row == row_before else _PER_ROW)

    def _breaking(self, column: int, wide: int, text: str, following: str) -> float:
        """What speaks against the end of a line being where its column cut a sentence."""
        size = self.widths.of(column)
        short = max(0.0, 1.0 - (wide + 3) / size) if size else 0.0
        return _TOO_SHORT * short + _STRANGE * self.strange(text, following)

    def _beginning(self, state: _State, column: int, row: int, number: int) -> float:
        rows, lasts, column_before, row_before = state
        line = self.lines[number]
        cost = self.fits[number][column]
        if number and self.lines[number - 1].box == line.box and not self.lines[number - 1].kind:
            before = self.lines[number - 1]
            whole = not goes_on(before.text, line.text) or line.place or line.nothing or before.nothing
            cost += 0.5 * _IN_BOX if whole else _IN_BOX
        if column == ITEM:
            cost += _PLACE_HERE if line.place else _NO_PLACE
        elif line.place:
            cost += _PLACE_ELSEWHERE
        away = row - max(row_before, 1)
        apart = abs(self.near[number] - row)
        if away == 1 and column == column_before:
            cost += _COLUMN + (_NEXT_ROW if apart else 0.0)
        elif apart or abs(away) > 1:
            cost += min(_FARTHEST, _NEXT_ROW + _PER_ROW * max(apart, abs(away) - 1))
        elif column < column_before:
            cost += _BACK
        if line.nothing and column in (ITEM, NOTE):
            cost += _WHOLE
        if column in (BEFORE, AFTER):
            other = AFTER if column == BEFORE else BEFORE
            if rows[other] == row and lasts[other] >= 0:
                cost -= _LIKE * self.alike(self.lines[lasts[other]].text, line.text)
                cost += 0.5 if column == BEFORE else 0.0
        return cost

    def _end(self, state: _State) -> float:
        return sum((self.rows - row) * _SKIPPED[column] for column, row in enumerate(state[0]))
