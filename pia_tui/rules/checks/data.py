"""The data file of the checks: levels, sentences, sources, examples, and the words that the checks look for."""

from __future__ import annotations

from datetime import date
from functools import cache
from pathlib import Path
from typing import Literal

import msgspec

from pia_tui import datafile

FindingLevel = Literal["error", "warning", "hint"]
ExampleAnswer = str | int | bool | list[str]


class ExampleFacts(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What the しきい値判断 of an example rests on."""

    subjects: int | str
    handlers: int | str
    incident: bool = False
    subjects_on: date | None = None
    handlers_on: date | None = None


class Example(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A document on a form with some answers; `path` is where the check finds something in it ("" = as a whole).

    What it stands among: `facts` of its judgement, `published` its answers when it was published last (as
    `published_kind`), `rows` when this year's rows of 変更箇所 were written, `siblings` other 評価書 of its 事務,
    `numbers` of other 事務 with their names, `systems` of other bodies. `repeated` answers stand so many times behind
    each other.
    """

    form: str
    answers: dict[str, ExampleAnswer] = {}
    path: str = ""
    repeated: dict[str, int] = {}
    facts: ExampleFacts | None = None
    published: dict[str, ExampleAnswer] | None = None
    published_kind: str = ""
    rows: dict[str, ExampleAnswer] | None = None
    siblings: tuple[Example, ...] = ()
    numbers: dict[str, str] = {}
    systems: tuple[str, ...] = ()


class Check(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A check: how grave its findings are, the sentence, what it rests on; a document found, and one that passes."""

    level: FindingLevel
    text: str
    source: str
    failing: Example
    passing: Example


class HowToAnswer(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What to do about an unanswered item, by the kind of value it takes; `digits` for a number kept as text."""

    text: str
    digits: str
    choice: str
    multi: str
    date: str
    count: str
    figure: str


class Serials(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The day serials of a spreadsheet that are taken for lost dates where the form asks for no date."""

    lowest: int
    highest: int


class CheckWords(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Answers of the forms and words of officers that checks look for."""

    problems_left: tuple[str, ...]
    plans: tuple[str, ...]
    happened: str
    linked: str
    not_linked: str
    network: str
    not_important: str
    same_as_above: tuple[str, ...]
    annexes: tuple[str, ...]
    not_own_place: tuple[str, ...]
    place_contexts: tuple[str, ...]


class Earliest(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The first day that a date of these roles can be, and why."""

    roles: tuple[str, ...]
    day: date
    why: str


class DayOrder(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Two days, by the roles of their items, of which the `earlier` must not come after the `later`; found `at` one."""

    rule: str
    earlier: str
    later: str
    at: Literal["earlier", "later"]


class Checks(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The data file."""

    checks: dict[str, Check]
    how_to_answer: HowToAnswer
    words: CheckWords
    earliest: tuple[Earliest, ...]
    post_endings: tuple[str, ...]
    excess_length: int
    day_serials: Serials
    unreadable: str
    """A class of characters that no officer writes, as a regular expression."""
    day_orders: tuple[DayOrder, ...]
    no_reason: tuple[str, ...]


@cache
def checks() -> Checks:
    """The checks that come with the program. Raises BrokenData."""
    return datafile.load(Path(__file__).parent.parent / "data" / "checks.yaml", Checks)
