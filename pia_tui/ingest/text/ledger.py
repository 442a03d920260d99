"""The account of every character: nothing of a source is lost, and nothing is placed twice."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from pia_tui.ingest.text.reading import Reading

FREE, LABEL, PLACED, TRAY, DUPLICATE = range(5)


@dataclass(frozen=True, slots=True)
class Account:
    """Characters of a source, blanks apart: `total` is the sum of the others."""

    total: int
    placed: int
    tray: int
    labels: int
    duplicates: int
    markup: int


class Ledger:
    """Who owns each character of the clean text."""

    def __init__(self, reading: Reading) -> None:
        self.reading = reading
        self.owners = bytearray(len(reading.clean))

    def claim(self, start: int, end: int, owner: int) -> None:
        """Give what is still free in [start, end) to `owner`."""
        owners = self.owners
        if not any(owners[start:end]):
            owners[start:end] = bytes([owner]) * (end - start)
            return
        for place in range(start, end):
            if not owners[place]:
                owners[place] = owner

    def is_free(self, start: int, end: int) -> bool:
        """Whether nothing in [start, end) is owned."""
        return not any(self.owners[start:end])

    def free(self, start: int, end: int) -> Iterator[tuple[int, int]]:
        """The stretches of [start, end) that nobody owns and that hold more than blanks and structure."""
        owners, clean = self.owners, self.reading.clean
        place = start
        while place < end:
            if owners[place]:
                place += 1
                continue
            stop = place
            while stop < end and not owners[stop]:
                stop += 1
            if clean[place:stop].strip():
                yield place, stop
            place = stop

    def placed_share(self) -> float:
        """Of the letters that are answers, the share that has a place, from 0 to 1; 1 where there are none."""
        owners = [owner for owner, char in zip(self.owners, self.reading.clean, strict=True) if not char.isspace()]
        placed, free = owners.count(PLACED), owners.count(FREE)
        return placed / (placed + free) if placed + free else 1.0

    def account(self) -> Account:
        """The sums over the source."""
        source, at = self.reading.source, self.reading.at
        owner_of = bytearray([255]) * len(source)
        for place, (char, owner) in enumerate(zip(self.reading.clean, self.owners, strict=True)):
            # A line end, cell border or blank made of a tag is that tag's markup.
            if not char.isspace() and owner_of[at[place]] in (255, FREE):
                owner_of[at[place]] = owner
        counts = [0] * 256
        for char, owner in zip(source, owner_of, strict=True):
            if not char.isspace():
                counts[owner] += 1
        assert counts[FREE] == 0, "characters without owner"
        markup = counts[255]
        return Account(sum(counts), counts[PLACED], counts[TRAY], counts[LABEL], counts[DUPLICATE], markup)
