"""Values, days and spans at the bounds of what is read: one more, one less, and what is said then."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from pia_tui.forms import BadValue, values
from pia_tui.forms.day_faults import day_fault, past_end_words
from pia_tui.forms.model import Item, Option
from pia_tui.forms.paths import BadPath, Path, new_identity, parse_path, plain_path
from pia_tui.forms.periods import Period, days_named, parse_period
from pia_tui.forms.values import clean_text, parse_value, read_day, reason_of, split_free_text
from pia_tui.forms.wareki import parse_date, to_wareki


def item(kind: str, **more: Any) -> Item:
    return Item(id="A.1", kind=kind, label="⑤ 項目", **more)  # type: ignore[arg-type]


CHOICE = item("choice", choices=tuple(Option(text=each) for each in ("一", "２ つ", "三", "1")))
SAFE = "何も変更していません。"


def refused(made: Item, raw: object) -> BadValue:
    with pytest.raises(BadValue) as told:
        parse_value(made, raw)
    assert told.value.safe == SAFE
    return told.value


@pytest.mark.parametrize(
    ("made", "raw", "value"),
    [
        (item("count"), "999999999", 999_999_999),
        (item("count"), " 3 件 ", 3),
        (item("count"), 7, 7),
        (item("count"), "", None),
        (item("text", digits_only=True), "999999999", "999999999"),
        (item("text", digits_only=True), " ", None),
        (item("text", digits_only=True), "１ ２", "12"),
        (item("text"), " 前の空き", " 前の空き"),
        (item("text"), " \n", None),
        (item("text"), 5, "5"),
        (item("flag"), True, True),
        (item("flag"), False, False),
        (item("flag"), "( )", None),
        (item("flag"), "⑤項目", True),
        (item("flag"), "[⑤　項目]", True),
        (item("flag"), "(○)", True),
        (item("flag"), "X", False),
        (item("flag"), ["○"], True),
        (item("flag"), "なし", False),
        (item("flag"), "ON", True),
        (item("flag"), "レ", True),
        (item("flag"), "0", False),
        (item("date"), " ", None),
        (item("date", free_text_ok=True), " 未定 ", "未定"),
        (item("date"), "R7.4.1", "令和7年4月1日"),
        (CHOICE, "一", "一"),
        (CHOICE, "２つ", "２ つ"),
        (CHOICE, "1", "1"),
        (CHOICE, "２", "２ つ"),
        (CHOICE, "3．", "三"),
        (CHOICE, "4", "1"),
        (CHOICE, " ", None),
        (CHOICE, None, None),
        (CHOICE, ("三",), "三"),
        (item("figure"), "a" * 64, ("a" * 64,)),
        (item("figure"), " ", None),
        (item("figure"), [" x ", ""], ("x",)),
        (item("multi", choices=CHOICE.choices), "三", ("三",)),
    ],
)
def test_what_is_kept(made: Item, raw: object, value: object) -> None:
    kept = parse_value(made, raw)
    assert kept == value
    assert type(kept) is type(value)


@pytest.mark.parametrize(
    ("made", "raw", "words"),
    [
        (item("count"), "1000000000", "件数として読めません"),
        (item("count"), "", None),
        (item("count"), "3件件", "件数"),
        (item("text", digits_only=True), "1000000000", "数字で入れてください"),
        (item("text", digits_only=True), "1a", "「1a」は数字"),
        (item("flag"), "たぶん", "「⑤ 項目」に「たぶん」は"),
        (item("group"), "x", "見出しなので"),
        (item("group"), None, "見出しなので"),
        (item("text"), ["a", "b"], "2 個"),
        (item("flag"), [], "0 個"),
        (item("multi", choices=CHOICE.choices), 5, "「5」は入れられません"),
        (item("figure"), True, "入れられません"),
        (item("multi", choices=CHOICE.choices), ["一", "五"], "「五」は「⑤ 項目」の選択肢"),
        (CHOICE, "5", "選択肢にありません"),
        (CHOICE, "0", "選択肢にありません"),
        (CHOICE, "003", "選択肢にありません"),
        (CHOICE, "い" * 61, "「" + "い" * 60 + "」"),
        (item("flag"), "い" * 61, "「" + "い" * 60 + "」"),
        (item("count"), "い" * 61, "「" + "い" * 60 + "」"),
        (item("multi"), 10**70, "「1" + "0" * 59 + "」"),
    ],
)
def test_what_is_refused_says_why(made: Item, raw: object, words: str | None) -> None:
    if words is None:
        assert parse_value(made, raw) is None
        return
    assert words in refused(made, raw).what


def test_what_can_be_chosen_is_listed_with_its_numbers() -> None:
    assert refused(CHOICE, "五").next == "選べるもの: 1）一／2）２ つ／3）三／4）1"
    assert "○" in refused(item("flag"), "?").next
    assert "数字だけで" in refused(item("count"), "?").next


@pytest.mark.parametrize(("many", "kept"), [(10, True), (11, False)])
def test_the_longest_text(monkeypatch: pytest.MonkeyPatch, many: int, kept: bool) -> None:
    monkeypatch.setattr(values, "MAX_TEXT", 10)
    if kept:
        assert clean_text("あ" * many) == "あ" * many
        return
    with pytest.raises(BadValue, match="11 文字。上限は 10 文字") as told:
        clean_text("あ" * many)
    assert told.value.next
    assert told.value.safe == SAFE
    monkeypatch.undo()
    assert values.MAX_TEXT == 1_000_000


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        ("その他（住登外）", ("その他", "住登外")),
        ("その他 (a)", ("その他", "a")),
        ("その他（）", ("その他", "")),
        ("その他", ("その他", None)),
        ("その他（一\n二）", ("その他", "一\n二")),
        ("紙（x）", ("紙（x）", None)),
        ("その他x", ("その他x", None)),
        (" 紙 ", ("紙", None)),
        ("その他（a（b））", ("その他", "a（b）")),
    ],
)
def test_an_option_and_its_bracket(text: str, parts: tuple[str, str | None]) -> None:
    made = item("multi", choices=(Option(text="紙"), Option(text="その他", free_text=True)))
    assert split_free_text(made, text) == parts


def test_a_reason_where_the_text_is_seen_does_not_repeat_it() -> None:
    text = f" {'稼' * 41} "
    with pytest.raises(BadValue) as told:
        read_day(text)
    assert "稼" * 40 in told.value.what
    assert "稼" * 41 not in told.value.what
    with pytest.raises(BadValue) as other:
        read_day("4月31日")
    assert other.value.what.startswith("「4月31日」：")
    assert not reason_of(other.value, "4月31日").startswith("「")
    assert reason_of(other.value, "4月31日").endswith(other.value.next)


# -- days -------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("令和8年1月0日", "1月に0日はありません（31日までです）。"),
        ("令和8年12月32日", "12月に32日はありません（31日までです）。"),
        ("令和8年2月29日", "令和8年の2月に29日はありません（28日までです）。"),
        ("1867年2月29日", "西暦1867年の2月に29日はありません（28日までです）。"),
        ("1900年2月29日", "明治33年の2月に29日はありません（28日までです）。"),
        ("1868年2月30日", "西暦1868年の2月に30日はありません（29日までです）。"),
        ("平成31年2月29日", "平成31年の2月に29日はありません（28日までです）。"),
        ("2019年2月29日", "平成31年の2月に29日はありません（28日までです）。"),
        ("2月29日", "「2月29日」には、年がありません。"),
        ("12月31日", "「12月31日」には、年がありません。"),
        ("令和8年12月", "「令和8年12月」には、日がありません（何日かまで書きます）。"),
        ("12月", "「12月」には、日がありません（何日かまで書きます）。"),
        ("令和8年度", "「令和8年度」には、月と日がありません。"),
        ("2025年", "「2025年」には、月と日がありません。"),
        ("999年4月1日", "「999年」が、どの元号の年か分かりません（西暦なら4桁で書きます）。"),
        ("10000年4月1日", "西暦10000年という年は書けません（4桁で書きます）。"),
        ("0000年4月1日", "西暦0年という年はありません（西暦1年からです）。"),
        ("0001年1月1日", "明治より前の日は書けません。"),
        ("9999年13月1日", "13月という月はありません（1月から12月までです）。"),
        ("令和7981年12月32日", "12月に32日はありません（31日までです）。"),
        ("令和7982年1月1日", "令和7982年は、先すぎて日付として扱えません。"),
        ("昭和64年1月8日", "昭和は64年1月7日までです（この日は平成元年1月8日）。"),
        ("昭和元年12月24日", "昭和は元年12月25日からです（この日は大正15年12月24日）。"),
        ("大正元年7月29日", "大正は元年7月30日からです（この日は明治45年7月29日）。"),
        ("明治45年7月30日", "明治は45年7月29日までです（この日は大正元年7月30日）。"),
        ("1868年10月22日", "明治より前の日は書けません。"),
        ("明治元年10月22日", "明治は元年10月23日からです。"),
        ("あ" * 41, "「" + "あ" * 40 + "」は日付として読めません。"),
        (" \n", "日付がありません。"),
        ("１２３", "「１２３」は数字だけで、年・月・日に分けられません。"),
    ],
)
def test_the_reason_at_each_bound(text: str, reason: str) -> None:
    assert parse_date(text) is None
    assert day_fault(text) == reason


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("平成31年4月30日", ""),
        ("平成31年5月1日", "平成は31年4月30日までです"),
        ("H37.4.15", "平成は31年4月30日までです"),
        ("昭和64年1月7日", ""),
        ("昭和64年1月8日", "昭和は64年1月7日までです"),
        ("大正15年12月25日", "大正は15年12月24日までです"),
        ("明治45年7月29日", ""),
        ("明治45年7月30日", "明治は45年7月29日までです"),
        ("令和99年1月1日", ""),
        ("2025年4月15日", ""),
        ("平成37年4月", ""),
        ("平成37年", ""),
        ("平成", ""),
        ("", ""),
        ("慶応3年4月1日", ""),
        ("4月15日", ""),
        ("昭和元年12月31日", ""),
    ],
)
def test_the_end_of_an_era(text: str, words: str) -> None:
    assert past_end_words(text) == words


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("平成31年12月31日", date(2019, 12, 31)),
        ("昭和64年1月7日", date(1989, 1, 7)),
        ("明治元年10月23日", date(1868, 10, 23)),
        ("S1.12.25", date(1926, 12, 25)),
        ("1868-10-23", date(1868, 10, 23)),
        ("9999-12-31", date(9999, 12, 31)),
        ("令和7年4月15", date(2025, 4, 15)),
        ("2025年4月15日", date(2025, 4, 15)),
        ("昭和64年1月8日", None),
        ("大正15年12月25日", None),
        ("明治45年7月30日", None),
        ("1868-10-22", None),
        ("令和7981年1月1日", date(9999, 1, 1)),
        ("令和7982年1月1日", None),
        ("令和0年12月31日", None),
        ("7年4月15日", None),
        ("元年5月1日", None),
        ("x令和7年4月15日", None),
    ],
)
def test_days_at_the_bounds_of_eras(text: str, day: date | None) -> None:
    assert parse_date(text) == day


def test_before_the_first_era_there_is_no_way_to_write_a_day() -> None:
    with pytest.raises(ValueError, match="1868"):
        to_wareki(date(1868, 10, 22))
    assert to_wareki(date(1868, 10, 23)) == "明治元年10月23日"


# -- spans ------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "first", "last", "stated"),
    [
        ("令和8年2月2日から30日間", date(2026, 2, 2), date(2026, 3, 3), 30),
        ("令和8年2月2日から1日間", date(2026, 2, 2), date(2026, 2, 2), 1),
        ("令和8年2月2日30日間", None, None, 30),
        ("999日間", None, None, 999),
        ("令和8年2月2日から3月3日まで（31日間）", date(2026, 2, 2), date(2026, 3, 3), 31),
        ("令和8年2月2日から29日", date(2026, 2, 2), None, 0),
        ("令和8年2月2日（月）から（注）28日まで", date(2026, 2, 2), date(2026, 2, 28), 0),
        ("令和8年9月1日から令和9年1月1日", date(2026, 9, 1), date(2027, 1, 1), 0),
        ("令和8年7月1日から1月1日", date(2026, 7, 1), None, 0),
        ("令和8年7月2日から1月1日", date(2026, 7, 2), date(2027, 1, 1), 0),
        ("令和8年4月1日、令和8年5月1日から6月1日", date(2026, 5, 1), date(2026, 6, 1), 0),
        ("令和8年4月1日～5月1日、令和8年6月1日～7月1日", date(2026, 4, 1), date(2026, 5, 1), 0),
        ("令和8年4月1日至る令和8年5月1日", date(2026, 4, 1), date(2026, 5, 1), 0),
        ("令和8年4月1日より30日", date(2026, 4, 1), date(2026, 4, 30), 0),
    ],
)
def test_spans_at_their_bounds(text: str, first: date | None, last: date | None, stated: int) -> None:
    found = parse_period(text)
    if first is not None and last is None:  # no such day, or too far: the end is before the beginning, or there is none
        assert found is None or found.reversed
        return
    assert found == Period(first, last, stated)


@pytest.mark.parametrize(
    ("first", "last", "stated", "days", "backwards"),
    [
        (date(2026, 4, 1), date(2026, 4, 1), 0, 1, False),
        (date(2026, 4, 1), date(2026, 4, 30), 9, 30, False),
        (date(2026, 4, 2), date(2026, 4, 1), 0, -1, True),
        (None, None, 30, 30, False),
        (date(2026, 4, 1), None, 5, 5, False),
        (None, date(2026, 4, 1), 5, 5, False),
    ],
)
def test_how_many_days_a_span_has(
    first: date | None, last: date | None, stated: int, days: int, backwards: bool
) -> None:
    made = Period(first, last, stated)
    assert (made.days, made.reversed) == (days, backwards)
    assert Period(first, last).stated == 0


@pytest.mark.parametrize(
    ("text", "days"),
    [
        ("4月1日、令和8年5月1日", [date(2026, 5, 1)]),
        ("令和8年5月1日、4月1日", [date(2026, 5, 1), date(2026, 4, 1)]),
        ("令和8年12月1日、1月1日", [date(2026, 12, 1), date(2027, 1, 1)]),
        ("令和8年12月1日、12月1日", [date(2026, 12, 1)] * 2),
        ("令和8年4月31日", []),
        ("令和8年4月1日、2月30日、5月1日", [date(2026, 4, 1), date(2026, 5, 1)]),
        ("R8.4.1、8.5.1", [date(2026, 4, 1)]),
        ("令和8年4月1日、2027/5/1", [date(2026, 4, 1), date(2027, 5, 1)]),
    ],
)
def test_days_in_a_row(text: str, days: list[date]) -> None:
    assert days_named(text)[: len(days)] == days


# -- paths ------------------------------------------------------------------------------------------------------------


def test_the_way_to_a_place() -> None:
    path = parse_path("II[1].4.2[#abcdef].1")
    assert [(each.item_id, each.text, each.name, each.at) for each in path.prefixes()] == [
        ("II", "II", "II", 1), ("II.4", "II[1].4", "4", None), ("II.4.2", "II[1].4.2", "2", "#abcdef"),
        ("II.4.2.1", "II[1].4.2[#abcdef].1", "1", None),
    ]  # fmt: skip
    assert path.numbers == {"II": 1}
    assert path.item_id == "II.4.2.1"
    assert str(parse_path("I.2.1[]")) == "I.2.1[]"
    assert plain_path("I.2.1") == parse_path("I.2.1") == Path((("I", None), ("2", None), ("1", None)))


@pytest.mark.parametrize(
    "text",
    [
        "",
        ".",
        "I.",
        "I[",
        "I]",
        "I[1",
        "I[#abc]",
        "I[#ABCDEF]",
        "I[#abcde1]",
        "I[1234567]",
        "I[-1]",
        "I[a]",
        "1a",
        "I..1",
        "I 1",
        "I[1]]",
    ],
)
def test_no_path(text: str) -> None:
    with pytest.raises(BadPath) as told:
        parse_path(text)
    assert f"「{text}」" in told.value.what
    assert told.value.safe
    assert told.value.next
    with pytest.raises(BadPath) as told:
        parse_path("?" * 100)
    assert "?" * 80 in told.value.what
    assert "?" * 81 not in told.value.what


@pytest.mark.parametrize("text", ["I[999999]", "I[0]", "ａ１[１]", " II.1 ", "Ⅱ.1"])
def test_a_path(text: str) -> None:
    assert parse_path(text).steps


def test_an_identity_is_six_letters_and_not_taken(monkeypatch: pytest.MonkeyPatch) -> None:
    drawn = iter("aaaaaaaaaaaabbbbbb")
    monkeypatch.setattr("secrets.choice", lambda _: next(drawn))
    assert new_identity(["#aaaaaa"]) == "#bbbbbb"
