"""しきい値判断 made again for one 事務 or for all of them, with the accidents of the body as they stand."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

import msgspec

from pia_tui.assessment import Assessment, Change
from pia_tui.errors import PiaError
from pia_tui.forms import Form, Value, resolve_form
from pia_tui.forms.wareki import to_wareki
from pia_tui.rules.duties.evidence import ended_on
from pia_tui.rules.duties.model import Task
from pia_tui.rules.duty_keys import JUDGEMENT_KEY, TASK_KEY, new_task_id
from pia_tui.rules.facts import Facts
from pia_tui.rules.questions import WizardOutcome
from pia_tui.rules.threshold import Judgement, judge, rules
from pia_tui.rules.threshold_table import People
from pia_tui.usecases.documents import load_documents
from pia_tui.usecases.duties.accidents import counted
from pia_tui.usecases.duties.known import task_of, tasks_of
from pia_tui.usecases.threshold.again import (
    Again,
    NoFigures,
    Unfit,
    facts_now,
    judge_again,
    newest_judgement,
    unfit_in,
)
from pia_tui.usecases.threshold.start import LABEL, fill, prefilled

if TYPE_CHECKING:
    from pia_tui.store import Store


@dataclass(frozen=True)
class JudgementPreview:
    """What judging again would come to: the judgement, what the forms cannot say of it, the forms that are lacking."""

    judgement: Judgement
    unfit: tuple[Unfit, ...]
    missing: tuple[Form, ...]


class AccidentOnRecord(PiaError):
    """「発生なし」 was answered although an accident is on record that counts."""


def judged_documents(store: Store, task: Task) -> list[Assessment]:
    """The 評価書 of a 事務 that a judgement is for: this body's own that are in use."""
    own = [each for each in task.documents if not each.reference and not each.archived]
    return load_documents(store, [each.id for each in own or task.documents])


def judge_task(
    store: Store,
    document_id: int,
    on: date,
    *,
    subjects: People | None = None,
    handlers: People | None = None,
    incident: bool | None = None,
    subjects_on: date | None = None,
    handlers_on: date | None = None,
    why: str = "",
    write: bool = False,
) -> Again:
    """Judge the 事務 of a document again; what is not given stays as in the last judgement.

    Without an answer on 重大事故 the body's record decides. Raises NoFigures, AccidentOnRecord, BadFacts and the
    store's errors.
    """
    documents = judged_documents(store, task_of(store, document_id))
    facts = new_facts(store, documents, on, subjects, handlers, incident, subjects_on, handlers_on)
    return judge_again(store, documents, facts, on, why=why, write=write)


def preview(
    store: Store,
    document_id: int,
    on: date,
    *,
    subjects: People | None = None,
    handlers: People | None = None,
    subjects_on: date | None = None,
    handlers_on: date | None = None,
) -> JudgementPreview:
    """What `judge_task` would come to; nothing is kept. Raises NoFigures, BadFacts and the store's errors."""
    task = task_of(store, document_id)
    documents = judged_documents(store, task)
    facts = new_facts(store, documents, on, subjects, handlers, None, subjects_on, handlers_on)
    judgement = judge(facts)
    unfit = tuple(each for document in documents for each in unfit_in(document, facts, judgement))
    return JudgementPreview(judgement, unfit, missing_forms(documents, judgement))


def missing_forms(documents: Iterable[Assessment], judgement: Judgement) -> tuple[Form, ...]:
    """The forms that the judgement asks for and that the 事務 has no 評価書 on, nor a heavier one in their place."""
    table = rules()
    levels = {each.form.level for each in documents}
    light = table.level(judgement.level).forms[:1]
    return tuple(
        resolve_form(name)
        for name in table.level(judgement.level).forms
        if not any(each == name or (name not in light and table.rank(each) > table.rank(name)) for each in levels)
    )


def make_missing(store: Store, document_id: int, judgement: Judgement) -> list[int]:
    """Make the 評価書 that a judgement asks for and the 事務 lacks; what the papers share is taken over.

    Returns their numbers; none where nothing lacks. Raises the store's errors.
    """
    task = task_of(store, document_id)
    documents = judged_documents(store, task)
    first = documents[0]
    outcome = WizardOutcome(
        judgement.facts,
        judgement,
        judgement.level,
        task_name=str(first.by_role("task_name") or task.name or first.name),
        body=str(first.by_role("body") or ""),
        number=str(first.by_role("number") or ""),
    )
    made = []
    with store.together():
        identity = next((each.task_id for each in task.documents if each.task_id), "") or new_task_id()
        for held in task.documents:
            if held.task_id != identity:
                store.write(held.id, [Change(TASK_KEY, store.value(held.id, TASK_KEY), identity)], label=LABEL)
        for form in missing_forms(documents, judgement):
            document = prefilled(form, outcome)
            for shared, item_id in form.shared.items():
                values = (each.state.get(each.form.shared.get(shared, "")) for each in documents)
                value = next((value for value in values if isinstance(value, str) and value), None)
                if value is not None and document.state.get(item_id) is None:
                    fill(document, item_id, value)
            state: dict[str, Value] = {**document.state, TASK_KEY: identity}
            number = newest_judgement(documents)
            if number is not None:
                state[JUDGEMENT_KEY] = number
            made.append(store.create(form.id, state, label=LABEL))
    return made


def new_facts(
    store: Store,
    documents: list[Assessment],
    on: date,
    subjects: People | None = None,
    handlers: People | None = None,
    incident: bool | None = None,
    subjects_on: date | None = None,
    handlers_on: date | None = None,
) -> Facts:
    """The facts to judge on: what is given, else the last figures; a new count without a day has none yet."""
    last = facts_now(store, documents)
    if last is None and (subjects is None or handlers is None):
        name = documents[0].name
        raise NoFigures(
            f"「{name}」には、前の判断も、評価書に書かれた人数もありません。",
            safe="何も記録していません。",
            next="対象人数（--subjects）と取扱者数（--handlers）を付けて、もう一度実行してください。",
            next_on_screen="対象人数と取扱者数を入れてください。",
        )
    found = counted(store, on)
    if incident is False and found:
        raise AccidentOnRecord(
            f"重大事故（{found[0].what}、{to_wareki(found[0].since)}）が記録されているので、「なし」とは判断できません。",
            safe="何も記録していません。",
            next="記録が誤りなら、「pia-tui incident --withdraw」で取り消してから判断してください。",
        )
    if last is None:
        assert subjects is not None
        assert handlers is not None
        return Facts(subjects, handlers, incident or bool(found), subjects_on, handlers_on)
    happened = incident if incident is not None else bool(found)
    return Facts(
        last.subjects if subjects is None else subjects,
        last.handlers if handlers is None else handlers,
        happened,
        subjects_on or (last.subjects_on if subjects is None else None),
        handlers_on or (last.handlers_on if handlers is None else None),
        last.exempt,
    )


def judge_all(store: Store, on: date, *, why: str, write: bool = False) -> list[tuple[Task, Again]]:
    """Judge every 事務 again whose answer on 重大事故 is not that of the body's record; the rest stays as it is.

    Those without figures, and those that have ended, are left out. What somebody else has open is named in each.
    """
    happened = bool(counted(store, on))
    done = []
    for task in tasks_of(store):
        own = [each for each in task.documents if not each.reference and not each.archived and not ended_on(each)]
        if not own:
            continue
        documents = load_documents(store, [each.id for each in own])
        last = facts_now(store, documents)
        if last is None or (last.incident == happened and any(each.judgements for each in own)):
            continue
        facts = msgspec.structs.replace(last, incident=happened)
        done.append((task, judge_again(store, documents, facts, on, why=why, write=write)))
    return done
