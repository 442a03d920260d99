"""変更箇所 on pages that keep their look: blanks part the columns, and each row's lines stand about its date.

A line's words belong to the columns at whose edges they begin; the edges lie a little apart for every row, as a
printer of columns by blanks pushes them. Which lines a row has is told by its anchors (its date, and 事前 or 事後):
they stand at the middle of all its cells, or at their top.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from statistics import median

from pia_tui.ingest.text.folding import fold
from pia_tui.ingest.text.markup import LINE, PAGE
from pia_tui.ingest.text.prose import width
from pia_tui.ingest.text.scatter.grid_rows import Anchor, Table, best_rows, deviation

Span = tuple[int, int]
_WORD = re.compile(r"[^ \u3000\t\v]+")
_LEAST = 2
"""So many rows at least make a table."""
_NEAR, _FAR = 4, 10
"""So many letters a cell of a row may begin before its column's edge, and after it."""
_NARROW = (5, 6, 6, 4)
"""The least widths of the columns before 提出時期."""
_AROUND = 6
"""So many lines around a line tell where its row's columns begin."""
_DATE_LINES, _DATE_PARTS = 4, 3
_ENDS = re.compile(r"[。)）]$")
_STRADDLED, _OFF_EDGE, _ACROSS = 5.0, 0.35, 0.5


@dataclass(frozen=True, slots=True)
class Word:
    """What blanks part in a line: where it begins, the blanks before it, its place in the clean text."""

    column: int
    gap: int
    span: Span

    @property
    def end(self) -> int:
        """Where in the line it ends."""
        return self.column + self.span[1] - self.span[0]


@dataclass(slots=True)
class GridLine:
    """A line of a page: its words, the empty lines before it, and its words by column."""

    words: list[Word]
    empty: int
    cells: dict[int, list[Span]] = field(default_factory=dict)


@dataclass(slots=True)
class GridRow:
    """A row: for each column the words of its cell, line by line, and whether they are surely the row's own."""

    cells: dict[int, list[Span]]
    sure: dict[int, bool]
    last: bool = False
    """Whether its lines are the last of their page."""
    again: list[Span] = field(default_factory=list)
    """Date and item said again on the next page."""


@dataclass(frozen=True)
class Look:
    """How a table tells what its words are."""

    is_date: Callable[[str], bool]
    is_timing: Callable[[str], bool]
    is_place: Callable[[str], bool]
    """Whether a text begins as the name of a place in the form does."""
    columns: int

    @property
    def timing(self) -> int:
        """The number of the column of 事前 and 事後, next to the last."""
        return self.columns - 2


class Grid:
    """A table of changes over its pages; `pages` are the stretches of the clean text below the heading rows."""

    def __init__(
        self,
        clean: str,
        pages: Sequence[Span],
        names: Sequence[Sequence[Span]],
        is_free: Callable[[int, int], bool],
        look: Look,
    ) -> None:
        self.clean = clean
        self.names = names
        """For each page where in its line each name of the first columns stands."""
        self.look = look
        self.pages = [self._lines(page, is_free) for page in pages]
        self.edges = self._all_edges()

    def rows(self) -> list[GridRow]:
        """The rows in their order, none where the columns or rows cannot be told."""
        if not self.edges:
            return []
        for lines, edges in zip(self.pages, self.edges, strict=True):
            self._part(lines, edges)
        _, _, ways = self._best()
        for lines, edges, (_, spans) in zip(self.pages, self.edges, ways, strict=True):
            for first, last in self._stretches(spans, len(lines)):
                self._part_again(lines[first:last], edges)
        top, anchors, ways = self._best()
        rows: list[GridRow] = []
        for lines, own, (_, spans) in zip(self.pages, anchors, ways, strict=True):
            head = spans[0][0] if spans else len(lines)
            if rows and rows[-1].last and head:
                self._go_on(rows[-1], lines[:head], not spans)
            for (first, last), anchor in zip(spans, own, strict=True):
                row = self._row(lines, first, last, anchor, top)
                row.last = last == len(lines)
                if not first and rows and self._is_again(rows[-1], row):
                    self._join(rows[-1], row)
                elif (spans[0] == (first, last) or not first) and rows and self._is_halved(rows[-1], row):
                    self._join(rows[-1], row, 0)
                else:
                    rows.append(row)
        return rows

    def _best(self) -> tuple[bool, list[list[Anchor]], list[tuple[float, list[Span]]]]:
        """Whether anchors stand at the top, the anchors of each page, and its rows."""
        anchors = [self._anchors(lines) for lines in self.pages]
        ways = {top: [self._way(*each, top) for each in zip(self.pages, anchors, strict=True)] for top in (False, True)}
        top = sum(cost for cost, _ in ways[True]) < sum(cost for cost, _ in ways[False])
        return top, anchors, ways[top]

    def _stretches(self, spans: Sequence[Span], size: int) -> list[Span]:
        """The rows of a page, and the lines before the first and behind the last."""
        if not spans:
            return [(0, size)]
        return [each for each in ((0, spans[0][0]), *spans, (spans[-1][1], size)) if each[0] < each[1]]

    # -- lines and words ---------------------------------------------------------------------------------------------

    def _lines(self, page: Span, is_free: Callable[[int, int], bool]) -> list[GridLine]:
        lines: list[GridLine] = []
        place, empty = page[0], 0
        for text in re.split(f"[{LINE}{PAGE}]", self.clean[page[0] : page[1]]):
            words: list[Word] = []
            end = 0
            for each in _WORD.finditer(text):
                if is_free(place + each.start(), place + each.end()):
                    words.append(Word(each.start(), each.start() - end, (place + each.start(), place + each.end())))
                end = each.end()
            place += len(text) + 1
            if words:
                lines.append(GridLine(words, empty))
                empty = 0
            else:
                empty += 1
        return lines

    def _text(self, word: Word) -> str:
        return self.clean[slice(*word.span)]

    # -- columns -----------------------------------------------------------------------------------------------------

    def _all_edges(self) -> list[list[int]]:
        """Where each column begins, page by page; none where 事前 or 事後 are too few to tell the table."""
        timings = [[word.column for line in lines if (word := self._timing(line))] for lines in self.pages]
        every = [column for own in timings for column in own]
        if len(every) < _LEAST:
            return []
        whole = int(median(every))
        return [
            self._edges(lines, int(median(own)) if own else whole, names)
            for lines, own, names in zip(self.pages, timings, self.names, strict=True)
        ]

    def _timing(self, line: GridLine) -> Word | None:
        return next((word for word in line.words[1:] if self.look.is_timing(self._text(word))), None)

    def _edges(self, lines: Sequence[GridLine], last: int, names: Sequence[Span]) -> list[int]:
        """The edges of one page: where most cells begin, between the end of one name and the begin of the next.

        `last` is the column of 事前 and 事後; `names` are the places of the heading's names in their line.
        """
        starts = Counter(word.column for line in lines for word in line.words if word.gap != 1)
        across = Counter(place for line in lines for word in line.words for place in range(word.column + 1, word.end))
        edges = [min(starts, default=0)]
        for number in range(1, self.look.timing):
            low = max(names[number - 1][1] - _NEAR, edges[-1] + _NARROW[number - 1])
            high = min(names[number][0] + _NEAR, last - _NARROW[-1])
            edges.append(max(range(low, high + 1), key=lambda place: _peak(starts, place, across), default=low))
        notes = Counter({column: count for column, count in starts.items() if column > last + 2})
        return [*edges, last, max(notes, key=lambda place: _peak(notes, place, across), default=last + 2 * _NEAR)]

    def _part(self, lines: Sequence[GridLine], edges: Sequence[int]) -> None:
        """Give the words of each line to the columns."""
        for number, line in enumerate(lines):
            around = lines[max(0, number - _AROUND) : number + _AROUND + 1]
            own = [self._local(around, edges, each) for each in range(len(edges))]
            column = -1
            for place, word in enumerate(line.words):
                column = self._column(line, place, own, column)
                line.cells.setdefault(column, []).append(word.span)

    def _part_again(self, lines: Sequence[GridLine], edges: Sequence[int]) -> None:
        """Give the words of a row's lines to the columns by the edges that its own blanks tell."""
        own = [edges[0]]
        for number in range(1, len(edges)):
            low = max(edges[number] - _NEAR - 2, own[-1] + 2)
            high = edges[number] + _FAR
            if number + 1 < len(edges):
                high = min(high, edges[number + 1] - 2)
            own.append(
                max(range(low, high + 1), key=lambda place: self._river(lines, place, edges[number]), default=low)
            )
        for line in lines:
            line.cells = {}
            column = -1
            for word in line.words:
                number = max((each for each, edge in enumerate(own) if edge - 1 <= word.column), default=0)
                if not number and self.look.is_place(self._text(word)):
                    number = 1
                if column < self.look.timing and self.look.is_timing(self._text(word)):
                    number = self.look.timing
                elif column == self.look.timing:
                    number = column + 1
                elif number >= self.look.timing > column:
                    number = self.look.timing - 1 if word.column < edges[self.look.timing] - _NEAR else number
                column = max(column, number)
                line.cells.setdefault(column, []).append(word.span)

    def _river(self, lines: Sequence[GridLine], place: int, edge: int) -> float:
        """How well a column may begin at a place: words that begin there, none that stands across."""
        score = -_OFF_EDGE * abs(place - edge)
        for line in lines:
            for word in line.words:
                if word.column == place:
                    score += 1.0 + (word.gap != 1)
                elif word.column < place < word.end:
                    score -= _STRADDLED
        return score

    def _local(self, around: Sequence[GridLine], edges: Sequence[int], number: int) -> int:
        """Where a column begins in the lines around a line."""
        if number == 0:
            return edges[0]
        low = max(edges[number] - _NEAR, edges[number - 1] + 2)
        high = min(edges[number] + _FAR, edges[number + 1] - 2) if number + 1 < len(edges) else edges[number] + _FAR
        starts = Counter(
            word.column for line in around for word in line.words if word.gap > 1 and low <= word.column <= high
        )
        if not starts:
            return edges[number]
        return max(starts, key=lambda place: (starts[place] - 0.3 * abs(place - edges[number]), -place))

    def _column(self, line: GridLine, place: int, edges: Sequence[int], before: int) -> int:
        word, timing = line.words[place], self.look.timing
        if before < timing and self.look.is_timing(self._text(word)) and abs(word.column - edges[timing]) <= _FAR:
            return timing
        if before == timing:
            return timing + 1
        near = _NEAR if word.gap != 1 else 2
        number = max((each for each, edge in enumerate(edges) if edge - near <= word.column), default=0)
        if word.gap != 1 or before < 0:
            return max(number, before, 0)
        if number <= before:
            return before
        # One blank: the border of two cells only where the text before it may not go on past the edge.
        rest = [each for each in line.words[place:] if abs(each.column - edges[number]) <= _NEAR]
        nearest = min(rest, key=lambda each: abs(each.column - edges[number]), default=word)
        return number if nearest is word else before

    # -- rows --------------------------------------------------------------------------------------------------------

    def _anchors(self, lines: Sequence[GridLine]) -> list[Anchor]:
        """Where rows are told by a date, by 事前 or 事後, or by both in one row."""
        dates = self._dates(lines)
        timings = [number for number, line in enumerate(lines) if self.look.timing in line.cells]
        anchors = [Anchor(first, last) for first, last in dates]
        for number in timings:
            if not any(each.first - 1 <= number <= each.last + 1 for each in anchors):
                anchors.append(Anchor(number, number))
        return sorted(anchors, key=lambda each: each.middle)

    def _dates(self, lines: Sequence[GridLine]) -> list[tuple[int, int]]:
        """The first and last line of each date."""
        found: list[tuple[int, int]] = []
        held = [number for number, line in enumerate(lines) if 0 in line.cells]
        place = 0
        while place < len(held):
            text, whole = "", 0
            for count, number in enumerate(held[place : place + _DATE_PARTS], 1):
                part = self._cell(lines[number], 0)
                if number - held[place] >= _DATE_LINES or (count > 1 and self.look.is_date(part)):
                    break
                text += part
                whole = count if self.look.is_date(text) else whole
            if whole:
                found.append((held[place], held[place + whole - 1]))
            place += max(1, whole)
        return found

    def _cell(self, line: GridLine, column: int) -> str:
        return "".join(self.clean[slice(*span)] for span in line.cells.get(column, ()))

    def _way(self, lines: list[GridLine], anchors: list[Anchor], top: bool) -> tuple[float, list[Span]]:
        """The cheapest rows of a page."""
        widest: dict[int, int] = {}
        for line in lines:
            for column in line.cells:
                widest[column] = max(widest.get(column, 0), width(self._cell(line, column)))
        table = Table(
            [{column: self._is_open(line, column, widest) for column in line.cells} for line in lines],
            [line.empty for line in lines],
            [self._begins(line) for line in lines],
        )
        return best_rows(table, anchors, top)

    def _is_open(self, line: GridLine, column: int, widest: dict[int, int]) -> bool:
        """Whether a line of a cell is full, and its sentence has no end."""
        text = self._cell(line, column)
        return width(text) >= widest[column] - max(2, widest[column] // 12) and not _ENDS.search(text)

    def _begins(self, line: GridLine) -> bool:
        """Whether a line begins the cell of an item."""
        return self._is_place(line.cells.get(1))

    def _is_place(self, spans: Sequence[Span] | None) -> bool:
        return spans is not None and bool(spans) and self.look.is_place(self.clean[spans[0][0] : spans[-1][1]])

    def _row(self, lines: Sequence[GridLine], first: int, last: int, anchor: Anchor, top: bool) -> GridRow:
        cells: dict[int, list[Span]] = {}
        held: dict[int, list[int]] = {}
        for number in range(first, last):
            for column, spans in lines[number].cells.items():
                cells.setdefault(column, []).extend(spans)
                held.setdefault(column, []).append(number)
        sure = {column: deviation(own, anchor, top) <= 0.75 for column, own in held.items()}
        return GridRow(cells, sure)

    def _is_again(self, before: GridRow, row: GridRow) -> bool:
        """Whether the first row of a page says the date and item of the row before again, to go on with it."""
        one, two = ([self._folded(each.cells.get(column, ())) for column in (0, 1)] for each in (before, row))
        again = all(of_two.startswith(of_one) for of_one, of_two in zip(one, two, strict=True))
        return before.last and again and self.look.timing not in row.cells

    def _folded(self, spans: Sequence[Span]) -> str:
        return fold("".join(self.clean[slice(*span)] for span in spans))

    def _is_halved(self, before: GridRow, row: GridRow) -> bool:
        """Whether the first row of a page is the second half of the row before: one has the date, one 事前 or 事後."""
        timing = self.look.timing
        parts = [each.cells.get(column, []) for each in (before, row) for column in (0, timing)]
        if not before.last or (parts[1] and parts[3]) or not (parts[1] or parts[3]):
            return False
        one, both = self._folded(parts[0]), self._folded([*parts[0], *parts[2]])
        if not (not parts[2] if self.look.is_date(one) else self.look.is_date(both)):
            return False
        return not (before.cells.get(1) and self._is_place(row.cells.get(1)))

    def _join(self, before: GridRow, row: GridRow, new: int = 2) -> None:
        """Put two halves together; columns before `new` are said again in the second."""
        before.last = row.last
        for column, spans in row.cells.items():
            if column >= new:
                before.cells.setdefault(column, []).extend(spans)
                before.sure[column] = before.sure.get(column, True) and row.sure[column]
            else:
                before.again += spans

    def _go_on(self, row: GridRow, lines: Sequence[GridLine], whole: bool) -> None:
        """Lines at the head of a page, before its first row, go on with the last row of the page before."""
        row.last = whole
        for line in lines:
            for column, spans in line.cells.items():
                row.cells.setdefault(column, []).extend(spans)
                row.sure.setdefault(column, True)


def _peak(starts: Counter[int], place: int, across: Counter[int]) -> float:
    """How many words begin at a place or right beside it, those that stand across it taken off."""
    near = sum(count * (1.0, 0.6, 0.3, 0.1)[abs(step)] for step in range(-3, 4) if (count := starts[place + step]))
    return near - _ACROSS * across[place]
