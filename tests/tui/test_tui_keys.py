"""Every key of the registry, pressed where it works, starts its action."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from screens import settle

from pia_tui.tui.actions import Action, Place, actions_at
from pia_tui.tui.screens.base import Acting

Running = Callable[..., Any]


async def press_all(pilot: Any, place: Place, monkeypatch: pytest.MonkeyPatch) -> None:
    """Press every bound key of a place; the actions are only noted."""
    started: list[str] = []
    screen = pilot.app.screen
    assert isinstance(screen, Acting)
    assert screen.place == place

    def note(action: Action | str) -> None:
        started.append(action if isinstance(action, str) else action.id)

    monkeypatch.setattr(screen, "perform", note)
    monkeypatch.setattr(pilot.app, "action_leave", lambda: note("quit"))
    for action in actions_at(place):
        for key in action.keys if not action.silent else ():
            started.clear()
            await pilot.press(key)
            assert started == [action.id], f"{place}: {key}"


async def test_the_register(running: Running, new_document: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    new_document("kiso_r6", "事務")
    async with running() as pilot:
        await settle(pilot)
        await press_all(pilot, "home", monkeypatch)


@pytest.mark.parametrize(("place", "at", "keys"), [
    ("editor", "I.1.2", ()), ("text", "I.1.2", ("enter",)), ("choose", "I.1.3", ("enter",)),
])  # fmt: skip
async def test_the_editor(
    editing: Running, monkeypatch: pytest.MonkeyPatch, place: Place, at: str, keys: tuple[str, ...]
) -> None:
    async with editing(at=at) as (pilot, _):
        await pilot.press(*keys)
        await press_all(pilot, place, monkeypatch)


@pytest.mark.parametrize(("place", "keys"), [("tray", ("ctrl+u",)), ("piece", ("ctrl+u", "down", "down", "enter"))])
async def test_the_tray(
    editing: Running, imported: int, monkeypatch: pytest.MonkeyPatch, place: Place, keys: tuple[str, ...]
) -> None:
    async with editing(document_id=imported) as (pilot, _):
        for key in keys:
            await pilot.press(key)
            await settle(pilot)
        await press_all(pilot, place, monkeypatch)


async def test_the_field_for_a_pasted_text(running: Running, monkeypatch: pytest.MonkeyPatch) -> None:
    async with running() as pilot:
        pilot.app.screen.perform("import_text")
        await settle(pilot)
        await press_all(pilot, "pasting", monkeypatch)


async def test_the_conflicts(running: Running, monkeypatch: pytest.MonkeyPatch) -> None:
    from pia_tui.tui.conflicts.clashes import Clash
    from pia_tui.tui.conflicts.screen import ConflictsScreen
    from pia_tui.usecases.exchange.conflicts import Conflict

    async with running() as pilot:
        pilot.app.push_screen(ConflictsScreen([Clash(Conflict("I.1.2", "", "一", "二"), ("項目",), "一", "二")]))
        await settle(pilot)
        await press_all(pilot, "conflicts", monkeypatch)


async def test_the_whole_screen_for_a_text(editing: Running, monkeypatch: pytest.MonkeyPatch) -> None:
    async with editing(at="I.1.2") as (pilot, editor):
        editor.perform("full_screen")
        await settle(pilot)
        await press_all(pilot, "writing", monkeypatch)


@pytest.mark.parametrize(("action", "place"), [("review", "reading"), ("find", "list"), ("note", "dialog")])
async def test_what_the_editor_opens(
    editing: Running, monkeypatch: pytest.MonkeyPatch, action: str, place: Place
) -> None:
    async with editing(at="I.1.2") as (pilot, editor):
        editor.perform(action)
        await settle(pilot)
        await press_all(pilot, place, monkeypatch)


async def test_the_questions_and_the_result(running: Running, monkeypatch: pytest.MonkeyPatch) -> None:
    async with running() as pilot:
        await pilot.press("ctrl+n")
        await settle(pilot)
        screen = pilot.app.screen
        for text in ("5万", "", "12", ""):
            screen.query_one("#answer").load_text(text)
            await pilot.press("enter")
        await pilot.press("1", "1")
        await settle(pilot)
        await press_all(pilot, "result", monkeypatch)
    async with running() as pilot:
        await pilot.press("ctrl+n")
        await settle(pilot)
        await press_all(pilot, "wizard", monkeypatch)


async def test_unused_keys_of_an_ime_do_nothing(editing: Running) -> None:
    async with editing(at="I.1.2") as (pilot, editor):
        before = dict(editor.session.document.state)
        await pilot.press("f6", "f7", "f8", "f9", "f10", "f11", "f12")
        assert pilot.app.screen is editor
        assert editor.place == "editor"
        assert dict(editor.session.document.state) == before
