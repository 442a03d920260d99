"""The terminal's own cursor stands where the next letter goes, on every screen: an input method opens there."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from screens import settle
from textual.geometry import Offset, Size

Editing = Callable[..., Any]
LONG = "届出を受け、台帳に記録する。\n" * 3 + "終わり"


def drawn_cursor(app: Any) -> Offset | None:
    """The cell that is drawn as the cursor: reversed, in the widget that has the keys, its scroll bar apart."""
    width, height = app.size
    right = app.focused.region.right - app.focused.scrollbars_enabled[0]
    for y, strip in enumerate(app.screen._compositor.render_strips(Size(width, height))):
        x = 0
        for segment in strip:
            here = app.focused.region.contains(x, y) and x < right
            if here and segment.style is not None and segment.style.reverse and segment.text:
                return Offset(x, y)
            x += segment.cell_length
    return None


@pytest.mark.parametrize("size", [(80, 24), (120, 40)])
@pytest.mark.parametrize(("at", "value"), [
    ("I.1.2", LONG), ("I.1.2", LONG * 20), ("I.1.2", ""), ("cover.7", "令和7年4月15日"), ("I.2.1[1].1", "宛名"),
])  # fmt: skip
async def test_in_a_text_from_the_moment_it_opens(
    editing: Editing, new_document: Any, size: tuple[int, int], at: str, value: str
) -> None:
    number = new_document(**({at: value} if value else {}))
    async with editing(size, document_id=number, at=at) as (pilot, editor):
        if not value:
            assert pilot.app.cursor_position.x == editor.pane.page.content_region.x + editor.pane.page.geometry.value_x
        await pilot.press("enter")
        await settle(pilot)
        assert drawn_cursor(pilot.app) == pilot.app.cursor_position
        await pilot.press("home")
        await settle(pilot)
        assert drawn_cursor(pilot.app) == pilot.app.cursor_position
        await pilot.resize_terminal(size[0] + 9, size[1] + 3)
        await settle(pilot)
        assert drawn_cursor(pilot.app) == pilot.app.cursor_position


@pytest.mark.parametrize("action", ["note", "find", "full_screen"])
async def test_in_what_the_editor_opens(editing: Editing, new_document: Any, action: str) -> None:
    async with editing(document_id=new_document(**{"I.1.2": LONG}), at="I.1.2") as (pilot, editor):
        editor.perform(action)
        await settle(pilot)
        assert drawn_cursor(pilot.app) == pilot.app.cursor_position


@pytest.mark.parametrize("action", ["import_text", "search_all", "new"])
async def test_in_what_the_register_opens(running: Editing, new_document: Any, action: str) -> None:
    new_document("kiso_r6")
    async with running() as pilot:
        pilot.app.screen.perform(action)
        await settle(pilot)
        assert drawn_cursor(pilot.app) == pilot.app.cursor_position
