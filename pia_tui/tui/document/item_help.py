"""What is said about an item: what to write, a good and a poor example, the choices, the dates and marks it takes."""

from __future__ import annotations

from pia_tui.assessment import Assessment, Node, Part
from pia_tui.departments import department_at
from pia_tui.tui.document.sheet import Row, why_off
from pia_tui.tui.drawing.styled import Line, Run
from pia_tui.tui.drawing.wrap import cut_to, text_width, wrapped
from pia_tui.tui.widgets.reading_view import Paragraph

_HOW = {
    "text": "Enter で書き始めます。文字を打ち始めても開きます。",
    "choice": "数字で選べます。Enter で選択肢を開きます。",
    "multi": "Enter で開き、スペースキーで○を付けます。数字でも付けられます。",
    "flag": "スペースキーで○を付けたり外したりします。",
    "date": "令和7年4月15日、R7.4.15、2025-04-15 のどれで入れても、和暦で残ります。",
    "count": "件数を数字で入れます。",
    "figure": "Enter で、PNG か JPEG の図のファイルを選びます（20MB まで）。",
}

_WRITING = {
    "text": "書いた文は自動で保存されます。Esc で書き終わり、Tab で次の項目へ移ります。",
    "date": "令和7年4月15日、R7.4.15、2025-04-15 のどれで入れても、和暦で残ります。Enter で次の項目へ移ります。",
    "count": "件数を数字で入れます。Enter で次の項目へ移ります。",
}
_CHOOSING = {
    "choice": "↑ ↓ で動き、Enter で選んで次へ移ります。スペースキーか数字でも選べます。Esc で、選ばずに戻ります。",
    "multi": "↑ ↓ で動き、スペースキーか数字で○を付けます。もう一度で外れます。Enter で次の項目へ、Esc で終わります。",
    "flag": "↑ ↓ で動き、Enter で選んで次へ移ります。スペースキーか数字でも選べます。Esc で、選ばずに戻ります。",
}
MORE = "…（F1 で全文）"
"""The end of a hint that is longer than its lines."""
_GROUNDS = "別表や第2条の表の項は、操作（Ctrl+P）の「法令上の根拠を選ぶ」で、表から選んで書けます。"
"""For items whose text can be picked from the law's tables."""
_ROWS = {
    "add": "Enter で追加します",
    "next_section": "Enter で次の章へ移ります。前の章や離れた章へは F4（目次）で移れます。",
}
"""What to press on rows that hold no answer."""
_NO_LETTERS = {
    "block": "ここは見出しの行です。↓ で中の項目に移ってから書きます（← → で、たたむ・開く）。",
    "add": "ここは欄を増やす行です。Enter で追加してから書きます。",
    "next_section": "ここは次の章への行です。Enter で移ってから書きます。",
    "off": "いまは書かない欄です。スペースキーで中を見られます。",
}
"""What to press on rows on which nothing can be written."""


def how_on(row: Row) -> str:
    """What to press on a row that takes no letters."""
    kind = row.node.value_kind if row.node is not None and row.editable else None
    if kind is not None:
        return f"ここは図の欄です。{how(kind)}" if kind == "figure" else f"ここは選ぶ欄です。{how(kind)}"
    return _NO_LETTERS.get(row.kind, "↑ ↓ で、書く項目に移ってください。")


def how(kind: str | None, mode: str = "editor") -> str:
    """What to press at an answer of a kind: while one moves about, writes ("text") or chooses ("choose")."""
    return {"text": _WRITING, "choose": _CHOOSING}.get(mode, _HOW).get(kind or "", "")


def help_paragraphs(document: Assessment, part: Part | None, row: Row | None, mode: str = "editor") -> list[Paragraph]:
    """The help for the row with the cursor, for the pane or the page of help; `mode` as `FormPane.mode`."""
    if row is None or row.node is None:
        return _section_help(part, row)
    node, item = row.node, row.node.item
    made = [Paragraph(row.label, "strong"), Paragraph("")]
    if row.kind == "off":
        made.append(Paragraph("いまは書かない欄です。スペースキーで、中を見たり閉じたりします。", "muted"))
        return made
    if item.help:
        made += [Paragraph("書くこと", "label", background="band"), Paragraph(item.help), Paragraph("")]
    if item.good:
        made += [Paragraph("良い例", "good"), Paragraph(item.good, indent=2), Paragraph("")]
    if item.poor:
        made += [Paragraph("良くない例", "warning"), Paragraph(item.poor, indent=2), Paragraph("")]
    if item.choices and node.value_kind in ("choice", "multi"):
        made += [Paragraph("選択肢", "label", background="band")]
        made += [Paragraph(f"{number}）{text}", indent=1) for number, text in enumerate(item.choice_texts, start=1)]
        made.append(Paragraph(""))
    made += _remarks(document, node)
    if department := department_at(document, document.key(node.path)):
        made += [Paragraph(f"担当：{department}", "muted"), Paragraph("")]
    if row.editable and (keys := how(node.value_kind, mode)):
        made.append(Paragraph(keys, "muted"))
    return made


def _section_help(part: Part | None, row: Row | None) -> list[Paragraph]:
    made = [Paragraph(row.label, "strong"), Paragraph("")] if row else []
    if part is not None and part.section.help:
        made += [Paragraph("この章", "label", background="band"), Paragraph(part.section.help)]
    return made


def _remarks(document: Assessment, node: Node) -> list[Paragraph]:
    """The form's own marks on an item: 任意, ※, a condition."""
    item = node.item
    made: list[Paragraph] = []
    if item.optional:
        made.append(Paragraph("この項目は、書かなくてもかまいません。", "muted"))
    change = document.form.important_change(item.id)
    if change is not None:
        made.append(Paragraph(f"※ この項目を変えると、重要な変更（{change.name}）に当たることがあります。", "muted"))
    if item.when is not None and not node.applies:
        made.append(Paragraph(why_off(document, item.when) + "。", "warning"))
    if item.grounds is not None or item.role == "recipient":
        made.append(Paragraph(_GROUNDS, "muted"))
    if item.source:
        made.append(Paragraph(f"出典：{item.source}", "muted"))
    return [*made, Paragraph("")] if made else made


def hint_lines(row: Row | None, width: int, count: int = 2, *, mode: str = "editor") -> list[Line]:
    """The help in a few lines, for windows without room for the pane."""
    if row is None or row.node is None:
        text = _ROWS.get(row.kind, "") if row is not None else ""
        shown = _lines(text, width, count)
        rows: list[Line] = [[Run(line, "muted")] for line in shown]
        return [*rows, *([[Run("")]] * (count - len(rows)))]
    item, kind = row.node.item, row.node.value_kind
    first = item.help or how(kind, mode)
    lines: list[Line] = []
    choices = ""
    if kind == "choice":
        choices = "　".join(f"{number}）{text}" for number, text in enumerate(item.choice_texts, start=1))
    if choices:
        lines = [[Run(text, "label")] for text in _lines(choices, width, 1 if text_width(choices) <= width else 2)]
    room = count - len(lines)
    if room > 0:
        told: list[Line] = [[Run(text, "muted")] for text in _lines(first, width, room)]
        lines = told + lines
    if len(lines) < count and item.good and not choices:
        lines.append([Run(_lines(f"例）{item.good}", width, 1)[0], "muted")])
    return [*lines, *([[Run("")]] * count)][:count]


def _lines(text: str, width: int, count: int) -> list[str]:
    """A text in so many lines; where more follows, the last says that F1 shows it whole."""
    lines, more = wrapped(text, width, count)
    if not more or not lines:
        return list(lines) or [""]
    return [*lines[:-1], cut_to(lines[-1], width - text_width(MORE), "") + MORE]
