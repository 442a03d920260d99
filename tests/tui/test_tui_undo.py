"""元に戻す and やり直す: wherever one stands, and always with a word on what was done."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from screens import settle

from pia_tui.tui.register.home import HomeScreen

Editing = Callable[..., Any]


def said(pilot: Any) -> str:
    return "\n".join(one.text for one in pilot.app.messages)


def bracket_option(editor: Any) -> int:
    """The number of the option of the row that has a bracket of its own."""
    item = editor.pane.node.item
    return next(int(one.id.rpartition(".")[2]) for one in item.items if one.option_text)


async def mark_with_bracket(pilot: Any, editor: Any) -> str:
    """Mark an option with a bracket and leave the choice: the bracket's editor opens. Returns the key of the marks."""
    key = editor.pane.node.key
    await pilot.press("enter")
    for _ in range(bracket_option(editor) - 1):
        await pilot.press("down")
    await pilot.press("space", "enter")
    await settle(pilot)
    assert editor.place == "text"
    return str(key)


FORM, AT = "juten_h30", "I.2.1[1].3"
"""Marks, one of which has a bracket."""


async def test_undo_in_an_untouched_bracket_takes_the_mark_back(editing: Editing) -> None:
    async with editing(form_id=FORM, at=AT) as (pilot, editor):
        key = await mark_with_bracket(pilot, editor)
        assert editor.session.document.state.get(key)
        await pilot.press("ctrl+z")
        await settle(pilot)
        assert not editor.session.document.state.get(key)
        assert editor.place == "editor"
        assert "元に戻しました" in said(pilot)


async def test_undo_in_a_bracket_with_letters_takes_the_letters_back_first(editing: Editing) -> None:
    async with editing(form_id=FORM, at=AT) as (pilot, editor):
        key = await mark_with_bracket(pilot, editor)
        await pilot.press("a", "b")
        await pilot.press("ctrl+z")
        await settle(pilot)
        assert editor.place == "text"
        assert editor.pane.editor.text == ""
        assert editor.session.document.state.get(key)
        await pilot.press("ctrl+z")
        await settle(pilot)
        assert not editor.session.document.state.get(key)


async def test_letters_saved_and_taken_back_are_not_undone_as_a_step_of_nothing(editing: Editing) -> None:
    async with editing(form_id=FORM, at=AT) as (pilot, editor):
        key = await mark_with_bracket(pilot, editor)
        await pilot.press("a")
        editor.session.flush()
        await pilot.press("ctrl+z")
        await settle(pilot)
        editor.session.flush()
        await pilot.press("ctrl+z")
        await settle(pilot)
        assert not editor.session.document.state.get(key)


async def test_undo_works_while_one_chooses_and_the_choice_stays_open(editing: Editing) -> None:
    async with editing(form_id=FORM, at=AT) as (pilot, editor):
        key = editor.pane.node.key
        await pilot.press("enter", "space")
        assert editor.place == "choose"
        assert editor.session.document.state.get(key)
        await pilot.press("ctrl+z")
        await settle(pilot)
        assert not editor.session.document.state.get(key)
        assert editor.place == "choose"
        await pilot.press("ctrl+y")
        await settle(pilot)
        assert editor.session.document.state.get(key)


async def test_undo_and_redo_say_what_they_did(editing: Editing) -> None:
    async with editing(form_id="kiso_r6", at="I.1.2") as (pilot, editor):
        label = editor.pane.node.label
        await pilot.press("enter")
        editor.pane.editor.load_text("窓口で受け付ける。")
        await pilot.press("escape", "ctrl+z")
        await settle(pilot)
        assert said(pilot) == f"元に戻しました：{label} → （未記入）"
        await pilot.press("ctrl+y")
        await settle(pilot)
        assert said(pilot) == f"やり直しました：{label} → 窓口で受け付ける。"


async def test_undo_with_nothing_left_says_so_from_an_editor_too(editing: Editing) -> None:
    async with editing(form_id="kiso_r6", at="I.1.2") as (pilot, editor):
        await pilot.press("enter")
        assert editor.place == "text"
        await pilot.press("ctrl+z")
        await settle(pilot)
        assert "もうありません" in said(pilot)
        assert not isinstance(pilot.app.screen, HomeScreen)


async def test_undo_of_a_block_names_what_was_done(editing: Editing) -> None:
    async with editing(at="I.2") as (pilot, _):
        await pilot.press("ctrl+b")
        await settle(pilot)
        pilot.app.screen.dismiss(next(e.id for e in pilot.app.screen._entries if e.id.startswith("add:")))
        await settle(pilot)
        await pilot.press("ctrl+z")
        await settle(pilot)
        assert "元に戻しました：「" in said(pilot)


async def test_on_the_whole_screen_undo_says_where_older_changes_are_taken_back(editing: Editing) -> None:
    async with editing(form_id="kiso_r6", at="I.1.2") as (pilot, editor):
        editor.perform("full_screen")
        await settle(pilot)
        await pilot.press("ctrl+z")
        await settle(pilot)
        assert pilot.app.screen is not editor
        assert "もうありません" in said(pilot)


async def test_undo_of_a_note_names_its_item(editing: Editing) -> None:
    async with editing(form_id="kiso_r6", at="I.1.2") as (pilot, editor):
        label = editor.pane.node.label
        editor.edited(editor.session.put("note:I.1.2", "課長に聞く", "メモ"))
        await settle(pilot)
        await pilot.press("ctrl+z")
        await settle(pilot)
        assert said(pilot) == f"元に戻しました：{label}のメモ → なし"
