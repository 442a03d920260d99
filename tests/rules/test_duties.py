"""What is to be done with published 評価書, and by when."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pia_tui.rules.deadlines import Duration, deadlines
from pia_tui.rules.duties.due import clock_behind, days_text, dues
from pia_tui.rules.duties.evidence import ended_on, labelled_end
from pia_tui.rules.duties.model import Accident, Due, Held, Judged, PublicationDay, Record
from pia_tui.rules.duties.tasks import bare_name, duplicate_numbers, group

TODAY = date(2026, 11, 30)
_ids = iter(range(1, 1_000_000))


def held(**given: Any) -> Held:
    number = next(_ids)
    known: dict[str, Any] = {
        "id": number,
        "uuid": f"u{number:07}",
        "name": "国民健康保険に関する事務　重点項目評価書",
        "number": "12",
        "level": "juten",
        "department": "市民部保険年金課",
        "task_name": "国民健康保険に関する事務",
        "body": "見本市長",
    }
    return Held(**{**known, **given})


def of(document: Held, duty: str, today: date = TODAY, accidents: tuple[Accident, ...] = ()) -> list[Due]:
    return [due for due in dues(group([document]), accidents, today) if due.duty == duty]


def published(*known: tuple[str, date]) -> tuple[PublicationDay, ...]:
    return tuple(PublicationDay(kind, on) for kind, on in known)


# -- the yearly review ---------------------------------------------------------------------------------------------


def test_a_year_after_the_last_publication_of_any_kind() -> None:
    document = held(publications=published(("実施", date(2024, 4, 1)), ("修正", date(2026, 6, 1))))
    (due,) = of(document, "review")
    assert (due.on, due.state) == (date(2027, 6, 1), "later")
    assert "規則第14条第1項" in due.article
    assert [(each.label, each.value) for each in due.inputs] == [("修正の公表", "令和8年6月1日")]


def test_a_review_recorded_starts_the_year_anew() -> None:
    document = held(
        publications=published(("実施", date(2024, 4, 1))), records=(Record("review", date(2026, 3, 20), "変更なし"),)
    )
    (due,) = of(document, "review")
    assert due.on == date(2027, 3, 20)
    assert "見直した・変更なし" in due.message
    assert of(held(publications=published(("実施", date(2024, 4, 1)))), "review")[0].state == "overdue"


def test_a_record_of_a_day_to_come_is_told_and_the_review_counts_from_the_one_before() -> None:
    known = published(("実施", date(2025, 4, 1)), ("修正", date(2027, 4, 1)))
    document = held(publications=known, cover=date(2027, 4, 1))
    (ahead,) = of(document, "record_ahead")
    assert ahead.state == "check"
    assert "令和9年4月1日" in ahead.message
    assert "前の公表から期限を数えます" in ahead.message
    (due,) = of(document, "review")
    assert (due.on, due.state) == (date(2026, 4, 1), "overdue")
    assert of(document, "renew")[0].since == date(2025, 4, 1)
    assert of(document, "record_ahead", today=date(2027, 4, 1)) == []
    assert of(document, "review", today=date(2027, 4, 1))[0].on == date(2028, 4, 1)


def test_a_first_record_of_a_day_to_come_counts_nothing_and_is_told() -> None:
    document = held(publications=published(("実施", date(2027, 4, 1))), cover=date(2027, 4, 1))
    assert "前の公表の記録がない" in of(document, "record_ahead")[0].message
    assert of(document, "review") == []
    planned = held(cover=date(2027, 4, 1))
    assert dues(group([planned]), (), TODAY) == []


def test_what_was_never_published_has_no_deadline() -> None:
    assert dues(group([held()]), (), TODAY) == []


# -- five years ----------------------------------------------------------------------------------------------------


def test_a_correction_does_not_restart_the_five_years() -> None:
    document = held(publications=published(("実施", date(2020, 5, 1)), ("修正", date(2025, 4, 1))))
    (due,) = of(document, "renew")
    assert (due.on, due.state) == (date(2025, 5, 1), "overdue")
    again = held(publications=published(("実施", date(2020, 5, 1)), ("再実施", date(2025, 4, 1))))
    assert of(again, "renew")[0].on == date(2030, 4, 1)
    assert "規則第15条" in due.article


def test_published_in_2017_is_overdue_in_2022() -> None:
    document = held(cover=date(2017, 4, 1))
    assert of(document, "renew", date(2022, 4, 1))[0].state == "soon"
    (due,) = of(document, "renew", date(2022, 4, 2))
    assert (due.state, days_text(due)) == ("overdue", "1日過ぎた")
    assert "表紙の公表日" in due.doubt


def test_without_records_the_paper_itself_is_the_evidence() -> None:
    assessed = held(cover=date(2024, 4, 1), assessed=date(2015, 6, 1), changed=(date(2016, 4, 1), date(2024, 3, 1)))
    (due,) = of(assessed, "renew")
    assert (due.on, due.state) == (date(2020, 6, 1), "overdue")
    assert "実施日" in due.doubt
    shortly = held(cover=date(2021, 12, 28), assessed=date(2021, 10, 13), changed=(date(2016, 4, 1),))
    (due,) = of(shortly, "renew")
    assert (due.on, due.state) == (date(2026, 12, 28), "soon")
    unsure = held(cover=date(2024, 4, 1), changed=(date(2016, 4, 1), date(2024, 3, 1)))
    (due,) = of(unsure, "renew")
    assert (due.on, due.state) == (date(2021, 4, 1), "check")
    assert "令和6年4月1日" in due.doubt
    sure = held(cover=date(2019, 4, 1), changed=(date(2016, 4, 1), date(2019, 3, 1)))
    assert of(sure, "renew")[0].state == "overdue"


def test_a_first_publication_with_older_changes_was_only_assumed_to_be_one() -> None:
    changed = (date(2016, 4, 1), date(2024, 3, 1))
    document = held(publications=published(("実施", date(2024, 4, 1))), changed=changed)
    (due,) = of(document, "renew")
    assert (due.on, due.state) == (date(2021, 4, 1), "check")
    assessed = held(publications=published(("実施", date(2024, 4, 1))), changed=changed, assessed=date(2024, 1, 10))
    assert of(assessed, "renew")[0].on == date(2029, 4, 1)
    again = held(publications=published(("実施", date(2024, 4, 1)), ("再実施", date(2025, 4, 1))), changed=changed)
    assert (of(again, "renew")[0].on, of(again, "renew")[0].doubt) == (date(2030, 4, 1), "")


@given(st.dates(date(2015, 1, 1), date(2100, 1, 1)), st.integers(0, 20))
def test_corrections_never_move_the_five_years(first: date, corrections: int) -> None:
    days = [first + timedelta(days=100 * number) for number in range(1, corrections + 1)]
    document = held(publications=published(("実施", first), *(("修正", day) for day in days)))
    today = first + timedelta(days=3000)
    assert of(document, "renew", today)[0].on == Duration(years=5).end(first)


# -- hearing -------------------------------------------------------------------------------------------------------


def test_a_hearing_under_way_and_one_that_is_too_short() -> None:
    document = held(hearing="令和8年11月10日から令和8年12月9日まで")
    (due,) = of(document, "hearing")
    assert (due.on, due.state) == (date(2026, 12, 9), "soon")
    assert "30日に足りません" not in due.message
    short = held(hearing="令和8年11月10日から令和8年12月8日まで")
    assert "令和8年12月9日まで" in of(short, "hearing")[0].message
    explained = held(hearing="令和8年11月10日から令和8年12月8日まで", hearing_reason="災害のため")
    assert "足りません" not in of(explained, "hearing")[0].message
    assert of(held(hearing="令和8年2月2日から令和8年3月3日まで"), "hearing") == []


# -- accidents -----------------------------------------------------------------------------------------------------

LEAK = Accident(1, "tokutei", date(2026, 5, 1), date(2026, 6, 15), "申請書の紛失（150人分）")


def test_an_accident_asks_for_a_correction_of_each_document_until_it_was_published() -> None:
    before = held(publications=published(("実施", date(2025, 4, 1))), number="1", task_name="甲", name="甲")
    after = held(
        publications=published(("実施", date(2025, 4, 1)), ("修正", date(2026, 7, 1))),
        number="2",
        task_name="乙",
        name="乙",
    )
    found = [due for due in dues(group([before, after]), (LEAK,), TODAY) if due.duty == "incident_correct"]
    assert [due.documents for due in found] == [(before.id,)]
    assert found[0].state == "now"
    assert "規則第14条第1項" in found[0].article


@pytest.mark.parametrize(("day", "asked"), [(date(2026, 6, 14), True), (date(2026, 6, 15), False)])
def test_what_was_published_on_the_day_it_became_known_needs_no_correction(day: date, asked: bool) -> None:
    document = held(publications=published(("実施", date(2025, 4, 1)), ("修正", day)))
    assert bool(of(document, "incident_correct", accidents=(LEAK,))) is asked


@pytest.mark.parametrize(
    ("duty", "last"),
    [("incident_over", date(2027, 6, 15)), ("incident_form", date(2029, 6, 15))],
)
def test_the_windows_count_from_the_later_of_happening_and_knowing(duty: str, last: date) -> None:
    (due,) = of(held(), duty, accidents=(LEAK,))
    assert due.on == last
    assert of(held(), duty, last, (LEAK,)) != []
    assert of(held(), duty, last + timedelta(days=1), (LEAK,)) == []


def test_a_continuing_accident_counts_from_its_end() -> None:
    assert Accident(9, "tokutei", date(2026, 8, 1), date(2026, 6, 15), "続いている閲覧").since == date(2026, 8, 1)


def test_a_correction_is_no_longer_asked_when_the_year_is_over() -> None:
    document = held(publications=published(("実施", date(2025, 4, 1))))
    assert of(document, "incident_correct", date(2027, 6, 15), (LEAK,)) != []
    assert of(document, "incident_correct", date(2027, 6, 16), (LEAK,)) == []


def test_the_report_within_thirty_or_sixty_days_of_knowing() -> None:
    assert of(held(), "incident_report", date(2026, 7, 1), (LEAK,))[0].on == date(2026, 7, 14)
    wilful = Accident(2, "tokutei", date(2026, 5, 1), date(2026, 6, 15), "持出し", malicious=True)
    assert of(held(), "incident_report", date(2026, 7, 1), (wilful,))[0].on == date(2026, 8, 13)


def test_an_accident_of_other_personal_information_counts_for_three_years_only() -> None:
    other = Accident(3, "kojin", date(2026, 5, 1), date(2026, 5, 1), "名簿の誤送付")
    document = held(publications=published(("実施", date(2025, 4, 1))))
    found = dues(group([document]), (other,), TODAY)
    assert {due.duty for due in found} & {"incident_over", "incident_correct", "incident_report"} == set()
    assert [due.on for due in found if due.duty == "incident_form"] == [date(2029, 5, 1)]


# -- the end -------------------------------------------------------------------------------------------------------


def test_an_ended_task_wants_notice_label_and_three_years_but_no_review() -> None:
    document = held(publications=published(("実施", date(2019, 4, 1)), ("終了", date(2026, 3, 31))))
    found = {due.duty: due for due in dues(group([document]), (LEAK,), TODAY)}
    assert {"review", "renew", "incident_correct"} & set(found) == set()
    assert found["end_notice"].state == "now"
    assert "規則第16条" in found["end_notice"].article
    assert "【令和8年3月31日　終了】" in found["end_label"].message
    assert found["end_keep"].on == date(2029, 3, 31)


def test_label_and_notice_done() -> None:
    document = held(
        name="国民健康保険に関する事務　重点項目評価書【令和８年３月３１日　終了】",
        cover=date(2019, 4, 1),
        records=(Record("end_notice", date(2026, 4, 2)),),
    )
    assert ended_on(document) == date(2026, 3, 31)
    found = {due.duty: due for due in dues(group([document]), (), TODAY)}
    assert set(found) == {"end_keep"}
    assert [due.duty for due in dues(group([document]), (), date(2029, 3, 31))] == ["end_keep"]
    assert dues(group([document]), (), date(2029, 4, 1)) == []
    assert labelled_end("国民健康保険に関する事務") is None


# -- a heavier judgement -------------------------------------------------------------------------------------------


def test_a_judgement_that_rises_asks_for_the_heavier_assessment() -> None:
    judged = Judged(7, date(2026, 9, 1), 15_000, 520, False, "juten")
    light = held(level="kiso", publications=published(("実施", date(2025, 4, 1))), judgements=(judged,))
    (due,) = of(light, "level_up")
    assert due.state == "now"
    assert "重点項目評価の評価書" in due.message
    assert [(one.label, one.value) for one in due.inputs][:2] == [("対象人数", "15,000人"), ("取扱者数", "520人")]
    heavy = held(level="juten", publications=published(("実施", date(2025, 4, 1))), judgements=(judged,))
    assert of(heavy, "level_up") == []


# -- tasks ---------------------------------------------------------------------------------------------------------


def test_papers_of_one_task_are_one_line() -> None:
    kiso = held(level="kiso", name="国民健康保険に関する事務 基礎項目評価書", cover=date(2024, 4, 1))
    juten = held(cover=date(2024, 4, 1))
    tasks = group([juten, kiso])
    assert [[each.level for each in task.documents] for task in tasks] == [["kiso", "juten"]]
    reviews = [due for due in dues(tasks, (), TODAY) if due.duty == "review"]
    assert [due.documents for due in reviews] == [(kiso.id, juten.id)]


def test_how_papers_find_together() -> None:
    same_number = held(level="kiso", number="１２", task_name="国保の事務", name="国保の事務")
    other_body = held(level="kiso", body="隣の市長", task_name="別", name="別")
    second_kiso = held(level="kiso", task_name="介護保険に関する事務", name="介護保険に関する事務", number="13")
    full = held(level="zenkoumoku", task_name="介護保険の事務", name="介護保険の事務", number="13")
    extra = held(level="kiso", task_name="児童手当に関する事務", name="児童手当に関する事務", number="13")
    tasks = group([held(), same_number, other_body, second_kiso, full, extra])
    sizes = sorted(len(task.documents) for task in tasks)
    assert sizes == [1, 1, 2, 2]
    assert list(duplicate_numbers(tasks)) == ["13"]


def test_a_number_joins_papers_of_one_body_only() -> None:
    own = held(number="5", name="甲の事務", task_name="甲の事務")
    theirs = held(number="5", name="乙の事務", task_name="乙の事務", level="kiso", body="隣の市長")
    ours = held(number="5", name="丙の事務", task_name="丙の事務", level="kiso")
    assert sorted(len(task.documents) for task in group([own, theirs])) == [1, 1]
    assert sorted(len(task.documents) for task in group([own, ours])) == [2]


def test_the_identity_holds_whatever_the_names_say() -> None:
    one = held(task_id="t1", name="旧い名", task_name="旧い名", number="1")
    two = held(task_id="t1", level="kiso", name="新しい名", task_name="新しい名", number="99")
    loose = held(level="zenkoumoku", name="新しい名", task_name="新しい名", number="")
    (task,) = group([one, two, loose])
    assert task.id == "t1"


@pytest.mark.parametrize("name", ["国民健康保険　基礎項目評価書", "国民健康保険 全項目評価書【令和8年3月31日　終了】"])
def test_a_name_without_its_kind(name: str) -> None:
    assert bare_name(name) == "国民健康保険"


# -- the clock -----------------------------------------------------------------------------------------------------


def test_a_clock_behind_the_journal_is_told() -> None:
    now = datetime(2026, 11, 30, 1, 0, tzinfo=UTC)
    assert clock_behind(now, "") == ""
    assert clock_behind(now, (now - timedelta(hours=1)).isoformat()) == ""
    assert "時計" in clock_behind(now, (now + timedelta(hours=1)).isoformat())


def test_every_duty_says_its_article_and_no_print_says_how_unsure_it_is() -> None:
    for duty in deadlines().duties.values():
        assert duty.article
        assert duty.source
        assert "未確認" not in duty.text + duty.article + duty.short


@given(st.dates(date(1990, 1, 1), date(2100, 1, 1)), st.booleans())
def test_thirty_days_inclusive(start: date, first_day_counts: bool) -> None:
    end = Duration(days=30, first_day_counts=first_day_counts).end(start)
    assert (end - start).days == (29 if first_day_counts else 30)


# -- both sides of every boundary ----------------------------------------------------------------------------------


@pytest.mark.parametrize("duty_id", ["incident_report", "incident_over", "incident_form"])
def test_a_window_is_told_until_its_last_day_and_as_long_as_the_data_say(duty_id: str) -> None:
    duty = deadlines().duties[duty_id]  # type: ignore[index]
    assert duty.period is not None
    last = duty.period.end(LEAK.known_on) + timedelta(days=duty.shown_after_days)
    assert of(held(), duty_id, last, (LEAK,))
    assert not of(held(), duty_id, last + timedelta(days=1), (LEAK,))
    assert of(held(), duty_id, LEAK.known_on, (LEAK,))
    assert not of(held(), duty_id, LEAK.known_on - timedelta(days=1), (LEAK,))


def test_how_long_is_left_in_words() -> None:
    document = held(publications=published(("修正", date(2025, 12, 1))))
    assert [days_text(of(document, "review", date(2026, 12, day))[0]) for day in (1, 2)] == ["今日", "1日過ぎた"]
    assert days_text(of(document, "review", date(2026, 11, 30))[0]) == "あと1日"
    soon = deadlines().duties["review"].soon_days
    day = date(2026, 12, 1) - timedelta(days=soon)
    assert of(document, "review", day)[0].state == "soon"
    assert of(document, "review", day - timedelta(days=1))[0].state == "later"
    assert of(document, "review", date(2026, 12, 2))[0].state == "overdue"


def test_a_clock_may_be_a_minute_behind() -> None:
    now = datetime(2026, 11, 30, 1, 0, tzinfo=UTC)
    assert clock_behind(now, (now + timedelta(seconds=60)).isoformat()) == ""
    assert clock_behind(now, (now + timedelta(seconds=61)).isoformat())


def test_a_review_counts_on_the_day_of_the_publication_and_never_before() -> None:
    known = published(("修正", date(2026, 6, 1)))
    for day, label in ((date(2026, 6, 1), "見直した"), (date(2026, 5, 31), "修正の公表")):
        (due,) = of(held(publications=known, records=(Record("review", day, ""),)), "review")
        assert label in due.message
        assert due.on == date(2027, 6, 1)
    ahead = (Record("review", TODAY + timedelta(days=1), ""),)
    assert of(held(publications=known, records=ahead), "review")[0].on == date(2027, 6, 1)
    today = (Record("review", TODAY, ""),)
    assert of(held(publications=known, records=today), "review")[0].on == date(2027, 11, 30)


def test_a_hearing_is_told_until_its_last_day_and_not_after_the_publication() -> None:
    words = "令和8年11月10日から令和8年12月9日まで"
    assert of(held(hearing=words), "hearing", date(2026, 12, 9))[0].state == "soon"
    assert not of(held(hearing=words), "hearing", date(2026, 12, 10))
    for day, told in ((date(2026, 11, 9), True), (date(2026, 11, 10), False)):
        assert bool(of(held(hearing=words, cover=day), "hearing")) is told
    assert not of(held(hearing="令和8年12月9日から令和8年11月10日まで"), "hearing", date(2026, 11, 1))


def test_an_end_that_is_still_to_come_wants_no_notice_yet() -> None:
    document = held(name="甲【令和8年12月1日　終了】", cover=date(2024, 4, 1))
    assert {due.duty for due in dues(group([document]), (), date(2026, 11, 30))} == {"end_keep"}
    assert {due.duty for due in dues(group([document]), (), date(2026, 12, 1))} == {"end_keep", "end_notice"}


def test_a_judgement_counts_from_its_day_and_only_where_it_asks_for_more() -> None:
    def asked(**given: Any) -> bool:
        judged = Judged(7, given.pop("on", TODAY), 15_000, 520, False, given.pop("to", "juten"))
        known = {"level": "kiso", "publications": published(("実施", date(2025, 4, 1)))}
        return bool(of(held(**{**known, "judgements": (judged,), **given}), "level_up"))

    assert asked()
    assert not asked(on=TODAY + timedelta(days=1))
    assert not asked(to="kiso")
    assert not asked(to="none")
    assert not asked(publications=())
    assert not asked(archived=True)
    assert not asked(reference=True)
    assert not asked(name="甲【令和8年3月31日　終了】")


def test_the_newest_and_an_earlier_publication_on_one_day() -> None:
    known = published(("再実施", date(2025, 4, 1)), ("修正", date(2025, 4, 1)), ("実施", date(2020, 4, 1)))
    (due,) = of(held(publications=known), "renew")
    assert due.since == date(2025, 4, 1)


@pytest.mark.parametrize(("days", "since"), [(-1, "assessed"), (0, "cover"), (1, "cover"), (None, "assessed")])
def test_a_publication_is_that_of_an_assessment_shortly_before(days: int | None, since: str) -> None:
    within = deadlines().publication_follows_within_days
    cover = date(2024, 4, 1)
    assessed = cover - timedelta(days=within - days if days is not None else 2 * within)
    (due,) = of(held(cover=cover, assessed=assessed), "renew")
    assert due.since == (cover if since == "cover" else assessed)
    same = held(cover=cover, assessed=cover)
    assert of(same, "renew")[0].since == cover
    later = held(cover=cover, assessed=cover + timedelta(days=1), changed=(date(2021, 1, 1),))
    assert of(later, "renew")[0].since == date(2021, 1, 1)


def test_tasks_stand_by_their_numbers_and_those_without_one_come_last() -> None:
    names = {"2": "乙", "10": "丙", "": "丁", "１": "甲", "x": "戊"}
    tasks = group([held(number=number, name=name, task_name=name) for number, name in names.items()])
    assert [task.name for task in tasks] == ["甲", "乙", "丙", "丁", "戊"]
