"""The checks of a document, each made to fire and to keep quiet."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import msgspec
import pytest

from pia_tui.assessment import Assessment
from pia_tui.forms import load_form
from pia_tui.forms.wareki import to_wareki
from pia_tui.rules.checks import check, checks
from pia_tui.rules.completeness import progress, unanswered
from pia_tui.rules.facts import Facts

TODAY = date(2026, 11, 21)


def document(form: str = "zenkoumoku_h30", **answers: object) -> Assessment:
    made = Assessment.new(load_form(form))
    for path, raw in answers.items():
        made.apply(made.change(path, raw))
    return made


def rules_at(made: Assessment, path: str, facts: Facts | None = None) -> list[str]:
    return [finding.rule for finding in check(made, TODAY, facts) if finding.path == path]


CASES = [
    ("empty_bracket", "II[1].3.1.5", {"II[1].3.1": ["民間事業者"]}, {"II[1].3.1": ["民間事業者（印刷業者）"]}),
    ("exclusive", "II[1].5.1.3", {"II[1].5.1.3": "○", "II[1].5.1.1": "○"}, {"II[1].5.1.3": "○"}),
    ("none_marked", "II[1].5.1.3", {}, {"II[1].5.1.2": "○"}),
    ("contradicts", "III[1].4.1", {"III[1].4.1": "○", "II[1].4.1": "委託する"}, {"III[1].4.1": "○"}),
    ("contradicts", "III[1].5.1", {"III[1].5.1": "○", "II[1].5.1.2": "○"}, {"II[1].5.1.2": "○"}),
    # Ⅲ5 leaves out what goes through 情報提供ネットワークシステム, Ⅱ5 does not: both marks may stand.
    (
        "contradicts",
        "III[1].5.1",
        {"III[1].5.1": "○", "II[1].5.1.2": "○"},
        {"III[1].5.1": "○", "II[1].5.1.1": "○"},
    ),
    (
        "count_differs",
        "II[1].4.1.1",
        {"II[1].4.1": "委託する", "II[1].4.1.1": "3", "II[1].4.2[2]": "印刷"},
        {"II[1].4.1": "委託する", "II[1].4.1.1": "2", "II[1].4.2[2]": "印刷"},
    ),
    ("count_without_blocks", "II[1].4.1.1", {"II[1].4.1": "委託する"}, {"II[1].4.1": "委託しない"}),
    ("count_without_blocks", "II[1].5.1.1.1", {"II[1].5.1.1": "○"}, {"II[1].5.1.1": "×"}),
    ("date_in_future", "cover.7", {"cover.7": "令和8年11月22日"}, {"cover.7": "令和8年11月21日"}),
    ("day_serial", "II[1].2.5", {"II[1].2.5": "42094"}, {"II[1].2.5": "平成27年10月5日"}),
    ("no_such_day", "II[1].2.5", {"II[1].2.5": "2月30日"}, {"II[1].2.5": "2月29日"}),
    ("no_such_day", "II[1].3.9", {"II[1].3.9": "平成27年9月31日の稼働時"}, {"II[1].3.9": "平成27年9月30日の稼働時"}),
    ("no_such_day", "VI.3.1", {"VI.3.1": "令和7年4月1日、R7.13.1"}, {"VI.3.1": "令和7年4月1日、R7.12.1"}),
    ("day_serial", "VI.3.1", {"VI.3.1": "43922"}, {"VI.3.1": "10回"}),
    ("no_such_day", "II[1].2.5", {"II[1].2.5": "令和元年4月1日"}, {"II[1].2.5": "令和元年5月1日"}),
    ("old_name", "I.4.1", {"I.4.1": "特定個人情報保護委員会の承認"}, {"I.4.1": "個人情報保護委員会の承認"}),
    # The name of an ordinance or a notice of that time does not change.
    (
        "old_name",
        "I.4.1",
        {"I.4.1": "規則（平成26年特定個人情報保護委員会規則第1号）による特定個人情報保護委員会の承認"},
        {"I.4.1": "規則（平成26年特定個人情報保護委員会規則第1号）、指針（特定個人情報保護委員会告示第4号）"},
    ),
    ("person_name", "I.7.2", {"I.7.2": "湖山　太郎"}, {"I.7.2": "市民課長、情報政策課長"}),
    ("excess_text", "I.1.2", {"I.1.2": "あ" * 20001}, {"I.1.2": "あ" * 20000}),
]


@pytest.mark.parametrize(("rule", "path", "wrong", "right"), CASES)
def test_fires_and_keeps_quiet(rule: str, path: str, wrong: dict[str, Any], right: dict[str, Any]) -> None:
    assert rule in rules_at(document(**wrong), path)
    assert rule not in rules_at(document(**right), path)


def test_the_result_of_the_short_form_is_worked_out_again() -> None:
    answers = {"II.1.1": "1万人以上10万人未満", "II.2.1": "500人以上", "II.3.1": "発生なし"}
    wrong = document("kiso_r6", **answers, **{"III.1": "基礎項目評価の実施が義務付けられる"})
    assert "result_differs" in rules_at(wrong, "III.1")
    right = document("kiso_r6", **answers, **{"III.1": "基礎項目評価及び重点項目評価の実施が義務付けられる"})
    assert "result_differs" not in rules_at(right, "III.1")


def test_a_band_of_users_above_the_handlers_judged_on() -> None:
    made = document(**{"II[1].3.7.2": "500人以上1,000人未満"})
    facts = Facts(350_000, 120, incident=False, subjects_on=date(2026, 4, 1), handlers_on=date(2026, 4, 1))
    assert any(rule.startswith("threshold.handlers") for rule in rules_at(made, "II[1].3.7.2", facts))
    assert rules_at(made, "II[1].3.7.2") == []


def test_a_form_below_the_judgement() -> None:
    facts = Facts(350_000, 120, incident=False, subjects_on=date(2026, 4, 1), handlers_on=date(2026, 4, 1))
    found = [finding.rule for finding in check(document("juten_h30"), TODAY, facts)]
    assert "threshold.form_too_low" in found
    assert "threshold.form_too_low" not in [finding.rule for finding in check(document(), TODAY, facts)]


def test_the_bands_of_people_on_the_form_are_held_against_the_judgement() -> None:
    facts = Facts(350_000, 120, incident=False, subjects_on=date(2026, 4, 1), handlers_on=date(2026, 4, 1))
    fewer = msgspec.structs.replace(facts, subjects=9_000)
    made = document(**{"I.1.3": "30万人以上", "II[1].2.2": "10万人以上100万人未満"})
    for path, rule in (("I.1.3", "threshold.band_differs"), ("II[1].2.2", "threshold.subjects_band_over")):
        assert rule not in rules_at(made, path, facts)
        assert rule in rules_at(made, path, fewer)


def test_what_is_written_but_will_not_be_printed() -> None:
    written = {"II[1].4.2[1]": "帳票の印刷", "II[1].4.2[2].1": "封入", "III[1].4.5.1": "台帳に記す"}
    made = document(**written, **{"II[1].4.1": "委託しない", "III[1].4.1": "○"})
    found = {one.path: one.message for one in check(made, TODAY) if one.rule == "not_printed"}
    assert list(found) == ["II[1].4.2[1]", "II[1].4.2[2]", "III[1].4.5"]
    assert "Ⅱ（1）４「委託の有無」が「委託しない」" in found["II[1].4.2[2]"]
    assert "「○」" in found["III[1].4.5"]
    made = document(**written, **{"II[1].4.1": "委託する"})
    assert "not_printed" not in [one.rule for one in check(made, TODAY)]


def test_an_exempt_task_is_not_judged_by_its_numbers() -> None:
    answers = {"II.1.1": "30万人以上", "II.2.1": "500人未満", "II.3.1": "発生なし"}
    made = document("kiso_r6", **answers, **{"III.1": "特定個人情報保護評価の実施が義務付けられない"})
    facts = Facts(400_000, 20, incident=False, exempt=("staff",))
    assert "result_differs" in rules_at(made, "III.1")
    assert "result_differs" not in rules_at(made, "III.1", facts)


def test_the_days_of_the_counts_are_those_that_the_form_says() -> None:
    def said(made: Assessment, facts: Facts) -> list[str]:
        return [one.rule for one in check(made, TODAY, facts) if "_date_" in one.rule]

    undated = Facts(20_000, 120, incident=False)
    old = Facts(20_000, 120, incident=False, subjects_on=date(2024, 4, 1), handlers_on=date(2026, 4, 1))
    assert said(document("juten_h30"), undated) == []  # the item is on the 基礎 form
    assert said(document("juten_h30"), old) == []
    assert said(document("kiso_r6"), undated) == []  # told as an unanswered item
    assert said(document("kiso_r6"), old) == ["threshold.subjects_date_old"]
    assert said(document("kiso_r6", **{"II.1.2": "令和8年10月1日"}), old) == []
    assert said(document("kiso_r6", **{"II.2.2": "令和6年4月1日"}), undated) == ["threshold.handlers_date_old"]


def test_a_count_is_asked_only_beside_its_mark() -> None:
    made = document(**{"II[1].5.1.1": "○", "II[1].5.1.2": "×"})
    paths = {node.path for node in unanswered(made)}
    assert "II[1].5.1.1.1" in paths
    assert "II[1].5.1.2.1" not in paths
    assert "II[1].5.1.1.1" not in {node.path for node in unanswered(document())}


@pytest.mark.parametrize(
    ("path", "word"),
    [
        ("I.1.2", "項目の説明"),
        ("I.1.3", "選"),
        ("cover.1", "数字"),
        ("cover.7", "日付"),
        ("II[1].3.1", "○"),
        ("betten1.1", "図"),
    ],
)
def test_what_is_missing_says_how_to_answer_it(path: str, word: str) -> None:
    (message,) = (one.message for one in check(document(), TODAY) if one.path == path and one.rule == "unanswered")
    assert word in message
    assert "なし" not in message  # many of the texts, such as the declaration, can never be none


def test_unanswered_leaves_out_what_does_not_apply_and_what_is_optional() -> None:
    made = document(**{"III[1].4.1": "○", "II[1].1": "住民ファイル"})
    paths = {node.path for node in unanswered(made)}
    assert "I.1.2" in paths
    assert "III[1].4.3" not in paths  # switched off
    assert "I.8" not in paths  # 任意
    assert "VI.4.1" not in paths  # 行政機関等のみ
    assert "III[1].1" not in paths  # follows Ⅱ1
    assert "I.3" not in paths  # follows from the files
    assert "III[1].5.1" not in paths  # a mark


@pytest.mark.parametrize("form", ["kiso_h31", "kiso_r6", "juten_h30", "zenkoumoku_h30"])
def test_progress_counts_up_to_complete(form: str) -> None:
    made = Assessment.new(load_form(form))
    first = progress(made)
    assert first.answered == 0
    assert first.percent == 0
    node = unanswered(made)[0]
    made.apply(made.change(node.path, "12"))
    assert progress(made).answered == 1
    for node in unanswered(made):
        kind = node.value_kind
        raw: object = "文" if kind == "text" else "令和8年4月1日" if kind == "date" else "1"
        made.apply(made.change(node.path, ["1"] if kind == "multi" else ["a" * 64] if kind == "figure" else raw))
    assert progress(made).complete
    assert sum((progress(made, part).asked for part in made.parts()), 0) == progress(made).asked


def test_every_check_names_its_source() -> None:
    assert all(each.source and each.text for each in checks().checks.values())


CITED = "番号法第19条第8号に基づく主務省令第2条の表 {}の項"


@pytest.mark.parametrize(("rows", "told"), [
    ("1、2、5、3、7、11、13", False),  # too short a list to say that it is one
    ("1、2、5、3、7、11、13、15", True),
    ("1、2、5、3、7、11、13、15、20", True),
    ("1、2、3、5、7、11、13、15、20", False),
    ("2、1、5、3、7、11、13、15、20", True),
    ("2、1、5、3、11、7、13、15、20", False),  # so often that it is another order
])  # fmt: skip
def test_how_long_and_how_seldom_out_of_order_a_list_of_rows_is_told(rows: str, told: bool) -> None:
    assert ("rows_unsorted" in rules_at(document("juten_h30", **{"I.5.2": CITED.format(rows)}), "I.5.2")) is told


@pytest.mark.parametrize(
    ("rows", "told"), [("1、2、2", "2"), ("1、2、2、3、3", "2、3"), ("1、2、3", ""), ("2、2", "2")]
)
def test_rows_named_twice(rows: str, told: str) -> None:
    made = document("juten_h30", **{"I.5.2": CITED.format(rows)})
    said = [one.message for one in check(made, TODAY) if one.rule == "row_twice"]
    assert [f"{told} が二度" in one for one in said] == ([True] if told else [])


@pytest.mark.parametrize(("linked", "marks", "rule"), [
    ("実施する", {"III[1].6.1": "○", "III[1].6.2": "○"}, "linkage_unconnected"),
    ("実施する", {"III[1].6.1": "○"}, ""),
    ("実施する", {"III[1].6.2": "○"}, ""),
    ("実施する", {"III[1].6.1": "○", "III[1].6.2": "○", "III[2].1": "乙ファイル"}, ""),
    ("実施する", {"III[1].6.1": "○", "III[1].6.2": "○", "III[2].6.1": "○", "III[2].6.2": "○"}, "linkage_unconnected"),
    ("実施しない", {"III[1].6.1": "○", "III[1].6.2": "○"}, ""),
    ("実施しない", {"III[1].6.3.1": "範囲を限る。"}, "connected_unlinked"),
    ("実施しない", {"III[1].6.3.1": "範囲を限る。", "III[1].6.1": "○"}, ""),
    ("実施しない", {"III[1].6.1": "○", "III[2].6.3.1": "範囲を限る。"}, "connected_unlinked"),
    ("実施しない", {}, ""),
])  # fmt: skip
def test_linkage_and_the_marks_of_every_file(linked: str, marks: dict[str, object], rule: str) -> None:
    said = check(document("juten_h30", **{"I.5.1": linked, **marks}), TODAY)
    found = [(one.rule, one.path) for one in said if one.rule in ("linkage_unconnected", "connected_unlinked")]
    assert found == ([(rule, "III[1].6.1")] if rule else [])


@pytest.mark.parametrize(("form", "choice", "places"), [
    ("juten_h30", "III[1].2.1.2", {"III[1].2.1.1": True, "III[1].2.2": True, "III[1].3.1.1": False}),
    ("zenkoumoku_h30", "III[1].2.1.4", {"III[1].2.1.3": True, "III[1].2.2.1": True, "III[1].3.1.1": False}),
])  # fmt: skip
def test_a_plan_counts_in_the_group_of_the_problem_and_under_its_heading(
    form: str, choice: str, places: dict[str, bool]
) -> None:
    plan = "令和9年度に改善する予定。"
    assert "problem_without_plan" in rules_at(document(form, **{choice: "課題が残されている"}), choice)
    for place, counts in places.items():
        made = document(form, **{choice: "課題が残されている", place: plan})
        assert ("problem_without_plan" not in rules_at(made, choice)) is counts, place
    assert "problem_without_plan" not in rules_at(document(form, **{choice: "十分である"}), choice)


@pytest.mark.parametrize(("number", "told"), [(-1, False), (0, True), (1, True)])
def test_the_bounds_of_day_serials_where_no_day_is_asked(number: int, told: bool) -> None:
    serials = checks().day_serials
    for text in (str(serials.lowest + number), str(serials.highest - number)):
        assert ("day_serial" in rules_at(document(**{"I.1.2": text}), "I.1.2")) is told
        assert "day_serial" in rules_at(document(**{"II[1].2.5": text}), "II[1].2.5")


@pytest.mark.parametrize(("signs", "shown"), [
    ("\u0600\u0600", "（U+0600）"), ("\ufffd\ufffd", "（\ufffd\ufffd）"),
    ("\ufffd、\u0600、\ufffd", "（\ufffd、U+0600）"),
    ("\u0e01の\u0e02の\u0e03の\u0e04の\u0e05の\u0e06", "（\u0e01、\u0e02、\u0e03、\u0e04、\u0e05）"),
])  # fmt: skip
def test_how_a_sign_without_a_shape_is_told(signs: str, shown: str) -> None:
    (said,) = [one for one in check(document(**{"I.1.2": f"届{signs}を"}), TODAY) if one.rule == "unreadable"]
    assert shown in said.message


def test_a_day_is_told_from_the_first_that_there_can_be() -> None:
    (first,) = [one for one in checks().earliest if "published_on" in one.roles]
    made = document("juten_h30")
    path = made.form.roles["published_on"]
    for day, told in ((first.day, False), (first.day - timedelta(days=1), True)):
        assert ("date_before_law" in rules_at(document("juten_h30", **{path: to_wareki(day)}), path)) is told


@pytest.mark.parametrize(("linked", "ground", "rule"), [
    ("実施する", "番号法第9条第1項", "linkage_without_ground"), ("実施する", "番号法第19条第8号", ""),
    ("実施する", "住民基本台帳法第19条", "linkage_without_ground"), ("実施する", CITED.format("1"), ""),
    ("実施しない", "番号法第9条第1項", ""), ("実施しない", "番号法第19条第8号", "ground_without_linkage"),
])  # fmt: skip
def test_which_ground_stands_for_linkage(linked: str, ground: str, rule: str) -> None:
    found = rules_at(document("juten_h30", **{"I.5.1": linked, "I.5.2": ground}), "I.5.2")
    assert [one for one in found if one in ("linkage_without_ground", "ground_without_linkage")] == [rule][: bool(rule)]


def test_a_contradiction_names_a_mark_and_an_answer() -> None:
    marked = document(**{"III[1].5.1": "○", "II[1].5.1.2": "○"})
    (said,) = [one.message for one in check(marked, TODAY) if (one.rule, one.path) == ("contradicts", "III[1].5.1")]
    assert "は「○」です" in said
    answered = document(**{"III[1].4.1": "○", "II[1].4.1": "委託する"})
    (said,) = [one.message for one in check(answered, TODAY) if (one.rule, one.path) == ("contradicts", "III[1].4.1")]
    assert "は「委託する」です" in said
