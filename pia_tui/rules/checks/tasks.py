"""Whether the 評価書 of one 事務 agree, and the judgement is that of the counts on the form."""

from __future__ import annotations

from collections.abc import Iterator

from pia_tui.forms.wareki import parse_date, to_wareki
from pia_tui.rules.checks.context import Context, Rule, finding
from pia_tui.rules.findings import Finding
from pia_tui.rules.shared import short_value, unlike


def shared_differs(context: Context) -> Iterator[Finding]:
    """Items that another 評価書 of the 事務 answers differently."""
    for own, other, title in unlike(context.document, context.others.siblings):
        yield finding(
            "shared_differs",
            own.path,
            label=own.label,
            value=short_value(own.value),
            other=title,
            said=short_value(other.value),
        )


def counts_changed(context: Context) -> Iterator[Finding]:
    """Days of the counts that are not those judged on: the counts are new, the judgement is old."""
    facts = context.facts
    if facts is None:
        return
    for role, judged in (("subjects_date", facts.subjects_on), ("handlers_date", facts.handlers_on)):
        node = context.by_role(role)
        day = parse_date(str(context.document.value(node) or "")) if node is not None else None
        if node is not None and day is not None and judged is not None and day > judged:
            yield finding(
                "counts_changed",
                node.path,
                label=context.label(node),
                date=to_wareki(day),
                judged=to_wareki(judged),
            )


RULES: dict[str, Rule] = {"shared_differs": shared_differs, "counts_changed": counts_changed}
