"""Dates in 和暦 and 西暦."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pia_tui.forms.wareki import Era, eras, parse_date, to_wareki


@pytest.mark.parametrize(
    "text",
    [
        "令和7年4月15日", "R7.4.15", "2025-04-15", "２０２５年４月１５日", "令和７年４月１５日", "r7/4/15", "R07.04.15",
        "令和 7年 4月 15日", "2025/4/15", "2025.4.15", "平成37年4月15日",
    ],
)  # fmt: skip
def test_all_spellings_of_a_day(text: str) -> None:
    assert parse_date(text) == date(2025, 4, 15)


@pytest.mark.parametrize(
    "text",
    [
        "", "令和7年", "令和7年4月", "令和7年2月30日", "42094", "15/4/2025", "7.4.15", "令和0年1月1日",
        "平成元年1月7日",
        "令和元年4月30日", "2025-13-01", "1600-01-01", "番号法施行の日", "元年5月1日", "99999-01-01",
    ],
)  # fmt: skip
def test_no_day(text: str) -> None:
    assert parse_date(text) is None


@pytest.mark.parametrize(
    ("day", "text"),
    [
        (date(2019, 5, 1), "令和元年5月1日"),
        (date(2019, 4, 30), "平成31年4月30日"),
        (date(1989, 1, 7), "昭和64年1月7日"),
        (date(2026, 11, 21), "令和8年11月21日"),
    ],
)
def test_era_bounds(day: date, text: str) -> None:
    assert to_wareki(day) == text


@given(st.dates(min_value=date(1868, 10, 23), max_value=date(2999, 12, 31)))
def test_out_and_in_again(day: date) -> None:
    assert parse_date(to_wareki(day)) == day
    assert parse_date(day.isoformat()) == day


@given(st.text(max_size=30))
def test_never_raises(text: str) -> None:
    day = parse_date(text)
    assert day is None or day >= eras()[-1].first_day


@pytest.mark.parametrize("era", eras(), ids=lambda era: era.letter)
def test_an_era_begins_on_its_first_day_and_not_before(era: Era) -> None:
    first, before = era.first_day, era.first_day - timedelta(days=1)
    for year in ("元", "1"):
        assert parse_date(f"{era.name}{year}年{first.month}月{first.day}日") == first
        assert parse_date(f"{era.name}{year}年{before.month}月{before.day}日") is None
    assert parse_date(f"{era.letter}1.{first.month}.{first.day}") == first
    assert to_wareki(first) == f"{era.name}元年{first.month}月{first.day}日"
    oldest = era == eras()[-1]
    assert parse_date(first.isoformat()) == first
    assert parse_date(before.isoformat()) == (None if oldest else before)
