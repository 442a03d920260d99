"""Search in one document finds items and headings by name and number too, and leads to them."""

from __future__ import annotations

from typing import Any

import pytest

from pia_tui.assessment import Assessment
from pia_tui.forms import load_form
from pia_tui.tui.search.find import MORE, FindScreen
from pia_tui.tui.search.lookup import context, names, spots, texts
from pia_tui.tui.widgets.menu_view import MenuView
from pia_tui.tui.widgets.text_editor import TextEditor

Editing = Any


def found(document: Assessment, query: str) -> list[str]:
    return [document.path(one.key) or one.key for one in names(document, spots(document), query.split())]


@pytest.fixture
def document() -> Assessment:
    made = Assessment.new(load_form("zenkoumoku_h30"), "国民健康保険に関する事務")
    made.apply(made.change("II[1].4.2[1].1", "データの入力"))
    made.apply(made.change("II[1].3.4", "ﾃﾞｰﾀの 確認のため"))
    return made


@pytest.mark.parametrize(
    ("query", "path"),
    [
        ("保管期間", "II[1].6.2"),
        ("⑤保有開始日", "II[1].2.5"),
        ("5保有 開始日", "II[1].2.5"),
        ("リスク１：目的外の入手", "III[1].2.1"),
        ("Ⅱ．２．⑤", "II[1].2.5"),
        ("II.2.5", "II[1].2.5"),
        ("委託事項1", "II[1].4.2[1]"),
        ("提供先", "II[1].5.2[]"),
    ],
)
def test_items_and_headings_are_found_by_name_and_number(document: Assessment, query: str, path: str) -> None:
    assert path in found(document, query)


def test_a_section_is_found_by_its_title(document: Assessment) -> None:
    assert "I" in found(document, "Ⅰ 基本情報")


def test_a_word_of_a_heading_narrows_and_does_not_find_all_below_it(document: Assessment) -> None:
    assert "III[1].4.3" not in found(document, "委託")
    assert found(document, "管理体制の確認 委託") == ["III[1].4.3"]


def test_the_brackets_of_options_are_no_items(document: Assessment) -> None:
    assert "II[1].3.1.5" not in found(document, "民間事業者")


def test_what_is_not_to_be_written_and_what_is_unanswered_is_said(document: Assessment) -> None:
    document.apply(document.change("III[1].4.1", True))
    states = {one.label: one.state for one in names(document, spots(document), ["体制", "委託"])}
    assert "書かない欄" in states.values()
    assert [one.state for one in names(document, spots(document), ["保有開始日"])] == ["未記入"]


def test_texts_are_found_whatever_their_width_and_blanks(document: Assessment) -> None:
    hits = texts(document, spots(document), ["データの", "確認"], 10)
    assert [document.path(one.key) for one in hits] == ["II[1].3.4"]
    assert hits[0].label.startswith("ﾃﾞｰﾀの 確認")


def test_the_context_shows_the_word_where_folding_changes_lengths() -> None:
    text = "㈱" * 40 + "目印" + "あ" * 100
    assert "目印" in context(text, "目印")


async def search(pilot: Any, words: str) -> FindScreen:
    await pilot.press("f3")
    await pilot.pause()
    screen = pilot.app.screen
    assert isinstance(screen, FindScreen)
    screen.query_one(TextEditor).load_text(words)
    await pilot.pause()
    return screen


async def chosen(pilot: Any) -> None:
    await pilot.press("enter")
    await pilot.pause()
    await pilot.pause()


async def test_an_unanswered_item_is_gone_to_by_its_name(editing: Editing) -> None:
    async with editing(at="I.1.2") as (pilot, editor):
        await search(pilot, "保有開始日")
        await chosen(pilot)
        assert editor.pane.node.path == "II[1].2.5"


@pytest.mark.parametrize("at", ["I.1.2", "II[1].1"])
async def test_a_heading_is_gone_to_and_seen(editing: Editing, text_on: Any, at: str) -> None:
    async with editing(at=at) as (pilot, editor):
        await search(pilot, "②保管期間")
        await chosen(pilot)
        assert editor.pane.node.path == "II[1].6.2.1"
        assert "②保管期間" in text_on(pilot.app)


async def test_a_section_is_gone_to_from_its_own_end(editing: Editing) -> None:
    async with editing(at="I.8") as (pilot, editor):
        await search(pilot, "Ⅰ")
        await chosen(pilot)
        assert editor.pane.node.path == "I.1.1"


async def test_an_empty_list_is_gone_to_where_one_adds_to_it(editing: Editing) -> None:
    async with editing(at="I.1.2") as (pilot, editor):
        screen = await search(pilot, "移転先")
        menu = screen.query_one(MenuView)
        menu.move_to(next(n for n, one in enumerate(menu.entries) if one.id.endswith("5.3[]")))
        await chosen(pilot)
        assert editor.pane.page.row.kind == "add"


async def test_an_item_that_is_filtered_away_is_gone_to(editing: Editing, new_document: Any) -> None:
    number = new_document(I__4__1="必要性の文")
    async with editing(document_id=number, at="I.1.2") as (pilot, editor):
        await pilot.press("ctrl+l")
        await search(pilot, "必要性の文")
        await chosen(pilot)
        assert editor.pane.node.path == "I.4.1"


async def test_names_stand_apart_and_leave_room_for_the_text(editing: Editing, new_document: Any) -> None:
    number = new_document(**{"II[1]__3__4": "委託に係る文"})
    async with editing(document_id=number) as (pilot, _):
        screen = await search(pilot, "委託")
        menu = screen.query_one(MenuView)
        headings = [one.label for one in menu.entries if one.heading]
        assert len(headings) == 2
        assert headings[1].endswith("（1）")
        at = next(n for n, one in enumerate(menu.entries) if one.id == MORE)
        before = len(menu.entries)
        menu.move_to(at)
        await chosen(pilot)
        assert pilot.app.screen is screen
        assert len(menu.entries) > before
        assert menu.entry is not None
        assert menu.cursor == at
