"""Choices and marks as they are printed: the option that stands apart, lists of options, ○ in all its spellings."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from functools import cache
from typing import Literal

from pia_tui.ingest.text.aliases import aliases
from pia_tui.ingest.text.folding import Folded, fold
from pia_tui.ingest.text.markup import MARK
from pia_tui.ingest.text.reading import Reading

State = Literal["on", "off", "unknown"]

_NUMBERED = re.compile(r"\(?(\d{1,2})[).:]")
_BRACKETS = re.compile(r"\[([^\[\]]{0,12})\]")
_HELD = re.compile(r"\[([^\[\]]{4,40})\]")


@dataclass(frozen=True, slots=True)
class Choice:
    """What a stretch of text says about a choice; ranges are places in the clean text.

    `value` is the option that stands apart or is marked, "" where none or several do (`rivals`).
    """

    value: str
    sure: bool
    value_at: tuple[int, int] = (0, 0)
    furniture: tuple[tuple[int, int], ...] = ()
    rivals: tuple[str, ...] = ()


@dataclass(slots=True)
class Marked:
    """One option of a multi-mark item as found."""

    option: str
    state: State
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

    def chosen(self) -> list[str]:
        """The options that are marked."""
        return [each.option for each in self.options if each.state == "on"]

    def states(self) -> set[State]:
        """Which states occur."""
        return {each.state for each in self.options}


@cache
def _folded_options(options: tuple[str, ...]) -> tuple[tuple[str, str], ...]:
    """(folded, exact) of the options, longest first."""
    return tuple(sorted(((fold(text), text) for text in options), key=lambda pair: -len(pair[0])))


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
class _Token:
    kind: Literal["option", "entry", "heading", "mark", "bracket", "other"]
    start: int
    end: int
    option: str = ""
    state: State = "unknown"


@dataclass(frozen=True, slots=True)
class Token:
    """A sign, option or letter in the clean text; `closed` tells of a mark that its bracket is whole."""

    kind: Literal["option", "entry", "heading", "mark", "bracket", "other"]
    start: int
    end: int
    text: str
    option: str = ""
    state: State = "unknown"
    closed: bool = False


def _state(inner: str, states: list[str]) -> State | None:
    """The state of what stands in a bracket: None where it is no mark at all."""
    if inner in ("", *_off()) or inner.strip("-_ ") == "":
        return "off"
    if set(inner) == {MARK}:
        return "on" if "on" in states else "off"
    if inner in _bracketed() or _on().fullmatch(inner):
        return "on"
    return None


class _Scanner:
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

    def mark_state(self, start: int, end: int) -> State | None:
        inner = self.text[start:end]
        states = [self.mark_at.get(place, "box") for place in range(start, end) if self.text[place] == MARK]
        return _state(inner, states)

    def alone(self, token: _Token) -> bool:
        """Whether a sign stands apart from words: other signs, or nothing, beside it."""
        around = self.text[token.start - 1 : token.start] + self.text[token.end : token.end + 1]
        return not any(char.isalnum() for char in around)

    def tokens(self) -> Iterator[_Token]:
        text, place = self.text, 0
        while place < len(text):
            token = self.token(place)
            yield token
            place = token.end

    def token(self, place: int) -> _Token:
        """The token at a folded place."""
        text = self.text
        heading = _headings().match(text, place)
        if heading:
            return _Token("heading", place, heading.end())
        bracket = _BRACKETS.match(text, place)
        if bracket:
            state = self.mark_state(place + 1, bracket.end() - 1)
            if state is not None:
                return _Token("mark", place, bracket.end(), state=state)
        found = self.option_at(place)
        numbered = _NUMBERED.match(text, place)
        if numbered and not found:
            entry = self._entry(int(numbered[1]), numbered.end())
            if entry:
                return _Token("entry", place, entry[1], entry[0])
        if found:
            return _Token("option", place, place + found[1], found[0])
        if text[place] == MARK:
            return _Token("mark", place, place + 1, state="on" if self.mark_at.get(place) == "on" else "off")
        bare = _on().match(text, place)
        if bare and len(bare[0]) > 0 and text[place] != "レ":
            return _Token("mark", place, bare.end(), state="on")
        if text[place] in _off():
            return _Token("mark", place, place + 1, state="off")
        return _Token("bracket" if text[place] in "[]" else "other", place, place + 1)

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
    scanner = _Scanner(reading, start, end, options)
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


def read_choice(reading: Reading, start: int, end: int, options: Sequence[str]) -> Choice:
    """What the clean text [start, end) says about a choice among `options`."""
    scanner = _Scanner(reading, start, end, tuple(options))
    text = scanner.text
    apart: list[tuple[str, bool, int, int]] = []
    marked: list[tuple[str, int, int]] = []
    furniture: list[tuple[int, int]] = []
    mark: _Token | None = None
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


def _of_text(tokens: list[_Token], place: int) -> bool:
    """Whether a bracket belongs to running text and not to an option."""
    around = tokens[max(0, place - 1) : place] + tokens[place + 1 : place + 2]
    return bool(around) and any(each.kind == "other" for each in around)


def _decided(
    scanner: _Scanner,
    apart: list[tuple[str, bool, int, int]],
    marked: list[tuple[str, int, int]],
    furniture: list[tuple[int, int]],
    size: int,
) -> Choice:
    if not apart and not marked:
        found = _misread_choice(scanner)
        if found is not None:
            option, first, last = found
            return Choice(option, False, scanner.span(first, last), tuple(furniture))
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
        return Choice("", True, furniture=(*furniture, *spans))
    return Choice("", not distinct, furniture=tuple(furniture), rivals=tuple(distinct))


def _misread_choice(scanner: _Scanner) -> tuple[str, int, int] | None:
    """The option that a bracket holds with a letter or two misread."""
    found = [
        (option, match.start(1), match.end(1))
        for match in _HELD.finditer(scanner.text)
        if (option := nearest(match[1], scanner.options)) is not None
    ]
    return found[0] if len({option for option, *_ in found}) == 1 else None


def nearest(text: str, options: Sequence[str]) -> str | None:
    """The one option from which a folded text differs by few letters."""
    close = [
        (distance(text, fold(option)), option)
        for option in options
        if abs(len(text) - len(fold(option))) <= 2 and len(text) >= 3
    ]
    close = sorted(pair for pair in close if pair[0] <= max(1, len(text) // 6))
    return close[0][1] if close and (len(close) == 1 or close[0][0] < close[1][0]) else None


def _choice(
    scanner: _Scanner,
    value: str,
    sure: bool,
    apart: list[tuple[str, bool, int, int]],
    marked: list[tuple[str, int, int]],
    furniture: list[tuple[int, int]],
) -> Choice:
    places = [(first, last) for option, _, first, last in apart if option == value]
    places += [(first, last) for option, first, last in marked if option == value]
    brackets = [(first, last) for option, inside, first, last in apart if option == value and inside]
    first, last = (brackets or places)[0]
    others = [scanner.span(a, b) for _, _, a, b in apart if (a, b) != (first, last)]
    others += [scanner.span(a, b) for _, a, b in marked if (a, b) != (first, last)]
    return Choice(value, sure, scanner.span(first, last), (*furniture, *others))


def read_marks(reading: Reading, start: int, end: int, options: Sequence[str], free: Sequence[bool]) -> Marks:
    """The options of a multi-mark item in the clean text [start, end) with their states.

    `free[i]` tells whether option i has a bracket of its own to write in.
    """
    scanner = _Scanner(reading, start, end, tuple(options))
    marks = Marks()
    pending: _Token | None = None
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


def _misread_option(scanner: _Scanner, token: _Token, taken: set[str]) -> _Token:
    """Behind a mark: the words up to the next sign as the option they nearly are; else the token as it was."""
    end = next(
        (place for place in range(token.start, len(scanner.text)) if scanner.text[place] in "[]()○□" + MARK),
        len(scanner.text),
    )
    option = nearest(scanner.text[token.start : end], [each for each in scanner.options if each not in taken])
    return _Token("option", token.start, end, option) if option is not None else token


def _stands_free(text: str, token: _Token) -> bool:
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
