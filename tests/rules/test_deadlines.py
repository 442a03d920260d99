"""The day by which a published 評価書 is to be looked at again."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pia_tui.rules.deadlines import deadlines, next_review


@pytest.mark.parametrize(
    ("published", "due"),
    [
        (date(2025, 4, 15), date(2026, 4, 15)),
        (date(2024, 2, 29), date(2025, 2, 28)),
        (date(2023, 3, 1), date(2024, 3, 1)),
    ],
)
def test_one_year_after(published: date, due: date) -> None:
    assert next_review(published) == due


@given(st.dates(date(2015, 1, 1), date(2200, 1, 1)))
def test_never_later_than_a_year_and_a_day(published: date) -> None:
    assert timedelta(364) <= next_review(published) - published <= timedelta(366)


def test_the_source_is_named() -> None:
    assert deadlines().review.source
