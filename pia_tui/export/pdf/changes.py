"""変更箇所: six columns on landscape pages, each 項目 a link to the item it names."""

from __future__ import annotations

from collections.abc import Callable

from pia_tui.export.pdf import table_style
from pia_tui.export.pdf.entries import PrintedItem, blank
from pia_tui.export.pdf.pages import PdfLine
from pia_tui.export.pdf.tables import CONTINUED, PAD_X, PdfCell, PdfPart, PdfRow, TableTags
from pia_tui.export.pdf.tags import StructureTag
from pia_tui.export.pdf.typeset import Typography
from pia_tui.forms import Item

_EMPTY_ROWS = 3
_WEIGHTS = {"change_date": 80.0, "change_item": 122.0, "change_timing": 46.0, "change_note": 124.0}
"""Widths in points by role; the columns of the texts before and after share the rest."""
_REPEATED = frozenset({"change_date", "change_item"})


def change_rows(
    table_entry: PrintedItem, width: float, parent: StructureTag, type_: Typography, target: Callable[[str], str]
) -> list[PdfRow]:
    """The header and one row for each change. `target` gives the anchor of the item that a text names, or nothing."""
    columns = table_entry.item.items
    widths = _widths(columns, width)
    tags = TableTags(parent)
    head = tags.row()
    x = 0.0
    cells = []
    for column, wide in zip(columns, widths, strict=True):
        inner = wide - 2 * PAD_X
        lines = type_.lines(column.form_label, type_.strong_label, inner, "center")
        cells.append(
            PdfCell(
                x,
                wide,
                (PdfPart(PAD_X, inner, lines, middle=True),),
                tags.cell(head, "TH/Column", x, wide),
                table_style.HEADING,
            )
        )
        x += wide
    rows = [PdfRow(cells, keep=True, header=True, least=24.0)]
    blocks = table_entry.blocks
    missing = range(len(blocks) + 1, _EMPTY_ROWS + 1) if not blocks else ()
    for block in [*blocks, *(blank(table_entry.item, f"{table_entry.path}[{n}]", n) for n in missing)]:
        rows.append(_row(block, widths, tags, type_, target))
    tags.finish()
    return rows


def _row(
    block: PrintedItem, widths: list[float], tags: TableTags, type_: Typography, target: Callable[[str], str]
) -> PdfRow:
    row = tags.row()
    cells = []
    x = 0.0
    for kid, wide in zip(block.kids, widths, strict=False):
        inner = wide - 2 * PAD_X
        role = kid.item.role
        align = "center" if role == "change_timing" else "left"
        lines = type_.lines(kid.text, type_.change, inner, align) if kid.text else ()
        tag = tags.cell(row, "TD", x, wide)
        anchor = target(kid.text) if role == "change_item" and kid.text else ""
        repeated = role in _REPEATED
        cells.append(
            PdfCell(
                x,
                wide,
                (PdfPart(PAD_X, inner, lines),),
                tag.add("Link") if anchor else tag,
                label=repeated and bool(lines) and len(lines) <= 12,
                again=_again(kid.text, lines, inner, type_) if repeated else (),
                link=anchor,
            )
        )
        x += wide
    return PdfRow(cells, least=30.0, anchors=(block.path,))


def _again(text: str, lines: tuple[PdfLine, ...], inner: float, type_: Typography) -> tuple[PdfLine, ...]:
    return (*lines, *type_.lines(CONTINUED, type_.change, inner)) if text else ()


def _widths(columns: tuple[Item, ...], width: float) -> list[float]:
    fixed = {column.id: _WEIGHTS[column.role] for column in columns if column.role in _WEIGHTS}
    others = len(columns) - len(fixed)
    share = (width - sum(fixed.values())) / others if others else 0.0
    return [fixed.get(column.id, share) for column in columns]
