"""Whether the written result follows from the answers, and what the facts judged on contradict."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

import msgspec

from pia_tui.assessment import Assessment
from pia_tui.forms.wareki import parse_date
from pia_tui.rules.checks.context import Context, finding
from pia_tui.rules.contradictions import contradictions
from pia_tui.rules.facts import Facts
from pia_tui.rules.findings import Finding
from pia_tui.rules.form_answers import bands_seen, judgement_of
from pia_tui.rules.threshold import judge


def judgement(context: Context) -> Iterator[Finding]:
    """The findings on しきい値判断."""
    document, facts = context.document, context.facts
    judged = judgement_of(document)
    item_id = document.form.roles.get("threshold_result")
    # Where the kinds of file decided, the numbers did not.
    exempt = facts is not None and bool(facts.exempt)
    if judged is not None and item_id is not None and not exempt:
        written = document.get(item_id)
        if isinstance(written, str) and written != judged.text:
            yield finding("result_differs", item_id, value=written, text=judged.text)
    if facts is not None:
        level = judge(facts).level
        said = contradictions(
            _as_dated(document, facts),
            bands_seen(document),
            today=context.today,
            level=level,
            form_level=document.form.level,
        )
        # An empty day is found as an unanswered item of the form that asks for it.
        yield from (one for one in said if not one.rule.endswith("_date_missing"))


def _as_dated(document: Assessment, facts: Facts) -> Facts:
    """The facts with the days of the counts that the form says; without any where the form does not ask for them."""

    def day(role: str, judged: date | None) -> date | None:
        if role not in document.form.roles:
            return None
        return parse_date(str(document.by_role(role) or "")) or judged

    return msgspec.structs.replace(
        facts,
        subjects_on=day("subjects_date", facts.subjects_on),
        handlers_on=day("handlers_date", facts.handlers_on),
    )
