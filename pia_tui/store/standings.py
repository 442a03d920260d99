"""How many changes the published documents have had since, as counted last."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from pia_tui.store import publications

if TYPE_CHECKING:
    from pia_tui.store.records import Standing
    from pia_tui.store.session import StoreSession


class Standings:
    """The counts of one store. Counting takes two whole documents; so it is noted until the document is written to."""

    def __init__(self, session: StoreSession) -> None:
        self._session = session

    def noted(self) -> list[Standing]:
        """The counts as noted last; see `stale`."""
        with self._session.reading():
            return publications.standings(self._session.db)

    def stale(self, document_ids: Sequence[int] | None = None) -> list[int]:
        """Published documents that were written to since they were counted; of some or of all."""
        with self._session.reading():
            return publications.stale(self._session.db, document_ids)

    def note(self, found: Standing) -> None:
        """Note a count; what a store for reading cannot keep is worked out again."""
        if not self._session.read_only:
            with self._session.writing():
                publications.note_standing(self._session.db, found)
