"""The registry of actions: complete, without clashes, without keys that are dead on Windows."""

from __future__ import annotations

import ast
import importlib
import pkgutil
from pathlib import Path
from typing import get_args

import pytest

import pia_tui.tui
from pia_tui.tui.actions import Place, action_for_key, actions_at, all_actions, footer_actions, key_name
from pia_tui.tui.files.usual_folders import DESKTOP, DOCUMENTS, _told_by_desktop, usual_folders
from pia_tui.tui.screens.palette import PaletteScreen, _everything

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


@pytest.mark.parametrize("place", ["home", "editor"])
@pytest.mark.parametrize("word", ["印刷", "公表", "期限", "去年", "比較", "判断", "開く"])
def test_the_palette_finds_by_the_words_people_use(word: str, place: Place) -> None:
    palette = PaletteScreen(place, frozenset())
    assert [one for one in palette._actions if word in _everything(one)], (word, place)


def test_folders_known_by_name_are_found_where_the_desktop_keeps_them(tmp_path: Path) -> None:
    for name in ("Desktop", "書類庫", ".config"):
        (tmp_path / name).mkdir()
    (tmp_path / ".config" / "user-dirs.dirs").write_text('XDG_DOCUMENTS_DIR="$HOME/書類庫"\n', "utf-8")
    assert _told_by_desktop(tmp_path, {}) == {DOCUMENTS: tmp_path / "書類庫"}
    found = dict(usual_folders(tmp_path))
    assert found[DESKTOP] == tmp_path / "Desktop"
    assert all(folder.is_dir() for folder in found.values())


@pytest.mark.parametrize("place", get_args(Place))
def test_a_key_means_one_thing_at_a_place(place: Place) -> None:
    keys = [key for action in actions_at(place) for key in action.keys]
    assert len(keys) == len(set(keys)), place


def test_no_key_is_dead_while_the_ime_is_on() -> None:
    for action in all_actions():
        for key in action.keys:
            assert key not in DEAD
            assert len(key) > 1, "a single letter types a letter"
            assert not key.startswith(("ctrl+shift", "alt+"))


@pytest.mark.parametrize("place", get_args(Place))
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
