"""Digits that look like a 個人番号 in a file that is brought in: found and named, and masked if the user wishes."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from pia_tui import keys
from pia_tui.assessment import Assessment
from pia_tui.forms import Value
from pia_tui.places import told

if TYPE_CHECKING:
    from pia_tui.ingest import ImportedFile

MASK = "●"
MASKED = "取り込みのときに、個人番号と見られる数字を●に置き換えました。"


@dataclass(frozen=True)
class SuspectPlace:
    """text[start:end] of the answer at `key` (of its part `part`); `preview` is masked, `where` names the item."""

    key: str
    part: int
    start: int
    end: int
    preview: str
    where: str


def suspects_in(imported: ImportedFile) -> tuple[SuspectPlace, ...]:
    """Every place that the store would refuse, in the order of the form. Places with a reason of their own pass."""
    from pia_tui.store.guard import places

    document = Assessment.of(imported.state)
    found = [
        SuspectPlace(key, place.part, place.start, place.end, place.preview, told(document, key))
        for key, value in imported.state.items()
        for place in places(key, value)
        if not imported.state.get(place.exemption)
    ]
    order = {node.key: number for number, node in enumerate(document.walk())}
    return tuple(sorted(found, key=lambda place: (order.get(place.key, len(order)), place.key, place.start)))


def mask(imported: ImportedFile, suspects: Iterable[SuspectPlace]) -> ImportedFile:
    """The same document with ● in the place of the digits; items of the form are marked as unconfirmed."""
    places = list(suspects)
    if not places:
        return imported
    state: dict[str, Value] = dict(imported.state)
    for place in sorted(places, key=lambda each: each.start, reverse=True):
        state[place.key] = _masked(state[place.key], place)
    document = Assessment.of(state)
    for place in places:
        if document.path(place.key) is not None:
            state[keys.UNCONFIRMED.key(place.key)] = MASKED
    return replace(imported, state=state)


def _masked(value: Value, place: SuspectPlace) -> Value:
    def cut(text: str) -> str:
        inside = "".join(MASK if char.isdigit() else char for char in text[place.start : place.end])
        return text[: place.start] + inside + text[place.end :]

    if isinstance(value, tuple):
        return tuple(cut(text) if number == place.part else text for number, text in enumerate(value))
    return cut(value) if isinstance(value, str) else value
