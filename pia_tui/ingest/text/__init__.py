"""The text of a published 評価書 becomes a document: `read_text`."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise

from pia_tui.forms import FILE_LIST, Value, resolve_form
from pia_tui.ingest.text.aliases import aliases
from pia_tui.ingest.text.align import Anchor, align, count_blocks
from pia_tui.ingest.text.annexes import Annexes, annex_zones
from pia_tui.ingest.text.builder import Builder
from pia_tui.ingest.text.changes import Changes
from pia_tui.ingest.text.files import resolve_files
from pia_tui.ingest.text.fill import Filler, Region
from pia_tui.ingest.text.find import Occurrence, occurrences
from pia_tui.ingest.text.folding import fold
from pia_tui.ingest.text.labels import labels_of
from pia_tui.ingest.text.ledger import DUPLICATE, LABEL, TRAY, Ledger
from pia_tui.ingest.text.markup import CELL, LINE, MARK, PAGE
from pia_tui.ingest.text.nearly import nearly_labels
from pia_tui.ingest.text.prose import column_widths, plain_text
from pia_tui.ingest.text.reading import Reading
from pia_tui.ingest.text.recognise import enter_titles, recognise
from pia_tui.ingest.text.records import Records
from pia_tui.ingest.text.report import Duplicate, Missing, Report
from pia_tui.ingest.text.running import enter_running
from pia_tui.ingest.text.scatter import is_scattered
from pia_tui.ingest.text.tree import tree_of
from pia_tui.ingest.text.zones import Zone, changes_zones, contents_zones

__all__ = ["Imported", "Report", "read_text"]


@dataclass(frozen=True)
class Imported:
    """What came of a text: the form, the document's flat map (tray and sources included), and the report."""

    form_id: str
    state: dict[str, Value]
    report: Report


def read_text(text: str, form: str | None = None) -> Imported:
    """Read the text of a 評価書; `form` names the form version where it is known.

    Nothing is dropped: what finds no place is in the tray. Raises UnreadableFile, UnknownForm.
    """
    return _Job(text, form).run()


class _Job:
    def __init__(self, text: str, form: str | None) -> None:
        self.reading = Reading(text)
        if form is None:
            self.form_id, self.found = recognise(self.reading)
        else:
            self.form_id = resolve_form(form).id
            self.found = occurrences(self.reading, labels_of(self.form_id))
        self.found = nearly_labels(self.reading, self.form_id, self.found)
        self.tree = tree_of(self.form_id)
        self.ledger = Ledger(self.reading)
        self.builder = Builder(self.tree)
        self.filler = Filler(self.ledger, self.builder, columns_of(self.reading))
        self.contents = contents_zones(self.reading, self.found, self.tree)
        self.changes = changes_zones(self.reading, self.found, self.contents, self.tree)
        self.seen: set[tuple[int, str]] = set()
        """(file, item or section) of labels on shuffled pages."""
        self.scattered = is_scattered(self.reading)
        if self.scattered:
            # On a shuffled page the title stands anywhere: the whole page is the table's.
            self.changes = [Zone(self._page_start(zone.start), zone.end) for zone in self.changes]

        self.annexes = annex_zones(self.reading, self.tree, self.contents, self.changes, self.scattered)
        if self.annexes:
            begin = self.annexes[0].start
            self.changes = [Zone(zone.start, min(zone.end, begin)) for zone in self.changes if zone.start < begin]

    def run(self) -> Imported:
        self._furniture()
        anchors: list[Anchor] = []
        if self.scattered:
            self._scattered()
        else:
            aligned = count_blocks(align(self._labels(), self.tree), self.tree)
            anchors = resolve_files(aligned, self.reading, self.tree)
            self.filler.fill(self._regions(anchors))
            self._records(anchors)
        changes = Changes(self.filler)
        for zone in self.changes:
            self._titles_in(zone)
            changes.read(zone)
        annexes = Annexes(self.filler)
        for zone in self.annexes:
            annexes.read(zone)
        self._rest(anchors)
        return Imported(self.form_id, self.builder.finished(), self._report(anchors))

    def _page_start(self, place: int) -> int:
        return max(start for start, _ in self.reading.pages if start <= place)

    def _labels(self) -> list[Occurrence]:
        """The occurrences outside the list of contents and the table of changes."""
        zones = [*self.contents, *self.changes, *self.annexes]
        return [each for each in self.found if not any(each.start in zone for zone in zones)]

    def _scattered(self) -> None:
        """Pages whose order is lost are read each as a whole."""
        from pia_tui.ingest.text.scatter import Scattered
        from pia_tui.ingest.text.scatter.place import Placing

        placing = Placing(Scattered(self.reading, self._labels(), self.tree), self.filler)
        placing.run()
        self.seen = placing.seen()

    def _furniture(self) -> None:
        """What every document prints."""
        for span in enter_titles(self.reading):
            self.ledger.claim(*span, LABEL)
        for span in enter_running(self.ledger, self.tree, frozenset(labels_of(self.form_id).spellings)):
            self.builder.to_tray(plain_text(self._shown(*span), None), self.reading.lines(*span))
            self.ledger.claim(*span, TRAY)
        for zone in self.contents:
            self.ledger.claim(zone.start, zone.end, LABEL)
        words = {fold(word) for word in aliases().furniture}
        for line in re.finditer(f"[^{LINE}{PAGE}{CELL}]+", self.reading.clean):
            if fold(line[0]) in words:
                self.ledger.claim(line.start(), line.end(), LABEL)

    def _regions(self, anchors: list[Anchor]) -> list[Region]:
        """What follows each label, up to the next label or zone."""
        borders = sorted(zone.start for zone in (*self.contents, *self.changes, *self.annexes))
        regions: list[Region] = []
        for index, anchor in enumerate(anchors):
            start = anchor.occurrence.end
            end = anchors[index + 1].occurrence.start if index + 1 < len(anchors) else len(self.reading.clean)
            end = min([end, *(border for border in borders if border >= start)])
            regions.append(Region(anchor, start, end))
        return regions

    def _records(self, anchors: list[Anchor]) -> None:
        if not self.tree.records:
            return
        section = self.tree.spots[self.tree.records].section
        regions = [each for each in self._regions(anchors) if self.tree.spots[each.anchor.target].section == section]
        Records(self.filler).read([(each.start, each.end) for each in regions])

    def _titles_in(self, zone: Zone) -> None:
        own = self.tree.spots[self.tree.changes].section
        for each in self.found:
            if each.start in zone and any(spelling.target == own for spelling in each.spellings) and each.whole:
                self.ledger.claim(each.start, each.end, LABEL)

    def _rest(self, anchors: list[Anchor]) -> None:
        """What nobody owns goes to the tray, one entry for each stretch between labels; lone signs are furniture."""
        borders = sorted(
            {0, len(self.reading.clean), *(each.occurrence.end for each in anchors), *(z.start for z in self.changes)}
        )
        near = {anchor.occurrence.end: anchor for anchor in anchors}
        for start, end in pairwise(borders):
            anchor = near.get(start)
            path = self.builder.key(anchor.target, self.filler.blocks(anchor))[1] if anchor else ""
            for group in self._groups(start, end):
                text = "\n".join(plain_text(self._shown(*span), None) for span in group)
                if re.sub(r"[\s\[\]（）()＜＞<>{}^・:：]", "", text):
                    self.builder.to_tray(text, self.reading.lines(group[0][0], group[-1][1]), path)
                    owner = TRAY
                else:
                    owner = LABEL
                for span in group:
                    self.ledger.claim(*span, owner)

    def _shown(self, start: int, end: int) -> str:
        """Clean text with marks that were markup as signs."""
        marks = self.reading.marks
        return "".join(
            ("○" if marks.get(place) == "on" else "□") if char == MARK else char
            for place, char in enumerate(self.reading.clean[start:end], start)
        )

    def _groups(self, start: int, end: int) -> list[list[tuple[int, int]]]:
        """Free stretches, those with nothing but owned signs or structure between them together."""
        groups: list[list[tuple[int, int]]] = []
        for span in self.ledger.free(start, end):
            if groups and span[0] - groups[-1][-1][1] < 3:
                groups[-1].append(span)
            else:
                groups.append([span])
        return groups

    def _report(self, anchors: list[Anchor]) -> Report:
        return Report(
            form_id=self.form_id,
            placed=tuple(self.builder.placed),
            doubtful=tuple(self.builder.doubts),
            unplaced=tuple(self.builder.unplaced),
            duplicates=self._duplicates(),
            missing=tuple(self._missing(anchors)),
            characters=self.ledger.account(),
        )

    def _missing(self, anchors: list[Anchor]) -> Iterator[Missing]:
        """Parts of the form that no label was found for: sections, and headings right under sections."""
        seen = {(anchor.file, each) for anchor in anchors for each in (anchor.target, *self._above(anchor.target))}
        seen |= {(file, each) for file, target in self.seen for each in (target, *self._above(target))}
        seen |= {(0, self.tree.spots[self.tree.changes].section)} if self.changes else set()
        for section in self.tree.form.sections:
            if section.kind == "annex":
                continue
            repeated = section.id in self.tree.of_files
            numbers = range(1, max(1, self.builder.count(FILE_LIST)) + 1) if repeated else (0,)
            for number in numbers:
                place = f"{section.id}[{number}]" if number else section.id
                if (number, section.id) not in seen:
                    yield Missing(place, section.title)
                    continue
                for item in section.items:
                    if (number, item.id) not in seen and section.kind == "section" and not item.fixed:
                        yield Missing(item.id.replace(section.id, place, 1), item.label)

    def _above(self, target: str) -> tuple[str, ...]:
        return self.tree.spots[target].above

    def _duplicates(self) -> tuple[Duplicate, ...]:
        clean, owners = self.reading.clean, self.ledger.owners
        return tuple(
            Duplicate(clean[run.start() : run.end()].strip(), self.reading.lines(*run.span()))
            for run in re.finditer(bytes([DUPLICATE]) + b"+", bytes(owners))
        )


def columns_of(reading: Reading) -> frozenset[int] | None:
    """The widths at which a PDF text cuts its lines; None where lines end where paragraphs do."""
    lines = re.split(f"[{LINE}{PAGE}]", reading.clean)
    filled = [line for line in lines if line.strip()]
    pairs = sum(1 for one, two in pairwise(lines) if one.strip() and two.strip())
    rows = sum(CELL in line.strip() for line in filled)
    if not filled or rows >= 0.1 * len(filled) or pairs <= 0.15 * len(filled):
        return None
    return column_widths(lines)
