"""What is markup in a text that a machine read: HTML of known names, Markdown signs, page gaps. All else is content."""

from __future__ import annotations

import html
import re
from bisect import bisect_right
from collections.abc import Iterator
from typing import NamedTuple

from pia_tui.ingest.text.page_numbers import at_head, page_ends

LINE, CELL, SOFT, PAGE = "\n", "\t", "\v", "\f"
"""What separates the clean text: lines, cells of a row, lines inside a cell, pages."""
MARK = "\ufffc"
"""Stands in the clean text for an `<input …>`."""

_NAMES = (
    "a|article|b|big|blockquote|body|br|caption|center|code|col|colgroup|dd|del|div|dl|dt|em|figcaption|figure|font|"
    "footer|form|h[1-6]|head|header|hr|html|i|img|input|ins|label|li|main|mark|meta|nobr|ol|p|pre|rb|rp|rt|ruby|s|"
    "section|small|span|strike|strong|style|sub|sup|table|tbody|td|tfoot|th|thead|title|tr|u|ul|wbr"
)
_BLOCKS = re.compile(r"(?:p|div|br|hr|li|ul|ol|dl|dt|dd|h[1-6]|table|tr|tbody|thead|caption|blockquote|section|pre)$")
_ALONE = "checked|disabled|selected|hidden|nowrap|readonly|required|multiple"
_ATTRIBUTE = rf"""\s+(?:[a-z][\w:-]*\s*=\s*(?:"[^"<>]*"|'[^'<>]*'|[^\s"'<>]+)|(?:{_ALONE})\b)"""
_TAG = re.compile(rf"<(?P<close>/?)(?P<name>{_NAMES})(?P<rest>(?:{_ATTRIBUTE})*)\s*/?>", re.IGNORECASE)
_ROW = re.compile(r"<(?P<close>/?)tr\b[^<>]*>", re.IGNORECASE)
_TABLE = re.compile(r"<(?P<close>/?)table\b[^<>]*>", re.IGNORECASE)

_SPECIAL = re.compile(
    r"(?P<comment><!--.*?-->)"
    rf"|(?P<tag>{_TAG.pattern.replace('?P<close>', '').replace('?P<name>', '').replace('?P<rest>', '')})"
    r"|(?P<entity>&(?:lt|gt|amp|quot|nbsp|ensp|emsp|#\d{2,6}|#x[0-9a-f]{2,6});)"
    r"|(?P<gap>\n(?:[ \u3000]*\n){3,})"
    r"|(?P<rule>(?:(?<=\n)|\A)[ \u3000]*(?P<dash>[-*_=])(?:[ \t]*(?P=dash)){2,}[ \u3000]*(?=\n|\Z))"
    r"|(?P<mark>(?:(?<=\n)|\A)(?=[-=*#\[( ]{0,8}(?:page|ページ)[ .:：]*\d{1,3}\b[^\n]{0,90}(?:\n|\Z)))"
    r"|(?P<bullet>(?:(?<=\n)|\A)[ \u3000]*(?:(?:[-*+]|\#{1,6})[ \u3000]+(?=\S)(?!\d+[ \u3000]*-))+)"
    r"|(?P<bold>\*\*(?=\S[^\n*]*\*\*)|(?<=\S)\*\*)"
    r"|(?P<escape>\\(?=[\[\]*_|<>#()]))"
    r"|(?P<raised>\^\{(?=[^{}\n]{1,20}\})|(?<=[>＞])\}|(?<=[>＞] )\})"
    r"|(?P<newline>\r\n?|\n)"
    r"|(?P<page>\f)"
    r"|(?P<hidden>[\x00-\x08\x0b\x0e-\x1f\x7f-\x9f\u200e\u200f\u202a-\u202e\u2066-\u2069\ud800-\udfff\ufeff\ufffe\uffff])",
    re.IGNORECASE | re.DOTALL,
)
_PAGED = re.compile(r"\n(?:[ \u3000]*\n){3,}|^[-=*#\[( ]{0,8}(?:page|ページ)[ .:：]*\d", re.IGNORECASE | re.MULTILINE)
_PIPE_ROW = re.compile(r"^[ \u3000]*\|.*\|[ \u3000]*$", re.MULTILINE)
_PIPE_RULE = re.compile(r"[\s|:\-]+")


class CleanPiece(NamedTuple):
    """A stretch of clean text. Each of its characters stands at `start + i` of the source, or all at `start`."""

    text: str
    start: int
    moving: bool
    mark: str = ""


def pieces(source: str) -> Iterator[CleanPiece]:
    """The clean text of `source` in pieces; what no piece covers is markup."""
    return _Scan(source).pieces()


class _Scan:
    """One pass over a source."""

    def __init__(self, source: str) -> None:
        self.source = source
        self.cuts = _pipes(source)
        self.rows = _Spans(_wide_rows(source))
        self.nested = _Spans(_nested(source))
        self.has_tags = _TAG.search(source) is not None
        self.row_is_new = False
        self.page_breaks = _page_breaks(source)
        self.has_page_ends = source.count(PAGE) > 1
        """Then many empty lines are but a gap on a page."""

    def pieces(self) -> Iterator[CleanPiece]:
        place = 0
        for special in _SPECIAL.finditer(self.source):
            yield from self._plain(place, special.start())
            kind, start = special.lastgroup or "", special.start()
            if kind == "gap" and start not in self.page_breaks:
                yield CleanPiece(LINE, start, False)
                yield CleanPiece(LINE if self.has_page_ends else PAGE, start + 1, False)
            elif kind in ("newline", "gap") and start in self.page_breaks:
                yield CleanPiece(PAGE, start, False)
            elif kind == "newline":
                yield CleanPiece(SOFT if start in self.rows else LINE, start, False)
            elif kind in ("page", "mark"):
                yield CleanPiece(PAGE, start, False)
            elif kind == "bullet":
                yield CleanPiece(SOFT, start, False)
            elif kind == "entity" and self.has_tags:
                yield CleanPiece(html.unescape(special[0]).replace("\xa0", " "), start, False)
            elif kind == "entity":
                yield CleanPiece(special[0], start, True)
            elif kind == "tag":
                yield from self._tag(special[0], start)
            place = special.end()
        yield from self._plain(place, len(self.source))

    def _tag(self, text: str, start: int) -> Iterator[CleanPiece]:
        tag = _TAG.match(text)
        assert tag is not None
        name = tag["name"].lower()
        inner = start in self.nested
        if name == "input":
            rest = (tag["rest"] or "").lower()
            state = "on" if re.search(r"\bchecked\b", rest) else "radio" if "radio" in rest else "box"
            yield CleanPiece(MARK, start, False, state)
        elif name in ("td", "th"):
            if not tag["close"] and not self.row_is_new:
                yield CleanPiece(" " if inner else CELL, start, False)
            self.row_is_new = False
        elif name == "tr" and not inner:
            self.row_is_new = not tag["close"]
            yield CleanPiece(LINE, start, False)
        elif _BLOCKS.match(name):
            yield CleanPiece(SOFT, start, False)

    def _plain(self, start: int, end: int) -> Iterator[CleanPiece]:
        if self.cuts:
            for place in range(start, end):
                if place in self.cuts:
                    if place > start:
                        yield CleanPiece(self.source[start:place], start, True)
                    if self.cuts[place]:
                        yield CleanPiece(self.cuts[place], place, False)
                    start = place + 1
        if start < end:
            yield CleanPiece(self.source[start:end], start, True)


def _pipes(source: str) -> dict[int, str]:
    """The pipes of Markdown tables with what each becomes: a cell border, or nothing at the edges and in rules."""
    cuts: dict[int, str] = {}
    for row in _PIPE_ROW.finditer(source):
        pipes = [row.start() + i for i, char in enumerate(row[0]) if char == "|" and row[0][i - 1 : i] != "\\"]
        if _PIPE_RULE.fullmatch(row[0]) is not None and "-" in row[0]:
            cuts.update(dict.fromkeys(range(row.start(), row.end()), ""))
        elif len(pipes) > 1:
            cuts.update(dict.fromkeys(pipes[1:-1], CELL))
            cuts[pipes[0]] = cuts[pipes[-1]] = ""
    return cuts


def _page_breaks(source: str) -> frozenset[int]:
    """The line ends at which pages end by their numbers, where nothing else tells pages apart."""
    if "\f" in source or _PAGED.search(source):
        return frozenset()
    ends = page_ends(source)
    if at_head(source, ends):
        return frozenset(start - 1 for start, _ in ends if start)
    return frozenset(end for _, end in ends)


def _nested(source: str) -> list[tuple[int, int]]:
    """The stretches in which a table stands inside a cell, where its rows and cells are no rows and cells of ours."""
    spans: list[tuple[int, int]] = []
    open_tables: list[tuple[int, bool]] = []
    for table in _TABLE.finditer(source):
        if not table["close"]:
            line_start = source.rfind("\n", 0, table.start()) + 1
            inner = bool(open_tables) or "\t" in source[line_start : table.start()]
            open_tables.append((table.start(), inner))
        elif open_tables:
            start, inner = open_tables.pop()
            if inner:
                spans.append((start, table.end()))
    for start, inner in open_tables:
        if inner:
            end = source.find("\n", start)
            spans.append((start, len(source) if end < 0 else end))
    return spans


def _wide_rows(source: str) -> list[tuple[int, int]]:
    """The stretches from the beginning of a row to the next end of one."""
    spans: list[tuple[int, int]] = []
    start = -1
    for tag in _ROW.finditer(source):
        if not tag["close"]:
            start = tag.start() if start < 0 else start
        elif start >= 0:
            spans.append((start, tag.end()))
            start = -1
    return spans


class _Spans:
    """Stretches of a source, to be asked whether a place is in one of them."""

    def __init__(self, spans: list[tuple[int, int]]) -> None:
        merged: list[tuple[int, int]] = []
        for start, end in sorted(spans):
            if merged and start <= merged[-1][1]:
                merged[-1] = (merged[-1][0], max(end, merged[-1][1]))
            else:
                merged.append((start, end))
        self._starts = [start for start, _ in merged]
        self._ends = [end for _, end in merged]

    def __contains__(self, place: int) -> bool:
        number = bisect_right(self._starts, place) - 1
        return number >= 0 and place < self._ends[number]
