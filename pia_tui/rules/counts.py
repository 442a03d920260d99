"""Counts of people as officers write them: 250,000 / ２５万 / 3.5万人 / 1万2千."""

from __future__ import annotations

import re
import unicodedata
from decimal import Decimal

from pia_tui.errors import PiaError

# Far more than any file can hold; a longer number is a slip of the finger, not a count.
MOST_PEOPLE = 999_999_999
LONGEST_TEXT = 40

_MYRIADS = (("億", 100_000_000), ("万", 10_000), ("", 1))
_SMALL_UNITS = (("千", 1000), ("百", 100), ("", 1))
_NUMBER = r"\d{1,3}(?:[, ]\d{3})+|\d+"
_DECIMAL = rf"(?:{_NUMBER})(?:\.\d+)?"
# One part between 億, 万 and the end: 3千5百20, or a plain number.
_PART = re.compile(rf"(?:(?P<千>{_DECIMAL})?\s*千)?\s*(?:(?P<百>{_DECIMAL})?\s*百)?\s*(?P<rest>{_DECIMAL})?")
# 3.5万5千 may mean 40,000 or 35,005,000: not read.
_FRACTION_THEN_MORE = re.compile(r"\.\d+\s*[億万千百].*\d")
_MINUS = "-−‐‑‒–—―▲△"
_COMMAS = str.maketrans({"、": ",", "､": ",", "'": ",", "’": ","})


class BadCount(PiaError):
    """A text that is no count of people; the sentence says what is wrong with it."""

    def __init__(self, what: str, next: str = "250000、25万、1万2千 のように、人数を数字で入れてください。") -> None:  # noqa: A002
        super().__init__(what, next=next)


def parse_count(text: str) -> int:
    """The number of people that `text` names; 0 or more.

    Read are full-width digits, commas and spaces between groups of three, 億・万・千・百, a leading 約 and a trailing
    人 or 名. Raises BadCount for anything else: empty, negative, part of a person, letters, more than MOST_PEOPLE.
    """
    plain = unicodedata.normalize("NFKC", text[: LONGEST_TEXT + 1]).translate(_COMMAS).strip()
    if not plain:
        raise BadCount("人数が入っていません。")
    if len(text) > LONGEST_TEXT:
        raise BadCount("人数として長すぎます。")
    plain = re.sub(r"\s*[人名]$", "", re.sub(r"^約\s*", "", plain))
    if plain and plain[0] in _MINUS:
        raise BadCount("人数にマイナスは使えません。")
    total = None if _FRACTION_THEN_MORE.search(plain) else _total(plain)
    if total is None:
        raise BadCount("人数として読めません。")
    if total != int(total):
        raise BadCount("人数に端数は使えません。", "1人未満の端数のない人数を入れてください。")
    if total > MOST_PEOPLE:
        raise BadCount("人数が大きすぎます（10億人以上）。", "桁の数を確かめてください。")
    return int(total)


def _total(plain: str) -> Decimal | None:
    """The number, or None if the text is none. Units must come in falling order, each part smaller than its unit."""
    if not plain or not any(c.isdecimal() or c in "千百" for c in plain):
        return None
    total, ceiling, rest = Decimal(0), None, plain
    for name, unit in _MYRIADS:
        head, found, tail = rest.partition(name) if name else (rest, "", "")
        if name and not found:
            continue
        if not name and not head.strip() and total:
            break
        part = _part(head.strip(), fraction=bool(found))
        if part is None or (ceiling is not None and part * unit >= ceiling):
            return None
        total, ceiling, rest = total + part * unit, unit, tail
    return total


def _part(text: str, *, fraction: bool) -> Decimal | None:
    """The value of one part. A decimal point is read only before a unit: 3.5万 is clear, 250.000 is not."""
    match = _PART.fullmatch(text)
    if match is None or not text:
        return None
    value, ceiling = Decimal(0), None
    for name, unit in _SMALL_UNITS:
        number = match[name or "rest"]
        if number is None and (not name or name not in text):
            continue
        digits = Decimal(re.sub("[, ]", "", number)) if number else Decimal(1)
        if "." in (number or "") and not (name or fraction):
            raise BadCount("人数に端数は使えません。", "1人未満の端数のない人数を入れてください。")
        if ceiling is not None and digits * unit >= ceiling:
            return None
        value, ceiling = value + digits * unit, unit
    return value
