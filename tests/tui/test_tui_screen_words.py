"""What a screen says can be done on the screen: no options of commands, no keys that do nothing."""

from __future__ import annotations

import ast
from pathlib import Path
from threading import Event
from typing import Any

import pytest
from screens import settle
from textual import events

import pia_tui.tui
from pia_tui.errors import PiaError
from pia_tui.ingest import read_file
from pia_tui.store import Store
from pia_tui.tui.files.pasting import PastingScreen
from pia_tui.tui.screens.working import WorkingScreen


@pytest.mark.parametrize("size", [(80, 24), (120, 40)])
async def test_a_text_of_no_form_is_told_without_options(running: Any, flat_on: Any, size: tuple[int, int]) -> None:
    async with running(size) as pilot:
        pilot.app.screen.perform("import_text")
        await settle(pilot)
        screen = pilot.app.screen
        assert isinstance(screen, PastingScreen)
        screen.editor.post_message(events.Paste("こんにちは"))
        await settle(pilot)
        await pilot.press("ctrl+s")
        await settle(pilot)
        said = flat_on(pilot.app)
        assert "様式の見出しが見つかりません" in said
        assert "--" not in said
        assert isinstance(pilot.app.screen, PastingScreen)
        assert pilot.app.screen.editor.text == "こんにちは"


def test_the_command_still_names_its_option() -> None:
    with pytest.raises(PiaError) as caught:
        read_file("こんにちは".encode())
    assert "--form" in str(caught.value)
    assert "--" not in caught.value.on_screen


def test_the_slip_of_a_document_without_judgement_is_told_for_both(workspace: Any, new_document: Any) -> None:
    from pia_tui.usecases.threshold.slip import write_slip_of

    number = new_document("kiso_r6")
    with Store.open(workspace) as store, pytest.raises(PiaError) as caught:
        write_slip_of(store, number)
    assert "pia-tui threshold" in str(caught.value)
    assert "pia-tui" not in caught.value.on_screen


def test_screens_show_errors_in_the_words_for_screens() -> None:
    """`str(error)` is the line for the command; a screen shows `on_screen`."""
    found = [
        f"{file.name}:{node.lineno}"
        for file in Path(pia_tui.tui.__file__).parent.rglob("*.py")
        for node in ast.walk(ast.parse(file.read_text("utf-8")))
        if isinstance(node, ast.Call)
        and isinstance(node.func, ast.Attribute)
        and node.func.attr in ("notify", "update", "_say", "tell")
        and any(isinstance(one, ast.Call) and ast.unparse(one).startswith("str(e") for one in node.args)
    ]
    assert not found


async def test_long_work_names_only_keys_that_do_something(running: Any, text_on: Any) -> None:
    go = Event()
    async with running() as pilot:
        pilot.app.push_screen(WorkingScreen("読んでいます", lambda _: go.wait(10)))
        await pilot.pause()
        await pilot.pause()
        foot = text_on(pilot.app).rstrip().splitlines()[-1]
        go.set()
        assert "Ctrl+S" not in foot
        assert "Esc 中止" in foot
        await settle(pilot)
