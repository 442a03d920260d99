"""Text of readers that throw blanks between letters (漢 字 と かな): blanks that tell nothing are taken out.

Which blanks tell nothing is told by the text itself: between two kinds of letters that are nearly always parted, a
blank is no border. Borders that are lost with them are put back around labels.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from itertools import pairwise

from pia_tui.ingest.text.folding import Folded
from pia_tui.ingest.text.labels import FULL, Labels
from pia_tui.ingest.text.markup import LINE, PAGE
from pia_tui.ingest.text.reading import Reading
from pia_tui.ingest.text.site import head_of

Span = tuple[int, int]
_KINDS = (
    ("k", "\u3005-\u3007\u3400-\u9fff\uf900-\ufaff"),
    ("h", "\u3041-\u309f"),
    ("t", "\u30a1-\u30ff"),
    ("a", "0-9０-９A-Za-zＡ-Ｚａ-ｚ"),
)
_KIND = re.compile("|".join(f"(?P<{name}>[{letters}])" for name, letters in _KINDS))
_PAIR = re.compile(r"(?=(?P<one>\S)(?P<gap>[ \u3000]*)(?P<two>[^\s]))")
_OFTEN, _LEAST, _FEW = 0.3, 60, 2
"""Such a share of parted pairs means that a blank between their kinds tells nothing; so many pairs tell a text's kind,
so many at least the share."""
_MIXED = (("k", "h"), ("h", "k"))
"""Words are written without blanks between these: where they stand, blanks are thrown in."""
_LEADING = re.compile(r"^(\d{1,3})(?=[ \u3000]|$)", re.MULTILINE)
_PAGES, _SHARE = 4, 0.3
"""So many numbers that count up, at the beginning of such a share of lines, are the pages'."""
_NUMBERS = ("a", "a")
"""Two numbers beside each other are never one."""
_NUMBERED, _WHOLE, _PLAIN = 3, 4, 6
"""Labels of so many letters are looked for where no blank parts them: with their number, those that have none, and
those that lost it."""
_DATED = re.compile(r"[^\W\d_]{2}(?:元|\d{1,2})年")
_SHORT = 5
_NUMBER = re.compile(r"[ \u3000]*[0-9０-９]+(?=[ \u3000]*[^\W0-9０-９])")
_GOES_ON = re.compile(r"[をにはがのとでへもやか、，,）)」』]")
_LED = re.compile(r"[をにはがのとで、，「『・]")


def closed(reading: Reading) -> Reading:
    """`reading` without the blanks that tell nothing; itself where blanks do."""
    kinds = _thrown(reading.clean)
    if not any(pair in kinds for pair in _MIXED):
        return reading
    return reading.reordered(list(_kept(reading.clean, kinds, _page_numbers(reading.clean))))


def numbers_closed(reading: Reading) -> Reading:
    """`reading` without the blanks around numbers that tell nothing; itself where they do."""
    kinds = frozenset(pair for pair in _thrown(reading.clean) if _NUMBERS[0] in pair)
    return reading.reordered(list(_kept(reading.clean, kinds, {}))) if kinds else reading


def parted(reading: Reading, labels: Labels, table: str) -> Reading:
    """`reading` with line ends around labels between which and their answers no blank is left.

    `table` is the folded heading row of the table of changes: behind it labels are only spoken of.
    """
    head = reading.folded.text.find(table) if table else -1
    begin = reading.folded.at[head] if head >= 0 else len(reading.clean)
    order: list[Span | str] = []
    place = 0
    numbered_before = True
    site_head = head_of(reading)[1]
    for start, end, numbered in _labels(reading, labels, begin):
        if start < site_head:
            continue
        beside = place and not numbered and not numbered_before and not reading.clean[place:start].strip()
        order += [(place, start), " " if beside else LINE, (start, end), " "]
        place, numbered_before = end, numbered
        number = _NUMBER.match(reading.clean, place) if beside else None
        if number:
            # What stands under two names side by side are two answers, the first a number.
            order += [LINE, (place, number.end()), " "]
            place = number.end()
    for again in re.finditer(re.escape(table), reading.folded.text) if head >= 0 else ():
        start, end = reading.folded.at[again.start()], reading.folded.at[again.end() - 1] + 1
        order += [(place, start), LINE, (start, end), LINE]
        place = end
    return reading.reordered([*order, (place, len(reading.clean))]) if order else reading


def _thrown(clean: str) -> frozenset[tuple[str, str]]:
    """The pairs of kinds of letters between which blanks tell nothing."""
    all_pairs: Counter[tuple[str, str]] = Counter()
    with_blank: Counter[tuple[str, str]] = Counter()
    for pair in _PAIR.finditer(clean):
        kinds = _kind(pair["one"]), _kind(pair["two"])
        if all(kinds) and kinds != _NUMBERS:
            all_pairs[kinds] += 1
            with_blank[kinds] += bool(pair["gap"])
    if sum(all_pairs[kinds] for kinds in _MIXED) < _LEAST:
        return frozenset()
    return frozenset(
        kinds for kinds, count in all_pairs.items() if count >= _FEW and with_blank[kinds] >= _OFTEN * count
    )


def _kind(letter: str) -> str:
    match = _KIND.match(letter)
    return match.lastgroup or "" if match else ""


def _page_numbers(clean: str) -> dict[int, int]:
    """Numbers that begin lines and count up, by where they begin: a page begins with each."""
    found = [(line.start(1), line.end(1), int(line[1])) for line in _LEADING.finditer(clean)]
    counting = [(one, two) for one, two in pairwise(found) if two[2] == one[2] + 1]
    lines = sum(1 for line in clean.split(LINE) if line.strip())
    if len(counting) < _PAGES or len(found) < _SHARE * lines:
        return {}
    return {start: end for pair in counting for start, end, _ in pair}


def _kept(clean: str, thrown: frozenset[tuple[str, str]], pages: dict[int, int]) -> Iterator[Span | str]:
    """The stretches between the blanks that are taken out, and the ends of pages."""
    place = 0
    for gap in re.finditer(r"(?:(?<=\S)|(?<=^))[ \u3000]+(?=\S)|(?m:^)(?=\d)", clean):
        start = gap.end()
        if gap.end() == gap.start():
            if start in pages:
                yield place, start
                yield from (PAGE, (start, pages[start]), LINE)
                place = pages[start]
        elif gap.start() >= place and (_kind(clean[gap.start() - 1]), _kind(clean[start])) in thrown:
            yield place, gap.start()
            place = start
    yield place, len(clean)


def _labels(reading: Reading, labels: Labels, begin: int) -> Iterator[tuple[int, int, bool]]:
    """(start, end, numbered) of labels as no sentence has them: no particle leads to them or goes on behind them."""
    text, at, clean = reading.folded.text, reading.folded.at, reading.clean
    place = last = 0
    while place < len(text) and at[place] < begin:
        length = _length(reading.folded, place, labels)
        if length:
            start, end = at[place], at[place + length - 1] + 1
            if LINE not in clean[start:end]:
                heading = _heading(text, place, last, labels)
                if heading:
                    yield at[place - heading], at[place - 1] + 1, False
                yield start, end, text[place : place + length] in labels.numbered
            place += length
            last = place
        place += not length


def _length(folded: Folded, place: int, labels: Labels) -> int:
    """The length of the label that stands at a place of the folded text, or 0."""
    text = folded.text
    for length in labels.lengths.get(text[place : place + 2], ()):
        word, end = text[place : place + length], place + length
        spellings = labels.spellings.get(word)
        # Behind a blank that is left no sentence goes on.
        beside = end < len(text) and folded.at[end] == folded.at[end - 1] + 1
        if spellings is None or (beside and _GOES_ON.match(text, end)):
            continue
        numbered = word in labels.numbered
        whole = any(each.form == FULL for each in spellings)
        dated = whole and _DATED.match(text, end) is not None
        if length < (_NUMBERED if numbered or dated else _WHOLE if whole else _PLAIN):
            continue
        if _in_number(folded, place) or _in_number(folded, end) or not _is_one_number(folded, place, end):
            continue
        if word[-1].isdigit() and _length(folded, end - 1, labels) > 1:
            # The number is the next label's own.
            continue
        if not numbered and _LED.match(text[max(0, place - 1) : place]):
            continue
        return length
    return 0


def _in_number(folded: Folded, place: int) -> bool:
    """Whether a place is in the middle of a number: digits on both sides, and no blank between."""
    text, at = folded.text, folded.at
    digits = 0 < place < len(text) and text[place - 1].isdigit() and text[place].isdigit()
    return digits and at[place] - at[place - 1] <= 1


def _is_one_number(folded: Folded, start: int, end: int) -> bool:
    """Whether no two numbers that a blank parts stand beside each other in [start, end)."""
    text = folded.text
    pairs = range(start + 1, end)
    return not any(text[n - 1].isdigit() and text[n].isdigit() and not _in_number(folded, n) for n in pairs)


def _heading(text: str, end: int, begin: int, labels: Labels) -> int:
    """The length of a short heading that stands right before a label's beginning, or 0."""
    for length in range(_SHORT, 1, -1):
        start = end - length
        spellings = labels.spellings.get(text[start:end]) if start >= begin else None
        if (
            spellings
            and any(each.form == FULL for each in spellings)
            and not _LED.match(text[max(0, start - 1) : start])
        ):
            return length
    return 0
