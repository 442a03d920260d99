"""判断をやり直す: a new しきい値判断 for a 事務, with the old ones kept, and what the 評価書 should say then."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import TYPE_CHECKING, Any

import msgspec

from pia_tui.assessment import Assessment, Change
from pia_tui.errors import PiaError
from pia_tui.forms import Form, format_value
from pia_tui.forms.wareki import parse_date
from pia_tui.rules.day_rules import kept_json
from pia_tui.rules.duty_keys import FIGURE_ROLES, JUDGEMENT_KEY
from pia_tui.rules.facts import Facts
from pia_tui.rules.threshold import FormTooLow, Judgement, judge, result_text, rules
from pia_tui.usecases.threshold.start import fill, fitting_choices, role_answers

if TYPE_CHECKING:
    from pia_tui.store import Store

LABEL = "しきい値判断のやり直し"
ANSWERS_LABEL = "しきい値判断の結果を評価書に書く"
_JUDGED_ROLES = (*FIGURE_ROLES, "threshold_result")


class NoFigures(PiaError):
    """There is nothing to judge on: no earlier judgement, and no bands on the form."""


class Differs(msgspec.Struct, frozen=True):
    """An item that does not say what the judgement says."""

    document_id: int
    path: str
    label: str
    now: str
    should: str


class Unfit(msgspec.Struct, frozen=True):
    """What a form cannot say of a judgement, in a sentence, with what is to be done; "" as label for the whole form."""

    document_id: int
    label: str
    should: str
    text: str
    next: str


class Again(msgspec.Struct, frozen=True):
    """A judgement made again: its number, the old level ("" for none), the 評価書 it was put to, and what differs.

    `rises` and `falls` compare with the old one; `refused` are 評価書 that somebody else has open (number, why),
    `unfit` what their forms have no choice for.
    """

    number: int
    judgement: Judgement
    before: str
    documents: tuple[int, ...]
    differs: tuple[Differs, ...]
    refused: tuple[tuple[int, str], ...] = ()
    unfit: tuple[Unfit, ...] = ()

    @property
    def rises(self) -> bool:
        """Whether the result is heavier than the last one."""
        return bool(self.before) and rules().rank(self.judgement.level) > rules().rank(self.before)

    @property
    def falls(self) -> bool:
        """Whether the result is lighter than the last one."""
        return bool(self.before) and rules().rank(self.judgement.level) < rules().rank(self.before)


def facts_from_form(documents: Iterable[Assessment]) -> Facts | None:
    """The facts that the forms of a 事務 say, bands for counts; None while the figures are not all there."""
    said: dict[str, str] = {}
    for document in documents:
        for role in FIGURE_ROLES:
            value = document.by_role(role)
            if value is not None:
                said.setdefault(role, str(value))
    labels = [band.label for band in rules().rows], [band.label for band in rules().handlers]
    # A choice may say more than its band: 1,000人未満（任意実施）.
    subjects = next((each for each in labels[0] if said.get("subjects_band", "").partition("（")[0] == each), None)
    handlers = next((each for each in labels[1] if said.get("handlers_band", "").partition("（")[0] == each), None)
    if subjects is None or handlers is None or "incident" not in said:
        return None
    return Facts(
        subjects,
        handlers,
        said["incident"] == rules().incident_answers.with_incident,
        parse_date(said.get("subjects_date", "")),
        parse_date(said.get("handlers_date", "")),
    )


def facts_now(store: Store, documents: Sequence[Assessment]) -> Facts | None:
    """The facts that the 事務 rests on: of its newest judgement here, else what its forms say."""
    number = newest_judgement(documents)
    if number is not None:
        from pia_tui.usecases.threshold.judgements import facts_of

        found = next((facts for document in documents if (facts := facts_of(store, document))), None)
        if found is not None:
            return found
    return facts_from_form(documents)


def newest_judgement(documents: Iterable[Assessment]) -> int | None:
    """The number of the newest judgement that the documents name."""
    numbers = [number for each in documents if isinstance(number := each.state.get(JUDGEMENT_KEY), int)]
    return max(numbers, default=None)


def judge_again(
    store: Store,
    documents: Sequence[Assessment],
    facts: Facts,
    judged_on: date,
    *,
    why: str = "",
    write: bool = False,
) -> Again:
    """Judge a 事務 again and keep it as the judgement of all its 評価書; the old ones stay.

    With `write` the items that rest on it are answered anew. A 評価書 that somebody else has open keeps its old
    judgement and is named. Raises BadFacts and the store's errors.
    """
    from pia_tui.store.lock import DocumentLocked

    judgement = judge(facts)
    old = newest_judgement(documents)
    before = _level_of(store, old)
    heads = {role: next((str(value) for each in documents if (value := each.by_role(role))), "") for role in _HEADS}
    kept: dict[str, Any] = {**kept_json(judgement), "judged_on": judged_on.isoformat(), "why": why, **heads}
    if old is not None:
        kept["replaces"] = old
    done, refused = [], []
    with store.together():
        number = store.save_judgement(msgspec.to_builtins(facts), kept, document_id=documents[0].id)
        for document in documents:
            assert document.id is not None
            changes = [Change(JUDGEMENT_KEY, document.state.get(JUDGEMENT_KEY), number)]
            try:
                store.write(document.id, changes, label=LABEL)
                if write and (answers := answer_changes(document, facts, judgement)):
                    store.write(document.id, answers, label=ANSWERS_LABEL)
                    changes += answers
            except DocumentLocked as error:
                refused.append((document.id, str(error)))
                continue
            document.apply(changes)
            done.append(document.id)
    found = tuple(each for document in documents for each in differences(document, facts, judgement))
    unfit = tuple(each for document in documents for each in unfit_in(document, facts, judgement))
    return Again(number, judgement, before, tuple(done), found, tuple(refused), unfit)


_HEADS = ("task_name", "body", "number")


def wanted_answers(form: Form, facts: Facts, judgement: Judgement) -> dict[str, str]:
    """What a form should say by role; without 結果 where this form cannot be used for the result."""
    answers = role_answers(facts, judgement)
    try:
        answers["threshold_result"] = result_text(form.level, judgement)
    except FormTooLow:
        answers.pop("threshold_result", None)
    return {role: text for role, text in answers.items() if text and role in form.roles and role in _JUDGED_ROLES}


def answer_changes(document: Assessment, facts: Facts, judgement: Judgement) -> list[Change]:
    """The changes that make a document say what was judged."""
    made = Assessment(document.form, document.state)
    for role, text in wanted_answers(document.form, facts, judgement).items():
        fill(made, document.form.roles[role], text)
    keys = [document.form.roles[role] for role in _JUDGED_ROLES if role in document.form.roles]
    return [
        Change(key, document.state.get(key), made.state.get(key))
        for key in keys
        if document.state.get(key) != made.state.get(key)
    ]


def differences(document: Assessment, facts: Facts, judgement: Judgement) -> list[Differs]:
    """The items that say something else than was judged."""
    found = []
    for change in answer_changes(document, facts, judgement):
        node = document.node(change.key)
        now, should = format_value(change.before), format_value(change.after)
        found.append(Differs(document.id or 0, node.path, node.label, now, should))
    return found


def unfit_in(document: Assessment, facts: Facts, judgement: Judgement) -> list[Unfit]:
    """What the document's form cannot say of the judgement: a level below the duty, a band without a choice."""
    form, number = document.form, document.id or 0
    found = []
    needed = rules().level(judgement.level).name
    try:
        result_text(form.level, judgement)
    except FormTooLow as error:
        text = f"この{form.short_title}では足りません。{error.what}"
        then = (
            f"{needed}の評価書を、同じ事務の評価書として作ります。書いた文は、項目の上で「見比べる」から写せます。"
            f"公表するまで、この{form.short_title}はそのまま公表を続けます。"
        )
        found.append(Unfit(number, "", judgement.text, text, then))
    for role, should in wanted_answers(form, facts, judgement).items():
        item = form.item(form.roles[role])
        if item is not None and item.choices and not fitting_choices(item, should):
            text = f"「{item.label}」の欄には「{should}」の選択肢がないので、書き直せません。"
            then = f"この欄は、いまの記載のまま残ります。{needed}の評価書には、この選択肢があります。"
            found.append(Unfit(number, item.label, should, text, then))
    return found


def _level_of(store: Store, number: int | None) -> str:
    from pia_tui.store.errors import UnknownItem

    if number is None:
        return ""
    try:
        result: Mapping[str, Any] = store.judgement(number).result
    except UnknownItem:
        return ""
    level = str(result.get("level", ""))
    return level if level in [each.id for each in rules().levels] else ""
