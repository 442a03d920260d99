"""At the end of a section the page leads on to the next one."""

from __future__ import annotations

from typing import Any

import pytest
from screens import settle

Editing = Any


@pytest.mark.parametrize("keys", [("end",), ("down", "down"), ("pagedown",), ("tab",)])
async def test_the_last_line_leads_to_the_next_section(editing: Editing, text_on: Any, keys: tuple[str, ...]) -> None:
    async with editing(at="I.8") as (pilot, editor):
        await pilot.press(*keys)
        await settle(pilot)
        shown = text_on(pilot.app)
        title = next(part for part in editor.session.document.parts() if part.path == "betten1").section.title
        assert f"次の章へ：{title}" in shown
        await pilot.press("enter")
        await settle(pilot)
        assert editor.pane.part.path == "betten1"
        assert editor.pane.node.path == "betten1.1"


async def test_one_can_go_through_all_sections_and_the_last_has_no_next(editing: Editing) -> None:
    async with editing(form_id="kiso_r6") as (pilot, editor):
        paths = [part.path for part in editor.session.document.parts()]
        seen = [editor.pane.part.path]
        while editor.pane.page.rows[-1].kind == "next_section":
            await pilot.press("end", "enter")
            await settle(pilot)
            seen.append(editor.pane.part.path)
        assert seen == paths


async def test_the_way_on_is_there_among_the_unanswered_too(editing: Editing) -> None:
    async with editing(at="I.1.2") as (pilot, editor):
        await pilot.press("ctrl+l", "end", "space")
        await settle(pilot)
        assert editor.pane.part.path == "betten1"
        assert editor.pane.rows.show == "open"


async def test_the_next_unanswered_item_is_looked_for_from_there(editing: Editing) -> None:
    async with editing(at="I.8") as (pilot, editor):
        await pilot.press("end", "f2")
        await settle(pilot)
        assert editor.pane.part.path == "betten1"


async def test_the_contents_are_in_the_small_footer(editing: Editing, text_on: Any) -> None:
    async with editing(at="I.8") as (pilot, _):
        foot = "".join(text_on(pilot.app).rstrip().splitlines()[-2:])
        assert "F4 目次" in foot
        assert "Ctrl+Q 終了" in foot
