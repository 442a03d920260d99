"""The decision table of しきい値判断 as typed values: the shape of data/threshold.yaml."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from datetime import date
from typing import Literal

import msgspec

from pia_tui.rules.counts import BadCount, parse_count

Confidence = Literal["law", "form", "page", "derived"]
"""How a statement is known: read in the article itself, on the form, on a public page, or follows from such."""
People = int | str
"""A count of people, or the label of the band that is all that is known of it."""
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


class AssessmentLevel(_Data, frozen=True):
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


class DecisionColumn(_Data, frozen=True):
    """A column of the table: the full condition, and a short heading for narrow screens."""

    label: str
    short: str


class DecisionCell(_Data, frozen=True):
    """One result of the table and the clauses it rests on."""

    level: LevelId
    clauses: tuple[str, ...]


class ExemptKind(_Data, frozen=True):
    """A kind of file that brings no duty, if the 事務 handles nothing else.

    `held_by` are words in the name of a body that can hold such files; none where every body can.
    """

    id: str
    label: str
    clauses: tuple[str, ...]
    held_by: tuple[str, ...] = ()

    def can_be_held_by(self, body: str) -> bool:
        return not self.held_by or any(word in body for word in self.held_by)


class Definition(_Data, frozen=True):
    """What one of the three questions asks; `unread` says what its source leaves open, where the question is asked."""

    term: str
    text: str
    clauses: tuple[str, ...]
    confidence: Confidence
    source: str
    unread: str = ""


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
    levels: tuple[AssessmentLevel, ...]
    rows: tuple[Band, ...]
    handlers: tuple[HandlersBand, ...]
    columns: tuple[DecisionColumn, ...]
    cells: tuple[tuple[DecisionCell, ...], ...]
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
    retired_marks: tuple[str, ...] = ()

    def level(self, level_id: str) -> AssessmentLevel:
        return next(level for level in self.levels if level.id == level_id)

    def rank(self, level_id: str) -> int:
        """0 for the lightest result; a heavier one is a larger number."""
        return [level.id for level in self.levels].index(self.level(level_id).id)

    def row(self, subjects: People) -> int:
        """The band of 対象人数. Raises StopIteration for a text that is no band's label."""
        return _band_index(self.rows, subjects)

    def handlers_row(self, handlers: People) -> int:
        """The band of 取扱者数. Raises StopIteration for a text that is no band's label."""
        return _band_index(self.handlers, handlers)

    def bands(self, about: Literal["subjects", "handlers"]) -> tuple[Band, ...]:
        """The bands that a count may fall in."""
        return self.rows if about == "subjects" else self.handlers

    def exempt_kind(self, kind_id: str) -> ExemptKind:
        """Raises KeyError for an id that is not in the data."""
        return {kind.id: kind for kind in self.exempt_kinds}[kind_id]

    def cell(self, subjects: People, handlers: People, incident: bool) -> tuple[int, int]:
        """(row, column) of the table that the numbers lead to."""
        return self.row(subjects), self.handlers[self.handlers_row(handlers)].column(incident)

    def incident_answer(self, incident: bool) -> str:
        return self.incident_answers.with_incident if incident else self.incident_answers.without_incident

    def clause(self, ids: Iterable[str]) -> str:
        """The clauses as one text, each once, in the order given."""
        known = {clause.id: clause for clause in self.clauses}
        return "、".join(known[name].text for name in dict.fromkeys(ids))

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


def parse_people(text: str, bands: Iterable[Band]) -> People:
    """The count that a text names, or the label of the band it names. Raises BadCount."""
    bounds = label_bounds(unicodedata.normalize("NFKC", text).replace(" ", ""))
    if bounds is None:
        return parse_count(text)
    labels = {label_bounds(band.label): band.label for band in bands}
    if bounds not in labels:
        raise BadCount(f"その区分はありません。区分は {'、'.join(labels.values())} です。")
    return labels[bounds]


def people_bounds(people: People) -> tuple[int, int | None]:
    """(least, first number beyond) of what is known of a count; beyond None = no limit.

    Raises ValueError for a text that is no band's label.
    """
    if isinstance(people, int):
        return people, people + 1
    bounds = label_bounds(people)
    if bounds is None:
        raise ValueError(people)
    return bounds


def _band_index(bands: tuple[Band, ...], people: People) -> int:
    if isinstance(people, str):
        return next(i for i, band in enumerate(bands) if band.label == people)
    return max(i for i, band in enumerate(bands) if band.lower <= people)
