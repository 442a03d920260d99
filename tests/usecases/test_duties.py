"""Judging again, the papers of one 事務, copies, and 計画管理書: over a real store."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pypdf import PdfReader

from pia_tui.assessment import Assessment, Change
from pia_tui.forms import load_form
from pia_tui.rules import threshold_data
from pia_tui.rules.day_rules import restored
from pia_tui.rules.duties.drift import drift
from pia_tui.rules.duties.evidence import ended_on
from pia_tui.rules.duties.model import Held, Judged, Task
from pia_tui.rules.duty_keys import TASK_KEY, record_key
from pia_tui.rules.questions import WizardOutcome
from pia_tui.rules.shared import differences, in_step
from pia_tui.rules.threshold import Facts, judge
from pia_tui.store import Store
from pia_tui.usecases.duties.accidents import add_accident
from pia_tui.usecases.duties.copying import copy_as_new_task
from pia_tui.usecases.duties.drifting import drifts
from pia_tui.usecases.duties.judging import AccidentOnRecord, judge_all, judge_task
from pia_tui.usecases.duties.known import clock_warning, dues, tasks_of
from pia_tui.usecases.duties.registering import line_data, line_texts, register, write_register
from pia_tui.usecases.duties.sharing import differing, join, keep_in_step, part, refer
from pia_tui.usecases.threshold.again import NoFigures
from pia_tui.usecases.threshold.history import history
from pia_tui.usecases.threshold.slip import write_slip_of
from pia_tui.usecases.threshold.start import start_documents
from pia_tui.workspace import Workspace

TODAY = date(2026, 11, 30)


@pytest.fixture(autouse=True)
def _day_of_the_judgements(monkeypatch: pytest.MonkeyPatch) -> None:
    """Judgements are made on the day that the tests count from, whenever they run."""
    monkeypatch.setattr("pia_tui.store.judgements.now", lambda: f"{TODAY.isoformat()}T03:00:00+00:00")


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    with Store.open(Workspace(tmp_path).prepare()) as opened:
        yield opened


def started(store: Store, facts: Facts, level: str = "juten", name: str = "国民健康保険に関する事務") -> list[int]:
    return start_documents(
        store,
        WizardOutcome(facts, judge(facts), level, task_name=name, body="見本市長", number="12"),  # type: ignore[arg-type]
    )


def answered(store: Store, document: int, /, **answers: object) -> None:
    stored = store.load(document)
    made = Assessment(load_form(stored.form_id), stored.state, document)
    for role, raw in answers.items():
        changes = made.change(made.form.roles.get(role) or made.form.shared[role], raw)
        made.apply(changes)
        store.write(document, changes)


def said(store: Store, number: int, role: str) -> Any:
    stored = store.load(number)
    return Assessment(load_form(stored.form_id), stored.state).by_role(role)


def published(store: Store, number: int, kind: str, on: str) -> None:
    frozen = store.freeze(number, f"{on} {kind}", kind=kind)
    store.note_publication(frozen.id, published_on=on, kind=kind, number="")


FACTS = Facts(98_000, 480, False, date(2025, 4, 1), date(2025, 4, 1))


# -- judging again -------------------------------------------------------------------------------------------------


def test_judged_again_for_all_papers_of_the_task_with_the_old_one_kept(store: Store) -> None:
    kiso, juten = started(store, FACTS)
    done = judge_task(store, kiso, date(2026, 4, 10), subjects=120_000, subjects_on=date(2026, 4, 1))
    assert (done.before, done.judgement.level, done.rises, done.documents) == ("kiso", "juten", True, (kiso, juten))
    assert {each.now for each in done.differs if each.document_id == kiso} >= {"1万人以上10万人未満", "令和7年4月1日"}
    assert said(store, kiso, "subjects_band") == "1万人以上10万人未満"
    assert next((each["subjects"], each["on"]) for each in history(store, juten)) == (120_000, "2026-04-10")
    assert [each["subjects"] for each in history(store, juten)] == [120_000, 98_000]
    again = judge_task(store, juten, date(2026, 4, 11), write=True)
    assert again.differs == ()
    assert said(store, kiso, "subjects_band") == said(store, juten, "subjects_band") == "10万人以上30万人未満"
    assert said(store, kiso, "threshold_result") == "基礎項目評価及び重点項目評価の実施が義務付けられる"


def test_a_paper_that_somebody_has_open_keeps_its_judgement_and_is_named(store: Store, tmp_path: Path) -> None:
    kiso, juten = started(store, FACTS)
    with Store.open(store.workspace) as other:
        other.lock(juten)
        done = judge_task(store, kiso, date(2026, 4, 10), subjects=120_000)
    assert done.documents == (kiso,)
    assert [number for number, _ in done.refused] == [juten]
    assert len(history(store, juten)) == 1


def test_bands_of_last_years_papers_are_figures_enough(store: Store) -> None:
    number = store.create("kiso_r6", {"I.1.1": "児童手当に関する事務"})
    with pytest.raises(NoFigures):
        judge_task(store, number, TODAY)
    answered(store, number, subjects_band="1万人以上10万人未満", handlers_band="500人以上", incident="発生なし")
    assert judge_task(store, number, TODAY).judgement.level == "juten"


def test_the_slip_of_an_old_judgement_is_printed_with_the_rules_of_its_day(
    store: Store, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    kiso, _ = started(store, FACTS)
    judge_task(store, kiso, date(2026, 4, 10), subjects=120_000)
    rules = threshold_data.rules()
    rows = list(rules.cells)
    rows[2] = tuple(msgspec.structs.replace(cell, level="zenkoumoku") for cell in rows[2])
    changed = msgspec.structs.replace(rules, title="改正後のしきい値判断", cells=tuple(rows), as_of=date(2030, 1, 1))
    for module in ("threshold", "day_rules", "threshold_data"):
        monkeypatch.setattr(f"pia_tui.rules.{module}.rules", lambda: changed)
    assert judge(FACTS).level == "zenkoumoku"
    old = history(store, kiso)[-1]
    assert (old["level"], old["rules"]) == ("kiso", rules.as_of.isoformat())
    target = write_slip_of(store, kiso, judgement=old["judgement"], target=tmp_path / "old.pdf")
    text = "".join(page.extract_text() for page in PdfReader(target).pages)
    assert "基礎項目評価の実施が義務付けられる" in text
    assert "改正後" not in text
    assert "98,000人" in text


def test_a_judgement_kept_without_its_rules_still_says_what_it_said(store: Store) -> None:
    kept = {
        "level": "kiso",
        "text": "結果",
        "reason": "規則第4条（条文は未確認）により",
        "clause": "規則第4条（条文は未確認）",
    }
    inputs = msgspec.to_builtins(FACTS)
    plain = msgspec.to_builtins(judge(FACTS))
    found = restored(inputs, {**plain, **kept})
    assert found is not None
    assert (found[0].text, found[0].reason, found[1].of_the_day) == ("結果", "規則第4条により", False)
    assert restored({"subjects": "?"}, {}) is None


# -- accidents -----------------------------------------------------------------------------------------------------


def accident(store: Store, known: date = date(2026, 6, 15)) -> int:
    return add_accident(
        store,
        "申請書の紛失",
        occurred_on=date(2026, 5, 1),
        known_on=known,
        kind="tokutei",
        malicious=False,
        today=TODAY,
    )


def test_an_accident_judges_every_task_again_and_runs_out_after_a_year(store: Store) -> None:
    first, _ = started(store, FACTS)
    (small,) = started(store, Facts(2_000, 10, False, date(2026, 4, 1), date(2026, 4, 1)), "kiso", "小さな事務")
    accident(store)
    done = {task.name: again for task, again in judge_all(store, TODAY, why="事故")}
    assert {name: again.judgement.level for name, again in done.items()} == {
        "国民健康保険に関する事務": "juten",
        "小さな事務": "kiso",
    }
    assert history(store, first)[0]["incident"] is True
    assert judge_all(store, TODAY, why="もう一度") == []
    with pytest.raises(AccidentOnRecord):
        judge_task(store, small, TODAY, incident=False)
    assert {each.kind for each in drifts(store, date(2027, 6, 15))} & {"accident_over", "crossed_down"} == set()
    over = {each.title: each.kind for each in drifts(store, date(2027, 6, 16)) if each.kind != "old_counts"}
    assert over == {"国民健康保険に関する事務": "crossed_down", "小さな事務": "accident_over"}
    judge_all(store, date(2027, 6, 16), why="1年が過ぎた")
    assert history(store, first)[0]["level"] == "kiso"


def test_an_accident_that_is_not_in_the_judgement_yet_is_told(store: Store) -> None:
    started(store, FACTS)
    accident(store)
    assert drifts(store, TODAY)[0].kind == "crossed_up"
    assert drifts(store, TODAY)[0].by is None


# -- drift ---------------------------------------------------------------------------------------------------------


def held(*judged: Judged, **given: Any) -> list[Task]:
    document = Held(1, "u", "国保", "12", "kiso", judgements=judged, **given)
    return [Task("u", "国保", "12", "市民課", (document,))]


def test_two_counts_lead_to_a_day() -> None:
    older = Judged(1, date(2025, 4, 10), 95_000, 100, False, "kiso", date(2025, 4, 1), date(2025, 4, 1))
    newer = Judged(2, date(2026, 4, 10), 96_000, 100, False, "kiso", date(2026, 4, 1), date(2026, 4, 1))
    (found,) = drift(held(older, newer), (), date(2026, 6, 1))
    assert (found.kind, found.by) == ("near", None)
    faster = msgspec.structs.replace(newer, subjects=98_000)
    (found,) = drift(held(older, faster), (), date(2026, 6, 1))
    assert (found.kind, found.by) == ("trend", date(2026, 11, 30))
    assert "100,000人" in found.message
    back = msgspec.structs.replace(newer, subjects=94_000)
    assert [each.kind for each in drift(held(older, back), (), date(2026, 6, 1))] == ["near"]


def test_far_from_every_line_nothing_is_told() -> None:
    judged = Judged(1, date(2026, 4, 10), 50_000, 100, False, "kiso", date(2026, 4, 1), date(2026, 4, 1))
    assert drift(held(judged), (), date(2026, 6, 1)) == []


def test_a_band_changed_on_the_form_offers_to_judge_again() -> None:
    judged = Judged(1, date(2026, 4, 10), 50_000, 100, False, "kiso", date(2026, 4, 1), date(2026, 4, 1))
    found = drift(held(judged, subjects_band="10万人以上30万人未満"), (), date(2026, 6, 1))
    assert [each.kind for each in found] == ["form_differs"]


def test_where_nothing_was_judged_it_is_said(store: Store) -> None:
    store.create("kiso_r6", {})
    assert [each.kind for each in drifts(store, TODAY)] == ["not_judged"]


# -- one task ------------------------------------------------------------------------------------------------------


def test_papers_started_together_are_one_task_and_can_be_parted_and_joined(store: Store) -> None:
    kiso, juten = started(store, FACTS)
    assert store.value(kiso, TASK_KEY) == store.value(juten, TASK_KEY) is not None
    answered(store, juten, task_name="まったく別の名前", number="99")
    assert len(tasks_of(store)) == 1
    part(store, juten)
    assert len(tasks_of(store)) == 2
    join(store, kiso, [juten])
    assert len(tasks_of(store)) == 1


def test_parting_holds_where_names_would_put_them_together(store: Store) -> None:
    numbers = [store.create(form, {"I.1.1": "同じ名前"}) for form in ("kiso_r6", "juten_h30", "zenkoumoku_h30")]
    assert len(tasks_of(store)) == 1
    part(store, numbers[0])
    assert sorted(len(task.documents) for task in tasks_of(store)) == [1, 2]


def test_shared_items_across_forms_and_versions(store: Store) -> None:
    old = store.create("kiso_h31", {"I.1.1": "国保の事務"})
    full = store.create("zenkoumoku_h30", {"I.1.1": "国保の事務"})
    answered(store, old, department="保険課", use_grounds="番号法第9条第1項　別表の44の項", subjects_band="30万人以上")
    answered(store, full, department="市民課", file_names="(1)国保ファイル\n(2)宛名ファイル")
    answered(store, old, file_names="宛名ファイル、国保ファイル")
    _, found = differing(store, old)
    assert {each.shared for each in found} == {"department", "use_grounds", "subjects_band"}
    done, refused = keep_in_step(store, old, only=["department"])
    assert (done, refused) == ({full: 1}, [])
    assert said(store, full, "department") == "保険課"
    keep_in_step(store, old)
    assert differing(store, old)[1] == []
    assert said(store, full, "subjects_band") == "30万人以上"
    assert store.undo(full) is not None
    assert said(store, full, "department") == "保険課"


@settings(max_examples=40, deadline=None)
@given(st.dictionaries(st.sampled_from(["number", "department", "claim_office", "linkage"]), st.integers(1, 3)))
def test_in_step_means_nothing_differs_that_the_source_says(values: dict[str, int]) -> None:
    source, target = (Assessment.new(load_form(form)) for form in ("kiso_r6", "juten_h30"))
    for shared, number in values.items():
        source.apply(source.change(source.form.shared[shared], str(number)))
    target.apply(in_step(source, target))
    assert [each.shared for each in differences([source, target]) if each.shared in values] == []
    assert in_step(source, target) == []


def test_a_copy_is_another_task_without_what_was_the_old_ones(store: Store) -> None:
    kiso, juten = started(store, FACTS)
    answered(store, juten, published_on="令和7年4月1日", threshold_date="令和7年3月1日", department="保険課")
    stored = store.load(juten)
    made = Assessment(load_form("juten_h30"), stored.state)
    store.write(juten, made.change("betten2.1[1].2", "Ⅰ１①"))
    store.write(juten, [Change(record_key("review", date(2026, 4, 1)), None, "見直した")])
    copy = copy_as_new_task(store, juten, "介護保険に関する事務")
    roles = ("number", "published_on", "threshold_date", "department", "task_name", "document_name")
    assert [said(store, copy, role) for role in roles] == [
        None, None, None, "保険課", "介護保険に関する事務", "介護保険に関する事務　重点項目評価書",
    ]  # fmt: skip
    state = store.load(copy).state
    assert not [key for key in state if key.startswith(("record:", "betten2.1[", "@judgement"))]
    assert sorted(len(task.documents) for task in tasks_of(store)) == [1, 2]
    assert store.summary(copy).published_on == ""
    assert kiso != copy


def test_what_another_body_published_has_no_deadline_here(store: Store) -> None:
    number = store.create("kiso_r6", {"I.1.1": "隣の市の事務"})
    answered(store, number, published_on="平成29年4月1日")
    assert dues(store, TODAY) != []
    refer(store, number, True)
    assert dues(store, TODAY) == []


# -- 計画管理書 ------------------------------------------------------------------------------------------------------


def test_a_line_for_each_task_from_publications_on_record(store: Store) -> None:
    kiso, juten = started(store, FACTS)
    published(store, kiso, "実施", "2025-04-01")
    published(store, kiso, "修正", "2026-06-01")
    answered(store, kiso, department="保険課")
    lines, problems = register(store, TODAY)
    assert problems == []
    (line,) = lines
    assert (line.levels, line.level, line.state) == ("基礎＋重点", "kiso", "editing")
    data = line_data(line)
    assert (data["assessed"]["on"], data["corrected"]["on"]) == ("2025-04-01", "2026-06-01")
    assert data["due"]["duty"] == "review"
    assert data["due"]["on"] == "2027-06-01"
    assert line_texts(line)["department"] == "保険課"
    assert (line_texts(line)["assessed"], line_texts(line)["corrected"]) == (
        "実施　令和7年4月1日",
        "修正　令和8年6月1日",
    )
    store.undo(kiso)
    assert register(store, TODAY)[0][0].state == "published"
    assert juten in data["ids"]


def test_one_number_for_two_tasks_is_told(store: Store) -> None:
    for name in ("甲の事務", "乙の事務"):
        answered(store, store.create("kiso_r6", {"I.1.1": name}), number="12")
    _, problems = register(store, TODAY)
    (problem,) = problems
    assert "評価書番号 12 が、別々の事務「乙の事務」「甲の事務」に" in problem


@pytest.mark.parametrize("kind", ["xlsx", "pdf"])
def test_the_register_as_a_file(store: Store, tmp_path: Path, kind: Any) -> None:
    started(store, FACTS, name="=1+1 の<事務>")
    lines, problems = register(store, TODAY)
    made = [
        write_register(store.workspace, lines, problems, TODAY, kind, target=tmp_path / f"{name}.{kind}").read_bytes()
        for name in ("a", "b")
    ]
    assert made[0] == made[1]
    if kind == "pdf":
        text = PdfReader(tmp_path / "a.pdf").pages[0].extract_text()
        assert "=1+1 の<事務>" in text.replace("\n", "")
    else:
        from openpyxl import load_workbook

        sheet = load_workbook(tmp_path / "a.xlsx").active
        assert "=1+1 の<事務>" in [cell.value for row in sheet.iter_rows() for cell in row]


def test_an_ended_task_in_the_archive_still_has_its_duties(store: Store) -> None:
    (number,) = started(store, Facts(2_000, 10, False), "kiso", "終わった事務")
    published(store, number, "終了", "2026-03-31")
    store.archive(number)
    assert {each.duty for each in dues(store, TODAY)} == {"end_notice", "end_label", "end_keep"}
    (task,) = tasks_of(store)
    assert ended_on(task.documents[0]) == date(2026, 3, 31)


def test_the_clock_is_held_against_what_was_saved(store: Store) -> None:
    from datetime import UTC, datetime, timedelta

    store.create("kiso_r6", {})
    assert clock_warning(store) == ""
    assert "時計" in clock_warning(store, datetime.now(UTC) - timedelta(days=1))


def test_packs_carry_the_task_and_the_records_to_another_terminal(store: Store, tmp_path: Path) -> None:
    from pia_tui.usecases.duties.recording import record
    from pia_tui.usecases.exchange.packs import pack, preview_unpack, unpack

    kiso, juten = started(store, FACTS)
    published(store, kiso, "実施", "2025-04-01")
    with Store.open(Workspace(tmp_path / "there").prepare()) as there:
        unpack(there, preview_unpack(there, pack(store, [kiso, juten])))
        (task,) = tasks_of(there)
        assert [each.level for each in task.documents] == ["kiso", "juten"]
        assert [due.on for due in dues(there, TODAY) if due.duty == "review"] == [date(2026, 4, 1)]
        record(there, task.documents[0].id, "review", date(2026, 3, 1), today=TODAY)
        record(store, kiso, "review", date(2026, 5, 1), today=TODAY)
        unpack(store, preview_unpack(store, pack(there, [each.id for each in task.documents])))
    assert [each[1] for each in store.document_facts()[kiso].records] == [date(2026, 3, 1), date(2026, 5, 1)]
    assert [due.on for due in dues(store, TODAY) if due.duty == "review"] == [date(2027, 5, 1)]
