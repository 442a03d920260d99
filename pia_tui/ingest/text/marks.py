"""Marks as they are printed: ○ in all its spellings before options, and texts in the options' own brackets."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from pia_tui.ingest.text.markup import MARK
from pia_tui.ingest.text.reading import Reading
from pia_tui.ingest.text.tokens import MarkState, Scanner, Sign, nearest


@dataclass(slots=True)
class Marked:
    """One option of a multi-mark item as found."""

    option: str
    state: MarkState
    start: int
    end: int
    text: tuple[int, int] | None = None
    """Where the text in the option's own bracket stands."""


@dataclass(slots=True)
class Marks:
    """All options found in a stretch of text, and signs that belong to no option."""

    options: list[Marked] = field(default_factory=list)
    signs: list[tuple[int, int]] = field(default_factory=list)
    blanks: int = 0
    """Boxes seen whose state is blank or lost."""
    lost: int = 0
    """Marks that another mark follows, not an option: whose they are is lost."""

    def chosen(self) -> list[str]:
        """The options that are marked."""
        return [each.option for each in self.options if each.state == "on"]

    def states(self) -> set[MarkState]:
        """Which states occur."""
        return {each.state for each in self.options}


def read_marks(reading: Reading, start: int, end: int, options: Sequence[str], free: Sequence[bool]) -> Marks:
    """The options of a multi-mark item in the clean text [start, end) with their states.

    `free[i]` tells whether option i has a bracket of its own to write in.
    """
    scanner = Scanner(reading, start, end, tuple(options))
    marks = Marks()
    pending: Sign | None = None
    place = 0
    while place < len(scanner.text):
        token = scanner.token(place)
        place = token.end
        if pending is not None and token.kind == "other":
            token = _misread_option(scanner, token, {each.option for each in marks.options})
            place = token.end
        if token.kind == "mark":
            marks.signs.append(scanner.span(token.start, token.end))
            marks.blanks += token.state != "on"
            marks.lost += pending is not None and pending.state == "on"
            pending = token
        elif token.kind in ("option", "entry"):
            if pending is None and not _stands_free(scanner.text, token):
                continue
            first, last = scanner.span(token.start, token.end)
            made = Marked(token.option, pending.state if pending else "unknown", first, last)
            if free[list(options).index(token.option)]:
                closed = _own_bracket(scanner.text, token.end)
                if closed is not None:
                    made.text = scanner.span(token.end + 1, closed - 1) if closed - 1 > token.end + 1 else None
                    marks.signs += [scanner.span(token.end, token.end + 1)]
                    marks.signs += [scanner.span(closed - 1, closed)] if scanner.text[closed - 1] == ")" else []
                    place = closed
            marks.options.append(made)
            pending = None
        elif token.kind == "heading" or (token.kind == "bracket" and scanner.alone(token)):
            marks.signs.append(scanner.span(token.start, token.end))
    return marks


def _misread_option(scanner: Scanner, token: Sign, taken: set[str]) -> Sign:
    """Behind a mark: the words up to the next sign as the option they nearly are; else the token as it was."""
    end = next(
        (place for place in range(token.start, len(scanner.text)) if scanner.text[place] in "[]()○□" + MARK),
        len(scanner.text),
    )
    option = nearest(scanner.text[token.start : end], [each for each in scanner.options if each not in taken])
    return Sign("option", token.start, end, option) if option is not None else token


def _stands_free(text: str, token: Sign) -> bool:
    """A word of one or two letters (紙) without a mark counts only between separators."""
    if token.end - token.start > 2:
        return True
    before, after = text[token.start - 1 : token.start], text[token.end : token.end + 1]
    return before in ("", *",・/") and after in ("", *",・/")


def _own_bracket(text: str, place: int) -> int | None:
    """The end of the bracket that begins at `place` (inner brackets counted), or None."""
    if text[place : place + 1] != "(":
        return None
    depth = 0
    for index in range(place, len(text)):
        depth += {"(": 1, ")": -1}.get(text[index], 0)
        if depth == 0:
            return index + 1
    return None
