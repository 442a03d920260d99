"""The test sheet for real consoles."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from screens import settle

from pia_tui.tui.console.console_test import ConsoleTestScreen, steps, verdict
from pia_tui.tui.widgets.text_editor import TextEditor


async def test_what_arrives_is_judged_step_by_step(running: Callable[..., Any], new_document: Any) -> None:
    new_document("kiso_r6", "事務")
    async with running() as pilot:
        pilot.app.screen.perform("test_console")
        await settle(pilot)
        screen = pilot.app.screen
        assert isinstance(screen, ConsoleTestScreen)
        for step in steps():
            if step.keys:
                for key in step.keys:
                    await pilot.press(key)
                assert pilot.app.screen is screen, "keys are only noted"
                await pilot.press("enter")
            else:
                screen.query_one(TextEditor).load_text(step.expect or "何か")
                await pilot.press("enter")
            await settle(pilot)
        good = {step.id for step in steps() if step.expect or step.keys}
        assert {name for name, said in screen.verdicts.items() if said == "合格"} == good


def test_dropped_letters_and_keys_are_told() -> None:
    ime = next(step for step in steps() if step.id == "ime_numlock")
    assert verdict(ime, "", frozenset()) == "違います（11 字のはずが 0 字）"
    keys = next(step for step in steps() if step.keys)
    assert "F2" in verdict(keys, "", frozenset(keys.keys) - {"f2"})


def test_the_screens_do_not_come_on_a_legacy_console(monkeypatch: pytest.MonkeyPatch) -> None:
    """What cannot draw escape sequences would show them; `write` goes on there."""
    from pia_tui import tui
    from pia_tui.errors import UsageError

    monkeypatch.setattr(tui, "is_terminal", lambda stream: True)
    monkeypatch.setattr(tui, "draws_escapes", lambda stream: False)
    with pytest.raises(UsageError) as told:
        tui.require_terminal()
    assert "レガシ" in str(told.value)
    assert "pia-tui write" in told.value.next
