"""The law's tables: what they hold, that nobody changed them, and that a body's newer file wins."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from pia_tui.datafile import BrokenData
from pia_tui.law import tables
from pia_tui.law.bodies import find_body, names_in
from pia_tui.law.grounds import find, find_annex, meaning_of, numbers_of, terms_in
from pia_tui.law.numbers import Number, parse_number
from pia_tui.law.tables import annex, sharing
from pia_tui.law.writing import annex_text, sharing_text

RESIDENT_LIST = (
    "1、2、3、5、7、11、13、15、20、28、37、39、48、53、57、58、59、63、65、66、69、73、75、76、81、83、84、86、87、91、92、96、"
    "106、108、110、112、115、118、124、129、130、132、136、137、138、141、142、144、149、150、151、152、155、156、158、160、"
    "163、164、165、166"
)
RESIDENT_ROWS = RESIDENT_LIST.split("、")


@pytest.fixture
def own_folder(tmp_path: Path) -> Iterator[Path]:
    """A workspace's `db/law`, made known and forgotten again."""
    folder = tmp_path / "law"
    folder.mkdir()
    before = list(tables._folders)
    tables.add_folder(folder)
    yield folder
    tables._folders[:] = before
    tables.forget()


def rows(words: list[str], side: str, by: str = "市町村長") -> list[str]:
    return [str(number) for number in numbers_of(find(words, side, by))]  # type: ignore[arg-type]


def test_the_table_has_all_rows_and_one_of_them_is_repealed() -> None:
    table = sharing()
    assert len(table.numbers) == 180
    assert table.repealed == {Number(157)}
    assert len(table.rows) == 456
    assert table.numbers[11:14] == (Number(12), Number(12, (2,)), Number(13))


def test_no_cell_still_holds_a_definition_or_a_number_of_a_law() -> None:
    for pair in sharing().rows:
        cells = "\n".join((pair.asker, pair.task, pair.provider, pair.information))
        assert not re.search(
            r"以下|において同じ|という。|（(昭和|平成|令和)[^（）]*法律第[^（）]*号）(?!附則)", cells
        ), pair
        assert cells.count("（") == cells.count("）")
        assert all((pair.asker, pair.task, pair.provider, pair.information))


def test_the_article_of_a_row_is_the_one_its_task_names() -> None:
    for pair in sharing().rows:
        named = re.search(r"(第[一二三四五六七八九十百]+条(?:の[一二三四五六七八九十]+)*)で定めるもの$", pair.task)
        assert named is not None
        assert named[1] == pair.article, pair


def test_every_defined_word_has_a_meaning_and_is_used() -> None:
    used = "\n".join(f"{pair.asker}{pair.provider}{pair.information}" for pair in sharing().rows)
    for word, meaning in tables.terms().items():
        assert "「" not in meaning or meaning.count("「") == meaning.count("」")
        assert word in used + "".join(tables.terms().values())
    assert "介護保険法" in meaning_of("介護保険給付等関係情報であって第四条で定めるもの")
    assert terms_in("特別児童扶養手当関係情報") == ["特別児童扶養手当関係情報"]


def test_what_a_town_provides_by_information() -> None:
    assert rows(["住民票関係情報"], "provide") == RESIDENT_ROWS
    assert rows(["児童手当関係情報"], "provide") == ["42", "53", "76", "125", "141", "161"]
    assert rows(["児童手当関係情報"], "provide", "八潮市") == ["42", "53", "76", "125", "141", "161"]
    assert rows(["住民票関係情報"], "provide", "法務大臣") == []


def test_what_a_town_asks_for_by_task() -> None:
    assert rows(["国民健康保険"], "ask") == ["69", "70", "71"]
    assert rows(["国民健康保険", "徴収"], "ask") == ["69", "71"]
    assert rows(["生活保護法", "保護の決定"], "ask") == ["42"]
    assert find(["生活保護法", "保護の決定"], "ask", "市町村長")[0].capacity


def test_the_meaning_of_a_word_finds_it_too() -> None:
    by_law = set(rows(["住民基本台帳法"], "provide"))
    assert by_law == set(RESIDENT_ROWS)
    assert "69" in rows(["介護保険法"], "provide")


@pytest.mark.parametrize("written", ["12の2", "１２の２", "十二の二", "第12の2の項"])
def test_a_row_is_found_by_its_number(written: str) -> None:
    found = find([written])
    assert {ground.pair.row for ground in found} == {Number(12, (2,))}


def test_the_annex_knows_its_rows_articles_and_former_numbers() -> None:
    assert [row.law for row in find_annex(["44"])] == ["国民健康保険法"]
    assert [str(row.row) for row in find_annex(["介護保険法"])] == ["100", "101"]
    assert [str(row.row) for row in annex().by_former[Number(16)]] == ["24"]
    assert [str(row.row) for row in annex().by_former[Number(98)]] == ["131"]
    articles = [row.article for row in annex().rows]
    assert len(set(articles)) == len(articles)


@pytest.mark.parametrize(
    ("cell", "names"),
    [
        ("厚生労働大臣、都道府県知事又は市町村長", ["厚生労働大臣", "都道府県知事", "市町村長"]),
        ("国家公務員共済組合連合会", ["国家公務員共済組合連合会"]),
        ("市町村長（児童手当法第十七条第一項の表の下欄に掲げる者を含む。）", ["市町村長"]),
    ],
)
def test_the_bodies_of_a_cell(cell: str, names: list[str]) -> None:
    assert names_in(cell) == names


def test_bodies_are_compared_whole() -> None:
    assert find_body("沼津市長").name == "市町村長"
    assert find_body("静岡県知事").name == "都道府県知事"
    assert find_body("国家公務員共済組合").in_cell("国家公務員共済組合連合会") is False
    assert find_body("市町村長").capacity_in("市町村教育委員会") is None
    assert find_body("市町村長").capacity_in("都道府県知事等")


def test_grounds_are_written_in_order_once_and_with_ranges_if_wished() -> None:
    numbers = [parse_number(text) for text in ("71", "12の2", "69", "70", "69", "12", "13")]
    wanted = [number for number in numbers if number]
    assert sharing_text(wanted) == "番号法第19条第8号に基づく主務省令第2条の表 12、12の2、13、69、70、71の項"
    assert sharing_text(wanted, ranges=True).endswith("の表 12から13まで、69から71までの項")
    assert annex_text([Number(24)]) == "番号法第9条第1項　別表の24の項"
    assert sharing_text([]) == ""


def test_a_newer_file_of_the_body_wins_and_an_older_one_does_not(own_folder: Path) -> None:
    head = "項,情報照会者,事務,条,情報提供者,利用特定個人情報\n"
    row = "1,市町村長,新しい法律による事務,第三条,市町村長,新関係情報\n"
    (own_folder / "renkei_2020-01-01.csv").write_text(head + row, "utf-8")
    tables.forget()
    assert len(sharing().numbers) == 180
    (own_folder / "renkei_2030-01-01.csv").write_bytes((head + row).encode("cp932"))
    tables.forget()
    assert [pair.information for pair in sharing().rows] == ["新関係情報"]
    assert sharing().origin.own
    assert sharing().origin.date.year == 2030


def test_a_broken_file_is_refused_with_its_line(own_folder: Path) -> None:
    (own_folder / "renkei_2030-01-01.csv").write_text("# 日付: 2030-01-01\n項,情報照会者\n1,市町村長\n", "utf-8")
    tables.forget()
    with pytest.raises(BrokenData, match=r"2 行目.*事務"):
        sharing()


def test_a_changed_table_of_the_program_is_noticed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    file = tables.newest(tables.SHARING)
    (tmp_path / file.name).write_text(file.read_text("utf-8").replace("全国健康保険協会", "全国健康保健協会"), "utf-8")
    monkeypatch.setattr(tables, "_folders", [tmp_path])
    tables.sharing.cache_clear()
    with pytest.raises(BrokenData, match="sha256"):
        sharing()
    monkeypatch.undo()
    tables.forget()


def test_windows_line_ends_do_not_break_the_checksum(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    file = tables.newest(tables.SHARING)
    (tmp_path / file.name).write_bytes(file.read_bytes().replace(b"\n", b"\r\n"))
    monkeypatch.setattr(tables, "_folders", [tmp_path])
    tables.sharing.cache_clear()
    assert len(sharing().rows) == 456
    monkeypatch.undo()
    tables.forget()
