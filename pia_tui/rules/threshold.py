"""しきい値判断: three answers in, one result out, with its reason, its clause and what would change it."""

from __future__ import annotations

from typing import Any, Literal

import msgspec

from pia_tui.errors import PiaError
from pia_tui.rules.contradictions import Seen, contradictions
from pia_tui.rules.counts import BadCount, parse_count
from pia_tui.rules.facts import BadFacts, Facts
from pia_tui.rules.findings import Finding
from pia_tui.rules.threshold_data import load_rules, rules
from pia_tui.rules.threshold_table import AssessmentLevel, LevelId, LocalRule, People, Rules, parse_people
from pia_tui.rules.what_if import Shift, distance, level_of

__all__ = [
    "BadCount",
    "BadFacts",
    "DecisionTable",
    "Facts",
    "Finding",
    "FormTooLow",
    "Judgement",
    "JudgementStep",
    "LevelChoice",
    "Seen",
    "Shift",
    "TableCell",
    "as_json",
    "band_of",
    "contradictions",
    "form_too_low",
    "handlers_band_of",
    "judge",
    "levels_allowed",
    "load_rules",
    "local_rule",
    "parse_count",
    "parse_people",
    "result_text",
    "rules",
]


class FormTooLow(PiaError):
    """A form that cannot fulfil the duty: 重点項目評価書 where the judgement says 全項目."""


class JudgementStep(msgspec.Struct, frozen=True):
    """One step of the path taken: what was asked, what was answered, and the band or result it leads to."""

    label: str
    answer: str
    outcome: str


class TableCell(msgspec.Struct, frozen=True):
    """A cell for drawing: short name, full text of the result, clause, and whether the path ends here."""

    level: LevelId
    short: str
    text: str
    clause: str
    selected: bool


class DecisionTable(msgspec.Struct, frozen=True):
    """The decision table for drawing. `row` and `column` are the selected ones, None where no cell was reached."""

    title: str
    rows: tuple[str, ...]
    columns: tuple[str, ...]
    short_columns: tuple[str, ...]
    cells: tuple[tuple[TableCell, ...], ...]
    row: int | None
    column: int | None


class Judgement(msgspec.Struct, frozen=True):
    """The result. `text` is the exact wording of the 基礎 form; `forms` the forms that must be written.

    `row` and `column` are the indices of the table's cell; both are None when the kinds of file decided alone.
    `basis` says so where the judgement rests on a band instead of a count; empty where both counts are known.
    """

    facts: Facts
    level: LevelId
    text: str
    reason: str
    clause: str
    band: str
    handlers_band: str
    row: int | None
    column: int | None
    forms: tuple[LevelId, ...]
    steps: tuple[JudgementStep, ...]
    distance: tuple[Shift, ...]
    source: str
    basis: str = ""

    def table(self, table_rules: Rules | None = None) -> DecisionTable:
        """The whole table with this judgement's cell selected."""
        r = table_rules or rules()
        return DecisionTable(
            title=r.title,
            rows=tuple(band.label for band in r.rows),
            columns=tuple(column.label for column in r.columns),
            short_columns=tuple(column.short for column in r.columns),
            cells=tuple(
                tuple(
                    TableCell(
                        level=cell.level,
                        short=r.level(cell.level).short,
                        text=r.results["kiso"][cell.level],
                        clause=r.clause(cell.clauses),
                        selected=(i, j) == (self.row, self.column),
                    )
                    for j, cell in enumerate(row)
                )
                for i, row in enumerate(r.cells)
            ),
            row=self.row,
            column=self.column,
        )


class LevelChoice(msgspec.Struct, frozen=True):
    """A level the body may do: `why` is the sentence to show, `forms` what it then writes."""

    level: LevelId
    name: str
    short: str
    forms: tuple[LevelId, ...]
    required: bool
    why: str


def judge(facts: Facts, table_rules: Rules | None = None) -> Judgement:
    """The judgement of one 事務 (指針 第5の2). Pure; raises BadFacts for facts that no 事務 can have."""
    r = table_rules or rules()
    facts.check(r)
    row, column = r.cell(facts.subjects, facts.handlers, facts.incident)
    level = level_of(r, facts)
    text = r.results["kiso"][level]
    clauses = [name for kind in facts.exempt for name in r.exempt_kind(kind).clauses]
    clauses = clauses or list(r.cells[row][column].clauses)
    return Judgement(
        facts=facts,
        level=level,
        text=text,
        reason=_reason(r, facts, row, clauses, text),
        clause=r.clause(clauses),
        band=r.rows[row].label,
        handlers_band=r.handlers[r.handlers_row(facts.handlers)].label,
        row=None if facts.exempt else row,
        column=None if facts.exempt else column,
        forms=r.level(level).forms,
        steps=_steps(r, facts, text),
        distance=distance(r, facts),
        source=f"{r.source}（{r.as_of.isoformat()} 時点）",
        basis=_basis(r, facts),
    )


def band_of(subjects: People) -> str:
    """The label of the band of 対象人数 that a count falls in."""
    return rules().rows[rules().row(subjects)].label


def handlers_band_of(handlers: People) -> str:
    """The label of the band of 取扱者数 that a count falls in."""
    return rules().handlers[rules().handlers_row(handlers)].label


def local_rule(rule_id: str | None) -> LocalRule | None:
    """The body's own rule of that id, or None. Raises KeyError for an id that is not in the data."""
    if not rule_id:
        return None
    return {rule.id: rule for rule in rules().local_rules}[rule_id]


def levels_allowed(judgement: Judgement, local: LocalRule | None = None) -> tuple[LevelChoice, ...]:
    """The levels the body may do, lightest first: the required one, then the heavier ones, which are 任意.

    A local rule makes its heavier level the first. The first choice is always the one to propose.
    """
    r = rules()
    floor: LevelId = local.raises.get(judgement.level, judgement.level) if local else judgement.level
    return tuple(
        LevelChoice(
            level.id,
            level.name,
            level.short,
            level.forms,
            level.id == judgement.level,
            _why(r, judgement, level, local),
        )
        for level in r.levels
        if r.rank(level.id) >= max(r.rank(floor), r.rank(judgement.level))
    )


def result_text(form_level: str, judgement: Judgement) -> str:
    """The exact しきい値判断結果 for a form of that level. Raises FormTooLow if the form cannot be used."""
    r = rules()
    texts = r.results[r.level(form_level).id]
    if judgement.level not in texts:
        raise form_too_low(form_level, judgement)
    return texts[judgement.level]


def form_too_low(level: str, judgement: Judgement) -> FormTooLow:
    """The error to raise for a level below the duty."""
    r = rules()
    said = r.finding("form_too_low").text.format(text=judgement.text, form=r.level(level).name)
    return FormTooLow(said, next=f"{r.level(judgement.level).name}の評価書を作ってください。")


def as_json(judgement: Judgement, findings: tuple[Finding, ...] = ()) -> dict[str, Any]:
    """The judgement as plain values, for `--json` and for keeping it with its inputs."""
    plain: dict[str, Any] = msgspec.to_builtins(judgement)
    return {
        "level": plain.pop("level"),
        "text": plain.pop("text"),
        "reason": plain.pop("reason"),
        "clause": plain.pop("clause"),
        **plain,
        "findings": msgspec.to_builtins(findings),
    }


def _reason(r: Rules, facts: Facts, row: int, clauses: list[str], text: str) -> str:
    if facts.exempt:
        name, subjects, handlers = "reason_exempt", people_words(r, facts.subjects), people_words(r, facts.handlers)
    elif len({cell.level for cell in r.cells[row]}) == 1:
        name = "reason_row_only"
        subjects, handlers = _in_band(r, facts, "subjects"), people_words(r, facts.handlers)
    else:
        name, subjects, handlers = "reason", _in_band(r, facts, "subjects"), _in_band(r, facts, "handlers")
    return r.say(
        name,
        kinds="」「".join(r.exempt_kind(kind).label for kind in facts.exempt),
        subjects=subjects,
        handlers=handlers,
        incident=r.incident_answer(facts.incident),
        clause=r.clause(clauses),
        text=text,
    )


def people_words(r: Rules, people: People) -> str:
    """A count as it is said: 250,000人, or the band where only that is known."""
    return people if isinstance(people, str) else r.say("people", count=f"{people:,}")


def _answer(r: Rules, people: People) -> str:
    """A count as an answer beside the band it falls in."""
    return r.say("step_band") if isinstance(people, str) else people_words(r, people)


def _in_band(r: Rules, facts: Facts, about: Literal["subjects", "handlers"]) -> str:
    people: People = getattr(facts, about)
    if isinstance(people, str):
        return r.say("band_only", band=people)
    band = r.bands(about)[r.row(people) if about == "subjects" else r.handlers_row(people)].label
    return r.say("count_in_band", count=f"{people:,}", band=band)


def _basis(r: Rules, facts: Facts) -> str:
    counted = ((facts.subjects, r.definitions.subjects.term), (facts.handlers, r.definitions.handlers.term))
    terms = [term for people, term in counted if isinstance(people, str)]
    return r.say("rests_on_band", terms="と".join(terms)) if terms else ""


def _steps(r: Rules, facts: Facts, text: str) -> tuple[JudgementStep, ...]:
    row, column = r.cell(facts.subjects, facts.handlers, facts.incident)
    handlers = r.handlers[r.handlers_row(facts.handlers)].label
    last = JudgementStep(r.say("step_result"), "", text)
    if facts.exempt:
        kinds = "、".join(r.exempt_kind(kind).label for kind in facts.exempt)
        return (JudgementStep(r.say("step_files"), kinds, r.say("step_files_exempt")), last)
    return (
        JudgementStep(r.say("step_files"), "", r.say("step_files_in_scope")),
        JudgementStep(r.definitions.subjects.term, _answer(r, facts.subjects), r.rows[row].label),
        JudgementStep(r.definitions.handlers.term, _answer(r, facts.handlers), handlers),
        JudgementStep(r.definitions.incident.term, r.incident_answer(facts.incident), r.columns[column].label),
        last,
    )


def _why(r: Rules, judgement: Judgement, level: AssessmentLevel, local: LocalRule | None) -> str:
    if level.id == judgement.level:
        return r.say("required") if level.forms else r.say("nothing")
    if local and local.raises.get(judgement.level) == level.id:
        return r.say("local", label=local.label)
    return r.say("voluntary")
