"""The text of one cell of a PDF's table: lines that go on, and marks with the options that stand beside them.

A form's options stand in columns without rules, each after its bracket, `[ ○ ] 紙  [   ] 電子メール`. Read line by line
a long option is torn by its neighbours, and its bracket stands between its halves. So each line is given to the bracket
left of it that is nearest in height.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from pia_tui.ingest.pdf_pages import Char

_EDGE = 2.2
"""Widths of a letter that a filled line may leave free at the edge of its cell (the margin, and a line break rule)."""
_OPEN, _CLOSED = "[［", "]］"
_MARKS = frozenset("○〇◯●✓✔☑■×✕ 　")
_MARK = re.compile(rf"[{re.escape(_OPEN)}][{''.join(_MARKS)}]*[{re.escape(_CLOSED)}]")
_GAP = 0.6
"""Widths of a letter from which a gap parts two columns."""
_INSIDE = 12.0
"""Widths of a letter that may lie between the two sides of a bracket, where nothing but a mark stands there."""
_BESIDE = 8.0
"""Widths of a letter between a bracket and its option, at most."""
_LEVEL = 0.35
"""Widths of a letter by which the middles of one line may differ."""
_TALL = 2.2
"""Widths of a letter between the brackets of a choice and the middles of its lines, at most."""
_APART = 1.7
"""Line heights between the middle of a bracket and a line of its option, at most."""


@dataclass
class Segment:
    """Characters of one line of one column."""

    text: str
    x0: float
    x1: float
    top: float
    bottom: float
    owned: list[Segment] = field(default_factory=list)

    @property
    def middle(self) -> float:
        """Its height on the page."""
        return (self.top + self.bottom) / 2

    @property
    def is_mark(self) -> bool:
        """Whether it is a bracket with a mark or nothing in it."""
        return _MARK.fullmatch(self.text) is not None

    @property
    def whole(self) -> str:
        """A bracket with its option, else the text."""
        if not self.owned:
            return self.text
        return f"{self.text} {_lines_joined(self.owned)}"


@dataclass
class PdfTableCell:
    """A cell of a table: where it stands, its text, and whether its last line is full, so that the next one goes on."""

    left: float
    right: float
    text: str = ""
    goes_on: bool = False

    def take(self, rest: PdfTableCell) -> None:
        """Add what stands in the same cell on the next page."""
        if self.text and rest.text:
            self.text += _separator(self.text, rest.text) if self.goes_on else "\n"
        self.text += rest.text
        self.goes_on = rest.goes_on


def read_cell(chars: Sequence[Char], left: float, right: float) -> PdfTableCell:
    """The cell with these characters between its edges; a line that ends at the right edge goes on in the next one."""
    cell = PdfTableCell(left, right)
    if not chars:
        return cell
    size = max(float(char.size) for char in chars)
    segments = [one for line in _lines(chars, size) for one in _segments(line, size)]
    segments = _with_brackets(_with_choices(segments, size), size)
    if any(one.is_mark for one in segments):
        _give_options(segments, size)
    held = {id(one) for segment in segments for one in segment.owned}
    for column, edge in _columns([one for one in segments if id(one) not in held], right, size):
        _join(column, cell, edge, size)
    return cell


def free_lines(chars: Sequence[Char]) -> Iterator[tuple[float, str]]:
    """(top, text) of the lines that stand outside of tables, from the top."""
    if not chars:
        return
    for line in _lines(chars, max(char.size for char in chars)):
        for one in _segment(line):
            yield one.top, one.text


def _lines(chars: Sequence[Char], size: float) -> Iterator[list[Char]]:
    """The characters line by line, from the top."""
    line: list[Char] = []
    for char in sorted(chars, key=lambda one: (one.top + one.bottom) / 2):
        middle = (char.top + char.bottom) / 2
        if line and middle - (line[-1].top + line[-1].bottom) / 2 > size * _LEVEL:
            yield sorted(line, key=lambda one: one.x0)
            line = []
        line.append(char)
    if line:
        yield sorted(line, key=lambda one: one.x0)


def _segments(line: Sequence[Char], size: float) -> Iterator[Segment]:
    """A line cut where columns part, before a bracket and after it."""
    held: list[Char] = []
    at = 0
    while at < len(line):
        char = line[at]
        end = _bracket_end(line, at, size)
        gap = char.x0 - held[-1].x1 if held else 0.0
        if held and (end or gap > size * _GAP):
            yield from _segment(held)
            held = []
        if end:
            yield from _segment(line[at:end])
            at = end
        else:
            held.append(char)
            at += 1
    yield from _segment(held)


def _bracket_end(line: Sequence[Char], at: int, size: float) -> int:
    """Where the bracket that opens here has ended; 0 where none opens, or something else than a mark is in it."""
    if line[at].text not in _OPEN:
        return 0
    for end in range(at + 1, len(line)):
        if line[end].x0 - line[at].x1 > size * _INSIDE:
            return 0
        if line[end].text in _CLOSED:
            return end + 1
        if line[end].text not in _MARKS:
            return 0
    return 0


def _segment(chars: Sequence[Char]) -> Iterator[Segment]:
    """The characters as one segment, with a blank where a word ends; none for blanks alone."""
    text = ""
    for number, char in enumerate(chars):
        gap = char.x0 - chars[number - 1].x1 if number else 0.0
        if gap > char.size * 0.28 and not text.endswith((" ", "　")) and char.text not in " 　":
            text += " "
        text += char.text
    if text.strip():
        yield Segment(
            text.strip(), chars[0].x0, max(c.x1 for c in chars),
            min(c.top for c in chars), max(c.bottom for c in chars),
        )  # fmt: skip


def _with_choices(segments: list[Segment], size: float) -> list[Segment]:
    """A choice of several lines between its brackets becomes one segment.

    The brackets stand at half its height, or the one before its first line and the other behind its last.
    """
    for opening in [one for one in segments if one.text in _OPEN]:
        closing = _closing(opening, segments, size)
        if closing is None:
            continue
        reach = size * (_TALL if closing.middle - opening.middle <= size * _LEVEL else _LEVEL)
        between = [one for one in segments if opening.x1 - 1 <= one.x0 and one.x1 <= closing.x0 + 1]
        inner = [one for one in between if opening.middle - reach <= one.middle <= closing.middle + reach]
        if not inner or any(one.is_mark for one in inner):
            continue
        text = f"{opening.text} {_lines_joined(inner)} {closing.text}"
        whole = Segment(text, opening.x0, closing.x1, opening.top, closing.bottom)
        gone = {id(one) for one in (opening, closing, *inner)}
        segments = [*(one for one in segments if id(one) not in gone), whole]
    return segments


def _with_brackets(segments: list[Segment], size: float) -> list[Segment]:
    """A text of several lines between round brackets, both on its first line, becomes one segment."""
    gone: set[int] = set()
    for bracket in [one for one in segments if one.text[:1] in "（(" and one.text[-1:] in "）)"]:
        below = sorted(
            (one for one in segments if bracket.middle + size * _LEVEL < one.middle), key=lambda one: (one.top, one.x0)
        )
        end = bracket.bottom
        for one in below:
            beside = [two for two in segments if two is not one and abs(two.middle - one.middle) <= size * _LEVEL]
            inside = bracket.x0 + 1 < one.x0 < bracket.x0 + 3 * size and one.x1 <= bracket.x1 + 1
            if not inside or one.top - end > size or beside or one.text[:1] in _OPEN + "（(":
                break
            bracket.text = f"{bracket.text[:-1].rstrip()}{one.text}{bracket.text[-1]}"
            end = one.bottom
            gone.add(id(one))
    return [one for one in segments if id(one) not in gone]


def _closing(opening: Segment, segments: Sequence[Segment], size: float) -> Segment | None:
    """The bracket that closes: on the same line, else on the nearest one below."""
    after = [
        one
        for one in segments
        if one.text in _CLOSED
        and one.x0 > opening.x0
        and -size * _LEVEL <= one.middle - opening.middle <= size * _TALL * 2
    ]
    return min(after, key=lambda one: (round(one.middle - opening.middle, 1), one.x0), default=None)


def _lines_joined(lines: Sequence[Segment]) -> str:
    text = ""
    for line in sorted(lines, key=lambda one: (one.top, one.x0)):
        text += (_separator(text, line.text) if text else "") + line.text
    return text


def _give_options(segments: Sequence[Segment], size: float) -> None:
    """Give each text to the bracket that it stands beside."""
    marks = [one for one in segments if one.is_mark]
    for segment in segments:
        if segment.is_mark:
            continue
        beside = [
            mark
            for mark in marks
            if -1 <= segment.x0 - mark.x1 <= size * _BESIDE and abs(segment.middle - mark.middle) <= size * _APART
        ]
        if beside:
            column = max(mark.x0 for mark in beside)
            near = [mark for mark in beside if column - mark.x0 < size]
            # As far from the one above as from the one below: a second line belongs to the one above.
            min(near, key=lambda mark: (round(abs(segment.middle - mark.middle), 1), mark.top)).owned.append(segment)


def _columns(segments: list[Segment], right: float, size: float) -> Iterator[tuple[list[Segment], float]]:
    """Groups of segments with their right edge: a choice in its bracket is read before the list beside it."""
    opening = next((one for one in segments if one.text[:1] in _OPEN and not one.is_mark), None)
    beside = [
        one
        for one in segments
        if opening and one.x0 >= opening.x1 + size * _GAP and abs(one.middle - opening.middle) <= size * _TALL
    ]
    if opening is None or not beside:
        yield segments, right
        return
    edge = min(one.x0 for one in beside)
    listed = [one for one in segments if one.x0 >= edge - 1 and one.middle >= opening.middle - size * _TALL * 2]
    top = min(opening.top, *(one.top for one in listed))
    level = [one for one in segments if one.middle >= top and one.x0 < edge - 1]
    across = min((one.top for one in level if one.x1 > edge), default=float("inf"))
    chosen = [one for one in level if one.middle < across]
    if len(listed) < 2 or across <= max(one.bottom for one in listed):
        yield segments, right
        return
    yield [one for one in segments if one.middle < top], right
    choice = [one for one in chosen if one.middle <= opening.bottom]
    yield choice, edge
    yield listed, right
    yield [one for one in chosen if one not in choice], edge
    yield [one for one in segments if one.middle >= across], right


def _join(segments: Sequence[Segment], cell: PdfTableCell, right: float, size: float) -> None:
    """Put the segments into the cell's text, row by row; `right` is where a full line ends."""
    if cell.text and segments:
        cell.text += "\n"
    row_now = None
    for row, one in sorted(_by_rows(segments, size), key=lambda pair: (pair[0], pair[1].x0)):
        if row_now is not None:
            goes_on = cell.goes_on and not one.is_mark
            cell.text += " " if row == row_now else _separator(cell.text, one.text) if goes_on else "\n"
        cell.text += one.whole
        cell.goes_on = right - one.x1 < _EDGE * size and not one.is_mark
        row_now = row


def _separator(before: str, after: str) -> str:
    """What stands between two lines of one paragraph: a blank between Latin words."""
    return " " if before[-1:].isascii() and after[:1].isascii() else ""


def _by_rows(segments: Sequence[Segment], size: float) -> list[tuple[int, Segment]]:
    """Each segment with the number of its row."""
    rows: list[tuple[int, Segment]] = []
    number, last = 0, None
    for one in sorted(segments, key=lambda each: each.middle):
        if last is not None and one.middle - last > size * _LEVEL:
            number += 1
        last = one.middle
        rows.append((number, one))
    return rows
