"""The text of a PDF that somebody else made: the cells of its tables row by row, and what stands outside of them.

The ruled lines of the form tell whose each text is: a file without them is refused with a word.
"""

from __future__ import annotations

import re
import unicodedata
from bisect import bisect_left
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from itertools import pairwise

from pia_tui.forms import form_ids, load_form
from pia_tui.ingest.errors import STORE_UNTOUCHED, UnreadableFile
from pia_tui.ingest.files import ReportProgress, step
from pia_tui.ingest.own_pdf import MAX_PAGES, refuse_bombs
from pia_tui.ingest.pdf_cells import PdfTableCell, free_lines, read_cell
from pia_tui.ingest.pdf_pages import RuledLine, SeenPage, open_document
from pia_tui.ingest.pdf_sheets import sheets_of
from pia_tui.ingest.pdf_tables import table_rows
from pia_tui.ingest.text.folding import fold

_ENTITY = re.compile(r"&(?=(?:lt|gt|amp|quot|nbsp|ensp|emsp|#)\w*;)")
_AGAIN = "（続き）"
_NEAR = 3.0
"""Points within which a rule stands where another one ends."""
_ROW = "<tr>"
_PAGE_NUMBER = re.compile(r"[-－―]?(\d{1,4})[-－―]?|(\d{1,4})/\d{1,4}(?:ページ|頁)?|p\.?(\d{1,4})", re.IGNORECASE)
_FEW = 3
"""So many numbered pages, or titles of sections, at least tell the order of pages."""


def pdf_text(data: bytes, progress: ReportProgress | None = None) -> str:
    """The text, pages parted by form feeds, tables as HTML rows.

    Raises DamagedFile, UnsafeFile, UnreadableFile (encrypted, pictures of pages only, no ruled lines), Cancelled.
    """
    read: list[list[_PageLine]] = []
    letters = 0
    refuse_bombs(data)
    with open_document(data, MAX_PAGES) as document:
        count = len(document)
        for number in range(count):
            step(progress, 0.05 + 0.5 * number / count, f"PDF を読んでいます（{number + 1}/{count} ページ）")
            page = document.page(number)
            letters += sum(not char.text.isspace() for char in page.chars)
            read += [sorted(_lines(sheet), key=lambda line: line.top) for sheet in sheets_of(page)]
    if not letters:
        raise UnreadableFile(
            "この PDF には文字がありません（紙を画像として読み込んだものと思われます）。",
            safe=STORE_UNTOUCHED,
            next="文字認識（OCR）をした PDF か、元の Excel・Word から作った PDF を使ってください。",
        )
    if not any(line.cells for lines in read for line in lines):
        raise UnreadableFile(
            "罫線のない PDF なので、どの文がどの欄の記載か、確かめられません。",
            safe=STORE_UNTOUCHED,
            next="元の Excel を取り込むか、罫線の付いた PDF を作り直してください。",
        )
    read = _in_order(read)
    _join_pages(read)
    return "\f".join("\n".join(map(str, lines)) for lines in read)


@dataclass
class _PageLine:
    """A line outside of tables, or a row of one; `open_above` and `open_below` where it goes on over a page's edge."""

    top: float
    text: str = ""
    cells: list[PdfTableCell] = field(default_factory=list)
    open_above: bool = False
    open_below: bool = False

    @property
    def words(self) -> tuple[str, ...]:
        """The texts of its cells."""
        return tuple(cell.text for cell in self.cells)

    def __str__(self) -> str:
        if not self.cells:
            return _safe(self.text)
        cells = (_safe(cell.text).replace("\n", "<br>") for cell in self.cells)
        return f"{_ROW}{''.join(f'<td>{text}</td>' for text in cells)}</tr>"


def _lines(page: SeenPage) -> Iterator[_PageLine]:
    """The rows of tables, and the lines outside of them, each with its place."""
    ends = _open_ends(page)
    closed = [RuledLine(end, 0.0, page.width) for end in ends]
    free = sorted(page.chars, key=lambda char: (char.top + char.bottom) / 2)
    middles = [(char.top + char.bottom) / 2 for char in free]
    taken: set[int] = set()
    for row in table_rows([*page.level, *closed], page.upright):
        cells = []
        for left, top, right, bottom in row.cells:
            inside = [
                number
                for number in range(bisect_left(middles, top), bisect_left(middles, bottom))
                if left <= (free[number].x0 + free[number].x1) / 2 < right
            ]
            taken.update(inside)
            cells.append(read_cell([free[number] for number in inside], left, right))
        if any(cell.text for cell in cells):
            above, below = (any(abs(edge - end) < _NEAR for end in ends) for edge in (row.top, row.bottom))
            yield _PageLine(row.top, cells=cells, open_above=above, open_below=below)
    for top, text in free_lines([char for number, char in enumerate(free) if number not in taken]):
        yield _PageLine(top, text)


def _in_order(pages: list[list[_PageLine]]) -> list[list[_PageLine]]:
    """The pages from the first to the last: a stack that was printed or scanned from its end is turned."""
    numbers = [number for lines in pages if (number := _number_of(lines))]
    if len(numbers) < _FEW:
        words = [{fold(text) for line in lines for text in (line.text, *line.words) if text} for lines in pages]
        numbers = max((_titles_on(words, form_id) for form_id in form_ids()), key=len)
    pairs = [(one, two) for one, two in pairwise(numbers) if one != two]
    down = sum(two < one for one, two in pairs)
    return pages[::-1] if len(pairs) + 1 >= _FEW and down > 0.7 * len(pairs) else pages


def _titles_on(pages: Sequence[set[str]], form_id: str) -> list[int]:
    """The sections of a form whose titles stand on pages, in the order of the pages; a list of contents is none."""
    titles = [fold(section.title) for section in load_form(form_id).sections]
    found = [[place for place, title in enumerate(titles) if title in words] for words in pages]
    return [place for places in found if len(places) < _FEW for place in places[:1]]


def _number_of(lines: Sequence[_PageLine]) -> int:
    """The number that a page carries at its foot or head: 0 where it carries none."""
    for line in (*reversed(lines[-2:]), *lines[:1]):
        found = _PAGE_NUMBER.fullmatch(_words(line.text)) if not line.cells else None
        if found:
            return int(next(group for group in found.groups() if group))
    return 0


def _join_pages(pages: list[list[_PageLine]]) -> None:
    """A row that goes on on the next page becomes one row again."""
    last: _PageLine | None = None
    for before, after in pairwise(pages):
        last = next((line for line in reversed(before) if line.cells), last)
        heads = {line.words for line in before if line.cells}
        rows = [line for line in after if line.cells]
        repeated = next((number for number, line in enumerate(rows) if line.words not in heads), len(rows))
        if last is None or repeated == len(rows):
            continue
        first = rows[repeated]
        seen = last.open_below and (repeated > 0 or first.open_above)
        if _same_columns(last, first) and (_said_again(last, first) or (seen and _goes_on(last, first))):
            for one, other in zip(last.cells, first.cells, strict=True):
                if not other.text.endswith(_AGAIN):
                    one.take(other)
            last.open_below = first.open_below
            after.remove(first)


def _same_columns(one: _PageLine, other: _PageLine) -> bool:
    """Whether two rows have their cells at the same places."""
    return len(one.cells) == len(other.cells) and all(
        abs(cell.left - below.left) < _NEAR and abs(cell.right - below.right) < _NEAR
        for cell, below in zip(one.cells, other.cells, strict=True)
    )


def _said_again(row: _PageLine, below: _PageLine) -> bool:
    """Whether the label is repeated, as the rest of a row does (（続き）)."""
    return any(
        other.text.endswith(_AGAIN)
        and other.text.removesuffix(_AGAIN).rstrip() == cell.text.removesuffix(_AGAIN).rstrip()
        for cell, other in zip(row.cells, below.cells, strict=True)
    )


def _goes_on(row: _PageLine, below: _PageLine) -> bool:
    """Whether the first row of a page is the rest of the last one before: only one of them has the label.

    A label at the middle of its cell stands on the page that the middle is on.
    """
    pairs = list(zip(row.cells, below.cells, strict=True))
    label, under = pairs[0]
    if not label.text and under.text and len(pairs) > 1 and row.open_below and below.open_above:
        return True
    label, under = next((pair for pair in pairs if pair[0].text), pairs[0])
    return not under.text or label.goes_on


def _open_ends(page: SeenPage) -> list[float]:
    """Where a row goes on from or to another page without a rule: there its cells are closed, so that they are seen."""
    if not page.upright:
        return []
    found = []
    for at, ends in (
        (min(rule.start for rule in page.upright), [(rule.at, rule.start) for rule in page.upright]),
        (max(rule.end for rule in page.upright), [(rule.at, rule.end) for rule in page.upright]),
    ):
        wanted = [across for across, end in ends if abs(end - at) <= _NEAR]
        ruled = [(rule.start, rule.end) for rule in page.level if abs(rule.at - at) <= _NEAR]
        if len(wanted) > 1 and not _covers(ruled, min(wanted), max(wanted)):
            found.append(at)
    return found


def _covers(spans: list[tuple[float, float]], left: float, right: float) -> bool:
    """Whether the spans cover the way from left to right without a hole."""
    at = left
    for start, end in sorted(spans):
        if start > at + _NEAR:
            return False
        at = max(at, end)
    return at >= right - _NEAR


def _safe(text: str) -> str:
    """Text between tags: what looks like a tag or an entity is meant as it stands."""
    return _ENTITY.sub("&amp;", text).replace("<", "&lt;")


def _words(line: str) -> str:
    return "".join(unicodedata.normalize("NFKC", line).split())
