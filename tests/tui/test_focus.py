"""Where keys go is decided at once: the list's row led the form only when the focus happened to come first."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

Editing = Callable[..., Any]
LARGE = (120, 40)


async def test_the_open_list_has_the_keys_at_once_and_the_form_follows_it(editing: Editing, imported: int) -> None:
    async with editing(document_id=imported, at="I.1.2") as (pilot, screen):
        screen.perform("tray")
        assert screen.tray.has_keys
        assert screen.place == "tray"
        await pilot.pause()
        assert screen.pane.node.key == "I.1.3"  # the least certain answer comes first
        screen.perform("to_form")
        assert screen.place == "editor"


async def test_the_contents_have_the_keys_at_once_and_give_them_back(editing: Editing) -> None:
    async with editing(LARGE) as (_, screen):
        screen.perform("sections")
        assert screen.place == "contents"
        screen.perform("to_page")
        assert screen.place == "editor"


@pytest.mark.parametrize("at", ["I.1.2", "cover.7"])
async def test_an_answer_that_is_opened_has_the_keys_at_once(editing: Editing, at: str) -> None:
    async with editing(at=at) as (_, screen):
        screen.pane.open_row()
        assert screen.focused is screen.pane.editor
