"""The name of the 事務 ends where its line does: what stands under it in the same stretch is the outline's.

Where a label stands at the middle of its cell, a reader that goes down the page gives the first lines of the answer
before it, right under the name. Where line ends are lost too, the name on the cover tells the end of the name.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from pia_tui.ingest.text.folding import fold
from pia_tui.ingest.text.markup import CELL, LINE, PAGE, SOFT
from pia_tui.ingest.text.prose import width

NAME, OUTLINE, TITLE = "task_name", "task_outline", "document_name"
"""Roles: the name of the 事務, the outline of it, and the document's own name."""
_LEAST, _SHARE, _ALIKE, _MORE = 4, 0.4, 0.6, 12
"""A part of the document's name has so many letters and such a share of it; one with letters left out this share; a
longer one so many letters more."""
_MOST = 120
"""No name has more letters."""
_REST = 24
"""Where line ends are lost, so many letters behind a name are no part of it."""
_FULL = 0.88
_BOUNDARY = re.compile(rf"[ \u3000{LINE}{PAGE}]+|$")
_BRACKET = re.compile(r"[ \u3000]*[(（][^()（）\s]*[)）](?=[ \u3000\s]|$)")
_SENTENCE = re.compile(r"。|(?:は|を|に|が)、")


@dataclass(frozen=True, slots=True)
class Name:
    """Where a name ends in a stretch of clean text; `sure` where the document's own name tells it."""

    end: int
    sure: bool


def core_of(title: str, form_name: str) -> str:
    """The folded name of a document without what every name of its form ends with."""
    return fold(title).split(fold(form_name))[0]


def name_in(clean: str, start: int, end: int, core: str, flat: bool) -> Name | None:
    """The name that begins the clean text [start, end); None where nothing tells its end.

    `core` is the document's own name, "" where it is not known; `flat` says that line ends are lost.
    """
    if CELL in clean[start:end].strip() or SOFT in clean[start:end].strip():
        return Name(end, False)
    alike = _alike_end(clean, start, end, core)
    if alike is not None and not (flat and _is_short(clean[alike:end])):
        return Name(alike, True)
    lines = [line for line in re.compile(f"[^{LINE}{PAGE}]+").finditer(clean, start, end) if line[0].strip()]
    if len(lines) < 2 and not flat:
        return Name(end, False)
    if flat:
        text = clean[start:end].strip().rstrip("。")
        many = text.count("、") > 1
        return None if many or len(text) > _MOST or _SENTENCE.search(text) else Name(end, False)
    first, *others = (width(line[0].strip()) for line in lines)
    if first < _FULL * max(others) and not _BRACKET.match(lines[1][0]):
        return Name(lines[0].end(), False)
    return Name(end, False) if len(lines) == 2 and not _SENTENCE.search(lines[1][0]) else None


def _is_short(rest: str) -> bool:
    """Whether what follows a name, its line end lost, may be a part of it."""
    return len(rest.strip()) < _REST and not _SENTENCE.search(rest)


def starts_with_name(clean: str, start: int, end: int, core: str) -> int | None:
    """Where the document's own name ends that begins the clean text [start, end), or None."""
    return _alike_end(clean, start, end, core)


def _alike_end(clean: str, start: int, end: int, core: str) -> int | None:
    """The end of the longest beginning that is the document's name, or nearly."""
    best: int | None = None
    for number, (word_end, text) in enumerate(_beginnings(clean, start, end)):
        if _is_alike(text, core, number == 0):
            best = word_end
    if best is None:
        return None
    bracket = _BRACKET.match(clean, best, end)
    return bracket.end() if bracket else best


def _beginnings(clean: str, start: int, end: int) -> Iterator[tuple[int, str]]:
    """(end, folded text) of the beginnings of a stretch that end before a blank."""
    begin = next((place for place in range(start, end) if not clean[place].isspace()), end)
    for blank in _BOUNDARY.finditer(clean, begin, min(end, begin + 2 * _MOST)):
        text = fold(clean[begin : blank.start()])
        if len(text) > _MOST:
            return
        if text:
            yield blank.start(), text


def _is_alike(text: str, core: str, one_word: bool) -> bool:
    if not core or len(text) < _LEAST:
        return False
    if text in core:
        return len(text) >= _SHARE * len(core)
    if one_word and text.endswith(core):
        return len(text) <= len(core) + _MORE
    letters = iter(core)
    return len(text) >= _ALIKE * len(core) and all(letter in letters for letter in text)
