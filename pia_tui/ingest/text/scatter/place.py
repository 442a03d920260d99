"""What was found on shuffled pages goes into the document; what is doubtful stays in sight."""

from __future__ import annotations

from collections.abc import Sequence

from pia_tui.forms import FILE_LIST
from pia_tui.ingest.text.files import name_number, number_files
from pia_tui.ingest.text.fill import NO_MARK, Filler
from pia_tui.ingest.text.ledger import LABEL
from pia_tui.ingest.text.prose import plain_text
from pia_tui.ingest.text.records import Records
from pia_tui.ingest.text.scatter import Scattered
from pia_tui.ingest.text.scatter.page import FAIR, SURE, FoundAnswer
from pia_tui.ingest.text.scatter.plausibility import plausible
from pia_tui.ingest.text.scatter.sequence import LabelEntry

_DOUBTED = 0.7
"""How sure the lines of a shuffled page are that are read as they stand."""
_CONFIDENCE = ((1.0, 0.9), (SURE, 0.82), (FAIR, 0.6))


class Placing:
    """Puts the findings of all pages into a filler's builder."""

    def __init__(self, scattered: Scattered, filler: Filler) -> None:
        self.scattered = scattered
        self.filler = filler
        self.tree = filler.tree
        self.solved = scattered.solve()
        self.files = self._files()

    def run(self) -> None:
        """Place everything that is sure enough, page by page."""
        for number, (entries, findings) in enumerate(self.solved):
            self._labels(number)
            for finding in sorted(plausible(findings), key=lambda each: -each.margin):
                self._put(finding)
            self._open_marks(number, entries, findings)
        # Records may hold what is printed elsewhere: headings of groups of options.
        self._records()
        for number in range(len(self.solved)):
            self._signs(number)

    def _files(self) -> dict[tuple[str, int], int]:
        """Which file each pass through a section is about."""
        names: dict[tuple[str, int], str] = {}
        passes: dict[str, int] = {}
        for entries, findings in self.solved:
            for entry in entries:
                section = self.tree.spots[entry.target].section
                if section in self.tree.of_files:
                    passes[section] = max(passes.get(section, 0), entry.pass_number)
            for finding in findings:
                if finding.margin < SURE:
                    # A name read wrongly would send a whole section to another file.
                    continue
                spot = self.tree.spots.get(finding.entry.target)
                if spot is not None and spot.item is not None and spot.item.role == "file_name" and finding.spans:
                    text = self.filler.reading.clean[slice(*finding.spans[0])]
                    names.setdefault((spot.section, finding.entry.pass_number), text.strip())
        most = max([*passes.values(), *map(name_number, names.values())], default=0)
        # A number that leaves none for the passes behind it was read in the wrong place.
        sound = {
            (section, pass_number): name
            for (section, pass_number), name in names.items()
            if name_number(name) + passes.get(section, pass_number) - pass_number <= most
        }
        return number_files(sound, passes, self.tree)

    def blocks(self, entry: LabelEntry) -> dict[str, int]:
        """The numbers of file and block of an entry."""
        item_id = entry.target if entry.target in self.tree.spots else entry.target.rpartition(".")[0]
        spot = self.tree.spots[item_id]
        blocks = {}
        if spot.section in self.tree.of_files:
            blocks[FILE_LIST] = self.files.get((spot.section, entry.pass_number), entry.pass_number)
        if spot.block:
            blocks[spot.block] = entry.block or 1
        return blocks

    def seen(self) -> set[tuple[int, str]]:
        """(file, item or section) of every label that stands on the pages."""
        found: set[tuple[int, str]] = set()
        for number, (entries, _) in enumerate(self.solved):
            targets = {each.target for label in self.scattered.labels[number].found for each in label.spellings}
            for entry in entries:
                if entry.target in targets:
                    file = self.blocks(entry).get(FILE_LIST, 0)
                    found |= {(file, each) for each in (entry.target, *self.tree.spots[entry.target].above)}
        return found

    def _put(self, finding: FoundAnswer) -> None:
        entry, blocks = finding.entry, self.blocks(finding.entry)
        confidence = next(value for least, value in _CONFIDENCE if finding.margin >= least)
        item = self.tree.form.item(entry.target)
        if item is None:
            return
        if finding.raw is None and item.value_kind == "text":
            self.filler.text_from(item.id, blocks, list(finding.spans), confidence)
            return
        if finding.raw is None and item.value_kind == "date" and len(finding.spans) == 1:
            self.filler.value(item, blocks, *finding.spans[0], confidence)
            return
        clean = self.filler.reading.clean
        raw = finding.raw
        if raw is None:
            raw = plain_text(" ".join(clean[slice(*span)] for span in finding.spans), None)
        lines = self.filler.reading.lines(finding.spans[0][0], finding.spans[-1][1])
        owner = self.filler.builder.put(item.id, blocks, raw, lines, confidence)
        for span in finding.spans:
            self.filler.ledger.claim(*span, owner)

    def _labels(self, number: int) -> None:
        for found in self.scattered.labels[number].found:
            self.filler.ledger.claim(found.start, found.end, LABEL)

    def _open_marks(self, number: int, entries: Sequence[LabelEntry], findings: Sequence[FoundAnswer]) -> None:
        """Marks that could not be told are pointed at; the lines they stand in stay in the tray."""
        answered = {finding.entry for finding in findings}
        for entry in entries:
            item = self.tree.form.item(entry.target)
            if item is None or item.value_kind != "multi" or entry in answered:
                continue
            lines = self.filler.reading.lines(*self.scattered.spans[number])
            self.filler.builder.doubt(item.id, self.blocks(entry), lines, NO_MARK)

    def _signs(self, number: int) -> None:
        """Printed lists and torn brackets are furniture, and so are the names of options; a lone ○ is not."""
        clean = self.filler.reading.clean
        for piece in self.scattered.pages[number]:
            if piece.kind == "scrap" and "○" not in clean[piece.start : piece.end]:
                self.filler.ledger.claim(piece.start, piece.end, LABEL)
            elif piece.kind == "marks" and not any(each.state == "on" or each.after == "on" for each in piece.marks):
                for each in piece.marks:
                    self.filler.ledger.claim(each.start, each.end, LABEL)
                    start = max(piece.start, each.start - 4)
                    if not clean[start : each.start].strip(" []［］\u3000"):
                        self.filler.ledger.claim(start, each.start, LABEL)

    def _records(self) -> None:
        """Pages of the table of records are in order: they are read as they stand."""
        if not self.tree.records:
            return
        section = self.tree.spots[self.tree.records].section
        stretches = []
        for number, (entries, _) in enumerate(self.solved):
            if any(self.tree.spots[entry.target].section == section for entry in entries) or (
                section in self.scattered.labels[number].titles
            ):
                labels = [
                    found.end
                    for found in self.scattered.labels[number].found
                    if any(each.target == section for each in found.spellings)
                ]
                if labels:
                    stretches.append((labels[0], self.scattered.spans[number][1]))
        Records(self.filler).read(stretches, _DOUBTED)
