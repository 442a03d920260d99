"""The register: what it shows, filtering, sorting, and what can be done with a document from there."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from typing import Any

import pytest
from screens import settle
from textual import events

from pia_tui.tui.editor.screen import EditorScreen
from pia_tui.tui.files.choosing import FileScreen
from pia_tui.tui.register.home import HomeScreen
from pia_tui.tui.register.register_view import RegisterView, short_date
from pia_tui.tui.screens.dialogs import PickScreen
from pia_tui.tui.screens.help import HelpScreen
from pia_tui.tui.screens.palette import PaletteScreen
from pia_tui.tui.search.search_all import SearchAllScreen
from pia_tui.tui.threshold.wizard import WizardScreen
from pia_tui.tui.widgets.menu_view import MenuView
from pia_tui.tui.widgets.text_editor import TextEditor

Running = Callable[..., Any]


def names(pilot: Any) -> list[str]:
    return [one.name for one in pilot.app.screen.query_one(RegisterView).summaries]


async def test_an_empty_store_welcomes_and_leads_on(running: Running, text_on: Any) -> None:
    async with running() as pilot:
        shown = text_on(pilot.app)
        for words in ("判定を始める", "見本を入れる", "取り込む"):
            assert words in shown
        await pilot.press("enter")
        await settle(pilot)
        assert isinstance(pilot.app.screen, WizardScreen)
        await pilot.press("escape", "down", "enter")
        await settle(pilot)
        assert len(names(pilot)) == 3


async def test_the_demo_shows_number_level_progress_and_dates(running: Running, text_on: Any) -> None:
    async with running((120, 40)) as pilot:
        pilot.app.screen.perform("add_demo")
        for _ in range(100):
            await settle(pilot)
            if len(pilot.app.screen.count.progress) == 3:
                break
            await asyncio.sleep(0.05)
        shown = text_on(pilot.app)
        assert all(word in shown for word in ("全項目", "重点", "基礎", "済", "R8.8.3", "3 件"))


async def test_typing_filters_at_once_and_esc_shows_all(running: Running, new_document: Any) -> None:
    for name in ("児童手当に関する事務", "国民健康保険に関する事務", "介護保険に関する事務"):
        new_document("kiso_r6", name)
    async with running() as pilot:
        assert len(names(pilot)) == 3
        for sign in "保険":
            pilot.app.post_message(events.Key(sign, sign))
        await settle(pilot)
        assert len(names(pilot)) == 2
        for sign in "　介護":
            pilot.app.post_message(events.Key(sign, sign))
        await settle(pilot)
        assert names(pilot) == ["介護保険に関する事務　基礎項目評価書"]
        await pilot.press("escape")
        assert len(names(pilot)) == 3


async def test_the_register_is_sorted_by_what_is_chosen_and_back(running: Running, new_document: Any) -> None:
    for name in ("い事務", "あ事務", "う事務"):
        new_document("kiso_r6", name)
    async with running() as pilot:
        for expected in ("あ", "う"):
            await pilot.press("f2")
            await settle(pilot)
            pilot.app.screen.dismiss("name")
            await settle(pilot)
            assert names(pilot)[0].startswith(expected)


async def test_enter_opens_and_esc_comes_back_to_the_same_line(running: Running, new_document: Any) -> None:
    for name in ("一事務", "二事務", "三事務"):
        new_document("kiso_r6", name)
    async with running() as pilot:
        await pilot.press("down", "enter")
        await settle(pilot)
        assert isinstance(pilot.app.screen, EditorScreen)
        number = pilot.app.screen.session.id
        await pilot.press("escape", "escape")  # the first is told about, the second leaves
        await settle(pilot)
        assert isinstance(pilot.app.screen, HomeScreen)
        assert pilot.app.screen.current.id == number


async def test_a_document_opens_where_it_was_left(running: Running, new_document: Any) -> None:
    number = new_document()
    for _ in range(2):
        async with running() as pilot:
            pilot.app.open_document(number)
            await settle(pilot)
            editor = pilot.app.screen
            if _ == 0:
                editor.go_to("IV.1.1.1")
                await settle(pilot)
                await pilot.press("ctrl+q")
            else:
                assert editor.pane.node.path == "IV.1.1.1"


async def test_a_document_can_be_copied_and_put_away(running: Running, new_document: Any) -> None:
    new_document("kiso_r6", "元の事務")
    async with running() as pilot:
        await pilot.press("ctrl+b")
        await settle(pilot)
        pilot.app.screen.dismiss("duplicate")
        await settle(pilot)
        pilot.app.screen.dismiss("other")
        await settle(pilot)
        pilot.app.screen.do_accept()
        for _ in range(200):  # a loaded machine takes its time
            await settle(pilot)
            if isinstance(pilot.app.screen, HomeScreen) and len(names(pilot)) == 2:
                break
        assert sorted(names(pilot)) == ["元の事務　基礎項目評価書", "元の事務　基礎項目評価書（写し）"]
        await pilot.press("ctrl+b")
        await settle(pilot)
        pilot.app.screen.dismiss("archive")
        await settle(pilot)
        assert len(names(pilot)) == 1
        await pilot.press("f4")
        await settle(pilot)
        assert len(names(pilot)) == 2


async def test_search_across_documents_leads_to_the_place(running: Running, new_document: Any) -> None:
    number = new_document("kiso_r6", "健診に関する事務", I__1__2="妊婦の健診を案内する。")
    new_document("kiso_r6", "ほかの事務")
    async with running() as pilot:
        await pilot.press("f3")
        await settle(pilot)
        screen = pilot.app.screen
        assert isinstance(screen, SearchAllScreen)
        screen.query_one(TextEditor).load_text("妊婦")
        for _ in range(40):
            await asyncio.sleep(0.05)
            await pilot.pause()
            if screen.query_one(MenuView).entries:
                break
        await pilot.press("enter")
        await settle(pilot)
        editor = pilot.app.screen
        assert isinstance(editor, EditorScreen)
        assert editor.session.id == number
        assert editor.pane.node.path == "I.1.2"


async def test_the_palette_finds_actions_by_name(running: Running, new_document: Any) -> None:
    new_document("kiso_r6", "事務")
    async with running() as pilot:
        await pilot.press("ctrl+p")
        await settle(pilot)
        screen = pilot.app.screen
        assert isinstance(screen, PaletteScreen)
        screen.query_one(TextEditor).load_text("並べ替え")
        await settle(pilot)
        assert [entry.id for entry in screen.query_one(MenuView).entries] == ["sort"]
        await pilot.press("enter")
        await settle(pilot)
        assert isinstance(pilot.app.screen, PickScreen)


async def test_help_lists_the_keys_of_the_place(running: Running, new_document: Any, text_on: Any) -> None:
    new_document("kiso_r6", "事務")
    async with running() as pilot:
        await pilot.press("f1")
        await settle(pilot)
        assert isinstance(pilot.app.screen, HelpScreen)
        assert "Ctrl+N" in text_on(pilot.app)
        await pilot.press("f1")
        await settle(pilot)
        assert isinstance(pilot.app.screen, HomeScreen)


async def test_a_theme_is_chosen_and_remembered(running: Running) -> None:
    async with running() as pilot:
        pilot.app.screen.perform("switch_theme")
        await settle(pilot)
        await pilot.press("2")
        await settle(pilot)
        assert pilot.app.theme == "pia-light"
    async with running() as pilot:
        assert pilot.app.theme == "pia-light"


async def test_ctrl_c_tells_how_to_leave(running: Running) -> None:
    async with running() as pilot:
        await pilot.press("ctrl+c")
        await pilot.pause()
        assert any("Ctrl+Q" in one.text for one in pilot.app.messages)


async def test_a_file_of_another_kind_is_refused_in_words(running: Running, tmp_path: Any) -> None:
    wrong = tmp_path / "wrong.json"
    wrong.write_text("{}")
    async with running() as pilot:
        pilot.app.screen.perform("import_file")
        await settle(pilot)
        screen = pilot.app.screen
        assert isinstance(screen, FileScreen)
        screen.query_one(TextEditor).load_text(str(wrong))
        await pilot.press("enter")
        await settle(pilot)
        await pilot.app.workers.wait_for_complete()
        await settle(pilot)
        assert isinstance(pilot.app.screen, HomeScreen)
        assert pilot.app.messages


@pytest.mark.parametrize(("iso", "shown"), [("2025-04-15", "R7.4.15"), ("2019-05-01", "R1.5.1"), ("", "")])
def test_dates_are_short_in_the_register(iso: str, shown: str) -> None:
    assert short_date(iso) == shown
