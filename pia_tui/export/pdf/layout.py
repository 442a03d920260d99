"""A document laid out: its sections in the form's order, on pages that the painter draws."""

from __future__ import annotations

from collections.abc import Mapping

import msgspec

from pia_tui.assessment import Assessment, Part
from pia_tui.export.pdf import table_style
from pia_tui.export.pdf.annex import annex_rows, draw_figures, numbered, record_rows
from pia_tui.export.pdf.changes import change_rows
from pia_tui.export.pdf.contents import ContentsLine, contents_flow
from pia_tui.export.pdf.cover import CoverPage
from pia_tui.export.pdf.entries import PrintedItem, entries
from pia_tui.export.pdf.flow import Flow, frame_width
from pia_tui.export.pdf.footer import Furniture, add_furniture
from pia_tui.export.pdf.headings import PdfHeadings
from pia_tui.export.pdf.images import Image
from pia_tui.export.pdf.pages import A4, A4_LANDSCAPE, Layout
from pia_tui.export.pdf.sections import SectionRows
from pia_tui.export.pdf.tables import PdfRow
from pia_tui.export.pdf.tags import StructureTag
from pia_tui.export.pdf.typeset import Typography

_SHARED_PAGE = 0.55
"""A short section begins on the page of the one before it while no more than this share is used."""
_VERY_SHORT = 0.25
"""A section that takes at most this share of a page does not get one of its own while there is room for it."""


class _Section(msgspec.Struct):
    part: Part
    title: str
    entries: list[PrintedItem]


def lay_out(document: Assessment, images: Mapping[str, Image], furniture: Furniture, type_: Typography) -> Layout:
    """All pages of a document."""
    return _LayoutBuilder(document, images, type_).build(furniture)


class _LayoutBuilder:
    def __init__(self, document: Assessment, images: Mapping[str, Image], type_: Typography) -> None:
        self.document, self.images, self.type = document, images, type_
        self.flow = Flow()
        self.root = StructureTag("Document")
        self._shareable = False
        self.sections = [_Section(part, _title(document, part), entries(document, part)) for part in document.parts()]
        self.headings = PdfHeadings(
            (each.part.section.title, each.part.path, each.entries)
            for each in self.sections
            if each.part.section.official
        )

    def build(self, furniture: Furniture) -> Layout:
        """Cover, contents, sections, footers."""
        form = self.document.form
        contents_tag: StructureTag | None = None
        covers = 0
        for each in self.sections:
            if each.part.section.kind == "cover":
                CoverPage(self.flow, form, self.root.add("Sect"), self.type).draw(each.entries)
                covers = len(self.flow.pages)
                contents_tag = self.root.add("Sect") if form.contents_title else None
            else:
                self._section(each)
        if contents_tag is not None:
            self._contents(contents_tag, covers)
        add_furniture(self.flow.pages, furniture, self.type)
        return Layout(self.flow.pages, self.root, self.flow.outline)

    def _section(self, each: _Section) -> None:
        section = each.part.section
        table = each.entries[0] if each.entries else None
        if section.kind == "annex" and (table is None or not table.blocks):
            return
        tag = self.root.add("Sect")
        size = A4_LANDSCAPE if section.landscape else A4
        width = frame_width(size)
        rows = SectionRows(self.type, tag, width)
        rows.section_band(each.title, section.star_text, each.part.path)
        if section.kind == "records" and table is not None:
            record_rows(table, rows)
        elif section.kind == "annex" and table is not None:
            annex_rows(table, rows)
        elif section.kind == "changes" and table is not None:
            rows.rows.extend(change_rows(table, width, tag, self.type, self.headings.find))
        elif section.kind == "figure":
            self._begin(size, rows.rows, together=False)
            self._figures(each, rows, tag)
            return
        else:
            rows.section(each.entries)
        self._begin(size, rows.rows, together=section.kind == "section")
        self.flow.place(rows.rows)

    def _begin(self, size: tuple[float, float], rows: list[PdfRow], *, together: bool) -> None:
        """A new page, unless a short section finds room under another short one."""
        flow = self.flow
        if together and flow.pages and flow.page.size == size and self._shareable:
            whole = flow.bottom - flow.top
            needed = sum(row.height + row.gap for row in rows) + 18
            short = flow.y - flow.top <= whole * _SHARED_PAGE or needed <= whole * _VERY_SHORT
            if short and needed <= flow.room:
                flow.skip(18)
                return
        flow.new_page(size)
        self._shareable = together

    def _figures(self, each: _Section, rows: SectionRows, tag: StructureTag) -> None:
        self.flow.place(rows.rows)
        for entry in each.entries:
            if entry.item.kind == "figure":
                draw_figures(entry, self.flow, tag, self.images)
            else:
                below = SectionRows(self.type, tag, self.flow.width)
                below.band(entry.label, self.type.block, table_style.BLOCK, "H3", path=entry.path)
                below.cell_below(entry)
                below.end_table()
                self.flow.place(below.rows)

    def _contents(self, tag: StructureTag, covers: int) -> None:
        """項目一覧 behind the cover. It is laid out twice: to see how many pages it takes, and with the numbers."""
        flow = self.flow
        title = self.document.form.contents_title
        lines = self._contents_lines()
        taken = len(contents_flow(title, lines, {}, StructureTag("Sect"), self.type).pages)
        numbers = {
            anchor: at + 1 + (taken if at >= covers else 0)
            for at, page in enumerate(flow.pages)
            for anchor in page.anchors
        }
        made = contents_flow(title, lines, numbers, tag, self.type)
        flow.pages[covers:covers] = made.pages
        flow.outline[0:0] = made.outline

    def _contents_lines(self) -> list[ContentsLine]:
        lines: list[ContentsLine] = []
        many = max((each.part.number for each in self.sections), default=0) > 1
        for each in self.sections:
            part = each.part
            if not part.section.toc:
                continue
            if part.number <= 1:
                lines.append(ContentsLine(0, part.section.title, part.path))
            if part.number and many:
                name = self.document.file_name(part.number)
                lines.append(ContentsLine(1, numbered(part.number, name), part.path))
        return lines


def _title(document: Assessment, part: Part) -> str:
    """The heading of a section; where there are several files, with the file's number."""
    title = part.section.title
    if part.number and document.count("file") > 1:
        title += f"　（{part.number}）"
    return title
