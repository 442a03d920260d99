"""Page numbers as lines of their own that count up: where nothing else tells pages apart, pages end there."""

from __future__ import annotations

import re
import unicodedata

_LINE = re.compile(r"[^\n\f]+")
_NUMBER = re.compile(
    r"-+(\d{1,3})-+|p(?:age)?\.?(\d{1,3})|(\d{1,3})(?:/\d{1,3}|頁|ページ|枚目)(?:中\d+)?|(\d{1,3})/\d{1,3}|(\d{1,3})"
)
_LEAST = 4
"""So many numbers must count up."""
_FIRST = 3
_LONGEST = 16


def page_ends(source: str) -> list[tuple[int, int]]:
    """The lines [start, end) that are page numbers at the foot or head of pages, none where they do not count up."""
    found: list[tuple[int, int, int]] = []
    for line in _LINE.finditer(source):
        text = unicodedata.normalize("NFKC", "".join(line[0].split())).casefold()
        match = _NUMBER.fullmatch(text) if len(text) < _LONGEST else None
        if match:
            found.append((line.start(), line.end(), int(next(group for group in match.groups() if group))))
    return _chain(found)


def _chain(found: list[tuple[int, int, int]]) -> list[tuple[int, int]]:
    """The longest run of numbers that count up by one (a lost page: by two)."""
    best: dict[int, list[tuple[int, int]]] = {}
    for start, end, number in found:
        before = max((best.get(number - step, []) for step in (1, 2)), key=len)
        if not before and number > _FIRST:
            continue
        run = [*before, (start, end)]
        if len(run) > len(best.get(number, [])):
            best[number] = run
    longest = max(best.values(), key=len, default=[])
    return longest if len(longest) >= _LEAST else []


def at_head(source: str, ends: list[tuple[int, int]]) -> bool:
    """Whether the numbers stand at the heads of their pages: nothing stands before the first."""
    return bool(ends) and not source[: ends[0][0]].strip()
