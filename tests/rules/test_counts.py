"""Counts of people as officers write them."""

from __future__ import annotations

import contextlib
import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pia_tui.errors import PiaError
from pia_tui.rules.counts import MOST_PEOPLE, BadCount, parse_count

people = st.integers(0, MOST_PEOPLE)
FULL_WIDTH = str.maketrans("0123456789,. ", "０１２３４５６７８９，．　")


def myriads(n: int) -> str:
    """1億2345万6789 from 123456789: the way people say it."""
    parts = [(n // 10**8, "億"), (n // 10**4 % 10**4, "万"), (n % 10**4, "")]
    return "".join(f"{value}{unit}" for value, unit in parts if value) or "0"


@given(people)
def test_every_way_of_writing_a_number_is_read(n: int) -> None:
    for text in (str(n), f"{n:,}", f"{n:_}".replace("_", " "), f"{n:,}".replace(",", "、"), myriads(n), f"約{n}"):
        assert parse_count(text) == n
        assert parse_count(text.translate(FULL_WIDTH)) == n
        assert parse_count(f" {text} 人 ") == n
        assert parse_count(f"{text}名") == n


@given(people)
def test_digits_of_any_script_are_digits(n: int) -> None:
    assert parse_count("".join(chr(ord("٠") + int(d)) for d in str(n))) == n


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("25万", 250_000),
        ("２５万人", 250_000),
        ("1万2千", 12_000),
        ("3.5万", 35_000),
        ("３．５万", 35_000),
        ("1万2,345", 12_345),
        ("2千5百万", 25_000_000),
        ("1.5億", 150_000_000),
        ("千人", 1000),
        ("1万千", 11_000),
        ("25 万", 250_000),
        ("0.5万", 5000),
        ("007", 7),
    ],
)
def test_units(text: str, number: int) -> None:
    assert parse_count(text) == number


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("", "入っていません"),
        (" 　", "入っていません"),
        ("-5", "マイナス"),
        ("－５", "マイナス"),
        ("▲5", "マイナス"),
        ("3.5", "端数"),
        ("250.000", "端数"),
        ("3.55555万", "端数"),
        ("1億.5", "読めません"),
        ("1,23", "読めません"),
        ("25,0000", "読めません"),
        ("2 5", "読めません"),
        ("abc", "読めません"),
        ("人", "読めません"),
        ("万", "読めません"),
        ("1万20000", "読めません"),
        ("1万1億", "読めません"),
        ("1千5千", "読めません"),
        ("3.5万5千", "読めません"),
        ("1e5", "読めません"),
        ("0x10", "読めません"),
        ("NaN", "読めません"),
        ("25万ほど", "読めません"),
        ("12人人", "読めません"),
        ("10億", "大きすぎ"),
        ("999999999999", "大きすぎ"),
        ("9" * 5000, "長すぎ"),
        ("\x1b[31m25", "読めません"),
    ],
)
def test_nonsense_is_refused_and_said_in_japanese(text: str, says: str) -> None:
    with pytest.raises(BadCount, match=says) as caught:
        parse_count(text)
    assert isinstance(caught.value, PiaError)
    assert caught.value.next


@given(st.text())
def test_any_text_is_a_count_or_a_bad_count(text: str) -> None:
    n = None
    with contextlib.suppress(BadCount):
        n = parse_count(text)
    if n is not None:
        assert 0 <= n <= MOST_PEOPLE
        assert any(unicodedata.normalize("NFKC", c)[0].isdecimal() or c in "千百" for c in text)


@given(st.from_regex(r"[0-9 ,.万千-]{0,60}", fullmatch=True))
def test_a_refusal_never_echoes_what_was_typed(text: str) -> None:
    """It may have been somebody's 個人番号."""
    said = ""
    try:
        parse_count(text)
    except BadCount as error:
        said = error.what
    assert not any(c in said for c in set(text) & set("23456789"))
