"""The one notation for a place in a document: `II[1].4.2[3].1` is Ⅱ of the first file, 4, 委託事項3, ①.

A *path* counts repeated blocks by position, as people do (`[3]`); a *key* names them by identity (`[#p3m9zz]`), so
that it stays the same when blocks are moved. Both share this grammar, and so does the *order list* of a repeat,
the same text with an empty bracket at its end (`I.2.1[]`), whose value is the tuple of block identities in order.
"""

from __future__ import annotations

import re
import secrets
import unicodedata
from collections.abc import Iterable, Iterator
from typing import NamedTuple

import msgspec

from pia_tui.errors import PiaError

Index = int | str | None
"""A position counted from 1, a block identity such as `#p3m9zz`, `""` for an order list, or None for no bracket."""

_STEP = re.compile(r"([A-Za-z][A-Za-z0-9]*|[0-9]+)(?:\[(#[a-z2-7]{6}|[0-9]{1,6})?(\])?)?")
_IDENTITY_LETTERS = "abcdefghijklmnopqrstuvwxyz234567"


class BadPath(PiaError):
    """The text is no path, or names nothing in this form."""


class Prefix(NamedTuple):
    """One step of a path with the way to it: the id of the item there, the text up to here without its own bracket,
    and the step itself."""

    item_id: str
    text: str
    name: str
    at: Index


class Path(msgspec.Struct, frozen=True, gc=False):
    """A parsed path or key: steps of (name, index)."""

    steps: tuple[tuple[str, Index], ...]

    def prefixes(self) -> Iterator[Prefix]:
        """Every place on the way, from the section to the whole path."""
        item_id = text = ""
        for name, index in self.steps:
            item_id, text = (f"{item_id}.{name}", f"{text}.{name}") if item_id else (name, name)
            yield Prefix(item_id, text, name, index)
            if index is not None:
                text = f"{text}[{index}]"

    @property
    def numbers(self) -> dict[str, int]:
        """The position of every block that a path passes through, by the id of the item that repeats."""
        return {each.item_id: each.at for each in self.prefixes() if isinstance(each.at, int)}

    @property
    def item_id(self) -> str:
        """The id of the form's item, without indexes: `II.4.2.1`."""
        return ".".join(name for name, _ in self.steps)

    def __str__(self) -> str:
        return ".".join(name if index is None else f"{name}[{index}]" for name, index in self.steps)


def parse_path(text: str) -> Path:
    """Parse a path or key. Full-width signs and the form's own numerals (Ⅱ) are understood. Raises BadPath."""
    steps: list[tuple[str, Index]] = []
    for part in unicodedata.normalize("NFKC", text).strip().split("."):
        match = _STEP.fullmatch(part)
        if match is None or ("[" in part) != (match[3] is not None):
            raise BadPath(
                f"「{text[:80]}」は項目の場所として読めません。",
                safe="何も変更していません。",
                next="II[1].4.2[3].1 のように書いてください（pia-tui forms で一覧が見られます）。",
            )
        index: Index = None
        if "[" in part:
            index = int(match[2]) if match[2] and match[2].isdigit() else (match[2] or "")
        steps.append((match[1], index))
    return Path(tuple(steps))


def plain_path(item_id: str) -> Path:
    """The path of an item's id, which has no brackets and needs no reading."""
    return Path(tuple((name, None) for name in item_id.split(".")))


def new_identity(taken: Iterable[str]) -> str:
    """A block identity (`#` and six characters) that is not in `taken`."""
    used = set(taken)
    while True:
        identity = "#" + "".join(secrets.choice(_IDENTITY_LETTERS) for _ in range(6))
        if identity not in used:
            return identity
