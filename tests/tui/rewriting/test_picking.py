"""Lists with marks: places to rewrite and rows of the tables, picked and skipped on the screen."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

import pytest
from screens import settle

from pia_tui.assessment import Assessment
from pia_tui.forms import load_form
from pia_tui.store import Store
from pia_tui.tui.editor.screen import EditorScreen
from pia_tui.tui.rewriting.in_document import InDocument
from pia_tui.tui.rewriting.in_register import renumber_all, replace_all
from pia_tui.tui.rewriting.picking import PickingScreen, PickLine
from pia_tui.tui.screens.dialogs import LineScreen, PickScreen
from pia_tui.tui.widgets.menu_view import MenuView
from pia_tui.tui.widgets.text_editor import TextEditor

GROUND = "番号法第9条第1項　別表第一の30の項"


async def press(pilot: Any, *keys: str) -> None:
    for key in keys:
        await pilot.press(key)
        await settle(pilot)


async def typed(pilot: Any, text: str) -> None:
    """Write one line and press Enter."""
    assert isinstance(pilot.app.screen, LineScreen)
    pilot.app.screen.query_one(TextEditor).load_text(text)
    await press(pilot, "enter")


def work_on(screen: EditorScreen) -> InDocument:
    """The actions of this room, on the editor that is open."""
    host = SimpleNamespace(
        session=screen.session,
        pia=screen.pia,
        pane=screen.pane,
        tell=screen.tell,
        finish_writing=screen.finish_writing,
        edited=lambda changes: None,
    )
    return InDocument(host)  # type: ignore[arg-type]


async def test_marks_are_set_taken_away_and_given_back(running: Any) -> None:
    given: list[frozenset[int] | None] = []
    options = [
        PickLine(0, "見出し"),
        PickLine(1, "一つ目", marked=True),
        PickLine(2, "二つ目", detail="説明"),
        PickLine(3, "直せない所", fixed=True, marked=True),
    ]
    async with running() as pilot:
        screen = PickingScreen("選ぶ", options)
        pilot.app.push_screen(screen, given.append)
        await settle(pilot)
        assert screen.marked == {1}
        await press(pilot, "space", "down", "enter", "down", "space")
        assert screen.marked == {2}
        await press(pilot, "f4")
        assert screen.marked == {1, 2}
        await press(pilot, "f4", "ctrl+s")
        assert given == []
        await press(pilot, "f4", "ctrl+s")
        assert given == [frozenset({1, 2})]


async def test_places_of_the_open_document_are_put_right_in_one_step(running: Any, new_document: Any) -> None:
    number = new_document("juten_h30", **{"I.4.1": GROUND, "I.5.2": "番号法第19条第7号", "I.1.2": "市民課と市民課長"})
    async with running() as pilot:
        pilot.app.open_document(number)
        await settle(pilot)
        screen = pilot.app.screen
        assert isinstance(screen, EditorScreen)
        work = work_on(screen)
        work.do_renumber()
        await settle(pilot)
        picking = pilot.app.screen
        assert isinstance(picking, PickingScreen)
        assert [entry.label[:3] for entry in picking.query_one(MenuView).entries[1:]] == ["［○］", "［○］"]
        await press(pilot, "ctrl+s")
        document = screen.session.document
        assert document.get("I.4.1") == "番号法第9条第1項　別表の44の項"
        assert document.get("betten2.1[1].6") == "法改正に伴う形式的な変更"
        work.do_replace_words()
        await settle(pilot)
        await typed(pilot, "市民課")
        await typed(pilot, "市民窓口課")
        assert isinstance(pilot.app.screen, PickingScreen)
        assert pilot.app.screen.marked == {1}
        await press(pilot, "ctrl+s")
        assert document.get("I.1.2") == "市民窓口課と市民課長"
        screen.session.undo()
        assert screen.session.document.get("I.1.2") == "市民課と市民課長"
        screen.session.undo()
        assert screen.session.document.get("I.4.1") == GROUND
        assert screen.session.document.count("betten2.1") == 0


async def test_rows_are_picked_for_a_ground_and_for_recipients(running: Any, new_document: Any) -> None:
    number = new_document("juten_h30", **{"cover.5": "甲山市長"})
    async with running() as pilot:
        pilot.app.open_document(number)
        await settle(pilot)
        screen = pilot.app.screen
        assert isinstance(screen, EditorScreen)
        document = screen.session.document

        def at(path: str) -> InDocument:
            work = work_on(screen)
            work._host.pane = SimpleNamespace(node=document.node(path))  # type: ignore[misc]
            return work

        at("I.4.1").do_grounds()
        await settle(pilot)
        await typed(pilot, "児童手当")
        await press(pilot, "space", "ctrl+s")
        assert document.get("I.4.1") == "番号法第9条第1項　別表の81の項"
        at("I.5.2").do_grounds()
        await settle(pilot)
        assert isinstance(pilot.app.screen, PickScreen)
        await press(pilot, "1")
        await typed(pilot, "児童手当法")
        await press(pilot, "f4", "ctrl+s")
        at("I.5.2").do_grounds()
        await settle(pilot)
        await press(pilot, "2")
        await typed(pilot, "児童手当関係情報")
        await press(pilot, "f4", "ctrl+s")
        assert str(document.get("I.5.2")).splitlines() == [
            "（情報照会の根拠）番号法第19条第8号に基づく主務省令第2条の表 106、107の項",
            "（情報提供の根拠）番号法第19条第8号に基づく主務省令第2条の表 42、53、76、125、141、161の項",
        ]
        at("II[1].5.2").do_grounds()
        await settle(pilot)
        await typed(pilot, "児童手当関係情報")
        await press(pilot, "f4", "ctrl+s")
        assert document.count("II[1].5.2") == 6
        assert document.get("II[1].5.2[6].1") == "番号法第19条第8号に基づく主務省令第2条の表 161の項"
        at("I.1.2").do_grounds()
        await settle(pilot)
        assert pilot.app.screen is screen


@pytest.mark.parametrize("replace", [True, False])
async def test_all_documents_are_rewritten_where_marked(
    running: Any, new_document: Any, workspace: Any, replace: bool
) -> None:
    answers = {"I.1.2": "市民課", "I.4.1": GROUND}
    ids = [new_document("juten_h30", f"事務{number}", **answers) for number in range(3)]
    done: list[int] = []
    async with running() as pilot:
        (replace_all if replace else renumber_all)(pilot.app, lambda: done.append(1))
        await settle(pilot)
        if replace:
            await typed(pilot, "市民課")
            await typed(pilot, "市民窓口課")
        screen = pilot.app.screen
        assert isinstance(screen, PickingScreen)
        assert screen.marked == {1, 2, 3}
        await press(pilot, "down", "space", "ctrl+s")
        assert done == [1]
    with Store.open(workspace, read_only=True) as store:
        documents = [Assessment(load_form("juten_h30"), store.load(one).state) for one in ids]
    path, old, new = (
        ("I.1.2", "市民課", "市民窓口課") if replace else ("I.4.1", GROUND, "番号法第9条第1項　別表の44の項")
    )
    assert [one.get(path) for one in documents] == [new, old, new]


async def test_the_palette_starts_them_in_the_editor_and_in_the_register(running: Any, new_document: Any) -> None:
    number = new_document("juten_h30", **{"I.4.1": GROUND})
    async with running() as pilot:
        pilot.app.screen.perform("renumber")
        await settle(pilot)
        assert isinstance(pilot.app.screen, PickingScreen)
        await press(pilot, "escape")
        pilot.app.open_document(number)
        await settle(pilot)
        pilot.app.screen.perform("renumber")
        await settle(pilot)
        assert isinstance(pilot.app.screen, PickingScreen)
        await press(pilot, "ctrl+s")
        assert pilot.app.screen.session.document.get("I.4.1") == "番号法第9条第1項　別表の44の項"  # type: ignore[attr-defined]
        pilot.app.screen.perform("grounds")
        await settle(pilot)
        assert isinstance(pilot.app.screen, EditorScreen)
