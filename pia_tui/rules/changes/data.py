"""The data of this room: what is no change, the words of the table, when a change is due, and the steps to take."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import Literal

import msgspec

from pia_tui import datafile

Overall = Literal["again", "correction"]
"""Whether the assessment is done again (再実施) or corrected (修正)."""


class _Data(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Base of all parts: read-only, unknown words refused."""


class RowWords(_Data, frozen=True):
    """The words that stand in a cell instead of a text."""

    new: str
    gone: str
    empty: str
    omitted: str


class ChangeQuestion(_Data, frozen=True):
    """A question about one change of a ※ item, with what its two answers mean."""

    text: str
    when_yes: str
    when_no: str
    source: str


class Questions(_Data, frozen=True):
    """The two questions of a ※ change."""

    risk: ChangeQuestion
    in_force: ChangeQuestion


class Case(_Data, frozen=True):
    """A case of 提出時期: the first whose conditions hold counts. A condition that is left out holds always.

    `note` is the explanation as officers write it, `{article}` the article for the level. `problem` is what to tell
    who answers so.
    """

    timing: Literal["before", "after"] | None
    note: str
    important: bool | None = None
    kind: str | None = None
    star: bool | None = None
    risk: Literal["yes", "no", "open"] | None = None
    in_force: Literal["yes", "no", "open"] | None = None
    article: str = ""
    problem: str = ""


class ChangeRules(_Data, frozen=True):
    """The data file of changes; `articles` gives a text for each name and level."""

    not_changes: tuple[str, ...]
    words: RowWords
    long_text: int
    questions: Questions
    timings: dict[str, str]
    cases: tuple[Case, ...]
    articles: dict[str, dict[str, str]]
    overall: dict[Overall, str]


class StepRule(_Data, frozen=True):
    """A step on the way to a publication. `days` it takes; `statutory`: the rules say how many, else a plan's guess.

    `side`: it lies before the change takes effect, or after it where the change is only corrected.
    """

    id: str
    title: str
    what: str
    days: int
    levels: tuple[str, ...]
    overall: tuple[Overall, ...]
    source: str
    confidence: str
    statutory: bool = False
    optional: bool = False
    shortened_by: str = ""


class Assumed(_Data, frozen=True):
    """What is said of a day that nobody has decided: of effect, and of the first step."""

    earliest: str
    today: str


class StepRules(_Data, frozen=True):
    """The data file of the steps, in their order."""

    title: str
    effect: str
    assumed: Assumed
    late: str
    too_short: str
    shortened: str
    no_reason: tuple[str, ...]
    steps: tuple[StepRule, ...]
    notes: dict[str, str]

    def is_reason(self, text: str) -> bool:
        """Whether a text gives a reason for a short hearing, or only says that it was not shortened."""
        return text.strip(" 　。\n") not in ("", *self.no_reason)


_DATA = Path(__file__).parent.parent / "data"


@cache
def change_rules() -> ChangeRules:
    """The rules on changes that come with the program."""
    return datafile.load(_DATA / "changes.yaml", ChangeRules)


@cache
def step_rules() -> StepRules:
    """The steps that come with the program."""
    return datafile.load(_DATA / "steps.yaml", StepRules)
