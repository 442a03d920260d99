"""変更箇所 whose columns blanks keep apart: the rows of its pages become answers."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from pia_tui.forms.wareki import parse_date
from pia_tui.ingest.text.fill import Filler
from pia_tui.ingest.text.folding import fold
from pia_tui.ingest.text.ledger import DUPLICATE, LABEL
from pia_tui.ingest.text.markup import LINE, PAGE
from pia_tui.ingest.text.prose import plain_text, width
from pia_tui.ingest.text.scatter.change_grid import Grid, GridRow, Look
from pia_tui.ingest.text.scatter.change_rows import PLACE
from pia_tui.ingest.text.zones import column_names

Span = tuple[int, int]
_WORD = re.compile(r"[^ \t\n\v\f\u3000]+")
_LINES = re.compile(f"[^{LINE}{PAGE}]+")
_CONFIDENCE, _SURE = 0.6, 0.8
_BESIDE = 2
"""So many lines over and under a heading row may hold parts of its names."""
_FIRST = 4
"""The names of so many columns, up to 変更後の記載, stand in the line of a heading row."""
_BLANKS = "    "


@dataclass(frozen=True, slots=True)
class _Head:
    """A heading row: its words, and where in its line the names of the first columns stand."""

    words: tuple[Span, ...]
    names: tuple[Span, ...]


class ChangeColumns:
    """Reads a zone of the table of changes."""

    def __init__(self, filler: Filler, first_row: int) -> None:
        self.filler = filler
        self.clean = filler.reading.clean
        self.tree = filler.tree
        self.table = self.tree.changes
        self.items = self.tree.children(self.table)
        self.by_role = {item.role: item for item in self.items}
        self.names = column_names(self.tree, self.table)
        self.words = {fold(text) for text in self.by_role["change_timing"].choice_texts}
        self.rows = first_row

    def read(self, start: int, end: int) -> bool:
        """Read a zone; False where it keeps no columns."""
        if _BLANKS not in self.clean[start:end]:
            return False
        heads = list(self._heads(start, end))
        if not heads:
            return False
        spans = [(max(start, first), min(end, last)) for first, last in self._pages(start, end)]
        pages = [self._body(*span, heads) for span in spans]
        names = [self._names(span[1], heads) for span in spans]
        taken = {place for head in heads for span in head.words for place in range(*span)}
        ledger = self.filler.ledger
        look = Look(self._is_date, self._is_timing, self._is_place, len(self.items))
        grid = Grid(
            self.clean, pages, names, lambda first, last: first not in taken and ledger.is_free(first, last), look
        )
        rows = grid.rows()
        if not rows:
            return False
        for head in heads:
            for span in head.words:
                ledger.claim(*span, LABEL)
        for row in rows:
            self._put(row)
        return True

    def _pages(self, start: int, end: int) -> Iterator[Span]:
        return (page for page in self.filler.reading.pages if page[0] < end and page[1] > start)

    # -- headings ----------------------------------------------------------------------------------------------------

    def _heads(self, start: int, end: int) -> Iterator[_Head]:
        """The heading rows; names cut into lines over and under one are part of it."""
        lines = [line.span() for line in _LINES.finditer(self.clean, start, end)]
        for number, line in enumerate(lines):
            words = self._words(line)
            names = [fold(self.clean[slice(*word)]) for word in words]
            if self.names[:_FIRST] != [name for name in names if name in self.names[:_FIRST]]:
                continue
            missing = [name for name in self.names if name not in names]
            own = [word for word, name in zip(words, names, strict=True) if self._is_part(name, self.names)]
            for other in range(max(0, number - _BESIDE), min(len(lines), number + _BESIDE + 1)):
                parts = self._words(lines[other])
                if other != number and all(self._is_part(fold(self.clean[slice(*each)]), missing) for each in parts):
                    own += parts
            begin = max(self.clean.rfind(LINE, 0, line[0]), self.clean.rfind(PAGE, 0, line[0])) + 1
            places = [words[names.index(name)] for name in self.names[:_FIRST]]
            yield _Head(tuple(own), tuple((first - begin, last - begin) for first, last in places))

    def _words(self, line: Span) -> list[Span]:
        return [word.span() for word in _WORD.finditer(self.clean, *line)]

    def _is_part(self, text: str, names: Sequence[str]) -> bool:
        return any(text in name for name in names)

    def _body(self, start: int, end: int, heads: Sequence[_Head]) -> Span:
        """What stands under the heading row of a page."""
        own = [head for head in heads if start <= head.words[0][0] < end]
        return (max(word[1] for word in own[0].words), end) if own else (start, end)

    def _names(self, end: int, heads: Sequence[_Head]) -> tuple[Span, ...]:
        """Where the names of the columns stand on a page, or on the last one before it that has a heading row."""
        return next((head.names for head in reversed(heads) if head.words[0][0] < end), heads[0].names)

    # -- rows --------------------------------------------------------------------------------------------------------

    def _is_date(self, text: str) -> bool:
        return parse_date("".join(text.split())) is not None

    def _is_timing(self, text: str) -> bool:
        return fold(text) in self.words

    def _is_place(self, text: str) -> bool:
        return PLACE.match(fold(text)) is not None

    def _put(self, row: GridRow) -> None:
        self.rows += 1
        blocks = {self.table: self.rows}
        for number, item in enumerate(self.items):
            spans = row.cells.get(number, [])
            if not spans:
                continue
            lines = self.filler.reading.lines(spans[0][0], spans[-1][1])
            if item.role == "change_date":
                text = "".join("".join(self.clean[slice(*span)].split()) for span in spans)
                sure = self._is_date(text)
            else:
                text = self._text(spans)
                sure = row.sure.get(number, False)
            if not sure:
                continue
            confidence = _SURE if item.role in ("change_date", "change_timing") else _CONFIDENCE
            owner = self.filler.builder.put(item.id, blocks, text, lines, confidence)
            for span in spans:
                self.filler.ledger.claim(*span, owner)
        for span in row.again:
            self.filler.ledger.claim(*span, DUPLICATE)

    def _text(self, spans: Sequence[Span]) -> str:
        """The text of a cell: its lines, those that its width cut joined."""
        text = self.clean[slice(*spans[0])]
        for before, span in pairwise(spans):
            between = self.clean[before[1] : span[0]]
            text += (LINE if LINE in between or PAGE in between else between) + self.clean[slice(*span)]
        widest = max(width(line) for line in text.split(LINE))
        return plain_text(text, frozenset({widest}))
