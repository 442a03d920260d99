"""Joins the saver to a screen: its timers, its queue, its header."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from concurrent.futures import Future
from contextlib import suppress
from typing import Any

from textual.screen import Screen
from textual.timer import Timer

from pia_tui.errors import PiaError
from pia_tui.tui.document.session import Session
from pia_tui.tui.editor.saving import Saver
from pia_tui.tui.widgets.title_bar import TitleBar


class SavingOnScreen:
    """What the saver needs, given by a screen; `tell` says why a save failed."""

    def __init__(self, screen: Screen[None], session: Session, tell: Callable[[PiaError], None]) -> None:
        self._screen = screen
        self._session = session
        self._tell = tell
        self.saver = Saver(session, self)

    def start_heartbeat(self) -> None:
        """Start the sign of life that tells others this document is open here."""
        from pia_tui.store.lock import BEAT_SECONDS

        if not self._session.read_only:
            self._screen.set_interval(BEAT_SECONDS, self._session.beat)

    def start_timer(self, seconds: float) -> Timer:
        """Call the saver's `save` after some seconds."""
        return self._screen.set_timer(seconds, self.saver.save)

    def when_done(self, saving: Future[Any]) -> None:
        """A save ends in the thread of the store; the saver hears of it in the screen's own queue."""
        loop = asyncio.get_running_loop()

        def landed(_: object) -> None:
            with suppress(RuntimeError):  # the program has ended meanwhile
                loop.call_soon_threadsafe(self._screen.call_later, self._landed)

        saving.add_done_callback(landed)

    def _landed(self) -> None:
        if self._screen.is_attached:
            self.saver.landed()

    def show_state(self, words: str, style: str) -> None:
        """The words on the right of the header."""
        self._screen.query_one(TitleBar).set_state(words, style)

    def tell_save_failed(self, error: PiaError) -> None:
        """Say why nothing could be saved."""
        self._tell(error)
