"""The cover: title, number and name, declaration, the body, the date, the stamp of the form."""

from __future__ import annotations

from pia_tui.export.pdf import table_style
from pia_tui.export.pdf.entries import PrintedItem
from pia_tui.export.pdf.flow import MARGIN_X, Flow
from pia_tui.export.pdf.pages import A4, Style, Text
from pia_tui.export.pdf.tables import CONTINUED, PAD_X, PdfCell, PdfPart, PdfRow, TableTags
from pia_tui.export.pdf.tags import StructureTag
from pia_tui.export.pdf.typeset import Typography
from pia_tui.forms import Form

_NUMBER_WIDTH = 84.0
_SIDE_WIDTH = 72.0
_BOX_INSET = 70.0
_CENTRED = frozenset({"body", "approved_on", "published_on"})
"""Roles of the items that stand in boxes of their own in the middle of the page."""


class CoverPage:
    """Draws the cover of a document."""

    def __init__(self, flow: Flow, form: Form, parent: StructureTag, type_: Typography) -> None:
        self.flow, self.form, self.parent, self.type = flow, form, parent, type_

    def draw(self, entries: list[PrintedItem]) -> None:
        """The first page; more pages where the texts are long."""
        flow = self.flow
        flow.new_page(A4)
        title = self.type.lines(self.form.title, self.type.title, flow.width, "center")
        flow.y += 20
        flow.page.texts.append(Text(self.parent.add("H1"), MARGIN_X, flow.y, title, flow.width))
        flow.y += sum(line.height for line in title) + 20
        paired = [each for each in entries if each.item.role in ("number", "document_name")]
        told = [each for each in entries if each not in paired]
        flow.place(self._pair(paired))
        flow.skip(16)
        flow.place(self._texts([each for each in told if each.item.role not in _CENTRED]))
        boxes = self._boxes([each for each in told if each.item.role in _CENTRED])
        spare = flow.room - sum(row.height + row.gap for row in boxes) - 30
        flow.skip(min(max(10.0, spare / 2), 60.0))
        flow.place(boxes)
        if flow.room < 24:
            flow.new_page(A4)
        stamp = self.type.lines(self.form.stamp, self.type.label, flow.width, "right")
        flow.page.texts.append(Text(self.parent.add("P"), MARGIN_X, flow.bottom - 16, stamp, flow.width))

    def _pair(self, entries: list[PrintedItem]) -> list[PdfRow]:
        """評価書番号 and 評価書名 side by side, each under its label."""
        table = TableTags(self.parent)
        large = Style(self.type.regular, 12.5, 19.0)
        heads, bodies = [], []
        head_tag, body_tag = table.row(), table.row()
        x = 0.0
        for at, each in enumerate(entries):
            width = self.flow.width - x if at == len(entries) - 1 else _NUMBER_WIDTH
            align = "center" if each.item.role == "number" else "left"
            head, body = table.cell(head_tag, "TH/Column", x, width), table.cell(body_tag, "TD", x, width)
            heads.append(
                PdfCell(
                    x, width, (self._part(each.label, width, self.type.label, "center"),), head, table_style.HEADING
                )
            )
            bodies.append(PdfCell(x, width, (self._part(each.text, width, large, align),), body))
            x += width
        table.finish()
        anchors = tuple(each.path for each in entries)
        return [PdfRow(heads, keep=True, anchors=anchors), PdfRow(bodies, least=38.0)] if entries else []

    def _texts(self, entries: list[PrintedItem]) -> list[PdfRow]:
        """The declaration under its band, and what follows with a label at its side."""
        rows: list[PdfRow] = []
        table = TableTags(self.parent)
        large = Style(self.type.regular, 11.0, 18.0)
        width = self.flow.width
        for each in entries:
            if not rows:
                label = self._part(each.label, width, self.type.heading, "center")
                rows.append(
                    PdfRow([PdfCell(0.0, width, (label,), self.parent.add("H2"), table_style.HEADING)], keep=True)
                )
                text = self._part(each.text, width, large, pad=9.0)
                rows.append(PdfRow([PdfCell(0.0, width, (text,), self.parent.add("P"))], least=130.0))
                rows[0].anchors = (each.path,)
                continue
            tag = table.row()
            heading = table.cell(tag, "TH/Row", 0.0, _SIDE_WIDTH)
            value = table.cell(tag, "TD", _SIDE_WIDTH, width - _SIDE_WIDTH)
            again = self.type.lines(f"{each.label}{CONTINUED}", self.type.label, _SIDE_WIDTH - 2 * PAD_X, "center")
            label = self._part(each.label, _SIDE_WIDTH, self.type.label, "center")
            text = self._part(each.text, width - _SIDE_WIDTH, self.type.body)
            cells = [
                PdfCell(0.0, _SIDE_WIDTH, (label,), heading, table_style.LABEL, True, again),
                PdfCell(_SIDE_WIDTH, width - _SIDE_WIDTH, (text,), value),
            ]
            rows.append(PdfRow(cells, least=64.0, anchors=(each.path,)))
        table.finish()
        return rows

    def _boxes(self, entries: list[PrintedItem]) -> list[PdfRow]:
        """評価実施機関名 and the dates: a label over its value, narrower than the page."""
        rows: list[PdfRow] = []
        large = Style(self.type.regular, 13.0, 19.0)
        width = self.flow.width - 2 * _BOX_INSET
        for each in entries:
            table = TableTags(self.parent)
            head = table.cell(table.row(), "TH/Column", _BOX_INSET, width)
            body = table.cell(table.row(), "TD", _BOX_INSET, width)
            table.finish()
            label = self._part(each.label, width, self.type.label, "center")
            text = self._part(each.text, width, large, "center")
            top = PdfCell(_BOX_INSET, width, (label,), head, table_style.HEADING)
            rows.append(PdfRow([top], keep=True, gap=13.0, anchors=(each.path,)))
            rows.append(
                PdfRow(
                    [PdfCell(_BOX_INSET, width, (text,), body, None if each.applies else table_style.OFF)], least=40.0
                )
            )
        return rows

    def _part(self, text: str, width: float, style: Style, align: str = "left", *, pad: float = PAD_X) -> PdfPart:
        inner = width - 2 * pad
        return PdfPart(pad, inner, self.type.lines(text, style, inner, align) if text else (), middle=True)
