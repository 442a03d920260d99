"""Which 事務 come near a line of しきい値判断 or have crossed one: both sides of each mark, and what is said."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pia_tui.rules.duties.drift import Drift, drift, drift_data, present_facts
from pia_tui.rules.duties.model import Accident, Held, Judged, PublicationDay, Task
from pia_tui.rules.threshold_data import rules

TODAY = date(2026, 11, 30)
ACCIDENT = Accident(1, "tokutei", date(2026, 3, 1), date(2026, 3, 1), "USBメモリの紛失")


def judged(subjects: int | str, handlers: int | str = 20, **more: Any) -> Judged:
    known: dict[str, Any] = {
        "number": 1, "on": date(2026, 4, 1), "incident": False, "level": "kiso",
        "subjects_on": date(2026, 4, 1), "handlers_on": date(2026, 4, 1),
    }  # fmt: skip
    return Judged(subjects=subjects, handlers=handlers, **{**known, **more})


def task(*judgements: Judged, **more: Any) -> Task:
    known: dict[str, Any] = {"id": 1, "uuid": "u1", "name": "国民健康保険", "number": "12", "level": "kiso"}
    held = Held(**{**known, "judgements": judgements, **more})
    return Task("t1", "国民健康保険", "12", "保険年金課", (held,))


def of(*judgements: Judged, accidents: tuple[Accident, ...] = (), **more: Any) -> list[Drift]:
    return drift([task(*judgements, **more)], accidents, TODAY)


def kinds(found: list[Drift]) -> list[str]:
    return [each.kind for each in found]


# -- near a line ------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("subjects", "told"), [(90_000, ["near"]), (89_999, []), (99_999, ["near"]), (50_000, [])])
def test_near_is_within_ten_per_cent_of_the_line_above(subjects: int, told: list[str]) -> None:
    found = of(judged(subjects))
    assert kinds(found) == told
    for each in found:
        assert (each.level, each.now) == ("kiso", "juten")
        assert f"{100_000 - subjects:,}" in each.message
        assert "公表の前に" in each.message


@pytest.mark.parametrize(("subjects", "told"), [(1_000, True), (1_109, True), (1_110, True), (1_111, False)])
def test_near_is_within_ten_per_cent_of_the_line_below(subjects: int, told: bool) -> None:
    assert (kinds(of(judged(subjects))) == ["near"]) is told


def test_the_line_of_those_who_handle() -> None:
    (found,) = of(judged(50_000, 460))
    assert (found.kind, found.level, found.now) == ("near", "kiso", "juten")
    assert of(judged(50_000, 449)) == []
    assert of(judged(5_000, 499)) == []  # another band, and the result stays


@pytest.mark.parametrize(("reviews", "by"), [
    ({1: date(2027, 4, 1)}, date(2027, 4, 1)), ({1: date(2027, 4, 1), 2: date(2027, 2, 1)}, date(2027, 2, 1)),
    ({3: date(2027, 4, 1)}, None), ({}, None),
])  # fmt: skip
def test_who_is_near_counts_again_by_the_next_review(reviews: dict[int, date], by: date | None) -> None:
    first = task(judged(95_000)).documents[0]
    both = Task("t1", "国民健康保険", "12", "", (first, Held(2, "u2", "重点", "12", "juten")))
    (found,) = drift([both], (), TODAY, reviews)
    assert found.by == by
    assert ("次の見直し" in found.message) is (by is not None)
    assert found.documents == (1, 2)


# -- a trend ----------------------------------------------------------------------------------------------------------


def counted(first: int, last: int, days: int = 365, **more: Any) -> list[Drift]:
    on = date(2026, 10, 1)
    newest = judged(last, subjects_on=on, handlers_on=on, number=2, on=on, **more)
    older = judged(first, subjects_on=on - timedelta(days=days), on=on - timedelta(days=days), **more)
    return of(newest, older)


def test_two_counts_that_lead_over_the_line_say_when() -> None:
    (found,) = counted(60_000, 80_000)
    assert found.kind == "trend"
    assert found.by == date(2026, 10, 1) + timedelta(days=365)
    assert (found.level, found.now) == ("kiso", "juten")
    for words in ("60,000人", "80,000人", "100,000人", "令和7年10月1日", "令和8年10月1日", "対象人数"):
        assert words in found.message
    assert rules().results["kiso"]["juten"] in found.message


@pytest.mark.parametrize(("days", "told"), [(90, ["trend"]), (89, [])])
def test_counts_of_a_few_weeks_are_no_trend(days: int, told: list[str]) -> None:
    assert kinds(counted(60_000, 80_000, days)) == told
    assert drift_data().steady_days == 90


@pytest.mark.parametrize(("first", "last"), [(80_000, 80_000), (80_000, 79_000), (60_000, 60_001)])
def test_what_stays_or_goes_the_other_way_is_no_trend(first: int, last: int) -> None:
    assert counted(first, last) == []


def test_downwards_to_the_line_below() -> None:
    (found,) = counted(1_800, 1_400)
    assert (found.kind, found.now) == ("trend", "none")
    assert found.by == date(2026, 10, 1) + timedelta(days=(999 - 1_400) * 365 // -400)


def test_a_day_that_has_passed_is_today() -> None:
    on = date(2025, 12, 1)
    before = date(2024, 12, 1)
    found = of(judged(99_000, subjects_on=on, on=on, number=2), judged(80_000, subjects_on=before, on=before))
    assert found[0].kind == "trend"
    assert found[0].by == TODAY


@pytest.mark.parametrize(("years", "told"), [(2, True), (4, False)])
def test_how_far_a_trend_is_followed(years: int, told: bool) -> None:
    left = 20_000
    yearly = left // years
    assert (kinds(counted(80_000 - yearly, 80_000)) == ["trend"]) is told


def test_a_band_is_no_count_and_the_day_of_the_judgement_stands_for_a_missing_one() -> None:
    on = date(2026, 10, 1)
    newest = judged(80_000, subjects_on=None, on=on, number=3)
    band = judged("1万人以上10万人未満", on=date(2026, 1, 1), number=2)
    older = judged(60_000, subjects_on=None, on=date(2025, 10, 1))
    (found,) = of(newest, band, older)
    assert found.kind == "trend"
    assert "令和7年10月1日の60,000人" in found.message
    assert of(newest, band) == []


def test_a_trend_of_those_who_handle() -> None:
    newest = judged(50_000, 400, number=2, on=date(2026, 10, 1), handlers_on=date(2026, 10, 1))
    older = judged(50_000, 200, handlers_on=date(2025, 10, 1))
    (found,) = of(newest, older)
    assert found.kind == "trend"
    assert "取扱者数は" in found.message
    assert "500人に届き" in found.message


# -- crossed, accidents -----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("level", "kind"), [("none", "crossed_up"), ("juten", "crossed_down"), ("kiso", None)])
def test_what_was_judged_then_and_would_be_now(level: str, kind: str | None) -> None:
    found = of(judged(50_000, level=level))
    assert kinds(found) == ([kind] if kind else [])
    for each in found:
        assert (each.level, each.now, each.by) == (level, "kiso", None)
        assert f"前の判断は「{rules().results['kiso'][level]}」" in each.message  # type: ignore[index]
        assert f"「{rules().results['kiso']['kiso']}」になります" in each.message


def test_an_accident_that_makes_the_result_heavier_is_a_crossing_and_nothing_else() -> None:
    (found,) = of(judged(50_000), accidents=(ACCIDENT,))
    assert (found.kind, found.now) == ("crossed_up", "juten")
    assert rules().level("juten").name in found.message
    assert [each.value for each in found.inputs][2] == "発生あり"


def test_an_accident_that_leaves_the_result_is_told_all_the_same() -> None:
    found = of(judged(5_000), accidents=(ACCIDENT,))
    assert kinds(found) == ["accident_missing"]
    assert "USBメモリの紛失" in found[0].message
    assert found[0].inputs[2].value == "発生あり"
    assert of(judged(5_000, incident=True), accidents=(ACCIDENT,)) == []


def test_an_accident_that_counts_no_longer() -> None:
    (found,) = of(judged(5_000, incident=True))
    assert found.kind == "accident_over"
    assert found.inputs[2].value == "発生なし"
    assert kinds(of(judged(50_000, incident=True, level="juten"))) == ["crossed_down"]


def test_a_judgement_by_the_kinds_of_file_asks_for_nothing_whatever_the_figures() -> None:
    assert present_facts(judged(500_000, exempt=True), False).exempt == (rules().exempt_kinds[0].id,)
    assert present_facts(judged(500_000), True).exempt == ()
    assert present_facts(judged(500_000), True).incident
    assert of(judged(500_000, exempt=True, level="none")) == []


# -- the form, the age, the rest --------------------------------------------------------------------------------------


@pytest.mark.parametrize(("role", "value", "told"), [
    ("subjects_band", "1万人以上10万人未満", False), ("subjects_band", "1万人以上10万人未満（任意実施）", False),
    ("subjects_band", "10万人以上30万人未満", True), ("subjects_band", "", False),
    ("handlers_band", "500人未満", False), ("handlers_band", "500人以上", True),
])  # fmt: skip
def test_a_band_on_the_form_that_does_not_hold_the_count(role: str, value: str, told: bool) -> None:
    found = drift([task(judged(50_000), **{role: value})], (), TODAY)
    assert kinds(found) == (["form_differs"] if told else [])
    for each in found:
        assert value in each.message
        assert ("50,000人" if role == "subjects_band" else "20人") in each.message


def test_a_band_that_was_judged_on_is_quoted_and_each_place_told_once() -> None:
    two = task(judged("1万人以上10万人未満", "500人未満"), subjects_band="30万人以上")
    other = Held(2, "u2", "重点", "12", "juten", subjects_band="30万人以上")
    found = drift([Task("t1", "国保", "12", "", (*two.documents, other))], (), TODAY)
    assert kinds(found) == ["form_differs"]
    assert "判断は「1万人以上10万人未満」で" in found[0].message


@pytest.mark.parametrize(("on", "told"), [(date(2025, 11, 30), True), (date(2025, 12, 1), False)])
def test_counts_are_old_after_a_year(on: date, told: bool) -> None:
    assert rules().stale_after_months == 12
    for name in ("subjects_on", "handlers_on"):
        dated: dict[str, Any] = {name: on}
        found = of(judged(50_000, **dated))
        assert kinds(found) == (["old_counts"] if told else [])
        assert all("令和7年11月30日" in each.message for each in found)
    assert len(of(judged(50_000, on=on, subjects_on=None, handlers_on=None))) == 2 * told


@pytest.mark.parametrize("documents", [
    [{"reference": True}], [{"archived": True}], [{"publications": (PublicationDay("終了", date(2026, 4, 1)),)}],
    [{"reference": True}, {"archived": True}],
])  # fmt: skip
def test_what_is_not_ours_or_is_over_is_not_told(documents: list[dict[str, Any]]) -> None:
    held = tuple(task(id=n, **each).documents[0] for n, each in enumerate(documents))
    assert drift([Task("t", "x", "1", "", held)], (), TODAY) == []


def test_one_that_goes_on_keeps_the_task_and_only_it_is_named() -> None:
    going = task().documents[0]
    gone = task(id=2, archived=True).documents[0]
    (found,) = drift([Task("t", "事務", "1", "課", (gone, going))], (), TODAY)
    assert (found.kind, found.documents) == ("not_judged", (1,))
    assert (found.task, found.title, found.number, found.department) == ("t", "事務", "1", "課")
    assert (found.level, found.now, found.by, found.inputs) == ("", "", None, ())


def test_a_judgement_of_an_unknown_level_is_none() -> None:
    assert kinds(of(judged(50_000, level="?"))) == ["not_judged"]
    assert kinds(of(judged(50_000, level="?", number=2), judged(50_000))) == []


def test_the_figures_that_it_rests_on() -> None:
    (found,) = of(judged(95_000, 20, subjects_on=date(2026, 10, 1), handlers_on=None))
    assert [(each.label, each.value) for each in found.inputs] == [
        ("対象人数", "95,000人（令和8年10月1日時点）"),
        ("取扱者数", "20人"),
        (rules().definitions.incident.term, "発生なし"),
        ("判断した日", "令和8年4月1日"),
    ]
    (found,) = of(judged("10万人以上30万人未満", on=date(2026, 4, 1), subjects_on=None, level="kiso"))
    assert found.inputs[0].value == "10万人以上30万人未満"
    assert found.article


def test_the_most_pressing_comes_first() -> None:
    tasks = [
        task(number="1"),
        task(judged(95_000), number="3"),
        task(judged(95_000), number="2", id=9),
        task(judged(50_000, level="none"), number="4"),
        task(judged(50_000, level="juten"), number="5"),
    ]
    tasks = [Task(each.id, each.name, each.documents[0].number, "", each.documents) for each in tasks]
    found = drift(tasks, (), TODAY, {9: date(2027, 5, 1), 1: date(2027, 4, 1)})
    assert [(each.kind, each.number) for each in found] == [
        ("crossed_up", "4"), ("near", "3"), ("near", "2"), ("crossed_down", "5"), ("not_judged", "1"),
    ]  # fmt: skip


@given(st.integers(0, 400_000), st.integers(0, 900), st.booleans(), st.sampled_from(["none", "kiso", "juten"]))
def test_a_crossing_is_told_exactly_where_the_result_is_another(
    subjects: int, handlers: int, incident: bool, level: str
) -> None:
    row, column = rules().cell(subjects, handlers, False)
    now = rules().cells[row][column].level
    found = kinds(of(judged(subjects, handlers, incident=incident, level=level)))
    assert ("crossed_up" in found) is (rules().rank(now) > rules().rank(level))
    assert ("crossed_down" in found) is (rules().rank(now) < rules().rank(level))
    assert ("accident_over" in found) is (incident and now == level)
