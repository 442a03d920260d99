"""An earlier state of a document on another version of its form, or out of another file, made fit to compare.

Items that a later form numbers anew are data (`form_versions.yaml`). Blocks out of another file have other identities:
those that are the same as blocks here, by their name or by what stands in them, get the identity that they have here.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from functools import cache
from pathlib import Path

import msgspec

from pia_tui import datafile
from pia_tui.assessment import FORM_KEY, Assessment
from pia_tui.forms import Form, Value, new_identity
from pia_tui.keys import FORM_TEXT, is_annotation, place_of
from pia_tui.rules.changes.blanks import without_blanks

_IDENTITY = re.compile(r"\[(#[0-9a-z]+)\]")
_LEAST_ALIKE = 0.5
"""Share of equal answers from which two blocks of other names are one."""


class Succession(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A form version and the one after it: `items` have another number there, with all that stands under them."""

    before: str
    after: str
    items: dict[str, str]
    source: str


@cache
def successions() -> tuple[Succession, ...]:
    """The successions that come with the program."""
    return datafile.load(Path(__file__).parent.parent / "data" / "form_versions.yaml", tuple[Succession, ...])


def on_form(earlier: Assessment, form: Form) -> Assessment:
    """An earlier state read on a later version of its form: the keys that its items have there."""
    if earlier.form.id == form.id:
        return earlier
    items = _renumbered(earlier.form.id, form.id)
    state = {_moved(key, items): value for key, value in earlier.state.items() if key != FORM_TEXT.prefix}
    return Assessment(form, {**state, FORM_KEY: form.id}, earlier.id)


def aligned(earlier: Assessment, document: Assessment) -> Assessment:
    """An earlier state with the identities of the blocks that a document has; on the form that it was written on."""
    read = on_form(earlier, document.form)
    names: dict[str, str] = {}
    taken = document.identities()
    orders = [key for key, value in read.state.items() if key.endswith("[]") and not is_annotation(key) and value]
    for order in sorted(orders, key=lambda key: (key.count("[#"), key)):
        held = read.state[order]
        theirs = tuple(held) if isinstance(held, tuple) else ()
        ours = document.blocks(_renamed(order, names))
        pairs = _pairs(read, theirs, document, ours, names)
        for identity in theirs:
            name = pairs.get(identity) or (identity if identity not in taken else new_identity(taken))
            names[identity] = name
            taken.add(name)
    state = {_renamed(key, names): _renamed_value(key, value, names) for key, value in earlier.state.items()}
    return Assessment(earlier.form, state, document.id)


def _pairs(
    one: Assessment, theirs: Iterable[str], other: Assessment, ours: Iterable[str], names: Mapping[str, str]
) -> dict[str, str]:
    """Which block of `one` is which of `other`, each once: the surest first."""
    here = {identity: _held(other.state, identity, {}) for identity in ours}
    there = {identity: _held(one.state, identity, names) for identity in theirs}
    scored = [
        (score, -abs(at - place), identity, known)
        for at, (identity, mine) in enumerate(there.items())
        for place, (known, yours) in enumerate(here.items())
        if (score := _alike(mine, yours)) >= _LEAST_ALIKE
    ]
    found: dict[str, str] = {}
    for _, _, identity, known in sorted(scored, reverse=True):
        if identity not in found and known not in found.values():
            found[identity] = known
    return found


def _held(state: Mapping[str, Value], identity: str, names: Mapping[str, str]) -> dict[str, str]:
    """What stands in a block, by the place in it; the name of the block first."""
    mark = f"[{identity}]"
    held: dict[str, str] = {}
    for key, value in state.items():
        if mark in key and not is_annotation(key) and not key.endswith("[]"):
            place = _renamed(key.replace(mark, "[]"), names)
            held[place] = without_blanks("".join(value) if isinstance(value, tuple) else str(value))
    return dict(sorted(held.items()))


def _alike(mine: Mapping[str, str], yours: Mapping[str, str]) -> float:
    """How much two blocks are one: 2 and more for the same name, else the share of places that say the same."""
    if not mine or not yours:
        return 0.0
    share = sum(yours.get(place) == text for place, text in mine.items()) / max(len(mine), len(yours))
    name = next(iter(mine))
    return 2 + share if mine[name] == yours.get(name) else share


def _renumbered(before: str, after: str) -> dict[str, str]:
    return next((each.items for each in successions() if (each.before, each.after) == (before, after)), {})


def _moved(key: str, items: Mapping[str, str]) -> str:
    place = place_of(key)
    for old, new in items.items():
        if place == old or place.startswith((f"{old}.", f"{old}[")):
            at = key.rindex(place)
            return f"{key[:at]}{new}{key[at + len(old) :]}"
    return key


def _renamed(key: str, names: Mapping[str, str]) -> str:
    return _IDENTITY.sub(lambda found: f"[{names.get(found[1], found[1])}]", key) if "[#" in key else key


def _renamed_value(key: str, value: Value, names: Mapping[str, str]) -> Value:
    """The order of a list with the names that its blocks have."""
    if isinstance(value, tuple) and (key.endswith("[]") or is_annotation(key)):
        return tuple(names.get(each, each) for each in value)
    return value
