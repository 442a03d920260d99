"""Laid-out pages as values: text, fills, rules, pictures and links with their places, before anything is drawn.

Distances are points from the top left corner of the page, y downwards. Tests, the preview for consoles and the
painter all read the same pages.
"""

from __future__ import annotations

from collections.abc import Iterator

import msgspec

from pia_tui.export.pdf.fonts import Typeface
from pia_tui.export.pdf.tags import StructureTag

A4 = (595.28, 841.89)
A4_LANDSCAPE = (841.89, 595.28)
MM = 72 / 25.4
RULE, HEAVY_RULE = 0.5, 1.8

BASELINE = 0.38
"""The baseline of a line stands this much of the type size under its middle: CJK glyphs are centred there."""

Colour = tuple[float, float, float]
BLACK: Colour = (0.0, 0.0, 0.0)


class Style(msgspec.Struct, frozen=True, eq=False):
    """How text is set: typeface, size and line height in points, colour, a line under it (see `underline`)."""

    face: Typeface
    size: float
    leading: float
    colour: Colour = BLACK
    underlined: bool = False


class PdfRun(msgspec.Struct, frozen=True, gc=False):
    """Text on a line: distance from the cell's left, the text, its style and the spread between its characters."""

    x: float
    text: str
    style: Style
    tracking: float = 0.0


class PdfLine(msgspec.Struct, frozen=True, gc=False):
    """One line of a cell: its height and its runs, which share a baseline."""

    height: float
    runs: tuple[PdfRun, ...]
    goes_on: bool = False
    """Whether the same paragraph goes on in the next line."""


class Text(msgspec.Struct, frozen=True):
    """Lines at a place. Without a tag they are an artifact, which no screen reader reads (`repeat`, page numbers)."""

    tag: StructureTag | None
    x: float
    y: float
    lines: tuple[PdfLine, ...]
    width: float
    """The room the lines have, for the tests that look for text over a rule."""


class Fill(msgspec.Struct, frozen=True, gc=False):
    """A tinted rectangle."""

    x: float
    y: float
    width: float
    height: float
    colour: Colour


class PdfPicture(msgspec.Struct, frozen=True):
    """A drawing: a key into the images given to the export."""

    tag: StructureTag
    key: str
    x: float
    y: float
    width: float
    height: float


class Link(msgspec.Struct, frozen=True):
    """A clickable area that leads to an anchor."""

    tag: StructureTag
    x: float
    y: float
    width: float
    height: float
    anchor: str
    label: str


class PdfBox(msgspec.Struct, frozen=True, gc=False):
    """A cell as it stands on a page, kept for the tests that look for open borders."""

    x: float
    y: float
    width: float
    height: float
    sides: str
    """Which sides must have a rule: some of `tblr`."""


class PdfPage(msgspec.Struct):
    """One page. `anchors` are the places that links and the outline lead to: key → y."""

    size: tuple[float, float] = A4
    texts: list[Text] = msgspec.field(default_factory=list)
    fills: list[Fill] = msgspec.field(default_factory=list)
    pictures: list[PdfPicture] = msgspec.field(default_factory=list)
    links: list[Link] = msgspec.field(default_factory=list)
    boxes: list[PdfBox] = msgspec.field(default_factory=list)
    frames: list[PdfBox] = msgspec.field(default_factory=list)
    """Boxes drawn with a heavy rule, over the others."""
    anchors: dict[str, float] = msgspec.field(default_factory=dict)

    def box(self, x: float, y: float, width: float, height: float, sides: str = "tblr") -> None:
        """A bordered cell."""
        self.boxes.append(PdfBox(x, y, width, height, sides))

    def rules(self) -> Iterator[tuple[float, float, float, float]]:
        """All rules as (x0, y0, x1, y1), neighbours joined so that a viewer sees few and long ones."""
        across: dict[float, list[tuple[float, float]]] = {}
        down: dict[float, list[tuple[float, float]]] = {}
        for box in self.boxes:
            left, top, sides = round(box.x, 2), round(box.y, 2), box.sides
            right, bottom = round(box.x + box.width, 2), round(box.y + box.height, 2)
            if "t" in sides:
                across.setdefault(top, []).append((left, right))
            if "b" in sides:
                across.setdefault(bottom, []).append((left, right))
            if "l" in sides:
                down.setdefault(left, []).append((top, bottom))
            if "r" in sides:
                down.setdefault(right, []).append((top, bottom))
        for y, spans in sorted(across.items()):
            for start, end in joined(spans):
                yield start, y, end, y
        for x, spans in sorted(down.items()):
            for start, end in joined(spans):
                yield x, start, x, end


def joined(spans: list[tuple[float, float]]) -> Iterator[tuple[float, float]]:
    """Spans that touch or overlap, made one."""
    spans.sort()
    first, last = spans[0]
    for start, end in spans[1:]:
        if start > last + 0.02:
            yield first, last
            first = start
        last = max(last, end) if start <= last + 0.02 else end
    yield first, last


class OutlineEntry(msgspec.Struct, frozen=True):
    """A bookmark of the document: its depth (0 for sections), title and anchor."""

    level: int
    title: str
    anchor: str


class Layout(msgspec.Struct):
    """A whole document laid out."""

    pages: list[PdfPage]
    root: StructureTag
    outline: list[OutlineEntry] = msgspec.field(default_factory=list)
