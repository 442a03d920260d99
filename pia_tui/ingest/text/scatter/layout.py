"""A page of raw PDF text in pieces: labels, texts, options that stand apart, marks, and scraps of printed lists."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Literal

from pia_tui.forms import Item, form_ids, load_form
from pia_tui.ingest.text.aliases import aliases
from pia_tui.ingest.text.find import Occurrence
from pia_tui.ingest.text.folding import fold
from pia_tui.ingest.text.markup import LINE, PAGE
from pia_tui.ingest.text.prose import width
from pia_tui.ingest.text.reading import Reading
from pia_tui.ingest.text.tokens import MarkState, Token, scan

PieceKind = Literal["label", "text", "option", "marks", "scrap"]

_LISTED = re.compile(r"^[\[\]<(○ ]*(?:\(?\d{1,2}[).])")
_WRAPPED = 8
"""Options of fewer letters are not wrapped."""
_SIGNS = re.compile(r"[\[\]○]")
_COUNT = re.compile(r"\(?(\d{0,3})\)?件")
_SCRAPS = re.compile(r"[\[\]()<>○・,.:\-~]*")
_OPEN_END = re.compile(r"[(（]\s*$")
_CLOSED_START = re.compile(r"^\s*[)）]")
_DATE = re.compile(r"(?:[^\W\d_]{2})?(?:元|\d{1,4})年\d{1,2}月(?:\d{1,2}日)?")


@dataclass(slots=True)
class MarkedOption:
    """An option of marks as it stands in a line.

    `closed` tells that its own bracket is whole before it; `opens` that a bracket left open stands behind it, with
    the state `after`; `text` is what stands in its round bracket.
    """

    option: str
    state: MarkState
    closed: bool
    start: int
    end: int
    opens: bool = False
    after: MarkState = "unknown"
    text: tuple[int, int] | None = None
    unfinished: bool = False
    """Its round bracket is open at the end of the line: its text stands further on."""


@dataclass(slots=True)
class PagePiece:
    """A piece of a page [start, end); `box` counts the text boxes (parts between empty lines)."""

    kind: PieceKind
    start: int
    end: int
    box: int
    occurrence: Occurrence | None = None
    option: str = ""
    marks: list[MarkedOption] = field(default_factory=list)
    broken: bool = False
    """A text with half a bracket at its edge: a scrap of a marked option's own text."""


@dataclass(frozen=True)
class Words:
    """What may stand on pages besides text: the options of choices and marks, and what every document prints."""

    choices: frozenset[str]
    lists: tuple[tuple[str, ...], ...]
    marks: tuple[str, ...]
    printed: frozenset[str]
    options: tuple[str, ...] = ()
    """The longer options of both kinds, folded."""


def words_of(items: Iterable[Item]) -> Words:
    """The options of all items."""
    items = list(items)
    lists = {item.choice_texts for item in items if item.value_kind == "choice"}
    marks = {text for item in items if item.value_kind == "multi" for text in item.choice_texts}
    marks |= {item.label for item in items if item.value_kind == "flag"}
    choices = frozenset(fold(text) for each in lists for text in each)
    printed = {fold(group.label) for item in items for group in item.choice_groups}
    printed |= {fold(item.default).rstrip("。") for item in items if item.fixed}
    printed |= {fold(line) for item in items for line in item.fixed_lines}
    printed |= {fold(text) for form_id in form_ids() for text in (load_form(form_id).title, load_form(form_id).stamp)}
    printed |= {fold(word) for word in (*aliases().furniture, *aliases().choice_headings)}
    longer = tuple(sorted(text for text in choices | {fold(text) for text in marks} if len(text) >= _WRAPPED))
    in_marks = tuple(sorted(marks, key=lambda text: -len(text)))
    return Words(choices, tuple(sorted(lists)), in_marks, frozenset(printed), longer)


def pieces_of(
    reading: Reading, start: int, end: int, found: Sequence[Occurrence], words: Words, owners: bytes | bytearray = b""
) -> list[PagePiece]:
    """The pieces of a page in the order of its text; lines that have an owner already (page numbers) are left out."""
    pieces: list[PagePiece] = []
    labels = {each.start: each for each in found}
    box = 0
    empty = True
    for first, last in _lines(reading, start, end):
        if not reading.clean[first:last].strip():
            box += not empty
            empty = True
            continue
        if owners and all(owners[place] for place in range(first, last) if not reading.clean[place].isspace()):
            continue
        empty = False
        _line(reading, first, last, labels, words, box, pieces)
    return pieces


def _lines(reading: Reading, start: int, end: int) -> Iterator[tuple[int, int]]:
    """The lines of a page."""
    place = start
    for line in re.split(f"[{LINE}{PAGE}]", reading.clean[start:end]):
        yield place, place + len(line)
        place += len(line) + 1


def _line(
    reading: Reading, first: int, last: int, labels: dict[int, Occurrence], words: Words, box: int, out: list[PagePiece]
) -> None:
    """The pieces of one line; a label may run over into the lines after it."""
    if out and out[-1].kind == "label" and out[-1].end > first:
        first = min(last, out[-1].end)
    place = first
    for start in sorted(each for each in labels if first <= each < last):
        if start > place:
            _rest(reading, place, start, words, box, out)
        out.append(PagePiece("label", start, labels[start].end, box, labels[start]))
        place = min(last, labels[start].end)
    if place < last:
        _rest(reading, place, last, words, box, out)


def _rest(reading: Reading, start: int, end: int, words: Words, box: int, out: list[PagePiece]) -> None:
    """What a line holds besides labels."""
    text = reading.clean[start:end]
    if not text.strip():
        return
    folded = fold(text)
    bare = folded.strip("[]")
    if bare in words.choices:
        out.append(PagePiece("option", start, end, box, option=bare))
        return
    listed = len(folded) < 120 and (_LISTED.match(folded) or any(word in folded for word in words.printed))
    count = _COUNT.fullmatch(folded)
    if count is not None:
        out.append(PagePiece("scrap", start, end, box, option=count[1]))
        return
    printed = {folded, folded.strip("・<>[]()。")} & words.printed or _SCRAPS.fullmatch(folded)
    if printed or (listed and _printed_list(reading, start, end, words)):
        out.append(PagePiece("scrap", start, end, box))
        return
    # The name of a system may be an option's; only what no answer would be is one without its bracket.
    alone = LINE in text.strip() or "(" in folded
    named = _SIGNS.search(folded) or (alone and folded in words.options)
    marks = marks_in(reading, start, end, words.marks) if named else None
    if marks is not None:
        out.append(PagePiece("marks", start, end, box, marks=marks))
        return
    broken = bool(_OPEN_END.search(text) or _CLOSED_START.match(text)) or (
        folded.startswith(("(", "[")) and (folded.count("(") != folded.count(")"))
    )
    out.append(PagePiece("text", start, end, box, broken=broken and len(folded) < 60))


def _printed_list(reading: Reading, start: int, end: int, words: Words) -> bool:
    """Whether a line is part of a printed list of options: 1）… 2）…"""
    for options in words.lists:
        tokens = scan(reading, start, end, options)
        kinds = {token.kind for token in tokens}
        if kinds <= {"entry", "heading", "bracket", "mark"} and kinds & {"entry", "heading"}:
            return True
    return False


def marks_in(reading: Reading, start: int, end: int, options: tuple[str, ...]) -> list[MarkedOption] | None:
    """The marked options of a line, or None where it holds anything else.

    A bracket may be cut: `] 紙` lost its begin, and `[ ○` at the end of a line belongs to an option further on.
    """
    found: list[MarkedOption] = []
    tokens = scan(reading, start, end, options)
    opened, inner, loose = 0, "off", False
    pending: tuple[MarkState, bool] | None = None
    place = 0
    while place < len(tokens):
        token = tokens[place]
        if token.kind == "mark" and token.closed:
            pending = (token.state, True)
        elif token.kind == "mark":
            inner, loose = ("on", False) if opened else (inner, True)
        elif token.text == "[":
            opened, inner = opened + 1, "off"
        elif token.text == "]":
            pending = ("on" if inner == "on" else "off", True) if opened == 1 else ("on" if loose else "unknown", loose)
            opened, inner, loose = 0, "off", False
        elif token.kind == "option":
            state, closed = pending or ("unknown", False)
            found.append(MarkedOption(token.option, state, closed, token.start, token.end))
            pending = None
            place = _own_text(tokens, place, found[-1])
        elif token.text not in "()・件" and not token.text.isdigit():
            return None
        place += 1
    if opened and found:
        found[-1].opens = True
        found[-1].after = ("on" if inner == "on" else "off") if opened == 1 else "unknown"
    return found or None


def _own_text(tokens: list[Token], place: int, made: MarkedOption) -> int:
    """Take the round bracket after an option as its own text; returns the place of the last token used."""
    if place + 1 >= len(tokens) or tokens[place + 1].text != "(":
        return place
    depth = 0
    for index in range(place + 1, len(tokens)):
        depth += {"(": 1, ")": -1}.get(tokens[index].text, 0)
        if depth == 0:
            if index > place + 2:
                made.text = (tokens[place + 2].start, tokens[index - 1].end)
            return index
    if len(tokens) > place + 2:
        made.text = (tokens[place + 2].start, tokens[-1].end)
    made.unfinished = made.text is None
    return len(tokens) - 1


def is_date(text: str) -> bool:
    """Whether a text is nothing but a date or a month, or such a day's 時点."""
    folded = fold(text)
    tails = (fold(word) for word in aliases().date_tails)
    bare = next((folded.removesuffix(tail) for tail in tails if folded.endswith(tail)), folded)
    return _DATE.fullmatch(bare) is not None


def is_short(item: Item) -> bool:
    """Whether an item's label ends in a word that names short answers: 委託先名, but not 番号の確認の措置."""
    return item.input_label.endswith(aliases().short_answers)


@dataclass(slots=True)
class TextRun:
    """Texts that follow each other with nothing between: what stood in one cell, or in several."""

    pieces: list[PagePiece]
    first: int
    last: int
    """Places of its first and last piece on the page."""

    @property
    def start(self) -> int:
        return self.pieces[0].start

    @property
    def end(self) -> int:
        return self.pieces[-1].end


def line_width(reading: Reading, piece: PagePiece) -> int:
    """The width of a text's line."""
    return width(reading.clean[piece.start : piece.end].strip(" \t\u3000"))
