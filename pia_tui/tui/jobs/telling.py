"""The app's messages: kept here, shown at the foot of whichever screen is in front."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

from textual import events
from textual.message import Message

from pia_tui.tui.messages import Severity, Told, still_unread, told
from pia_tui.tui.screens.base import Acting

if TYPE_CHECKING:
    from textual.app import App

    _Base = App[int]
else:
    _Base = object


class Telling(_Base):
    """Mixin of the app: takes the place of Textual's toasts, which lie over the page and pile up."""

    messages: tuple[Told, ...] = ()
    """What is shown now, oldest first."""

    class Say(Message):
        """Something to tell; by way of the queue, so that any thread may do it."""

        def __init__(self, text: str, severity: Severity) -> None:
            super().__init__()
            self.text = text
            self.severity = severity

    def notify(
        self,
        message: str,
        *,
        title: str = "",  # noqa: ARG002 - Textual's word; a message has no heading here
        severity: Severity = "information",
        timeout: float | None = None,  # noqa: ARG002 - the officer ends a message, not a clock
        markup: bool = True,  # noqa: ARG002 - what is told is never markup
    ) -> None:
        """Tell something at the foot of the screen."""
        self.post_message(self.Say(message, severity))

    def on_telling_say(self, event: Say) -> None:
        event.stop()
        self._show_messages(told(self.messages, Told(event.text, event.severity, time.monotonic())))

    async def on_event(self, event: events.Event) -> None:
        """Whoever goes on has read what there was time to read."""
        if self.messages and _goes_on(event):
            self._show_messages(still_unread(self.messages, time.monotonic()))
        await super().on_event(event)

    def close_messages(self) -> bool:
        """Take all messages away; False if there were none."""
        closed = bool(self.messages)
        self._show_messages(())
        return closed

    def _show_messages(self, messages: tuple[Told, ...]) -> None:
        if messages != self.messages:
            self.messages = messages
            for screen in self.screen_stack:
                if isinstance(screen, Acting):
                    screen.show_messages()


def _goes_on(event: events.Event) -> bool:
    """Whether somebody types or clicks. Esc does not count: the screen sees to it that it closes the messages."""
    if not isinstance(event, (events.Key, events.MouseDown, events.Paste)) or event.is_forwarded:
        return False
    return not (isinstance(event, events.Key) and event.key == "escape")
