"""Where a line ends: one bisection over summed widths, the rules at the break only.

The unit of the widths is the caller's: thousandths of the type size in print, cells on a screen.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence

from pia_tui.typesetting.kinsoku import SPACES, WATCHED, cluster_start, signs_allow

_SEAMS = frozenset("/.-_=&?@:")
"""A word too long for a line is cut after one of these, where there is one."""
_LONG_WORD = 0.8
"""A word that needs more than this share of a line is cut rather than moved to the next."""
_SHORTEST = 0.5
"""A line that ends at a seam of its only word is filled at least to this share."""


def line_end(text: str, sums: Sequence[int], start: int, room: int, *, spaces_hang: bool) -> int:
    """Where the line that begins at `start` ends: the last break that the rules allow and the room takes.

    `sums[i]` is the width of the first i characters. At least one character is taken, however narrow the room. With
    `spaces_hang`, spaces at the end need no room, as in print; in a grid of cells each has its own.
    """
    total = len(text)
    if sums[total] - sums[start] <= room:
        return total
    fits = bisect_right(sums, sums[start] + room, start + 1) - 1
    if fits <= start:
        fits = _with_marks(sums, start + 1, total)
    if fits >= total:
        return total
    if text[fits - 1] not in WATCHED and text[fits] not in WATCHED:
        return fits
    end = fits
    if spaces_hang:
        while end < total and text[end] in SPACES:
            end += 1
        if end >= total:
            return total
    at = _step_back(text, sums, start, end, room)
    return at if at > start else _cut_word(text, sums, start, fits, room)


def _with_marks(sums: Sequence[int], at: int, total: int) -> int:
    """`at`, or behind what takes no room of its own there: it is drawn onto the character before."""
    while at < total and sums[at + 1] == sums[at]:
        at += 1
    return at


def _may_end(text: str, sums: Sequence[int], at: int) -> bool:
    return signs_allow(text, at) and sums[at + 1] > sums[at]


def _step_back(text: str, sums: Sequence[int], start: int, at: int, room: int) -> int:
    """The nearest break at or before `at` that keeps all rules; `start` if there is none."""
    while at > start:
        if not _may_end(text, sums, at):
            at -= 1
            continue
        cut = cluster_start(text, start, at)
        if cut == at:
            return at
        if sums[at] - sums[cut] > room * _LONG_WORD and cut > start:
            # A word that hardly fits a line of its own (a host name) is cut after a sign, or where the line ends.
            return next((place for place in range(at, cut, -1) if text[place - 1] in _SEAMS), at)
        at = cut
    return start


def _cut_word(text: str, sums: Sequence[int], start: int, fits: int, room: int) -> int:
    """Where to cut a word that has no room even on a line of its own: after a sign, else where signs let it be cut."""
    places = [place for place in range(fits, start, -1) if _may_end(text, sums, place)]
    seam = next((place for place in places if text[place - 1] in _SEAMS), start)
    if seam > start and sums[seam] - sums[start] >= room * _SHORTEST:
        return seam
    return places[0] if places else fits
