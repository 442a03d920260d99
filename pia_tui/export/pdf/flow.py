"""Puts rows on pages: splits tall ones with closed borders, repeats their labels, keeps headings with their rows."""

from __future__ import annotations

from collections.abc import Sequence

import msgspec

from pia_tui.export.pdf.pages import A4, MM, Fill, Link, OutlineEntry, PdfBox, PdfLine, PdfPage, Text
from pia_tui.export.pdf.table_style import SIDE_PAD
from pia_tui.export.pdf.tables import PAD_Y, PdfCell, PdfPart, PdfRow, Side, fitting

MARGIN_X, MARGIN_TOP, MARGIN_BOTTOM = 15 * MM, 17 * MM, 16 * MM
SHORT = 0.3
"""A row of at most this share of the page is not split but moved."""
_LEAST_LINES = 2


def frame_width(size: tuple[float, float]) -> float:
    """The width between the margins of a page of this size."""
    return size[0] - 2 * MARGIN_X


class Flow:
    """Pages being filled from top to bottom."""

    def __init__(self) -> None:
        self.pages: list[PdfPage] = []
        self.outline: list[OutlineEntry] = []
        self.y = 0.0
        self._open: dict[Side, tuple[float, int, bool]] = {}
        self._seen: set[Side] = set()
        self._last: PdfRow | None = None
        self._header: list[PdfRow] = []

    @property
    def page(self) -> PdfPage:
        """The page being filled."""
        return self.pages[-1]

    @property
    def top(self) -> float:
        """Where a page begins."""
        return MARGIN_TOP

    @property
    def bottom(self) -> float:
        """Where a page ends."""
        return self.page.size[1] - MARGIN_BOTTOM

    @property
    def width(self) -> float:
        """The width of the frame."""
        return frame_width(self.page.size)

    @property
    def room(self) -> float:
        """The height left on the page."""
        return self.bottom - self.y

    def new_page(self, size: tuple[float, float] = A4) -> None:
        """Begin a page."""
        if self.pages:
            self._close_sides(())
            self._last = None
        self._header = []
        self.pages.append(PdfPage(size))
        self.y = self.top

    def skip(self, height: float) -> None:
        """Leave room empty; a gap that does not fit begins a page."""
        self._close_sides(())
        self._last = None
        if height > self.room:
            self.new_page(self.page.size)
        else:
            self.y += height

    def place(self, rows: Sequence[PdfRow]) -> None:
        """Put rows on pages, one under the other."""
        at = 0
        heights = [row.height for row in rows]
        while at < len(rows):
            end = at
            needed = 0.0
            while rows[end].keep and end + 1 < len(rows):
                needed += heights[end] + rows[end].gap
                end += 1
            needed += self._least(rows[end], heights[end])
            if needed > self.room and self.y > self.top + 1:
                self._break()
            for number in range(at, end + 1):
                self._place(rows[number], heights[number])
            at = end + 1
        self._close_sides(())

    def _least(self, row: PdfRow, height: float) -> float:
        """The height that must be free for the row, of this whole height, to begin on a page."""
        height += row.gap
        if height <= (self.bottom - self.top) * SHORT:
            return height
        labels = max((cell.height for cell in row.cells if cell.label), default=0.0)
        lines = [part.lines for cell in row.cells for part in cell.parts if part.lines]
        few = max((sum(line.height for line in each[: _LEAST_LINES + 1]) for each in lines), default=0.0)
        return min(height, max(labels, few + 2 * PAD_Y, row.least) + row.gap)

    def _break(self) -> None:
        """Go to the next page within a table: close all borders, repeat the table's header."""
        header = self._header
        size = self.page.size
        if self._last is not None:
            self._close_row(self._last)
        self._close_sides(())
        self.pages.append(PdfPage(size))
        self.y = self.top
        self._last = None
        for row in header:
            self._draw(_silent(row), row.height, first=True)

    def _close_row(self, row: PdfRow) -> None:
        """A rule under the whole of the last row, parts that the row below would have closed included."""
        left = min(cell.x for cell in row.cells)
        right = max(cell.x + cell.width for cell in row.cells)
        self.page.box(MARGIN_X + left, self.y, right - left, 0, "b")

    def _place(self, row: PdfRow, height: float) -> None:
        if row.header:
            if self._last is None or not self._last.header:
                self._header = []
            self._header.append(row)
        first = True
        while True:
            if self._last is not None and row.gap:
                self.y += row.gap
            if height <= self.room + 0.01:
                self._draw(row, height, first=first)
                return
            head, rest = _split(row, self.room)
            if head is None:
                if self.y > self.top + sum(each.height for each in self._header) + 1:
                    self._break()
                    continue
                head, rest = _split(row, self.room, force=True)
            if head is None or rest is None:  # nothing can be divided: let it stand, the page is all it has
                self._draw(row, height, first=first)
                return
            self._draw(head, self.room, first=first)
            self._break()
            row, height, first = rest, rest.height, False

    def _draw(self, row: PdfRow, height: float, *, first: bool) -> None:
        page = self.page
        if self._open:
            self._close_sides(row.sides)
        for side in row.sides:
            if side not in self._open:
                self._open[side] = (self.y, len(page.texts), self._last is not None)
                if side.lines:
                    page.texts.append(Text(None, 0.0, 0.0, (), 0.0))
        if first:
            for anchor in row.anchors:
                page.anchors[anchor] = self.y
            if row.outline:
                self.outline.append(OutlineEntry(*row.outline, row.anchors[0]))
        for cell in row.cells:
            self._draw_cell(cell, height, repeated=cell.label and not first)
        self.y += height
        self._last = row

    def _draw_cell(self, cell: PdfCell, height: float, *, repeated: bool) -> None:
        page = self.page
        x = MARGIN_X + cell.x
        if cell.fill:
            page.fills.append(Fill(x, self.y, cell.width, height, cell.fill))
        if cell.sides:
            page.box(x, self.y, cell.width, height, cell.sides)
        if cell.framed:
            page.frames.append(PdfBox(x, self.y, cell.width, height, "tblr"))
        for part in cell.parts:
            lines = part.lines
            if not lines:
                continue
            offset = PAD_Y
            if part.middle:
                offset = max(PAD_Y, (height - part.height) / 2)
            page.texts.append(Text(None if repeated else cell.tag, x + part.x, self.y + offset, lines, part.width))
            if cell.link and cell.tag is not None and not repeated:
                page.links.append(Link(cell.tag, x, self.y, cell.width, height, cell.link, _text(lines)))

    def _close_sides(self, still: tuple[Side, ...]) -> None:
        for side in [each for each in self._open if each not in still]:
            y, at, follows = self._open.pop(side)
            height = self.y - y
            page = self.page
            x = MARGIN_X + side.x
            again = side in self._seen
            if side.fill:
                page.fills.append(Fill(x, y, side.width, height, side.fill))
            page.box(x, y, side.width, height, "lbr" if side.attached and follows and not again else "tblr")
            if side.lines:
                lines = side.again if again else side.lines
                lines = lines[: fitting(lines, height)]
                offset = max(0.0, (height - sum(line.height for line in lines)) / 2)
                tag = None if again else side.tag
                page.texts[at] = Text(tag, x + SIDE_PAD, y + offset, lines, side.width - 2 * SIDE_PAD)
            self._seen.add(side)


def _silent(row: PdfRow) -> PdfRow:
    """The row as it is repeated on later pages: no tags, no anchors."""
    return msgspec.structs.replace(
        row, cells=[msgspec.structs.replace(cell, tag=None, link="") for cell in row.cells], anchors=(), outline=None
    )


def _split(row: PdfRow, room: float, *, force: bool = False) -> tuple[PdfRow | None, PdfRow | None]:
    """The row in two, the first at most `room` tall; (None, None) where that leaves too little on either side."""
    inner = room - 2 * PAD_Y
    heads: list[PdfCell] = []
    rests: list[PdfCell] = []
    moved = 0
    for cell in row.cells:
        if cell.label:
            if cell.height > room and not force:
                return None, None
            heads.append(cell)
            again = tuple(PdfPart(part.x, part.width, cell.again, part.middle) for part in cell.parts[:1])
            rests.append(msgspec.structs.replace(cell, parts=again if cell.again else cell.parts, link=""))
            continue
        head_parts: list[PdfPart] = []
        rest_parts: list[PdfPart] = []
        for part in cell.parts:
            count = _cut(part.lines, inner, force=force)
            if count == 0 and part.lines and not force:
                return None, None
            head_parts.append(PdfPart(part.x, part.width, part.lines[:count]))
            rest_parts.append(PdfPart(part.x, part.width, _without_blank(part.lines[count:])))
            moved += len(part.lines) - count
        heads.append(msgspec.structs.replace(cell, parts=tuple(head_parts)))
        rests.append(msgspec.structs.replace(cell, parts=tuple(rest_parts)))
    if not moved:
        return None, None
    return msgspec.structs.replace(row, cells=heads), msgspec.structs.replace(
        row, cells=rests, gap=0.0, anchors=(), outline=None, least=0.0
    )


def _cut(lines: Sequence[PdfLine], room: float, *, force: bool) -> int:
    """How many lines go on this page: no single line is left behind or carried over, if that can be had."""
    count = fitting(lines, room)
    if count == len(lines):
        return count
    if force:
        return max(1, count)
    if len(lines) - count < _LEAST_LINES:
        count = len(lines) - _LEAST_LINES
    return count if count >= _LEAST_LINES else 0


def _without_blank(lines: tuple[PdfLine, ...]) -> tuple[PdfLine, ...]:
    """Blank lines at the top of a page say nothing."""
    at = 0
    while at < len(lines) and not any(run.text for run in lines[at].runs):
        at += 1
    return lines[at:]


def _text(lines: Sequence[PdfLine]) -> str:
    return "".join(run.text for line in lines for run in line.runs)
