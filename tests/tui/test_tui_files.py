"""Picking a file: what is wrong with a path is said beside it, and Enter does what the screen shows."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

import pytest

from pia_tui.system import Drive
from pia_tui.tui.files import choosing
from pia_tui.tui.files.choosing import FileScreen
from pia_tui.tui.widgets.menu_view import MenuEntry, MenuView
from pia_tui.tui.widgets.text_editor import TextEditor

PASTE = MenuEntry("paste", "貼り付けた文章", detail="説明")


async def picking(pilot: Any, folder: Path) -> tuple[FileScreen, list[str | None]]:
    given: list[str | None] = []
    for number in range(30):
        (folder / f"{number:02}.json").write_text("{}")
    screen = FileScreen("取り込むファイル", (".json",), folder, more=[PASTE])
    pilot.app.push_screen(screen, given.append)
    await pilot.pause()
    await pilot.pause()
    return screen, given


async def write(pilot: Any, screen: FileScreen, text: str) -> None:
    screen.query_one(TextEditor).load_text(text)
    await pilot.pause()
    await pilot.pause()


@pytest.mark.parametrize("size", [(80, 24), (120, 40), (76, 22)])
async def test_a_wrong_path_is_told_under_the_field(running: Any, tmp_path: Path, text_on: Any, size: Any) -> None:
    async with running(size) as pilot:
        screen, given = await picking(pilot, tmp_path)
        await write(pilot, screen, "/どこにもない/" + "長い名前" * 30 + ".pdf")
        await pilot.press("enter")
        await pilot.pause()
        shown = text_on(pilot.app)
        assert "見つかりません" in shown
        assert shown.index("見つかりません") < shown.index("貼り付けた文章")
        assert not given
        menu = screen.query_one(MenuView)
        box = screen.query_one("Vertical").region
        assert menu.region.bottom < box.bottom, "the whole list is inside the dialog"


async def test_with_a_path_in_the_field_no_entry_looks_chosen(running: Any, tmp_path: Path) -> None:
    async with running() as pilot:
        screen, given = await picking(pilot, tmp_path)
        menu = screen.query_one(MenuView)
        assert menu.is_at_cursor(0)
        await write(pilot, screen, "x")
        assert not any(menu.is_at_cursor(row) for row in range(menu.row_count()))
        await write(pilot, screen, "")
        assert menu.is_at_cursor(0)
        assert not given


async def test_an_entry_pointed_at_is_taken_although_a_path_stands_there(running: Any, tmp_path: Path) -> None:
    async with running() as pilot:
        screen, given = await picking(pilot, tmp_path)
        await write(pilot, screen, "/nowhere")
        await pilot.press("down", "enter")
        await pilot.pause()
        assert given == ["paste"]
        assert screen is not pilot.app.screen


async def test_a_folder_can_be_typed_and_the_list_has_its_cursor_again(running: Any, tmp_path: Path) -> None:
    inside = tmp_path / "inside"
    inside.mkdir()
    (inside / "one.json").write_text("{}")
    async with running() as pilot:
        screen, _ = await picking(pilot, tmp_path)
        await write(pilot, screen, str(inside))
        await pilot.press("enter")
        await pilot.pause()
        menu = screen.query_one(MenuView)
        assert [entry.label for entry in menu.entries][-1] == "one.json"
        assert menu.is_at_cursor(0)


async def test_the_name_of_a_listed_file_may_be_typed(running: Any, tmp_path: Path) -> None:
    """What stands in the list is found by its name, wherever the program was started."""
    async with running() as pilot:
        screen, given = await picking(pilot, tmp_path)
        await write(pilot, screen, "07.json")
        await pilot.press("enter")
        await pilot.pause()
        assert given == [str(tmp_path / "07.json")]


async def test_the_folder_shown_is_not_taken_for_the_one_above(running: Any, tmp_path: Path, flat_on: Any) -> None:
    """The path beside 一つ上のフォルダーへ is the one shown; of a long one its end, which tells folders apart."""
    folder = tmp_path / "とても深い所にあるフォルダー" / "評価書"
    folder.mkdir(parents=True)
    async with running() as pilot:
        await picking(pilot, folder)
        assert f"（一つ上のフォルダーへ）いまは…{os.sep}評価書" in flat_on(pilot.app)


async def test_drives_are_offered_and_lead_into_them(
    running: Any, tmp_path: Path, text_on: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    stick = tmp_path / "E"
    stick.mkdir()
    (stick / "運んだもの.json").write_text("{}")
    monkeypatch.setattr(choosing, "drives", lambda: (Drive(stick, "removable"),))
    folder = tmp_path / "work"
    folder.mkdir()
    async with running() as pilot:
        screen, given = await picking(pilot, folder)
        assert "USB メモリーなど" in text_on(pilot.app)
        menu = screen.query_one(MenuView)
        for _ in range(2):  # past the other way and the folder above
            await pilot.press("down")
        assert menu.entry is not None
        assert menu.entry.id == str(stick)
        await pilot.press("enter")
        await pilot.pause()
        assert "運んだもの.json" in text_on(pilot.app)
        assert not given


async def test_a_folder_that_cannot_be_opened_shows_another_and_says_so(
    running: Any, tmp_path: Path, flat_on: Any
) -> None:
    """A home on a share that is away left an empty list without a way on."""
    (tmp_path / "有る").mkdir()
    async with running() as pilot:
        pilot.app.push_screen(FileScreen("取り込むファイル", (".json",), tmp_path / "消えた" / "共有"))
        await pilot.pause()
        assert "開けません" in flat_on(pilot.app)
        listed = [entry.label for entry in pilot.app.screen.query_one(MenuView).entries]
        assert listed[0].startswith("（一つ上の")
        assert f"有る{os.sep}" in listed


async def test_where_nothing_opens_the_usual_places_are_offered(
    running: Any, tmp_path: Path, flat_on: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(choosing, "_held", lambda folder: None)
    monkeypatch.setattr(choosing, "usual_folders", lambda: [("デスクトップ", tmp_path)])
    async with running() as pilot:
        pilot.app.push_screen(FileScreen("取り込むファイル", (".json",), tmp_path))
        await pilot.pause()
        assert "下の場所から選んでください" in flat_on(pilot.app)
        assert [entry.label for entry in pilot.app.screen.query_one(MenuView).entries][1] == "デスクトップ"
