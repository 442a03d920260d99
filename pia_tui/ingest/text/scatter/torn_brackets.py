"""Brackets that lie apart from their options: which of them stood before which option, and whether a ○ was in it.

A reader of columns prints `[`, `○` and `]` as pieces of their own. A `]` that stayed with its option tells that no
whole `[○]` lying about is its own; options that lost their bracket altogether are given the nearest ones that are left.
"""

from __future__ import annotations

from collections.abc import Sequence

from pia_tui.ingest.text.folding import fold
from pia_tui.ingest.text.reading import Reading
from pia_tui.ingest.text.scatter.layout import LONE_MARK, Piece
from pia_tui.ingest.text.scatter.matching import assign
from pia_tui.ingest.text.tokens import State

_CLEARLY = 2.0
"""So many times as far must all brackets lie from their options in any reading that gives other states."""
_MOST = 12
"""So many pieces at most lie between a whole bracket and its option."""


def bracket_states(reading: Reading, pieces: Sequence[Piece]) -> dict[int, State]:
    """The states of options whose brackets lie apart, by where the options begin; none of those that cannot be told."""
    signs = {
        number: fold(reading.clean[piece.start : piece.end])
        for number, piece in enumerate(pieces)
        if piece.kind == "scrap" and not piece.option
    }
    if _loose_mark(signs, pieces):
        return {}
    lost = [(number, each) for number, piece in enumerate(pieces) for each in piece.marks if not each.closed]
    states: dict[int, State] = {each.start: "off" for _, each in lost if each.half}
    bare = [(number, each) for number, each in lost if not each.half]
    whole = [number for number, sign in signs.items() if sign == LONE_MARK]
    ends = _ends(reading, signs, pieces)
    if not bare or not (whole or ends) or len(bare) > len(whole) + len(ends):
        return states
    places = [*whole, *ends]
    costs = [[float(abs(number - place)) for place in places] for number, _ in bare]
    chosen = assign(costs)
    total = sum(row[column] for row, column in zip(costs, chosen, strict=True))
    for index, (number, each) in enumerate(bare):
        on = chosen[index] < len(whole)
        if abs(number - places[chosen[index]]) > _MOST:
            continue
        other = [
            [1e6 if row == index and (column < len(whole)) == on else cost for column, cost in enumerate(line)]
            for row, line in enumerate(costs)
        ]
        if sum(other[row][column] for row, column in enumerate(assign(other))) >= _CLEARLY * total:
            states[each.start] = "on" if on else "off"
    return states


def _loose_mark(signs: dict[int, str], pieces: Sequence[Piece]) -> bool:
    """Whether a ○ lies outside of a whole bracket: it may be any option's that has but half a bracket."""
    return any("○" in sign.replace(LONE_MARK, "") for sign in signs.values()) or any(
        each.opens and each.after == "on" for piece in pieces for each in piece.marks
    )


def _ends(reading: Reading, signs: dict[int, str], pieces: Sequence[Piece]) -> list[int]:
    """The pieces that are the end of an empty bracket, without those that close the answer of a choice before them."""
    ends: list[int] = []
    choices = 0
    for number, piece in enumerate(pieces):
        if piece.kind == "option":
            choices += not fold(reading.clean[piece.start : piece.end]).endswith("]")
        elif signs.get(number) == "]" and choices:
            choices -= 1
        elif signs.get(number) in ("]", "[]"):
            ends.append(number)
    return ends
