"""しきい値判断結果票: one page with the answers, the table with the path taken, the result and its grounds."""

from __future__ import annotations

from datetime import date

import msgspec

from pia_tui.export.pdf import table_style
from pia_tui.export.pdf.flow import MARGIN_X, Flow
from pia_tui.export.pdf.footer import Furniture, add_furniture
from pia_tui.export.pdf.metadata import Metadata
from pia_tui.export.pdf.pages import A4, Colour, Layout, OutlineEntry, Style, Text
from pia_tui.export.pdf.render import PdfOptions, typography
from pia_tui.export.pdf.tables import PAD_X, PdfCell, PdfPart, PdfRow, TableTags
from pia_tui.export.pdf.tags import StructureTag
from pia_tui.export.pdf.typeset import Typography
from pia_tui.forms import resolve_form
from pia_tui.forms.wareki import to_wareki
from pia_tui.rules.day_rules import DayRules, day_rules
from pia_tui.rules.threshold import Judgement

TITLE = "しきい値判断結果票"
_SELECTED: Colour = (1.0, 0.93, 0.72)
_PATH: Colour = (1.0, 0.97, 0.88)
_LABEL_WIDTH = 96.0
_ROW_LABEL_WIDTH = 124.0


class SlipHead(msgspec.Struct, frozen=True):
    """What the slip says besides the judgement: the 事務, the body, and the day of the judgement."""

    task: str = ""
    body: str = ""
    judged_on: date | None = None


def render_threshold_slip(
    judgement: Judgement,
    head: SlipHead | None = None,
    options: PdfOptions | None = None,
    day: DayRules | None = None,
) -> bytes:
    """The slip as a PDF, to be attached to the paper that asks for the decision. Raises FontProblem.

    `day` are the rules that an old judgement was made by; without them, those of today.
    """
    from pia_tui.export.pdf.paint import paint

    head, options = head or SlipHead(), options or PdfOptions()
    day = day or day_rules(judgement)
    layout = lay_out_slip(judgement, head, options, day)
    title = f"{TITLE}　{head.task}".strip()
    created = options.created or head.judged_on
    metadata = Metadata(title, head.body, day.title, options.language, created, options.embedded)
    return paint(layout, metadata, {})


def lay_out_slip(judgement: Judgement, head: SlipHead, options: PdfOptions, day: DayRules | None = None) -> Layout:
    """The page of the slip as values."""
    day = day or day_rules(judgement)
    type_ = typography(options)
    slip = _Slip(type_)
    slip.title()
    slip.pairs([(_label("task_name"), head.task), (_label("body"), head.body), ("判断した日", _day(head.judged_on))])
    slip.heading("判断の材料")
    slip.answers(judgement, day)
    slip.heading("判断の表")
    slip.table(day)
    slip.heading("結果")
    slip.result(judgement.text)
    grounds = [("理由", judgement.reason), ("根拠", judgement.clause), ("行う評価", "、".join(day.levels))]
    slip.pairs([*grounds, *([("判断の材料", judgement.basis)] if judgement.basis else [])])
    slip.heading("結果が変わるとき")
    slip.changes([shift.text for shift in judgement.distance])
    slip.source(judgement.source)
    if not day.of_the_day:
        slip.source(f"{day.title}（{day.as_of.isoformat()} 時点の表。判断したときの表は残っていません）")
    slip.flow.place(slip.rows)
    add_furniture(slip.flow.pages, Furniture("", options.revision, options.draft), type_)
    return Layout(slip.flow.pages, slip.root, [OutlineEntry(0, TITLE, "slip")])


class _Slip:
    def __init__(self, type_: Typography) -> None:
        self.type = type_
        self.root = StructureTag("Document")
        self.flow = Flow()
        self.flow.new_page(A4)
        self.width = self.flow.width
        self.rows: list[PdfRow] = []

    def title(self) -> None:
        flow = self.flow
        flow.page.anchors["slip"] = flow.top
        lines = self.type.lines(TITLE, self.type.title, flow.width, "center")
        flow.page.texts.append(Text(self.root.add("H1"), MARGIN_X, flow.y, lines, flow.width))
        flow.y += 34

    def heading(self, text: str) -> None:
        lines = self.type.lines(text, self.type.heading, self.width)
        part = PdfPart(0.0, self.width, lines, middle=True)
        self.rows.append(PdfRow([PdfCell(0.0, self.width, (part,), self.root.add("H2"), sides="")], keep=True, gap=8.0))

    def pairs(self, pairs: list[tuple[str, str]]) -> None:
        tags = TableTags(self.root)
        rows = []
        for label, text in pairs:
            row = tags.row()
            rest = self.width - _LABEL_WIDTH
            cells = [
                self._cell(tags, row, "TH/Row", 0.0, _LABEL_WIDTH, label, self.type.label, table_style.LABEL),
                self._cell(tags, row, "TD", _LABEL_WIDTH, rest, text, self.type.body),
            ]
            rows.append(PdfRow(cells, least=20.0))
        tags.finish()
        self.rows += rows

    def answers(self, judgement: Judgement, day: DayRules) -> None:
        """The three questions, the answers, the days of the counts, the bands they fall in."""
        facts = judgement.facts
        dated = {day.subjects_term: facts.subjects_on, day.handlers_term: facts.handlers_on}
        lines: list[tuple[str, ...]] = [("問い", "回答", _label("subjects_date"), "区分")]
        for step in [each for each in judgement.steps if each.answer]:
            lines.append((step.label, step.answer, _day(dated.get(step.label)), step.outcome))
        self._grid(lines, [_LABEL_WIDTH, 86.0, 100.0])

    def table(self, day: DayRules) -> None:
        """The decision table: the row and the column of the path are tinted, the cell where they meet is framed."""
        table = day.table
        tags = TableTags(self.root)
        wide = (self.width - _ROW_LABEL_WIDTH) / len(table.columns)
        head = tags.row()
        corner = self._cell(tags, head, "TD", 0.0, _ROW_LABEL_WIDTH, "", self.type.label, table_style.HEADING)
        cells = [corner]
        for at, label in enumerate(table.columns):
            tint = _PATH if at == table.column else table_style.HEADING
            style = self.type.strong_label if at == table.column else self.type.label
            x = _ROW_LABEL_WIDTH + at * wide
            cells.append(self._cell(tags, head, "TH/Column", x, wide, label, style, tint, "center"))
        rows = [PdfRow(cells, keep=True)]
        for number, (label, line) in enumerate(zip(table.rows, table.cells, strict=True)):
            row = tags.row()
            selected = number == table.row
            style = self.type.strong_label if selected else self.type.label
            tint = _PATH if selected else table_style.LABEL
            cells = [self._cell(tags, row, "TH/Row", 0.0, _ROW_LABEL_WIDTH, label, style, tint)]
            for at, each in enumerate(line):
                x = _ROW_LABEL_WIDTH + at * wide
                style = self.type.block if each.selected else self.type.label
                path = _PATH if selected or at == table.column else None
                text = f"● {each.short}" if each.selected else each.short
                cell = self._cell(tags, row, "TD", x, wide, text, style, _SELECTED if each.selected else path, "center")
                cell.framed = each.selected
                cells.append(cell)
            rows.append(PdfRow(cells, keep=True, least=22.0))
        rows[-1].keep = False
        tags.finish()
        self.rows += rows

    def result(self, text: str) -> None:
        large = Style(self.type.bold, 13.0, 20.0)
        lines = self.type.lines(text, large, self.width - 2 * PAD_X, "center")
        part = PdfPart(PAD_X, self.width - 2 * PAD_X, lines, middle=True)
        self.rows.append(
            PdfRow([PdfCell(0.0, self.width, (part,), self.root.add("P"), _SELECTED, framed=True)], least=36.0)
        )

    def changes(self, texts: list[str]) -> None:
        lines = tuple(
            line for text in texts for line in self.type.lines(f"・{text}", self.type.label, self.width - 2 * PAD_X)
        )
        part = PdfPart(PAD_X, self.width - 2 * PAD_X, lines, middle=True)
        self.rows.append(PdfRow([PdfCell(0.0, self.width, (part,), self.root.add("P"))]))

    def source(self, text: str) -> None:
        lines = self.type.lines(f"出典: {text}", self.type.choice, self.width)
        part = PdfPart(0.0, self.width, lines)
        self.rows.append(PdfRow([PdfCell(0.0, self.width, (part,), self.root.add("P"), sides="")], gap=4.0))

    def _grid(self, lines: list[tuple[str, ...]], widths: list[float]) -> None:
        tags = TableTags(self.root)
        all_widths = [*widths, self.width - sum(widths)]
        rows = []
        for number, line in enumerate(lines):
            row = tags.row()
            cells = []
            x = 0.0
            for at, (text, wide) in enumerate(zip(line, all_widths, strict=True)):
                kind = "TH/Column" if number == 0 else "TH/Row" if at == 0 else "TD"
                style = self.type.label if number == 0 or at == 0 else self.type.body
                tint = table_style.HEADING if number == 0 else table_style.LABEL if at == 0 else None
                align = "center" if number == 0 else "left"
                cells.append(self._cell(tags, row, kind, x, wide, text, style, tint, align))
                x += wide
            rows.append(PdfRow(cells, least=20.0))
        tags.finish()
        self.rows += rows

    def _cell(
        self,
        tags: TableTags,
        row: StructureTag,
        kind: str,
        x: float,
        width: float,
        text: str,
        style: Style,
        fill: Colour | None = None,
        align: str = "left",
    ) -> PdfCell:
        inner = width - 2 * PAD_X
        lines = self.type.lines(text, style, inner, align) if text else ()
        return PdfCell(x, width, (PdfPart(PAD_X, inner, lines, middle=True),), tags.cell(row, kind, x, width), fill)


def _label(role: str) -> str:
    """What the 基礎項目評価書 calls the item with this role, without its number."""
    form = resolve_form("kiso")
    item = form.places[form.roles[role]].item
    return item.label.removeprefix(item.number)


def _day(day: date | None) -> str:
    return to_wareki(day) if day else ""
