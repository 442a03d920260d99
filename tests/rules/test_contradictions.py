"""What does not fit together is found, and nothing else."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pia_tui.rules.threshold import Facts, Seen, contradictions, judge

TODAY = date(2025, 7, 1)
GOOD = Facts(50_000, 120, False, date(2025, 4, 1), date(2025, 4, 1))


def rules_found(facts: Facts, *seen: Seen, **kinds: object) -> list[str]:
    found = contradictions(facts, seen, today=TODAY, **kinds)  # type: ignore[arg-type]
    return [finding.rule.removeprefix("threshold.") for finding in found]


def test_sound_facts_give_no_finding() -> None:
    bands = [
        Seen("II[1].3.6", "使用者数", "100人以上500人未満"),
        Seen("II[1].4.2[1].2", "委託先における取扱者数", "10人未満"),
    ]
    assert rules_found(GOOD, *bands) == []


@pytest.mark.parametrize("value", ["500人以上1,000人未満", "1,000人以上"])
@given(handlers=st.integers(1, 499))
def test_a_part_of_500_or_more_contradicts_fewer_than_500(value: str, handlers: int) -> None:
    facts = Facts(50_000, handlers, False, TODAY, TODAY)
    seen = Seen("II[1].3.6", "使用者数", value)
    (found,) = contradictions(facts, [seen], today=TODAY)
    assert (found.rule, found.level, found.path) == ("threshold.handlers_band_high", "error", "II[1].3.6")
    assert "使用者数" in found.message
    assert value in found.message
    assert f"{handlers:,}人" in found.message


@given(st.integers(1, 5000), st.sampled_from([(0, "10人未満"), (100, "100人以上500人未満"), (1000, "1,000人以上")]))
def test_a_part_is_never_larger_than_the_whole(handlers: int, band: tuple[int, str]) -> None:
    found = rules_found(Facts(50_000, handlers, False, TODAY, TODAY), Seen("x", "使用者数", band[1]))
    assert bool(found) is (band[0] > handlers)


def test_a_band_of_people_larger_than_the_subjects() -> None:
    assert rules_found(GOOD, Seen("x", "対象となる本人の数", "10万人以上100万人未満", "subjects")) == [
        "subjects_band_over"
    ]
    assert rules_found(GOOD, Seen("x", "対象となる本人の数", "1万人以上10万人未満", "subjects")) == []
    assert rules_found(GOOD, Seen("x", "対象となる本人の数", "まだ書いていない", "subjects")) == []


@pytest.mark.parametrize(
    ("about", "value", "fits"),
    [
        ("subjects", "1万人以上10万人未満", True),
        ("subjects", "1,000人以上1万人未満", False),
        ("subjects", "1,000人未満（任意実施）", False),
        ("subjects", "30万人以上", False),
        ("handlers", "500人未満", True),
        ("handlers", "500人以上", False),
    ],
)
def test_the_band_on_the_form_is_that_of_the_judgement(about: str, value: str, fits: bool) -> None:
    seen = Seen("I.1.3", "③対象人数", value, about, whole=True)  # type: ignore[arg-type]
    assert rules_found(GOOD, seen) == ([] if fits else ["band_differs"])


@given(st.integers(-3000, 3000))
def test_dates_of_the_counts(days: int) -> None:
    on = TODAY - timedelta(days=days)
    found = rules_found(Facts(50_000, 120, False, on, TODAY))
    if on > TODAY:
        assert found == ["subjects_date_future"]
    elif on <= date(2024, 7, 1):
        assert found == ["subjects_date_old"]
    else:
        assert found == []


def test_a_missing_date_is_a_hint_and_the_date_is_written_as_on_the_forms() -> None:
    assert rules_found(Facts(50_000, 120, False)) == ["subjects_date_missing", "handlers_date_missing"]
    (future,) = contradictions(Facts(50_000, 120, False, date(2025, 7, 2), TODAY), today=TODAY)
    assert "令和7年7月2日" in future.message
    assert future.level == "error"


def test_a_form_below_the_duty() -> None:
    facts = Facts(300_000, 120, False, TODAY, TODAY)
    level = judge(facts).level
    assert rules_found(facts, level=level, form_level="juten") == ["form_too_low"]
    assert rules_found(facts, level=level, form_level="zenkoumoku") == []
    assert rules_found(GOOD, level=judge(GOOD).level, form_level="juten") == []


def test_unlikely_numbers() -> None:
    assert rules_found(Facts(50_000, 0, False, TODAY, TODAY)) == ["no_handlers"]
    assert rules_found(Facts(0, 5, False, TODAY, TODAY)) == ["no_subjects"]
    assert rules_found(Facts(400, 250_000, False, TODAY, TODAY)) == ["swapped"]
