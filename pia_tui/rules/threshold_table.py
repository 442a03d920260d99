"""The decision table of しきい値判断 as typed values: the shape of data/threshold.yaml."""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import date
from typing import Literal

import msgspec

from pia_tui.rules.counts import BadCount, parse_count

Confidence = Literal["form", "page", "known", "unverified"]
LevelId = Literal["none", "kiso", "juten", "zenkoumoku"]
Severity = Literal["error", "warning", "hint"]


class _Data(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    pass


class Clause(_Data, frozen=True):
    """An article a cell rests on; `about` says what it is for, `source` where it was read."""

    id: str
    text: str
    about: str
    confidence: Confidence
    source: str

    @property
    def confirmed(self) -> bool:
        """Whether the clause was read somewhere, and is not only remembered."""
        return self.confidence in ("form", "page")


class Level(_Data, frozen=True):
    """A result of the judgement: `forms` are the forms it obliges the body to write."""

    id: LevelId
    name: str
    short: str
    forms: tuple[LevelId, ...]


class Band(_Data, frozen=True):
    """A band of 対象人数: from `lower` (included) up to the next band (excluded)."""

    lower: int
    label: str


class HandlersBand(Band, frozen=True):
    """A band of 取扱者数, with the column of the table it leads to."""

    column_without_incident: int
    column_with_incident: int

    def column(self, incident: bool) -> int:
        return self.column_with_incident if incident else self.column_without_incident


class Column(_Data, frozen=True):
    """A column of the table: the full condition, and a short heading for narrow screens."""

    label: str
    short: str


class Cell(_Data, frozen=True):
    """One result of the table and the clauses it rests on."""

    level: LevelId
    clauses: tuple[str, ...]


class ExemptKind(_Data, frozen=True):
    """A kind of file that brings no duty, if the 事務 handles nothing else."""

    id: str
    label: str
    clauses: tuple[str, ...]


class Definition(_Data, frozen=True):
    """What one of the three questions asks."""

    term: str
    text: str
    clauses: tuple[str, ...]
    confidence: Confidence
    source: str


class Definitions(_Data, frozen=True):
    """The three questions."""

    subjects: Definition
    handlers: Definition
    incident: Definition


class LocalRule(_Data, frozen=True):
    """A body's own rule: `raises` maps the level the judgement gives to the level the body does instead."""

    id: str
    label: str
    raises: dict[LevelId, LevelId]


class IncidentAnswers(_Data, frozen=True):
    """How the forms write whether a 重大事故 happened."""

    with_incident: str
    without_incident: str


class FindingText(_Data, frozen=True):
    """A contradiction's weight and sentence."""

    id: str
    level: Severity
    text: str


class Rules(_Data, frozen=True):
    """The whole data file."""

    title: str
    as_of: date
    source: str
    clauses: tuple[Clause, ...]
    levels: tuple[Level, ...]
    rows: tuple[Band, ...]
    handlers: tuple[HandlersBand, ...]
    columns: tuple[Column, ...]
    cells: tuple[tuple[Cell, ...], ...]
    cells_confidence: Confidence
    cells_source: str
    results: dict[LevelId, dict[LevelId, str]]
    results_confidence: Confidence
    incident_answers: IncidentAnswers
    submitted_forms: dict[LevelId, str]
    exempt_kinds: tuple[ExemptKind, ...]
    definitions: Definitions
    local_rules: tuple[LocalRule, ...]
    sentences: dict[str, str]
    stale_after_months: int
    findings: tuple[FindingText, ...]

    def level(self, level_id: str) -> Level:
        return next(level for level in self.levels if level.id == level_id)

    def rank(self, level_id: str) -> int:
        """0 for the lightest result; a heavier one is a larger number."""
        return [level.id for level in self.levels].index(self.level(level_id).id)

    def row(self, subjects: int) -> int:
        return _band_index(self.rows, subjects)

    def handlers_row(self, handlers: int) -> int:
        return _band_index(self.handlers, handlers)

    def exempt_kind(self, kind_id: str) -> ExemptKind:
        """Raises KeyError for an id that is not in the data."""
        return {kind.id: kind for kind in self.exempt_kinds}[kind_id]

    def cell(self, subjects: int, handlers: int, incident: bool) -> tuple[int, int]:
        """(row, column) of the table that the numbers lead to."""
        return self.row(subjects), self.handlers[self.handlers_row(handlers)].column(incident)

    def incident_answer(self, incident: bool) -> str:
        return self.incident_answers.with_incident if incident else self.incident_answers.without_incident

    def clause(self, ids: Iterable[str], *, confirmed_only: bool = False) -> str:
        """The clauses as one text, each once, in the order given; one whose article was not opened says so."""
        known = {clause.id: clause for clause in self.clauses}
        cited = [known[name] for name in dict.fromkeys(ids)]
        return "、".join(
            clause.text if clause.confirmed else self.say("unconfirmed_clause", clause=clause.text)
            for clause in cited
            if clause.confirmed or not confirmed_only
        )

    def finding(self, finding_id: str) -> FindingText:
        return next(finding for finding in self.findings if finding.id == finding_id)

    def say(self, sentence: str, /, **values: object) -> str:
        return self.sentences[sentence].format(**values)


def label_bounds(label: str) -> tuple[int, int | None] | None:
    """(lower, upper) that a label such as 1万人以上10万人未満 says; upper None = no limit. None if it says none.

    以上 includes its number, 未満 excludes it: the bounds are those of a range.
    """
    match = re.fullmatch(r"(?:(.+?)以上)?(?:(.+?)未満)?", label)
    if match is None or not any(match.groups()):
        return None
    try:
        lower = parse_count(match[1]) if match[1] else 0
        upper = parse_count(match[2]) if match[2] else None
    except BadCount:
        return None
    return lower, upper


def _band_index(bands: tuple[Band, ...], number: int) -> int:
    return max(i for i, band in enumerate(bands) if band.lower <= number)
