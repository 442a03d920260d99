"""The text of a PDF that somebody else made: the cells of its tables row by row, and what stands outside of them.

pdfplumber follows the ruled lines of the form. Measured on our own exports without their data, on three published
assessments printed by us and on seven made-up ones printed by another engine, that puts 99 to 100 % of the answers
where they were; reading the characters in the order of the file (pypdf, PDFium) finds 80 %, and is what is left for a
file without ruled lines.
"""

from __future__ import annotations

import io
import re
import unicodedata
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import pairwise
from typing import Any

from pia_tui.ingest.errors import STORE_UNTOUCHED, UnreadableFile
from pia_tui.ingest.files import Progress, step
from pia_tui.ingest.own_pdf import open_pdf
from pia_tui.ingest.pdf_cells import Cell, read_cell

_ENTITY = re.compile(r"&(?=(?:lt|gt|amp|quot|nbsp|ensp|emsp|#)\w*;)")
_AGAIN = "（続き）"
_NEAR = 3.0
"""Points within which a rule stands where another one ends."""
_LEANING = 0.05
"""Points by which a rule may lean and still be level or upright: turned pages carry errors of rounding."""
_ROW = "<tr>"
_COUNTED = re.compile(r"\d+\s*[/／]\s*\d+\s*$")
"""The number of a page behind the words that every page repeats."""


def pdf_text(data: bytes, progress: Progress | None = None) -> str:
    """The text, pages parted by form feeds, tables as HTML rows; what every page repeats stands once, at the end.

    Raises DamagedFile, UnsafeFile, UnreadableFile (encrypted, or pictures of pages only), Cancelled.
    """
    import pdfplumber

    read: list[list[_Line]] = []
    with open_pdf(data) as reader:
        _refuse_bombs(reader)
        with pdfplumber.open(io.BytesIO(data), password="") as document:
            count = len(document.pages)
            for number, page in enumerate(document.pages, start=1):
                step(progress, 0.05 + 0.5 * number / count, f"PDF を読んでいます（{number}/{count} ページ）")
                read.append(sorted(_lines(page), key=lambda line: line.top))
                page.close()
        _join_pages(read)
        pages = [[str(line) for line in lines] for lines in read]
        if not any(line.startswith(_ROW) for lines in pages for line in lines):
            pages = [page.extract_text().splitlines() for page in reader.pages]  # no tags, so nothing to escape
    pages = [_unnumbered(lines, number, len(pages)) for number, lines in enumerate(pages, start=1)]
    repeated = _furniture(pages)
    kept = [[line for line in lines if _shape(line) not in repeated] for lines in pages]
    once = list({_shape(line): line for lines in pages for line in lines if _shape(line) in repeated}.values())
    said = _words("".join(line for lines in kept for line in lines))
    once = [line for line in once if _words(_COUNTED.sub("", line)) not in said]
    text = "\f".join("\n".join(lines) for lines in [*kept, *([once] if once else [])])
    if not text.strip():
        raise UnreadableFile(
            "この PDF には文字がありません（紙を画像として読み込んだものと思われます）。",
            safe=STORE_UNTOUCHED,
            next="文字認識（OCR）をした PDF か、元の Excel・Word から作った PDF を使ってください。",
        )
    return text


@dataclass
class _Line:
    """A line outside of tables, or a row of one; `open_above` and `open_below` where it goes on over a page's edge."""

    top: float
    text: str = ""
    cells: list[Cell] = field(default_factory=list)
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


def _lines(page: Any) -> Iterator[_Line]:
    """The rows of tables, and the lines outside of them, each with its place."""
    _straighten(page)
    ends = _open_ends(page)
    tables = page.find_tables({"explicit_horizontal_lines": ends})
    boxes = [table.bbox for table in tables]

    def outside(thing: dict[str, Any]) -> bool:
        x, y = (thing["x0"] + thing["x1"]) / 2, (thing["top"] + thing["bottom"]) / 2
        inside = any(left <= x <= right and top <= y <= bottom for left, top, right, bottom in boxes)
        return thing.get("object_type") == "char" and not inside

    for line in page.filter(outside).extract_text_lines(strip=True, return_chars=False):
        yield _Line(float(line["top"]), str(line["text"]))
    chars = page.chars
    for table in tables:
        for row in table.rows:
            inside_row = _within(chars, row.bbox)
            cells = [read_cell(_within(inside_row, cell), cell[0], cell[2]) for cell in row.cells if cell is not None]
            above, below = (any(abs(edge - end) < _NEAR for end in ends) for edge in (row.bbox[1], row.bbox[3]))
            if any(cell.text for cell in cells):
                yield _Line(float(row.bbox[1]), cells=cells, open_above=above, open_below=below)


def _straighten(page: Any) -> None:
    """Make rules level or upright that are so but for a rounding error: pdfplumber takes them exactly as they stand."""
    for line in page.objects.get("line", ()):
        if line["bottom"] - line["top"] < _LEANING:
            line["bottom"] = line["top"]
        elif line["x1"] - line["x0"] < _LEANING:
            line["x1"] = line["x0"]
    for curve in page.objects.get("curve", ()):
        points = curve["pts"][:1]
        for x, top in curve["pts"][1:]:
            beside, over = points[-1]
            points.append((beside if abs(x - beside) < _LEANING else x, over if abs(top - over) < _LEANING else top))
        curve["pts"] = points


def _join_pages(pages: list[list[_Line]]) -> None:
    """A row that goes on on the next page becomes one row again."""
    last: _Line | None = None
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


def _same_columns(one: _Line, other: _Line) -> bool:
    """Whether two rows have their cells at the same places."""
    return len(one.cells) == len(other.cells) and all(
        abs(cell.left - below.left) < _NEAR and abs(cell.right - below.right) < _NEAR
        for cell, below in zip(one.cells, other.cells, strict=True)
    )


def _said_again(row: _Line, below: _Line) -> bool:
    """Whether the label is repeated, as the rest of a row does (（続き）)."""
    return any(
        other.text.endswith(_AGAIN)
        and other.text.removesuffix(_AGAIN).rstrip() == cell.text.removesuffix(_AGAIN).rstrip()
        for cell, other in zip(row.cells, below.cells, strict=True)
    )


def _goes_on(row: _Line, below: _Line) -> bool:
    """Whether the first row of a page is the rest of the last one before: it has no label of its own."""
    pairs = list(zip(row.cells, below.cells, strict=True))
    label, under = next((pair for pair in pairs if pair[0].text), pairs[0])
    return not under.text or label.goes_on


def _open_ends(page: Any) -> list[float]:
    """Where a row goes on from or to another page without a rule: there its cells are closed, so that they are seen."""
    upright = [edge for edge in page.edges if edge["orientation"] == "v"]
    level = [edge for edge in page.edges if edge["orientation"] == "h"]
    if not upright:
        return []
    found = []
    for side, end in (("top", min), ("bottom", max)):
        at = end(edge[side] for edge in upright)
        wanted = [edge["x0"] for edge in upright if abs(edge[side] - at) <= _NEAR]
        ruled = [(edge["x0"], edge["x1"]) for edge in level if abs(edge["top"] - at) <= _NEAR]
        if len(wanted) > 1 and not _covers(ruled, min(wanted), max(wanted)):
            found.append(float(at))
    return found


def _covers(spans: list[tuple[float, float]], left: float, right: float) -> bool:
    """Whether the spans cover the way from left to right without a hole."""
    at = left
    for start, end in sorted(spans):
        if start > at + _NEAR:
            return False
        at = max(at, end)
    return at >= right - _NEAR


def _within(chars: list[dict[str, Any]], box: tuple[float, float, float, float]) -> list[dict[str, Any]]:
    left, top, right, bottom = box
    return [
        char
        for char in chars
        if left <= (char["x0"] + char["x1"]) / 2 < right and top <= (char["top"] + char["bottom"]) / 2 < bottom
    ]


def _safe(text: str) -> str:
    """Text between tags: what looks like a tag or an entity is meant as it stands."""
    return _ENTITY.sub("&amp;", text).replace("<", "&lt;")


def _furniture(pages: list[list[str]]) -> set[str]:
    """The shapes of headers and footers: first or last lines that stand on most pages."""
    if len(pages) < 3:
        return set()
    edges = Counter(shape for lines in pages for shape in {_shape(line) for line in (*lines[:2], *lines[-2:])})
    return {shape for shape, count in edges.items() if count > len(pages) * 0.6 and not shape.startswith(_ROW)}


def _unnumbered(lines: list[str], number: int, count: int) -> list[str]:
    """The lines of a page without one at its edges that says which page it is of how many, and nothing else."""
    edges = {0, len(lines) - 1}
    return [line for at, line in enumerate(lines) if at not in edges or _words(line) != f"{number}/{count}"]


def _words(line: str) -> str:
    return "".join(unicodedata.normalize("NFKC", line).split())


def _shape(line: str) -> str:
    return re.sub(r"\d+", "0", line)


def _refuse_bombs(reader: Any) -> None:
    """pypdf unpacks within limits and raises beyond them; pdfplumber, which comes after it, has none."""
    from pypdf.generic import StreamObject

    for generation in (0, 1):
        for number in list(reader.xref.get(generation, {})) + (list(reader.xref_objStm) if generation == 0 else []):
            found = reader.get_object(_reference(reader, number, generation))
            if isinstance(found, StreamObject) and found.get("/Subtype") != "/Image":
                found.get_data()


def _reference(reader: Any, number: int, generation: int) -> Any:
    from pypdf.generic import IndirectObject

    return IndirectObject(number, generation, reader)
