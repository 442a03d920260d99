"""Documents of the store in memory: as they stand, and as they were frozen and published."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from pia_tui.assessment import FORM_KEY, Assessment

if TYPE_CHECKING:
    from pia_tui.store import Store
    from pia_tui.store.records import Publication, Revision


def load_documents(store: Store, numbers: Iterable[int]) -> list[Assessment]:
    """The documents with these numbers, in this order. Raises the store's errors."""
    stored = [store.load(number) for number in numbers]
    return [Assessment.of(each.state, each.id) for each in stored]


def present(store: Store, document_id: int) -> Assessment:
    """The document as it stands. Raises the store's errors."""
    stored = store.load(document_id)
    return Assessment.of(stored.state, document_id)


def frozen(store: Store, revision: Revision) -> Assessment:
    """A document as it was frozen. Raises the store's errors, UnknownForm."""
    state = store.revision_state(revision.id)
    form_id = str(state.get(FORM_KEY) or store.summary(revision.document_id).form_id)
    return Assessment.of(state, revision.document_id, form_id)


def last_publication(store: Store, document_id: int) -> Publication | None:
    """The newest publication, or None."""
    return next(iter(reversed(store.publications(document_id))), None)
