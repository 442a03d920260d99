"""All checks over one document."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from types import MappingProxyType

from pia_tui.assessment import Assessment
from pia_tui.rules.checks import days, filled, grounds, judgement, names, own, references, risks, shapes, tasks, texts
from pia_tui.rules.checks.context import Context, Others, Rule
from pia_tui.rules.checks.data import checks
from pia_tui.rules.facts import Facts
from pia_tui.rules.findings import Finding

_ROOMS = (filled, risks, texts, shapes, references, names, grounds, days, tasks)
RULES: Mapping[str, Rule] = MappingProxyType({name: rule for room in _ROOMS for name, rule in room.RULES.items()})
"""Every check of the form's items, by id."""


def rule_ids() -> tuple[str, ...]:
    """The ids of all checks."""
    return tuple(checks().checks)


def check(document: Assessment, today: date, facts: Facts | None = None, others: Others | None = None) -> list[Finding]:
    """All findings of a document, in the form's order; those on しきい値判断 come last.

    `facts` are those of the judgement that the document was made from, where it is known, `others` what the other
    documents of the store and the body's own rules say.
    """
    context = Context(document, today, facts, others or Others())
    order = {node.path: position for position, node in enumerate(context.nodes)}
    found = [one for rule in RULES.values() for one in rule(context)]
    found += own.own(context)
    if context.others.published is not None:
        from pia_tui.rules.changes.findings import (  # they ask this room for their sentences
            annex_findings,
            early_in_correction,
        )

        found += annex_findings(context.others.published, document)
        found += early_in_correction(document, context.others.published_kind, context.others.published_rows)
    found.sort(key=lambda one: order.get(one.path, len(order)))
    return [*found, *judgement.judgement(context)]
