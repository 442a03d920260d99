"""What each part of reading text is worth: switched off one by one, with what moves on every kind of file.

    python tests/ingest/ablation.py [--prints FOLDER] [--kinds clean,page,…]

A part that moves nothing on any kind has no place in the reader. The table of the last run stands in ablation.md.
"""

from __future__ import annotations

import argparse
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from unittest.mock import patch

import measuring
from comparing import Compared

TEXT = "pia_tui.ingest.text."
OFF: dict[str, tuple[str, Any]] = {
    "misread labels": ("job.nearly_labels", lambda reading, form_id, found: found),
    "thrown blanks": ("job.closed", lambda reading: reading),
    "lost line ends": ("job.unfolded", lambda reading, *_: reading),
    "running heads": ("job.enter_running", lambda *_: []),
    "heads of Markdown tables": ("job.table_heads", lambda *_: None),
    "page numbers as ends": ("markup.page_ends", lambda *_: []),
    "lost order": ("job.disorder", lambda *_: 0.0),
    "strange cells": ("fill.is_strange", lambda *_: False),
    "repeats": ("fill.without_repeats", lambda ledger, start, end: [(start, end)]),
    "files by name": ("job.resolve_files", lambda anchors, *_: anchors),
    "side labels": ("job.Job._without_side_labels", lambda self, anchors: anchors),
    "columns of labels": ("fill.Filler._columns", lambda *_: set()),
    "torn pages": ("job.is_scattered", lambda _: False),
    "torn: blocks by their words": ("scatter.BlockAssignment.settle", lambda self: self.findings),
    "torn: texts of other files": ("scatter.Scattered._known", lambda *_: {}),
    "torn: words of answers": ("scatter.similarity.Similarity.of", lambda *_: 0.0),
    "torn: headings of blocks": ("scatter.labelled.PageLabelling._headings", lambda _: {}),
    "torn: parts of answers": ("scatter.torn_texts.TornTexts._is_part", lambda *_: False),
    "torn: numbers that go on": ("scatter.torn_texts.TornTexts._counts_on", lambda *_: False),
    "torn: printed words": ("scatter.page.TornPage.printed", lambda *_: False),
    "torn: widths": ("scatter.torn_texts.TornTexts._width_cost", lambda *_: 0.0),
    "torn: pages of doubt": (
        "scatter.place.plausible",
        lambda findings: [each for each in findings if each.margin >= 0.3],
    ),
}


@contextmanager
def off(name: str) -> Iterator[None]:
    where, instead = OFF[name]
    with patch(TEXT + where, instead):
        yield


def measured(kinds: dict[str, Any]) -> dict[str, Compared]:
    found: dict[str, Compared] = {}
    for kind, read in kinds.items():
        found[kind] = read()
    return found


def readers(names: tuple[str, ...], prints: Path) -> dict[str, Callable[[], Compared]]:
    """For each kind what measures it; its files are made once."""
    made: dict[str, Callable[[], Compared]] = {}
    for kind, (cases, skip) in measuring.kinds(prints).items():
        if not kind.startswith(names):
            continue
        files = [(document, make()) for document, make in cases()]

        def read(kind: str = kind, files: Any = files, skip: Any = skip) -> Compared:
            total = Compared()
            for document, data in files:
                measuring.read(document, data, skip, kind.removeprefix("held out: ").startswith(measuring.EVERY), total)
            return total

        made[kind] = read
    for number in ("000", "001", "002"):
        if f"seed {number}".startswith(names) and measuring.seed(number) is not None:
            made[f"seed {number}"] = lambda number=number: measuring.seed(number)[0]  # type: ignore[misc, index]
    return made


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--kinds", default="", help="beginnings of the kinds' names, with commas between")
    parser.add_argument("--parts", default="", help="beginnings of the parts' names")
    parser.add_argument("--prints", type=Path, default=Path("prints"), help="where prints are kept")
    given = parser.parse_args()
    kinds = readers(tuple(given.kinds.split(",")), given.prints)
    whole = measured(kinds)
    print("| switched off | what moves: recall and wrong, in points |\n|---|---|", flush=True)
    for name in OFF:
        if not name.startswith(tuple(given.parts.split(","))):
            continue
        with off(name):
            found = measured(kinds)
        moved = [
            f"{kind} {100 * (one.recall - two.recall):+.1f} / {100 * (one.wrong_share - two.wrong_share):+.2f}"
            for kind, one, two in ((kind, found[kind], whole[kind]) for kind in kinds)
            if (one.right, len(one.wrong)) != (two.right, len(two.wrong))
        ]
        print(f"| {name} | {'; '.join(moved) or 'nothing'} |", flush=True)


if __name__ == "__main__":
    main()
