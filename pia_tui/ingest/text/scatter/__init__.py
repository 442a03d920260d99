"""Raw PDF text: pages on which labels and values are shuffled, read as a whole, page by page."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator, Sequence
from functools import cached_property
from itertools import pairwise

from pia_tui.ingest.text.files import bare_name
from pia_tui.ingest.text.find import Occurrence
from pia_tui.ingest.text.folding import fold
from pia_tui.ingest.text.reading import Reading
from pia_tui.ingest.text.scatter.blocks import Blocks
from pia_tui.ingest.text.scatter.bracket_columns import give_marks
from pia_tui.ingest.text.scatter.carrying import Carried, carried_from, joined
from pia_tui.ingest.text.scatter.joints import Columns, Joints
from pia_tui.ingest.text.scatter.layout import Piece, line_width, pieces_of, words_of
from pia_tui.ingest.text.scatter.page import Finding, Page
from pia_tui.ingest.text.scatter.sequence import Entry, PageLabels, cut, titles_of, written_out
from pia_tui.ingest.text.scatter.solve import solve
from pia_tui.ingest.text.tree import Tree

_BESIDE, _CERTAIN = 1.0, 2.0
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

    def __init__(
        self, reading: Reading, found: Sequence[Occurrence], tree: Tree, owners: bytes = b"", orderly: bool = False
    ) -> None:
        self.reading = reading
        self.orderly = orderly
        """Whether the labels of the whole text stand in the form's order."""
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
        self.labels = [self._fitting(number) for number in range(len(self.labels))]
        items = [spot.item for spot in tree.spots.values() if spot.item is not None]
        self.words = words_of(items)

    def _fitting(self, number: int) -> PageLabels:
        """The labels of a page that belong to what stands on it; others are words of the text."""
        start, end = self.cuts[number]
        here = {(entry.target, entry.block) for entry in self.entries[start:end]}
        here |= {(target, 0) for target, _ in here}
        own = self.labels[number]
        kept = [
            each
            for each in own.found
            if any(
                spelling.furniture or spelling.target in own.titles or (spelling.target, spelling.block) in here
                for spelling in each.spellings
            )
        ]
        return PageLabels(tuple(kept), own.titles)

    @cached_property
    def pages(self) -> list[list[Piece]]:
        """The pieces of each page."""
        pages = [
            pieces_of(self.reading, *span, labels.found, self.words, self.owners)
            for span, labels in zip(self.spans, self.labels, strict=True)
        ]
        for page in pages:
            give_marks(self.reading, page, self.words)
        return pages

    def solve(self) -> list[tuple[Sequence[Entry], list[Finding]]]:
        """For each page its entries and what was found for them."""
        pages = self.pages
        widths = sorted(line_width(self.reading, piece) for page in pages for piece in page if piece.kind == "text")
        full = widths[int(len(widths) * 0.99)] if widths else 0
        joints = Joints(self.reading.clean)
        columns = Columns(self._neighbours() if self.orderly else ())
        known: dict[str, list[tuple[str, int]]] = {}
        made: list[Page] = []
        found: list[list[Finding]] = []
        for _ in range(2):
            # The second time texts that surely answer an item for one file help to find those of the others.
            entries = [self.entries[start:end] for start, end in self.cuts]
            both = zip(pages, entries, strict=True)
            made = [Page(self.reading, self.tree, *each, full, known, joints, columns) for each in both]
            found = self._solved(made)
            known = self._known(found)
        return list(zip([page.entries for page in made], Blocks(made, found).settle(), strict=True))

    def _neighbours(self) -> Iterator[tuple[str, str, bool]]:
        """Lines of text that follow each other on a page with nothing between, and whether in one box."""
        clean = self.reading.clean
        for page in self.pages:
            for one, two in pairwise(page):
                if one.kind == two.kind == "text":
                    yield clean[one.start : one.end], clean[two.start : two.end], one.box == two.box

    def _solved(self, pages: Sequence[Page]) -> list[list[Finding]]:
        """What is found on each page, answers that the end of a page cut off with their labels or beginnings."""
        found: list[list[Finding]] = []
        cut: Carried | None = None
        for page in pages:
            own = solve(page, self.orderly, cut) if page.entries else []
            if cut is not None and cut.line:
                found[-1], own = joined(found[-1], own, cut)
            found.append(own)
            cut = carried_from(page, own) if self.orderly else None
        return found

    def _known(self, found: Sequence[list[Finding]]) -> dict[str, list[tuple[str, int]]]:
        """Folded texts that were found beside their labels, by item of the sections that stand once for each file.

        The names of the files stand under "" besides, and the surest texts under the item with `=`.
        """
        known: dict[str, list[tuple[str, int]]] = {}
        for findings in found:
            for each in findings:
                spot = self.tree.spots.get(each.entry.target)
                if each.raw is None and each.place_margin >= _BESIDE and spot and spot.section in self.tree.of_files:
                    text = fold("".join(self.reading.clean[slice(*span)] for span in each.spans))
                    known.setdefault(each.entry.target, []).append((text, each.entry.turn))
                    if each.place_margin >= _CERTAIN:
                        known.setdefault(f"{each.entry.target}=", []).append((text, each.entry.turn))
                    if spot.item is not None and spot.item.role == "file_name":
                        known.setdefault("", []).append((bare_name(text), each.entry.turn))
        return known
