"""The rows of a section: numbered headings, nested labels, blocks with their slot headings."""

from __future__ import annotations

import re
from collections.abc import Sequence

from pia_tui.export.pdf import table_style
from pia_tui.export.pdf.answers import answer_parts, flag_lines
from pia_tui.export.pdf.entries import PrintedItem, blank
from pia_tui.export.pdf.rows import RowMaker
from pia_tui.export.pdf.tables import CONTINUED, PAD_X, PAD_Y, PdfCell, PdfPart, PdfRow, Side

_SLOT = re.compile(r"([0-9]+)(?:\s*[～〜~-]\s*([0-9]+))?$")
_MOST_LINES_AT_TOP = 2
"""Of the items right under a numbered heading, those with a longer label have it over their cell, as on the form."""


class SectionRows(RowMaker):
    """Makes the rows of one section from its entries, each in the manner that its kind and its label ask for."""

    def section(self, entries: Sequence[PrintedItem]) -> None:
        """All entries of a section."""
        for entry in entries:
            if entry.item.number and entry.item.kind in ("group", "text"):
                self._numbered(entry)
            else:
                self.entry(entry)
        self.end_table()

    def _numbered(self, entry: PrintedItem) -> None:
        """１．… : a band, with the flags that stand on it, and what belongs under it."""
        self.band(entry.label, self.type.heading, table_style.HEADING, "H3", path=entry.path, level=1)
        if entry.item.kind == "text":
            self.cell_below(entry)
            return
        flags, rest = _leading_flags(entry)
        if flags:
            self._flags_on_band(flags)
        for line in entry.item.fixed_lines:
            self._note(line)
        first = len(self.rows)
        for kid in rest:
            long = kid.item.kind == "text" and self._label_lines(kid.label) > _MOST_LINES_AT_TOP
            if long and not kid.item.option_text:
                self._stacked(kid)
            else:
                self.entry(kid)
        self._keep_first(first)

    def _keep_first(self, first: int) -> None:
        """A heading with one short row under it still looks lost at the foot of a page: let a second go with them."""
        if first + 1 < len(self.rows) and self.rows[first].height <= table_style.SHORT_ROW:
            self.rows[first].keep = True

    def _flags_on_band(self, flags: list[PrintedItem]) -> None:
        """[ ○ ] 委託しない, at the right of the heading's band; under it where there is no room."""
        band = self.rows[-1].cells[0]
        used = max(self.type.width(run.text, run.style) for line in band.parts[0].lines for run in line.runs)
        texts = flag_lines(flags, 10_000.0, self.type)
        needed = max((run.x + self.type.width(run.text, run.style) for line in texts for run in line.runs), default=0.0)
        for flag in flags:
            self.rows[-1].anchors = (*self.rows[-1].anchors, flag.path)
        if len(flags) == 1 and used + needed + 4 * PAD_X <= self.width and len(band.parts[0].lines) == 1:
            tag = self.parent.add("P")
            band.width = self.width - needed - 2 * PAD_X
            band.sides = "tbl"
            part = PdfPart(PAD_X, needed, texts, middle=True)
            cell = PdfCell(band.width, self.width - band.width, (part,), tag, table_style.HEADING, sides="tbr")
            self.rows[-1].cells.append(cell)
            return
        tag = self.parent.add("P")
        inner = self.width - 2 * PAD_X
        band.sides = "tlr"
        if needed <= inner:
            part = PdfPart(self.width - needed - PAD_X, needed, texts, middle=True)
        else:
            part = PdfPart(PAD_X, inner, flag_lines(flags, inner, self.type), middle=True)
        self.rows.append(PdfRow([PdfCell(0.0, self.width, (part,), tag, table_style.HEADING, sides="blr")], keep=True))

    def entry(self, entry: PrintedItem) -> None:
        """One entry in the manner that its kind and its label ask for."""
        item = entry.item
        if item.option_text or item.kind == "count":
            return  # they stand in the cell of the entry that holds them
        if entry.is_list:
            self._list(entry)
        elif item.fixed_lines:
            self._fixed(entry)
        elif _only_flags(entry):
            self._labelled(entry, self._flag_parts(entry))
        elif item.kind == "group" and item.own_value is None:
            self._group(entry)
        elif item.kind == "group":
            self._valued_group(entry)
        elif item.kind == "text" and self._label_lines(entry.label) > table_style.MOST_LABEL_LINES:
            self._stacked(entry)
        else:
            self._labelled(entry)

    def _group(self, entry: PrintedItem) -> None:
        """Over rows: a band for a long one (リスク１：…), a label beside its rows for a short one (再委託)."""
        inner = table_style.SIDE_WIDTH - 2 * table_style.SIDE_PAD
        lines = self.type.lines(entry.label, self.type.label, inner, "flat")
        if len(lines) > 3:
            row = self.band(entry.label, self.type.block, table_style.BLOCK, "H4", path=entry.path)
            row.anchors = (entry.path,)
            for kid in entry.kids:
                self.entry(kid)
            return
        again = lines + self.type.lines(CONTINUED, self.type.tiny, inner, "center")
        side = Side(self._offset, table_style.SIDE_WIDTH, lines, again, fill=table_style.LABEL)
        first = len(self.rows)
        self._inside(side, entry)
        inside = self.rows[first:]
        if inside:
            inside[0].least = max(inside[0].least, sum(line.height for line in lines) + 2 * PAD_Y)
        if sum(row.height for row in inside) <= table_style.KEPT_WHOLE:
            for row in inside[:-1]:
                row.keep = True

    def _valued_group(self, entry: PrintedItem) -> None:
        """A label with a cell of its own, and sub-rows whose labels are set in under it."""
        kids = [kid for kid in entry.kids if not kid.item.option_text and kid.item.kind != "count"]
        if not kids:
            self._labelled(entry)
            return
        offset = self._offset
        self._labelled(entry)
        self.rows[-1].keep = self.rows[-1].height <= table_style.KEPT_VALUE
        self.rows[-1].cells[0].sides = "tlr"
        strip = Side(offset, table_style.STRIP_WIDTH, fill=table_style.LABEL, attached=True)
        self._inside(strip, entry)

    def _inside(self, side: Side, entry: PrintedItem) -> None:
        self._sides.append(side)
        for kid in entry.kids:
            self.entry(kid)
        self._sides.pop()

    def _list(self, entry: PrintedItem) -> None:
        """Blocks with the slot headings of the form, which stand there even when the slots are empty."""
        item = entry.item
        blocks = entry.blocks
        headings = item.repeat.slot_headings if item.repeat else ()
        if not headings:
            for block in blocks:
                self._block(block)
            return
        for heading in headings:
            first, last = _slots(heading)
            if first != last:
                self._slot_heading(heading)
            members = [block for block in blocks if first <= block.number <= last]
            if not members and first == last and not blocks:
                if entry.applies:
                    self._block(blank(item, f"{entry.path}[{first}]", first))
                else:
                    self._slot_heading(heading)
            for block in members:
                self._block(block)
        beyond = max((_slots(heading)[1] for heading in headings), default=0)
        for block in blocks:
            if block.number > beyond:
                self._block(block)

    def _block(self, entry: PrintedItem) -> None:
        """委託事項3 with its name beside it, and its rows."""
        if self.rows and self.rows[-1].cells[0].tag is not None and self.rows[-1].cells[0].tag.kind == "P":
            self.rows[-1].keep = True  # the slot heading over it
        level = 2
        if entry.item.own_value is None:
            row = self.band(entry.label, self.type.block, table_style.BLOCK, "H4", path=entry.path, level=level)
        else:
            self.end_table()
            heading = self.parent.add("H4")
            value = self.parent.add("P")
            label_width = table_style.LABEL_WIDTH
            inner = label_width - PAD_X - table_style.LABEL_GAP
            label = self.type.lines(entry.label, self.type.block, inner)
            again = self.type.lines(f"{entry.label}{CONTINUED}", self.type.block, inner)
            cells = [
                PdfCell(
                    0.0,
                    label_width,
                    (PdfPart(PAD_X, inner, label, middle=True),),
                    heading,
                    table_style.BLOCK,
                    True,
                    again,
                ),
                PdfCell(
                    label_width,
                    self.width - label_width,
                    answer_parts(entry, self.width - label_width, self.type),
                    value,
                    table_style.BLOCK if entry.applies else table_style.OFF,
                ),
            ]
            title = f"{entry.label}　{entry.text}" if entry.text else entry.label
            row = PdfRow(cells, keep=True, anchors=(entry.path,), outline=(level, title.replace("\n", " ")))
            self.rows.append(row)
        first = len(self.rows)
        for kid in entry.kids:
            self.entry(kid)
        self._keep_first(first)


def _leading_flags(entry: PrintedItem) -> tuple[list[PrintedItem], list[PrintedItem]]:
    """The flags with which a numbered item begins (委託しない), and the rest."""
    at = 0
    while at < len(entry.kids) and entry.kids[at].item.kind == "flag":
        at += 1
    return entry.kids[:at], entry.kids[at:]


def _only_flags(entry: PrintedItem) -> bool:
    """A group of flags (提供・移転の有無), whose marks stand side by side in one cell."""
    return (
        entry.item.kind == "group"
        and entry.item.own_value is None
        and bool(entry.kids)
        and all("flag" in (kid.item.kind, kid.item.own_value) for kid in entry.kids)
    )


def _slots(heading: str) -> tuple[int, int]:
    """The places a slot heading stands for: システム2～5 → (2, 5)."""
    match = _SLOT.search(heading)
    if match is None:
        return 1, 1
    return int(match[1]), int(match[2] or match[1])
