"""Where two texts differ, for showing them side by side: fast on long ones, exact on short pieces."""

from __future__ import annotations

import re
from collections.abc import Iterator
from difflib import SequenceMatcher

Span = tuple[int, int]
_PIECES = re.compile(r"[^、。\n]+[、。\n]?|[、。\n]")
_FINE = 400_000
"""Pieces are compared letter by letter where their lengths multiplied are no more than this."""


def differing(one: str, other: str) -> tuple[list[Span], list[Span]]:
    """(spans of `one`, spans of `other`), from and to, that the other text does not have in the same place."""
    mine: list[Span] = []
    theirs: list[Span] = []
    for (a, b), (c, d) in _rough(one, other):
        if (b - a) * (d - c) <= _FINE:
            for low, high, start, end in _changed(SequenceMatcher(None, one[a:b], other[c:d], autojunk=False)):
                mine.append((a + low, a + high))
                theirs.append((c + start, c + end))
        else:
            mine.append((a, b))
            theirs.append((c, d))
    return _joined(mine), _joined(theirs)


def _rough(one: str, other: str) -> Iterator[tuple[Span, Span]]:
    """The stretches between sentences that both texts have."""
    left, right = _PIECES.findall(one), _PIECES.findall(other)
    at, there = _starts(left), _starts(right)
    for low, high, start, end in _changed(SequenceMatcher(None, left, right, autojunk=False)):
        yield (at[low], at[high]), (there[start], there[end])


def _changed(matcher: SequenceMatcher[str]) -> Iterator[tuple[int, int, int, int]]:
    return (codes[1:] for codes in matcher.get_opcodes() if codes[0] != "equal")


def _starts(pieces: list[str]) -> list[int]:
    starts = [0]
    for piece in pieces:
        starts.append(starts[-1] + len(piece))
    return starts


def _joined(spans: list[Span]) -> list[Span]:
    """Without empty ones; those that touch, or leave one letter between them, are one: less to look at."""
    made: list[Span] = []
    for start, end in spans:
        if start == end:
            continue
        if made and start - made[-1][1] <= 1:
            made[-1] = (made[-1][0], end)
        else:
            made.append((start, end))
    return made
