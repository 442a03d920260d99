"""The judgements that a document has rested on, newest first."""

from __future__ import annotations

from datetime import date, datetime
from typing import TYPE_CHECKING, Any

from pia_tui.rules.day_rules import restored
from pia_tui.rules.duty_keys import JUDGEMENT_KEY
from pia_tui.rules.threshold import rules
from pia_tui.store.errors import UnknownItem

if TYPE_CHECKING:
    from pia_tui.store import Store
    from pia_tui.store.records import StoredJudgement


def kept_judgements(store: Store, document_id: int) -> list[StoredJudgement]:
    """The judgement of a document and those it took the place of, newest first."""
    following = store.value(document_id, JUDGEMENT_KEY)
    found: list[StoredJudgement] = []
    while isinstance(following, int) and following not in [each.id for each in found]:
        try:
            found.append(store.judgement(following))
        except UnknownItem:
            break  # of another terminal
        following = found[-1].result.get("replaces")
    return found


def judged_on(kept: StoredJudgement) -> date:
    """The day of a judgement: the one given for it, else the day it was kept."""
    given = kept.result.get("judged_on")
    return date.fromisoformat(given) if given else day_of(kept.at)


def day_of(at: str) -> date:
    """The day on this machine's calendar of a moment as the store writes it."""
    return datetime.fromisoformat(at).astimezone().date()


def history(store: Store, document_id: int) -> list[dict[str, Any]]:
    """The judgements of a document as data. Raises UnknownDocument."""
    store.summary(document_id)
    lines = []
    for kept in kept_judgements(store, document_id):
        found = restored(kept.inputs, kept.result)
        if found is None:
            continue
        judgement, day = found
        lines.append(
            {
                "judgement": kept.id,
                "on": judged_on(kept).isoformat(),
                "level": judgement.level,
                "text": judgement.text,
                "reason": judgement.reason,
                "clause": judgement.clause,
                "subjects": judgement.facts.subjects,
                "handlers": judgement.facts.handlers,
                "incident": judgement.facts.incident,
                "incident_text": rules().incident_answer(judgement.facts.incident),
                "rules": day.as_of.isoformat() if day.of_the_day else None,
                "why": str(kept.result.get("why") or ""),
            }
        )
    return lines
