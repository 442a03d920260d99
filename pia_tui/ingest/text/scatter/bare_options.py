"""Names of options that lost their brackets: lines that read like them are no answers."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Sequence
from itertools import pairwise

from pia_tui.forms import Item
from pia_tui.ingest.text.folding import fold
from pia_tui.ingest.text.reading import Reading
from pia_tui.ingest.text.scatter.layout import Piece

_HEAD, _SHORT = 4, 4
"""Letters that a wrapped option's first line has at least, and that its second has at most."""
_TORN_OFF = re.compile(r"[\u3041-\u309f][^()]{2,7}$|[^()]{1,7}\)$")
"""Lines that begin with hiragana, or close a bracket that they do not open, are ends of longer ones."""
_LONG = 10
"""So many letters of an option's beginning are no answer, even without a bracket."""


def bare_options(reading: Reading, pieces: Sequence[Piece], items: Sequence[Item]) -> frozenset[int]:
    """The numbers of the lines that are names of options, or ends of such names that a narrow column cut off.

    Every item with marks prints all its options; what the marks of the page do not hold must stand as a line of its
    own. Where there is one more, it may be an answer that reads like an option (a system's name), which stands alone.
    """
    wanted: dict[str, int] = {}
    for item in items:
        for text in item.choice_texts if item.value_kind == "multi" else ():
            wanted[fold(text)] = wanted.get(fold(text), 0) + 1
    held: dict[str, int] = {}
    for piece in pieces:
        for each in piece.marks:
            held[fold(each.option)] = held.get(fold(each.option), 0) + 1
    lines = {
        number: fold(reading.clean[piece.start : piece.end])
        for number, piece in enumerate(pieces)
        if piece.kind == "text"
    }
    bare: dict[str, list[int]] = {}
    for number, line in lines.items():
        name = line.partition("(")[0] if line.partition("(")[0] in wanted and line not in wanted else line
        if name in wanted:
            bare.setdefault(name, []).append(number)
    named = {number for numbers in bare.values() for number in numbers}
    named |= {number for number, piece in enumerate(pieces) if piece.marks}
    found = {
        number
        for name, numbers in bare.items()
        for number in numbers
        if len(numbers) <= wanted[name] - held.get(name, 0) or _beside(number, pieces, named)
    }
    choices = {fold(text) for item in items if item.value_kind in ("choice", "multi") for text in item.choice_texts}
    heads = {number for number, line in lines.items() if _is_head(line, choices)}
    labels = {fold(item.label) for item in items}
    halves = {
        each
        for one, two in pairwise(lines)
        if two == one + 1 and pieces[one].box == pieces[two].box and lines[one] + lines[two] in wanted
        for each in (one, two)
    }
    found |= {
        number + 1
        for number in found
        if lines[number].count("(") > lines[number].count(")") and lines.get(number + 1, "").endswith(")")
    }
    return frozenset(found | halves | heads | _ends(reading, pieces, lines, choices | labels))


def _is_head(line: str, options: Iterable[str]) -> bool:
    """Whether a line is the beginning of an option, its bracket before it."""
    bare = line.lstrip("[]○")
    if len(bare) < (_LONG if bare == line else _HEAD):
        return False
    return any(option.startswith(bare) and len(option) > len(bare) for option in options)


def _beside(number: int, pieces: Sequence[Piece], named: Iterable[int]) -> bool:
    """Whether an option stands in the box of others."""
    return any(abs(other - number) == 1 and pieces[other].box == pieces[number].box for other in named)


def _ends(reading: Reading, pieces: Sequence[Piece], lines: dict[int, str], options: Collection[str]) -> set[int]:
    """Short lines that are the end of an option or label whose beginning is the end of another line."""
    heads = [fold(reading.clean[piece.start : piece.end]) for piece in pieces]
    ends: set[int] = set()
    for number, line in lines.items():
        if _TORN_OFF.match(line) and any(option.endswith(line) and option != line for option in options):
            ends.add(number)
        if len(line) > _SHORT:
            continue
        cut = [option[: -len(line)] for option in options if option.endswith(line) and len(option) >= _HEAD + len(line)]
        if any(head.endswith(option[-_HEAD:]) for option in cut for head in heads):
            ends.add(number)
    return ends
