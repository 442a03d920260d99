"""Where a Japanese line may not break: signs, words, numbers with what they count (`data/kinsoku.yaml`)."""

from __future__ import annotations

import datetime
import re
from pathlib import Path

import msgspec

from pia_tui.datafile import load


class _Numbers(msgspec.Struct, frozen=True):
    before: tuple[str, ...]
    eras: tuple[str, ...]
    spellings_of_ka: str
    multiples: str
    counters: tuple[str, ...]

    def spelled(self) -> list[str]:
        """Every counter in every spelling, the longest first, as a pattern wants them."""
        words = {
            word.replace("か", ka) if word.startswith("か") else word
            for word in self.counters
            for ka in self.spellings_of_ka
        }
        return sorted(words, key=lambda word: (-len(word), word))


class _Table(msgspec.Struct, frozen=True):
    source: str
    date: datetime.date
    not_at_start: dict[str, str]
    not_at_end: dict[str, str]
    spaces: str
    drawn_onto_the_one_before: tuple[tuple[int, int], ...]
    numbers: _Numbers


_TABLE = load(Path(__file__).parent / "data" / "kinsoku.yaml", _Table)
_NUMBERS = _TABLE.numbers
_COUNTERS = _NUMBERS.spelled()

NOT_AT_START = frozenset("".join(_TABLE.not_at_start.values()))
"""行頭禁則: characters that may not begin a line."""

NOT_AT_END = frozenset("".join(_TABLE.not_at_end.values()))
"""行末禁則: characters that may not end a line."""

SPACES = frozenset(_TABLE.spaces)
"""Spaces, which may stand over the end of a printed line, since they show nothing."""

_DRAWN_ONTO = frozenset(
    chr(code) for first, last in _TABLE.drawn_onto_the_one_before for code in range(first, last + 1)
)
_DIGIT = "0-9０-９"
_LATIN = "A-Za-zＡ-Ｚａ-ｚÀ-ÖØ-öø-ʯ"
# A word of a URL may end after these; what follows them may begin the next line.
_URL_END = "/?&=_#-"
_UNITS = f"[{re.escape(_TABLE.not_at_start['postfixed_abbreviations'])}]"
_CLUSTER = re.compile(
    rf"(?:{'|'.join(_NUMBERS.before + _NUMBERS.eras)})?[{_DIGIT}]+(?:[,，.．・/／:：][{_DIGIT}]+)*"
    rf"(?:[{_NUMBERS.multiples}]+)?(?:{'|'.join(_COUNTERS)}|{_UNITS}|[{_LATIN}]{{1,4}}(?![{_LATIN}]))?"
    rf"|(?:{'|'.join(_NUMBERS.eras)})元年度?"
    rf"|https?://[{_LATIN}{_DIGIT}@+'’.,:~%*]*[{_URL_END}]*"
    rf"|[{_LATIN}{_DIGIT}@+'’.,:~%*]+[{_URL_END}]*"
    rf"|[{_URL_END}]+"
    r"|(?P<rule>[―—─━]{2,}|[…‥]{2,}|・{2,}|[-=_*]{2,})"
)
_WIDEST = 48
# What may stand after the first character of a counter (年度, か月, 時間), besides what _BEFORE holds.
_WITHIN = frozenset("".join(word[1:] for word in _COUNTERS))
_LATIN_LETTERS = frozenset(
    "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"
    "ＡＢＣＤＥＦＧＨＩＪＫＬＭＮＯＰＱＲＳＴＵＶＷＸＹＺａｂｃｄｅｆｇｈｉｊｋｌｍｎｏｐｑｒｓｔｕｖｗｘｙｚ"
) | frozenset(map(chr, range(0xC0, 0x2B0)))
# What may stand before a place inside a cluster, but for the later characters of counters.
_BEFORE = (
    _LATIN_LETTERS
    | frozenset("0123456789０１２３４５６７８９@+'’.,:~%*/?&=_#-／，．：―—─━…‥・元")
    | frozenset("".join((*_NUMBERS.before, *_NUMBERS.eras, _NUMBERS.multiples)))
)
_PARTS = _BEFORE | _WITHIN | frozenset("".join(_COUNTERS)) | frozenset(_TABLE.not_at_start["postfixed_abbreviations"])
"""Every character that a cluster can hold: one begins no earlier than the run of these that it stands in."""

WATCHED = NOT_AT_START | NOT_AT_END | SPACES | _BEFORE | _WITHIN | _DRAWN_ONTO
"""Between two characters of which neither is one of these a line may always be broken."""


def signs_allow(text: str, at: int) -> bool:
    """Whether signs alone let a line end before `text[at]`."""
    return not (text[at] in NOT_AT_START or text[at - 1] in NOT_AT_END or text[at] in _DRAWN_ONTO)


def cluster_start(text: str, start: int, at: int) -> int:
    """The beginning of the word, number or dash that a break before `text[at]` would cut; `at` if it cuts none.

    `start` is where the line begins. A run of dashes or leaders longer than two may break between pairs.
    """
    if not (text[at - 1] in _BEFORE or text[at] in _WITHIN):
        return at
    begin, first_possible = at, max(start, at - _WIDEST)
    while begin > first_possible and text[begin - 1] in _PARTS:
        begin -= 1
    for match in _CLUSTER.finditer(text, begin, min(len(text), at + _WIDEST)):
        first, last = match.span()
        if first >= at:
            break
        if last > at:
            if match["rule"] and (at - first) % 2 == 0:
                return at
            return at - 1 if match["rule"] and last - first > 2 else first
    return at
