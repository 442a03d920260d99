"""What the checks read out of names, numbers and marks: each word that decides, and the one beside it that does not."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from pia_tui.assessment import Assessment
from pia_tui.forms import load_form
from pia_tui.law.numbers import Number
from pia_tui.rules.changes import diff
from pia_tui.rules.changes.data import change_rules
from pia_tui.rules.changes.rows import proposed_rows
from pia_tui.rules.checks import Others, check, grounds, names, references, texts
from pia_tui.rules.findings import UNANSWERED, Finding

TODAY = date(2026, 11, 30)


def document(**answers: Any) -> Assessment:
    made = Assessment.new(load_form("juten_h30"), "住宅に関する事務")
    for path, answer in answers.items():
        made.apply(made.change(path, answer))
    return made


def found(made: Assessment, *rules: str, others: Others | None = None) -> list[tuple[str, str]]:
    return [(one.rule, one.path) for one in check(made, TODAY, None, others) if one.rule in rules]


@pytest.mark.parametrize(
    ("body", "town"),
    [
        ("甲山市長", "甲山市"),
        ("甲山市教育委員会", "甲山市"),
        ("福島県甲山市長", "甲山市"),
        ("北海道函館市長", "函館市"),
        ("京都府京都市長", "京都市"),
        ("東京都 千代田区長", "千代田区"),
        ("四日市市長", "四日市市"),
        ("甲山町役場", "甲山町"),
        ("厚生労働大臣", "厚生労働大臣"),
        ("年金機構理事長", "年金機構理事"),
        ("", ""),
    ],
)
def test_the_town_of_a_body(body: str, town: str) -> None:
    assert names._town(body) == town


@pytest.mark.parametrize(
    ("text", "owners"),
    [
        ("乙川市個人情報保護条例", ["乙川市"]),
        ("乙川市役所", ["乙川市"]),
        ("福島県乙川市条例", ["乙川市"]),
        ("甲山市条例 乙川町規則", ["乙川町"]),
        ("当市個人情報", []),
        ("他市条例", []),
        ("市条例", []),
        ("前住所地市町村条例", []),
        ("乙川市民", []),
    ],
)
def test_the_owners_of_rules_and_offices(text: str, owners: list[str]) -> None:
    assert list(names._owners(text, "甲山市")) == owners


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("別紙1", "1"),
        ("別紙　第２", "2"),
        ("別紙一", "1"),
        ("別紙九", "9"),
        ("別紙十", "10"),
        ("別紙十一", "11"),
        ("別紙二十", "20"),
        ("別紙12のとおり", "12"),
        ("別紙", ""),
        ("別紙様式", ""),
        ("別紙2様式", ""),
        ("3", "3"),
        ("１２", "12"),
        ("二", "2"),
        ("資料4", "4"),
        ("", ""),
        ("資料", ""),
    ],
)
def test_the_number_of_an_annex(text: str, number: str) -> None:
    assert references._annex_number(text) == number


@pytest.mark.parametrize(
    ("there", "told"),
    [
        ({}, True),
        ({"besshi.1[1].1": "別紙1"}, True),
        ({"besshi.1[1].1": "別紙２"}, False),
        ({"besshi.1[1].1": "二"}, False),
    ],
)
def test_an_annex_that_is_referred_to_is_there(there: dict[str, str], told: bool) -> None:
    made = document(**{"I.1.2": "別紙2のとおり。", "I.4.1": "別紙２"}, **there)
    assert found(made, "annex_missing") == ([("annex_missing", "I.1.2")] if told else [])


@pytest.mark.parametrize(
    ("listed", "files", "rules"),
    [
        ("（1）住民ファイル（2）宛名ファイル", ["住民ファイル", "宛名ファイル"], []),
        ("（1）住民ファイル（2）宛名", ["住民ファイル"], ["files_count"]),
        ("（1）住民ファイル", ["住民ファイル", "宛名ファイル"], ["files_differ"]),
        ("住民　ファイル", ["住民ファイル"], []),
        ("（1）住民ファイル", ["住民ファイル"], []),
        ("宛名", [], []),
    ],
)
def test_the_files_that_the_outline_names(listed: str, files: list[str], rules: list[str]) -> None:
    made = document(**{f"II[{n}].1": name for n, name in enumerate(files, start=1)}, **{"I.3": listed})
    assert [rule for rule, _ in found(made, "files_differ", "files_count")] == rules


@pytest.mark.parametrize(
    ("answers", "told"),
    [
        ({"II[1].2.3.1": "同上。"}, True),
        ({"II[1].2.3": "住民", "II[1].2.3.1": "同 上"}, False),
        ({"I.4.1": "x", "II[1].2.3.1": "同上"}, True),
        ({"II[1].4.2[1].1": "同上"}, True),
        ({"II[1].4.2[1]": "印刷", "II[1].4.2[2].1": "同上"}, False),
        ({"I.1.2": "同上のとおり"}, False),
    ],
)
def test_the_same_as_above_wants_something_above(answers: dict[str, str], told: bool) -> None:
    assert bool(found(document(**answers), "same_as_nothing")) is told


@pytest.mark.parametrize(
    ("text", "side"),
    [
        ("（情報照会の根拠）1の項", "ask"),
        ("（情報提供の根拠）1の項", "provide"),
        ("（照会の根拠）x（提供の根拠）1の項", "provide"),
        ("（提供の根拠）x（照会の根拠）1の項", "ask"),
        ("1の項", None),
        ("照会：1の項", "ask"),
        ("提供：1の項", "provide"),
        ("1の項 照会：", None),
    ],
)
def test_for_which_side_rows_are_cited(text: str, side: str | None) -> None:
    assert grounds._side(text, text.index("1"), "linkage") == side
    assert grounds._side(text, text.index("1"), "provide") == "provide"


@pytest.mark.parametrize(
    ("name", "one"),
    [
        ("都道府県知事", True),
        ("", False),
        ("　", False),
        ("別紙のとおり", False),
        ("第一欄に掲げる者", False),
        ("各項に掲げる者", False),
    ],
)
def test_whether_a_recipient_is_named(name: str, one: bool) -> None:
    assert grounds._names_a_body(name) is one


@pytest.mark.parametrize(
    ("value", "post"),
    [
        ("市民課長", True),
        ("市民課長、税務課長", True),
        ("（市民課長）", True),
        ("山田　太郎", False),
        ("市民課長 山田太郎", False),
        ("", True),
    ],
)
def test_whether_all_words_are_posts(value: str, post: bool) -> None:
    assert texts._is_post(value) is post


@pytest.mark.parametrize(
    ("run", "sign"), [("\ufffd", "\ufffd"), ("\ufffd\ue000", "U+FFFD"), ("ก", "ก"), ("\u200b", "U+200B")]
)
def test_how_a_lost_sign_is_told(run: str, sign: str) -> None:
    assert texts._sign(run) == sign


@pytest.mark.parametrize(
    ("answers", "told"),
    [
        ({"II[1].4.1": "委託しない", "III[1].4.2.2": "定める"}, True),
        ({"II[1].4.1": "委託する", "III[1].4.2.2": "定める"}, False),
        ({"III[1].4.2.2": "定める"}, False),
        ({"II[1].4.1": "委託しない"}, False),
        ({"II[1].4.1": "委託しない", "III[1].4.1": True}, False),
        ({"II[1].4.1": "委託しない", "III[1].4.2.2": "定める", "III[1].4.1": False}, True),
    ],
)
def test_a_mark_that_an_answer_elsewhere_asks_for(answers: dict[str, Any], told: bool) -> None:
    assert (("mark_missing", "III[1].4.1") in found(document(**answers), "mark_missing")) is told


@pytest.mark.parametrize(
    ("answers", "told"),
    [
        ({"II[1].5.1.3": True, "III[1].5.2.2": "定める"}, True),
        ({"II[1].5.1.2": True, "III[1].5.2.2": "定める"}, False),
        ({"III[1].5.2.2": "定める"}, False),
        ({"II[1].5.1.3": True, "II[1].5.1.2": True, "III[1].5.2.2": "定める"}, False),
        ({"II[1].5.1.3": False, "III[1].5.2.2": "定める"}, False),
    ],
)
def test_a_mark_that_a_mark_of_nothing_elsewhere_asks_for(answers: dict[str, Any], told: bool) -> None:
    assert bool(found(document(**answers), "mark_missing")) is told


def test_what_is_called_by_what() -> None:
    assert [Finding(rule, "hint", "", "").word for rule in (UNANSWERED, "x")] == ["未記入", "参考"]


# -- rows of the table of changes -------------------------------------------------------------------------------------


def rows(before: dict[str, Any], after: dict[str, Any]) -> list[Any]:
    old = document(**before)
    new = Assessment(old.form, old.state)
    for path, answer in after.items():
        new.apply(new.change(path, answer))
    return list(proposed_rows(new, diff(old, new), "令和8年4月1日"))


def test_what_came_from_nothing_and_what_went_to_nothing() -> None:
    words = change_rules().words
    (come,) = rows({}, {"I.4.1": "番号法"})
    assert (come.before, come.after, come.whole_before, come.whole_after) == (
        words.empty,
        "番号法",
        words.empty,
        "番号法",
    )
    (gone,) = rows({"I.4.1": "番号法"}, {"I.4.1": ""})
    assert (gone.before, gone.after, gone.whole_before, gone.whole_after) == (
        "番号法",
        words.empty,
        "番号法",
        words.empty,
    )
    (block,) = rows({}, {"II[1].4.2[1]": "印刷", "II[1].4.2[1].1": "帳票"})
    assert (block.before, block.whole_before) == (words.new, words.new)
    assert block.after == block.whole_after
    assert "帳票" in block.after
    assert block.change.kind == "added"
    assert (block.written, block.outdated, block.aside, block.edited) == ("", False, "", frozenset())
    stars = {each.path: each.star for each in block.change.details}
    form = load_form("juten_h30")
    assert stars == {path: form.important_change(path.replace("[1]", "")) is not None for path in stars}
    assert block.star is any(stars.values())


def test_which_rows_a_body_provides_by() -> None:
    assert grounds._ours(Number(1), "市町村長", "provide")
    assert not grounds._ours(Number(12, (2,)), "市町村長", "provide")
    assert grounds._ours(Number(9999), "市町村長", "provide")  # of a row that is not there nothing is said
