"""Breaks Japanese text into lines: widths summed once for a paragraph, one bisection for a line, rules at the break."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Mapping
from itertools import accumulate

import msgspec

from pia_tui.export.pdf.kinsoku import SPACES, WATCHED, allowed, cluster_start

MOST_TRACKING = 50
"""A line is spread to full width if that takes at most this much between characters (thousandths of the size)."""
MOST_SQUEEZE = 20
"""追い込み: a line that would come out too short takes in more if that costs at most this much between characters."""

_SEAMS = frozenset("/.-_=&?@:")
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
    if sums[total] - sums[start] <= free:
        return total, total, 0.0
    fits = _fitting(sums, start, free)
    if fits >= total:  # one character that is wider than the line
        return total, total, 0.0
    if text[fits - 1] not in WATCHED and text[fits] not in WATCHED:
        end = last = fits
    else:
        end = _line_end(text, sums, start, free, fits)
        last = _without_spaces(text, start, end)
    spread = (free - sums[last] + sums[start]) / max(1, last - start - 1)
    if squeeze and (spread > MOST_TRACKING or total - end <= _ORPHAN) and end < total:
        # Too short a line, or one or two characters left alone: see whether a little more can be squeezed in.
        wider = free + free * MOST_SQUEEZE // 1000
        more = _line_end(text, sums, start, wider, _fitting(sums, start, wider))
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


def _fitting(sums: list[int], start: int, room: int) -> int:
    """How far the room goes when nothing but widths count; one character at least."""
    return max(bisect_right(sums, sums[start] + room, start + 1) - 1, start + 1)


def _line_end(text: str, sums: list[int], start: int, room: int, fits: int) -> int:
    """Where the line that begins at `start` ends: the last allowed break in what fits."""
    total = len(text)
    if fits >= total:
        return total
    end = fits
    while end < total and text[end] in SPACES:  # end spaces hang over
        end += 1
    if end >= total:
        return total
    at = _step_back(text, sums, start, end, room)
    if at > start:
        return at
    # The word has no room even on a line of its own: cut it after a sign, else anywhere the signs let it be cut.
    seams = (place for place in range(fits, start, -1) if text[place - 1] in _SEAMS and allowed(text, place))
    seam = next(seams, start)
    if sums[seam] - sums[start] >= room * 0.5:
        return seam
    return next((place for place in range(fits, start, -1) if allowed(text, place)), fits)


def _step_back(text: str, sums: list[int], start: int, at: int, room: int) -> int:
    """The nearest break at or before `at` that keeps all rules; `start` if there is none."""
    while at > start:
        if not allowed(text, at):
            at -= 1
            continue
        cut = cluster_start(text, start, at)
        if cut == at:
            return at
        if sums[at] - sums[cut] > room * 0.8 and cut > start:
            # A word that hardly fits a line of its own (a host name) is cut after a sign, or where the line ends.
            return next((place for place in range(at, cut, -1) if text[place - 1] in _SEAMS), at)
        at = cut
    return start
