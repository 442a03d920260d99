"""未配置 beside the form: looked at, placed, split, put aside, confirmed; undone, and there again after a restart."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from screens import settle

from pia_tui.assessment import Assessment
from pia_tui.forms import load_form
from pia_tui.places import short_words
from pia_tui.store import Store
from pia_tui.tui.document.places import words_in
from pia_tui.tui.drawing.wrap import text_width
from pia_tui.tui.editor.piece import PieceScreen
from pia_tui.tui.editor.screen import EditorScreen
from pia_tui.tui.editor.tray_view import TrayView
from pia_tui.tui.screens.dialogs import PickScreen
from pia_tui.tui.widgets.key_bar import KeyBar
from pia_tui.tui.widgets.text_editor import TextEditor
from pia_tui.usecases.incoming import tray
from pia_tui.workspace import Workspace

SIZES = [(80, 24), (120, 40)]
LONG = "長い文の初め。" + "途中の文が続く。" * 40 + "長い文の終わり。"
"""The second piece of the `imported` document."""


def stored(workspace: Workspace, number: int) -> Assessment:
    with Store.open(workspace, read_only=True) as store:
        found = store.load(number)
        return Assessment(load_form(found.form_id), found.state)


async def press(pilot: Any, *keys: str) -> None:
    for key in keys:
        await pilot.press(key)
        await settle(pilot)


async def opened(pilot: Any, *keys: str) -> TrayView:
    view: TrayView = pilot.app.screen.query_one(TrayView)
    await press(pilot, "ctrl+u", *keys)
    return view


@pytest.mark.parametrize("size", SIZES)
async def test_the_list_and_the_item_are_both_in_sight(
    editing: Callable[..., Any], imported: int, text_on: Any, size: tuple[int, int]
) -> None:
    async with editing(size, document_id=imported) as (pilot, editor):
        view = await opened(pilot)
        assert editor.place == "tray"
        assert [row.kind for row in view.rows] == ["heading", "doubt", "doubt", "heading", *["piece"] * 3]
        assert editor.pane.node.key == "I.1.3", "the least sure answer comes first"
        shown = text_on(pilot.app)
        assert "未配置 残り 3" in shown
        assert "要確認 残り 2" in shown
        assert "自信：低い" in shown
        assert "17行目" in shown
        await press(pilot, "down")
        assert editor.pane.node.key == "I.1.2"
        assert "読み取った文" in text_on(pilot.app)
        await press(pilot, "down", "down")
        assert editor.pane.node.path == "I.7.1"
        assert view.has_focus
        region, form = view.region, editor.pane.page.region
        assert (region.y >= form.bottom) if size[0] < 100 else (region.x >= form.right)
        assert form.height > 5


async def test_the_key_leads_there_and_back(editing: Callable[..., Any], imported: int) -> None:
    async with editing(document_id=imported) as (pilot, editor):
        view = await opened(pilot, "tab")
        assert editor.pane.page.has_focus
        assert editor.place == "editor"
        await press(pilot, "ctrl+u")
        assert view.has_focus
        await press(pilot, "ctrl+u")
        assert not view.display or not editor.tray.is_open
        assert editor.pane.page.has_focus
        await press(pilot, "ctrl+u", "escape")
        assert not editor.tray.is_open
        assert pilot.app.screen is editor


@pytest.mark.parametrize("size", SIZES)
async def test_placed_into_another_item_undone_and_there_after_a_restart(
    editing: Callable[..., Any], imported: int, workspace: Workspace, size: tuple[int, int]
) -> None:
    async with editing(size, document_id=imported) as (pilot, editor):
        view = await opened(pilot, "down", "down")
        assert view.row.piece.text == "市民課"
        await press(pilot, "tab")
        editor.go_to("I.7.1")
        await press(pilot, "ctrl+g")
        assert editor.session.document.get("I.7.1") == "市民課"
        assert [row.piece.id for row in view.rows if row.piece] == ["#bbbbbb", "#cccccc"]
        assert editor.pane.node.path == "I.7.1"
        await press(pilot, "ctrl+z")
        assert editor.session.document.get("I.7.1") is None
        assert [row.piece.id for row in view.rows if row.piece] == ["#aaaaaa", "#bbbbbb", "#cccccc"]
        await press(pilot, "ctrl+y")
    after = stored(workspace, imported)
    assert after.get("I.7.1") == "市民課"
    assert after.state["tray[]"] == ("#bbbbbb", "#cccccc")
    async with editing(size, document_id=imported) as (pilot, editor):
        view = await opened(pilot)
        assert len([row for row in view.rows if row.piece]) == 2
        await press(pilot, "ctrl+z")
        assert len([row for row in view.rows if row.piece]) == 3


@pytest.mark.parametrize(
    ("key", "text"), [("1", "読み取った文\n市民課"), ("2", "市民課"), ("3", "読み取った文"), ("escape", "読み取った文")]
)
async def test_a_text_that_is_there_asks(
    editing: Callable[..., Any], imported: int, text_on: Any, key: str, text: str
) -> None:
    async with editing(document_id=imported) as (pilot, editor):
        await opened(pilot, "down", "down", "ctrl+g")
        assert isinstance(pilot.app.screen, PickScreen)
        assert "読み取った文" in text_on(pilot.app)
        await press(pilot, key)
        assert pilot.app.screen is editor
        assert editor.session.document.get("I.1.2") == text  # type: ignore[attr-defined]
        assert ("#aaaaaa" in editor.session.document.state["tray[]"]) is (text == "読み取った文")  # type: ignore[attr-defined]


async def test_what_is_no_valid_value_is_refused_with_what_would_be(
    editing: Callable[..., Any], imported: int, flat_on: Any
) -> None:
    async with editing((120, 40), document_id=imported) as (pilot, editor):
        await opened(pilot, "down", "down", "tab")
        editor.go_to("I.1.3")
        await press(pilot, "ctrl+g")
        assert "選べるもの" in flat_on(pilot.app)
        assert "#aaaaaa" in editor.session.document.state["tray[]"]
        await press(pilot, "ctrl+u", "down", "down", "tab")
        editor.go_to("cover.6")
        await settle(pilot)
        if editor.pane.node.value_kind != "date":
            editor.go_to("cover.7")
        await press(pilot, "ctrl+g")
        assert editor.session.document.value(editor.pane.node) == "令和7年4月15日"


async def test_confirmed_it_leaves_the_list_and_stays_confirmed(
    editing: Callable[..., Any], imported: int, workspace: Workspace
) -> None:
    async with editing(document_id=imported) as (pilot, editor):
        view = await opened(pilot, "ctrl+k")
        assert [row.key for row in view.rows if row.doubt] == ["I.1.2"]
        assert editor.pane.node.key == "I.1.2", "the next one"
        await press(pilot, "ctrl+z")
        assert [row.key for row in view.rows if row.doubt] == ["I.1.3", "I.1.2"]
        await press(pilot, "ctrl+y")
        assert (editor.pane.node.key, view.row.key) == ("I.1.2", "I.1.2"), "the form and the list are at one item"
        await press(pilot, "tab")
        editor.go_to("I.1.2")
        await press(pilot, "ctrl+k")
        assert [row.key for row in view.rows if row.doubt] == []
    after = stored(workspace, imported)
    assert after.state["source:I.1.3"] == "17-17"
    assert after.state["source:I.1.2"] == "12-15"
    assert "doubt:I.1.3" not in after.state
    assert after.get("I.1.2") == "読み取った文"


async def test_put_aside_and_taken_back(editing: Callable[..., Any], imported: int, text_on: Any) -> None:
    async with editing((120, 40), document_id=imported) as (pilot, editor):
        view = await opened(pilot, "down", "down", "delete")
        assert editor.session.document.state["tray[]"] == ("#bbbbbb", "#cccccc")
        assert editor.session.document.state["tray:#aaaaaa"] == "市民課"
        assert view.row.piece.id == "#bbbbbb"
        assert "不要にした文　1" in text_on(pilot.app)
        await press(pilot, "end", "delete")
        assert [row.piece.id for row in view.rows if row.piece] == ["#aaaaaa", "#bbbbbb", "#cccccc"]
        assert view.row.piece.id == "#aaaaaa"
        await press(pilot, "ctrl+z", "ctrl+z")
        assert editor.session.document.state["tray[]"] == ("#aaaaaa", "#bbbbbb", "#cccccc")


@pytest.mark.parametrize("size", SIZES)
async def test_a_long_piece_is_read_in_full_and_a_part_of_it_placed(
    editing: Callable[..., Any], imported: int, text_on: Any, size: tuple[int, int]
) -> None:
    async with editing(size, document_id=imported) as (pilot, editor):
        view = await opened(pilot, "down", "down", "down", "enter")
        assert isinstance(pilot.app.screen, PieceScreen)
        await press(pilot, "end", "ctrl+end")
        assert "文の終わり。" in text_on(pilot.app).replace("\n", "").replace(" ", "")
        await press(pilot, "x", "ctrl+home", *["shift+right"] * 7)
        assert pilot.app.screen.query_one(TextEditor).text == LONG, "the text itself stays as it was read"
        assert "7 字を選択" in text_on(pilot.app)
        await press(pilot, "ctrl+g")
        assert editor.session.document.get("I.7.1") == "長い文の初め。"
        assert view.row.piece.text == LONG[7:]
        await press(pilot, "ctrl+z")
        assert [row.piece.text for row in view.rows if row.piece][1] == LONG
        await press(pilot, "ctrl+u", "ctrl+u")
        view.move_to(next(n for n, row in enumerate(view.rows) if row.piece and row.piece.text == LONG))
        await press(pilot, "enter", "right", "right", "f2")
        assert [row.piece.text for row in view.rows if row.piece][1:3] == [LONG[:2], LONG[2:]]


async def test_an_empty_list_says_so(editing: Callable[..., Any], text_on: Any) -> None:
    async with editing() as (pilot, editor):
        assert "未配置" not in text_on(pilot.app), "no footer for nothing"
        await opened(pilot, "ctrl+g", "ctrl+k", "delete", "enter", "down")
        assert "ありません" in text_on(pilot.app)
        assert editor.place == "tray"
        await press(pilot, "escape")
        assert editor.place == "editor"


async def test_opening_tells_what_is_left_and_the_item_bears_a_mark(
    editing: Callable[..., Any], imported: int, flat_on: Any
) -> None:
    async with editing(document_id=imported, at="I.1.2") as (pilot, editor):
        assert "未配置3、要確認2（Ctrl+Uで一覧）" in flat_on(pilot.app)
        assert "自信：やや低い、12〜15行目" in flat_on(pilot.app)
        assert "Ctrl+K確認済み" in flat_on(pilot.app)
        await press(pilot, "up")
        assert "Ctrl+K確認済み" not in flat_on(pilot.app)
        await press(pilot, "down")
        await press(pilot, "enter")
        assert editor.place == "text"
        await press(pilot, "ctrl+u")
        assert editor.place == "text", "a key of the page does not lead away from what is being written"
        assert "Esc で書き終えてから" in pilot.app.messages[-1].text


async def test_a_reader_changes_nothing(editing: Callable[..., Any], imported: int, workspace: Workspace) -> None:
    async with editing(document_id=imported) as (pilot, editor):
        editor.session.read_only = True
        before = dict(editor.session.document.state)
        await opened(pilot, "ctrl+k", "down", "down", "delete", "tab")
        editor.go_to("I.7.1")
        await press(pilot, "ctrl+g")
        assert dict(editor.session.document.state) == before
        assert isinstance(pilot.app.screen, EditorScreen)
        editor.session.read_only = False
    assert stored(workspace, imported).state == before


def test_the_mark_survives_merge_and_json(workspace: Workspace, imported: int, tmp_path: Any) -> None:
    from pia_tui.usecases.exchange.packs import pack, preview_unpack, unpack

    with Store.open(workspace) as store:
        data = pack(store, [imported])
        other = Workspace(tmp_path / "other").prepare()
        with Store.open(other) as there:
            unpack(there, preview_unpack(there, data))
            number = there.documents()[0].id
            document = Assessment(load_form("zenkoumoku_h30"), there.load(number).state)
            there.write(number, [*tray.confirm(document, "I.1.3"), *tray.put_aside(document, "#aaaaaa")], label="x")
            back = pack(there, [number])
        arrivals = preview_unpack(store, back)
        assert not arrivals[0].conflicts
        unpack(store, arrivals)
        state = store.load(imported).state
    assert state["source:I.1.3"] == "17-17"
    assert "doubt:I.1.3" not in state
    assert state["tray[]"] == ("#bbbbbb", "#cccccc")


async def test_the_lists_of_the_editor_know_what_is_left(
    editing: Callable[..., Any], imported: int, flat_on: Any
) -> None:
    async with editing((120, 40), document_id=imported) as (pilot, editor):
        editor.perform("unconfirmed")
        await settle(pilot)
        assert "取込みの読み取り：自信：低い" in flat_on(pilot.app)
        await press(pilot, "escape")
        await opened(pilot, "ctrl+k", "down", "delete", "tab")
        editor.perform("history")
        await settle(pilot)
        shown = flat_on(pilot.app)
        assert "確認済みにする" in shown
        assert "未配置の文章" in shown
        assert "17-17" not in shown


@pytest.mark.parametrize("size", SIZES)
async def test_closing_the_list_leads_back_to_the_place_in_the_form(
    editing: Callable[..., Any], imported: int, size: tuple[int, int]
) -> None:
    async with editing(size, document_id=imported, at="II[1].2.2") as (pilot, editor):
        view = await opened(pilot, "down", "down")
        assert editor.pane.node.key == "I.1.2", "the form follows the list"
        await press(pilot, "escape")
        assert editor.pane.node.path == "II[1].2.2"
        assert editor.pane.page.has_focus
        await press(pilot, "ctrl+u")
        assert view.row.piece.id == "#aaaaaa", "the list is where one was, too"
        await press(pilot, "tab", "ctrl+u", "ctrl+u")
        assert editor.pane.node.path == "II[1].2.2"


async def test_a_place_that_was_chosen_beside_the_list_is_kept(editing: Callable[..., Any], imported: int) -> None:
    async with editing((120, 40), document_id=imported, at="II[1].2.2") as (pilot, editor):
        view = await opened(pilot, "down", "down", "tab")
        editor.go_to("I.7.1")
        await press(pilot, "ctrl+u")
        assert view.has_focus
        assert editor.pane.node.path == "I.7.1", "where the text is meant for"
        await press(pilot, "down", "escape")
        assert editor.pane.node.path == "I.7.1"
        await press(pilot, "ctrl+u", "tab")
        editor.go_to("I.1.1")
        await press(pilot, "escape")
        assert not editor.tray.is_open
        assert pilot.app.screen is editor
        assert editor.pane.node.path == "I.1.1", "closed from the form, it stays"


@pytest.mark.parametrize("size", SIZES)
async def test_the_footer_names_the_way_back_to_the_list(
    editing: Callable[..., Any], imported: int, text_on: Any, size: tuple[int, int]
) -> None:
    def footer() -> str:
        height = editor.query_one(KeyBar).size.height  # two lines where one is too short
        return "\n".join(str(text_on(pilot.app)).splitlines()[-height:])

    async with editing(size, document_id=imported, at="I.1.2") as (pilot, editor):
        await opened(pilot, "down")
        assert "Tab 様式へ" in footer()
        assert "Esc しまう" in footer()
        await press(pilot, "tab")
        assert "Ctrl+U 未配置へ" in footer()
        assert "Esc しまう" in footer()
        await press(pilot, "enter")
        assert editor.place == "text"
        assert "Ctrl+U" not in footer(), "it works again when the text is finished"
        await press(pilot, "escape", "ctrl+u", "down", "tab")
        assert "Ctrl+G 置く" in footer(), "the next step for a text"
        assert "Ctrl+U 未配置へ" in footer()
        await press(pilot, "escape")
        assert not editor.tray.is_open
        assert "しまう" not in footer()


def test_numbers_of_blocks_are_never_cut() -> None:
    document = Assessment.new(load_form("zenkoumoku_h30"), "x")
    document.apply(document.change("II[1].5.3[4].4", "1"))
    document.apply(document.change("III[2].3.2.1", "行っている"))
    document.apply(document.change("betten3.1[12].3", "旧"))
    place = short_words(document, document.node("II[1].5.3[4].4").key)
    risk = short_words(document, document.node("III[2].3.2.1").key)
    row = short_words(document, document.node("betten3.1[12].3").key)
    for room in (36, 43, 60, 80):
        assert "移転先4 ④" in words_in(place, room)
        assert "Ⅱ（1）" in words_in(place, room)
        assert "Ⅲ（2） ３．リスク２" in words_in(risk, room)
        assert "変更箇所12 変更前" in words_in(row, room)
        assert all(text_width(words_in(words, room)) <= room for words in (place, risk, row))
    number, scope = (short_words(document, document.node(f"II[1].5.3[4].{item}").key) for item in (4, 5))
    assert words_in(number, 36) != words_in(scope, 36)


@pytest.mark.parametrize("size", [*SIZES, (100, 30)])
async def test_rows_of_the_list_can_be_told_apart(
    editing: Callable[..., Any], workspace: Workspace, text_on: Any, size: tuple[int, int]
) -> None:
    document = Assessment.new(load_form("zenkoumoku_h30"), "x")
    for block in (1, 2, 3):
        document.apply(document.change(f"II[1].5.3[{block}].4", "1"))
    keys = [document.node(f"II[1].5.3[{block}].4").key for block in (1, 2, 3)]
    state = {**document.state, **{f"source:{key}": "17-17 0.60" for key in keys}}
    state |= {"tray[]": ("#aaaaaa",), "tray:#aaaaaa": "係の文", "traysource:#aaaaaa": "20-20 II[1].5.3[2].5"}
    with Store.open(workspace) as store:
        number = store.create("zenkoumoku_h30", state)
    async with editing(size, document_id=number, at="I.1.2") as (pilot, _):
        await opened(pilot)
        shown = text_on(pilot.app)
        assert all(f"移転先{block} ④" in shown for block in (1, 2, 3))
        assert shown.count(" 自信：低い") >= 3
        await press(pilot, "end")
        assert "移転先2 ⑤" in text_on(pilot.app)
