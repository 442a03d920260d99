"""Single rows of a section: bands, labels with their cells, cells under their labels."""

from __future__ import annotations

from pia_tui.export.pdf import table_style
from pia_tui.export.pdf.answers import answer_parts, flag_lines, text_part
from pia_tui.export.pdf.entries import PrintedItem
from pia_tui.export.pdf.pages import MM, Colour, PdfLine, PdfRun, Style
from pia_tui.export.pdf.tables import CONTINUED, PAD_X, PdfCell, PdfPart, PdfRow, Side, TableTags
from pia_tui.export.pdf.tags import StructureTag
from pia_tui.export.pdf.typeset import Typography

_FAR_STAR, _NEAR_STARS = "　※", (" ※", "※")
_TEXT_LINES = 2
"""An unwritten text cell is this many lines tall, so that one can write in it by hand."""


class RowMaker:
    """Makes rows; their tags go under `parent` in the order of reading, tables between headings."""

    def __init__(self, type_: Typography, parent: StructureTag, width: float) -> None:
        self.type = type_
        self.parent = parent
        self.width = width
        self.rows: list[PdfRow] = []
        self._sides: list[Side] = []
        self._table = TableTags(parent)

    def band(
        self, text: str, style: Style, fill: Colour, kind: str, *, path: str = "", level: int = -1, gap: float = 0.0
    ) -> PdfRow:
        """A heading over the whole width; it ends the table before it."""
        self.end_table()
        tag = self.parent.add(kind)
        part = PdfPart(PAD_X, self.width - 2 * PAD_X, self.type.lines(text, style, self.width - 2 * PAD_X), middle=True)
        row = PdfRow([PdfCell(0.0, self.width, (part,), tag, fill)], keep=True, gap=gap)
        if path:
            row.anchors = (path,)
        if level >= 0:
            row.outline = (level, text.replace("\n", " "))
        self.rows.append(row)
        return row

    def section_band(self, title: str, note: str, path: str) -> None:
        """Ⅲ　…: the title of a section, and in smaller type the scope of its ※."""
        row = self.band(title, self.type.section, table_style.SECTION, "H2", path=path, level=0)
        if not note:
            return
        cell = row.cells[0]
        lines = cell.parts[0].lines
        style = self.type.label
        last = lines[-1].runs[0]
        x = last.x + self.type.width(last.text, last.style) + 2 * style.size
        if x + self.type.width(note, style) <= self.width - 2 * PAD_X:
            lines = (*lines[:-1], PdfLine(lines[-1].height, (last, PdfRun(x, note, style))))
        else:
            lines = (*lines, *self.type.lines(note, style, self.width - 2 * PAD_X, "right"))
        cell.parts = (PdfPart(PAD_X, self.width - 2 * PAD_X, lines, middle=True),)

    def end_table(self) -> None:
        """Close the table being built; what follows stands outside of it."""
        self._table.finish()
        self._table = TableTags(self.parent)

    def _slot_heading(self, heading: str) -> None:
        """A heading over places of the form; it stands alone where they are empty."""
        self.end_table()
        tag = self.parent.add("P")
        part = PdfPart(PAD_X, self.width - 2 * PAD_X, self.type.lines(heading, self.type.slot, self.width - 2 * PAD_X))
        self.rows.append(PdfRow([PdfCell(0.0, self.width, (part,), tag, table_style.BLOCK)]))

    def _note(self, text: str) -> None:
        tag = self.parent.add("P")
        inner = self.width - 2 * PAD_X
        part = PdfPart(PAD_X, inner, self.type.lines(text, self.type.label, inner), middle=True)
        self.rows.append(PdfRow([PdfCell(0.0, self.width, (part,), tag)], keep=True))

    @property
    def _offset(self) -> float:
        return sum(side.width for side in self._sides)

    def _label_lines(self, label: str) -> int:
        inner = table_style.LABEL_WIDTH - self._offset - PAD_X - table_style.LABEL_GAP
        return len(self.type.lines(label, self.type.label, inner))

    def _labelled(self, entry: PrintedItem, parts: tuple[PdfPart, ...] | None = None) -> None:
        """A label and its cell."""
        offset = self._offset
        width = table_style.LABEL_WIDTH - offset
        inner = width - PAD_X - table_style.LABEL_GAP
        label = self._label(entry.label, inner)
        again = self._label(f"{entry.label}{CONTINUED}", inner)
        value_width = self.width - table_style.LABEL_WIDTH
        row_tag, tags = self._row_tags()
        heading = self._table.cell(row_tag, "TH/Row", offset, width)
        value = self._table.cell(row_tag, "TD", table_style.LABEL_WIDTH, value_width)
        cells = [
            PdfCell(
                offset, width, (PdfPart(PAD_X, inner, label, middle=True),), heading, table_style.LABEL, True, again
            ),
            PdfCell(
                table_style.LABEL_WIDTH,
                value_width,
                parts if parts is not None else answer_parts(entry, value_width, self.type),
                value,
                None if entry.applies else table_style.OFF,
            ),
        ]
        self.rows.append(PdfRow(cells, tags, least=self._least(entry), anchors=(entry.path,)))

    def _label(self, text: str, inner: float) -> tuple[PdfLine, ...]:
        """A label; its ※ comes nearer rather than stand on a line of its own."""
        lines = self.type.lines(text, self.type.label, inner)
        if _FAR_STAR in text:
            for star in _NEAR_STARS:
                nearer = self.type.lines(text.replace(_FAR_STAR, star), self.type.label, inner)
                if len(nearer) < len(lines):
                    return nearer
        return lines

    def _stacked(self, entry: PrintedItem) -> None:
        """A long label over its cell."""
        offset = self._offset
        width = self.width - offset
        inner = width - 2 * PAD_X
        row_tag, tags = self._row_tags()
        heading = self._table.cell(row_tag, "TH/Column", offset, width)
        label = self.type.lines(entry.label, self.type.strong_label, inner)
        self.rows.append(
            PdfRow(
                [PdfCell(offset, width, (PdfPart(PAD_X, inner, label, middle=True),), heading, table_style.BLOCK)],
                tags,
                keep=True,
                anchors=(entry.path,),
            )
        )
        self.cell_below(entry)

    def cell_below(self, entry: PrintedItem) -> None:
        """A cell over the whole width, under the label or band that names it."""
        offset = self._offset
        width = self.width - offset
        in_table = bool(self._sides) or self._table.tag is not None
        if in_table:
            row_tag, tags = self._row_tags()
            tag = self._table.cell(row_tag, "TD", offset, width)
        else:
            tag, tags = self.parent.add("P"), ()
        part = text_part(entry.text, width, self.type.body, self.type)
        cell = PdfCell(offset, width, (part,), tag, None if entry.applies else table_style.OFF)
        self.rows.append(PdfRow([cell], tags, least=self._least(entry)))

    def _fixed(self, entry: PrintedItem) -> None:
        """Printed text without an answer."""
        text = "\n".join(entry.item.fixed_lines)
        row_tag, tags = self._row_tags()
        tag = self._table.cell(row_tag, "TD", self._offset, self.width - self._offset)
        part = text_part(text, self.width - self._offset, self.type.label, self.type)
        self.rows.append(
            PdfRow([PdfCell(self._offset, self.width - self._offset, (part,), tag, table_style.LABEL)], tags)
        )

    def _flag_parts(self, entry: PrintedItem) -> tuple[PdfPart, ...]:
        inner = self.width - table_style.LABEL_WIDTH - 2 * PAD_X
        return (PdfPart(PAD_X, inner, flag_lines(entry.kids, inner, self.type), middle=True),)

    def _least(self, entry: PrintedItem) -> float:
        item = entry.item
        least = item.print.height * MM if item.print else 0.0
        if entry.item.value_kind == "text" and not entry.text and entry.applies:
            least = max(least, _TEXT_LINES * self.type.body.leading)
        return max(least, 21.0)

    def _row_tags(self) -> tuple[StructureTag, tuple[Side, ...]]:
        """The tag of a new row; labels that begin with it stand before its cells."""
        row = self._table.row()
        for side in self._sides:
            if side.rows == 0:
                kind = "TH/Row" if side.lines else "TD"
                side.tag = self._table.cell(row, kind, side.x, side.width, side)
            side.rows += 1
        return row, tuple(self._sides)
