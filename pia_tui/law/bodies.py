"""Who asks and who provides: the names of bodies, and whether a cell of the table means one of them."""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path

import msgspec

from pia_tui import datafile


class Body(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A body: how the table calls it, what people call it, and words of the table that mean it among others.

    Names with one of the `endings` are such bodies too (沼津市長).
    `stands_for` says in which capacity (都道府県知事等: as head of a city with a 福祉事務所); "" for always.
    """

    name: str
    words: tuple[str, ...] = ()
    endings: tuple[str, ...] = ()
    stands_for: dict[str, str] = {}

    def in_cell(self, cell: str) -> bool:
        """Whether the cell names the body itself."""
        # 国家公務員共済組合連合会 is no 国家公務員共済組合, 市町村長 no 村長: names are compared whole.
        return self.name in names_in(cell)

    def capacity_in(self, cell: str) -> str | None:
        """In which capacity the cell means the body: "" as itself, a phrase, or None where it does not."""
        if self.in_cell(cell):
            return ""
        return next((phrase for word, phrase in self.stands_for.items() if word in cell), None)


class Bodies(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The data file of bodies."""

    bodies: tuple[Body, ...]


def names_in(cell: str) -> list[str]:
    """The bodies that a cell of the table lists: 厚生労働大臣、都道府県知事又は市町村長 → three."""
    plain = re.sub(r"（[^（）]*）", "", re.sub(r"（[^（）]*）", "", cell))
    names = [name.strip() for name in re.split(r"、|又は|若しくは", plain) if name.strip()]
    # A clause before the name (「…を行う都道府県知事又は市町村長」) leaves its end on the first one.
    return [re.sub(r"^.*(?:を行う|である)(?=[^、]*(?:知事|長|大臣)$)", "", name) for name in names]


@cache
def bodies() -> tuple[Body, ...]:
    """The bodies that the program knows names for. Raises BrokenData."""
    return datafile.load(Path(__file__).parent / "data" / "bodies.yaml", Bodies).bodies


def find_body(text: str) -> Body:
    """The body that people call `text`; a name that is not known stands for itself."""
    named = next((body for body in bodies() if text == body.name or text in body.words), None)
    # 沼津市長 and 八潮市 are 市町村長, whatever the town is called.
    ended = next((body for body in bodies() if body.endings and text.endswith(body.endings)), None)
    return named or ended or Body(text)
