"""担当課 on the screen: given to an item, a heading or a section, shown with the item; the sheet for one of them."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from screens import settle

from pia_tui import keys
from pia_tui.assessment import Change
from pia_tui.departments import departments, given
from pia_tui.tui.editor.screen import EditorScreen
from pia_tui.tui.screens.dialogs import LineScreen, PickScreen
from pia_tui.tui.screens.found import FoundScreen
from pia_tui.tui.widgets.menu_view import MenuView
from pia_tui.tui.widgets.text_editor import TextEditor

Editing = Callable[..., Any]


async def choose(pilot: Any, entry_id: str) -> None:
    screen = pilot.app.screen
    assert isinstance(screen, PickScreen)
    screen.dismiss(entry_id)
    await settle(pilot)


async def name_it(pilot: Any, editor: EditorScreen, place: str, name: str) -> None:
    editor.perform("department")
    await settle(pilot)
    await choose(pilot, place)
    if isinstance(pilot.app.screen, PickScreen):
        await choose(pilot, "new")
    assert isinstance(pilot.app.screen, LineScreen)
    pilot.app.screen.dismiss(name)
    await settle(pilot)


async def test_an_item_a_heading_and_a_section_are_given_and_taken_back(editing: Editing, text_on: Any) -> None:
    async with editing(at="II[1].4.1") as (pilot, editor):
        document = editor.session.document
        key, heading, part = (document.key(path) for path in ("II[1].4.1", "II[1].4", "II[1]"))
        await name_it(pilot, editor, key, "市民課")
        assert "担当：市民課" in text_on(pilot.app)
        await name_it(pilot, editor, heading, "税務課")
        await name_it(pilot, editor, part, "総務課")
        assert dict(given(document)) == {"II[1].4.1": "市民課", "II[1].4": "税務課", "II[1]": "総務課"}
        assert "総務課" in departments(document)
        await pilot.press("ctrl+z")
        await settle(pilot)
        assert "総務課" not in departments(document)
        editor.go_to(key)  # taking a step back has led to the beginning of the section, whose department it was
        editor.perform("department")
        await settle(pilot)
        await choose(pilot, key)
        await choose(pilot, "none")
        assert keys.DEPARTMENT.key(key) not in document.state


async def test_a_known_department_is_picked_without_typing(editing: Editing) -> None:
    async with editing(at="IV.1.1") as (pilot, editor):
        await name_it(pilot, editor, "IV", "市民課")
        editor.perform("department")
        await settle(pilot)
        await choose(pilot, "IV.1.1")
        await choose(pilot, "=市民課")
        assert dict(given(editor.session.document)) == {"IV": "市民課", "IV.1.1": "市民課"}


@pytest.mark.parametrize(("picked", "named"), [("=市民課", True), ("=", False)])
async def test_the_sheet_of_one_department_is_written_from_the_screen(
    editing: Editing, picked: str, named: bool
) -> None:
    async with editing(at="IV.1.1") as (pilot, editor):
        await name_it(pilot, editor, "IV", "市民課")
        await pilot.app.workers.wait_for_complete()
        editor.perform("export_other")
        await settle(pilot)
        await choose(pilot, "xlsx")
        await choose(pilot, picked)
        exports: Path = editor.session.store.workspace.exports
        for _ in range(200):
            await pilot.pause()
            if files := list(exports.glob("*.xlsx")):
                break
            await asyncio.sleep(0.05)
        (file,) = files
        await settle(pilot)
        assert ("市民課" in file.name) is named
        visible = [sheet.title for sheet in openpyxl.load_workbook(file) if sheet.sheet_state == "visible"]
        assert (len(visible) == 2) is named


async def test_the_palette_puts_names_before_explanations(editing: Editing) -> None:
    async with editing() as (pilot, _):
        await pilot.press("ctrl+p")
        await settle(pilot)
        await pilot.press(*"excel")
        await settle(pilot)
        entries = [entry.id for entry in pilot.app.screen.query_one(MenuView).entries]
        assert entries.index("export_other") < entries.index("department")


async def test_the_history_names_the_sections_that_were_given(editing: Editing) -> None:
    """It did not open at all once a whole section had a department."""
    async with editing(at="II[1].4.1") as (pilot, editor):
        document = editor.session.document
        await name_it(pilot, editor, document.key("II[1]"), "市民課")
        await name_it(pilot, editor, "II", "税務課")
        title = document.form.section("II").title
        editor.perform("history")
        await settle(pilot)
        assert isinstance(pilot.app.screen, FoundScreen)
        told = [f"{entry.label} {entry.detail}" for entry in pilot.app.screen.query_one(MenuView).entries]
        assert "税務課" in told[0]
        assert told[0].endswith(title)
        assert "市民課" in told[1]
        assert f"{title}（1）" in told[1]


async def test_the_search_finds_departments_and_texts_without_a_place(running: Any, imported: int) -> None:
    async with running() as pilot:
        pilot.app.store.call(lambda s: s.write(imported, [Change("department:I", None, "市民課の窓口")]))
        for word, where in (("窓口", "担当課 Ⅰ"), ("途中の文", "未配置の文")):
            pilot.app.screen.perform("search_all")
            await settle(pilot)
            screen = pilot.app.screen
            screen.query_one(TextEditor).load_text(word)
            screen._search()
            entry = screen.query_one(MenuView).entries[1]
            assert (word in entry.label, entry.detail) == (True, where)
            await pilot.press("enter")
            await settle(pilot)
            assert isinstance(pilot.app.screen, EditorScreen)
            pilot.app.pop_screen()
            await settle(pilot)
