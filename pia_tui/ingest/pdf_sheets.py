"""Sheets of paper and pages: pages turned on their side, and two pages beside each other on one sheet."""

from __future__ import annotations

from dataclasses import replace

from pia_tui.ingest.pdf_pages import Char, RuledLine, SeenPage

_GUTTER = 0.02
"""Half of the width, as a share of the sheet's, that is empty between two pages."""
_LEAST = 20
"""So many letters at least stand on each of two pages."""


def sheets_of(page: SeenPage) -> list[SeenPage]:
    """The pages on a sheet, upright, in the order of reading."""
    page = _upright(page)
    if page.width <= page.height:
        return [page]
    middle = page.width / 2
    edge = page.width * _GUTTER
    crossed = any(char.x0 < middle + edge and char.x1 > middle - edge for char in page.chars) or any(
        rule.start < middle - edge and rule.end > middle + edge for rule in page.level
    )
    halves = [_half(page, 0.0, middle), _half(page, middle, page.width)]
    if crossed or any(len(half.chars) < _LEAST for half in halves):
        return [page]
    return halves


def _half(page: SeenPage, left: float, right: float) -> SeenPage:
    """What stands between two uprights, as a page of its own."""
    return SeenPage(
        right - left,
        page.height,
        [
            replace(char, x0=char.x0 - left, x1=char.x1 - left)
            for char in page.chars
            if left <= (char.x0 + char.x1) / 2 < right
        ],
        [
            RuledLine(rule.at, max(rule.start, left) - left, min(rule.end, right) - left)
            for rule in page.level
            if rule.start < right and rule.end > left
        ],
        [RuledLine(rule.at - left, rule.start, rule.end) for rule in page.upright if left <= rule.at < right],
    )


def _upright(page: SeenPage) -> SeenPage:
    """The page turned so that its letters stand upright."""
    for _ in range((4 - page.quarter_turns) % 4):
        page = _rotated(page)
    return page


def _rotated(page: SeenPage) -> SeenPage:
    """A quarter turn clockwise."""
    height = page.height
    return SeenPage(
        height,
        page.width,
        [Char(c.text, height - c.bottom, height - c.top, c.x0, c.x1, c.size) for c in page.chars],
        [RuledLine(rule.at, height - rule.end, height - rule.start) for rule in page.upright],
        [RuledLine(height - rule.at, rule.start, rule.end) for rule in page.level],
    )
