"""What may be typed into each kind of item, and how it is kept."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pia_tui.forms import BadValue, Item, clean_text, format_value, load_form, parse_value
from pia_tui.forms.values import MAX_TEXT

FORM = load_form("zenkoumoku_h30")


def item(item_id: str) -> Item:
    found = FORM.item(item_id)
    assert found is not None
    return found


TEXT, CHOICE, MULTI, FLAG = item("I.1.2"), item("III.2.2.2"), item("II.3.2"), item("III.4.1")
DATE, FREE_DATE, COUNT, NUMBER = item("cover.7"), item("II.2.5"), item("II.4.1.1"), item("cover.1")


@pytest.mark.parametrize(
    "text",
    [
        "<住基システムにおける措置>", "[bold]太字[/bold]", "R&D & <p>", "=1+1", "@import",
        "𠮟る 𠮷野家 葛󠄀城市", "神（旧字 神）", "①②③ ｱｲｳ",
        "改行\n二行目\tタブ", "　全角の字下げ", "%s {0} \\n",
    ],
)  # fmt: skip
def test_text_stays_text(text: str) -> None:
    assert parse_value(TEXT, text) == text


@pytest.mark.parametrize("bad", ["\x1b[31m赤", "\x00", "左\u202e右", "\ud83d", "\x07", "\u2066", "\x9b31m", "\ufffc"])
def test_what_is_not_text_is_refused(bad: str) -> None:
    with pytest.raises(BadValue, match="受け取れない文字"):
        clean_text(f"一行目\n{bad}")


def test_line_ends_and_kana_marks_are_made_one() -> None:
    assert clean_text("a\r\nb\rc") == "a\nb\nc"
    assert clean_text("か\u3099き\u3099 ハ\u309a") == "がぎ パ"


def test_line_ends_of_word_processors_are_line_ends() -> None:
    assert clean_text("一行\u2028二行\u2029三行") == "一行\n二行\n三行"


def test_too_long_a_text_is_refused() -> None:
    assert clean_text("あ" * MAX_TEXT)
    with pytest.raises(BadValue, match="長すぎます"):
        clean_text("あ" * (MAX_TEXT + 1))


@given(st.text())
def test_kept_text_is_stable(text: str) -> None:
    try:
        kept = clean_text(text)
    except BadValue:
        return
    assert clean_text(kept) == kept


@pytest.mark.parametrize("raw", ["十分である", "2", "２", "2）", "２)", " 十分である ", "十分で ある"])
def test_choice_by_text_or_number(raw: str) -> None:
    assert parse_value(CHOICE, raw) == "十分である"


@pytest.mark.parametrize("raw", ["0", "4", "十分", "はい", "-1", "２３"])
def test_no_such_choice(raw: str) -> None:
    with pytest.raises(BadValue, match=r"1）特に力を入れている"):
        parse_value(CHOICE, raw)


def test_marks_come_in_the_order_of_the_form() -> None:
    assert parse_value(MULTI, ["専用線", "紙", "専用線"]) == ("紙", "専用線")
    assert parse_value(MULTI, []) is None


@pytest.mark.parametrize(("raw", "value"), [("○", True), ("〇", True), ("[ ○ ]", True), ("はい", True), (True, True)])
def test_flag_on(raw: object, value: bool) -> None:
    assert parse_value(FLAG, raw) is value


@pytest.mark.parametrize(("raw", "value"), [("×", False), ("いいえ", False), (False, False), ("", None), ("[ ]", None)])
def test_flag_off_is_not_unanswered(raw: object, value: bool | None) -> None:
    assert parse_value(FLAG, raw) is value


def test_flag_refuses_other_words() -> None:
    with pytest.raises(BadValue):
        parse_value(FLAG, "たぶん")


def test_dates_are_kept_in_wareki() -> None:
    assert parse_value(DATE, "2025-04-15") == "令和7年4月15日"
    assert parse_value(FREE_DATE, "番号法の施行の日") == "番号法の施行の日"
    assert parse_value(FREE_DATE, "H28.1.1") == "平成28年1月1日"
    with pytest.raises(BadValue, match="数字だけで"):
        parse_value(DATE, "42094")


@pytest.mark.parametrize(("raw", "value"), [("3", 3), ("５５件", 55), ("1,234", 1234), ("0", 0), ("", None)])
def test_counts(raw: str, value: int | None) -> None:
    assert parse_value(COUNT, raw) == value


@pytest.mark.parametrize("raw", ["三件", "-1", "1.5", "1e3", "件"])
def test_no_count(raw: str) -> None:
    with pytest.raises(BadValue, match="件数"):
        parse_value(COUNT, raw)


def test_number_of_the_document_is_digits() -> None:
    assert parse_value(NUMBER, "１２") == "12"
    with pytest.raises(BadValue, match="数字"):
        parse_value(NUMBER, "第一号")


def test_headings_take_no_value() -> None:
    with pytest.raises(BadValue, match="見出し"):
        parse_value(item("I.1"), "x")


def test_empty_means_unanswered_but_nashi_does_not() -> None:
    assert parse_value(TEXT, " \n　") is None
    assert parse_value(TEXT, "なし") == "なし"
    assert format_value(None) == ""
    assert format_value(False) == ""
    assert format_value(("紙", "専用線")) == "紙、専用線"


@pytest.mark.parametrize("each", [TEXT, CHOICE, MULTI, FLAG, DATE, FREE_DATE, COUNT, NUMBER, item("betten1.1")])
def test_nothing_is_unanswered_and_not_the_word_none(each: Item) -> None:
    assert parse_value(each, None) is None


def test_a_mark_may_be_given_by_its_label() -> None:
    for mark in ("III.4.1", "III.6.1"):
        assert parse_value(item(mark), item(mark).label) is True
        assert parse_value(item(mark), f"[{item(mark).label}]") is True
