"""Parts of a text underlined, as in a 新旧対照表."""

from __future__ import annotations

from collections.abc import Sequence

import msgspec

from pia_tui.export.pdf.pages import BASELINE, Fill, PdfLine, PdfPage, PdfRun, Style
from pia_tui.export.pdf.typeset import Typography

_DROP, _THICK = 1.7, 0.7
"""How far under the baseline the line stands, and how thick it is, in points."""


def underlined(style: Style) -> Style:
    """The style with a line under it."""
    return msgspec.structs.replace(style, underlined=True)


def marked_lines(
    text: str, spans: Sequence[tuple[int, int]], style: Style, marked: Style, width: float, type_: Typography
) -> tuple[PdfLine, ...]:
    """The text in lines, with the parts at `spans` (start, end) in the style `marked`."""
    lines = type_.lines(text, style, width)
    if not spans:
        return lines
    plain = text.replace("\t", "\u3000")
    flags = [False] * len(plain)
    for start, end in spans:
        flags[start:end] = [True] * (end - start)
    made = []
    at = 0
    for line in lines:
        runs: list[PdfRun] = []
        for run in line.runs:
            found = plain.find(run.text, at)
            if found < 0:  # the line was spread anew; it stays without marks rather than with wrong ones
                runs.append(run)
                continue
            runs += _cut(run, flags[found : found + len(run.text)], marked, type_)
            at = found + len(run.text)
        made.append(PdfLine(line.height, tuple(runs), line.goes_on))
    return tuple(made)


def _cut(run: PdfRun, flags: Sequence[bool], marked: Style, type_: Typography) -> list[PdfRun]:
    runs = []
    x, start = run.x, 0
    while start < len(run.text):
        end = start + 1
        while end < len(run.text) and flags[end] == flags[start]:
            end += 1
        part = run.text[start:end]
        runs.append(PdfRun(x, part, marked if flags[start] else run.style, run.tracking))
        x += type_.width(part, run.style) + run.tracking * len(part)
        start = end
    return runs


def draw_underlines(page: PdfPage, type_: Typography) -> None:
    """Draw the lines under all texts of a page that have an underlined style."""
    for text in page.texts:
        y = text.y
        for line in text.lines:
            for run in line.runs:
                if run.style.underlined and run.text.strip():
                    base = y + line.height / 2 + BASELINE * run.style.size
                    wide = type_.width(run.text, run.style) + run.tracking * len(run.text)
                    page.fills.append(Fill(text.x + run.x, base + _DROP, wide, _THICK, run.style.colour))
            y += line.height
