"""項目一覧: every section with its page, each a link."""

from __future__ import annotations

from typing import NamedTuple

from pia_tui.export.pdf import table_style
from pia_tui.export.pdf.flow import Flow
from pia_tui.export.pdf.pages import A4, Style
from pia_tui.export.pdf.tables import PdfCell, PdfPart, PdfRow
from pia_tui.export.pdf.tags import StructureTag
from pia_tui.export.pdf.typeset import Typography

_INSET, _NUMBER_WIDTH, _INDENT = 36.0, 48.0, 14.0
ANCHOR = "contents"


class ContentsLine(NamedTuple):
    """A line of the list: depth (1 for a file within its section), text, and the anchor it leads to."""

    level: int
    text: str
    anchor: str


def contents_flow(
    title: str, lines: list[ContentsLine], numbers: dict[str, int], parent: StructureTag, type_: Typography
) -> Flow:
    """The pages of the list. `numbers` are the pages of the anchors; their width does not change the layout."""
    flow = Flow()
    flow.new_page(A4)
    flow.y += 14
    width = flow.width - 2 * _INSET
    large = Style(type_.regular, 11.0, 16.0)
    heading = type_.lines(title, type_.section, width, "center")
    head = PdfCell(_INSET, width, (PdfPart(0.0, width, heading, middle=True),), parent.add("H2"), table_style.SECTION)
    rows = [PdfRow([head], keep=True, least=36.0, anchors=(ANCHOR,), outline=(0, title))]
    listing = parent.add("TOC")
    for level, text, anchor in lines:
        link = listing.add("TOCI").add("Link")
        style = large if level == 0 else type_.body
        indent = _INDENT + 18.0 * level
        inner = width - _NUMBER_WIDTH - indent
        number = type_.lines(str(numbers.get(anchor, "")), style, _NUMBER_WIDTH - _INDENT, "right")
        named = PdfPart(indent, inner, type_.lines(text, style, inner), middle=True)
        counted = PdfPart(0.0, _NUMBER_WIDTH - _INDENT, number, middle=True)
        cells = [
            PdfCell(_INSET, width, (named,), link, link=anchor),
            PdfCell(_INSET + width - _NUMBER_WIDTH, _NUMBER_WIDTH, (counted,), link, sides=""),
        ]
        rows.append(PdfRow(cells, least=36.0 if level == 0 else 26.0))
    flow.place(rows)
    return flow
