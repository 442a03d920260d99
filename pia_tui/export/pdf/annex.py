"""別添 and 別紙: the records of each file, drawings scaled to the page, free tables."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from pia_tui.export.pdf import table_style
from pia_tui.export.pdf.entries import PrintedItem
from pia_tui.export.pdf.flow import MARGIN_X, Flow
from pia_tui.export.pdf.images import Image, image_size
from pia_tui.export.pdf.pages import MM, PdfLine, PdfPicture
from pia_tui.export.pdf.sections import SectionRows
from pia_tui.export.pdf.tables import PAD_X, PdfCell, PdfPart, PdfRow, TableTags
from pia_tui.export.pdf.tags import StructureTag
from pia_tui.export.pdf.typeset import Typography

_OWN_NUMBER = re.compile(r"[(（][0-9０-９]+[)）]")
_MOST_COLUMNS = 12
_EMPTY_DRAWING = 110 * MM
_LEAST_DRAWING = 60 * MM
_FRAME = 8.0
_MOST_SCALE = 0.75
"""A drawing is shown at 96 dots to the inch at most (0.75 points a pixel): larger would only blur."""


def record_rows(table_entry: PrintedItem, rows: SectionRows) -> None:
    """For each file its name over its list of records."""
    for block in table_entry.blocks:
        named, *rest = block.kids
        label = numbered(block.number, named.text)
        rows.band(label, rows.type.heading, table_style.HEADING, "H3", path=block.path, level=1)
        for kid in rest:
            rows.cell_below(kid)
    rows.end_table()


def numbered(number: int, name: str) -> str:
    """（2）name, unless the name brings its own number."""
    return name if _OWN_NUMBER.match(name) else f"（{number}）{name}"


def annex_rows(table_entry: PrintedItem, rows: SectionRows) -> None:
    """Each 別紙: its number and heading, and its text; lines with tabs become a table."""
    for block in table_entry.blocks:
        *heads, content = block.kids
        title = "　".join(kid.text for kid in heads if kid.text) or table_entry.item.label
        rows.band(title, rows.type.heading, table_style.HEADING, "H3", path=block.path, level=1, gap=14.0)
        if 0 < max(line.count("\t") for line in content.text.split("\n")) < _MOST_COLUMNS:
            rows.rows.extend(_free_table(content.text, rows.width, rows.parent, rows.type))
        else:
            rows.cell_below(content)
    rows.end_table()


def draw_figures(entry: PrintedItem, flow: Flow, parent: StructureTag, images: Mapping[str, Image]) -> None:
    """The drawings of 別添1, each as large as its page allows; an empty frame where there is none yet."""
    keys = [key for key in (entry.value if isinstance(entry.value, tuple) else ()) if key in images]
    if not keys:
        empty = PdfCell(0.0, flow.width, (PdfPart(PAD_X, flow.width - 2 * PAD_X, ()),), None)
        flow.place([PdfRow([empty], least=min(_EMPTY_DRAWING, flow.room), anchors=(entry.path,))])
        return
    for number, key in enumerate(keys, start=1):
        across, down = image_size(images[key])
        width = flow.width - 2 * _FRAME
        scale = min(width / across, _MOST_SCALE)
        room = flow.room - 2 * _FRAME
        full = flow.bottom - flow.top - 2 * _FRAME
        if down * scale > room:
            if room < max(_LEAST_DRAWING, 0.6 * min(full, down * scale)):
                flow.new_page(flow.page.size)
                room = full
            scale = min(scale, room / down)
        alt = images[key].alt or f"{entry.item.label}{number if len(keys) > 1 else ''}"
        tag = parent.add("Figure", alt=alt)
        x = MARGIN_X + (flow.width - across * scale) / 2
        flow.page.pictures.append(PdfPicture(tag, key, x, flow.y + _FRAME, across * scale, down * scale))
        frame = PdfCell(0.0, flow.width, (), None)
        flow.place([PdfRow([frame], least=down * scale + 2 * _FRAME, anchors=(entry.path,) if number == 1 else ())])


def _free_table(text: str, width: float, parent: StructureTag, type_: Typography) -> list[PdfRow]:
    """Text with tabs as a table whose first line is the header; widths follow what stands in the columns."""
    lines = [line.split("\t") for line in text.strip("\n").split("\n")]
    count = max(len(line) for line in lines)
    widths = _fitted(lines, count, width, type_)
    tags = TableTags(parent)
    rows = []
    for at, line in enumerate(lines):
        row = tags.row()
        cells = []
        x = 0.0
        for column, wide in enumerate(widths):
            inner = wide - 2 * PAD_X
            written = line[column] if column < len(line) else ""
            style = type_.strong_label if at == 0 else type_.change
            set_lines: tuple[PdfLine, ...] = type_.lines(written, style, inner) if written else ()
            tag = tags.cell(row, "TH/Column" if at == 0 else "TD", x, wide)
            cells.append(
                PdfCell(
                    x,
                    wide,
                    (PdfPart(PAD_X, inner, set_lines, middle=True),),
                    tag,
                    table_style.HEADING if at == 0 else None,
                )
            )
            x += wide
        rows.append(PdfRow(cells, keep=at == 0, header=at == 0, least=20.0))
    tags.finish()
    return rows


def _fitted(lines: Sequence[Sequence[str]], count: int, width: float, type_: Typography) -> list[float]:
    """Column widths: what the longest cell needs, shrunk in proportion where the page is too narrow."""
    least = 40.0
    needed = [least] * count
    for line in lines:
        for column, text in enumerate(line):
            needed[column] = max(needed[column], min(type_.width(text, type_.change) + 2 * PAD_X + 1, width * 0.6))
    spare = width - least * count
    over = sum(each - least for each in needed)
    if spare <= 0 or over <= 0:
        return [width / count] * count
    return [least + (each - least) * spare / over for each in needed]
