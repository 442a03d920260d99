"""Whole words of Japanese names."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pia_tui.rules.whole_words import occurrences


@pytest.mark.parametrize(
    ("text", "word", "longer"),
    [
        ("市民課", "市民課", ""),
        ("市民課長", "市民課", "市民課長"),
        ("市民課長補佐", "市民課", "市民課長補佐"),
        ("市民課窓口で", "市民課", ""),
        ("沼津市市民課", "市民課", ""),
        ("市民部市民課の職員", "市民課", ""),
        ("東市民課", "市民課", "東市民課"),
        ("市民課及び税務課", "市民課", ""),
        ("市民課、税務課", "市民課", ""),
        ("市民課サーバ", "市民課", ""),
        ("収納システムズ", "システム", "システムズ"),
        ("住基システムを", "システム", ""),
        ("ＡＢＣＤ", "ＡＢ", "ＡＢＣＤ"),
        ("第119条", "19条", "119条"),
        ("である。", "で", ""),
    ],
)
def test_what_is_whole_and_what_is_a_part(text: str, word: str, longer: str) -> None:
    (hit,) = occurrences(text, word)
    assert hit.word == longer


@given(st.text("市民課長の、a1ア", max_size=30), st.text("市民課長の、a1ア", min_size=1, max_size=3))
def test_every_occurrence_is_found_once_and_where_it_stands(text: str, word: str) -> None:
    hits = list(occurrences(text, word))
    assert len(hits) == text.count(word)
    assert all(text[hit.start : hit.end] == word for hit in hits)
    assert all(one.end <= other.start for one, other in pairwise(hits))
