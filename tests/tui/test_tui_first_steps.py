"""What a new officer meets first: the questions, their fields, a note, and lines broken as on paper."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from typing import Any

import pytest
from screens import settle
from textual.widgets import Static

from pia_tui.rules.completeness import unanswered
from pia_tui.tui.screens.dialogs import NoteScreen, PickScreen
from pia_tui.tui.widgets.menu_view import MenuView
from pia_tui.tui.widgets.text_editor import TextEditor
from pia_tui.typesetting.kinsoku import NOT_AT_START

Running = Callable[..., Any]


async def to_incident(pilot: Any) -> Any:
    """The wizard at its first question of はい and いいえ."""
    await pilot.press("ctrl+n")
    await settle(pilot)
    screen = pilot.app.screen
    for text in ("25万", "", "120", ""):
        asked = screen.question.id
        screen.query_one("#answer", TextEditor).load_text(text)
        await pilot.press("enter")
        for _ in range(100):
            if screen.question.id != asked:
                break
            await pilot.pause(0.02)
    await settle(pilot)
    assert screen.question.kind == "yes_no"
    return screen


@pytest.mark.parametrize("width", [76, 80, 81, 90, 100, 120])
async def test_no_line_of_a_question_begins_with_a_comma(running: Running, text_on: Any, width: int) -> None:
    async with running((width, 30)) as pilot:
        await pilot.press("ctrl+n")
        await settle(pilot)
        for line in text_on(pilot.app).splitlines():
            assert line.strip()[:1] not in NOT_AT_START or not line.strip(), line


async def test_the_questions_are_counted_by_their_part(running: Running, text_on: Any) -> None:
    async with running() as pilot:
        await pilot.press("ctrl+n")
        await settle(pilot)
        assert "判断の問い 1／6" in text_on(pilot.app)
        assert "3つ" not in text_on(pilot.app)
        screen = await to_incident_from_here(pilot)
        assert "判断の問い 5／6" in text_on(pilot.app)
        await pilot.press("1", "1")
        await settle(pilot)
        assert screen.place == "result"
        await pilot.press("enter")
        await settle(pilot)
        assert "評価書の準備 1／4" in text_on(pilot.app)


async def to_incident_from_here(pilot: Any) -> Any:
    screen = pilot.app.screen
    for text in ("25万", "", "120", ""):
        screen.query_one("#answer", TextEditor).load_text(text)
        await pilot.press("enter")
    await settle(pilot)
    return screen


async def test_ctrl_u_empties_a_line(running: Running) -> None:
    async with running() as pilot:
        await pilot.press("ctrl+n")
        await settle(pilot)
        field = pilot.app.screen.query_one("#answer", TextEditor)
        field.load_text("25万")
        await pilot.press("end", "left", "ctrl+u")
        assert field.text == ""


async def test_enter_alone_answers_no_question_of_law(running: Running, flat_on: Any, text_on: Any) -> None:
    async with running() as pilot:
        screen = await to_incident(pilot)
        assert "▌" not in text_on(pilot.app)
        await pilot.press("enter")
        await settle(pilot)
        assert screen.question.kind == "yes_no"
        assert "選んでください" in flat_on(pilot.app)
        await pilot.press("down", "enter")
        await settle(pilot)
        assert screen.answers["incident"] is False
        assert screen.question.kind == "kinds"
        await pilot.press("enter")
        await settle(pilot)
        assert screen.question.kind == "kinds", "nor the next one"


@pytest.mark.parametrize(
    ("keys", "answer"), [(("down", "down"), True), (("up",), True), (("2",), True), (("1",), False)]
)
async def test_an_answer_is_picked_with_arrows_or_digits(running: Running, keys: tuple[str, ...], answer: bool) -> None:
    async with running() as pilot:
        screen = await to_incident(pilot)
        await pilot.press(*keys)
        if keys[-1] not in "12":
            await pilot.press("enter")
        await settle(pilot)
        assert screen.answers["incident"] is answer


async def test_a_click_picks_an_answer(running: Running) -> None:
    async with running() as pilot:
        screen = await to_incident(pilot)
        await pilot.click(MenuView, offset=(8, 1))
        await settle(pilot)
        assert screen.query_one("#choices", MenuView).entry.id == "yes"


async def test_an_answer_given_before_is_shown_as_it_was(running: Running) -> None:
    async with running() as pilot:
        screen = await to_incident(pilot)
        await pilot.press("2")
        await pilot.press("escape")
        await settle(pilot)
        entry = screen.query_one("#choices", MenuView).entry
        assert entry is not None
        assert entry.id == "yes"


async def write_note(pilot: Any, editor: Any, text: str) -> NoteScreen:
    await pilot.press("ctrl+n")
    await settle(pilot)
    screen = pilot.app.screen
    assert isinstance(screen, NoteScreen)
    screen.query_one(TextEditor).type(text)
    await settle(pilot)
    return screen


async def test_esc_in_a_note_asks_before_it_throws_away_or_keeps(editing: Running) -> None:
    async with editing(at="I.1.2") as (pilot, editor):
        for answer, kept in (("stay", None), ("drop", None), ("keep", "課長に聞く")):
            note = await write_note(pilot, editor, "課長に聞く")
            await pilot.press("escape")
            await settle(pilot)
            assert isinstance(pilot.app.screen, PickScreen)
            pilot.app.screen.dismiss(answer)
            await settle(pilot)
            if answer == "stay":
                assert pilot.app.screen is note
                assert note.query_one(TextEditor).text == "課長に聞く"
                await pilot.press("escape")
                await settle(pilot)
                pilot.app.screen.dismiss("drop")
                await settle(pilot)
            assert pilot.app.screen is editor
            assert editor.session.document.state.get("note:I.1.2") == kept  # type: ignore[attr-defined]


async def test_esc_in_a_note_that_is_as_it_was_just_closes(editing: Running) -> None:
    async with editing(at="I.1.2") as (pilot, editor):
        await pilot.press("ctrl+n")
        await settle(pilot)
        await pilot.press("escape")
        await settle(pilot)
        assert pilot.app.screen is editor
        assert "note:I.1.2" not in editor.session.document.state


async def test_ctrl_s_keeps_a_note_without_asking(editing: Running) -> None:
    async with editing(at="I.1.2") as (pilot, editor):
        await write_note(pilot, editor, "確かめる")
        await pilot.press("ctrl+s")
        await settle(pilot)
        assert editor.session.document.state["note:I.1.2"] == "確かめる"


async def test_words_of_a_dialog_are_broken_as_on_paper(editing: Running) -> None:
    async with editing(at="I.1.2") as (pilot, _):
        text = "あ" * 33 + "、" * 2 + "い" * 40
        pilot.app.push_screen(PickScreen("問い", [], text=text))
        await settle(pilot)
        shown = pilot.app.screen.query_one(".text", Static)
        lines = [shown.render_line(y).text for y in range(shown.size.height)]
        assert "".join(line.strip() for line in lines) == text
        assert not any(line.startswith("、") for line in lines)


async def wait_for_dialog(pilot: Any, before: Any) -> Any:
    for _ in range(200):
        await settle(pilot)
        if pilot.app.screen is not before:
            return pilot.app.screen
        await asyncio.sleep(0.05)
    raise AssertionError("no dialog came")


async def test_a_pdf_of_an_unfinished_form_says_what_is_missing(editing: Running, flat_on: Any) -> None:
    async with editing(form_id="kiso_r6") as (pilot, editor):
        left = len(unanswered(editor.session.document))
        await pilot.press("ctrl+d")
        screen = await wait_for_dialog(pilot, editor)
        assert isinstance(screen, PickScreen)
        assert f"未記入の項目が{left}あります" in flat_on(pilot.app)
        assert not pilot.app.messages, "the word that it is being written has had its time"


@pytest.mark.parametrize("width", [76, 80, 120])
async def test_the_welcome_is_not_cut(running: Running, flat_on: Any, width: int) -> None:
    async with running((width, 24)) as pilot:
        assert "この端末の中だけで作ります。" in flat_on(pilot.app)
        assert "通信は行いません。" in flat_on(pilot.app)
        assert "F4" not in flat_on(pilot.app), "there is nothing put away either"


async def test_the_program_is_not_ended_over_a_note_or_half_a_judgement(editing: Running) -> None:
    async with editing(at="I.1.2") as (pilot, editor):
        await write_note(pilot, editor, "課長に聞く")
        for _ in range(2):
            await pilot.press("ctrl+q")
            await settle(pilot)
            assert isinstance(pilot.app.screen, PickScreen)
        pilot.app.screen.dismiss("keep")
        await settle(pilot)
        assert pilot.app.screen is editor, "asked once"
        assert editor.session.document.state["note:I.1.2"] == "課長に聞く"


async def test_the_program_is_not_ended_in_the_middle_of_the_questions(running: Running) -> None:
    async with running() as pilot:
        await to_incident(pilot)
        await pilot.press("ctrl+q")
        await settle(pilot)
        assert isinstance(pilot.app.screen, PickScreen)
        pilot.app.screen.dismiss("stop")
        await settle(pilot)
        assert pilot.app._exit
