"""No English is left on any screen, but for names of keys and products."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

import pytest
from screens import settle

from pia_tui.tui.actions import all_actions
from pia_tui.tui.register import home as home_module
from pia_tui.tui.threshold.wizard import WizardScreen
from pia_tui.tui.widgets.text_editor import TextEditor

NAMES = {
    "PDF", "Excel", "JSON", "IME", "Ctrl", "Shift", "Tab", "Esc", "Enter", "Home", "End", "PageUp", "PageDown",
    "Delete", "pia", "tui", "Windows", "Terminal", "NumLock", "PNG", "JPEG", "MB", "KB", "Word",
}  # fmt: skip
WORD = re.compile(r"[A-Za-z]{2,}")


def english_in(text: str) -> set[str]:
    """Words in Latin letters that are no names. File names and folders of the disk are not ours to translate."""
    return set(WORD.findall(text)) - NAMES


EDITOR_ACTIONS = [
    "help", "find", "check", "sections", "review", "palette", "blocks", "note", "clips", "full_screen", "history",
    "switch_theme", "switch_console", "export_other", "notes", "unconfirmed", "filter", "copy_from_file", "next_open",
]  # fmt: skip
HOME_ACTIONS = [
    "help", "palette", "sort", "search_all", "document_menu", "export_other", "toggle_archived", "reload",
    "import_text",
]  # fmt: skip


@pytest.mark.parametrize("size", [(80, 24), (120, 40)])
async def test_the_editor_and_all_it_opens(
    editing: Callable[..., Any], text_on: Any, new_document: Any, size: tuple[int, int]
) -> None:
    number = new_document(**{"I__7__2": "山田 太郎", "II[1]__4__1": "委託する", "II[1]__4__2[3]": "印刷"})
    async with editing(size, document_id=number, at="I.1.1") as (pilot, editor):
        for part in list(editor.session.document.parts()):
            editor.show_part(part)
            await settle(pilot)
            assert not english_in(text_on(pilot.app)), part.path
        editor.go_to("I.1.2")
        await settle(pilot)
        for action in EDITOR_ACTIONS:
            editor.perform(action)
            await settle(pilot)
            shown = text_on(pilot.app) + "".join(one.text for one in pilot.app.messages)
            shown = shown.replace(str(editor.session.store.call(lambda s: s.author)), "")
            assert not english_in(shown), action
            while pilot.app.screen is not editor:
                pilot.app.pop_screen()
                await settle(pilot)
            editor.pane.finish()
        for key in ("enter", "escape", "down", "enter"):
            await pilot.press(key)
            assert not english_in(text_on(pilot.app)), key


@pytest.mark.parametrize("size", [(80, 24), (120, 40)])
async def test_the_tray(editing: Callable[..., Any], text_on: Any, imported: int, size: tuple[int, int]) -> None:
    async with editing(size, document_id=imported) as (pilot, _):
        for key in ("ctrl+u", "down", "down", "f1", "escape", "enter", "f1", "escape", "escape", "delete", "end"):
            await pilot.press(key)
            await settle(pilot)
            assert not english_in(text_on(pilot.app)), key


@pytest.mark.parametrize("size", [(80, 24), (120, 40)])
async def test_the_conflicts(running: Callable[..., Any], text_on: Any, arrived: Any, size: tuple[int, int]) -> None:
    from pia_tui.tui.conflicts.screen import ConflictsScreen
    from pia_tui.tui.jobs.importing import clashes_in, preview, read

    async with running(size) as pilot:
        found = read(pilot.app.workspace, arrived, lambda *_: True)
        pilot.app.push_screen(ConflictsScreen(clashes_in(found), named=True))
        await settle(pilot)
        for key in ("right", "1", "right", "ctrl+s", "f1", "escape", "f5", "ctrl+s", "escape", "escape"):
            assert not english_in(text_on(pilot.app)), key
            await pilot.press(key)
            await settle(pilot)
        assert not english_in(text_on(pilot.app))
        assert not english_in("".join(way for ways in preview(found)[2] for way in ways[1:]))


async def test_the_register_and_all_it_opens(
    running: Callable[..., Any], text_on: Any, new_document: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(home_module, "folder_words", lambda _: "仕事の場所")
    async with running() as pilot:
        assert not english_in(text_on(pilot.app))
    new_document("kiso_r6", "事務")
    async with running() as pilot:
        home = pilot.app.screen
        for action in HOME_ACTIONS:
            home.perform(action)
            await settle(pilot)
            shown = text_on(pilot.app) + "".join(one.text for one in pilot.app.messages)
            assert not english_in(shown), action
            while pilot.app.screen is not home:
                pilot.app.pop_screen()
                await settle(pilot)


async def test_every_question(running: Callable[..., Any], text_on: Any) -> None:
    async with running() as pilot:
        await pilot.press("ctrl+n")
        await settle(pilot)
        screen = pilot.app.screen
        assert isinstance(screen, WizardScreen)
        for answer in ("ABC", "5万", "R7.4.1", "12", "", "1", "1", "", "1", "事務", "市長", "x", "3"):
            shown = text_on(pilot.app).replace("ABC", "")
            assert not english_in(shown), screen.question.id
            if screen.query_one("#answer").display and screen.place == "wizard":
                screen.query_one("#answer", TextEditor).load_text(answer)
                await pilot.press("enter")
            else:
                await pilot.press(answer or "enter")
            await settle(pilot)
        assert not english_in(text_on(pilot.app))


def test_the_registry_speaks_japanese() -> None:
    for action in all_actions():
        assert not english_in(f"{action.label} {action.title} {action.help}"), action.id
