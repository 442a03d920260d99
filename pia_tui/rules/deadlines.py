"""The duties after a publication and their periods, as data; and how a period is counted."""

from __future__ import annotations

from datetime import date, timedelta
from functools import cache
from pathlib import Path
from typing import Literal

import msgspec

from pia_tui import datafile

DutyId = Literal[
    "review", "renew", "hearing", "incident_correct", "incident_over", "incident_form", "incident_report",
    "level_up", "end_notice", "end_label", "end_keep", "record_ahead",
]  # fmt: skip


class _Data(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    pass


class Duration(_Data, frozen=True):
    """A length of time. With `first_day_counts` the day it starts on is its first day (30日以上, inclusive)."""

    years: int = 0
    days: int = 0
    first_day_counts: bool = False

    def end(self, start: date) -> date:
        """The last day. A year from 29 February ends on 28 February. The calendar ends in 9999."""
        end = start
        if self.years:
            year = min(start.year + self.years, date.max.year)
            try:
                end = start.replace(year=year)
            except ValueError:
                end = start.replace(year=year, day=28)
        return end + timedelta(days=self.days - (1 if self.first_day_counts else 0))


class Duty(_Data, frozen=True):
    """What is to be done after a publication, and by when; `article` says who wants it, `source` how that is known."""

    name: str
    label: str
    obligation: str
    article: str
    source: str
    confidence: Literal["law", "form", "page", "known"]
    soon_days: int
    text: str
    period: Duration | None = None
    malicious_period: Duration | None = None
    shown_after_days: int = 0
    record: str = ""
    short: str = ""


class IncidentKind(_Data, frozen=True):
    """A kind of accident; `judged` ones count in しきい値判断."""

    id: str
    label: str
    judged: bool


class Evidence(_Data, frozen=True):
    """How the day that a period starts on is called, by where it was found."""

    revision: str
    record: str
    cover: str
    form: str
    annex: str


class Doubts(_Data, frozen=True):
    """What to say where the day was not found in a record of a publication."""

    cover: str
    form: str
    annex: str


class States(_Data, frozen=True):
    """What the states of a deadline are called."""

    overdue: str
    now: str
    check: str
    soon: str
    later: str


class Deadlines(_Data, frozen=True):
    """The data file of the deadlines."""

    as_of: date
    source: str
    incident_kinds: tuple[IncidentKind, ...]
    duties: dict[DutyId, Duty]
    publication_follows_within_days: int
    evidence: Evidence
    doubts: Doubts
    states: States
    labels: dict[str, str]
    texts: dict[str, str]

    @property
    def review(self) -> Duty:
        """The yearly review."""
        return self.duties["review"]

    def incident_kind(self, kind_id: str) -> IncidentKind | None:
        """The kind of accident of that id, or None."""
        return next((each for each in self.incident_kinds if each.id == kind_id), None)


@cache
def deadlines() -> Deadlines:
    """The deadlines that come with the program."""
    return datafile.load(Path(__file__).parent / "data" / "deadlines.yaml", Deadlines)


def next_review(published_on: date) -> date:
    """The last day for the yearly review of what was published that day (規則14条1項)."""
    period = deadlines().review.period
    assert period is not None
    return period.end(published_on)
