"""One reading of one text, from characters to a document."""

from __future__ import annotations

import re
from collections.abc import Callable

from pia_tui.forms import resolve_form
from pia_tui.ingest.text.aliases import aliases
from pia_tui.ingest.text.align import Anchor, align, count_blocks, steps_back
from pia_tui.ingest.text.annexes import Annexes, annex_zones
from pia_tui.ingest.text.builder import Builder
from pia_tui.ingest.text.changes import Changes
from pia_tui.ingest.text.disorder import LOST, disorder
from pia_tui.ingest.text.files import resolve_files
from pia_tui.ingest.text.fill import Filler, Region
from pia_tui.ingest.text.find import Occurrence, occurrences
from pia_tui.ingest.text.folding import fold
from pia_tui.ingest.text.labels import labels_of
from pia_tui.ingest.text.ledger import LABEL, Ledger
from pia_tui.ingest.text.markup import CELL, LINE, PAGE
from pia_tui.ingest.text.nearly import nearly_labels
from pia_tui.ingest.text.prose import columns_of
from pia_tui.ingest.text.reading import Reading
from pia_tui.ingest.text.recognise import enter_titles, other_stamp, recognise
from pia_tui.ingest.text.records import Records
from pia_tui.ingest.text.report import Report
from pia_tui.ingest.text.rest import Rest
from pia_tui.ingest.text.running import enter_running, table_heads
from pia_tui.ingest.text.scatter import Scattered, is_scattered
from pia_tui.ingest.text.scatter.place import Placing
from pia_tui.ingest.text.thrown_blanks import closed
from pia_tui.ingest.text.tree import tree_of
from pia_tui.ingest.text.unfolding import unfolded
from pia_tui.ingest.text.weights import weight
from pia_tui.ingest.text.zones import Zone, changes_zones, column_names, contents_zones

_BACK = weight("order.back")
"""Such a share of labels may stand before the one they follow in the form."""
_TOLD = weight("order.told")
"""So many labels tell whether a text has lost its order."""
ENOUGH_PLACED = weight("order.placed")
"""Share of the letters of answers; where less has a place, answers without one may have been taken for others."""
MUCH_LEFT = "原文の並びが崩れていて、置き場所の決まらない文が多く残ったため、ほかの欄の記載かもしれません。"


class Job:
    """Reads a text; `builder` holds what came of it. Raises UnreadableFile, UnknownForm."""

    def __init__(self, source: Reading, form: str | None, tick: Callable[[float], None] = lambda _: None) -> None:
        self.reading = source
        self.tick = tick
        self.scattered, self.orderly = False, True
        self.flat = self.joined = False
        found = self._recognised(form) if source.cells else self._in_lines(source, form)
        tick(0.3)
        self.found = nearly_labels(self.reading, self.form_id, found)
        self.ledger = Ledger(self.reading)
        self.builder = Builder(self.tree)
        self.filler = Filler(self.ledger, self.builder, None if source.cells else columns_of(self.reading.clean))
        self.anchors: list[Anchor] = []
        self.seen: set[tuple[int, str]] = set()
        """(file, item or section) of every label that was found."""
        self._zones()

    def _recognised(self, form: str | None) -> list[Occurrence]:
        """The labels of the form that the reading is on."""
        if form is None:
            self.form_id, found = recognise(self.reading)
        else:
            self.form_id = resolve_form(form).id
            found = occurrences(self.reading, labels_of(self.form_id))
        self.tree = tree_of(self.form_id)
        return found

    def _in_lines(self, source: Reading, form: str | None) -> list[Occurrence]:
        """The labels of a text whose lines, blanks and order a reader may have torn; they are mended first."""
        self.reading = closed(source)
        found = self._recognised(form)
        labels = labels_of(self.form_id)
        columns = column_names(self.tree, self.tree.changes) if self.tree.changes else []
        whole = unfolded(self.reading, labels, "".join(columns))
        self.flat = whole is not self.reading
        self.joined = whole is not source
        mended_found = occurrences(whole, labels) if self.flat else found
        if is_scattered(self.reading):
            # Half brackets alone may be a matter of lines.
            self.orderly, sound = self._order_of(whole, mended_found)
            self.scattered = not sound
        if not self.scattered:
            self.reading, found = whole, mended_found
        return found

    def _order_of(self, reading: Reading, found: list[Occurrence]) -> tuple[bool, bool]:
        """Whether labels stand in the form's order, and whether what stands behind them fits them too."""
        contents = contents_zones(reading, found, self.tree)
        zones = [*contents, *changes_zones(reading, found, contents, self.tree)]
        labels = [each for each in found if not any(each.start in zone for zone in zones)]
        anchors = count_blocks(align(labels, self.tree), self.tree)
        orderly = steps_back(anchors, self.tree) <= _BACK
        return orderly, orderly and disorder(anchors, reading, self.tree) <= LOST

    def run(self) -> None:
        """Read everything; what is left over goes to the tray."""
        self.tick(0.4)
        self._furniture()
        self.tick(0.5)
        if self.scattered:
            scattered = Scattered(self.reading, self._labels(), self.tree, self._taken())
            placing = Placing(scattered, self.filler)
            placing.run()
            self.seen = placing.seen()
        else:
            self._in_order()
        self.tick(0.9)
        self._changes()
        annexes = Annexes(self.filler)
        for zone in () if self.filler.shuffled or self.scattered else self.annexes:
            annexes.read(zone)
        self.builder.doubt_blocks()
        if (self.scattered or self.filler.shuffled) and self.ledger.placed_share() < ENOUGH_PLACED:
            self.builder.why_unsure = MUCH_LEFT
        borders = [each.occurrence.end for each in self.anchors] + [zone.start for zone in self.changes]
        near = {each.occurrence.end: self.builder.path(each.target, self.filler.blocks(each)) for each in self.anchors}
        Rest(self.ledger, self.builder).to_tray(borders, near, by_page=self.scattered)

    def _taken(self) -> bytes:
        """Whose each character is, the tables of changes their own: they are read apart."""
        owners = bytearray(self.ledger.owners)
        for zone in self.changes:
            owners[zone.start : zone.end] = bytes([LABEL]) * (zone.end - zone.start)
        return bytes(owners)

    def report(self) -> Report:
        """The account of the reading."""
        return Rest(self.ledger, self.builder).report(self.seen, other_stamp(self.reading, self.form_id))

    def _zones(self) -> None:
        """Stretches where labels are no labels: contents, changes, 別紙."""
        self.contents = contents_zones(self.reading, self.found, self.tree)
        self.changes = changes_zones(self.reading, self.found, self.contents, self.tree)
        if self.scattered:
            # On a shuffled page the title stands anywhere: the whole page is the table's.
            starts = [start for start, _ in self.reading.pages]
            self.changes = [
                Zone(max(start for start in starts if start <= zone.start), zone.end) for zone in self.changes
            ]
        self.annexes = annex_zones(self.reading, self.tree, self.contents, self.changes, self.scattered)
        if self.annexes:
            begin = self.annexes[0].start
            self.changes = [Zone(zone.start, min(zone.end, begin)) for zone in self.changes if zone.start < begin]

    def _labels(self) -> list[Occurrence]:
        """The occurrences outside the zones."""
        zones = [*self.contents, *self.changes, *self.annexes]
        return [each for each in self.found if not any(each.start in zone for zone in zones)]

    def _furniture(self) -> None:
        """What every document prints: titles, contents, headings of lists, page numbers."""
        for span in enter_titles(self.reading):
            self.ledger.claim(*span, LABEL)
        labels = frozenset(labels_of(self.form_id).spellings)
        table_heads(self.ledger, labels, column_names(self.tree, self.tree.changes) if self.tree.changes else ())
        heads = enter_running(self.ledger, self.tree, labels)
        Rest(self.ledger, self.builder).keep(heads)
        for zone in self.contents:
            self.ledger.claim(zone.start, zone.end, LABEL)
        words = {fold(word) for word in (*aliases().furniture, *aliases().site_words)}
        for line in re.finditer(f"[^{LINE}{PAGE}{CELL}]+", self.reading.clean):
            if fold(line[0]) in words:
                self.ledger.claim(line.start(), line.end(), LABEL)

    def _in_order(self) -> None:
        """A text in the form's order: what follows a label is its answer."""
        aligned = count_blocks(align(self._labels(), self.tree), self.tree)
        self.anchors = self._without_side_labels(resolve_files(aligned, self.reading, self.tree))
        regions = self._regions()
        self.filler.joined = self.joined
        if self.flat or (self.filler.columns is not None and len(self.anchors) >= _TOLD):
            self.filler.disorder = disorder(self.anchors, self.reading, self.tree)
            self.filler.shuffled = self.filler.disorder > LOST
        self.filler.fill(regions, lambda share: self.tick(0.6 + 0.3 * share))
        if self.tree.records and not self.filler.shuffled:
            section = self.tree.spots[self.tree.records].section
            own = [each for each in regions if self.tree.spots[each.anchor.target].section == section]
            Records(self.filler).read([(each.start, each.end) for each in own])
        for anchor in self.anchors:
            self.seen |= {(anchor.file, each) for each in (anchor.target, *self.tree.spots[anchor.target].above)}

    def _without_side_labels(self, anchors: list[Anchor]) -> list[Anchor]:
        """The anchors without labels that stand beside their rows and are read after the first of them."""
        kept: list[Anchor] = []
        for anchor in anchors:
            item = self.tree.spots[anchor.target].item
            above = self.tree.spots[kept[-1].target].above if kept and not kept[-1].furniture else ()
            if item is not None and item.value_kind is None and not item.repeat and anchor.target in above:
                self.ledger.claim(anchor.occurrence.start, anchor.occurrence.end, LABEL)
                self.seen.add((anchor.file, anchor.target))
            else:
                kept.append(anchor)
        return kept

    def _regions(self) -> list[Region]:
        """What follows each label, up to the next label or zone."""
        borders = sorted(zone.start for zone in (*self.contents, *self.changes, *self.annexes))
        regions: list[Region] = []
        begins = [*(anchor.occurrence.start for anchor in self.anchors), len(self.reading.clean)]
        for index, anchor in enumerate(self.anchors):
            start = anchor.occurrence.end
            end = min([begins[index + 1], *(border for border in borders if border >= start)])
            regions.append(Region(anchor, start, end))
        return regions

    def _changes(self) -> None:
        changes = Changes(self.filler)
        for zone in self.changes:
            section = self.tree.spots[self.tree.changes].section
            self.seen.add((0, section))
            for each in self.found:
                own = any(spelling.target == section for spelling in each.spellings)
                if each.start in zone and own and each.whole:
                    self.ledger.claim(each.start, each.end, LABEL)
            changes.read(zone)
