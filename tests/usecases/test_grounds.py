"""Rows of the law's tables written into a document."""

from __future__ import annotations

import pytest

from pia_tui.assessment import Assessment
from pia_tui.forms import resolve_form
from pia_tui.law.grounds import find, find_annex, numbers_of
from pia_tui.law.tables import SharingRow
from pia_tui.usecases.grounds import NoSuchPlace, fill_recipients, write_grounds


def document(level: str = "juten") -> Assessment:
    return Assessment.new(resolve_form(level), "児童手当に関する事務")


def provided(words: str, count: int | None = None) -> list[SharingRow]:
    return [ground.pair for ground in find([words], "provide", "市町村長")][:count]


@pytest.mark.parametrize(("level", "use", "linkage"), [("kiso", "I.3.1", "I.4.2"), ("juten", "I.4.1", "I.5.2")])
def test_chosen_rows_are_written_as_officers_do(level: str, use: str, linkage: str) -> None:
    one = document(level)
    one.apply(write_grounds(one, use, annex=[row.row for row in find_annex(["児童手当"])]))
    assert one.get(use) == "番号法第9条第1項　別表の81の項"
    asks = numbers_of(find(["児童手当法"], "ask", "市町村長"))
    provides = numbers_of(find(["児童手当関係情報"], "provide", "市町村長"))
    one.apply(write_grounds(one, linkage, asks=asks, provides=provides))
    assert one.get(linkage) == (
        "（情報照会の根拠）番号法第19条第8号に基づく主務省令第2条の表 106、107の項\n"
        "（情報提供の根拠）番号法第19条第8号に基づく主務省令第2条の表 42、53、76、125、141、161の項"
    )
    one.apply(write_grounds(one, use, annex=[row.row for row in find_annex(["44"])], append=True))
    assert str(one.get(use)).splitlines()[1] == "番号法第9条第1項　別表の44の項"


def test_an_item_that_asks_for_no_ground_takes_none() -> None:
    with pytest.raises(NoSuchPlace):
        write_grounds(document(), "I.1.2", annex=[])


@pytest.mark.parametrize("level", ["juten", "zenkoumoku"])
def test_a_few_rows_become_blocks_and_empty_ones_are_filled_first(level: str) -> None:
    one = document(level)
    one.apply(one.change("II[1].5.2[1]", "都道府県知事"))
    one.apply(one.add_block("II[1].5.2"))
    one.apply(fill_recipients(one, "II[1].5.2", provided("児童手当関係情報")))
    assert one.count("II[1].5.2") == 7
    assert one.get("II[1].5.2[1]") == "都道府県知事"
    assert one.get("II[1].5.2[2]") == "都道府県知事等"
    assert one.get("II[1].5.2[2].1") == "番号法第19条第8号に基づく主務省令第2条の表 42の項"
    assert "生活保護法" in str(one.get("II[1].5.2[2].2"))
    assert "児童手当関係情報" in str(one.get("II[1].5.2[2].3"))
    assert one.get("II[1].5.1.1") is True
    assert one.get("II[1].5.1.1.1") == 7
    assert one.count("besshi.1") == 0


def test_more_rows_than_the_form_has_places_go_to_an_annex_with_all_columns() -> None:
    one = document()
    one.apply(one.change("besshi.1[1].1", "別紙1"))
    rows = provided("住民票関係情報", 25)
    changes = fill_recipients(one, "II[1].5.2", rows)
    one.apply(changes)
    assert len({change.key for change in changes}) == len(changes)
    assert one.count("II[1].5.2") == 1
    assert "別紙2のとおり" in str(one.get("II[1].5.2[1]"))
    assert str(one.get("II[1].5.2[1].1")).startswith("番号法第19条第8号に基づく主務省令第2条の表 1、2、3、5、7、11")
    assert one.get("II[1].5.1.1.1") == 25
    lines = str(one.get("besshi.1[2].3")).split("\n")
    assert len(lines) == 26
    assert all(line.count("\t") == 4 and all(line.split("\t")) for line in lines)
    assert lines[1].split("\t")[:2] == ["1", "厚生労働大臣"]


def test_twenty_rows_still_stand_on_the_form() -> None:
    one = document()
    one.apply(fill_recipients(one, "II[1].5.2", provided("住民票関係情報", 20)))
    assert one.count("II[1].5.2") == 20
    assert one.count("besshi.1") == 0


def test_two_kinds_of_information_of_one_row_are_one_block() -> None:
    one = document()
    pairs = [pair for pair in (ground.pair for ground in find(["69"])) if str(pair.row) == "69"]
    one.apply(fill_recipients(one, "II[1].5.2", pairs))
    assert one.count("II[1].5.2") == 1
    assert len(str(one.get("II[1].5.2[1].3")).split("\n")) == len(pairs)


def test_nothing_chosen_changes_nothing_and_another_place_is_refused() -> None:
    assert fill_recipients(document(), "II[1].5.2", []) == []
    with pytest.raises(NoSuchPlace):
        fill_recipients(document(), "II[1].5.3", provided("住民票関係情報", 1))
    with pytest.raises(NoSuchPlace):
        fill_recipients(document("kiso"), "I.3", provided("住民票関係情報", 1))


def test_the_annex_is_printed_with_every_row() -> None:
    import io

    import pypdf

    from pia_tui.export.pdf import render

    one = document()
    rows = provided("住民票関係情報", 25)
    one.apply(fill_recipients(one, "II[1].5.2", rows))
    text = "\n".join(page.extract_text() for page in pypdf.PdfReader(io.BytesIO(render(one))).pages)
    flat = "".join(text.split())
    for row in rows:
        assert f"主務省令第2条の表{row.row}の項" in flat
