"""Choices as they are printed: the option that stands apart from the list, is in brackets, or carries a mark."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from pia_tui.ingest.text.reading import Reading
from pia_tui.ingest.text.tokens import Scanner, Sign, nearest

_HELD = re.compile(r"\[([^\[\]]{4,40})\]")


@dataclass(frozen=True, slots=True)
class ChoiceReading:
    """What a stretch of text says about a choice; ranges are places in the clean text.

    `value` is the option that stands apart or is marked, "" where none or several do (`rivals`).
    """

    value: str
    sure: bool
    value_at: tuple[int, int] = (0, 0)
    furniture: tuple[tuple[int, int], ...] = ()
    rivals: tuple[str, ...] = ()


def read_choice(reading: Reading, start: int, end: int, options: Sequence[str]) -> ChoiceReading:
    """What the clean text [start, end) says about a choice among `options`."""
    scanner = Scanner(reading, start, end, tuple(options))
    text = scanner.text
    apart: list[tuple[str, bool, int, int]] = []
    marked: list[tuple[str, int, int]] = []
    furniture: list[tuple[int, int]] = []
    mark: Sign | None = None
    tokens = list(scanner.tokens())
    for place, token in enumerate(tokens):
        if token.kind == "option":
            bracketed = text[token.start - 1 : token.start] == "[" or text[token.end : token.end + 1] == "]"
            apart.append((token.option, bracketed, token.start, token.end))
            if mark is not None and mark.state == "on":
                marked.append((token.option, token.start, token.end))
        elif token.kind == "entry":
            if mark is not None and mark.state == "on":
                marked.append((token.option, token.start, token.end))
            else:
                furniture.append(scanner.span(token.start, token.end))
        elif token.kind != "other" and not (token.kind == "bracket" and _of_text(tokens, place)):
            furniture.append(scanner.span(token.start, token.end))
        mark = token if token.kind == "mark" else None
    return _decided(scanner, apart, marked, furniture, len(options))


def _of_text(tokens: list[Sign], place: int) -> bool:
    """Whether a bracket belongs to running text and not to an option."""
    around = tokens[max(0, place - 1) : place] + tokens[place + 1 : place + 2]
    return bool(around) and any(each.kind == "other" for each in around)


def _decided(
    scanner: Scanner,
    apart: list[tuple[str, bool, int, int]],
    marked: list[tuple[str, int, int]],
    furniture: list[tuple[int, int]],
    size: int,
) -> ChoiceReading:
    if not apart and not marked:
        found = _misread_choice(scanner)
        if found is not None:
            option, first, last = found
            return ChoiceReading(option, False, scanner.span(first, last), tuple(furniture))
    names = [option for option, *_ in apart]
    distinct = list(dict.fromkeys(names))
    picked = list(dict.fromkeys(option for option, *_ in marked))
    if len(picked) == 1 and (len(distinct) != 1 or distinct == picked):
        return _choice(scanner, picked[0], True, apart, marked, furniture)
    if len(distinct) == 1:
        return _choice(scanner, distinct[0], True, apart, marked, furniture)
    bracketed = list(dict.fromkeys(option for option, inside, *_ in apart if inside))
    if len(bracketed) == 1:
        return _choice(scanner, bracketed[0], len(distinct) == size, apart, marked, furniture)
    twice = [option for option in distinct if names.count(option) > 1]
    if len(distinct) == size and len(twice) == 1 and not bracketed:
        return _choice(scanner, twice[0], False, apart, marked, furniture)
    spans = [scanner.span(first, last) for _, _, first, last in apart]
    if len(distinct) == size and len(names) == size:
        # The bare list of options: nothing was chosen, or the mark is lost.
        return ChoiceReading("", True, furniture=(*furniture, *spans))
    return ChoiceReading("", not distinct, furniture=tuple(furniture), rivals=tuple(distinct))


def _misread_choice(scanner: Scanner) -> tuple[str, int, int] | None:
    """The option that a bracket holds with a letter or two misread."""
    found = [
        (option, match.start(1), match.end(1))
        for match in _HELD.finditer(scanner.text)
        if (option := nearest(match[1], scanner.options)) is not None
    ]
    return found[0] if len({option for option, *_ in found}) == 1 else None


def _choice(
    scanner: Scanner,
    value: str,
    sure: bool,
    apart: list[tuple[str, bool, int, int]],
    marked: list[tuple[str, int, int]],
    furniture: list[tuple[int, int]],
) -> ChoiceReading:
    places = [(first, last) for option, _, first, last in apart if option == value]
    places += [(first, last) for option, first, last in marked if option == value]
    brackets = [(first, last) for option, inside, first, last in apart if option == value and inside]
    first, last = (brackets or places)[0]
    others = [scanner.span(a, b) for _, _, a, b in apart if (a, b) != (first, last)]
    others += [scanner.span(a, b) for _, a, b in marked if (a, b) != (first, last)]
    return ChoiceReading(value, sure, scanner.span(first, last), (*furniture, *others))
