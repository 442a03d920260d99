"""Answers as they stand in a cell: text, [ choice ] with its list, [ ○ ] marks in columns, （　）件."""

from __future__ import annotations

from collections.abc import Sequence

from pia_tui.export.pdf.entries import PrintedItem
from pia_tui.export.pdf.pages import PdfLine, PdfRun, Style
from pia_tui.export.pdf.tables import PAD_X, PdfPart
from pia_tui.export.pdf.typeset import Typography
from pia_tui.forms import Item

CHOICES_HEAD = "＜選択肢＞"
_MARK, _NO_MARK = "[ ○ ]", "[ 　 ]"
_VALUE_SHARE = 0.42
_COLUMN_GAP = 10.0
_CHOICE_INDENT, _CHOICE_GAP = 5.0, 7.0


def answer_parts(entry: PrintedItem, width: float, type_: Typography) -> tuple[PdfPart, ...]:
    """The parts of an entry's cell of this width, in the order of reading."""
    kind = "text" if entry.item.fixed else entry.item.value_kind
    inner = width - 2 * PAD_X
    if kind == "choice":
        return choice_parts(entry, inner, type_)
    if kind == "multi":
        return (PdfPart(PAD_X, inner, mark_lines(entry, inner, type_)),)
    if kind == "flag":
        return (PdfPart(PAD_X, inner, flag_lines([entry], inner, type_), middle=True),)
    if kind == "count":
        return (PdfPart(PAD_X, inner, type_.lines(count_text(entry), type_.body, inner), middle=True),)
    return (text_part(entry.text, width, type_.body, type_),)


def text_part(text: str, width: float, style: Style, type_: Typography, align: str = "left") -> PdfPart:
    """Free text in a cell of this width."""
    inner = width - 2 * PAD_X
    return PdfPart(PAD_X, inner, type_.lines(text.strip("\n"), style, inner, align) if text else (), middle=True)


def count_text(entry: PrintedItem) -> str:
    """（　55　）件, with the number in the label's bracket."""
    number = "" if entry.value is None else str(entry.value)
    before, bracket, after = entry.item.label.partition("（")
    _, _, tail = after.partition("）")
    return f"{before}{bracket}　{number or '　'}　）{tail}"


def choice_parts(entry: PrintedItem, inner: float, type_: Typography) -> tuple[PdfPart, ...]:
    """The chosen text in its bracket, and the list to choose from: beside it, or under it where that is too long."""
    texts = entry.item.choice_texts
    listed = [f"{number}）{text}" for number, text in enumerate(texts, start=1)]
    side = inner * (1 - _VALUE_SHARE)
    counts = [kid for kid in entry.kids if kid.item.kind == "count"]
    free = entry.kid(1) if entry.item.free_text_label else None
    extra = [count_text(kid) for kid in counts] + ([_free_text(free)] if free else [])
    if max(type_.width(text, type_.choice) for text in listed) > side or any(
        type_.width(text, type_.body) > 1.9 * (inner * _VALUE_SHARE - 30) for text in texts
    ):
        lines = _bracket(entry.text, inner, type_)
        lines += tuple(line for text in extra for line in type_.lines(text, type_.body, inner))
        return (PdfPart(PAD_X, inner, lines + _choice_list(listed, inner, type_), middle=True),)
    room = inner * _VALUE_SHARE
    lines = _bracket(entry.text, room - 12, type_)
    lines += tuple(line for text in extra for line in type_.lines(text, type_.body, room - 12))
    return (
        PdfPart(PAD_X, room, lines, middle=True),
        PdfPart(PAD_X + room, side, _choice_list(listed, side, type_), middle=True),
    )


def mark_lines(entry: PrintedItem, inner: float, type_: Typography) -> tuple[PdfLine, ...]:
    """All options with their marks, in as many columns as fit; an option with a bracket has a line of its own."""
    item = entry.item
    marked = entry.value if isinstance(entry.value, tuple) else ()
    if item.choice_groups:
        lines: tuple[PdfLine, ...] = ()
        number = 1
        for group in item.choice_groups:
            lines += type_.lines(f"・{group.label}", type_.label, inner)
            numbered = list(enumerate((option.text for option in group.options), start=number))
            lines += _marks(entry, item, numbered, marked, inner, 10.0, type_)
            number += len(group.options)
        return lines
    return _marks(entry, item, list(enumerate(item.choice_texts, start=1)), marked, inner, 0.0, type_)


def flag_lines(flags: Sequence[PrintedItem], inner: float, type_: Typography) -> tuple[PdfLine, ...]:
    """Flags side by side: [ ○ ] 提供を行っている （　3　）件."""
    texts = []
    for flag in flags:
        counts = "".join(f"　{count_text(kid)}" for kid in flag.kids if kid.item.kind == "count")
        texts.append(f"{_MARK if flag.value is True else _NO_MARK} {flag.label}{counts}")
    return _grid(texts, inner, 0.0, type_, wanted=2)


def _marks(
    entry: PrintedItem,
    item: Item,
    options: list[tuple[int, str]],
    marked: Sequence[str],
    inner: float,
    indent: float,
    type_: Typography,
) -> tuple[PdfLine, ...]:
    lines: list[PdfLine] = []
    waiting: list[str] = []
    wanted = item.print.columns if item.print and item.print.columns else 0

    def flush() -> None:
        lines.extend(_grid(waiting, inner, indent, type_, wanted=wanted))
        waiting.clear()

    for number, text in options:
        shown = f"{_MARK if text in marked else _NO_MARK} {text}"
        if item.choices[number - 1].free_text:
            flush()
            free = entry.kid(number)
            lines.extend(_hanging(f"{shown}{_free_text(free)}", inner, indent, type_))
        else:
            waiting.append(shown)
    flush()
    return tuple(lines)


def _free_text(free: PrintedItem | None) -> str:
    """The bracket of その他（　　）, or of a label that brings its own bracket."""
    text = free.text if free else ""
    if free and free.label.startswith("（") and free.label.endswith("）"):
        label = free.label.rstrip("）　")
        return f"{label}　{text}　）"
    return f"　（　{text}　）" if text else "　（　　　　　　　　　　　　　　　　　　）"


def _hanging(text: str, inner: float, indent: float, type_: Typography) -> tuple[PdfLine, ...]:
    """A marked option that may take several lines; they begin under its text, not under its mark."""
    style = type_.mark
    mark = type_.width(f"{_MARK} ", style)
    head, body = text[: len(_MARK)], text[len(_MARK) + 1 :]
    lines = type_.lines(body, style, inner - indent - mark)
    moved = tuple(_moved(line, indent + mark) for line in lines)
    first = moved[0].runs[0]
    if not first.tracking:  # one run: a mark and its text belong together
        return (
            PdfLine(moved[0].height, (PdfRun(indent, f"{head} {first.text}", style),), moved[0].goes_on),
            *moved[1:],
        )
    return (PdfLine(moved[0].height, (PdfRun(indent, head, style), first), moved[0].goes_on), *moved[1:])


def _grid(texts: Sequence[str], inner: float, indent: float, type_: Typography, *, wanted: int) -> tuple[PdfLine, ...]:
    """Marked options in up to three columns, each as wide as it needs; one to a line where they do not fit."""
    if not texts:
        return ()
    style = type_.mark
    widths = [type_.width(text, style) + _COLUMN_GAP for text in texts]
    columns = min(wanted or 3, len(texts))
    while columns > 1 and sum(_column_widths(widths, columns)) - _COLUMN_GAP > inner - indent:
        columns -= 1
    if columns <= 1:
        return tuple(line for text in texts for line in _hanging(text, inner, indent, type_))
    spare = (inner - indent + _COLUMN_GAP - sum(_column_widths(widths, columns))) / columns
    lines = []
    for at in range(0, len(texts), columns):
        runs: list[PdfRun] = []
        x = indent
        for text, width in zip(texts[at : at + columns], _column_widths(widths, columns), strict=False):
            runs.append(PdfRun(x, text, style))
            x += width + spare
        lines.append(PdfLine(style.leading, tuple(runs)))
    return tuple(lines)


def _column_widths(widths: Sequence[float], columns: int) -> list[float]:
    return [max(widths[column::columns]) for column in range(columns)]


def _bracket(text: str, width: float, type_: Typography) -> tuple[PdfLine, ...]:
    """[　十分である　] with the brackets at both ends of the room."""
    style = type_.body
    end = type_.width("]", style)
    lines = type_.lines(text, style, width - 2 * end - 8, "center")
    made = []
    for at, line in enumerate(lines):
        runs = _moved(line, end + 4).runs if text else ()
        if at == 0:
            runs = (PdfRun(0.0, "[", style), *runs)
        if at == len(lines) - 1:
            runs = (*runs, PdfRun(width - end, "]", style))
        made.append(PdfLine(line.height, runs, line.goes_on))
    return tuple(made)


def _choice_list(listed: Sequence[str], width: float, type_: Typography) -> tuple[PdfLine, ...]:
    """＜選択肢＞ and the numbered texts, two to a line where there are more than two and they fit."""
    style = type_.choice
    lines = [PdfLine(style.leading, (PdfRun(0.0, CHOICES_HEAD, style),))]
    widths = [type_.width(text, style) + _CHOICE_GAP for text in listed]
    if len(listed) < 3 or sum(_column_widths(widths, 2)) - _CHOICE_GAP > width - _CHOICE_INDENT:
        for text in listed:
            lines.extend(_moved(line, _CHOICE_INDENT) for line in type_.lines(text, style, width - _CHOICE_INDENT))
        return tuple(lines)
    second = _CHOICE_INDENT + max(_column_widths(widths, 2)[0], (width - _CHOICE_INDENT) * 0.45)
    if second + _column_widths(widths, 2)[1] - _CHOICE_GAP > width:
        second = _CHOICE_INDENT + _column_widths(widths, 2)[0]
    for at in range(0, len(listed), 2):
        runs: tuple[PdfRun, ...] = (PdfRun(_CHOICE_INDENT, listed[at], style),)
        if at + 1 < len(listed):
            runs += (PdfRun(second, listed[at + 1], style),)
        lines.append(PdfLine(style.leading, runs))
    return tuple(lines)


def _moved(line: PdfLine, by: float) -> PdfLine:
    runs = tuple([PdfRun(run.x + by, run.text, run.style, run.tracking) for run in line.runs])
    return PdfLine(line.height, runs, line.goes_on)
