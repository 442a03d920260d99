"""A source as it is read: clean text in lines, cells and pages, with the place of every character in the source."""

from __future__ import annotations

import re
from array import array
from bisect import bisect_right
from collections.abc import Sequence
from functools import cached_property
from typing import Literal

from pia_tui.ingest.text.folding import Folded, fold
from pia_tui.ingest.text.markup import CELL, LINE, MARK, PAGE, SOFT, pieces

Before = Literal["cell", "soft", "mid", "glued"]
_HARD = re.compile(f"[{LINE}{CELL}{PAGE}]")
_BULLETS = frozenset("・◆◇■●□▼▽*")
_IN_CELL = str.maketrans({"\n": SOFT, CELL: " ", PAGE: SOFT, MARK: "□"})


class Reading:
    """`clean[i]` came from `source[at[i]]`; what is in no `at` is markup.

    `marks` tells for each MARK of the clean text what it was: on, box (an empty box) or radio; `cells` says that the
    source was rows of cells, whose borders and line ends are what they seem; `loose` that it is not known which of them
    were merged or hidden.
    """

    def __init__(self, source: str) -> None:
        self.source = source
        self.cells = self.loose = False
        self.at = array("L")
        self.marks: dict[int, str] = {}
        texts: list[str] = []
        size = 0
        for piece in pieces(source):
            if piece.mark:
                self.marks[size] = piece.mark
            length = len(piece.text)
            texts.append(piece.text)
            self.at.extend(range(piece.start, piece.start + length) if piece.moving else [piece.start] * length)
            size += length
        self.clean = "".join(texts)

    @classmethod
    def of_cells(cls, pages: Sequence[Sequence[Sequence[str]]], *, whole: bool = True) -> Reading:
        """Rows of cells, page by page; `whole` says that merged and hidden cells are known."""
        made = cls.__new__(cls)
        made.cells, made.loose = True, not whole
        made.source = made.clean = PAGE.join(
            LINE.join(CELL.join(cell.translate(_IN_CELL) for cell in row) for row in rows) for rows in pages
        )
        made.at, made.marks = array("L", range(len(made.clean))), {}
        return made

    @cached_property
    def folded(self) -> Folded:
        """The clean text as it is compared."""
        return Folded(self.clean)

    @cached_property
    def starts(self) -> list[tuple[int, Before]]:
        """The folded positions where a word begins, with what is before them."""
        clean, at, text = self.clean, self.folded.at, self.folded.text
        found: list[tuple[int, Before]] = []
        previous = -1
        bullet: Before | None = None
        for place in range(len(text)):
            here = at[place]
            if here == previous + 1 and place and bullet is None:
                previous = here
                continue
            if here == previous:
                continue
            gap = clean[previous + 1 : here]
            previous = here
            before: Before = "glued"
            if place == 0 or _HARD.search(gap):
                before = "cell"
            elif SOFT in gap:
                before = "soft"
            elif gap.strip("※"):
                before = "mid"
            elif bullet is not None:
                before = bullet
            bullet = before if text[place] in _BULLETS and before in ("cell", "soft") else None
            if before != "glued":
                found.append((place, before))
        return found

    @cached_property
    def _line_starts(self) -> list[int]:
        return [0, *(match.end() for match in re.finditer(r"\r\n?|\n", self.source))]

    def reordered(self, order: Sequence[tuple[int, int] | str]) -> Reading:
        """The same source with stretches of the clean text in another order, and ends of lines (LINE, SOFT) between."""
        made = Reading.__new__(Reading)
        made.source, made.at, made.marks, made.cells = self.source, array("L"), {}, self.cells
        made.loose = self.loose
        texts: list[str] = []
        for span in order:
            if isinstance(span, str):
                texts.append(span)
                made.at.append(made.at[-1] if made.at else 0)
                continue
            moved = len(made.at) - span[0]
            made.marks |= {place + moved: mark for place, mark in self.marks.items() if span[0] <= place < span[1]}
            texts.append(self.clean[slice(*span)])
            made.at.extend(self.at[slice(*span)])
        made.clean = "".join(texts)
        return made

    def source_span(self, start: int, end: int) -> tuple[int, int]:
        """The part of the source in which the clean text [start, end) stands."""
        if start >= end:
            place = self.at[start] if start < len(self.at) else len(self.source)
            return place, place
        return min(self.at[start:end]), max(self.at[start:end]) + 1

    def lines(self, start: int, end: int) -> tuple[int, int]:
        """First and last source line (from 1) of the clean text [start, end), blanks at its ends apart."""
        while start < end - 1 and self.clean[start].isspace():
            start += 1
        while end > start + 1 and self.clean[end - 1].isspace():
            end -= 1
        first, last = self.source_span(start, end)
        return bisect_right(self._line_starts, first), bisect_right(self._line_starts, max(first, last - 1))

    def find_line(self, folded: str, start: int, end: int) -> int:
        """Where the first line or cell of [start, end) begins that is `folded`; `start` where there is none."""
        lines = re.compile(f"[^{LINE}{CELL}{PAGE}]+").finditer(self.clean, start, end)
        return next((line.start() for line in lines if fold(line[0]) == folded), start)

    @cached_property
    def pages(self) -> list[tuple[int, int]]:
        """The pages as stretches of the clean text; the whole text where nothing tells pages apart."""
        borders = [match.start() for match in re.finditer(PAGE, self.clean)]
        return list(zip([0, *(border + 1 for border in borders)], [*borders, len(self.clean)], strict=True))
