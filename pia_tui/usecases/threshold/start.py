"""From a しきい値判断 to documents: keep the judgement, and make the forms that follow from it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import msgspec

from pia_tui.assessment import Assessment
from pia_tui.forms import BadValue, Form, Item, resolve_form
from pia_tui.forms.wareki import to_wareki
from pia_tui.rules.day_rules import kept_json
from pia_tui.rules.duty_keys import TASK_KEY, new_task_id
from pia_tui.rules.facts import Facts
from pia_tui.rules.questions import WizardOutcome
from pia_tui.rules.threshold import Judgement, form_too_low, levels_allowed, result_text, rules
from pia_tui.usecases.threshold.judgements import JUDGEMENT_KEY

if TYPE_CHECKING:
    from pia_tui.store import Store

LABEL = "しきい値判断から作成"


def start_documents(store: Store, outcome: WizardOutcome) -> list[int]:
    """Keep the judgement with its inputs, and make the documents of the level chosen; returns their numbers.

    The 基礎項目評価書 comes first, then the 重点 or 全項目 one; nothing where no 評価書 is made. Raises FormTooLow for
    a level that does not fulfil the duty, and the store's errors; then nothing is kept.
    """
    if outcome.level not in [allowed.level for allowed in levels_allowed(outcome.judgement)]:
        raise form_too_low(outcome.level, outcome.judgement)
    forms = [resolve_form(level) for level in rules().level(outcome.level).forms]
    documents = [prefilled(form, outcome) for form in forms]
    task = new_task_id()
    with store.together():
        number = store.save_judgement(msgspec.to_builtins(outcome.facts), _result(outcome))
        return [
            store.create(document.form.id, {**document.state, JUDGEMENT_KEY: number, TASK_KEY: task}, label=LABEL)
            for document in documents
        ]


def last_body(store: Store) -> str:
    """The 評価実施機関名 of the newest judgement, to start the field with; "" where there is none."""
    kept = store.judgements()
    return str(kept[-1].result.get("body") or "") if kept else ""


def prefilled(form: Form, outcome: WizardOutcome) -> Assessment:
    """A new document of that form, with what the wizard was told put in by the items' roles. Raises FormTooLow."""
    document = Assessment.new(form, outcome.task_name)
    for role, value in _answers(form, outcome).items():
        if value and role in form.roles:
            fill(document, form.roles[role], value)
    return document


def _answers(form: Form, outcome: WizardOutcome) -> dict[str, str]:
    facts, judgement = outcome.facts, outcome.judgement
    return {
        "body": outcome.body,
        "number": outcome.number,
        **role_answers(facts, judgement),
        "threshold_result": result_text(form.level, judgement),
        "submitted_forms": rules().submitted_forms.get(outcome.level, ""),
    }


def role_answers(facts: Facts, judgement: Judgement) -> dict[str, str]:
    """What forms say of the figures judged on, by role."""
    return {
        "subjects_band": judgement.band,
        "subjects_date": to_wareki(facts.subjects_on) if facts.subjects_on else "",
        "handlers_band": judgement.handlers_band,
        "handlers_date": to_wareki(facts.handlers_on) if facts.handlers_on else "",
        "incident": rules().incident_answer(facts.incident),
    }


def fitting_choices(item: Item, value: str) -> list[str]:
    """The choices of an item that say a value: itself, or itself with a remark in brackets."""
    return [text for text in item.choice_texts if text == value or text.startswith(f"{value}（")]


def fill(document: Assessment, item_id: str, value: str) -> None:
    """Answer an item; a band is the choice that begins with it: 1,000人未満 is 1,000人未満（任意実施） on one form.

    Where a form has no such choice (a later version, say) the item stays unanswered: that shows, a wrong answer would
    not.
    """
    item = document.form.item(item_id)
    if item is not None and item.choices:
        fitting = fitting_choices(item, value)
        if not fitting:
            return
        value = fitting[0]
    try:
        document.apply(document.change(item_id, value))
    except BadValue:
        return


def _result(outcome: WizardOutcome) -> dict[str, object]:
    return {
        **kept_json(outcome.judgement, outcome.findings),
        "chosen": outcome.level,
        "task_name": outcome.task_name,
        "body": outcome.body,
        "number": outcome.number,
    }
