"""The decision table of しきい値判断, drawn with the path taken highlighted; it reads without colours as well."""

from __future__ import annotations

from pia_tui.rules.threshold import DecisionTable, Judgement
from pia_tui.tui.drawing.glyphs import glyphs
from pia_tui.tui.drawing.styled import Line, Run
from pia_tui.tui.drawing.wrap import pad_to, text_width
from pia_tui.tui.widgets.reading_view import Paragraph

ROW_HEAD = "対象人数"


def table_lines(table: DecisionTable, width: int) -> list[Line]:
    """The table in `width` cells (68 at least).

    The heads of the selected row and column have ◆ before them, the selected cell stands in 【　】.
    """
    sign = glyphs()
    longest = max(text_width(ROW_HEAD), *(text_width(row) for row in table.rows))
    mark = text_width(sign.selected_left)
    wanted = max(text_width(text) + mark * (at == table.column) for at, text in enumerate(table.short_columns))
    # Where the window is narrow, the heads of the columns come before the long arrow of the selected row.
    head = min(longest + 6, max(longest + mark + 3, width - 6 - 2 * wanted))
    cell = max(16, (width - head - 6) // 2)
    bar = Run(f" {sign.vertical} ", "muted")
    lines: list[Line] = []
    heads: list[Run] = [Run("  "), Run(_centred(ROW_HEAD, head), "label")]
    for number, column in enumerate(table.short_columns):
        selected = number == table.column
        text = f"{sign.selected_left}{column}" if selected else column
        heads += [bar, Run(_centred(text, cell), "strong" if selected else "label")]
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
    selected_row = number == table.row
    mark = sign.selected_left if selected_row else " " * text_width(sign.selected_left)
    text = f"{mark} {label} "
    lead = sign.horizontal * max(0, head - text_width(text) - 1) + ">" if selected_row else ""
    runs: list[Run] = [
        Run("  "),
        Run(pad_to(text + lead, head), "strong" if selected_row else "text", "highlight" if selected_row else ""),
    ]
    for column, each in enumerate(table.cells[number]):
        if each.selected:
            runs += [bar, Run(_centred(f"【{each.short}】", cell), "chosen", "highlight")]
            continue
        passed = selected_row and table.column is not None and column < table.column
        color = "text" if selected_row or column == table.column else "muted"
        runs += [bar, Run(_centred(each.short, cell), color, "highlight" if passed else "")]
    return runs


def _centred(text: str, width: int) -> str:
    left = max(0, (width - text_width(text)) // 2)
    return pad_to(" " * left + text, width)


def result_paragraphs(judgement: Judgement, width: int, name: str) -> list[Paragraph]:
    """The whole result to read: the level, the exact text, the table, why, the clause, and what would change it."""
    changes = [shift for shift in judgement.distance if shift.changes]
    same = [shift for shift in judgement.distance if not shift.changes]
    made = [
        Paragraph(name, "strong", 2, lead=f"{glyphs().selected_left} "),
        Paragraph(f"「{judgement.text}」", "chosen", 4),
        Paragraph(""),
    ]
    if judgement.row is not None:
        made += [Paragraph(drawn=(line,)) for line in table_lines(judgement.table(), width - 2)]
    else:
        made += [Paragraph(f"{step.label}：{step.answer} → {step.outcome}", indent=2) for step in judgement.steps]
    made += [
        Paragraph(""),
        Paragraph(" 理由", "strong", background="band"),
        Paragraph(judgement.reason, indent=2),
        Paragraph(" 根拠", "strong", background="band"),
        Paragraph(judgement.clause, indent=2),
        Paragraph(" 人数などが変わると", "strong", background="band"),
    ]
    made += [Paragraph(shift.text, indent=2, lead="・") for shift in changes]
    made += [Paragraph(shift.text, "muted", 2, lead="・") for shift in same]
    made.append(Paragraph(f"（{judgement.source}）", "muted", 2))
    return made
