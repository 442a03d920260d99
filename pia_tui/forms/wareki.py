"""Dates as the forms write them: 和暦 out, 和暦 or 西暦 in."""

from __future__ import annotations

import re
import unicodedata
from datetime import date
from functools import cache
from pathlib import Path

import msgspec

from pia_tui import datafile


class Era(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """An era: its name, the letter forms use for it, and its first day.

    `last_year` is the last year that older papers write in it past its end; 0 where none do.
    """

    name: str
    letter: str
    first_day: date
    last_year: int = 0


@cache
def eras() -> tuple[Era, ...]:
    """The eras, newest first."""
    return datafile.load(Path(__file__).parent / "eras.yaml", tuple[Era, ...])


@cache
def _pattern() -> re.Pattern[str]:
    names = "|".join(f"{era.name}|{era.letter}" for era in eras())
    return re.compile(
        rf"(?P<era>{names})?(?P<year>元|\d{{1,4}})(?:年|[-/.])(?P<month>\d{{1,2}})(?:月|[-/.])(?P<day>\d{{1,2}})日?",
        re.IGNORECASE,
    )


def parse_date(text: str) -> date | None:
    """The day that `text` names (令和7年4月15日, R7.4.15, 2025-04-15, full-width too), or None if it names no real day.

    A year without an era is a western year of four digits. 平成31年5月1日 and the like, past the end of their era, are
    accepted as written on older papers (`Era.last_year`). `day_faults.day_fault` says why a text names none.
    """
    squeezed = re.sub(r"\s+", "", unicodedata.normalize("NFKC", text))
    match = _pattern().fullmatch(squeezed)
    if match is None:
        return None
    year = 1 if match["year"] == "元" else int(match["year"])
    if match["era"]:
        at, era = next((n, e) for n, e in enumerate(eras()) if match["era"].upper() in (e.name, e.letter))
        ended = eras()[at - 1].first_day if at and year > era.last_year else None
        year += era.first_day.year - 1
    elif match["year"] == "元" or len(match["year"]) != 4:
        return None
    try:
        day = date(year, int(match["month"]), int(match["day"]))
    except ValueError:
        return None
    if match["era"] and (day < era.first_day or (ended is not None and day >= ended)):
        return None
    return day if day >= eras()[-1].first_day else None


def to_wareki(day: date) -> str:
    """令和7年4月15日; the first year of an era is 元年. Raises ValueError before the first era known."""
    for era in eras():
        if day >= era.first_day:
            year = day.year - era.first_day.year + 1
            return f"{era.name}{'元' if year == 1 else year}年{day.month}月{day.day}日"
    raise ValueError(day)
