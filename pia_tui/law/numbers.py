"""Numbers as laws count: 12, 12の2 (枝番), 十二の二, １２; lists and ranges of them as officers write them."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

import msgspec

_DIGITS = {sign: value for value, sign in enumerate("〇一二三四五六七八九")}
_UNITS = {"十": 10, "百": 100, "千": 1000}
KANJI = "〇一二三四五六七八九十百千"
NUMERAL = rf"(?:[0-9]{{1,4}}|[{KANJI}]{{1,9}})"
"""A numeral in folded text (see `citations.fold`), as a regular expression."""


class Number(msgspec.Struct, frozen=True, order=True, gc=False):
    """A number of an article, an item or a row: `main` and its 枝番 (12の2 → 12, (2,)). Sorts as the law counts."""

    main: int
    branches: tuple[int, ...] = ()

    def __str__(self) -> str:
        return "の".join(str(part) for part in (self.main, *self.branches))


class NumberSpan(msgspec.Struct, frozen=True, gc=False):
    """A range of numbers, both ends included: 69の項から71の項まで."""

    first: Number
    last: Number

    def __str__(self) -> str:
        return f"{self.first}から{self.last}まで"


Entry = Number | NumberSpan


def numeral(text: str) -> int | None:
    """The value of Arabic digits or a kanji numeral (百二十三, 一〇二); None for anything else, 0 included."""
    if text.isascii() and text.isdigit():
        return int(text) or None
    if not text or any(sign not in KANJI for sign in text):
        return None
    if not any(sign in _UNITS for sign in text):
        return int("".join(str(_DIGITS[sign]) for sign in text)) or None
    total, digit, ceiling = 0, None, 10_000
    for sign in text:
        if sign in _DIGITS:
            if digit is not None or not _DIGITS[sign]:
                return None
            digit = _DIGITS[sign]
            continue
        unit = _UNITS[sign]
        if unit >= ceiling:
            return None
        total, digit, ceiling = total + (digit or 1) * unit, None, unit
    return total + (digit or 0) or None


def kanji(value: int) -> str:
    """百二十三 for 123; 1 to 9,999."""
    text = ""
    for sign, unit in (("千", 1000), ("百", 100), ("十", 10)):
        count, value = divmod(value, unit)
        text += (("" if count == 1 else "〇一二三四五六七八九"[count]) + sign) if count else ""
    return text + ("〇一二三四五六七八九"[value] if value else "")


def parse_number(text: str) -> Number | None:
    """The number that a text is, in any letters, with 第 before and 項 or 号 after if they are written; else None."""
    plain = re.sub(r"\s", "", text.translate(_WIDE))
    match = re.fullmatch(rf"第?({NUMERAL}(?:の{NUMERAL})*)(?:の?項|号|条)?", plain)
    if match is None:
        return None
    parts = [numeral(part) for part in match[1].split("の")]
    return Number(parts[0], tuple(parts[1:])) if all(parts) else None  # type: ignore[arg-type]


def written(entries: Iterable[Entry], between: str = "、") -> str:
    """A list as officers write it: 1、2、12の2."""
    return between.join(str(entry) for entry in entries)


def listed(entries: Iterable[Entry], known: Sequence[Number]) -> list[Number]:
    """Every number that a list names; a range stands for those of `known` between its ends (枝番 included)."""
    found: list[Number] = []
    for entry in entries:
        if isinstance(entry, Number):
            found.append(entry)
        else:
            found += [number for number in known if entry.first <= number <= entry.last]
    return found


def folded_runs(numbers: Iterable[Number], known: Sequence[Number], least: int = 3) -> list[Entry]:
    """The numbers in order, with runs of at least `least` neighbours of `known` written as ranges."""
    wanted = sorted(set(numbers))
    place = {number: position for position, number in enumerate(known)}
    found: list[Entry] = []
    run: list[Number] = []

    def close() -> None:
        if len(run) >= least:
            found.append(NumberSpan(run[0], run[-1]))
        else:
            found.extend(run)
        run.clear()

    for number in wanted:
        if run and not (number in place and run[-1] in place and place[number] == place[run[-1]] + 1):
            close()
        run.append(number)
    close()
    return found


_WIDE = str.maketrans("０１２３４５６７８９", "0123456789")
