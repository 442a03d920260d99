"""Sets text in lines of a measure: breaks by `typesetting`, spread or squeezed to fill, markers that hang."""

from __future__ import annotations

import re
from collections.abc import Mapping
from itertools import accumulate

import msgspec

from pia_tui.typesetting.breaking import line_end
from pia_tui.typesetting.kinsoku import SPACES

MOST_TRACKING = 50
"""A line is spread to full width if that takes at most this much between characters (thousandths of the size)."""
MOST_SQUEEZE = 20
"""追い込み: a line that would come out too short takes in more if that costs at most this much between characters."""

_ORPHAN = 2
_HANGING_SHARE = 0.35

MARKER = re.compile(
    r"[ 　]*(?:"
    r"[・･•‣●○◎◇◆□■△▲▽▼★☆※→⇒](?![・･…])"
    r"|[-*＊－][ 　]"
    r"|[①-⑳㉑-㉟㊱-㊿❶-❿⑴-⒇]"
    r"|[(（〔［\[][0-9０-９]{1,3}[)）〕］\]]"
    r"|[(（][一二三四五六七八九十ア-ンｱ-ﾝa-zA-Zａ-ｚＡ-Ｚⅰ-ⅻⅠ-Ⅻ]{1,2}[)）]"
    r"|[0-9０-９]{1,2}[.．)）](?![0-9０-９])"
    r"|[ア-ンa-zａ-ｚⅰ-ⅻⅠ-Ⅻ][.．)）](?![a-zA-Z0-9])"
    r")[ 　]*"
)
"""The sign that begins a list item (①, ・, (1), １．); its following lines begin where its text begins."""


class TextLine(msgspec.Struct, frozen=True, gc=False):
    """One line: its text, its distance from the left, its width without end spaces, and the spread between characters.

    All in points; `tracking` is what is added after every character so that the line fills the measure.
    """

    text: str
    x: float
    width: float
    tracking: float
    goes_on: bool = False
    """Whether the same paragraph goes on in the next line."""


def break_text(
    text: str, widths: Mapping[str, int], size: float, measure: float, *, hanging: bool = True, even: bool = True
) -> list[TextLine]:
    """Lines for a text that may hold line ends. `measure` is the room in points, `size` the type size.

    With `even` lines are spread or squeezed to fill the measure. With `hanging` the lines after a list marker begin
    where its text begins. No line is wider than the measure, unless one single character is. Spaces at a line's end
    are not counted.
    """
    lines: list[TextLine] = []
    for paragraph in text.split("\n"):
        lines += _break_paragraph(paragraph.rstrip(" 　"), widths, size, measure, hanging=hanging, even=even)
    return lines


def _break_paragraph(
    text: str, widths: Mapping[str, int], size: float, measure: float, *, hanging: bool, even: bool
) -> list[TextLine]:
    if not text:
        return [TextLine("", 0.0, 0.0, 0.0)]
    sums = list(accumulate(map(widths.__getitem__, text), initial=0))
    room = int(measure * 1000 / size + 0.01)
    total = len(text)
    if sums[total] <= room:
        return [TextLine(text, 0.0, sums[total] * size / 1000, 0.0)]
    hang = 0
    marker = MARKER.match(text) if hanging else None
    if marker and sums[marker.end()] <= room * _HANGING_SHARE:
        hang = sums[marker.end()]
    lines: list[TextLine] = []
    start, indent = 0, 0
    while start < total:
        free = room - indent
        end, last, spread = _fitted(text, sums, start, free, squeeze=even)
        if even and -MOST_SQUEEZE <= spread <= MOST_TRACKING and (end < total or spread < 0):
            width, tracking = free * size / 1000, spread * size / 1000
        else:
            width, tracking = (sums[last] - sums[start]) * size / 1000, 0.0
        lines.append(TextLine(text[start:end], indent * size / 1000, width, tracking, end < total))
        start, indent = end, hang
    return lines


def _fitted(text: str, sums: list[int], start: int, free: int, *, squeeze: bool) -> tuple[int, int, float]:
    """Where the line ends, with and without its end spaces, and how far to spread its characters to fill its room."""
    total = len(text)
    end = line_end(text, sums, start, free, spaces_hang=True)
    if end >= total:
        return total, _without_spaces(text, start, total), 0.0
    last = _without_spaces(text, start, end)
    spread = (free - sums[last] + sums[start]) / max(1, last - start - 1)
    if squeeze and (spread > MOST_TRACKING or total - end <= _ORPHAN):
        # Too short a line, or one or two characters left alone: see whether a little more can be squeezed in.
        more = line_end(text, sums, start, free + free * MOST_SQUEEZE // 1000, spaces_hang=True)
        if more > end:
            end_more = _without_spaces(text, start, more)
            squeezed = (free - sums[end_more] + sums[start]) / max(1, end_more - start - 1)
            if -MOST_SQUEEZE <= squeezed <= 0:
                return more, end_more, squeezed
    return end, last, spread


def _without_spaces(text: str, start: int, end: int) -> int:
    while end > start and text[end - 1] in SPACES:
        end -= 1
    return end
