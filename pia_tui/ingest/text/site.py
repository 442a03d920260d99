"""Texts of sites that show each page as one line behind its number, under a head of their own.

The head repeats the beginning of the document, cut off: its labels are none.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from functools import cache

from pia_tui.forms import form_ids, load_form
from pia_tui.ingest.text.folding import fold
from pia_tui.ingest.text.ledger import DUPLICATE, LABEL, Ledger
from pia_tui.ingest.text.markup import LINE, PAGE
from pia_tui.ingest.text.reading import Reading

Span = tuple[int, int]
_LEADING = re.compile(r"^(?P<number>\d{1,3})[ \u3000]+(?P<text>\S.*)$", re.MULTILINE)
_LINES = re.compile(f"[^{LINE}{PAGE}]+")
_QUOTED = re.compile(r"^\s*[A-Za-z]*\s*\"(?P<text>.{6,})\"\s*$")
_FEW, _PAGES, _SHARE, _LONG = 2, 4, 0.3, 40
"""Pages whose numbers count up: so few tell where the first begins with the form's title, so many anywhere; so large a
share of the lines; so many letters at least in most of them."""
_SAME, _WORDS, _LEAST = 0.6, 2, 3
"""A foot: so many words at the end are the same on such a share of the pages, and on so many at least."""
_NEAR = 60
"""Among so many letters at the beginning of the first page the form's title stands."""
_REPEATED = 6
_PAGE = re.compile("[-―－]*0[-―－]*")
"""A page's number alone is a foot too."""


@cache
def _titles() -> tuple[str, ...]:
    """The folded titles of the forms."""
    return tuple(fold(load_form(form_id).title) for form_id in form_ids())


def paged(reading: Reading) -> Reading:
    """`reading` with its pages and their numbers and feet apart; itself where its lines are no numbered pages."""
    lines = _numbered_lines(reading.clean)
    if not lines:
        return reading
    foot = _foot([line["text"] for line in lines])
    order: list[Span | str] = []
    place = 0
    for line in lines:
        words = [word.start() for word in re.finditer(r"\S+", line["text"])]
        same = foot and _masked(line["text"].split())[-len(foot) :] == foot
        order += [(place, line.start()), PAGE, line.span("number"), LINE]
        place = line.start("text")
        if same:
            middle = line.start("text") + words[-len(foot)]
            order += [(place, middle), LINE]
            place = middle
    return reading.reordered([*order, (place, len(reading.clean))])


def _numbered_lines(clean: str) -> list[re.Match[str]]:
    found = list(_LEADING.finditer(clean))
    starts = [line for line in found if int(line["number"]) == 1 and _begins_form(line["text"])]
    if starts:
        found = [line for line in found if line.start() >= starts[0].start()]
    chain = found[:1]
    for line in found[1:]:
        if int(line["number"]) == int(chain[-1]["number"]) + 1:
            chain.append(line)
    lines = sum(1 for line in clean.split(LINE) if line.strip())
    long = sum(len(line["text"]) >= _LONG for line in chain)
    least = _FEW if starts else _PAGES
    return chain if len(chain) >= least and len(chain) >= _SHARE * lines and 2 * long >= len(chain) else []


def _begins_form(text: str) -> bool:
    """Whether a form's title stands at the beginning of a page."""
    beginning = fold(text[: 2 * _NEAR])[:_NEAR]
    return any(title in beginning for title in _titles())


def _foot(pages: Sequence[str]) -> list[str]:
    """The words, numbers made equal, with which most pages end."""
    words = [_masked(page.split()) for page in pages]
    foot: list[str] = []
    for count in range(1, 13):
        ends = Counter(tuple(page[-count:]) for page in words if len(page) >= count)
        end, times = ends.most_common(1)[0] if ends else ((), 0)
        if times < max(_LEAST, _SAME * len(pages)):
            break
        foot = list(end)
    return foot if len(foot) >= _WORDS or _PAGE.fullmatch("".join(foot)) else []


def _masked(words: Sequence[str]) -> list[str]:
    return [re.sub(r"\d+", "0", word) for word in words]


def head_of(reading: Reading) -> Span:
    """What stands before the first of several numbered pages: (0, 0) where nothing does."""
    if len(reading.pages) < _FEW + 1:
        return 0, 0
    one, two = reading.pages[:2]
    first = next(_LINES.finditer(reading.clean, *two), None)
    if first is None or fold(first[0]) != "1" or not _begins_form(reading.clean[first.end() : two[1]]):
        return 0, 0
    return one


def enter_head(ledger: Ledger, head: Span) -> None:
    """Enter the lines of a site's head that stand again in the document."""
    reading = ledger.reading
    body = fold(reading.clean[head[1] :])
    for start, end in _head_lines(reading, head):
        text = fold(reading.clean[start:end])
        if len(text) >= _REPEATED and text in body:
            ledger.claim(start, end, DUPLICATE)
            line = _LINES.search(reading.clean, reading.clean.rfind(LINE, 0, start) + 1)
            if line is not None:
                ledger.claim(line.start(), line.end(), LABEL)


def _head_lines(reading: Reading, head: Span) -> Iterator[Span]:
    for line in _LINES.finditer(reading.clean, *head):
        quoted = _QUOTED.match(line[0])
        if quoted:
            yield line.start() + quoted.start("text"), line.start() + quoted.end("text")
        else:
            yield line.span()
