"""When a published 評価書 is to be looked at again."""

from __future__ import annotations

from datetime import date
from functools import cache
from pathlib import Path

import msgspec

from pia_tui import datafile


class Deadline(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A deadline that runs from the day of publication; `about` says what is to be done, `source` who says so."""

    years: int
    name: str
    about: str
    source: str
    confidence: str


class Deadlines(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The data file of the deadlines."""

    review: Deadline


@cache
def deadlines() -> Deadlines:
    """The deadlines that come with the program."""
    return datafile.load(Path(__file__).parent / "data" / "deadlines.yaml", Deadlines)


def next_review(published_on: date) -> date:
    """The last day for the yearly review of what was published that day; 29 February counts to 28 February."""
    year = published_on.year + deadlines().review.years
    try:
        return published_on.replace(year=year)
    except ValueError:
        return published_on.replace(year=year, day=28)
