"""Where an item stands, in words, and a path walked step by step."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest

import pia_tui
from pia_tui import keys, places
from pia_tui.assessment import Assessment
from pia_tui.forms import form_ids, load_form, parse_path, plain_path

PACKAGE = Path(pia_tui.__file__).parent


@pytest.fixture
def document() -> Assessment:
    made = Assessment.new(load_form("juten_h30"), "住民基本台帳に関する事務")
    made.apply(made.add_block("file"))
    for path, value in (("II[2].4.2[3]", "帳票の印刷"), ("II[2].4.2[3].1", "印刷")):
        made.apply(made.change(path, value))
    return made


def test_a_path_is_walked_from_its_section_to_its_end() -> None:
    walked = [tuple(each) for each in parse_path("II[1].4.2[#k7x2qa].1").prefixes()]
    assert walked == [
        ("II", "II", "II", 1),
        ("II.4", "II[1].4", "4", None),
        ("II.4.2", "II[1].4.2", "2", "#k7x2qa"),
        ("II.4.2.1", "II[1].4.2[#k7x2qa].1", "1", None),
    ]
    assert parse_path("II[1].4.2[3].1").numbers == {"II": 1, "II.4.2": 3}
    assert plain_path("II.4.2") == parse_path("II.4.2")


def test_a_place_is_told_whole_in_short_and_as_it_is_cited(document: Assessment) -> None:
    path = "II[2].4.2[3].1"
    form = document.form
    section = form.section("II")
    assert section is not None
    label = document.node(path).label
    over = form.places["II.4"].item.label
    assert places.heading_words(document, path) == (f"{section.title}（2）", over, "委託事項3", label)
    assert places.heading(document, document.key(path)) == "　".join(places.heading_words(document, path))
    assert places.short_words(document, path) == ("Ⅱ（2）", over, "委託事項3", label)
    assert places.short(document, path) == "Ⅱ（2）４．委託事項3①"
    assert places.short(document, "III[1].4") == "Ⅲ（1）４"
    assert places.block_name(document, "II[2].4.2[3]") == "委託事項3（帳票の印刷）"
    assert places.section_name(form, path) == "Ⅱ（2）　特定個人情報ファイルの概要"


def test_an_annotation_is_told_by_its_kind_and_its_place(document: Assessment) -> None:
    key = document.key("II[2].4.2[3].1")
    assert places.told(document, key) == " ".join(places.short_words(document, key))
    assert places.told(document, keys.NOTE.key(key)).endswith("（メモ）")
    assert places.told(document, keys.NAME.prefix) == "評価書の名前"
    assert places.told(document, keys.PIECE.key("#aaaaaa")) == "未配置の文章"
    assert places.told(document, "file[]") == keys.ORDER.title
    assert places.short_words(document, "II[9].4") == places.heading_words(document, "") == ()


@pytest.mark.parametrize("form_id", form_ids())
def test_every_item_of_every_form_is_told_without_notation(form_id: str) -> None:
    form = load_form(form_id)
    document = Assessment.new(form, "試し")
    for section in form.sections:
        assert section.name in section.title
        assert section.numeral in section.title
        assert places.section_word(section)
    seen: dict[tuple[str, ...], str] = {}
    for node in document.walk():
        words = places.short_words(document, node.path)
        assert words, node.path
        assert places.short(document, node.path)
        for text in (*words, places.heading(document, node.path)):
            assert "{n}" not in text
            assert "#" not in text
        if node.value_kind is not None:
            assert words not in seen, (node.path, seen.get(words))
            seen[words] = node.path


def test_nobody_else_walks_a_path_or_takes_a_title_apart() -> None:
    found = []
    for file in sorted(PACKAGE.rglob("*.py")):
        if file.parent.name == "forms":
            continue
        for node in ast.walk(ast.parse(file.read_text("utf-8"))):
            if isinstance(node, ast.Name) and node.id in ("so_far",):
                found.append(f"{file.relative_to(PACKAGE)}:{node.lineno}: {node.id}")
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr == "partition":
                owner = node.func.value
                if isinstance(owner, ast.Attribute) and owner.attr == "title":
                    found.append(f"{file.relative_to(PACKAGE)}:{node.lineno}: title.partition")
    assert not found
