"""Saving: as one types, at every move, before leaving; and what to say of it in the header."""

from __future__ import annotations

from concurrent.futures import Future
from typing import Any, Protocol

from pia_tui.errors import PiaError
from pia_tui.tui.document.session import Session
from pia_tui.tui.editor.answer import drafts

SAVE_AFTER = 0.8
"""Seconds from the first letter that is not saved to the save: what is lost in a crash is less than a second's."""
RETRY_AFTER = 5.0


class Stoppable(Protocol):
    """A timer."""

    def stop(self) -> None: ...


class SaverHost(Protocol):
    """What a saver needs of the screen."""

    def start_timer(self, seconds: float) -> Stoppable:
        """Call the saver's `save` after some seconds."""

    def when_done(self, saving: Future[Any]) -> None:
        """Call the saver's `landed` in the screen's own thread once a save has ended."""

    def show_state(self, words: str, style: str) -> None:
        """Show how things stand in the header."""

    def tell_save_failed(self, error: PiaError) -> None:
        """Say why nothing could be saved."""


class Saver:
    """Keeps what a session has in memory and what is on the disk together, and knows which it is.

    There are three places: what is typed (in the field), what is in memory (`Session.pending`), what is on the disk.
    The field hands every letter to the session at once, as an answer or as a draft, so that two words of the header
    suffice: 「入力中…」 while anything is in memory only, 「保存済み」 when all is on the disk and an answer.
    """

    def __init__(self, session: Session, host: SaverHost) -> None:
        self._session = session
        self._host = host
        self._timer: Stoppable | None = None
        self._told = ""

    def save_soon(self, *, at_once: bool = False) -> None:
        """Save within a second, or now; either way without making the officer wait."""
        if self._session.unsaved:
            if at_once:
                self.save()
            else:
                self._wait(SAVE_AFTER)
        self.show()

    def save(self) -> None:
        """Begin to save what there is; while a save is under way, the rest follows it."""
        self.stop()
        saving = self._session.start_saving()
        if saving is not None:
            self._host.when_done(saving)
        elif self._session.pending:
            self._wait(SAVE_AFTER)

    def landed(self) -> None:
        """A save has ended."""
        session = self._session
        session.finish_saving()
        if session.error is not None:
            # Said again only when the reason is another one; the header says it all the while.
            if str(session.error) != self._told:
                self._told = str(session.error)
                self._host.tell_save_failed(session.error)
            self._wait(RETRY_AFTER)
        else:
            self._told = ""
            if session.pending:
                self._wait(SAVE_AFTER)
        self.show()

    def save_now(self) -> bool:
        """Save and wait for it; False if it failed, and the session's `error` says why."""
        self.stop()
        saved = self._session.flush()
        self.show()
        if not saved:
            self._wait(RETRY_AFTER)
        return saved

    def stop(self) -> None:
        """No save of its own accord any more."""
        if self._timer is not None:
            self._timer.stop()
            self._timer = None

    def _wait(self, seconds: float) -> None:
        if self._timer is None:
            self._timer = self._host.start_timer(seconds)

    # -- what is said ------------------------------------------------------------------------------------------------

    def show(self) -> None:
        """Bring the header up to date."""
        self._host.show_state(*self.state)

    @property
    def state(self) -> tuple[str, str]:
        """(words, style) for the header."""
        session = self._session
        if session.read_only:
            return (f"読むだけ（{session.holder}が編集中）" if session.holder else "読むだけ"), "warning"
        if session.error is not None:
            return f"！保存できません：{session.error.what}", "error"
        if session.unsaved:
            return ("入力中…" if session.pending else "保存しています…"), "muted"
        if unread := len(drafts(session.document)):
            return f"！答えになっていない下書き {unread} か所", "warning"
        if session.saved_at is not None:
            return f"保存済み {session.saved_at:%H:%M:%S}", "good"
        return "保存済み", "good"
