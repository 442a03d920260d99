"""The decision table of しきい値判断, drawn with the path taken lit up; it reads without colours as well."""

from __future__ import annotations

from pia_tui.rules.threshold import DecisionTable, Judgement
from pia_tui.tui.drawing.glyphs import glyphs
from pia_tui.tui.drawing.inked import Line, Run
from pia_tui.tui.drawing.wrap import pad_to, text_width
from pia_tui.tui.widgets.reading_view import Paragraph

ROW_HEAD = "対象人数"


def table_lines(table: DecisionTable, width: int) -> list[Line]:
    """The table in `width` cells (68 at least).

    The heads of the lit row and column have ◆ before them, the lit cell stands in 【　】.
    """
    sign = glyphs()
    longest = max(text_width(ROW_HEAD), *(text_width(row) for row in table.rows))
    mark = text_width(sign.lit_left)
    wanted = max(text_width(text) + mark * (at == table.column) for at, text in enumerate(table.short_columns))
    # Where the window is narrow, the heads of the columns come before the long arrow of the lit row.
    head = min(longest + 6, max(longest + mark + 3, width - 6 - 2 * wanted))
    cell = max(16, (width - head - 6) // 2)
    bar = Run(f" {sign.vertical} ", "muted")
    lines: list[Line] = []
    heads: list[Run] = [Run("  "), Run(_centred(ROW_HEAD, head), "label")]
    for number, column in enumerate(table.short_columns):
        lit = number == table.column
        text = f"{sign.lit_left}{column}" if lit else column
        heads += [bar, Run(_centred(text, cell), "strong" if lit else "label")]
    lines.append(heads)
    rule = sign.horizontal
    lines.append(
        [Run("  " + f"{rule * (head + 1)}{sign.corner}{rule * (cell + 2)}{sign.corner}{rule * (cell + 1)}", "muted")]
    )
    for number, row in enumerate(table.rows):
        lines.append(_row(table, number, row, head, cell, bar))
    return lines


def _row(table: DecisionTable, number: int, label: str, head: int, cell: int, bar: Run) -> Line:
    sign = glyphs()
    lit_row = number == table.row
    mark = sign.lit_left if lit_row else " " * text_width(sign.lit_left)
    text = f"{mark} {label} "
    lead = sign.horizontal * max(0, head - text_width(text) - 1) + ">" if lit_row else ""
    runs: list[Run] = [
        Run("  "),
        Run(pad_to(text + lead, head), "strong" if lit_row else "text", "lit" if lit_row else ""),
    ]
    for column, each in enumerate(table.cells[number]):
        if each.lit:
            runs += [bar, Run(_centred(f"【{each.short}】", cell), "chosen", "lit")]
            continue
        passed = lit_row and table.column is not None and column < table.column
        ink = "text" if lit_row or column == table.column else "muted"
        runs += [bar, Run(_centred(each.short, cell), ink, "lit" if passed else "")]
    return runs


def _centred(text: str, width: int) -> str:
    left = max(0, (width - text_width(text)) // 2)
    return pad_to(" " * left + text, width)


def result_paragraphs(judgement: Judgement, width: int, name: str) -> list[Paragraph]:
    """The whole result to read: the level, the exact text, the table, why, the clause, and what would change it."""
    changes = [shift for shift in judgement.distance if shift.changes]
    same = [shift for shift in judgement.distance if not shift.changes]
    made = [
        Paragraph(name, "strong", 2, lead=f"{glyphs().lit_left} "),
        Paragraph(f"「{judgement.text}」", "chosen", 4),
        Paragraph(""),
    ]
    if judgement.row is not None:
        made += [Paragraph(drawn=(line,)) for line in table_lines(judgement.table(), width - 2)]
    else:
        made += [Paragraph(f"{step.label}：{step.answer} → {step.outcome}", indent=2) for step in judgement.steps]
    made += [
        Paragraph(""),
        Paragraph(" 理由", "strong", paper="band"),
        Paragraph(judgement.reason, indent=2),
        Paragraph(" 根拠", "strong", paper="band"),
        Paragraph(judgement.clause, indent=2),
        Paragraph(" 人数などが変わると", "strong", paper="band"),
    ]
    made += [Paragraph(shift.text, indent=2, lead="・") for shift in changes]
    made += [Paragraph(shift.text, "muted", 2, lead="・") for shift in same]
    made.append(Paragraph(f"（{judgement.source}）", "muted", 2))
    return made
