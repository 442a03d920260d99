"""Finds runs of digits in a text as people write long numbers: in any script, in groups, across a line end.

A *chain* is digit groups with nothing between them but spaces, hyphens and at most one line end. 1234 5678 9012 is a
chain of three groups; 1,234 is two chains.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from typing import Literal, NamedTuple

Join = Literal["hyphen", "newline", "space"]

_INVISIBLE = "\u00ad\u200b-\u200f\u2060\ufeff"
_SPACES = rf" \t\u00a0\u1680\u2000-\u200a\u202f\u205f\u3000{_INVISIBLE}"
# Every dash there is, and what is typed for one with the IME on: the long vowel mark, the middle dot, the bar. The wave
# (～) is none of them: it stands between the ends of a range.
_HYPHENS = (
    r"\-\u00af\u00b7\u02d7\u058a\u1806\u2010-\u2015\u2043\u207b\u208b\u2212\u2500\u2501\u2796\u30fb\u30fc"
    r"\u3161\ufe58\ufe63\uff0d\uff3f\uff65\uff70_"
)
_NEWLINES = r"\n\r\u2028\u2029\u0085"

# The three classes are disjoint from \d and every repeat is bounded or starts with a digit: linear in the text.
_GROUP = rf"\d(?:[{_INVISIBLE}]{{0,2}}\d)*"
_CHAIN = re.compile(rf"{_GROUP}(?:[{_SPACES}{_HYPHENS}{_NEWLINES}]{{1,20}}{_GROUP})*")
_GROUP_ONLY = re.compile(_GROUP)
_A_HYPHEN = re.compile(rf"[{_HYPHENS}]")
_A_NEWLINE = re.compile(rf"\r\n|[{_NEWLINES}]")


class Group(NamedTuple):
    """Unbroken digits: their place in the text, and the digits as 0–9."""

    start: int
    end: int
    digits: str


class Chain(NamedTuple):
    """Groups of digits and what stands between each and the next (one fewer than groups)."""

    groups: tuple[Group, ...]
    joins: tuple[Join, ...]

    def digits(self, first: int, last: int) -> str:
        """The digits of the groups first..last, both included."""
        return "".join(group.digits for group in self.groups[first : last + 1])

    def shape(self, first: int, last: int) -> tuple[int, ...]:
        """How many digits each of these groups has."""
        return tuple(len(group.digits) for group in self.groups[first : last + 1])


def chains(text: str, at_least: int) -> Iterator[Chain]:
    """The chains that hold at least so many digits, in order."""
    for match in _CHAIN.finditer(text):
        if match.end() - match.start() >= at_least:
            for chain in _split(text, match.start(), match.end()):
                if sum(len(group.digits) for group in chain.groups) >= at_least:
                    yield chain


def _split(text: str, start: int, end: int) -> Iterator[Chain]:
    """Cut where more than a hyphen and a line end stand between two groups: that is two numbers, not one."""
    groups: list[Group] = []
    joins: list[Join] = []
    for match in _GROUP_ONLY.finditer(text, start, end):
        if groups:
            join = _join(text[groups[-1].end : match.start()])
            if join is None:
                yield Chain(tuple(groups), tuple(joins))
                groups, joins = [], []
            else:
                joins.append(join)
        groups.append(Group(match.start(), match.end(), to_ascii(match[0])))
    if groups:
        yield Chain(tuple(groups), tuple(joins))


def _join(between: str) -> Join | None:
    newlines = len(_A_NEWLINE.findall(between))
    hyphens = len(_A_HYPHEN.findall(between))
    if newlines > 1 or hyphens > 2:
        return None
    return "newline" if newlines else "hyphen" if hyphens else "space"


def to_ascii(text: str) -> str:
    """The decimal digits of any script in a text as 0–9, everything else left out."""
    if text.isascii() and text.isdigit():
        return text
    return "".join(str(unicodedata.decimal(c)) for c in text if c.isdecimal())
