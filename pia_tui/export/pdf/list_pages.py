"""Lists for the office's own use, printed: a title, notes, and tables under headings (期限の一覧, 計画管理書)."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

import msgspec

from pia_tui.export.pdf import table_style
from pia_tui.export.pdf.flow import MARGIN_X, Flow
from pia_tui.export.pdf.footer import Furniture, add_furniture
from pia_tui.export.pdf.metadata import Metadata
from pia_tui.export.pdf.pages import A4, Layout, OutlineEntry, Text
from pia_tui.export.pdf.render import PdfOptions, typography
from pia_tui.export.pdf.tables import PAD_X, PdfCell, PdfPart, PdfRow, TableTags
from pia_tui.export.pdf.tags import StructureTag
from pia_tui.export.pdf.typeset import Typography

LANDSCAPE = (A4[1], A4[0])


class PdfColumn(msgspec.Struct, frozen=True):
    """A column: its heading, its share of the width, and whether its cells are centred."""

    label: str
    weight: float
    centred: bool = False


class PdfTable(msgspec.Struct, frozen=True):
    """A heading ("" for none) over rows of cells, one text for each column."""

    heading: str
    rows: tuple[tuple[str, ...], ...]


class ListPages(msgspec.Struct, frozen=True):
    """What is printed. `notes` stand under the title, `remarks` at the end."""

    title: str
    columns: tuple[PdfColumn, ...]
    tables: tuple[PdfTable, ...]
    notes: tuple[str, ...] = ()
    remarks: tuple[str, ...] = ()
    author: str = ""
    subject: str = ""
    created: date | None = None


def render_list(pages: ListPages, options: PdfOptions | None = None) -> bytes:
    """The list as a PDF on landscape pages. Raises FontProblem."""
    from pia_tui.export.pdf.paint import paint

    options = options or PdfOptions()
    metadata = Metadata(pages.title, pages.author, pages.subject, options.language, pages.created, options.embedded)
    return paint(lay_out_list(pages, options), metadata, {})


def lay_out_list(pages: ListPages, options: PdfOptions) -> Layout:
    """The pages as values."""
    type_ = typography(options)
    root = StructureTag("Document")
    flow = Flow()
    flow.new_page(LANDSCAPE)
    flow.page.anchors["list"] = flow.top
    lines = type_.lines(pages.title, type_.section, flow.width)
    flow.page.texts.append(Text(root.add("H1"), MARGIN_X, flow.y, lines, flow.width))
    flow.y += sum(line.height for line in lines) + 4
    flow.place([_plain(note, root, type_, flow.width) for note in pages.notes])
    outline = [OutlineEntry(0, pages.title, "list")]
    for number, table in enumerate(pages.tables):
        rows = []
        if table.heading:
            anchor = f"list-{number}"
            rows.append(_heading(table.heading, root, type_, flow.width, anchor))
            outline.append(OutlineEntry(1, table.heading, anchor))
        flow.place([*rows, *_rows(pages.columns, table.rows, root, type_, flow.width)])
        flow.skip(8.0)
    flow.place([_plain(remark, root, type_, flow.width) for remark in pages.remarks])
    add_furniture(flow.pages, Furniture(pages.title, options.revision, options.draft), type_)
    return Layout(flow.pages, root, outline)


def _heading(text: str, root: StructureTag, type_: Typography, width: float, anchor: str) -> PdfRow:
    part = PdfPart(0.0, width, type_.lines(text, type_.heading, width), middle=True)
    return PdfRow([PdfCell(0.0, width, (part,), root.add("H2"), sides="")], keep=True, gap=6.0, anchors=(anchor,))


def _plain(text: str, root: StructureTag, type_: Typography, width: float) -> PdfRow:
    part = PdfPart(0.0, width, type_.lines(text, type_.choice, width))
    return PdfRow([PdfCell(0.0, width, (part,), root.add("P"), sides="")])


def _rows(
    columns: Sequence[PdfColumn], rows: Sequence[tuple[str, ...]], root: StructureTag, type_: Typography, width: float
) -> list[PdfRow]:
    share = width / sum(column.weight for column in columns)
    widths = [column.weight * share for column in columns]
    tags = TableTags(root)
    head = tags.row()
    x, cells = 0.0, []
    for column, wide in zip(columns, widths, strict=True):
        inner = wide - 2 * PAD_X
        part = PdfPart(PAD_X, inner, type_.lines(column.label, type_.strong_label, inner, "center"), middle=True)
        cells.append(PdfCell(x, wide, (part,), tags.cell(head, "TH/Column", x, wide), table_style.HEADING))
        x += wide
    made = [PdfRow(cells, keep=True, header=True, least=20.0)]
    for texts in rows:
        row = tags.row()
        x, cells = 0.0, []
        for column, wide, text in zip(columns, widths, texts, strict=True):
            inner = wide - 2 * PAD_X
            align = "center" if column.centred else "left"
            lines = type_.lines(text, type_.choice, inner, align) if text else ()
            cells.append(PdfCell(x, wide, (PdfPart(PAD_X, inner, lines, middle=True),), tags.cell(row, "TD", x, wide)))
            x += wide
        made.append(PdfRow(cells, least=18.0))
    tags.finish()
    return made
