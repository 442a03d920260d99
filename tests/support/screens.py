"""Waiting for the screens by what they have left to do, not by the clock: nothing here gets slower or flaky under load.

The screens' tests need not call anything: `pilot.press`, `pilot.click` and `pilot.pause` wait in this way
(`tests/tui/conftest.py`), where Textual would wait until the process uses little of the processor.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable

from textual.app import App
from textual.pilot import Pilot
from textual.worker import WorkerState

from pia_tui.tui.app import PiaApp
from pia_tui.tui.editor.screen import EditorScreen
from pia_tui.tui.input.queue import is_settled

PATIENCE = 60.0
"""Seconds after which something must have gone wrong, however busy the machine is."""
_ENDED = (WorkerState.CANCELLED, WorkerState.ERROR, WorkerState.SUCCESS)


def left_to_do(app: App[int], *, work: bool = True) -> str:
    """What an app is still busy with, or an empty text; without `work`, what runs in threads does not count."""
    if not isinstance(app, PiaApp) or not app.is_running or app._exit or app._exception is not None:
        return ""
    if app.input_queue is not None and not app.input_queue.idle:
        return "events that wait"
    if not is_settled(app):
        return "messages, callbacks or a layout"
    if work and (running := [one.name for one in app.workers if one.state not in _ENDED]):
        return f"work in a thread {running}"
    if any(isinstance(one, EditorScreen) and one.session._flight is not None for one in app.screen_stack):
        return "a save"
    return ""


async def settled(app: App[int], *, work: bool = True) -> None:
    """Wait until an app has done all that was asked of it; timers that are still to come do not count."""
    quiet = rounds = 0
    async with asyncio.timeout(PATIENCE):
        # Twice: the end of a thread's work reaches the screen by way of the loop.
        while quiet < 2:
            quiet = quiet + 1 if not left_to_do(app, work=work) else 0
            rounds += 1
            await asyncio.sleep(0 if rounds < 50 else 0.001)


async def until(holds: Callable[[], object]) -> None:
    """Wait for a condition."""
    async with asyncio.timeout(PATIENCE):
        while not holds():
            await asyncio.sleep(0.001)


async def settle(pilot: Pilot[int]) -> None:
    """Wait until the app of a pilot has done all that was asked of it, and has drawn it."""
    await settled(pilot.app)
    await pilot.pause()
