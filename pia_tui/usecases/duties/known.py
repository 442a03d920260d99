"""What the store knows of the 評価書 for their duties: no form is parsed and no journal is replayed for it."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, date, datetime
from typing import TYPE_CHECKING

from pia_tui.forms.wareki import parse_date
from pia_tui.rules.duties.due import clock_behind
from pia_tui.rules.duties.due import dues as dues_of
from pia_tui.rules.duties.evidence import ended_on
from pia_tui.rules.duties.model import Accident, Due, Held, Judged, PublicationDay, Record, Task
from pia_tui.rules.duties.tasks import group

if TYPE_CHECKING:
    from pia_tui.store import Store
    from pia_tui.store.records import DocumentFacts, DocumentSummary


def held_documents(store: Store) -> list[Held]:
    """Every 評価書 of the store, archived ones too, as the duties see it."""
    facts = store.document_facts()
    rows = store.documents(archived=None, sort="created", descending=False, limit=-1)
    return [_held(row, facts.get(row.id)) for row in rows]


def tasks_of(store: Store) -> list[Task]:
    """The 事務 with their 評価書."""
    return group(held_documents(store))


def task_of(store: Store, document_id: int, held: Iterable[Held] | None = None) -> Task:
    """The 事務 of a document; `held` are all of the store, where they are known already. Raises UnknownDocument."""
    store.summary(document_id)
    tasks = tasks_of(store) if held is None else group(held)
    return next(task for task in tasks if document_id in [each.id for each in task.documents])


def accidents_of(store: Store) -> list[Accident]:
    """The 重大事故 of the body that count."""
    return [
        Accident(each.id, each.kind, each.occurred_on, each.known_on, each.what, each.malicious)
        for each in store.incidents()
        if not each.withdrawn
    ]


def dues(store: Store, today: date) -> list[Due]:
    """Every deadline, most pressing first. What is archived has none, unless its 事務 has ended (規則16条)."""
    return dues_of_tasks(store, tasks_of(store), today)


def dues_of_tasks(store: Store, tasks: Iterable[Task], today: date) -> list[Due]:
    """The deadlines of some 事務."""
    kept = []
    for task in tasks:
        documents = tuple(each for each in task.documents if not each.archived or ended_on(each))
        if documents:
            kept.append(Task(task.id, task.name, task.number, task.department, documents))
    return dues_of(kept, accidents_of(store), today)


def clock_warning(store: Store, now: datetime | None = None) -> str:
    """The sentence about a clock that runs behind what was saved, or ""."""
    return clock_behind(now or datetime.now(UTC), store.last_written())


def _held(row: DocumentSummary, facts: DocumentFacts | None) -> Held:
    roles = facts.roles if facts else {}
    return Held(
        id=row.id,
        uuid=row.uuid,
        name=row.name,
        number=row.number,
        level=row.level,
        form_id=row.form_id,
        department=_line(roles.get("department", "")),
        body=_line(roles.get("body", "")),
        task_id=facts.task if facts else "",
        task_name=_line(roles.get("task_name", "")),
        cover=date.fromisoformat(row.published_on) if row.published_on else None,
        assessed=parse_date(roles.get("threshold_date", "")),
        changed=facts.changed if facts else (),
        hearing=roles.get("hearing_period", ""),
        hearing_reason=roles.get("hearing_reason", ""),
        incident=roles.get("incident", ""),
        subjects_band=roles.get("subjects_band", ""),
        handlers_band=roles.get("handlers_band", ""),
        threshold_result=roles.get("threshold_result", ""),
        publications=tuple(PublicationDay(kind, day) for kind, day, _ in facts.publications) if facts else (),
        records=tuple(Record(*each) for each in facts.records) if facts else (),
        judgements=tuple(
            Judged(
                each.number,
                each.on,
                each.subjects,
                each.handlers,
                each.incident,
                each.level,
                each.subjects_on,
                each.handlers_on,
                each.exempt,
            )
            for each in (facts.judgements if facts else ())
        ),
        reference=facts.reference if facts else False,
        archived=row.archived,
    )


def _line(text: str) -> str:
    return " ".join(text.split())
