"""Signs, options and listed options in a stretch of text: what choices and marks are read from."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Literal

from pia_tui.ingest.text.aliases import aliases
from pia_tui.ingest.text.folding import Folded, fold
from pia_tui.ingest.text.labels import without_signs
from pia_tui.ingest.text.markup import MARK
from pia_tui.ingest.text.reading import Reading

MarkState = Literal["on", "off", "unknown"]
TokenKind = Literal["option", "entry", "heading", "mark", "bracket", "other"]

_NUMBERED = re.compile(r"\(?(\d{1,2})[).:]")
_BRACKETS = re.compile(r"\[([^\[\]]{0,12})\]")


@cache
def _folded_options(options: tuple[str, ...]) -> tuple[tuple[str, str], ...]:
    """(folded, exact) of the options, longest first; the signs in them may be lost."""
    folded = {fold(text): text for text in options}
    bare = {without_signs(text): exact for text, exact in folded.items()}
    return tuple(sorted({**bare, **folded}.items(), key=lambda pair: -len(pair[0])))


@cache
def _misread(options: tuple[str, ...]) -> dict[tuple[int, str], int]:
    """(number, folded misreading) → length, for options whose misreadings are known."""
    known: dict[tuple[int, str], int] = {}
    for alias in aliases().choices:
        if alias.canonical in options:
            for seen in alias.seen:
                known[options.index(alias.canonical) + 1, fold(seen)] = len(fold(seen))
    return known


@cache
def _headings() -> re.Pattern[str]:
    words = "|".join(re.escape(fold(word)) for word in aliases().choice_headings)
    return re.compile(rf"\^?[{{<(\[【〈《]*(?:{words})[}}>)\]】〉》]*:?")


def is_heading(folded: str) -> bool:
    """Whether a folded text is the heading of a list of options: <選択肢>."""
    return len(folded) > 2 and not folded[0].isalnum() and _headings().fullmatch(folded) is not None


@cache
def _on() -> re.Pattern[str]:
    marks = sorted((re.escape(fold(mark)) for mark in aliases().marks.on), key=len, reverse=True)
    return re.compile("(?:" + "|".join(marks) + ")")


@cache
def _bracketed() -> frozenset[str]:
    return frozenset(fold(mark) for mark in (*aliases().marks.on, *aliases().marks.bracketed))


@cache
def _off() -> frozenset[str]:
    return frozenset(fold(mark) for mark in aliases().marks.off)


@dataclass(frozen=True, slots=True)
class Sign:
    """A piece of folded text, in folded places."""

    kind: TokenKind
    start: int
    end: int
    option: str = ""
    state: MarkState = "unknown"


@dataclass(frozen=True, slots=True)
class Token:
    """A sign, option or letter in the clean text; `closed` tells of a mark that its bracket is whole."""

    kind: TokenKind
    start: int
    end: int
    text: str
    option: str = ""
    state: MarkState = "unknown"
    closed: bool = False


def _state(inner: str, states: list[str]) -> MarkState | None:
    """The state of what stands in a bracket: None where it is no mark at all."""
    if inner in ("", *_off()) or inner.strip("-_ ") == "":
        return "off"
    if set(inner) == {MARK}:
        return "on" if "on" in states else "off"
    if inner in _bracketed() or _on().fullmatch(inner):
        return "on"
    return None


class Scanner:
    """Goes through a stretch of text once and tells its tokens, in folded places."""

    def __init__(self, reading: Reading, start: int, end: int, options: tuple[str, ...]) -> None:
        self.folded = Folded(reading.clean[start:end])
        self.base = start
        self.options = options
        self.text = self.folded.text
        marks = [state for place, state in sorted(reading.marks.items()) if start <= place < end]
        # Where a reader wrote both kinds of box, the round one is its picture of ○.
        if ("radio" in marks and "on" not in marks and "box" in marks) or ("radio" in marks and "[]" in self.text):
            marks = ["on" if state == "radio" else state for state in marks]
        self.marks = marks
        self.mark_at = {
            place: marks[number]
            for number, place in enumerate(i for i, char in enumerate(self.text) if char == MARK)
            if number < len(marks)
        }

    def span(self, start: int, end: int) -> tuple[int, int]:
        at = self.folded.at
        return self.base + at[start], self.base + (at[end - 1] + 1 if end > start else at[start])

    def option_at(self, place: int) -> tuple[str, int] | None:
        for folded, exact in _folded_options(self.options):
            if self.text.startswith(folded, place):
                return exact, len(folded)
        return None

    def mark_state(self, start: int, end: int) -> MarkState | None:
        inner = self.text[start:end]
        states = [self.mark_at.get(place, "box") for place in range(start, end) if self.text[place] == MARK]
        return _state(inner, states)

    def alone(self, token: Sign) -> bool:
        """Whether a sign stands apart from words: other signs, or nothing, beside it."""
        around = self.text[token.start - 1 : token.start] + self.text[token.end : token.end + 1]
        return not any(char.isalnum() for char in around)

    def tokens(self) -> Iterator[Sign]:
        text, place = self.text, 0
        while place < len(text):
            token = self.token(place)
            yield token
            place = token.end

    def token(self, place: int) -> Sign:
        """The token at a folded place."""
        text = self.text
        heading = _headings().match(text, place)
        if heading:
            return Sign("heading", place, heading.end())
        bracket = _BRACKETS.match(text, place)
        if bracket:
            state = self.mark_state(place + 1, bracket.end() - 1)
            if state is not None:
                return Sign("mark", place, bracket.end(), state=state)
        found = self.option_at(place)
        numbered = _NUMBERED.match(text, place)
        if numbered and not found:
            entry = self._entry(int(numbered[1]), numbered.end())
            if entry:
                return Sign("entry", place, entry[1], entry[0])
        if found:
            return Sign("option", place, place + found[1], found[0])
        if text[place] == MARK:
            return Sign("mark", place, place + 1, state="on" if self.mark_at.get(place) == "on" else "off")
        bare = _on().match(text, place)
        if bare and len(bare[0]) > 0 and text[place] != "レ":
            return Sign("mark", place, bare.end(), state="on")
        if text[place] in _off():
            return Sign("mark", place, place + 1, state="off")
        return Sign("bracket" if text[place] in "[]" else "other", place, place + 1)

    def _entry(self, number: int, place: int) -> tuple[str, int] | None:
        """The listed option with this number at `place`, misreadings understood."""
        if not 1 <= number <= len(self.options):
            return None
        for (of, seen), length in _misread(self.options).items():
            if of == number and self.text.startswith(seen, place):
                return self.options[number - 1], place + length
        found = self.option_at(place)
        if found:
            return found[0], place + found[1]
        return self._similar(number, place)

    def _similar(self, number: int, place: int) -> tuple[str, int] | None:
        wanted = fold(self.options[number - 1])
        stop = re.compile(r"\(?\d{1,2}\)|[\[\]]").search(self.text, place)
        end = min(stop.start() if stop else len(self.text), place + len(wanted) + 3)
        seen = self.text[place:end]
        if abs(len(seen) - len(wanted)) <= max(2, len(wanted) // 4) and distance(seen, wanted) * 4 <= len(wanted):
            return self.options[number - 1], end
        return None


def scan(reading: Reading, start: int, end: int, options: tuple[str, ...]) -> list[Token]:
    """The tokens of the clean text [start, end) for some options."""
    scanner = Scanner(reading, start, end, options)
    tokens: list[Token] = []
    for token in scanner.tokens():
        text = scanner.text[token.start : token.end]
        first, last = scanner.span(token.start, token.end)
        tokens.append(
            Token(token.kind, first, last, text, token.option, token.state, text[:1] == "[" and len(text) > 1)
        )
    return tokens


def distance(one: str, two: str) -> int:
    """Levenshtein distance."""
    row = list(range(len(two) + 1))
    for i, a in enumerate(one, start=1):
        before, row[0] = row[0], i
        for j, b in enumerate(two, start=1):
            before, row[j] = row[j], min(row[j] + 1, row[j - 1] + 1, before + (a != b))
    return row[-1]


def nearest(text: str, options: Sequence[str]) -> str | None:
    """The one option from which a folded text differs by few letters."""
    close = [
        (distance(text, fold(option)), option)
        for option in options
        if abs(len(text) - len(fold(option))) <= 2 and len(text) >= 3
    ]
    close = sorted(pair for pair in close if pair[0] <= max(1, len(text) // 6))
    return close[0][1] if close and (len(close) == 1 or close[0][0] < close[1][0]) else None
