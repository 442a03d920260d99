"""A file that was added is gone to, and it is said what came with it."""

from __future__ import annotations

from typing import Any

import pytest
from screens import settle

from pia_tui.tui.screens.dialogs import PickScreen
from pia_tui.tui.widgets.menu_view import MenuView

Editing = Any


async def chosen(pilot: Any, what: str) -> None:
    """The last entry of that kind in the menu of blocks: the one of the files."""
    await pilot.press("ctrl+b")
    await settle(pilot)
    screen = pilot.app.screen
    assert isinstance(screen, PickScreen)
    menu = screen.query_one(MenuView)
    menu.move_to(max(n for n, one in enumerate(menu.entries) if one.id.startswith(what)))
    await pilot.press("enter")
    await settle(pilot)


@pytest.mark.parametrize(
    ("at", "what"),
    [("I.1.2", "add:"), ("II[1].3.4", "add:"), ("III[1].2.1.1", "add:"), ("II[1].3.4", "copy:"), ("III[1].1", "copy:")],
)
async def test_the_new_file_is_gone_to_and_told(editing: Editing, flat_on: Any, at: str, what: str) -> None:
    async with editing(at=at) as (pilot, editor):
        await chosen(pilot, what)
        assert editor.pane.part.path == "II[2]"
        assert editor.pane.node.path == "II[2].1"
        assert "Ⅱ（2）、Ⅲ（2）" in flat_on(pilot.app)
        await pilot.press("ctrl+z")
        await settle(pilot)
        assert len(editor.session.document.blocks("file[]")) == 1


async def test_the_row_at_the_end_of_a_section_does_the_same(editing: Editing) -> None:
    async with editing(at="III[1].2.1.1") as (pilot, editor):
        await pilot.press("end", "up", "enter")
        await settle(pilot)
        assert editor.pane.node.path == "II[2].1"
