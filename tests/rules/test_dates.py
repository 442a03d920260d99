"""Dates among words: what cannot be meant is found, what may be meant is left alone."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pia_tui.forms.wareki import parse_date, to_wareki
from pia_tui.rules.date_doubts import suggested_day
from pia_tui.rules.dates import impossible_days


@pytest.mark.parametrize(("text", "day"), [
    ("43922", "令和2年4月1日"), ("４３９２２", "令和2年4月1日"), (" 42094 ", "平成27年3月31日"),
    ("1234", None), ("99999", None), ("43922件", None), ("", None),
])  # fmt: skip
def test_numbers_of_a_spreadsheet(text: str, day: str | None) -> None:
    assert suggested_day(text) == day


@pytest.mark.parametrize("text", [
    "2月30日", "２月３０日", "令和7年2月29日", "R7.13.1", "2025-02-30", "2025/2/30から", "令和元年4月1日", "0月1日",
])  # fmt: skip
def test_days_that_are_none(text: str) -> None:
    assert list(impossible_days(text))


@pytest.mark.parametrize("text", [
    "毎月", "2月29日", "令和6年2月29日", "平成31年5月1日", "各システムの稼働時", "1.2.3", "令和7年4月", "10日以内",
    "平成27年10月5日から平成28年1月1日まで", "第2.30.1条",
])  # fmt: skip
def test_words_that_may_stand(text: str) -> None:
    assert not list(impossible_days(text))


@given(st.dates(date(1990, 1, 1), date(2060, 12, 31)))
def test_no_real_day_is_doubted(day: date) -> None:
    assert parse_date(to_wareki(day)) == day
    for text in (to_wareki(day), day.isoformat(), f"{day.month}月{day.day}日に始めた"):
        assert not list(impossible_days(text))
