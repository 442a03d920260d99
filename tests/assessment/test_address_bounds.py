"""Both sides of the bounds of blocks: where one is put in, how many there may be, and how they are called."""

from __future__ import annotations

import pytest

from pia_tui import places
from pia_tui.addresses import TooManyBlocks
from pia_tui.assessment import Assessment
from pia_tui.forms import BadPath, load_form, parse_path

LIST = "II[1].4.2"


@pytest.fixture
def document() -> Assessment:
    made = Assessment.new(load_form("juten_h30"), "試し")
    for number in (1, 2):
        made.apply(made.change(f"{LIST}[{number}]", f"委託{number}"))
    return made


@pytest.mark.parametrize(("at", "place"), [(None, 3), (0, 1), (1, 1), (2, 2), (3, 3), (9, 3)])
def test_a_block_is_put_in_at_its_place(document: Assessment, at: int | None, place: int) -> None:
    key = document.node(LIST).key
    old = document.blocks(key)
    document.apply(document.add_block(LIST, at))
    new = document.blocks(key)
    assert len(set(new)) == 3
    assert [each for each in new if each in old] == list(old)
    assert new[place - 1] not in old


@pytest.mark.parametrize(("position", "there"), [(0, False), (1, True), (2, True), (3, False)])
def test_blocks_are_counted_from_one(document: Assessment, position: int, there: bool) -> None:
    if there:
        assert document.get(f"{LIST}[{position}]") == f"委託{position}"
    else:
        with pytest.raises(BadPath):
            document.key(f"{LIST}[{position}]")


def test_a_list_grows_to_its_limit_and_no_further(document: Assessment) -> None:
    repeats = {item.id: item.repeat for item in document.form.walk() if item.repeat is not None}
    limited = [(name, repeat.max) for name, repeat in repeats.items() if repeat.max is not None and "." in name]
    name, most = limited[0]
    section, _, rest = name.partition(".")
    place = name if document.form.section(section).repeat is None else f"{section}[1].{rest}"  # type: ignore[union-attr]
    order = document.node(place).key
    document._at.room(order, most)
    with pytest.raises(TooManyBlocks, match=str(most)):
        document._at.room(order, most + 1)
    free = next(each for each, repeat in repeats.items() if repeat.max is None)
    document._at.room(f"{free}[]", 1000)
    with pytest.raises(TooManyBlocks, match="1,000"):
        document._at.room(f"{free}[]", 1001)


@pytest.mark.parametrize(("files", "taken"), [(20, True), (21, True), (22, False)])
def test_a_path_adds_files_up_to_a_number_that_is_no_slip(files: int, taken: bool) -> None:
    made = Assessment.new(load_form("juten_h30"), "試し")
    assert made.count("file") == 1
    if taken:
        made.apply(made.change(f"II[{files}].1", "台帳"))
        assert made.count("file") == files
    else:
        with pytest.raises(TooManyBlocks, match="22"):
            made.change(f"II[{files}].1", "台帳")


def test_what_is_no_order_names_no_blocks(document: Assessment) -> None:
    named = document.identities()
    document.state["@old_rows"] = ("x", "y")
    document.state["II.9[]"] = "text"
    document.state["III.9"] = ("印", "判")
    assert document.identities() == named
    document.state["note:II[#zzzzz9].1"] = "メモ"
    assert document.identities() == {*named, "#zzzzz9"}


def test_another_item_in_the_same_blocks(document: Assessment) -> None:
    key = document.key(f"{LIST}[2].1")
    assert document.path(document.sibling(key, "II.4.2.2")) == f"{LIST}[2].2"
    assert document.path(document.sibling(key, "III.4.1")) == "III[1].4.1"
    assert document.sibling(key, "I.1.2") == "I.1.2"
    assert document.sibling("I.1.2", "II.4.2") == "II.4.2"


def test_a_block_without_a_label_of_its_own_is_called_by_its_unit(document: Assessment) -> None:
    form = document.form
    table = form.places[form.roles["change_date"]].parents[-1]
    document.apply(document.add_block(table.id))
    assert places.block_name(document, f"{table.id}[1]").endswith("1")
    (row,) = [word for word in places.short_words(document, f"{table.id}[1]") if word.endswith("1")][-1:]
    assert row == places.block_name(document, f"{table.id}[1]")
    assert places.short_words(document, f"{LIST}[2]")[-1] == "委託事項2"
    assert places.short_words(document, LIST)[-1] == "委託事項"
    assert places.part_name(document, next(iter(document.parts()))) == next(iter(document.parts())).section.title
    assert places.block_name(document, "I.1.2") == places.block_name(document, "") == ""
    assert places.section_name(form, "II") == "Ⅱ　特定個人情報ファイルの概要"
    assert places.section_name(form, "nothing.1") == ""
    assert parse_path(LIST).numbers == {"II": 1}
