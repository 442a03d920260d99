"""From a judgement to documents in the store."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from pia_tui.assessment import Assessment
from pia_tui.forms import BadValue, load_form
from pia_tui.rules.checks import check
from pia_tui.rules.questions import WizardOutcome
from pia_tui.rules.threshold import Facts, FormTooLow, judge
from pia_tui.store import Store
from pia_tui.usecases.threshold.judgements import JUDGEMENT_KEY, facts_of
from pia_tui.usecases.threshold.start import start_documents
from pia_tui.workspace import Workspace

TODAY = date(2025, 7, 1)


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    with Store.open(Workspace(tmp_path).prepare()) as opened:
        yield opened


def outcome(facts: Facts, level: Any, **more: Any) -> WizardOutcome:
    names = {"task_name": "国民健康保険に関する事務", "body": "見本市長", "number": "12"} | more
    return WizardOutcome(facts, judge(facts), level, **names)


def opened(store: Store, document_id: int) -> Assessment:
    stored = store.load(document_id)
    return Assessment(load_form(stored.form_id), stored.state, document_id)


def roles(document: Assessment, *names: str) -> list[Any]:
    return [document.by_role(name) for name in names]


FACTS = Facts(250_000, 480, False, date(2025, 4, 1), date(2025, 5, 1))


def test_juten_makes_the_kiso_form_too_and_fills_what_is_known(store: Store) -> None:
    kiso, juten = (opened(store, i) for i in start_documents(store, outcome(FACTS, "juten")))
    assert (kiso.form.level, juten.form.level) == ("kiso", "juten")
    for document in (kiso, juten):
        assert roles(document, "task_name", "body", "number") == ["国民健康保険に関する事務", "見本市長", "12"]
        assert str(document.by_role("document_name")).startswith("国民健康保険に関する事務")
        assert document.by_role("subjects_band") == "10万人以上30万人未満"
        assert document.by_role("threshold_result") == "基礎項目評価及び重点項目評価の実施が義務付けられる"
    assert roles(kiso, "subjects_date", "handlers_band", "handlers_date", "incident", "submitted_forms") == [
        "令和7年4月1日",
        "500人未満",
        "令和7年5月1日",
        "発生なし",
        "基礎項目評価書及び重点項目評価書",
    ]


def test_the_judgement_is_kept_with_its_inputs_and_found_from_the_document(store: Store) -> None:
    ids = start_documents(store, outcome(FACTS, "juten"))
    (kept,) = store.judgements()
    assert kept.inputs["subjects_on"] == "2025-04-01"
    assert kept.result["text"] == "基礎項目評価及び重点項目評価の実施が義務付けられる"
    assert kept.result["chosen"] == "juten"
    for document_id in ids:
        document = opened(store, document_id)
        assert document.state[JUDGEMENT_KEY] == kept.id
        assert facts_of(store, document) == FACTS
        assert [f for f in check(document, TODAY, FACTS) if f.rule.startswith("threshold.")] == []


@pytest.mark.parametrize(
    ("subjects", "level", "texts"),
    [
        (5000, "kiso", ["基礎項目評価の実施が義務付けられる"]),
        (5000, "juten", ["基礎項目評価の実施が義務付けられる",
                         "基礎項目評価の実施が義務付けられる（任意に重点項目評価を実施）"]),
        (250_000, "zenkoumoku", ["基礎項目評価及び重点項目評価の実施が義務付けられる",
                                 "基礎項目評価及び重点項目評価の実施が義務付けられる（任意に全項目評価を実施）"]),
        (300_000, "zenkoumoku", ["基礎項目評価及び全項目評価の実施が義務付けられる"] * 2),
    ],
)  # fmt: skip
def test_the_result_is_written_as_each_form_writes_it(
    store: Store, subjects: int, level: str, texts: list[str]
) -> None:
    ids = start_documents(store, outcome(Facts(subjects, 3, False), level))
    assert [opened(store, i).by_role("threshold_result") for i in ids] == texts


def test_a_voluntary_kiso_below_a_thousand_says_so_in_the_band(store: Store) -> None:
    (document_id,) = start_documents(store, outcome(Facts(999, 3, True), "kiso"))
    document = opened(store, document_id)
    assert document.by_role("subjects_band") == "1,000人未満（任意実施）"
    assert document.by_role("incident") == "発生あり"
    assert document.by_role("subjects_date") is None


def test_no_duty_and_no_document_still_keeps_the_judgement(store: Store) -> None:
    assert start_documents(store, outcome(Facts(999, 3, False), "none")) == []
    assert [kept.result["level"] for kept in store.judgements()] == ["none"]
    assert store.count() == 0


@pytest.mark.parametrize(
    ("subjects", "level"), [(300_000, "juten"), (300_000, "kiso"), (100_000, "kiso"), (1000, "none")]
)
def test_a_level_below_the_duty_is_refused_before_anything_is_kept(store: Store, subjects: int, level: str) -> None:
    with pytest.raises(FormTooLow, match="義務を果たせません"):
        start_documents(store, outcome(Facts(subjects, 3, False), level))
    assert store.judgements() == []
    assert store.count() == 0


def test_a_failure_half_way_keeps_nothing(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    create = store.create

    def failing(form_id: str, *args: Any, **more: Any) -> int:
        if form_id.startswith("juten"):
            raise BadValue("だめ")
        return create(form_id, *args, **more)

    monkeypatch.setattr(store, "create", failing)
    with pytest.raises(BadValue):
        start_documents(store, outcome(FACTS, "juten"))
    assert store.documents() == []
    assert list(store.judgements()) == []
