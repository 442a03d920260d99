"""What stands on every page: page n/m, the document's name, 案, a revision's hash. Screen readers pass it over."""

from __future__ import annotations

import msgspec

from pia_tui.export.pdf.flow import MARGIN_BOTTOM, MARGIN_X
from pia_tui.export.pdf.pages import PdfPage, Text
from pia_tui.export.pdf.tables import PAD_X
from pia_tui.export.pdf.typeset import Typography


class Furniture(msgspec.Struct, frozen=True):
    """`left` names the document, `revision` stands at the right, `draft` is the mark at the top (案)."""

    left: str = ""
    revision: str = ""
    draft: str = ""


def add_furniture(pages: list[PdfPage], furniture: Furniture, type_: Typography) -> None:
    """Put the footer on all pages, and the draft mark where one is asked for."""
    style = type_.footer
    for number, page in enumerate(pages, start=1):
        width = page.size[0] - 2 * MARGIN_X
        y = page.size[1] - MARGIN_BOTTOM + 10
        third = width / 3
        middle = type_.lines(f"{number}/{len(pages)}", style, third, "center")
        page.texts.append(Text(None, MARGIN_X + third, y, middle, third))
        if furniture.left and number > 1:
            left = type_.lines(_short(furniture.left, third, type_), style, third + 20)
            page.texts.append(Text(None, MARGIN_X, y, left[:1], third + 20))
        if furniture.revision:
            right = type_.lines(furniture.revision, style, third, "right")
            page.texts.append(Text(None, MARGIN_X + 2 * third, y, right[:1], third))
        if furniture.draft:
            mark = type_.lines(furniture.draft, type_.section, 80.0, "center")
            wide = max(30.0, type_.width(furniture.draft, type_.section) + 4 * PAD_X)
            x = page.size[0] - MARGIN_X - wide
            page.box(x, 18.0, wide, 24.0)
            mark = type_.lines(furniture.draft, type_.section, wide, "center")
            page.texts.append(Text(None, x, 20.5, mark[:1], wide))


def _short(text: str, width: float, type_: Typography) -> str:
    """The text cut to the room, with … where something is left out."""
    plain = text.replace("\n", " ")
    if type_.width(plain, type_.footer) <= width:
        return plain
    while plain and type_.width(f"{plain}…", type_.footer) > width:
        plain = plain[:-1]
    return f"{plain}…"
