"""Running text as it is kept: lines that a narrow column wrapped are joined again, all else stays."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from itertools import pairwise

from pia_tui.ingest.text.folding import fold
from pia_tui.ingest.text.ledger import DUPLICATE, Ledger
from pia_tui.ingest.text.markup import CELL, LINE, MARK, PAGE, SOFT

_BREAK = re.compile(f"[{LINE}{SOFT}{PAGE}]+")
_ITEM = re.compile(
    r"[\u2460-\u2473\u2474-\u2487・･※＊*\-－―—●○◎■□◆◇▼▽△▲→⇒＜<【\[［〔「『〒]"
    r"|[（(][0-9０-９ア-ンァ-ヶa-zA-Zａ-ｚ一-十※]{1,3}[）)]"
    r"|[0-9０-９]{1,3}[.．、）):：\s\u3000]|第[0-9０-９一-十]+"
    r"|[ア-ン][.．、）)\s\u3000]|[\u3000]"
)
_THROWN = re.compile(r"(?<=[\u3041-\u30ff\u4e00-\u9fff]) (?=[\u3041-\u309f])|(?<=[\u30a1-\u30ff]) (?=[\u30a1-\u30ff])")
_ENDS = re.compile(r"[。：:！？!?]$")
_WIDE = 60
"""Where a text does not tell its columns' widths, only lines as wide as this (in half-width letters) are cut ones."""
_OFTEN = 3
_ROWS, _RUNNING = 0.1, 0.15
"""A text with so many rows of cells is no PDF text; in PDF text so many lines go on in the next."""
_NEAR = 3
_MIN_REPEAT = 12
_FULL = 0.88
"""A line of at least this share of the longest is taken for a full one."""


def width(text: str) -> int:
    """Cells of a line, full-width characters counted as 2 (a rough measure)."""
    return sum(1 if (char < "\u2e80" and char.isascii()) or "\uff61" <= char <= "\uff9f" else 2 for char in text)


def goes_on(line: str, following: str) -> bool:
    """Whether a line ends where its column did, and its sentence goes on in the next."""
    return not _ENDS.search(line.strip()) and not _ITEM.match(following.strip())


def column_widths(lines: Sequence[str]) -> frozenset[int]:
    """The widths at which lines are cut in the middle of sentences, again and again."""
    counted = Counter(
        width(line.strip())
        for line, following in pairwise(lines)
        if line.strip() and following.strip() and goes_on(line, following)
    )
    return frozenset(
        size for size in counted if size >= 20 and sum(counted[size + step] for step in (-1, 0, 1)) >= _OFTEN
    )


def columns_of(clean: str) -> frozenset[int] | None:
    """The widths at which a PDF text cuts its lines; None where lines end where paragraphs do."""
    lines = re.split(f"[{LINE}{PAGE}]", clean)
    filled = [line for line in lines if line.strip()]
    pairs = sum(1 for one, two in pairwise(lines) if one.strip() and two.strip())
    rows = sum(CELL in line.strip() for line in filled)
    if not filled or rows >= _ROWS * len(filled) or pairs <= _RUNNING * len(filled):
        return None
    return column_widths(lines)


def plain_text(clean: str, columns: frozenset[int] | None) -> str:
    """The text of a stretch of clean text; lines cut at the width of a column are joined.

    `columns` are the widths of the text's columns (`column_widths`); None says that no line was cut.
    """
    lines: list[tuple[str, bool]] = []
    place = 0
    soft = False
    for gap in [*_BREAK.finditer(clean), None]:
        cells = clean[place : gap.start() if gap else len(clean)].replace(MARK, "").split(CELL)
        text = "\u3000".join(cell.strip(" \u3000") for cell in cells if cell.strip(" \u3000"))
        if text:
            lines.append((text, soft))
            soft = False
        if gap:
            soft = soft or gap[0] != LINE
            place = gap.end()
    if columns is None:
        texts = [text for text, _ in lines]
        return "".join(texts) if _is_cut(texts) else "\n".join(texts)
    longest = max((width(text) for text, _ in lines), default=0)
    joined: list[str] = []
    full = False
    for text, fresh in lines:
        if joined and full and not fresh and not _ITEM.match(text):
            joined[-1] += text
        else:
            joined.append(text)
        size = width(text)
        cut = any(abs(size - column) <= _NEAR for column in columns) or size >= _WIDE
        full = cut and size >= longest * _FULL and not _ENDS.search(text)
    return "\n".join(joined)


def _is_cut(lines: Sequence[str]) -> bool:
    """Whether lines are one paragraph that a page cut: all as wide, but for the last, and none ends a sentence."""
    sizes = [width(line) for line in lines[:-1]]
    return (
        len(sizes) > 1
        and min(sizes) >= _WIDE - _NEAR
        and max(sizes) - min(sizes) <= _NEAR
        and width(lines[-1]) <= max(sizes)
        and all(goes_on(one, two) for one, two in pairwise(lines))
    )


def without_thrown_blanks(text: str) -> str:
    """A text without blanks inside words: before hiragana, and between katakana."""
    return _THROWN.sub("", text)


def cell_text(clean: str) -> str:
    """The text of whole cells: their own line ends stay, each row is a line, cells beside each other are parted."""
    rows = [
        "\u3000".join(cell.strip(SOFT + " ").replace(SOFT, "\n") for cell in row.split(CELL) if cell.strip())
        for row in re.split(f"[{LINE}{PAGE}]", clean)
    ]
    return "\n".join(row for row in rows if row)


def without_repeats(ledger: Ledger, start: int, end: int) -> list[tuple[int, int]]:
    """The stretches of [start, end) without cells that a reader of nested tables printed a second or third time.

    Whole cells equal to one before them count, and long lines printed twice running; they are entered as duplicates.
    """
    clean = ledger.reading.clean
    kept: list[tuple[int, int]] = []
    seen: set[str] = set()
    previous = ""
    place = start
    in_row = False
    for gap in [*re.finditer(f"[{CELL}{LINE}{PAGE}]", clean[start:end]), None]:
        stop = start + gap.start() if gap else end
        text = fold(clean[place:stop])
        if text:
            if (in_row and text in seen and len(text) >= _MIN_REPEAT) or (
                text == previous and len(text) >= 2 * _MIN_REPEAT
            ):
                ledger.claim(place, stop, DUPLICATE)
            else:
                kept.append((place, stop))
            seen.add(text)
            previous = text
        in_row = bool(gap) and clean[stop : stop + 1] == CELL
        place = stop + 1
    return kept
