"""What gestures of the mouse do on the page: a click opens, and nothing but a click on an open option answers."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from typing import Any

import pytest
from screens import settled
from textual import events

from pia_tui import keys
from pia_tui.tui.input.clicks import WITHIN
from pia_tui.tui.screens.dialogs import PickScreen, numbered
from pia_tui.tui.widgets.key_bar import KeyBar
from pia_tui.tui.widgets.menu_view import MenuView

Editing = Callable[..., Any]


async def send(app: Any, *what: tuple[str, int, int, int]) -> None:
    """Send events of the mouse: (kind, x, y, button)."""
    kinds = {"down": events.MouseDown, "up": events.MouseUp, "move": events.MouseMove}
    for kind, x, y, button in what:
        app.post_message(kinds[kind](None, x, y, 0, 0, button, False, False, False, x, y))
        await settled(app)


def click(x: int, y: int, button: int = 1) -> tuple[tuple[str, int, int, int], ...]:
    return ("down", x, y, button), ("up", x, y, button)


def cell_of(editor: Any, key: str, line: int = 0) -> tuple[int, int]:
    """A cell of the answer of a row."""
    page = editor.pane.page
    region = page.row_region(page.sheet.index(key))
    return page.region.x + page.geometry.value_x + 2, page.region.y + region.y - page.scroll_offset.y + line


@pytest.mark.parametrize("size", [(80, 24), (120, 40)])
async def test_two_quick_clicks_open_the_options_and_choose_none(editing: Editing, size: tuple[int, int]) -> None:
    async with editing(size, at="I.1.1") as (pilot, editor):
        x, y = cell_of(editor, "I.1.3")
        await send(pilot.app, *click(x, y), *click(x, y))
        assert editor.pane.mode == "choose"
        assert editor.session.document.get("I.1.3") is None
        pilot.app._click_chain_last_time = None
        x, y = cell_of(editor, "I.1.3", 1)
        await send(pilot.app, *click(x, y))
        assert editor.session.document.get("I.1.3") is not None, "a click on an open option answers"


async def test_the_mouse_drawn_to_another_row_opens_nothing(editing: Editing) -> None:
    async with editing(at="I.1.1") as (pilot, editor):
        await send(pilot.app, *click(*cell_of(editor, "I.1.3")))
        assert editor.pane.mode == "choose"
        x, y = cell_of(editor, "I.1.1")
        to_x, to_y = cell_of(editor, "I.1.3", 1)
        await send(pilot.app, ("down", x, y, 1), ("move", to_x, to_y, 1), ("up", to_x, to_y, 1))
        assert editor.session.document.get("I.1.3") is None
        assert editor.pane.mode == "choose", "what is open stays open"


@pytest.mark.parametrize("button", [2, 3])
async def test_other_buttons_do_nothing(editing: Editing, button: int) -> None:
    async with editing(at="I.1.1") as (pilot, editor):
        await send(pilot.app, *click(*cell_of(editor, "I.1.3")))
        await send(pilot.app, *click(*cell_of(editor, "I.1.3", 1), button))
        assert editor.pane.mode == "choose"
        assert editor.session.document.get("I.1.3") is None


async def test_two_quick_clicks_on_a_key_of_the_footer_press_it_once(editing: Editing, imported: int) -> None:
    """A double click on 確認済み confirmed the next answer too, which nobody had looked at."""
    async with editing(document_id=imported, at="I.1.2") as (pilot, editor):
        editor.perform("tray")
        await pilot.pause()
        bar = editor.query_one(KeyBar)
        start = next(start for start, _, action in bar._shown()[0] if action.id == "confirm_text")
        x, y = bar.region.x + start, bar.region.y
        before = dict(editor.session.document.state)
        await send(pilot.app, *click(x, y), *click(x, y))
        after = editor.session.document.state
        changed = {keys.place_of(key) for key in {*before, *after} if before.get(key) != after.get(key)}
        assert changed - {""} == {"I.1.3"}


async def test_the_second_of_two_quick_clicks_does_not_answer_the_next_question(editing: Editing) -> None:
    """A double click on the answer that was pointed at chose an answer of the dialog that came next, unread."""
    async with editing(at="I.1.2") as (pilot, _):
        given: list[str | None] = []
        entries = numbered([("yes", "する", ""), ("no", "しない", "")])

        def first(answer: str | None) -> None:
            given.append(answer)
            pilot.app.push_screen(PickScreen("次の質問", entries), given.append)

        pilot.app.push_screen(PickScreen("初めの質問", entries), first)
        await pilot.pause()
        menu = pilot.app.screen.query_one(MenuView)
        x, y = menu.content_region.x + 2, menu.content_region.y
        await send(pilot.app, *click(x, y), *click(x, y))
        assert given == ["yes"]
        assert isinstance(pilot.app.screen, PickScreen), "the next question waits for its own answer"
        await asyncio.sleep(WITHIN)
        await send(pilot.app, *click(x, y))
        assert given == ["yes", "yes"], "a click of its own answers it"
