"""Choices on a torn page: options that stand apart are matched with the items that take them."""

from __future__ import annotations

from pia_tui.ingest.text.folding import fold
from pia_tui.ingest.text.scatter.matching import FORBIDDEN, assign
from pia_tui.ingest.text.scatter.page import SAME, SURE, FoundAnswer, TornPage, options_of

_LEAVE_OPTION = 3.0
_SWITCHED_OFF = 2.0


class TornChoices:
    """Reads the choices of one page."""

    def __init__(self, page: TornPage) -> None:
        self.page = page
        self.supplies = [number for number, piece in enumerate(page.pieces) if piece.kind == "option"]
        self.demands = [
            index
            for index, entry in enumerate(page.entries)
            if (item := page.item(entry)) and item.value_kind == "choice"
        ]

    def choices(self) -> list[FoundAnswer]:
        """An answer for each option that stands apart, with the margin to the next best reading."""
        if not self.supplies or not self.demands:
            return []
        costs = [[self._cost(number, index) for index in self.demands] for number in self.supplies]
        padded = [[*row, *([_LEAVE_OPTION] * len(self.supplies))] for row in costs]
        chosen = assign(padded)
        total = sum(padded[row][column] for row, column in enumerate(chosen))
        findings = []
        for row, column in enumerate(chosen):
            if column >= len(self.demands):
                continue
            piece, index = self.page.pieces[self.supplies[row]], self.demands[column]
            value = next(text for text in self._options(index) if fold(text) == piece.option)
            margin = min(self._other_total(padded, row, column) - total, self._identity(index))
            entry = self.page.entries[index]
            if margin >= SURE:
                self.page.chosen[entry.target, entry.pass_number, entry.block] = value
            findings.append(FoundAnswer(entry, value, ((piece.start, piece.end),), margin))
        return findings

    def _options(self, index: int) -> tuple[str, ...]:
        return options_of(self.page.item(self.page.entries[index]))

    def _applies(self, index: int) -> bool:
        return self.page.applies(self.page.entries[index])

    def _identity(self, index: int) -> float:
        """How sure the label is this entry's; it does not matter where all such answers on the page are equal."""
        options = {fold(text) for text in self._options(index)}
        values = [option for number in self.supplies if (option := self.page.pieces[number].option) in options]
        alike = [each for each in self.demands if self._applies(each) and self._options(each) == self._options(index)]
        if len(set(values)) == 1 and len(values) == len(alike):
            return SAME
        return self.page.label_margin(index)

    def _cost(self, number: int, index: int) -> float:
        if self.page.pieces[number].option not in {fold(text) for text in self._options(index)}:
            return FORBIDDEN
        return self.page.entry_cost(index, number, number) + (0.0 if self._applies(index) else _SWITCHED_OFF)

    def _other_total(self, padded: list[list[float]], row: int, column: int) -> float:
        """The least total when the entry has another value than this, or none."""
        option = self.page.pieces[self.supplies[row]].option
        kept = [line[column] for line in padded]
        for other, number in enumerate(self.supplies):
            if self.page.pieces[number].option == option:
                padded[other][column] = FORBIDDEN
        chosen = assign(padded)
        total = sum(padded[each][found] for each, found in enumerate(chosen))
        for line, cost in zip(padded, kept, strict=True):
            line[column] = cost
        return total
