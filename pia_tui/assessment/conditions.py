"""Which items of a document apply, and which want an answer: the form's conditions against the answers."""

from __future__ import annotations

from collections.abc import Mapping

from pia_tui.addresses import Addresses
from pia_tui.forms import Form, Item, Value, parse_path
from pia_tui.forms.model import When
from pia_tui.forms.periods import parse_period


class Conditions:
    """The conditions of one document. `state` is its map, looked at and never changed here."""

    def __init__(self, form: Form, state: Mapping[str, Value], addresses: Addresses) -> None:
        self._form = form
        self._state = state
        self._at = addresses

    def applies(self, key: str) -> bool:
        """Whether the item at a key applies, its own condition and those of the headings over it."""
        place = self._form.places.get(parse_path(key).item_id)
        return place is None or all(self.let(each, key) for each in (*place.parents, place.item))

    def let(self, item: Item, key: str) -> bool:
        """Whether an item's own condition lets it apply at a key."""
        return item.when is None or self.holds(item.when, key)

    def ask(self, item: Item, key: str) -> bool:
        """Whether an item's own condition for wanting an answer (`asked_when`) holds, if it has one."""
        return item.asked_when is None or self.holds(item.asked_when, key)

    def holds(self, when: When, key: str) -> bool:
        """Whether a condition of the item at a key holds; one on an item without an answer does."""
        answer = self._state.get(self._at.sibling(key, when.item))
        item = self._form.places[when.item].item
        if item.value_kind == "flag" and answer is None:
            answer = False
        if answer is None:
            return True
        if when.days_below is not None:
            period = parse_period(str(answer))
            return period is None or period.days < when.days_below
        return answer == when.equals if when.equals is not None else answer != when.not_equals
