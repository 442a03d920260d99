"""The pages of a PDF as text, for consoles that can show no picture."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator

from pia_tui.export.pdf.linebreak import break_text
from pia_tui.export.pdf.pages import Layout, PdfPage, Text

_HEADS = {"H1": "◆ ", "H2": "■ ", "H3": "● ", "H4": "○ "}
_INDENT = "  "


class _Columns(dict[str, int]):
    """Widths of characters on a console, in thousandths of a wide one."""

    def __missing__(self, char: str) -> int:
        if unicodedata.combining(char) or unicodedata.category(char) in ("Cf", "Mn"):
            width = 0
        else:
            width = 1000 if unicodedata.east_asian_width(char) in "WFA" else 500
        self[char] = width
        return width


def preview(layout: Layout, columns: int = 80) -> list[str]:
    """One text for each page, in the order of reading, in lines of at most `columns` columns."""
    count = len(layout.pages)
    return [_page(page, number, count, columns) for number, page in enumerate(layout.pages, start=1)]


def _page(page: PdfPage, number: int, count: int, columns: int) -> str:
    widths = _Columns()
    head = f"── {number}/{count} "
    used = sum(map(widths.__getitem__, head)) // 500
    lines = [head + "─" * max(0, (columns - used) // 2)]
    row_y = -1.0
    for text in sorted(page.texts, key=lambda text: text.tag is None and text.y > page.size[1] / 2):
        if text.tag is None and (text.y > page.size[1] - 60 or text.y < 45):
            continue  # footer and draft mark
        kind = text.tag.kind if text.tag is not None else "TH"
        beside = kind in ("TD", "P", "Link") and abs(text.y - row_y) < 120 and text.x > 80
        mark = _HEADS.get(kind, _INDENT * 2 if beside else _INDENT if kind in ("TD", "TH") else "")
        row_y = text.y
        for paragraph in _paragraphs(text):
            measure = (columns - sum(map(widths.__getitem__, mark)) // 500) / 2
            broken = break_text(paragraph, widths, 1.0, measure, even=False)
            after = " " * (sum(map(widths.__getitem__, mark)) // 500)
            for at, line in enumerate(broken):
                indent = " " * round(line.x * 2)
                lines.append(f"{mark if at == 0 else after}{indent}{line.text}".rstrip())
            mark = after
    for picture in page.pictures:
        lines.append(f"{_INDENT}［図: {picture.tag.alt}］")
    return "\n".join(lines) + "\n"


def _paragraphs(text: Text) -> Iterator[str]:
    """The paragraphs of a cell: lines of the page that belong together are joined again."""
    waiting = ""
    for line in text.lines:
        waiting += " ".join(run.text for run in line.runs if run.text)
        if not line.goes_on:
            yield waiting
            waiting = ""
    if waiting:
        yield waiting
