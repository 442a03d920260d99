"""担当課: what is given deeper counts, what is given to a heading or a section counts for all under it."""

from __future__ import annotations

import pytest
from hypothesis import given as holding
from hypothesis import strategies as st

from pia_tui.assessment import Assessment
from pia_tui.departments import department_at, departments, give, given, place_key
from pia_tui.forms import BadPath, load_form


def document() -> Assessment:
    made = Assessment.new(load_form("zenkoumoku_h30"))
    for path in ("II[1].4.2[2]", "II[2].4.2[1]"):
        made.apply(made.change(path, "印刷"))
    return made


def assigned(**places: str) -> Assessment:
    made = document()
    for path, name in places.items():
        made.apply(give(made, path, name))
    return made


def at(made: Assessment, path: str) -> str:
    return department_at(made, made.key(path))


def test_a_heading_speaks_for_all_under_it_and_what_is_deeper_counts() -> None:
    made = assigned(**{"II": "市民課", "II[1].4": "情報政策課", "II[1].4.2[2]": "総務課", "II[1].4.2[2].1": "会計課"})
    assert at(made, "II[2].2.1") == "市民課"
    assert at(made, "II[1].4.1") == "情報政策課"
    assert at(made, "II[1].4.2[1].1") == "情報政策課"
    assert at(made, "II[1].4.2[2].2") == "総務課"
    assert at(made, "II[1].4.2[2].1") == "会計課"
    assert at(made, "III[1].2.1") == ""


def test_one_file_of_a_section_and_all_its_files() -> None:
    made = assigned(**{"II[2]": "税務課"})
    assert (at(made, "II[1].2.1"), at(made, "II[2].2.1")) == ("", "税務課")
    made.apply(give(made, "II", "市民課"))
    assert (at(made, "II[1].2.1"), at(made, "II[2].2.1")) == ("市民課", "税務課")


def test_a_place_keeps_its_department_when_blocks_are_moved_and_is_left_out_when_they_go() -> None:
    made = assigned(**{"II[1].4.2[2]": "総務課"})
    made.apply(made.move_block("II[1].4.2[2]", 1))
    assert list(given(made)) == [("II[1].4.2[1]", "総務課")]
    made.apply(made.remove_block("II[1].4.2[1]"))
    assert list(given(made)) == []
    assert departments(made) == {}


def test_a_copied_block_is_asked_of_the_same_department() -> None:
    made = assigned(**{"II[1].4.2[2]": "総務課"})
    made.apply(made.duplicate_block("II[1].4.2[2]"))
    assert [path for path, _ in given(made)] == ["II[1].4.2[2]", "II[1].4.2[3]"]


def test_an_empty_name_takes_it_back_and_undo_is_the_inverse() -> None:
    made = assigned(IV="市民課")
    changes = give(made, "IV", "  ")
    made.apply(changes)
    assert departments(made) == {}
    made.apply([change.inverse for change in changes])
    assert list(given(made)) == [("IV", "市民課")]


def test_every_item_asked_is_counted_once() -> None:
    made = assigned(IV="市民課", **{"IV.1.1": "監査室"})
    asked = sum(node.value_kind not in (None, "figure") for node in made.walk() if node.path.startswith("IV"))
    assert departments(made)["監査室"] >= 1
    assert sum(departments(made).values()) == asked


@pytest.mark.parametrize("path", ["IX", "II[9]", "II[1].99", "", "あ"])
def test_what_is_no_place_is_refused(path: str) -> None:
    with pytest.raises(BadPath):
        place_key(document(), path)


PLACES = [node.path for node in document().walk()]


@holding(st.dictionaries(st.sampled_from(PLACES), st.sampled_from(["市民課", "税務課", "情報政策課"]), max_size=8))
def test_every_item_has_the_department_of_the_nearest_place_above_it(places: dict[str, str]) -> None:
    made = assigned(**places)
    assert dict(given(made)) == places
    for node in made.walk():
        over = [path for path in places if _under(node.path, path)]
        wanted = places[max(over, key=len)] if over else ""
        assert department_at(made, made.key(node.path)) == wanted


def _under(path: str, place: str) -> bool:
    return path == place or (path.startswith(place) and path[len(place)] in ".[")
