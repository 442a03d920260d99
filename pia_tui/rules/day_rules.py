"""A judgement as it is kept: with the table and the words of the rules of its day, so that it prints as it was."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

import msgspec

from pia_tui.rules.facts import Facts
from pia_tui.rules.findings import Finding
from pia_tui.rules.threshold import DecisionTable, Judgement, as_json, judge
from pia_tui.rules.threshold_data import rules

_KEPT = "rules"


class DayRules(msgspec.Struct, frozen=True):
    """What a slip shows of the rules besides the judgement: the table with the path taken, and the terms.

    `levels` are the names of the assessments that were to be done. `of_the_day` is False where a judgement was kept
    without them (by an older version) and today's stand in.
    """

    title: str
    as_of: date
    table: DecisionTable
    subjects_term: str
    handlers_term: str
    levels: tuple[str, ...]
    of_the_day: bool = True


def day_rules(judgement: Judgement) -> DayRules:
    """The rules as they are now, for a judgement made now."""
    r = rules()
    levels = tuple(level.name for level in r.levels if level.id in judgement.forms) or (r.levels[0].name,)
    terms = r.definitions.subjects.term, r.definitions.handlers.term
    return DayRules(r.title, r.as_of, judgement.table(), *terms, levels)


def kept_json(judgement: Judgement, findings: tuple[Finding, ...] = ()) -> dict[str, Any]:
    """The judgement with the rules of the day as plain values, for the store."""
    return {**as_json(judgement, findings), _KEPT: msgspec.to_builtins(day_rules(judgement))}


def restored(inputs: Mapping[str, Any], result: Mapping[str, Any]) -> tuple[Judgement, DayRules] | None:
    """The judgement as it was kept, with its rules; None where what was kept is no judgement.

    Where its rules were not kept, result, reason and grounds are still those of the day.
    """
    try:
        facts = msgspec.convert(dict(inputs), Facts)
    except msgspec.ValidationError:
        return None
    try:
        judgement = msgspec.convert({**result, "facts": dict(inputs)}, Judgement)
    except msgspec.ValidationError:
        judgement = judge(facts)
    for mark in rules().retired_marks:
        judgement = msgspec.structs.replace(
            judgement, reason=judgement.reason.replace(mark, ""), clause=judgement.clause.replace(mark, "")
        )
    try:
        return judgement, msgspec.convert(result[_KEPT], DayRules)
    except (KeyError, msgspec.ValidationError):
        return judgement, msgspec.structs.replace(day_rules(judgement), of_the_day=False)
