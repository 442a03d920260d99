"""Plain reading matter on paper: headings and paragraphs on portrait pages (the manual)."""

from __future__ import annotations

from collections.abc import Sequence

import msgspec

from pia_tui.export.pdf.flow import MARGIN_X, Flow
from pia_tui.export.pdf.footer import Furniture, add_furniture
from pia_tui.export.pdf.metadata import Metadata
from pia_tui.export.pdf.pages import A4, Layout, OutlineEntry, Text
from pia_tui.export.pdf.render import PdfOptions, typography
from pia_tui.export.pdf.tables import PdfCell, PdfPart, PdfRow
from pia_tui.export.pdf.tags import StructureTag
from pia_tui.export.pdf.typeset import Typography


class Block(msgspec.Struct, frozen=True):
    """A heading of level 1 or 2, or a paragraph (level 0)."""

    level: int
    text: str


def render_reading(title: str, blocks: Sequence[Block], *, subject: str = "") -> bytes:
    """The blocks as a PDF with an outline of the headings. Raises FontProblem."""
    from pia_tui.export.pdf.paint import paint

    options = PdfOptions()
    type_ = typography(options)
    root = StructureTag("Document")
    flow = Flow()
    flow.new_page(A4)
    flow.page.anchors["top"] = flow.top
    lines = type_.lines(title, type_.section, flow.width)
    flow.page.texts.append(Text(root.add("H1"), MARGIN_X, flow.y, lines, flow.width))
    flow.y += sum(line.height for line in lines) + 4
    outline = [OutlineEntry(0, title, "top")]
    rows = []
    for number, block in enumerate(blocks):
        anchor = f"block-{number}" if block.level else ""
        if block.level:
            outline.append(OutlineEntry(block.level, block.text, anchor))
        rows.append(_row(block, anchor, root, type_, flow.width))
    flow.place(rows)
    add_furniture(flow.pages, Furniture(title, "", ""), type_)
    metadata = Metadata(title, "", subject, options.language, None, ())
    return paint(Layout(flow.pages, root, outline), metadata, {})


def _row(block: Block, anchor: str, root: StructureTag, type_: Typography, width: float) -> PdfRow:
    style = type_.heading if block.level else type_.choice
    part = PdfPart(0.0, width, type_.lines(block.text, style, width))
    tag = root.add(f"H{block.level + 1}" if block.level else "P")
    gap = 14.0 if block.level == 1 else 6.0
    return PdfRow(
        [PdfCell(0.0, width, (part,), tag, sides="")],
        keep=bool(block.level),
        gap=gap,
        anchors=(anchor,) if anchor else (),
    )
