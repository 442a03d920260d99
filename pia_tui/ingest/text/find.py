"""Where in a reading labels stand: at the beginning of a line or cell, wrapped over lines, or behind a value."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from pia_tui.ingest.text.folding import fold
from pia_tui.ingest.text.labels import BARE, Labels, Spelling
from pia_tui.ingest.text.markup import CELL, LINE, MARK, PAGE, SOFT
from pia_tui.ingest.text.reading import Before, Reading

After = Literal["end", "space", "sign", "glued"]

_HARD = re.compile(f"[{LINE}{CELL}{PAGE}]")
_EMPTY_LINE = re.compile(rf"{LINE}[ \t\v\u3000]*{LINE}|{PAGE}")
_SIGNS = frozenset("[［:：(（<＜○□■" + MARK)
_STAR = re.compile(r"[ \t\v\u3000]*(?:※(?![\u3000-\u9fff])[ \t\u3000]*)?(?:\*\*)?[:：]?")
_NUMBER = re.compile(r"[ivx]{1,4}|\(?別[添紙]\d?\)?|\d{1,2}\.")
"""A section's or heading's number, which columns of a page may part from its words."""
_LISTED = re.compile(r"(?:^|[\s　])[0-9０-９]{1,2}[)）.．][ 　]*$")
_LONG = 6
"""From so many letters on, a label without its number is taken for one before a value on its own line."""


@dataclass(frozen=True, slots=True)
class Occurrence:
    """A label in the clean text [start, end): what it may be the label of, and how surely it is one."""

    start: int
    end: int
    text: str
    spellings: tuple[Spelling, ...]
    before: Before
    after: After
    numbered: bool
    edits: int = 0

    @property
    def whole(self) -> bool:
        """The label has a line or cell of its own."""
        return self.after == "end" and self.before in ("cell", "soft")


def occurrences(reading: Reading, labels: Labels, flat: Sequence[tuple[int, int]] = ()) -> list[Occurrence]:
    """Every place where a spelling of a label may stand, longest first at each place, without overlaps.

    In the stretches `flat` of the clean text line ends are lost: a blank parts what a line end would.
    """
    found: list[Occurrence] = []
    done = 0
    for start, before in reading.starts:
        if start < done:
            continue
        place = reading.folded.at[start]
        if before == "mid" and _LISTED.search(reading.clean[max(0, place - 6) : place]):
            continue
        if before == "mid" and start == done and found and found[-1].before == "cell":
            before = "cell"
        if before == "mid" and any(first <= place < last for first, last in flat):
            before = "soft"
        occurrence = _at(reading, labels, start, before)
        if occurrence is not None:
            found.append(occurrence)
            done = start + len(occurrence.text)
    return found


def _at(reading: Reading, labels: Labels, start: int, before: Before) -> Occurrence | None:
    text = reading.folded.text
    for length in labels.lengths.get(text[start : start + 2], ()):
        word = text[start : start + length]
        spellings = labels.spellings.get(word)
        if spellings is None or len(word) < length or not _unbroken(reading, start, start + length):
            continue
        after = _after(reading, start + length)
        numbered = word in labels.numbered
        usable = tuple(each for each in spellings if _usable(each, word, before, after, numbered))
        if usable and not (
            after == "glued" and word[-1].isdigit() and text[start + length : start + length + 1].isdigit()
        ):
            at = reading.folded.at
            end = at[start + length - 1] + 1
            star = _STAR.match(reading.clean, end)
            return Occurrence(at[start], star.end() if star else end, word, usable, before, after, numbered)
    return None


def _usable(spelling: Spelling, word: str, before: Before, after: After, numbered: bool) -> bool:
    if after == "end" and before in ("cell", "soft"):
        return True
    if spelling.block or spelling.furniture:
        return (after != "glued" and before != "mid") or after == "end"
    if before == "mid":
        return (numbered and after != "glued") or (len(word) >= _LONG and after == "end")
    if after == "glued":
        return numbered and len(word) >= 4
    return spelling.form < BARE or len(word) >= _LONG or after == "sign"


def _unbroken(reading: Reading, start: int, end: int) -> bool:
    """Whether a label may run over what lies in it: wrapped lines, no page; an empty line only behind a number."""
    at = reading.folded.at
    inside = reading.clean[at[start] : at[end - 1]]
    if PAGE in inside:
        return False
    gap = _EMPTY_LINE.search(inside)
    if gap and not (_NUMBER.fullmatch(fold(inside[: gap.start()])) and not _EMPTY_LINE.search(inside, gap.end())):
        return False
    return CELL not in inside or (end - start - inside.index(CELL) > 0 and inside.index(CELL) <= 3)


def _after(reading: Reading, end: int) -> After:
    at, clean = reading.folded.at, reading.clean
    here = at[end]
    gap = clean[at[end - 1] + 1 : here]
    if here >= len(clean) or _HARD.search(gap) or SOFT in gap:
        return "end"
    if clean[here] in _SIGNS or "※" in gap:
        return "sign"
    return "space" if gap else "glued"
