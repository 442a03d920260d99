"""Documents of the store in memory."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from pia_tui.assessment import Assessment

if TYPE_CHECKING:
    from pia_tui.store import Store


def load_documents(store: Store, numbers: Iterable[int]) -> list[Assessment]:
    """The documents with these numbers, in this order. Raises the store's errors."""
    stored = [store.load(number) for number in numbers]
    return [Assessment.of(each.state, each.id) for each in stored]
