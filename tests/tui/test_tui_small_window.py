"""A window that is too small hides the screen, so nothing but quitting is done in it."""

from __future__ import annotations

from typing import Any

import pytest
from screens import settle
from textual import events

from pia_tui.tui.screens.dialogs import PickScreen

Editing = Any


@pytest.mark.parametrize("small", [(60, 20), (80, 20), (60, 40)])
async def test_keys_do_nothing_until_the_window_is_big_enough(editing: Editing, text_on: Any, small: Any) -> None:
    async with editing(at="I.1.2") as (pilot, editor):
        await pilot.resize_terminal(*small)
        await settle(pilot)
        assert "窓が小さすぎます" in text_on(pilot.app)
        assert "Ctrl+Q" in text_on(pilot.app)
        before = dict(editor.session.document.state)
        await pilot.press("down", "x", "ctrl+b", "delete", "escape")
        pilot.app.post_message(events.Paste("貼り付け"))
        await settle(pilot)
        assert pilot.app.screen is editor
        assert editor.pane.node.path == "I.1.2"
        assert editor.session.document.state == before
        await pilot.resize_terminal(80, 24)
        await settle(pilot)
        await pilot.press("down")
        assert editor.pane.node.path == "I.1.3"


async def test_one_can_still_quit(editing: Editing) -> None:
    async with editing(at="I.1.2") as (pilot, _):
        await pilot.resize_terminal(60, 20)
        await settle(pilot)
        await pilot.press("ctrl+q")
        await settle(pilot)
        assert pilot.app.return_value == 0


async def test_a_dialog_is_hidden_too(editing: Editing, text_on: Any) -> None:
    async with editing(at="I.1.2") as (pilot, _):
        await pilot.press("ctrl+b")
        await settle(pilot)
        screen = pilot.app.screen
        assert isinstance(screen, PickScreen)
        await pilot.resize_terminal(60, 20)
        await settle(pilot)
        assert "窓が小さすぎます" in text_on(pilot.app)
        await pilot.press("enter", "escape", "1")
        await settle(pilot)
        assert pilot.app.screen is screen
