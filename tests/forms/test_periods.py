"""Spans of days, as officers write them."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pia_tui.assessment import Assessment
from pia_tui.forms import load_form
from pia_tui.forms.periods import days_named, parse_period
from pia_tui.forms.wareki import to_wareki
from pia_tui.rules.completeness import is_asked

DAYS = st.dates(date(2015, 1, 1), date(2040, 1, 1))


@pytest.mark.parametrize(
    ("text", "first", "last", "days"),
    [
        ("令和8年2月2日から令和8年3月3日まで（30日間）", date(2026, 2, 2), date(2026, 3, 3), 30),
        ("令和８年２月２日（月）～令和８年３月２日（月）", date(2026, 2, 2), date(2026, 3, 2), 29),
        ("令和8年2月2日から3月3日まで", date(2026, 2, 2), date(2026, 3, 3), 30),
        ("令和8年2月2日〜28日", date(2026, 2, 2), date(2026, 2, 28), 27),
        ("令和7年12月10日から1月8日まで", date(2025, 12, 10), date(2026, 1, 8), 30),
        ("平成27年6月1日－平成27年6月30日", date(2015, 6, 1), date(2015, 6, 30), 30),
        ("R8.2.2～R8.3.3", date(2026, 2, 2), date(2026, 3, 3), 30),
        ("2026-02-02から2026-03-03", date(2026, 2, 2), date(2026, 3, 3), 30),
        ("令和8年2月2日から30日間", date(2026, 2, 2), date(2026, 3, 3), 30),
        ("令和元年5月1日から同月30日", None, None, None),
        ("パブリックコメントを30日間", None, None, 30),
        ("令和8年2月2日、令和8年3月3日", None, None, None),
        ("未定", None, None, None),
    ],
)
def test_what_a_text_says(text: str, first: date | None, last: date | None, days: int | None) -> None:
    period = parse_period(text)
    if days is None:
        assert period is None
    else:
        assert period is not None
        assert (period.first, period.last, period.days) == (first, last, days)


def test_an_end_before_its_beginning() -> None:
    period = parse_period("令和8年3月10日から令和8年2月8日まで")
    assert period is not None
    assert period.reversed
    assert period.days <= 0
    assert parse_period("令和8年3月10日から2月8日まで") == period


@given(DAYS, st.integers(0, 400))
def test_the_span_of_two_days(first: date, more: int) -> None:
    last = first + timedelta(days=more)
    period = parse_period(f"{to_wareki(first)}から{to_wareki(last)}まで")
    assert period is not None
    assert (period.first, period.last, period.days) == (first, last, more + 1)


def test_days_in_a_list() -> None:
    assert days_named("令和8年4月9日及び5月14日（2回）") == [date(2026, 4, 9), date(2026, 5, 14)]


@pytest.mark.parametrize(
    ("period", "asked"),
    [
        ("令和8年2月2日から令和8年3月3日まで", False),
        ("令和8年2月2日から令和8年3月2日まで", True),
        ("令和8年3月3日から令和8年2月2日まで", True),
        ("おって定める", True),
        (None, True),
    ],
)
def test_a_reason_for_a_short_hearing_is_asked_only_for_a_short_one(period: str | None, asked: bool) -> None:
    document = Assessment.new(load_form("zenkoumoku_h30"))
    document.apply(document.change("VI.2.2", period))
    node = document.node("VI.2.3")
    assert node.applies
    assert is_asked(document, node) is asked
