"""F1: the same in every window; and the keys and words that fit what one is doing."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from screens import settle

from pia_tui.tui.actions import footer_actions
from pia_tui.tui.screens.help import HelpScreen

Editing = Callable[..., Any]
SMALL, LARGE = (80, 24), (120, 40)
SIZES = pytest.mark.parametrize("size", [SMALL, LARGE])


@SIZES
async def test_f1_leads_to_the_keys_in_every_window_and_back(
    editing: Editing, text_on: Any, size: tuple[int, int]
) -> None:
    async with editing(size, at="I.1.2") as (pilot, editor):
        for _ in range(3):
            await pilot.press("f1")
            await settle(pilot)
            if "この画面で使えるキー" in text_on(pilot.app) and "Ctrl+Z" in text_on(pilot.app):
                break
        assert isinstance(pilot.app.screen, HelpScreen)
        lines = text_on(pilot.app).splitlines()
        assert any("F5" in line and "調べる" in line for line in lines)
        await pilot.press("f1")
        await settle(pilot)
        assert pilot.app.screen is editor


@SIZES
async def test_the_words_about_the_item_are_on_the_page_of_help_too(
    editing: Editing, flat_on: Any, size: tuple[int, int]
) -> None:
    async with editing(size, at="I.1.2") as (pilot, editor):
        words = editor.pane.node.item.help[:12]
        await pilot.press("f1")
        await settle(pilot)
        await pilot.press("home")
        await settle(pilot)
        assert words in flat_on(pilot.app)


async def test_the_help_beside_the_page_can_be_put_away_and_brought_back(editing: Editing) -> None:
    async with editing(LARGE, at="I.1.2") as (pilot, editor):
        editor.perform("toggle_help")
        await settle(pilot)
        assert not editor.query_one("#help").display
        assert editor.query_one("HintStrip").display
        editor.perform("toggle_help")
        await settle(pilot)
        assert editor.query_one("#help").display
        assert not editor.query_one("HintStrip").display


async def test_in_the_contents_the_footer_has_the_keys_of_the_contents(editing: Editing, text_on: Any) -> None:
    async with editing(LARGE, at="I.1.2") as (pilot, editor):
        await pilot.press("f4")
        await settle(pilot)
        assert editor.place == "contents"
        footer = text_on(pilot.app).splitlines()[-1]
        assert "Enter この章へ" in footer
        assert "本文へ" in footer
        assert "書く" not in footer
        assert "一覧へ" not in footer
        for action in footer_actions("contents"):
            owners = (editor, *editor.helpers)
            name = f"do_{action.id}"
            assert action.silent or any(hasattr(owner, name) for owner in owners) or pilot.app.action_method(name)
        await pilot.press("escape")
        await settle(pilot)
        assert editor.place == "editor"
        assert "Enter 書く" in "".join(text_on(pilot.app).splitlines()[-2:])


async def test_f4_goes_to_the_contents_and_back(editing: Editing) -> None:
    async with editing(LARGE, at="I.1.2") as (pilot, editor):
        await pilot.press("f4", "down", "f4")
        await settle(pilot)
        assert editor.pane.page.has_focus


@pytest.mark.parametrize(("at", "kept", "gone"), [
    ("I.1.2", "Escで書き終わり", "Enterで書き始めます"),
    ("I.2.1[1].3", "Enterで次の項目へ、Escで終わります", "Enterで開き"),
])  # fmt: skip
async def test_while_one_writes_or_chooses_the_help_speaks_of_that(
    editing: Editing, at: str, kept: str, gone: str
) -> None:
    async with editing(LARGE, at=at, form_id="juten_h30") as (pilot, editor):

        def told() -> str:
            return "".join(one.text for one in editor.query_one("#help").paragraphs).replace(" ", "")

        assert gone in told()
        await pilot.press("enter")
        await settle(pilot)
        assert kept in told()
        assert gone not in told()


@pytest.mark.parametrize(("text", "more"), [("一行" + "\n" * 30, False), ("一行" + "\n行" * 30, True)])
async def test_blank_lines_at_the_end_are_not_announced_as_more_to_read(
    editing: Editing, new_document: Callable[..., int], text_on: Any, text: str, more: bool
) -> None:
    number = new_document("kiso_r6", "事務", I__1__2="仮")
    async with editing(document_id=number, at="I.1.2") as (pilot, editor):
        editor.session.put("I.1.2", text)
        editor.pane.refresh_rows()
        await settle(pilot)
        assert ("続きあり" in text_on(pilot.app)) is more
