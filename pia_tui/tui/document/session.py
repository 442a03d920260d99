"""One open document: what is in memory, what is on the disk, and the difference between the two."""

from __future__ import annotations

import secrets
import time
from collections.abc import Iterable
from concurrent.futures import Future
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from pia_tui import keys
from pia_tui.assessment import Assessment, Change
from pia_tui.errors import PiaError
from pia_tui.tui.document.undo_words import UndoStep
from pia_tui.tui.store_thread import StoreThread

if TYPE_CHECKING:
    from pia_tui.store import Written

TYPING = "文字の入力"
TYPING_KIND = "typing"
PAUSE = timedelta(seconds=60)
"""A pause in typing longer than this begins a step of its own for 元に戻す."""


class Session:
    """A document being edited. `edit` changes it in memory at once; `flush` and `start_saving` put it on the disk.

    What has not been saved is in `pending`; `error` says why the last attempt failed. A document that somebody else
    has open is `read_only`, and `holder` says who.
    """

    def __init__(self, store: StoreThread, document_id: int, *, take_over: bool = False) -> None:
        self.store = store
        self.id = document_id
        self.read_only = store.read_only
        self.holder = ""
        self.error: PiaError | None = None
        self.saved_at: datetime | None = None
        self.pending: dict[str, Change] = {}
        self._flight: Future[Written] | None = None
        self._sent: dict[str, Change] = {}
        self._label = self._kind = self._group = ""
        self._places: set[str] = set()
        self._typed_at = 0.0
        self._lock(take_over=take_over)
        stored = store.call(lambda s: s.load(document_id))
        self.uuid = stored.uuid
        self.document = Assessment.of(stored.state, document_id)

    def _lock(self, *, take_over: bool) -> None:
        from pia_tui.store.errors import StoreReadOnly
        from pia_tui.store.lock import DocumentLocked

        try:
            self.store.call(lambda s: s.lock(self.id, take_over=take_over))
            self.read_only, self.holder = False, ""
        except DocumentLocked as error:
            self.read_only, self.holder = True, str(error.holder)
        except StoreReadOnly:
            self.read_only, self.holder = True, ""

    def take_over(self) -> None:
        """Become the writer of a document that somebody else holds, and see it as it stands now."""
        self._lock(take_over=True)
        self.reload()

    def reload(self) -> None:
        """Read the document again; what is not saved is given up."""
        self.pending.clear()
        self.error = None
        stored = self.store.call(lambda s: s.load(self.id))
        self.document = Assessment(self.document.form, stored.state, self.id)

    # -- editing -----------------------------------------------------------------------------------------------------

    def edit(self, changes: Iterable[Change], label: str = "") -> list[Change]:
        """Carry out changes in memory and keep them for the next save. Returns those that change something.

        What has no label is typing. A label is only for reading; what is one step is told by kind and group.
        """
        label, kind = label or TYPING, "command" if label else TYPING_KIND
        made = [
            change
            for change in changes
            if change.before != change.after or type(change.before) is not type(change.after)
        ]
        if not made:
            return made
        if self._label and (label, kind) != (self._label, self._kind):
            # A step of another kind begins: what was typed before is a step of its own for 元に戻す.
            self.flush()
        self._label, self._kind = label, kind
        self.document.apply(made)
        for change in made:
            self._keep(change)
        return made

    def put(self, path: str, raw: object, label: str = "") -> list[Change]:
        """Put an answer at a path or key. Raises BadValue; then nothing changed."""
        return self.edit(self.document.change(path, raw), label)

    def _keep(self, change: Change) -> None:
        earlier = self.pending.get(change.key)
        before = earlier.before if earlier else change.before
        if before == change.after and type(before) is type(change.after):
            self.pending.pop(change.key, None)
        else:
            self.pending[change.key] = Change(change.key, before, change.after)

    # -- saving ------------------------------------------------------------------------------------------------------

    @property
    def unsaved(self) -> bool:
        """Whether something in memory is not known to be on the disk."""
        return bool(self.pending) or self._flight is not None

    def flush(self) -> bool:
        """Save all there is and wait for it; False if it failed, and `error` says why. Nothing is lost either way."""
        self._land()
        if self.pending:
            self._send()
            self._land()
        return not self.pending

    def start_saving(self) -> Future[Written] | None:
        """Begin to save without waiting; call `finish_saving` when the returned future is done."""
        if self._flight is not None or not self.pending:
            return None
        self._send()
        return self._flight

    def finish_saving(self) -> bool:
        """Take note of how a save that was begun has ended. True if all is on the disk."""
        if self._flight is not None and self._flight.done():
            self._land()
        return not self.unsaved

    def _send(self) -> None:
        self._sent, self.pending = self.pending, {}
        changes = list(self._sent.values())
        label, kind, group = self._label, self._kind, self._group_of(changes)
        self._flight = self.store.submit(lambda s: s.write(self.id, changes, label=label, kind=kind, group=group))

    def _group_of(self, changes: list[Change]) -> str:
        """The step that a save belongs to: pieces of one text, typed without a longer pause, are one."""
        # Half a date is kept as a draft first: its place is the same.
        places = {keys.place_of(change.key) for change in changes}
        at = time.monotonic()
        goes_on = self._kind == TYPING_KIND and places == self._places and at - self._typed_at <= PAUSE.total_seconds()
        if not goes_on or len(places) != 1 or places == {""}:
            self._group = secrets.token_hex(8)
        self._places, self._typed_at = places if self._kind == TYPING_KIND else set(), at
        return self._group

    def _land(self) -> None:
        """Wait for the save under way. What failed goes back under what was changed since."""
        if self._flight is None:
            return
        try:
            self._flight.result()
        except PiaError as error:
            self.error = error
            later, self.pending = self.pending, self._sent
            for change in later.values():
                self._keep(change)
        else:
            self.error = None
            self.saved_at = datetime.now()
        finally:
            self._flight = None
            self._sent = {}

    def give_up(self) -> list[Change]:
        """Take back all that could not be saved; returns what was taken back."""
        self._land()
        lost = [change.inverse for change in self.pending.values()]
        self.document.apply(lost)
        self.pending.clear()
        self.error = None
        return lost

    # -- history -----------------------------------------------------------------------------------------------------

    def undo(self) -> UndoStep | None:
        """Take back the newest step, whenever it was made; None if there is none. Raises what a write raises."""
        return self._history(back=True)

    def redo(self) -> UndoStep | None:
        """Make the step again that was taken back last."""
        return self._history(back=False)

    def _history(self, *, back: bool) -> UndoStep | None:
        if not self.flush():
            assert self.error is not None
            raise self.error
        self._places = set()  # what is typed next is a step of its own
        while (step := self.store.call(lambda s: s.undo(self.id) if back else s.redo(self.id))) is not None:
            self.document.apply(step.changes)
            self.saved_at = datetime.now()
            if changes := _in_all(step.changes):
                return UndoStep(changes, step.label)
            # Letters that were typed, saved and rubbed out again: nobody would see that anything was undone.
        return None

    def beat(self) -> None:
        """Show the others that the document is still open here."""
        self.store.submit(lambda s: s.beat())

    def close(self) -> None:
        """Give the document free. Everything must have been saved or given up before."""
        if not self.read_only:
            self.store.call(lambda s: s.unlock(self.id))


def _in_all(changes: Iterable[Change]) -> tuple[Change, ...]:
    """What several changes after one another come to; those that lead back to where they began are left out."""
    ends: dict[str, Change] = {}
    for change in changes:
        before = ends[change.key].before if change.key in ends else change.before
        ends[change.key] = Change(change.key, before, change.after)
    return tuple(one for one in ends.values() if one.before != one.after or type(one.before) is not type(one.after))
