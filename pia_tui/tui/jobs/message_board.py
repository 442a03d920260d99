"""The messages of the app: kept here, shown at the foot of whichever screen is in front."""

from __future__ import annotations

import time
from collections.abc import Callable

from textual import events

from pia_tui.tui.messages import MessageSeverity, Told, still_unread, told


class MessageBoard:
    """What is told now, oldest first; `changed` is called when it is something else."""

    def __init__(self, changed: Callable[[], None]) -> None:
        self.messages: tuple[Told, ...] = ()
        self._changed = changed

    def put(self, text: str, severity: MessageSeverity) -> None:
        """Tell something."""
        self._show(told(self.messages, Told(text, severity, time.monotonic())))

    def note(self, event: events.Event) -> None:
        """Something happened: whoever goes on has read what there was time to read."""
        if self.messages and _goes_on(event):
            self._show(still_unread(self.messages, time.monotonic()))

    def close(self) -> bool:
        """Take all messages away; False if there were none."""
        closed = bool(self.messages)
        self._show(())
        return closed

    def _show(self, messages: tuple[Told, ...]) -> None:
        if messages != self.messages:
            self.messages = messages
            self._changed()


def _goes_on(event: events.Event) -> bool:
    """Whether somebody types or clicks. Esc does not count: the screen sees to it that it closes the messages."""
    if not isinstance(event, (events.Key, events.MouseDown, events.Paste)) or event.is_forwarded:
        return False
    return not (isinstance(event, events.Key) and event.key == "escape")
