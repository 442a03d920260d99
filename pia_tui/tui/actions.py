"""Every action of the screens, named once in `actions.yaml`: bindings, footer, palette and help are made from it."""

from __future__ import annotations

from collections.abc import Container
from functools import cache
from pathlib import Path
from typing import Literal

import msgspec
from textual.binding import Binding, BindingType

from pia_tui import datafile

Place = Literal[
    "home", "editor", "text", "choose", "contents", "tray", "piece", "wizard", "result", "reading", "list", "dialog",
    "writing", "pasting", "conflicts", "picking", "testing", "changes", "timeline", "compare",
    "findings", "versions", "page",
]  # fmt: skip
"""Where an action works: the register; the page of a form; a text being written in it; a choice being made in it; the
contents beside it; the list of 未配置 beside it; one piece of that list on the whole screen; a question; the result of
the judgement; a page to read; a list; a small dialog; the whole screen for one text; the same for a text to take in;
answers that both sides have changed; a list to mark things in; the test sheet for consoles; the proposed rows of
変更箇所; the steps to publication; an item beside the same one elsewhere; the findings of 点検; the
frozen versions; a page to read and nothing else."""

_KEY_NAMES = {
    "escape": "Esc",
    "space": "スペース",
    "pageup": "PageUp",
    "pagedown": "PageDown",
    "up": "↑",
    "down": "↓",
    "left": "←",
    "right": "→",
}


class Action(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """One action; the fields are explained at the head of the table."""

    id: str
    label: str
    title: str
    help: str
    places: tuple[Place | Literal["everywhere"], ...]
    keys: tuple[str, ...] = ()
    rank: int = 0
    silent: bool = False
    palette: bool = True
    words: tuple[str, ...] = ()
    quiet: tuple[Place, ...] = ()

    @property
    def key_name(self) -> str:
        """The key as it is written for people: Ctrl+S."""
        return key_name(self.keys[0]) if self.keys else ""

    def works_at(self, place: Place) -> bool:
        """Whether the action belongs to a place."""
        return place in self.places or "everywhere" in self.places


def key_name(key: str) -> str:
    """The name of a key for people."""
    if key in _KEY_NAMES:
        return _KEY_NAMES[key]
    return "+".join(part.capitalize() if len(part) > 1 else part.upper() for part in key.split("+"))


@cache
def all_actions() -> tuple[Action, ...]:
    """The registry, in the order of the help page."""
    return datafile.load(Path(__file__).parent / "actions.yaml", tuple[Action, ...])


@cache
def actions_at(place: Place) -> tuple[Action, ...]:
    """The actions of a place, in the registry's order."""
    return tuple(action for action in all_actions() if action.works_at(place))


def footer_actions(place: Place, wanted: Container[str] = ()) -> list[Action]:
    """The actions for the footer of a place, most wanted first; those `wanted` even where they are quiet."""
    shown = (one for one in actions_at(place) if one.rank and one.keys and (place not in one.quiet or one.id in wanted))
    return sorted(shown, key=lambda one: one.rank)


def find_action(action_id: str, place: Place) -> Action:
    """The action with this id; of several, the one that works at `place`. Raises KeyError."""
    found = [action for action in all_actions() if action.id == action_id]
    if not found:
        raise KeyError(action_id)
    return next((action for action in found if action.works_at(place)), found[0])


def bindings(*places: Place) -> list[BindingType]:
    """Textual bindings for the keys of some places. Every key asks the screen, which knows the place it is in."""
    keys = dict.fromkeys(
        key for place in places for action in actions_at(place) if not action.silent for key in action.keys
    )
    return [Binding(key, f"key({key!r})", show=False) for key in keys]


def action_for_key(place: Place, key: str) -> Action | None:
    """The action that a key starts at a place, silent ones apart."""
    return next((action for action in actions_at(place) if not action.silent and key in action.keys), None)
