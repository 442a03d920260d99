"""別紙: free pages after the form, each with its number, a heading, and a table or text."""

from __future__ import annotations

import re

from pia_tui.forms import Item
from pia_tui.ingest.text.fill import Filler
from pia_tui.ingest.text.folding import fold
from pia_tui.ingest.text.ledger import LABEL, Ledger
from pia_tui.ingest.text.markup import CELL, LINE, PAGE, SOFT
from pia_tui.ingest.text.reading import Reading
from pia_tui.ingest.text.tree import Tree
from pia_tui.ingest.text.zones import Zone

_DIGITS = "0-9０-９一二三四五六七八九十"


def annex_zones(reading: Reading, tree: Tree, contents: list[Zone], changes: list[Zone], strict: bool) -> list[Zone]:
    """Where 別紙 stand: from the line that names one to the next, or to a section's title.

    With `strict` (shuffled pages) only the first line of a page names one.
    """
    if not tree.annexes:
        return []
    starts = []
    for match in _heading(tree).finditer(reading.clean):
        before = reading.clean[: match.start()].rstrip(" \u3000" + LINE + SOFT)
        begins_page = not before or before[-1] == PAGE
        place = match.start()
        if any(place in zone for zone in contents) or (strict and not begins_page):
            continue
        # In the middle of the form 別紙 is only spoken of.
        if any(zone.start < place for zone in changes) or begins_page or _last_section(reading, tree) < place:
            starts.append(place)
    ends = [*starts[1:], len(reading.clean)] if starts else []
    return [Zone(start, end) for start, end in zip(starts, ends, strict=True)]


def _heading(tree: Tree) -> re.Pattern[str]:
    section = tree.spots[tree.annexes].section
    title = tree.form.section(section)
    word = re.escape(re.sub(r"[（）()\s]", "", title.title if title else ""))
    number = rf"[（(【]?[ \u3000]*(?P<number>{word}[ \u3000]*[{_DIGITS}]{{0,3}})[ \u3000]*[）)】]?"
    begin = rf"(?:(?<=[{LINE}{PAGE}])|\A)[ \u3000{SOFT}]*"
    end = rf"(?=[{LINE}{PAGE}{SOFT}]|\Z)"
    name = rf"[ \u3000:：{CELL}]+(?P<name>[^{LINE}{PAGE}{SOFT}]{{0,80}})"
    return re.compile(rf"{begin}{number}(?:[ \u3000]*{end}|{name}{end})")


def _last_section(reading: Reading, tree: Tree) -> int:
    """Where the last numbered section of the form begins."""
    sections = [section for section in tree.form.sections if section.kind == "section"]
    text = fold(sections[-1].title)
    place = reading.folded.text.rfind(text)
    return reading.folded.at[place] if place >= 0 else len(reading.clean)


class Annexes:
    """Reads zones of 別紙."""

    def __init__(self, filler: Filler) -> None:
        self.filler = filler
        self.clean = filler.reading.clean
        self.table = filler.tree.annexes
        self.columns: tuple[Item, ...] = filler.tree.children(self.table)
        self.rows = 0

    def read(self, zone: Zone) -> None:
        """One 別紙; what it holds keeps its rows and cells."""
        ledger: Ledger = self.filler.ledger
        heading = _heading(self.filler.tree).match(self.clean, zone.start)
        if heading is None or len(self.columns) < 3:
            return
        if not (heading["name"] or self.clean[heading.end() : zone.end].strip()):
            ledger.claim(zone.start, heading.end(), LABEL)  # the title of them all
            return
        self.rows += 1
        blocks = {self.table: self.rows}
        number, name, content = (item.id for item in self.columns[:3])
        if re.search(f"[{_DIGITS}]", heading["number"]):
            self.filler.text_from(number, blocks, [heading.span("number")], 0.9)
        if heading["name"]:
            self.filler.text_from(name, blocks, [heading.span("name")], 0.85)
        ledger.claim(zone.start, heading.end(), LABEL)
        self.filler.rows_from(content, blocks, heading.end(), zone.end, 0.85)
