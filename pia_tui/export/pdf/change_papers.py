"""Papers for the office about changes: the proof sheet (新旧対照表) and the timeline of the steps to publication."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

import msgspec

from pia_tui.export.pdf import table_style
from pia_tui.export.pdf.flow import MARGIN_X, Flow
from pia_tui.export.pdf.footer import Furniture, add_furniture
from pia_tui.export.pdf.metadata import Metadata
from pia_tui.export.pdf.pages import A4, A4_LANDSCAPE, Colour, Layout, OutlineEntry, PdfLine, Text
from pia_tui.export.pdf.render import PdfOptions, typography
from pia_tui.export.pdf.tables import CONTINUED, PAD_X, PdfCell, PdfPart, PdfRow, TableTags
from pia_tui.export.pdf.tags import StructureTag
from pia_tui.export.pdf.typeset import Typography
from pia_tui.export.pdf.underline import draw_underlines, marked_lines, underlined
from pia_tui.forms.wareki import to_wareki

_ITEM, _TIMING = 150.0, 130.0
_PERIOD, _TITLE = 150.0, 120.0

Spans = tuple[tuple[int, int], ...]


class ProofRow(msgspec.Struct, frozen=True):
    """A row of the proof sheet: the texts with the parts that differ, as (start, end)."""

    item: str
    before: str
    after: str
    before_marks: Spans = ()
    after_marks: Spans = ()
    timing: str = ""
    note: str = ""


class StepRow(msgspec.Struct, frozen=True):
    """A step of the timeline."""

    start: date
    period: str
    title: str
    what: str
    source: str


class PaperHead(msgspec.Struct, frozen=True):
    """What stands at the head of a paper."""

    title: str
    name: str
    lines: tuple[str, ...] = ()
    body: str = ""
    columns: tuple[str, ...] = ()
    """The heads of the proof sheet's columns, as the form's table of changes has them."""


def render_proof(head: PaperHead, rows: Sequence[ProofRow], options: PdfOptions | None = None) -> bytes:
    """The 新旧対照表 as a PDF on landscape pages. Raises FontProblem."""
    paper = _Paper(head, options or PdfOptions(), A4_LANDSCAPE)
    paper.proof(rows)
    return paper.painted()


def render_timeline(
    head: PaperHead,
    rows: Sequence[StepRow],
    notes: Sequence[str],
    effect: date,
    effect_label: str,
    options: PdfOptions | None = None,
) -> bytes:
    """The steps with their days as a PDF. Raises FontProblem."""
    paper = _Paper(head, options or PdfOptions(), A4)
    at = sum(row.start < effect for row in rows)
    paper.steps([*rows[:at], StepRow(effect, to_wareki(effect), effect_label, "", ""), *rows[at:]])
    paper.notes(notes)
    return paper.painted()


class _Paper:
    def __init__(self, head: PaperHead, options: PdfOptions, size: tuple[float, float]) -> None:
        self.head, self.options = head, options
        self.type: Typography = typography(options)
        self.root = StructureTag("Document")
        self.flow = Flow()
        self.flow.new_page(size)
        self.width = self.flow.width
        self.rows: list[PdfRow] = []
        self._mark = underlined(self.type.change)
        flow = self.flow
        flow.page.anchors["paper"] = flow.top
        lines = self.type.lines(head.title, self.type.title, flow.width, "center")
        flow.page.texts.append(Text(self.root.add("H1"), MARGIN_X, flow.y, lines, flow.width))
        flow.y += 34
        self.notes((head.name, *head.lines))

    def notes(self, texts: Sequence[str]) -> None:
        """Sentences over or under the table."""
        for text in texts:
            lines = self.type.lines(text, self.type.body, self.width)
            part = PdfPart(0.0, self.width, lines)
            self.rows.append(PdfRow([PdfCell(0.0, self.width, (part,), self.root.add("P"), sides="")]))

    def proof(self, rows: Sequence[ProofRow]) -> None:
        """項目 | 変更前 | 変更後 | 提出時期, in the order of the columns of 変更箇所."""
        share = (self.width - _ITEM - _TIMING) / 2
        widths = [_ITEM, share, share, _TIMING]
        tags = TableTags(self.root)
        self._head(tags, widths, self.head.columns)
        for row in rows:
            timing = f"{row.timing}\n{row.note}".strip()
            inner = share - 2 * PAD_X
            before = marked_lines(row.before, row.before_marks, self.type.change, self._mark, inner, self.type)
            after = marked_lines(row.after, row.after_marks, self.type.change, self._mark, inner, self.type)
            texts = (
                self.type.lines(row.item, self.type.change, _ITEM - 2 * PAD_X),
                before,
                after,
                self.type.lines(timing, self.type.change, _TIMING - 2 * PAD_X) if timing else (),
            )
            self._row(tags, widths, texts, again=f"{row.item}{CONTINUED}")
        tags.finish()

    def steps(self, rows: Sequence[StepRow]) -> None:
        """日程 | すること | 内容と根拠."""
        widths = [_PERIOD, _TITLE, self.width - _PERIOD - _TITLE]
        tags = TableTags(self.root)
        self._head(tags, widths, ("日程", "すること", "内容と根拠"))
        for row in rows:
            what = "\n".join(part for part in (row.what, f"（{row.source}）" if row.source else "") if part)
            texts = tuple(
                self.type.lines(text, self.type.body, wide - 2 * PAD_X) if text else ()
                for text, wide in zip((row.period, row.title, what), widths, strict=True)
            )
            self._row(tags, widths, texts)
        tags.finish()

    def painted(self) -> bytes:
        """The file."""
        from pia_tui.export.pdf.paint import paint

        self.flow.place(self.rows)
        for page in self.flow.pages:
            draw_underlines(page, self.type)
        add_furniture(self.flow.pages, Furniture(self.head.name, "", self.options.draft), self.type)
        layout = Layout(self.flow.pages, self.root, [OutlineEntry(0, self.head.title, "paper")])
        metadata = Metadata(
            f"{self.head.title}　{self.head.name}", self.head.body, self.head.title, self.options.language
        )
        return paint(layout, metadata, {})

    def _head(self, tags: TableTags, widths: Sequence[float], words: Sequence[str]) -> None:
        row = tags.row()
        cells = []
        x = 0.0
        for word, wide in zip(words, widths, strict=True):
            lines = self.type.lines(word, self.type.strong_label, wide - 2 * PAD_X, "center")
            cells.append(self._cell(tags, row, "TH/Column", x, wide, lines, table_style.HEADING))
            x += wide
        self.rows.append(PdfRow(cells, keep=True, header=True, least=22.0, gap=6.0))

    def _row(
        self, tags: TableTags, widths: Sequence[float], texts: Sequence[tuple[PdfLine, ...]], again: str = ""
    ) -> None:
        row = tags.row()
        cells = []
        x = 0.0
        for at, (lines, wide) in enumerate(zip(texts, widths, strict=True)):
            cell = self._cell(
                tags, row, "TH/Row" if at == 0 else "TD", x, wide, lines, table_style.LABEL if not at else None
            )
            if not at and again and len(lines) <= 12:
                cell.label = True
                cell.again = self.type.lines(again, self.type.change, wide - 2 * PAD_X)
            cells.append(cell)
            x += wide
        self.rows.append(PdfRow(cells, least=24.0))

    def _cell(
        self,
        tags: TableTags,
        row: StructureTag,
        kind: str,
        x: float,
        width: float,
        lines: tuple[PdfLine, ...],
        fill: Colour | None = None,
    ) -> PdfCell:
        part = PdfPart(PAD_X, width - 2 * PAD_X, lines)
        return PdfCell(x, width, (part,), tags.cell(row, kind, x, width), fill)
