"""The registry of actions: complete, without clashes, without keys that are dead on Windows."""

from __future__ import annotations

import ast
import importlib
import pkgutil
from pathlib import Path

import pytest

import pia_tui.tui
from pia_tui.tui.actions import Place, action_for_key, actions_at, all_actions, all_places, footer_actions, key_name

DEAD = {"f6", "f7", "f8", "f9", "f10", "f11", "ctrl+m", "ctrl+i", "ctrl+h", "ctrl+j"}


def methods() -> set[str]:
    """All do_… methods of the screens."""
    found: set[str] = set()
    for module in pkgutil.walk_packages(pia_tui.tui.__path__, "pia_tui.tui."):
        loaded = importlib.import_module(module.name)
        source = ast.parse(Path(loaded.__file__ or "").read_text("utf-8"))
        found |= {node.name for node in ast.walk(source) if isinstance(node, ast.FunctionDef)}
    return {name for name in found if name.startswith("do_")}


def test_every_action_is_done_somewhere_and_every_method_is_an_action() -> None:
    known = methods()
    ids = {action.id for action in all_actions()}
    for action in all_actions():
        assert action.silent or f"do_{action.id}" in known, action.id
    assert known <= {f"do_{one}" for one in ids}


@pytest.mark.parametrize("place", all_places())
def test_a_key_means_one_thing_at_a_place(place: Place) -> None:
    keys = [key for action in actions_at(place) for key in action.keys]
    assert len(keys) == len(set(keys)), place


def test_no_key_is_dead_while_the_ime_is_on() -> None:
    for action in all_actions():
        for key in action.keys:
            assert key not in DEAD
            assert len(key) > 1, "a single letter types a letter"
            assert not key.startswith(("ctrl+shift", "alt+"))


@pytest.mark.parametrize("place", all_places())
def test_help_and_quit_are_everywhere(place: Place) -> None:
    assert action_for_key(place, "f1") is not None
    assert action_for_key(place, "ctrl+q") is not None
    assert footer_actions(place)[0].id == "help"


def test_keys_are_named_for_people() -> None:
    assert key_name("ctrl+s") == "Ctrl+S"
    assert key_name("escape") == "Esc"
    assert key_name("f2") == "F2"
    assert key_name("shift+tab") == "Shift+Tab"
    assert key_name("space") == "スペース", "as it is called everywhere"
