"""変更箇所: rows of six columns, as rows of cells or as column: value lines."""

from __future__ import annotations

import re
from collections.abc import Mapping

from pia_tui.forms.wareki import parse_date
from pia_tui.ingest.text.fill import Filler
from pia_tui.ingest.text.folding import fold
from pia_tui.ingest.text.ledger import LABEL
from pia_tui.ingest.text.markup import CELL, LINE, PAGE
from pia_tui.ingest.text.zones import Zone

Span = tuple[int, int]
_TWO_CELLS = f"[^{LINE}{PAGE}]*{CELL}[^{LINE}{PAGE}]*{CELL}"
_LISTED = re.compile(r"^[^:：\t\n]{2,12}[:：][^\n]+\n[^:：\t\n]{2,12}[:：]", re.MULTILINE)


class Changes:
    """Reads the zones of the table of changes."""

    def __init__(self, filler: Filler) -> None:
        self.filler = filler
        self.clean = filler.reading.clean
        self.table = filler.tree.changes
        self.columns = filler.tree.children(self.table)
        self.by_label = {fold(item.label): item for item in self.columns}
        self.by_role = {item.role: item for item in self.columns}
        self.rows = 0
        self.headed = False

    def read(self, zone: Zone) -> None:
        """Read a zone; rows go on from those read before. One without cells is left to the tray, in reading order."""
        if not re.search(_TWO_CELLS, self.clean[zone.start : zone.end]) and not _LISTED.search(
            self.clean, zone.start, zone.end
        ):
            return
        place = zone.start
        for line in re.split(f"([{LINE}{PAGE}])", self.clean[zone.start : zone.end]):
            start, end = place, place + len(line)
            place = end
            if not line.strip() or line in (LINE, PAGE):
                continue
            cells = self._cells(start, end)
            if self._header(cells):
                self.headed = True
                for cell in cells:
                    if len(cells) == 1 or fold(self.clean[slice(*cell)]) in self.by_label:
                        self.filler.ledger.claim(*cell, LABEL)
            elif not (len(cells) > 2 and self._row(cells)):
                self._listed(start, end)

    def _cells(self, start: int, end: int) -> list[Span]:
        cells: list[Span] = []
        place = start
        for part in self.clean[start:end].split(CELL):
            cells.append((place, place + len(part)))
            place += len(part) + 1
        while len(cells) > len(self.columns) and not self.clean[slice(*cells[-1])].strip():
            cells.pop()
        return cells

    def _header(self, cells: list[Span]) -> bool:
        names = [fold(self.clean[slice(*cell)]) for cell in cells]
        if len(names) == 1:
            names = [fold(part) for part in re.split(r"[ \u3000]{2,}", self.clean[slice(*cells[0])])]
        return sum(name in self.by_label for name in names) * 2 >= len(self.columns)

    def _row(self, cells: list[Span]) -> bool:
        """Take cells as a row of the table, if they look like one."""
        texts = [self.clean[slice(*cell)].strip() for cell in cells]
        timing = self.by_role.get("change_timing")
        words = timing.choice_texts if timing else ()
        dated = parse_date(texts[0]) is not None
        timed = next((number for number, text in enumerate(texts) if text in words), -1)
        whole = len(cells) == len(self.columns) and self.headed
        if not dated and not whole and (timed < 0 or texts[0]):
            return False
        order = self._order(len(cells), timed)
        if order is None:
            return False
        self.rows += 1
        blocks = {self.table: self.rows}
        for item, number in order.items():
            start, end = cells[number]
            self.filler.value(self.by_role[item], blocks, start, end, 0.95)
        return True

    def _order(self, size: int, timed: int) -> Mapping[str, int] | None:
        """Which cell is which column, by role; None where the number of cells tells nothing."""
        roles = [item.role for item in self.columns]
        if size == len(roles) or timed == roles.index("change_timing"):
            return {role: number for number, role in enumerate(roles[:size])}
        if timed == roles.index("change_timing") - 1:
            # One of the two texts is lost with its cell: the place of the other is unknown.
            return {"change_date": 0, "change_item": 1, "change_timing": timed}
        if timed < 0 and size == len(roles) - 1:
            return {role: number for number, role in enumerate(roles[:4])}
        return None

    def _listed(self, start: int, end: int) -> None:
        """A line `変更日: …` of a list; a new row begins with its first column."""
        match = re.compile(r"\s*([^:：\t]{1,20})[:：]\s*").match(self.clean, start, end)
        item = self.by_label.get(fold(match[1])) if match else None
        if item is None or match is None:
            return
        if item is self.columns[0] or not self.rows:
            self.rows += 1
        self.filler.ledger.claim(start, match.end(), LABEL)
        self.filler.value(item, {self.table: self.rows}, match.end(), end, 0.85)
