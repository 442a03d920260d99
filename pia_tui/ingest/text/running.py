"""What pages repeat at their edges: page numbers, and running heads that are text of no item."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from itertools import pairwise

from pia_tui.ingest.text.aliases import aliases
from pia_tui.ingest.text.folding import fold
from pia_tui.ingest.text.ledger import DUPLICATE, LABEL, Ledger
from pia_tui.ingest.text.markup import CELL, LINE, PAGE
from pia_tui.ingest.text.tree import Tree

_LINES = re.compile(f"[^{LINE}{PAGE}]+")
_DASHED = re.compile(
    r"-+(\d{1,3})-+|p(?:age)?\.?(\d{1,3})|(\d{1,3})(?:/\d{1,3}|頁|ページ|枚目)(?:中\d+)?|(\d{1,3})/\d{1,3}"
)
_HEADED = re.compile(r"^[ \u3000]*\|(.{1,60})\|[ \u3000]*\n[ \u3000]*\|[\s|:\-]*-[\s|:\-]*\|", re.MULTILINE)
_PLAIN = re.compile(r"\d{1,3}")
_COUNTED = re.compile(r"\d+/\d+$")
_WITH_PAGE = re.compile(r"(?P<before>\D{0,60}?)(?P<page>\d{1,3})/(?P<all>\d{1,3})(?P<behind>\D{0,60})")
"""A head or foot with its page's number in the same line: 3/7 見本の事務."""
_LEAST = 3
"""So many pages must agree."""
_LONGEST = 90
_MOST_PAGES, _WORDS = 0.6, 4
_OF_FORM = re.compile(r"[\[\]○]|\(?0[).]")


def enter_running(ledger: Ledger, tree: Tree, labels: frozenset[str]) -> list[tuple[int, int]]:
    """Enter page numbers as furniture, and running heads as duplicates but for their first line, which is returned."""
    _page_numbers(ledger)
    return list(dict.fromkeys([*_counted_heads(ledger), *_running_heads(ledger, tree, labels)]))


def table_heads(ledger: Ledger, labels: frozenset[str], columns: Sequence[str]) -> None:
    """Enter the heading rows that a writer of Markdown gave to table after table: names that the form does not have."""
    source = ledger.reading.source
    counted = Counter(fold(head[1].replace("|", "\t")) for head in _HEADED.finditer(source))
    heads = {text for text, count in counted.items() if count >= _LEAST and text}
    for line in _LINES.finditer(ledger.reading.clean):
        cells = {fold(cell) for cell in line[0].split(CELL)} - {""}
        if fold(line[0]) in heads and not cells & labels - set(columns) and not cells <= set(columns):
            ledger.claim(line.start(), line.end(), LABEL)


def _page_numbers(ledger: Ledger) -> None:
    """Lines like - 3 - that count up; a bare number only as the first or last line of a page."""
    clean = ledger.reading.clean
    dashed = [
        (line, int(next(group for group in match.groups() if group)))
        for line in _LINES.finditer(clean)
        if len(line[0]) < 24 and (match := _DASHED.fullmatch(fold(line[0])))
    ]
    count = len(ledger.reading.pages)
    for number, edges in enumerate(_edges(ledger), start=1):
        for line in edges:
            if fold(line[0]) == f"{number}/{count}":
                ledger.claim(line.start(), line.end(), LABEL)
    plain = [
        (line, int(fold(line[0]))) for edges in _edges(ledger) for line in edges if _PLAIN.fullmatch(fold(line[0]))
    ]
    for found in (dashed, plain):
        numbers = [number for _, number in found]
        rising = sum(1 for one, two in pairwise(numbers) if two == one + 1)
        if len(found) >= _LEAST and rising >= 0.6 * (len(found) - 1):
            for line, _ in found:
                ledger.claim(line.start(), line.end(), LABEL)


def _counted_heads(ledger: Ledger) -> list[tuple[int, int]]:
    """Enter lines that are the same but for a number that counts the pages, where nothing else tells pages apart.

    Programs that copy page after page put foot and head in one line. The first of them is returned.
    """
    if len(ledger.reading.pages) >= _LEAST:
        return []
    found: dict[tuple[str, str, str], list[tuple[int, tuple[int, int]]]] = {}
    for line in _LINES.finditer(ledger.reading.clean):
        match = _WITH_PAGE.fullmatch(fold(line[0])) if "/" in line[0] or "／" in line[0] else None
        if match and (match["before"] or match["behind"]):
            kind = (match["before"], match["all"], match["behind"])
            found.setdefault(kind, []).append((int(match["page"]), line.span()))
    heads = []
    for (_, last, _), lines in found.items():
        numbers = [number for number, _ in lines]
        if len(lines) >= _LEAST and numbers == sorted(set(numbers)) and numbers[-1] <= int(last):
            heads.append(lines[0][1])
            for _, span in lines[1:]:
                ledger.claim(*span, DUPLICATE)
    return heads


def _edges(ledger: Ledger) -> list[list[re.Match[str]]]:
    """First and last line of every page, where there are several pages."""
    pages = ledger.reading.pages
    if len(pages) < _LEAST:
        return []
    edges = []
    for start, end in pages:
        lines = [
            line
            for line in _LINES.finditer(ledger.reading.clean, start, end)
            if line[0].strip() and any(ledger.free(*line.span()))
        ]
        edges.append([lines[0], *([lines[-1]] if len(lines) > 1 else [])] if lines else [])
    return edges


def _running_heads(ledger: Ledger, tree: Tree, labels: frozenset[str]) -> list[tuple[int, int]]:
    edges = [{_masked(line[0]) for line in own} for own in _edges(ledger)]
    edges = [own | more for own, more in zip(edges, _on_every_page(ledger, tree), strict=True)] if edges else []
    counted = Counter(text for own in edges for text in own)
    heads: list[tuple[int, int]] = []
    titles = {fold(section.title) for section in tree.form.sections}
    for text, count in counted.items():
        if count < _LEAST or count < 0.4 * len(edges) or not text or len(text) > _LONGEST:
            continue
        if text in labels or any(text.startswith(title) for title in titles):
            continue
        lines = [line.span() for line in _LINES.finditer(ledger.reading.clean) if _masked(line[0]) == text]
        # What a head says besides may stand in the document, and is no rest then.
        words = _COUNTED.sub("", fold(ledger.reading.clean[slice(*lines[0])]))
        said = ledger.reading.folded.text.count(words) > len(lines)
        heads += [] if said else lines[:1]
        for span in lines if said else lines[1:]:
            ledger.claim(*span, DUPLICATE)
    return heads


def _on_every_page(ledger: Ledger, tree: Tree) -> list[set[str]]:
    """For each page its lines that stand on most pages, wherever: a reader of columns puts foots of pages anywhere.

    What the form itself prints again and again (options and their headings) does not count.
    """
    clean = ledger.reading.clean
    pages = [
        {_masked(line[0]) for line in _LINES.finditer(clean, *page) if line[0].strip()} for page in ledger.reading.pages
    ]
    counted = Counter(text for own in pages for text in own)
    printed = {fold(text) for item in tree.form.walk() for text in (*item.choice_texts, *item.fixed_lines)}
    printed |= {fold(group.label) for item in tree.form.walk() for group in item.choice_groups}
    heads = {
        text
        for text, count in counted.items()
        if count >= max(_LEAST + 1, _MOST_PAGES * len(pages))
        and len(re.sub(r"[\W\d_]", "", text)) >= _WORDS
        and not _OF_FORM.match(text)
        and not any(each in text for each in printed if len(each) > 1)
        and not any(fold(word) in text for word in aliases().choice_headings)
    }
    return [own & heads for own in pages]


def _masked(line: str) -> str:
    """A line with its numbers made equal: heads carry page numbers."""
    return re.sub(r"\d+", "0", fold(line))
