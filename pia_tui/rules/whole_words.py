"""Whole words in Japanese: 市民課 is but a part of 市民課長, and stands for itself in 市民課窓口 and 市民部市民課."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import msgspec

from pia_tui import datafile

_RUN = {
    "kanji": re.compile(r"[一-鿿㐀-䶿豈-﫿々〆ヶ𠀀-𮯿]+"),
    "katakana": re.compile(r"[ァ-ヺー･ｦ-ﾟ]+"),
    "letters": re.compile(r"[A-Za-zＡ-Ｚａ-ｚ]+"),
    "digits": re.compile(r"[0-9０-９]+"),
}


class Neighbours(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The data file: kanji words that may stand before or after a name without making it another name."""

    before: tuple[str, ...]
    after: tuple[str, ...]
    source: str


class Hit(msgspec.Struct, frozen=True):
    """An occurrence at text[start:end]; `word` is the longer word that it is a part of, "" where it is whole."""

    start: int
    end: int
    word: str = ""


@cache
def neighbours() -> Neighbours:
    """The words that come with the program. Raises BrokenData."""
    return datafile.load(Path(__file__).parent / "data" / "whole_words.yaml", Neighbours)


def occurrences(text: str, word: str) -> Iterator[Hit]:
    """Every occurrence of a word, none overlapping another, each with the longer word that it is a part of."""
    start = text.find(word) if word else -1
    while start >= 0:
        end = start + len(word)
        yield Hit(start, end, _longer(text, start, end))
        start = text.find(word, end)


def _longer(text: str, start: int, end: int) -> str:
    """The word that text[start:end] is only a part of, or "" where its own ends are the ends of a word."""
    left = _before(text, start) if _kind(text[start]) else start
    right = _after(text, end) if _kind(text[end - 1]) else end
    return text[left:right] if (left, right) != (start, end) else ""


def _before(text: str, start: int) -> int:
    """Where the word begins that goes on to the left of `start`, or `start`."""
    kind = _kind(text[start])
    left = start
    while left and _kind(text[left - 1]) == kind:
        left -= 1
    if left < start and kind == "kanji" and text[:start].endswith(neighbours().before):
        return start
    return left


def _after(text: str, end: int) -> int:
    """Where the word ends that goes on to the right of `end`, or `end`."""
    kind = _kind(text[end - 1])
    right = end
    while right < len(text) and _kind(text[right]) == kind:
        right += 1
    if right > end and kind == "kanji" and text.startswith(neighbours().after, end):
        return end
    return right


def _kind(sign: str) -> str:
    """The kind of letter that words are made of, "" for hiragana and signs, which end a word."""
    plain = unicodedata.normalize("NFKC", sign)[:1] or sign
    return next((name for name, run in _RUN.items() if run.match(sign) or run.match(plain)), "")
