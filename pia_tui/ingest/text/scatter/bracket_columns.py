"""Brackets printed as a column before the column of their options, and a mark alone before its option.

A reader of columns prints the brackets of several options one under the other, then the options in the same order. As
many brackets as options in a row are theirs; any other number tells nothing.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

from pia_tui.ingest.text.folding import fold
from pia_tui.ingest.text.reading import Reading
from pia_tui.ingest.text.scatter.layout import LONE_MARK, MarkedOption, Piece, Words, marks_in
from pia_tui.ingest.text.tokens import State

_SIGNS = frozenset("[]○")
_Bracket = tuple[State, int]
"""The state of a bracket, and the piece that tells it."""


def give_marks(reading: Reading, pieces: Sequence[Piece], words: Words) -> None:
    """Give options their marks where those stand in pieces of their own before them."""
    _columns(reading, pieces, words)
    for before, piece in pairwise(pieces):
        if not before.option and _sign(reading, before) == LONE_MARK and _marked(reading, piece, words):
            before.option = LONE_MARK
            piece.marks[0].sign = (before.start, before.end)


def _sign(reading: Reading, piece: Piece) -> str:
    """The brackets and marks of a piece that holds nothing else, "" of others."""
    text = fold(reading.clean[piece.start : piece.end])
    return text if piece.kind == "scrap" and text and set(text) <= _SIGNS else ""


def _columns(reading: Reading, pieces: Sequence[Piece], words: Words) -> None:
    number = 0
    while number < len(pieces):
        begin = number
        brackets, number = _brackets(reading, pieces, number)
        if not brackets:
            number += 1
            continue
        options: list[tuple[Piece, list[MarkedOption]]] = []
        while number + len(options) < len(pieces):
            found = _bare(reading, pieces[number + len(options)], words)
            if not found:
                break
            options.append((pieces[number + len(options)], found))
        number += len(options)
        if len(options) != len(brackets):
            continue
        for (piece, found), (state, sign) in zip(options, brackets, strict=True):
            piece.kind, piece.marks = "marks", found
            found[0].state, found[0].closed = state, True
            found[0].sign = (pieces[sign].start, pieces[sign].end) if state == "on" else None
        for piece in pieces[begin : number - len(options)]:
            if _sign(reading, piece):
                piece.option = LONE_MARK


def _brackets(reading: Reading, pieces: Sequence[Piece], number: int) -> tuple[list[_Bracket], int]:
    """The brackets that begin at a piece, where all of them are closed, and the piece behind them.

    Headings of empty blocks (提供先6～10) may stand between.
    """
    states: list[State] = []
    places: list[int] = []
    loose: list[int] = []
    ends = 0
    while number < len(pieces):
        sign = _sign(reading, pieces[number])
        if not sign and not (states and _is_furniture(pieces[number])):
            break
        for char in sign:
            if char == "[":
                states.append("off")
                places.append(number)
            elif char == "○" and ("[" in sign or len(states) - ends == 1) and states:
                states[-1], places[-1] = "on", number
            elif char == "○":
                loose.append(number)
            elif char == "]":
                ends += 1
        number += 1
    if loose and len(loose) == len(states):
        # Columns of `[`, ○ and `]`: each has its ○. Were there fewer, nothing would tell whose they are.
        states, places, loose = ["on"] * len(loose), loose, []
    return (list(zip(states, places, strict=True)) if ends == len(states) and not loose else []), number


def _is_furniture(piece: Piece) -> bool:
    return piece.occurrence is not None and all(each.furniture for each in piece.occurrence.spellings)


def _bare(reading: Reading, piece: Piece, words: Words) -> list[MarkedOption]:
    """The option that a piece is, without any bracket but that of its own text."""
    if piece.kind == "marks":
        found = piece.marks
    elif piece.kind == "text":
        found = marks_in(reading, piece.start, piece.end, words.marks) or []
    else:
        return []
    bare = len(found) == 1 and not found[0].closed and not found[0].half and not found[0].opens
    return found if bare and not reading.clean[piece.start : found[0].start].strip() else []


def _marked(reading: Reading, piece: Piece, words: Words) -> bool:
    """Give the option that a piece begins with the mark that stands alone before it; whether there is one."""
    if piece.kind == "text":
        marks = marks_in(reading, piece.start, piece.end, words.marks)
        if marks and not reading.clean[piece.start : marks[0].start].strip():
            piece.kind, piece.marks = "marks", marks
    if piece.kind == "marks" and not piece.marks[0].closed and not piece.marks[0].half:
        piece.marks[0].state, piece.marks[0].closed = "on", True
        return True
    return False
