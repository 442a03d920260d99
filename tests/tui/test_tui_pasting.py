"""A text pasted from the clipboard is read like a file: shown before it is kept, and not lost where it is not kept."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from screens import settle
from textual import events

from pia_tui.store import Store
from pia_tui.store.errors import StoreFull
from pia_tui.tui.files.choosing import FileScreen
from pia_tui.tui.files.pasting import PastingScreen
from pia_tui.tui.register.home import HomeScreen
from pia_tui.tui.screens.dialogs import PickScreen
from pia_tui.tui.widgets.text_editor import TextEditor
from pia_tui.tui.widgets.title_bar import TitleBar
from pia_tui.workspace import Workspace

PAGE = """特定個人情報保護評価書（基礎項目評価書）

Ⅰ　関連情報
１．特定個人情報ファイルを取り扱う事務
①事務の名称
架空の税に関する事務
②事務の概要
賦課と収納を行う。
４．情報提供ネットワークシステムによる情報連携
①実施の有無
[　実施する　]　＜選択肢＞　１）実施する　２）実施しない　３）未定
①実施の有無
[　未定　]
"""


async def pasted(pilot: Any, text: str) -> PastingScreen:
    pilot.app.screen.perform("import_text")
    await settle(pilot)
    screen = pilot.app.screen
    assert isinstance(screen, PastingScreen)
    screen.editor.post_message(events.Paste(text))
    await settle(pilot)
    return screen


def count(workspace: Workspace) -> int:
    with Store.open(workspace, read_only=True) as store:
        return store.count()


@pytest.mark.parametrize("size", [(80, 24), (120, 40)])
async def test_pasted_shown_kept_and_opened_with_what_is_left(
    running: Any, workspace: Workspace, text_on: Any, flat_on: Any, size: tuple[int, int]
) -> None:
    async with running(size) as pilot:
        screen = await pasted(pilot, PAGE)
        assert screen.editor.text == PAGE
        assert f"{PAGE.count(chr(10)) + 1} 行" in screen.query_one(TitleBar).state
        await pilot.press("ctrl+s")
        await settle(pilot)
        assert isinstance(pilot.app.screen, PickScreen)
        assert "Ctrl+U" in flat_on(pilot.app), "the preview names the key for what is left"
        assert "未配置1" in flat_on(pilot.app)
        assert count(workspace) == 0
        await pilot.press("1")
        await settle(pilot)
        assert isinstance(pilot.app.screen, HomeScreen)
        assert count(workspace) == 1
        assert "Ctrl+U" in flat_on(pilot.app)
        await pilot.press("enter")
        await settle(pilot)
        await pilot.press("ctrl+u")
        await settle(pilot)
        assert "未配置 残り 1" in text_on(pilot.app)


async def test_what_is_not_kept_is_there_to_be_mended(running: Any, workspace: Workspace) -> None:
    async with running() as pilot:
        await pasted(pilot, PAGE)
        await pilot.press("ctrl+s")
        await settle(pilot)
        await pilot.press("escape")
        await settle(pilot)
        screen = pilot.app.screen
        assert isinstance(screen, PastingScreen)
        assert screen.editor.text == PAGE
        screen.editor.load_text("評価書ではない文")
        await pilot.press("ctrl+s")
        await settle(pilot)
        assert isinstance(pilot.app.screen, PastingScreen)
        assert pilot.app.screen.editor.text == "評価書ではない文"
        await pilot.press("escape")
        await settle(pilot)
        if not isinstance(pilot.app.screen, PickScreen):  # the first Esc closed the message
            await pilot.press("escape")
            await settle(pilot)
        await pilot.press("3")
        await settle(pilot)
        assert isinstance(pilot.app.screen, HomeScreen)
        assert count(workspace) == 0


async def test_the_program_does_not_end_over_a_pasted_text(running: Any, flat_on: Any) -> None:
    async with running() as pilot:
        screen = await pasted(pilot, PAGE)
        for _ in range(2):
            await pilot.press("ctrl+q")
            await settle(pilot)
        assert not pilot.app._exit
        assert "取り込まずに終了する" in flat_on(pilot.app)
        await pilot.press("1")
        await settle(pilot)
        assert pilot.app.screen is screen
        assert screen.editor.text == PAGE
        await pilot.press("ctrl+q")
        await settle(pilot)
        await pilot.press("3")
        await settle(pilot)
        assert pilot.app._exit


async def test_nothing_pasted_is_nothing_to_ask_about(running: Any) -> None:
    async with running() as pilot:
        pilot.app.screen.perform("import_text")
        await settle(pilot)
        await pilot.press("ctrl+s")
        await settle(pilot)
        assert isinstance(pilot.app.screen, PastingScreen)
        await pilot.press("escape")
        await settle(pilot)
        if isinstance(pilot.app.screen, PastingScreen):
            await pilot.press("escape")
            await settle(pilot)
        assert isinstance(pilot.app.screen, HomeScreen)


async def test_a_paste_of_three_hundred_thousand_characters(running: Any) -> None:
    text = ("長い段落が続く。" * 60 + "\n") * 624
    assert len(text) >= 300_000
    async with running() as pilot:
        screen = await pasted(pilot, text)
        assert screen.editor.text == text
        await pilot.press("x")
        await settle(pilot)
        assert screen.editor.text == text + "x"


async def test_signs_that_nobody_sees_are_left_out_and_pages_end_lines(running: Any, flat_on: Any) -> None:
    async with running() as pilot:
        screen = await pasted(pilot, "初めの頁\x0c次の\u202e頁\x00")
        assert screen.editor.text == "初めの頁\n次の頁"
        assert "制御文字を除いて" in flat_on(pilot.app)


async def test_the_way_from_the_files(running: Any, workspace: Workspace, tmp_path: Path) -> None:
    async with running() as pilot:
        pilot.app.screen.perform("import_file")
        await settle(pilot)
        assert isinstance(pilot.app.screen, FileScreen)
        assert pilot.app.screen.query_one(TextEditor).has_focus
        await pilot.press("enter")
        await settle(pilot)
        assert isinstance(pilot.app.screen, PastingScreen)


async def test_what_the_store_would_not_take_is_there_again(
    running: Any, workspace: Workspace, flat_on: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A full disk, or a program that holds the store: the pasted text was gone with the message."""
    async with running() as pilot:
        await pasted(pilot, PAGE)
        await pilot.press("ctrl+s")
        await settle(pilot)

        def refuse(*_: object) -> None:
            raise StoreFull("空きがありません。")

        monkeypatch.setattr("pia_tui.tui.jobs.importing.take_in", refuse)
        await pilot.press("1")
        await settle(pilot)
        screen = pilot.app.screen
        assert isinstance(screen, PastingScreen)
        assert screen.editor.text == PAGE
        assert "空きがありません" in flat_on(pilot.app)
    assert count(workspace) == 0
