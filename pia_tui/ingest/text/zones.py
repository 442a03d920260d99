"""Stretches of a reading where labels are no labels: the list of contents, and the table of changes."""

from __future__ import annotations

import re
from dataclasses import dataclass

from pia_tui.ingest.text.find import Occurrence
from pia_tui.ingest.text.folding import fold
from pia_tui.ingest.text.labels import FULL, label_parts
from pia_tui.ingest.text.markup import CELL, LINE, PAGE
from pia_tui.ingest.text.reading import Reading
from pia_tui.ingest.text.tree import Tree

_CONTENTS = 4
"""So many titles of sections in a row are a list of contents, whatever stands over them."""
_ITEM = 6
"""A numbered label of so many letters on a page means that it holds more than the list of contents."""
_PAGE_NUMBER = re.compile(r"[\s.・…‥]*[0-9０-９]+\s*$")
_MOST = 0.5
"""No table of changes holds so many of the form's own numbered labels."""
_BRACKETED = re.compile(r"[(（][^()（）]*[)）]")
_DOTS = re.compile(r"[\s.・…‥\-0-9０-９]*")


@dataclass(frozen=True, slots=True)
class Zone:
    """A stretch [start, end) of the clean text."""

    start: int
    end: int

    def __contains__(self, place: object) -> bool:
        return isinstance(place, int) and self.start <= place < self.end


def _section_of(occurrence: Occurrence, tree: Tree) -> str:
    """The section whose whole title this is, or ""."""
    for spelling in occurrence.spellings:
        if spelling.target in tree.spots and tree.spots[spelling.target].item is None and spelling.form == FULL:
            return spelling.target
    return ""


def _own_line(reading: Reading, occurrence: Occurrence) -> bool:
    """Whether nothing but the label stands in its line, no other cell either."""
    clean = reading.clean
    start = max(clean.rfind(LINE, 0, occurrence.start), clean.rfind(PAGE, 0, occurrence.start)) + 1
    end = clean.find(LINE, occurrence.end)
    rest = clean[occurrence.end : end if end >= 0 else len(clean)]
    return not clean[start : occurrence.start].strip(" \u3000・■◆●") and not _BRACKETED.sub("", rest).strip(
        " \t\v\u3000※"
    )


def contents_zones(reading: Reading, found: list[Occurrence], tree: Tree) -> list[Zone]:
    """The lists of contents: titles of sections with nothing between them but page numbers."""
    zones = _contents_pages(reading, found, tree)
    run: list[Occurrence] = []
    seen: set[str] = set()
    found = [each for each in found if not any(each.start in zone for zone in zones)]
    for occurrence in [*found, None]:
        section = _section_of(occurrence, tree) if occurrence is not None else ""
        joined = bool(
            run
            and occurrence
            and section not in seen
            and _DOTS.fullmatch(reading.clean[run[-1].end : occurrence.start])
            and PAGE not in reading.clean[run[-1].end : occurrence.start]
        )
        if occurrence is not None and section and (joined or not run):
            run.append(occurrence)
            seen.add(section)
            continue
        if len(run) >= _CONTENTS:
            zones.append(Zone(run[0].start, run[-1].end))
        run = [occurrence] if occurrence is not None and section else []
        seen = {section} if section else set()
    return sorted(zones, key=lambda zone: zone.start)


def _contents_pages(reading: Reading, found: list[Occurrence], tree: Tree) -> list[Zone]:
    """Pages that hold the list of contents in any order, its numbers apart from its words: titles, but no items."""
    title = fold(tree.form.contents_title)
    names = {text for section in tree.form.contents for text in (fold(section.title), label_parts(section)[1])}
    zones: list[Zone] = []
    for start, end in reading.pages if len(reading.pages) > 1 else []:
        lines = [fold(_PAGE_NUMBER.sub("", line)) for line in re.split(f"[{LINE}{CELL}]", reading.clean[start:end])]
        if title not in lines or sum(line in names for line in set(lines)) < _CONTENTS:
            continue
        items = [each for each in found if start <= each.start < end and each.whole and not _section_of(each, tree)]
        if any(each.numbered and len(each.text) >= _ITEM for each in items):
            continue
        begin = reading.find_line(title, start, end) if any(len(each.text) >= _ITEM for each in items) else start
        zones.append(Zone(begin, end))
    return zones


def column_names(tree: Tree, table: str) -> list[str]:
    """The folded headings of a table's columns."""
    return [fold(item.label) for item in tree.children(table)]


def header_rows(reading: Reading, columns: list[str]) -> list[Zone]:
    """Lines that are a table's heading row: at least half of the columns, each as a cell of its own."""
    rows: list[Zone] = []
    place = 0
    for line in reading.clean.split(LINE):
        cells = [fold(cell) for cell in re.split(rf"{CELL}|[ \u3000]{{2,}}", line)]
        if sum(1 for cell in cells if cell in columns) * 2 >= len(columns) or "".join(cells) == "".join(columns):
            rows.append(Zone(place, place + len(line)))
        place += len(line) + 1
    return rows


def changes_zones(reading: Reading, found: list[Occurrence], contents: list[Zone], tree: Tree) -> list[Zone]:
    """Where the table of changes stands: from its title or heading row to the next part of the form."""
    if not tree.changes:
        return []
    own = tree.spots[tree.changes].section
    annex = tree.spots[tree.annexes].section if tree.annexes else ""
    titles = [
        (each.start, _section_of(each, tree))
        for each in found
        if _section_of(each, tree) and _own_line(reading, each) and not any(each.start in zone for zone in contents)
    ]
    begins = [start for start, section in titles if section == own]
    begins += [row.start for row in header_rows(reading, column_names(tree, tree.changes))]
    labels = [each.start for each in found if each.whole and each.numbered and each.before == "cell"]
    zones: list[Zone] = []
    for begin in sorted(begins):
        if zones and begin < zones[-1].end:
            continue
        before = {section for start, section in titles if start < begin}
        ends = [
            start for start, section in titles if (start > begin and section not in (*before, own)) or section == annex
        ]
        end = min((end for end in ends if end > begin), default=len(reading.clean))
        zone = Zone(begin, end)
        if sum(place in zone for place in labels) <= _MOST * len(labels):
            zones.append(zone)
    return zones
