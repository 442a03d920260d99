"""Cells, rows and tables of a form as values: what stands in them, how tall they are, where they may be split."""

from __future__ import annotations

from collections.abc import Sequence

import msgspec

from pia_tui.export.pdf.pages import Colour, PdfLine
from pia_tui.export.pdf.tags import StructureTag, cell_attributes

PAD_X, PAD_Y = 4.5, 3.5
"""Room between a cell's rules and its text, in points."""

CONTINUED = "（続き）"


class PdfPart(msgspec.Struct):
    """Lines of a cell, `x` points from its left. `middle`: centred in the height of the row."""

    x: float
    width: float
    lines: tuple[PdfLine, ...]
    middle: bool = False
    height: float = 0.0
    """The height of all lines."""

    def __post_init__(self) -> None:
        self.height = sum([line.height for line in self.lines])


class PdfCell(msgspec.Struct):
    """A cell of a row, `x` from the frame's left.

    A `label` stands whole on every page its row reaches: `again` are the lines of the later pages. `link` makes the
    cell's text lead to an anchor; `sides` are the sides drawn, all four unless a neighbour shares its room.
    """

    x: float
    width: float
    parts: tuple[PdfPart, ...]
    tag: StructureTag | None = None
    fill: Colour | None = None
    label: bool = False
    again: tuple[PdfLine, ...] = ()
    link: str = ""
    sides: str = "tblr"
    framed: bool = False
    """Drawn with a heavy rule around it."""

    @property
    def height(self) -> float:
        """The height the cell needs."""
        parts = self.parts
        if len(parts) == 1:
            return parts[0].height + 2 * PAD_Y
        return max([part.height for part in parts], default=0.0) + 2 * PAD_Y


class Side(msgspec.Struct, eq=False):
    """A label to the left of several rows (再委託), or the empty strip under a label whose sub-rows are set in.

    `attached`: it continues the label cell of the row above, without a rule between them.
    """

    x: float
    width: float
    lines: tuple[PdfLine, ...] = ()
    again: tuple[PdfLine, ...] = ()
    tag: StructureTag | None = None
    fill: Colour | None = None
    attached: bool = False
    rows: int = 0


class PdfRow(msgspec.Struct):
    """A row of cells. `keep`: it stays with the row after it, as a heading does. `gap`: empty room above it."""

    cells: list[PdfCell]
    sides: tuple[Side, ...] = ()
    keep: bool = False
    least: float = 0.0
    gap: float = 0.0
    anchors: tuple[str, ...] = ()
    outline: tuple[int, str] | None = None
    header: bool = False
    """Repeated at the top of every page that the rows after it reach."""

    @property
    def height(self) -> float:
        """The height the row needs."""
        return max([self.least, *[cell.height for cell in self.cells]])


class _Placed(msgspec.Struct, frozen=True):
    tag: StructureTag
    start: float
    end: float
    side: Side | None


class TableTags(msgspec.Struct):
    """The tags of one table. Column spans follow from where the cells stand, so that the table is regular."""

    parent: StructureTag
    tag: StructureTag | None = None
    _cells: list[_Placed] = msgspec.field(default_factory=list)

    def row(self) -> StructureTag:
        """The tag of a new row."""
        if self.tag is None:
            self.tag = self.parent.add("Table")
        return self.tag.add("TR")

    def cell(self, row: StructureTag, kind: str, x: float, width: float, side: Side | None = None) -> StructureTag:
        """The tag of a cell (`TD`, or `TH` with its scope: `TH/Row`, `TH/Column`)."""
        name, _, scope = kind.partition("/")
        tag = row.add(name, scope.encode("ascii"))
        self._cells.append(_Placed(tag, round(x, 1), round(x + width, 1), side))
        return tag

    def finish(self) -> None:
        """Work out the spans."""
        edges = {
            edge: at for at, edge in enumerate(sorted({e for each in self._cells for e in (each.start, each.end)}))
        }
        for placed in self._cells:
            tag, start, end, side = placed.tag, placed.start, placed.end, placed.side
            tag.attributes = cell_attributes(
                scope=tag.attributes.decode("ascii"),
                columns=edges[end] - edges[start],
                rows=side.rows if side else 1,
            )


def fitting(lines: Sequence[PdfLine], room: float) -> int:
    """How many lines fit."""
    height = 0.0
    for count, line in enumerate(lines):
        height += line.height
        if height > room + 0.01:
            return count
    return len(lines)
