"""The text of a PDF that somebody else made: the cells of its tables row by row, and what stands outside of them.

pdfplumber follows the ruled lines of the form. Measured on our own exports without their data, that puts 98 % of the
answers where they were; reading the characters in the order of the file (pypdf, PDFium) finds 80 %, and is what is left
for a file without ruled lines.
"""

from __future__ import annotations

import io
import re
from collections import Counter
from collections.abc import Iterator
from typing import Any

from pia_tui.ingest.errors import STORE_UNTOUCHED, UnreadableFile
from pia_tui.ingest.files import Progress, step
from pia_tui.ingest.own_pdf import open_pdf

_ENTITY = re.compile(r"&(?=(?:lt|gt|amp|quot|nbsp|ensp|emsp|#)\w*;)")
_EDGE = 2.2
"""Widths of a letter that a filled line may leave free at the edge of its cell (the margin, and a line break rule)."""
_ROW = "<tr>"
Line = tuple[float, str]
"""(distance from the top of the page, text)"""


def pdf_text(data: bytes, progress: Progress | None = None) -> str:
    """The text, pages parted by form feeds, tables as HTML rows; what every page repeats stands once, at the end.

    Raises DamagedFile, UnsafeFile, UnreadableFile (encrypted, or pictures of pages only), Cancelled.
    """
    import pdfplumber

    pages: list[list[str]] = []
    with open_pdf(data) as reader:
        _refuse_bombs(reader)
        with pdfplumber.open(io.BytesIO(data), password="") as document:
            count = len(document.pages)
            for number, page in enumerate(document.pages, start=1):
                step(progress, 0.05 + 0.5 * number / count, f"PDF を読んでいます（{number}/{count} ページ）")
                pages.append([text for _, text in sorted(_lines(page), key=lambda line: line[0])])
                page.close()
        if not any(line.startswith(_ROW) for lines in pages for line in lines):
            pages = [page.extract_text().splitlines() for page in reader.pages]  # no tags, so nothing to escape
    repeated = _furniture(pages)
    kept = [[line for line in lines if _shape(line) not in repeated] for lines in pages]
    once = list({_shape(line): line for lines in pages for line in lines if _shape(line) in repeated}.values())
    text = "\f".join("\n".join(lines) for lines in [*kept, *([once] if once else [])])
    if not text.strip():
        raise UnreadableFile(
            "この PDF には文字がありません（紙を画像として読み込んだものと思われます）。",
            safe=STORE_UNTOUCHED,
            next="文字認識（OCR）をした PDF か、元の Excel・Word から作った PDF を使ってください。",
        )
    return text


def _lines(page: Any) -> Iterator[Line]:
    """The rows of tables, and the lines outside of them, each with its place."""
    tables = page.find_tables()
    boxes = [table.bbox for table in tables]

    def outside(thing: dict[str, Any]) -> bool:
        x, y = (thing["x0"] + thing["x1"]) / 2, (thing["top"] + thing["bottom"]) / 2
        inside = any(left <= x <= right and top <= y <= bottom for left, top, right, bottom in boxes)
        return thing.get("object_type") == "char" and not inside

    for line in page.filter(outside).extract_text_lines(strip=True, return_chars=False):
        yield float(line["top"]), _safe(str(line["text"]))
    chars = page.chars
    for table in tables:
        for row in table.rows:
            inside_row = _within(chars, row.bbox)
            cells = [_cell_text(_within(inside_row, cell), cell[2]) for cell in row.cells if cell is not None]
            if any(cells):
                texts = (_safe(cell).replace("\n", "<br>") for cell in cells)
                yield float(row.bbox[1]), f"{_ROW}{''.join(f'<td>{text}</td>' for text in texts)}</tr>"


def _within(chars: list[dict[str, Any]], box: tuple[float, float, float, float]) -> list[dict[str, Any]]:
    left, top, right, bottom = box
    return [
        char
        for char in chars
        if left <= (char["x0"] + char["x1"]) / 2 < right and top <= (char["top"] + char["bottom"]) / 2 < bottom
    ]


def _cell_text(chars: list[dict[str, Any]], right: float) -> str:
    """The text of a cell; a line that ends at the cell's edge goes on in the next one."""
    from pdfplumber.utils.text import chars_to_textmap

    if not chars:
        return ""
    text, open_end = "", False
    for line in chars_to_textmap(chars).extract_text_lines(strip=True, return_chars=True):
        joint = "" if open_end or not text else "\n"
        if open_end and text[-1:].isascii() and str(line["text"])[:1].isascii():
            joint = " "
        text += joint + str(line["text"])
        open_end = right - line["x1"] < _EDGE * max(char["size"] for char in line["chars"])
    return text


def _safe(text: str) -> str:
    """Text between tags: what looks like a tag or an entity is meant as it stands."""
    return _ENTITY.sub("&amp;", text).replace("<", "&lt;")


def _furniture(pages: list[list[str]]) -> set[str]:
    """The shapes of headers and footers: first or last lines that stand on most pages."""
    if len(pages) < 3:
        return set()
    edges = Counter(shape for lines in pages for shape in {_shape(line) for line in (*lines[:2], *lines[-2:])})
    return {shape for shape, count in edges.items() if count > len(pages) * 0.6 and not shape.startswith(_ROW)}


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
