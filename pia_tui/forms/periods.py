"""Spans of days as officers write them: 令和8年2月2日から令和8年3月3日まで（30日間）; what is left out is filled in."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from datetime import date, timedelta

import msgspec

from pia_tui.forms.wareki import eras, parse_date


class Period(msgspec.Struct, frozen=True):
    """Days that a text names: the first and the last, both counted; `stated` is the number of days it says, 0 = none.

    `first` and `last` are None where the text says a number of days alone.
    """

    first: date | None
    last: date | None
    stated: int = 0

    @property
    def reversed(self) -> bool:
        """Whether the end stands before the beginning."""
        return self.first is not None and self.last is not None and self.last < self.first

    @property
    def days(self) -> int:
        """How many days it is, first and last included; the number stated where no days are named.

        0 or less where the end is before the beginning.
        """
        if self.first is None or self.last is None:
            return self.stated
        return (self.last - self.first).days + (0 if self.reversed else 1)


def _day_pattern() -> re.Pattern[str]:
    names = "|".join(f"{era.name}|{era.letter}" for era in eras())
    return re.compile(
        rf"(?:(?P<era>{names})?\.?(?P<year>元|\d{{1,4}})(?:年|[-/.]))?(?P<month>\d{{1,2}})(?:月|[-/.])(?P<day>\d{{1,2}})日?",
        re.IGNORECASE,
    )


_STATED = re.compile(r"(\d{1,3})日間")
_TO = re.compile(r"から|より|[~〜～―－–—ー→-]|至る?")
_LAST_DAY = re.compile(rf"(?:{_TO.pattern})(\d{{1,2}})日(?!間)")
"""An end in the month of the beginning: 2月2日から28日まで."""
_LONGEST_WITHOUT_YEAR = timedelta(days=183)
"""An end without a year is of the next year only if the span is then no longer than this."""


def parse_period(text: str) -> Period | None:
    """The span that a text names, or None where it names none.

    An end without year, or without month, takes those of the beginning (a month that would lie before the beginning
    is of the next year). Of several spans the first counts. Two days make a span only with a word or sign for "to"
    between them; a list of days is none.
    """
    squeezed = re.sub(r"\s+", "", unicodedata.normalize("NFKC", text))
    # The day of the week and other remarks in brackets stand between a day and its から.
    plain = re.sub(r"\([^()]*\)", "", squeezed)
    stated = _STATED.search(squeezed)
    number = int(stated[1]) if stated else 0
    span = next(_spans(plain), None)
    if span is not None:
        return Period(*span, number)
    days = _days(plain)
    if len(days) == 1 and number and _TO.match(plain, days[0][2]):
        return Period(days[0][0], days[0][0] + timedelta(days=number - 1), number)
    return Period(None, None, number) if number else None


def days_named(text: str) -> list[date]:
    """All days that a text names, in the order of the text, years left out filled in from the day before."""
    squeezed = re.sub(r"\s+", "", unicodedata.normalize("NFKC", text))
    return [day for day, _, _ in _days(squeezed)]


def _days(text: str) -> list[tuple[date, int, int]]:
    """(day, start, end) of each day in the text."""
    found: list[tuple[date, int, int]] = []
    for match in _day_pattern().finditer(text):
        whole = match[0]
        if match["year"] is None:
            if not found:
                continue
            whole = f"{found[-1][0].year:04d}-{match['month']}-{match['day']}"
            day = parse_date(whole)
            next_year = parse_date(f"{found[-1][0].year + 1:04d}-{match['month']}-{match['day']}")
            near = next_year is not None and next_year - found[-1][0] <= _LONGEST_WITHOUT_YEAR
            if day is not None and day < found[-1][0] and near:
                day = next_year
        else:
            era = match["era"] or _era_before(text[: match.start()], match["year"])
            day = parse_date(f"{era}{match['year']}年{match['month']}月{match['day']}日")
        if day is not None:
            found.append((day, match.start(), match.end()))
    return found


def _era_before(text: str, year: str) -> str:
    """The era named last before a year that has none; none for a western year of four digits."""
    if len(year) == 4:
        return ""
    named = [(text.rfind(era.name), era.name) for era in eras()]
    place, name = max(named)
    return name if place >= 0 else ""


def _spans(text: str) -> Iterator[tuple[date, date]]:
    days = _days(text)
    for place, (first, _, end) in enumerate(days):
        bare = _LAST_DAY.match(text, end)
        same_month = parse_date(f"{first.year:04d}-{first.month}-{bare[1]}") if bare else None
        if same_month is not None:
            yield first, same_month
        elif place + 1 < len(days) and _TO.search(text[end : days[place + 1][1]]):
            yield first, days[place + 1][0]
