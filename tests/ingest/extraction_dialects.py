"""The text of a PDF in the orders in which programs hand it over: as drawn, row by row, block by block, in columns.

The readers that people use (pdftotext, pypdf, pdfminer, PyMuPDF, what a viewer copies) differ in three things: which
letters they take for one line, which lines for one block, and in which order these stand. Each way here is one choice
of them; all but those of foreign programs are made from the letters that PDFium tells.
"""

from __future__ import annotations

import io
import shutil
import subprocess
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from importlib.util import find_spec
from typing import Literal

import pypdfium2
from pypdf import PdfReader


@dataclass(frozen=True)
class Run:
    """Letters in a line; y counts from the top of the page, in points."""

    left: float
    top: float
    right: float
    bottom: float
    text: str

    @property
    def middle(self) -> float:
        return (self.top + self.bottom) / 2

    @property
    def height(self) -> float:
        return self.bottom - self.top


def _pages(data: bytes) -> Iterator[list[Run]]:
    """Letters that follow each other in a line, in the order of drawing."""
    for page in pypdfium2.PdfDocument(data):
        height, text = page.get_height(), page.get_textpage()
        runs: list[Run] = []
        for number, letter in enumerate(text.get_text_range()):
            if not letter.strip() and letter != "\u3000":
                continue
            left, bottom, right, top = text.get_charbox(number, loose=True)
            made = Run(left, height - top, right, height - bottom, letter)
            last = runs[-1] if runs else None
            if last and abs(last.middle - made.middle) < 2 and -1 < left - last.right < 0.7 * made.height:
                runs[-1] = Run(
                    last.left, min(last.top, made.top), right, max(last.bottom, made.bottom), last.text + letter
                )
            else:
                runs.append(made)
        yield [run for run in runs if run.text.strip()]


def _rows(runs: Sequence[Run], tolerance: float, gap: str) -> list[str]:
    """Runs whose middles stand within a tolerance are a line."""
    lines: list[list[Run]] = []
    for run in sorted(runs, key=lambda run: run.middle):
        if lines and run.middle - lines[-1][0].middle <= tolerance:
            lines[-1].append(run)
        else:
            lines.append([run])
    return [gap.join(run.text for run in sorted(line, key=lambda run: run.left)) for line in lines]


def _blocks(runs: Sequence[Run]) -> list[list[Run]]:
    """Runs right under each other, at the same left edge, are a block; blocks in the order of drawing."""
    blocks: list[list[Run]] = []
    for run in runs:
        last = blocks[-1][-1] if blocks else None
        near = last is not None and -2 < run.top - last.bottom < 0.7 * run.height
        if last is not None and near and abs(run.left - blocks[-1][0].left) < 2 * run.height:
            blocks[-1].append(run)
        else:
            blocks.append([run])
    return blocks


def _drawn(runs: Sequence[Run]) -> str:
    return "\n".join(run.text for run in runs)


def _rows_near(runs: Sequence[Run]) -> str:
    return "\n".join(_rows(runs, 2.5, " "))


def _rows_far(runs: Sequence[Run]) -> str:
    return "\n".join(_rows(runs, 7, "  "))


def _blocks_drawn(runs: Sequence[Run]) -> str:
    return "\n".join(_drawn(block) for block in _blocks(runs))


def _blocks_down(runs: Sequence[Run]) -> str:
    ordered = sorted(_blocks(runs), key=lambda block: (round(block[0].top / 3), block[0].left))
    return "\n\n".join(_drawn(block) for block in ordered)


def _columns(runs: Sequence[Run]) -> str:
    ordered = sorted(_blocks(runs), key=lambda block: (round(block[0].left / 80), block[0].top))
    return "\n\n".join(_drawn(block) for block in ordered)


def _of_runs(way: Callable[[Sequence[Run]], str], between: str = "\f") -> Callable[[bytes], str]:
    return lambda data: between.join(way(page) for page in _pages(data))


def _pdftotext(data: bytes, how: str) -> str:
    command = ["pdftotext", *([how] if how else []), "-", "-"]
    return subprocess.run(command, input=data, check=True, capture_output=True).stdout.decode()


def _pdfminer(data: bytes) -> str:
    from pdfminer.high_level import extract_text

    return str(extract_text(io.BytesIO(data)))


def _pypdf(data: bytes, mode: Literal["plain", "layout"]) -> str:
    return "\n".join(page.extract_text(extraction_mode=mode) for page in PdfReader(io.BytesIO(data)).pages)


def ways() -> dict[str, Callable[[bytes], str]]:
    """All ways that this machine has, by name."""
    found: dict[str, Callable[[bytes], str]] = {}
    if shutil.which("pdftotext"):
        for how in ("-raw", "", "-layout"):
            found[how or "reading"] = lambda data, how=how: _pdftotext(data, how)  # type: ignore[misc]
    found["rows near"] = _of_runs(_rows_near)
    found["blocks drawn"] = _of_runs(_blocks_drawn)
    found["drawn"] = _of_runs(_drawn, "\n")
    found["rows far"] = _of_runs(_rows_far)
    found["blocks down"] = _of_runs(_blocks_down, "\n\n")
    found["columns"] = _of_runs(_columns)
    found["pypdf plain"] = lambda data: _pypdf(data, "plain")
    found["pypdf layout"] = lambda data: _pypdf(data, "layout")
    if find_spec("pdfminer"):
        found["pdfminer"] = _pdfminer
    return found


FITTED = ("-raw", "reading", "-layout", "rows near", "blocks drawn", "pypdf plain")
"""The ways by which thresholds were chosen; the others are for measuring alone. The looks slim and wide were seen in
these ways while choosing, so that what is held out is the way of copying, not the look."""
