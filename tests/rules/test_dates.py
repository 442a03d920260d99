"""Dates among words: what cannot be meant is found, what may be meant is left alone."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pia_tui.assessment import Assessment
from pia_tui.forms import load_form
from pia_tui.forms.wareki import parse_date, to_wareki
from pia_tui.rules.date_doubts import doubt_words, suggested_day
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


@pytest.mark.parametrize(("text", "day"), [
    ("32515", None), ("32516", "平成元年1月8日"), ("43922.0", "令和2年4月1日"), ("43922.5", None),
    ("73050", "令和81年12月31日"), ("73051", None),
])  # fmt: skip
def test_the_bounds_of_what_a_spreadsheet_means(text: str, day: str | None) -> None:
    assert suggested_day(text) == day


@pytest.mark.parametrize(("path", "text", "told"), [
    ("cover.6", " 43922 ", ["「43922」は、Excel"]),
    ("cover.6", "令和7年2月30日から2月31日まで", ["令和7年2月30日", "2月31日"]),
    ("II[1].2.5", "43922", ["「43922」は、Excel"]),
    ("II[1].2.5", "令和2年4月1日", []),
    ("I.1.2", "43922、2月30日", []),
])  # fmt: skip
def test_what_is_doubted_while_a_day_is_written(path: str, text: str, told: list[str]) -> None:
    node = Assessment.new(load_form("juten_h30")).node(path)
    words = doubt_words(node, text)
    assert len(words) == len(told)
    assert all(part in sentence for part, sentence in zip(told, words, strict=True))
    assert all(node.label in sentence for sentence in words)
