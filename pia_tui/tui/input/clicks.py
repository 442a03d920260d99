"""The second half of a double click, where the first half has led to another screen.

Whoever clicks twice by habit means what lay under the mouse the first time. The second click would choose what the
next screen happens to show there: an answer that nobody has read.
"""

from __future__ import annotations

from typing import NamedTuple

from textual import events
from textual.app import App
from textual.screen import Screen

WITHIN = App.CLICK_CHAIN_TIME_THRESHOLD
"""Seconds between the clicks of a double click at most, as Textual counts them."""


class _Press(NamedTuple):
    screen: Screen[object]
    at: tuple[int, int]
    time: float


class StrayClicks:
    """Remembers where the mouse was pressed last, and tells the presses and releases that were not meant."""

    def __init__(self) -> None:
        self._last: _Press | None = None
        self._until_release = False

    def is_stray(self, event: events.Event, screen: Screen[object]) -> bool:
        """Whether an event of the mouse belongs to a click that was meant for the screen before `screen`."""
        if isinstance(event, events.MouseDown):
            here, last = _Press(screen, (event.screen_x, event.screen_y), event.time), self._last
            again = last is not None and here.at == last.at and here.time - last.time <= WITHIN
            self._until_release = again and last is not None and last.screen is not screen
            if not self._until_release:
                self._last = here
            return self._until_release
        if isinstance(event, events.MouseUp) and self._until_release:
            self._until_release = False
            return True
        return False
