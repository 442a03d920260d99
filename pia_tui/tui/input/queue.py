"""The line in which keys, pastes and clicks wait: the next is handed on when the one before has done all it does.

Textual sends a key to the widget that has the focus at that moment, and each widget has a queue of its own. Where a key
opens or closes something, the keys behind it may overtake it or go to what is no longer there. Here each waits until no
widget has anything left to do, so that keys typed ahead do what they would have done one by one.
"""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from textual import events
from textual._time import get_time
from textual.app import ScreenStackError
from textual.message import Message

from pia_tui.tui.input.bursts import pasted_character, read_burst

if TYPE_CHECKING:
    from collections.abc import Callable

    from textual.app import App
    from textual.message_pump import MessagePump

GAP = 0.02
"""Seconds between two keys of one burst at most; the fastest hands need more, a held key too (33 ms)."""
LONG_GAP, LONG = 0.12, 16
"""The same once so many characters have come: a long paste may arrive in pieces."""
PATIENCE = 2.0
"""Seconds after which the next event is handed on whatever is still going on: Esc must reach a long piece of work."""


class TypedTogether(Message, bubble=False):
    """Keys that a driver read in one go."""

    def __init__(self, keys: Iterable[Message]) -> None:
        super().__init__()
        self.keys = tuple(keys)


@dataclass(frozen=True, slots=True)
class _Waiting:
    event: Message
    together: bool
    """Whether it is known to have come with the one before."""


class InputQueue:
    """One for an app; `deliver` takes what is handed on."""

    def __init__(self, app: App[int], deliver: Callable[[Message], bool]) -> None:
        self._app = app
        self._deliver = deliver
        self._waiting: deque[_Waiting] = deque()
        self._task: asyncio.Task[None] | None = None

    @property
    def idle(self) -> bool:
        """Whether everything that came has been dealt with: the task ends when nothing waits."""
        return self._task is None or self._task.done()

    def takes(self, message: Message) -> bool:
        """Whether a message has to wait its turn."""
        if isinstance(message, TypedTogether):
            return True
        return isinstance(message, (events.Key, events.Paste, events.MouseEvent)) and not message.is_forwarded

    def put(self, message: Message) -> None:
        """Take an event from the terminal."""
        if isinstance(message, TypedTogether):
            for number, event in enumerate(message.keys):
                self._waiting.append(_Waiting(event, together=number > 0))
        else:
            if self._waiting and _same_move(self._waiting[-1].event, message):
                self._waiting.pop()
            self._waiting.append(_Waiting(message, together=False))
        if self.idle:
            self._task = asyncio.create_task(self._hand_on())

    async def _hand_on(self) -> None:
        await self._settled()
        while self._waiting:
            for event in await self._next():
                self._deliver(event)
                await self._settled()

    async def _next(self) -> list[Message]:
        """The next event, or those that a burst stands for."""
        first = self._waiting.popleft().event
        if not isinstance(first, events.Key) or not pasted_character(first):
            return [first]
        keys = [first]
        while await self._has_more(keys):
            key = self._waiting.popleft().event
            assert isinstance(key, events.Key)
            keys.append(key)
        return [*read_burst(keys)]

    async def _has_more(self, keys: list[events.Key]) -> bool:
        """Whether the next event belongs to the burst; waits as long as it may still come."""
        gap = 0.0 if self._app.is_headless else LONG_GAP if len(keys) >= LONG else GAP
        until = keys[-1].time + gap
        while not self._waiting and get_time() < until:
            await asyncio.sleep(0.002)
        if not self._waiting:
            return False
        following = self._waiting[0]
        if not isinstance(following.event, events.Key):
            return False
        return following.together or self._app.is_headless or following.event.time <= until

    async def _settled(self) -> None:
        """Wait until nothing is left to do for what was handed on."""
        end = get_time() + PATIENCE
        rounds = 0
        while not is_settled(self._app) and get_time() < end:
            rounds += 1
            await asyncio.sleep(0 if rounds < 20 else 0.001)


def _same_move(one: Message, other: Message) -> bool:
    """Whether the mouse only went on: where it has been meanwhile does not matter."""
    both = isinstance(one, events.MouseMove) and isinstance(other, events.MouseMove)
    return both and one.button == other.button  # type: ignore[attr-defined]


def is_settled(app: App[int]) -> bool:
    """Whether no widget that can be seen has anything left to do, and nothing waits for the next drawing."""
    try:
        screen = app.screen
    except ScreenStackError:
        return False
    # Names of Textual's own: `tests/tui/test_input_queue.py` tells when they change.
    if not screen.is_mounted or screen._callbacks or (screen._layout_required and not app._batch_count):
        return False
    if app._resize_event is not None:  # the window is another one: clicks are meant for how it looks then
        return False
    return all(_has_nothing_to_do(one) for one in (app, *app.screen_stack, *screen.walk_children()))


def _has_nothing_to_do(pump: MessagePump) -> bool:
    if pump._closing or pump._closed:
        return True
    queue: Any = pump._message_queue
    # Whoever waits for a message stands among the waiters; who works on one does not.
    waits = bool(queue.ready_event._waiters) and queue.empty()
    return waits and pump._pending_message is None and not pump._next_callbacks
