"""Lists of blocks compared: which block came, which went, and which of the rest were moved."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Sequence

import msgspec


class OrderChange(msgspec.Struct, frozen=True):
    """How a list of blocks became another one.

    `moved` is the smallest set of blocks that must be moved so that the others stay in their order. `merged` is the
    new list with each block that went put back after the block it followed.
    """

    added: frozenset[str]
    removed: frozenset[str]
    moved: frozenset[str]
    merged: tuple[str, ...]


def compare_orders(before: Sequence[str], after: Sequence[str]) -> OrderChange:
    """Compare two lists of block identities, each without repetitions."""
    was, now = set(before), set(after)
    place = {identity: number for number, identity in enumerate(before)}
    common = [identity for identity in after if identity in was]
    stay = _longest_rising([place[identity] for identity in common])
    kept = {before[number] for number in stay}
    merged = list(after)
    previous = ""
    for identity in before:
        if identity not in now:
            merged.insert(merged.index(previous) + 1 if previous else 0, identity)
        previous = identity
    return OrderChange(
        added=frozenset(now - was),
        removed=frozenset(was - now),
        moved=frozenset(identity for identity in common if identity not in kept),
        merged=tuple(merged),
    )


def _longest_rising(numbers: Sequence[int]) -> list[int]:
    """The longest rising subsequence (patience sorting)."""
    tails: list[int] = []
    ends: list[int] = []
    before: list[int] = []
    for at, number in enumerate(numbers):
        pile = bisect_left(tails, number)
        before.append(ends[pile - 1] if pile else -1)
        if pile == len(tails):
            tails.append(number)
            ends.append(at)
        else:
            tails[pile], ends[pile] = number, at
    found = []
    at = ends[-1] if ends else -1
    while at >= 0:
        found.append(numbers[at])
        at = before[at]
    return found[::-1]
