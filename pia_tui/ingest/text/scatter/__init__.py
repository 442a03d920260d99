"""Raw PDF text: pages on which labels and values are shuffled, read as a whole, page by page."""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence
from functools import cached_property

from pia_tui.ingest.text.files import bare_name
from pia_tui.ingest.text.find import Occurrence
from pia_tui.ingest.text.folding import fold
from pia_tui.ingest.text.reading import Reading
from pia_tui.ingest.text.scatter.blocks import BlockAssignment
from pia_tui.ingest.text.scatter.layout import PagePiece, line_width, pieces_of, words_of
from pia_tui.ingest.text.scatter.page import FoundAnswer, TornPage
from pia_tui.ingest.text.scatter.sequence import LabelEntry, PageLabels, cut, titles_of, written_out
from pia_tui.ingest.text.scatter.solve import solve
from pia_tui.ingest.text.tree import Tree

_BESIDE, _CERTAIN = 1.0, 2.0
_LARGEST = 200
"""Pieces of two full pages: where more stand between two ends of pages, these are lost, and nothing can be matched."""
_CUT_BRACKETS = 0.02
"""So large a share of lines that are half a bracket is the mark of shuffled pages."""


def is_scattered(reading: Reading) -> bool:
    """Whether the pages of a reading are shuffled: brackets torn from what they held."""
    if len(reading.pages) < 3:
        return False
    lines = [line.strip() for line in reading.clean.split("\n") if line.strip()]
    return sum(map(_is_torn, lines)) > _CUT_BRACKETS * len(lines)


def _is_torn(line: str) -> bool:
    """Whether a line is half a bracket, or a mark without its bracket."""
    signs = unicodedata.normalize("NFKC", "".join(line.split()))
    if not signs or not set(signs) <= set("[]()○〇◯"):
        return False
    return signs.count("[") != signs.count("]") or signs.count("(") != signs.count(")") or set(signs) <= set("○〇◯")


class Scattered:
    """The pages of a reading with the stretches of the form they hold."""

    def __init__(self, reading: Reading, found: Sequence[Occurrence], tree: Tree, owners: bytes = b"") -> None:
        self.reading = reading
        self.owners = owners
        """Whose each character of the clean text is already."""
        self.tree = tree
        self.spans = [span for span in reading.pages if reading.clean[slice(*span)].strip()]
        self.labels = [
            PageLabels(own, titles_of(own, tree))
            for start, end in self.spans
            # A label that runs on into a sentence is the sentence's own word.
            for own in [tuple(each for each in found if start <= each.start < end and each.after != "glued")]
        ]
        self.entries = written_out(self.labels, tree)
        self.cuts = cut(self.labels, self.entries)
        items = [spot.item for spot in tree.spots.values() if spot.item is not None]
        self.words = words_of(items)

    @cached_property
    def pages(self) -> list[list[PagePiece]]:
        """The pieces of each page."""
        return [
            pieces_of(self.reading, *span, labels.found, self.words, self.owners)
            for span, labels in zip(self.spans, self.labels, strict=True)
        ]

    def solve(self) -> list[tuple[Sequence[LabelEntry], list[FoundAnswer]]]:
        """For each page its entries and what was found for them."""
        pages = self.pages
        widths = sorted(line_width(self.reading, piece) for page in pages for piece in page if piece.kind == "text")
        full = widths[int(len(widths) * 0.99)] if widths else 0
        known: dict[str, list[tuple[str, int]]] = {}
        made: list[TornPage] = []
        found: list[list[FoundAnswer]] = []
        for _ in range(2):
            # The second time texts that surely answer an item for one file help to find those of the others.
            entries = [
                self.entries[start:end] if len(own) <= _LARGEST else []
                for (start, end), own in zip(self.cuts, pages, strict=True)
            ]
            both = zip(pages, entries, strict=True)
            made = [TornPage(self.reading, self.tree, *each, full, known) for each in both]
            found = [solve(page) if page.entries else [] for page in made]
            known = self._known(found)
        whole = [self.entries[start:end] for start, end in self.cuts]
        return list(zip(whole, BlockAssignment(made, found).settle(), strict=True))

    def _known(self, found: Sequence[list[FoundAnswer]]) -> dict[str, list[tuple[str, int]]]:
        """Folded texts that were found beside their labels, by item of the sections that stand once for each file.

        The names of the files stand under "" besides, and the surest texts under the item with `=`.
        """
        known: dict[str, list[tuple[str, int]]] = {}
        for findings in found:
            for each in findings:
                spot = self.tree.spots.get(each.entry.target)
                if each.raw is None and each.place_margin >= _BESIDE and spot and spot.section in self.tree.of_files:
                    text = fold("".join(self.reading.clean[slice(*span)] for span in each.spans))
                    known.setdefault(each.entry.target, []).append((text, each.entry.pass_number))
                    if each.place_margin >= _CERTAIN:
                        known.setdefault(f"{each.entry.target}=", []).append((text, each.entry.pass_number))
                    if spot.item is not None and spot.item.role == "file_name":
                        known.setdefault("", []).append((bare_name(text), each.entry.pass_number))
        return known
