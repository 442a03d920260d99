"""What the program tells: at the foot of the screen, until it was read, and over nothing that is being written."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from screens import settle

from pia_tui.errors import PiaError
from pia_tui.tui.editor.screen import EditorScreen
from pia_tui.tui.jobs import message_board
from pia_tui.tui.messages import Told, still_unread, told
from pia_tui.tui.register.home import HomeScreen
from pia_tui.tui.widgets.message_strip import MessageStrip

Editing = Callable[..., Any]
SMALL, LARGE = (80, 24), (120, 40)


class Clock:
    """A clock that goes on only when it is told to."""

    def __init__(self) -> None:
        self.now = 0.0

    def monotonic(self) -> float:
        return self.now


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Clock:
    made = Clock()
    monkeypatch.setattr(message_board, "time", made)
    return made


def word(text: str, at: float = 0) -> Told:
    return Told(text, "information", at)


def trouble(text: str, at: float = 0) -> Told:
    return Told(text, "error", at)


def test_a_new_word_takes_the_place_of_the_last() -> None:
    assert [one.text for one in told((word("甲"),), word("乙"))] == ["乙"]


def test_a_word_does_not_drive_a_problem_away() -> None:
    assert [one.text for one in told((trouble("困った"),), word("乙"))] == ["困った", "乙"]


def test_problems_do_not_pile_up() -> None:
    messages: tuple[Told, ...] = ()
    for number in range(5):
        messages = told(messages, trouble(f"困った{number}"))
    messages = told(messages, trouble("困った4"))
    assert [one.text for one in messages] == ["困った3", "困った4"]


@pytest.mark.parametrize("length", [1, 40, 100])
def test_a_problem_stays_longer_the_longer_it_is(length: int) -> None:
    one = trouble("字" * length)
    assert still_unread((one,), min(20, length / 10)) == (one,)
    assert not still_unread((one,), 60)


async def test_a_word_goes_with_the_next_key_once_it_could_be_read(editing: Editing, clock: Clock) -> None:
    async with editing(at="I.1.2") as (pilot, _):
        pilot.app.notify("保存しました")
        await settle(pilot)
        await pilot.press("down")
        assert pilot.app.messages
        clock.now += 3
        assert pilot.app.messages, "no clock takes it away"
        await pilot.press("up")
        await settle(pilot)
        assert not pilot.app.messages
        assert not pilot.app.screen.query_one(MessageStrip).display


async def test_a_problem_outlives_the_letters_being_typed(editing: Editing, clock: Clock, flat_on: Any) -> None:
    async with editing(at="I.1.2") as (pilot, editor):
        await pilot.press("enter")
        editor.tell_problem(
            PiaError("保存できません。", safe="入力した文字は画面に残っています。", next="空き容量を確かめてください。")
        )
        await settle(pilot)
        clock.now += 3
        for _ in range(5):
            await pilot.press("a")
        assert "空き容量を確かめてください。" in flat_on(pilot.app)


@pytest.mark.parametrize("size", [SMALL, LARGE])
@pytest.mark.parametrize("lines", [1, 4])
async def test_a_message_never_lies_over_the_text_being_written(
    editing: Editing, size: tuple[int, int], lines: int
) -> None:
    async with editing(size, at="I.1.2") as (pilot, editor):
        await pilot.press("enter")
        editor.pane.editor.load_text("あ" * 2000)
        await settle(pilot)
        await pilot.press("ctrl+end")
        editor.tell_problem(PiaError("困ったことです。" * 9 * lines))
        await settle(pilot)
        strip = editor.query_one(MessageStrip)
        assert strip.display
        assert strip.size.height >= lines
        assert not strip.region.overlaps(editor.pane.editor.region)
        at = editor.pane.editor.cursor_screen_offset
        assert editor.pane.region.contains(at.x, at.y)


async def test_at_80_columns_a_short_message_moves_nothing(editing: Editing) -> None:
    async with editing(SMALL, at="I.1.2") as (pilot, editor):
        before = editor.pane.region
        editor.tell("保存しました")
        await settle(pilot)
        assert editor.query_one(MessageStrip).display
        assert editor.pane.region == before


async def test_no_toast_is_left(editing: Editing) -> None:
    async with editing(at="I.1.2") as (pilot, editor):
        editor.tell("保存しました")
        await settle(pilot)
        assert not pilot.app.screen.query("Toast")


async def test_esc_closes_the_message_before_it_leaves_the_document(editing: Editing) -> None:
    async with editing(at="I.1.2") as (pilot, editor):
        editor.tell("点検しました")
        await settle(pilot)
        await pilot.press("escape")
        await settle(pilot)
        assert isinstance(pilot.app.screen, EditorScreen)
        assert not pilot.app.messages
        await pilot.press("escape", "escape")
        await settle(pilot)
        assert isinstance(pilot.app.screen, HomeScreen)


async def test_esc_is_offered_only_where_it_does_nothing_else(editing: Editing, text_on: Any) -> None:
    async with editing(at="I.1.2") as (pilot, editor):
        editor.tell("書き出しています…")
        await settle(pilot)
        assert "Esc で閉じる" in text_on(pilot.app)
        await pilot.press("enter")
        await settle(pilot)
        assert editor.place == "text"
        assert "Esc で閉じる" not in text_on(pilot.app)
        assert "書き出しています…" in text_on(pilot.app)


async def test_a_message_follows_to_the_next_screen(editing: Editing, text_on: Any) -> None:
    async with editing(at="I.1.2") as (pilot, editor):
        editor.tell("書き出しています…")
        await settle(pilot)
        await pilot.press("f1")
        await settle(pilot)
        assert pilot.app.screen is not editor
        assert "書き出しています…" in text_on(pilot.app)
