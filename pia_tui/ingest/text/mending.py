"""Labels that a reader went through line by line together with what stands beside them are put together again.

The lines of the label begin the lines of the page, and the lines of the answer end them.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from pia_tui.ingest.text.folding import fold
from pia_tui.ingest.text.labels import FULL, Labels
from pia_tui.ingest.text.markup import LINE, PAGE, SOFT
from pia_tui.ingest.text.reading import Reading

Span = tuple[int, int]
_LINES = re.compile(f"[^{LINE}{PAGE}]+")
_BLANKS = re.compile(r"[ \u3000]+|$")
_MARK_AT_END = re.compile(r"(?:[\[［][ \u3000]*[○〇◯]?[ \u3000]*[\]］]|[□☐☑■])[ \u3000]*$")
_OPENED = re.compile(r"(?P<option>[^ \u3000\n]+)[ \u3000]*[（(][^）)\n]+$")
_CLOSED = re.compile(r"[ \u3000]*[^（(\[\n]{1,60}[）)]")
_LEAST = 6
"""A label of fewer letters is not broken over lines."""
_FIRST = 3
"""So many letters at least of a label stand in its first line."""
_APART = 3
"""So many lines without a part of the label may stand between two of its lines."""
_MOST_LINES = 14
_TOP = 0.9
"""Where answers begin beside the first lines of so many labels, all stand at the top of their cells."""


@dataclass(frozen=True, slots=True)
class _Broken:
    """A label in parts: (number of the line, stretch of the clean text)."""

    parts: tuple[tuple[int, Span], ...]


def mended(reading: Reading, labels: Labels, options: Sequence[str] = (), columns: Sequence[str] = ()) -> Reading:
    """`reading` with broken labels made whole; itself where there is none.

    They are put at the middle of the lines they stood in, or at the first where all labels stand at the top of their
    cells. `options` are options of marks, whose halves may stand over and under the line of their mark; `columns` are
    the folded names of a table's columns, which stand beside each other in lines of their own.
    """
    reading = _with_options(reading, tuple(fold(option) for option in options))
    lines = [line.span() for line in _LINES.finditer(reading.clean)]
    starts = _starts(labels, columns)
    found: list[_Broken] = []
    number = 0
    while number < len(lines):
        broken = _broken_at(reading, lines, number, starts)
        if broken is not None:
            found.append(broken)
            number = broken.parts[-1][0]
        number += 1
    return reading.reordered(list(_order(reading, lines, found, labels))) if found else reading


def _with_options(reading: Reading, options: tuple[str, ...]) -> Reading:
    """`reading` with broken options behind their marks: the first half ends the line before the mark's."""
    lines = [line.span() for line in _LINES.finditer(reading.clean)]
    order: list[Span | str] = []
    place = 0
    for before, middle, after in zip(lines, lines[1:], lines[2:], strict=False):
        mark = _MARK_AT_END.search(reading.clean, *middle)
        if mark is None or before[0] < place:
            continue
        halves = _halves(reading, before, after, options)
        if halves is None:
            continue
        first, second = halves
        order += [(place, first[0]), (first[1], middle[1]), first, SOFT, second, LINE, (middle[1], second[0])]
        place = second[1]
    return reading.reordered([*order, (place, len(reading.clean))]) if order else reading


def _halves(reading: Reading, before: Span, after: Span, options: tuple[str, ...]) -> tuple[Span, Span] | None:
    """The end of one line and a word of another that are an option together."""
    for blank in [*_BLANKS.finditer(reading.clean, *before), None]:
        start = blank.end() if blank else before[0]
        one = fold(reading.clean[start : before[1]])
        if len(one) < _FIRST:
            continue
        for option in options:
            if len(option) >= _LEAST and option.startswith(one) and len(one) < len(option):
                for word in re.compile(r"[^ \u3000]+").finditer(reading.clean, *after):
                    if fold(word[0]) == option[len(one) :]:
                        return (start, before[1]), word.span()
    return _bracket_halves(reading, before, after, options)


def _bracket_halves(reading: Reading, before: Span, after: Span, options: tuple[str, ...]) -> tuple[Span, Span] | None:
    """An option whose own bracket is cut: its text begins in one line and ends in another."""
    opened = _OPENED.search(reading.clean, *before)
    closed = _CLOSED.match(reading.clean, *after)
    if opened is None or closed is None or fold(opened["option"]) not in options:
        return None
    return opened.span(), closed.span()


def _starts(labels: Labels, columns: Sequence[str]) -> dict[str, tuple[str, ...]]:
    """The labels that are long enough to be broken, by their first letters, longest first."""
    found: dict[str, list[str]] = {}
    for text, spellings in labels.spellings.items():
        if (
            len(text) >= _LEAST
            and text not in columns
            and any(each.form == FULL and "." in each.target for each in spellings)
        ):
            found.setdefault(text[:_FIRST], []).append(text)
    return {start: tuple(sorted(texts, key=len, reverse=True)) for start, texts in found.items()}


def _broken_at(reading: Reading, lines: list[Span], number: int, starts: dict[str, tuple[str, ...]]) -> _Broken | None:
    """The broken label whose first part begins a line."""
    for end, text in _beginnings(reading, lines[number]):
        for label in starts.get(text[:_FIRST], ()):
            if len(text) < len(label) and label.startswith(text):
                rest = _rest_of(reading, lines, number, label[len(text) :])
                whole = [(number, (lines[number][0], end)), *rest]
                if rest and _torn(reading, lines, whole):
                    return _Broken(tuple(whole))
    return None


def _beginnings(reading: Reading, line: Span) -> Iterator[tuple[int, str]]:
    """(end, folded text) of the beginnings of a line that end before a blank, longest first."""
    text = reading.clean[slice(*line)]
    indent = len(text) - len(text.lstrip(" \u3000"))
    ends = [blank.start() for blank in _BLANKS.finditer(text, indent)]
    for end in reversed(ends[:6]):
        folded = fold(text[:end])
        if folded:
            yield line[0] + end, folded


def _rest_of(reading: Reading, lines: list[Span], number: int, wanted: str) -> list[tuple[int, Span]]:
    """The parts of a label in the lines after its first; none where they are not there."""
    parts: list[tuple[int, Span]] = []
    last = number
    for following in range(number + 1, min(len(lines), number + _MOST_LINES)):
        if PAGE in reading.clean[lines[last][1] : lines[following][0]] or following - last > _APART + 1:
            return []
        for end, text in _beginnings(reading, lines[following]):
            if wanted.startswith(text):
                parts.append((following, (lines[following][0], end)))
                wanted, last = wanted[len(text) :], following
                break
        if not wanted:
            return parts
    return []


def _torn(reading: Reading, lines: list[Span], parts: list[tuple[int, Span]]) -> bool:
    """Whether anything stands between the parts; a label that is merely wrapped needs no mending."""
    first, last = parts[0][0], parts[-1][0]
    label = fold("".join(reading.clean[slice(*span)] for _, span in parts))
    beside = [fold(reading.clean[end : lines[number][1]]) for number, (_, end) in parts[:-1]]
    if any(text and label.startswith(text) for text in beside):
        # Two cells of a table of changes that speak of the same item.
        return False
    return any(beside) or last - first >= len(parts)


def _order(reading: Reading, lines: list[Span], found: list[_Broken], labels: Labels) -> Iterator[Span | str]:
    """The stretches of the clean text in their new order, with line ends."""
    top = sum(_has_rest(reading, lines, broken) for broken in found) >= _TOP * len(found)
    place = 0
    for broken in found:
        parts = dict(broken.parts)
        first, last = broken.parts[0][0], broken.parts[-1][0]
        yield place, lines[first][0]
        middle, between = (first, 0) if top else divmod(first + last, 2)
        if not top and any(
            _begins_label(reading, lines[number], labels) for number in range(first, last) if number not in parts
        ):
            # It stands beside rows that have labels of their own.
            middle, between = first, 1
        begun = False
        for number in range(first, last + 1):
            start, end = lines[number]
            rest = (parts[number][1] if number in parts else start, end)
            here = number == middle
            if (not here or between) and reading.clean[slice(*rest)].strip():
                if begun:
                    yield LINE
                yield rest
                begun = True
            if here:
                if begun:
                    yield LINE
                yield from parts.values()
                begun = True
            if here and not between:
                yield rest
        place = lines[last][1]
    yield place, len(reading.clean)


def _has_rest(reading: Reading, lines: list[Span], broken: _Broken) -> bool:
    """Whether anything stands beside the first part of a label."""
    number, (_, end) = broken.parts[0]
    return bool(reading.clean[end : lines[number][1]].strip())


def _begins_label(reading: Reading, line: Span, labels: Labels) -> bool:
    return any(text in labels.spellings for _, text in _beginnings(reading, line))
