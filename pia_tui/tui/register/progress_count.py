"""How far each document of the register is: counted beside the screens, one after the other, and only what was seen."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from threading import Event
from typing import TYPE_CHECKING

from pia_tui.assessment import Assessment
from pia_tui.errors import PiaError
from pia_tui.rules.completeness import Progress, progress

if TYPE_CHECKING:
    from pia_tui.store import DocumentSummary, Store
    from pia_tui.workspace import Workspace

Counted = Callable[["DocumentSummary", Progress | None], None]


class ProgressCount:
    """The counts known so far, by document; a document that has changed since is counted again.

    A register of a whole prefecture is not read from end to end: only documents that have been looked at are counted.
    """

    def __init__(self) -> None:
        self.progress: dict[int, Progress] = {}
        self._counted: dict[int, str] = {}
        self._stop = Event()

    def wanted(self, shown: Sequence[DocumentSummary]) -> list[DocumentSummary]:
        """Those of the documents that have to be counted, the ones seen last first."""
        return [one for one in reversed(shown) if self._counted.get(one.id) != one.updated_at]

    def keep(self, one: DocumentSummary, found: Progress | None) -> None:
        """What was counted for a document; None for one of a form that this program does not know."""
        self._counted[one.id] = one.updated_at
        if found is not None:
            self.progress[one.id] = found

    def count(self, workspace: Workspace, wanted: Sequence[DocumentSummary], tell: Counted) -> None:
        """Count documents and tell each; a later call ends this one. Runs in a worker thread."""
        from pia_tui.store import Store

        self._stop.set()
        mine = self._stop = Event()
        with Store.open(workspace, read_only=True) as store:
            for one in wanted:
                if mine.is_set():
                    return
                tell(one, progress_of(store, one))


def progress_of(store: Store, one: DocumentSummary) -> Progress | None:
    """How far a stored document is filled in; None for a form that this program does not know."""
    try:
        stored = store.load(one.id)
        return progress(Assessment.of(stored.state, one.id))
    except PiaError:
        return None
