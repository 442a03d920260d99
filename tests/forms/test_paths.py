"""The notation of places."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pia_tui.forms import BadPath, Path, new_identity, parse_path

names = st.one_of(st.from_regex(r"[A-Za-z][A-Za-z0-9]{0,8}", fullmatch=True), st.integers(0, 99).map(str))
indexes = st.one_of(st.none(), st.integers(1, 999), st.just(""), st.from_regex(r"#[a-z2-7]{6}", fullmatch=True))


@given(st.lists(st.tuples(names, indexes), min_size=1, max_size=6))
def test_text_and_back(steps: list[tuple[str, int | str | None]]) -> None:
    path = Path(tuple(steps))
    assert parse_path(str(path)) == path


def test_the_example_of_the_design() -> None:
    path = parse_path("II[1].4.2[3].1")
    assert path.item_id == "II.4.2.1"
    assert path.steps[0] == ("II", 1)


def test_signs_of_the_form_are_understood() -> None:
    assert str(parse_path(" Ⅱ［１］．４．２［３］．１ ")) == "II[1].4.2[3].1"


@pytest.mark.parametrize(
    "text",
    ["", ".", "II[", "II]1[", "II[1]]", "II[-1]", "I..1", "II[a]", "I.1/2", "I.1 2", "I[1][2]", "II[1.2]", "a[#A]"],
)
def test_nonsense_is_refused(text: str) -> None:
    with pytest.raises(BadPath, match="読めません"):
        parse_path(text)


@given(st.text(max_size=40))
def test_any_text_is_a_path_or_refused(text: str) -> None:
    try:
        path = parse_path(text)
    except BadPath:
        return
    assert parse_path(str(path)) == path


def test_identities_are_new() -> None:
    taken: set[str] = set()
    for _ in range(2000):
        identity = new_identity(taken)
        assert identity not in taken
        taken.add(identity)
