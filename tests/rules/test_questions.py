"""The wizard's questions: order, parsing, hints, and what they end with."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pia_tui.errors import PiaError
from pia_tui.rules.questions import (
    Answer,
    BadAnswer,
    changed,
    choices_of,
    facts_of,
    hint,
    next_question,
    outcome,
    parse,
    problem,
    question,
    questions,
    shown,
    summary,
    typed,
)
from pia_tui.rules.threshold import Facts, band_of

TODAY = date(2025, 7, 1)
TYPED: dict[str, str] = {
    "subjects": "25万",
    "subjects_on": "R7.4.1",
    "handlers": "４８０人",
    "handlers_on": "",
    "incident": "no",
    "exempt": "",
    "result": "next",
    "level": "juten",
    "task_name": "  国民健康保険に関する事務 ",
    "body": "見本市長",
    "number": "１２",
}


def run(typed: dict[str, str]) -> dict[str, Answer]:
    answers: dict[str, Answer] = {}
    while (q := next_question(answers)) is not None:
        answers[q.id] = parse(q, typed[q.id], today=TODAY, answers=answers)
    return answers


def test_the_questions_come_in_the_order_of_the_guideline() -> None:
    assert [q.id for q in questions()] == list(TYPED)
    assert list(run(TYPED)) == list(TYPED)


def test_the_wizard_ends_with_a_plain_value() -> None:
    end = outcome(run(TYPED), today=TODAY)
    assert end.facts == Facts(250_000, 480, False, date(2025, 4, 1), None)
    assert (end.judgement.level, end.level) == ("juten", "juten")
    assert (end.task_name, end.body, end.number) == ("国民健康保険に関する事務", "見本市長", "12")
    assert [finding.rule for finding in end.findings] == ["threshold.handlers_date_missing"]


def test_who_makes_no_document_is_not_asked_for_its_number() -> None:
    answers = run(TYPED | {"subjects": "999", "level": "none"})
    assert "number" not in answers
    assert outcome(answers, today=TODAY).level == "none"


def test_the_kinds_of_file() -> None:
    q = question("exempt")
    first, *kinds = choices_of(q, {})
    assert first.value == ""
    assert parse(q, f"{kinds[0].value},{kinds[1].value}", today=TODAY) == (kinds[0].value, kinds[1].value)
    answers = run(TYPED | {"exempt": kinds[0].value, "level": "none"})
    assert facts_of(answers).exempt == (kinds[0].value,)
    assert kinds[0].label in shown(q, answers["exempt"])
    assert shown(q, ()) == first.label


@pytest.mark.parametrize(
    ("question_id", "raw", "says"),
    [
        ("subjects", "", "入れてください"),
        ("subjects", "abc", "人数として読めません"),
        ("subjects_on", "きのう", "日付"),
        ("subjects_on", "令和7年7月2日", "後の日"),
        ("handlers", "-1", "マイナス"),
        ("incident", "", "選んで"),
        ("incident", "maybe", "一覧から"),
        ("exempt", "staff,dogs", "一覧から"),
        ("level", "kiso", "一覧から"),
        ("task_name", "   ", "入れてください"),
        ("task_name", "あ" * 201, "長すぎ"),
        ("task_name", "一行目\n二行目", "1行"),
        ("task_name", "名\x00前", "制御文字"),
        ("task_name", "番号 6214-9832-0257", "個人番号"),
        ("number", "十二", "数字"),
    ],
)
def test_nonsense_is_refused_beside_the_field(question_id: str, raw: str, says: str) -> None:
    q = question(question_id)
    facts: dict[str, Any] = {"subjects": 250_000, "handlers": 3, "incident": False}
    assert says in problem(q, raw, today=TODAY, answers=facts)
    with pytest.raises(PiaError):
        parse(q, raw, today=TODAY, answers=facts)


@given(st.integers(0, 999_999_999))
def test_the_band_is_shown_while_typing(number: int) -> None:
    assert hint(question("subjects"), f"{number:,}人") == f"{number:,}人 → {band_of(number)}"


def test_a_hint_says_nothing_of_what_cannot_be_read() -> None:
    assert hint(question("subjects"), "") == hint(question("subjects"), "25万ほ") == hint(question("body"), "x") == ""
    assert hint(question("subjects_on"), "2025-4-1") == "令和7年4月1日"
    assert hint(question("handlers"), "500") == "500人 → 500人以上"


@given(st.text(max_size=60))
def test_any_text_is_an_answer_or_a_japanese_sentence(raw: str) -> None:
    facts: dict[str, Any] = {"subjects": 250_000, "handlers": 3, "incident": False}
    for q in questions():
        said = problem(q, raw, today=TODAY, answers=facts)
        assert said == "" or "。" in said


def test_every_answer_can_be_shown() -> None:
    answers = run(TYPED)
    assert {q.id: shown(q, answers[q.id]) for q in questions() if q.id != "result"} == {
        "subjects": "250,000人",
        "subjects_on": "令和7年4月1日",
        "handlers": "480人",
        "handlers_on": "未記入",
        "incident": "いいえ",
        "exempt": "いいえ（ほかのファイルも取り扱う）",
        "level": "重点項目評価",
        "task_name": "国民健康保険に関する事務",
        "body": "見本市長",
        "number": "12",
    }


def test_every_question_helps() -> None:
    for q in questions():
        assert q.help
        assert q.missing or not q.required or q.kind == "result"
        assert q.kind != "text" or q.longest
    assert all(question(q).explanation for q in ("subjects", "handlers", "incident"))


def test_an_answer_asked_again_starts_as_it_was() -> None:
    answers = run(TYPED)
    for q in questions():
        if q.kind != "result":
            again = parse(q, typed(q, answers[q.id]), today=TODAY, answers=answers)
            assert again == answers[q.id]


def test_a_changed_fact_asks_for_the_result_and_the_level_again() -> None:
    answers = run(TYPED)
    again = changed(answers, "subjects", 300_000)
    assert [q.id for q in questions() if q.id not in again] == ["result", "level"]
    assert again["task_name"] == answers["task_name"]
    assert changed(answers, "subjects", 250_000) == answers
    assert "level" in changed(answers, "task_name", "別の事務")


def test_a_day_may_be_today_and_no_later() -> None:
    q = question("subjects_on")
    assert parse(q, "令和7年7月1日", today=TODAY) == TODAY
    assert parse(q, "令和7年6月30日", today=TODAY) == date(2025, 6, 30)
    with pytest.raises(BadAnswer):
        parse(q, "令和7年7月2日", today=TODAY)


def test_a_text_and_a_number_may_be_as_long_as_is_said_and_no_longer() -> None:
    name, number = question("task_name"), question("number")
    assert parse(name, "あ" * name.longest, today=TODAY) == "あ" * name.longest
    assert problem(name, "あ" * (name.longest + 1), today=TODAY)
    assert parse(number, "123456789", today=TODAY) == "123456789"
    assert problem(number, "1234567890", today=TODAY)


def test_what_is_explained_and_which_bands_there_are() -> None:
    explained = {q.id for q in questions() if q.explanation}
    assert explained == {q.id for q in questions() if q.definition} >= {"subjects", "handlers", "incident"}
    assert {q.id for q in questions() if q.bands} == {"subjects", "handlers"}
    assert question("subjects").bands != question("handlers").bands
    assert {q.id for q in questions() if q.unread} <= explained


def test_what_can_be_chosen_of_each_kind() -> None:
    facts: dict[str, Any] = {"subjects": 250_000, "handlers": 3, "incident": False}
    offered = {q.id: [choice.value for choice in choices_of(q, facts)] for q in questions()}
    assert offered["incident"] == ["no", "yes"]
    assert offered["level"][0] == "juten"
    assert "kiso" not in offered["level"]
    assert [name for name, values in offered.items() if not values] == [
        q.id for q in questions() if q.kind not in ("yes_no", "kinds", "level")
    ]
    assert parse(question("incident"), "yes", today=TODAY) is True
    assert parse(question("incident"), "no", today=TODAY) is False
    twice = choices_of(question("exempt"), {})[1].value
    assert parse(question("exempt"), f"{twice},{twice}", today=TODAY) == (twice,)


def test_answers_as_they_are_shown_and_typed_again() -> None:
    assert (shown(question("incident"), True), typed(question("incident"), True)) == ("はい", "yes")
    assert typed(question("incident"), False) == "no"
    assert typed(question("exempt"), ("a", "b")) == "a,b"
    assert typed(question("exempt"), None) == typed(question("number"), None) == ""
    assert typed(question("handlers"), 1234) == "1,234"
    band = question("subjects").bands[1].label
    assert (shown(question("subjects"), band), typed(question("subjects"), band)) == (band, band)
    assert shown(question("body"), "") == shown(question("handlers_on"), None) == "未記入"


def test_what_is_looked_over_before_saving() -> None:
    answers = run(TYPED)
    assert [title for title, _ in summary(answers)] == [q.title for q in questions() if q.kind != "result"]
    none = run(TYPED | {"subjects": "999", "level": "none"}) | {"number": "5"}
    assert question("number").title not in dict(summary(none))


def test_nothing_below_the_result_is_forgotten_for_an_answer_that_stays() -> None:
    answers = run(TYPED)
    for q in questions():
        assert changed(answers, q.id, answers[q.id]) == answers
    assert changed({}, "subjects", 5) == {"subjects": 5}
    assert "level" not in changed(answers, "exempt", ("staff",))
    assert "level" in changed(answers, "number", "13")


def test_every_kind_may_be_chosen_at_once() -> None:
    every = tuple(choice.value for choice in choices_of(question("exempt"), {}) if choice.value)
    assert parse(question("exempt"), ",".join(every), today=TODAY) == every
    assert parse(question("exempt"), every[0], today=TODAY) == (every[0],)
    assert problem(question("exempt"), f"{every[0]},dogs", today=TODAY)
