"""Counters of typographic faults, and documents to print."""

from __future__ import annotations

import importlib.util
import re
import subprocess
from collections.abc import Callable, Iterator
from pathlib import Path
from shutil import which
from types import ModuleType
from typing import Any

import pytest

from pia_tui.export.pdf.pages import Layout, PdfLine, PdfPage, PdfRun, Text

# Written down once more, on purpose: the counters must not share a mistake with the breaker.
BAD_START = set(
    "、。，．,.・：；:;！？!?）］｝〕〉》」』】)]}｣々ー〜～ぁぃぅぇぉっゃゅょゎァィゥェォッャュョヮヵヶ%％℃ｯｬｭｮｰﾞﾟ｡､"
)
BAD_END = set("（［｛〔〈《「『【([{｢￥＄")
CUT_NUMBER = re.compile(
    r"[0-9０-９][,.，．]?\n[0-9０-９]|[0-9０-９]\n(?:人|件|年|月|日|か月|項目|円|％|%|条|項|号)|第\n[0-9０-９]"
)
CUT_PAIR = re.compile(r"―\n―|…\n…")


def _load(name: str) -> ModuleType:
    spec = importlib.util.spec_from_file_location(name, Path(__file__).with_name(f"{name}.py"))
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.fixture(scope="session")
def worst_case() -> ModuleType:
    """The generator of documents that are hard to print."""
    return _load("worst_case")


def squeeze(text: str) -> str:
    """Text without white space, to compare what was typed with what comes out."""
    return re.sub(r"\s+", "", text)


def line_text(line: PdfLine) -> str:
    return "".join(run.text for run in line.runs)


def broken_pairs(layout: Layout) -> Iterator[tuple[str, str]]:
    """Every break that the line breaker chose: the line before, spaces at its end included, and the line after."""
    for page in layout.pages:
        for text in page.texts:
            for before, after in zip(text.lines, text.lines[1:], strict=False):
                if before.goes_on:
                    yield line_text(before), line_text(after)


def kinsoku_faults(layout: Layout) -> list[str]:
    """Lines that begin or end with a sign that may not stand there."""
    pairs = [(before.rstrip(" 　"), after) for before, after in broken_pairs(layout)]
    return [
        f"{before}|{after}"
        for before, after in pairs
        if before and after and (after[0] in BAD_START or before[-1] in BAD_END)
    ]


def cut_numbers(layout: Layout) -> list[str]:
    """Numbers parted from their digits or units, and pairs of dashes parted."""
    joined = [f"{before[-6:]}\n{after[:6]}" for before, after in broken_pairs(layout)]
    return [each for each in joined if CUT_NUMBER.search(each) or CUT_PAIR.search(each)]


def run_end(run: PdfRun) -> float:
    """Where the visible text of a run ends."""
    seen = run.text.rstrip(" 　")
    return run.x + run.style.face.text_width(seen, run.style.size) + run.tracking * max(0, len(seen) - 1)


def overfull(layout: Layout) -> list[str]:
    """Lines that reach beyond the room of their cell."""
    return [
        line_text(line)
        for page in layout.pages
        for text in page.texts
        for line in text.lines
        for run in line.runs
        if run_end(run) > text.width + 0.05 or run.x < -0.01
    ]


def open_borders(page: PdfPage) -> list[str]:
    """Text in tables that is not shut in by rules on all four sides."""
    rules = list(page.rules())
    down = [(x0, y0, y1) for x0, y0, x1, y1 in rules if x0 == x1]
    across = [(y0, x0, x1) for x0, y0, x1, y1 in rules if y0 == y1]
    slack = 0.6
    faults = []
    for text in page.texts:
        if text.tag is None or text.tag.kind not in ("TD", "TH", "H2", "H3", "H4") or not text.lines:
            continue
        left, right = _extent(text)
        top, bottom = text.y, text.y + sum(line.height for line in text.lines)
        middle = (top + bottom) / 2
        shut = (
            any(x <= left + slack and y0 - slack <= middle <= y1 + slack for x, y0, y1 in down),
            any(x >= right - slack and y0 - slack <= middle <= y1 + slack for x, y0, y1 in down),
            all(any(y <= top + slack and x0 - slack <= x <= x1 + slack for y, x0, x1 in across) for x in (left, right)),
            all(
                any(y >= bottom - slack and x0 - slack <= x <= x1 + slack for y, x0, x1 in across)
                for x in (left, right)
            ),
        )
        if not all(shut):
            faults.append(f"{shut} {line_text(text.lines[0])[:30]}")
    return faults


def crossed_rules(page: PdfPage) -> list[str]:
    """Text that a rule runs through."""
    faults = []
    rules = list(page.rules())
    for text in page.texts:
        left, right = _extent(text)
        y = text.y
        for line in text.lines:
            size = max((run.style.size for run in line.runs if run.text), default=0.0)
            centre = y + line.height / 2
            for x0, y0, x1, y1 in rules:
                if y0 == y1:
                    hit = abs(y0 - centre) < size * 0.42 and x0 < right - 1 and x1 > left + 1
                else:
                    hit = y0 < centre < y1 and any(
                        run.text.strip() and text.x + run.x + 0.5 < x0 < text.x + run_end(run) - 0.5
                        for run in line.runs
                    )
                if hit and size:
                    faults.append(line_text(line)[:40])
            y += line.height
    return faults


def _extent(text: Text) -> tuple[float, float]:
    runs = [run for line in text.lines for run in line.runs if run.text.strip()]
    if not runs:
        return text.x, text.x
    return text.x + min(run.x for run in runs), text.x + max(map(run_end, runs))


def lonely_headings(layout: Layout) -> list[str]:
    """Headings with nothing under them on their page, though more of their section follows."""
    faults = []
    for page in layout.pages[:-1]:
        spoken = [text for text in page.texts if text.tag is not None]
        last = max(spoken, key=lambda text: text.y, default=None)
        if last is None or last.tag is None or last.tag.kind not in ("H1", "H2", "H3"):
            continue
        bottom = last.y + sum(line.height for line in last.lines)
        if not page.pictures and not any(box.y >= bottom - 1 and box.height > 5 for box in page.boxes):
            faults.append(line_text(last.lines[0]))
    return faults


@pytest.fixture(scope="session")
def faults() -> Callable[[Layout], dict[str, list[str]]]:
    """All faults of a layout by kind; every list should be empty."""

    def count(layout: Layout) -> dict[str, list[str]]:
        found = {
            "kinsoku": kinsoku_faults(layout),
            "cut": cut_numbers(layout),
            "overfull": overfull(layout),
            "open": [each for page in layout.pages for each in open_borders(page)],
            "crossed": [each for page in layout.pages for each in crossed_rules(page)],
            "lonely": lonely_headings(layout),
        }
        return {kind: each for kind, each in found.items() if each}

    return count


@pytest.fixture(scope="session")
def answers() -> Callable[[Any], list[tuple[str, str]]]:
    """The texts that a document prints, as (path, text without white space)."""

    def collect(document: Any) -> list[tuple[str, str]]:
        found = []
        for node in document.walk():
            value = document.shown(node) if node.value_kind or node.item.fixed else None
            if isinstance(value, str) and node.applies:
                found.append((node.path, squeeze(value)))
        return found

    return collect


def pieces(wanted: str, text: str) -> int:
    """In how many pieces a text is found; 0 if a character of it is nowhere."""
    count = 0
    while wanted:
        low, high = 0, len(wanted)
        while low < high:
            middle = (low + high + 1) // 2
            low, high = (middle, high) if wanted[:middle] in text else (low, middle - 1)
        if low == 0:
            return 0
        wanted = wanted[low:]
        count += 1
    return count


@pytest.fixture(scope="session")
def piece_count() -> Callable[[str, str], int]:
    return pieces


@pytest.fixture(scope="session")
def plain() -> Callable[[str], str]:
    return squeeze


@pytest.fixture(scope="session")
def tool() -> Callable[..., str]:
    """Runs a PDF tool and gives its output; the test is skipped where the tool is missing."""

    def run(name: str, *arguments: str) -> str:
        if which(name) is None:
            pytest.skip(f"{name} is not installed")
        done = subprocess.run([name, *arguments], capture_output=True, check=False)
        assert done.returncode == 0, done.stderr.decode("utf-8", "replace") + done.stdout.decode("utf-8", "replace")
        return done.stdout.decode("utf-8", "replace")

    return run
