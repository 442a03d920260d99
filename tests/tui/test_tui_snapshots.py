"""Pictures of the screens at 80×24 and 120×40 (pytest-textual-snapshot); `--snapshot-update` takes them anew.

A picture belongs to the Textual it was taken with: with another one these tests fail, until they are taken anew.
"""

from __future__ import annotations

import asyncio
import sys
from collections.abc import Awaitable, Callable, Iterator
from datetime import date
from typing import Any

import pytest
import textual
from screens import settle

from pia_tui.errors import PiaError
from pia_tui.store import Store
from pia_tui.tui.app import PiaApp
from pia_tui.tui.register import home, register_view
from pia_tui.tui.store_thread import StoreThread

TAKEN_WITH = "8.2.8"
pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="the pictures are those of a terminal on POSIX")
SIZES = [(80, 24), (120, 40)]
Steps = Callable[[Any], Awaitable[None]]


@pytest.fixture
def app(workspace: Any, monkeypatch: pytest.MonkeyPatch) -> Iterator[PiaApp]:
    """The app, with a clock that stands still where a screen shows the time."""
    monkeypatch.setattr(register_view, "local_moment", lambda _: "今日 12:34")
    monkeypatch.setattr(home, "folder_words", lambda _: "/home/shiyakusho/pia-tui")
    monkeypatch.setattr(register_view, "today", lambda: date(2026, 11, 21))
    store = StoreThread(workspace)
    yield PiaApp(store)
    store.close()


@pytest.fixture
def demo(workspace: Any) -> None:
    """The three documents of the demo."""
    from pia_tui.usecases.demo import add_demo

    with Store.open(workspace) as store:
        add_demo(store)


def still(steps: Steps) -> Steps:
    """The steps, and then a moment for timers that are due soon: a picture wants the screen at rest."""

    async def and_rest(pilot: Any) -> None:
        await steps(pilot)
        for _ in range(2):
            await asyncio.sleep(0.1)
            await settle(pilot)

    return and_rest


def opened(at: str, *actions: str, keys: tuple[str, ...] = ()) -> Steps:
    """The 全項目 demo opened at an item, then some actions and keys."""

    async def steps(pilot: Any) -> None:
        await settle(pilot)
        number = next(
            one.id for one in pilot.app.store.call(lambda s: s.documents()) if one.form_id == "zenkoumoku_h30"
        )
        pilot.app.open_document(number, at=at)
        await settle(pilot)
        for action in actions:
            pilot.app.screen.perform(action)
            await settle(pilot)
        await pilot.press(*keys)
        await settle(pilot)

    return steps


def pressed(*keys: str) -> Steps:
    async def steps(pilot: Any) -> None:
        for key in keys:
            await pilot.press(key)
            await settle(pilot)

    return steps


async def judged(pilot: Any) -> None:
    await pilot.press("ctrl+n")
    await settle(pilot)
    screen = pilot.app.screen
    for text in ("25万", "R7.4.1", "120", ""):
        screen.query_one("#answer").load_text(text)
        await pilot.press("enter")
        await settle(pilot)
    await pilot.press("1", "1")
    await settle(pilot)


async def at_the_law(pilot: Any) -> None:
    """The question of 重大事故, with Enter pressed and nothing chosen."""
    await pilot.press("ctrl+n")
    await settle(pilot)
    for text in ("25万", "", "120", ""):
        pilot.app.screen.query_one("#answer").load_text(text)
        await pilot.press("enter")
        await settle(pilot)
    await pilot.press("enter")
    await settle(pilot)


async def told(pilot: Any) -> None:
    """A problem and a word while a text is being written."""
    await opened("I.4.1", keys=("enter",))(pilot)
    error = PiaError(
        "ディスクに空きがありません。", screen="入力した文字は画面に残っています。", next="空きを作ってください。"
    )
    pilot.app.screen.tell_problem(error)
    pilot.app.screen.tell("書き出しています…")
    await settle(pilot)


async def counted(pilot: Any) -> None:
    """The register, when it has been counted how far each document is."""
    for _ in range(200):
        await settle(pilot)
        if len(pilot.app.screen.count.progress) == 3:
            return
        await asyncio.sleep(0.02)


async def pasting(pilot: Any) -> None:
    pilot.app.screen.perform("import_text")
    await settle(pilot)
    pilot.app.screen.editor.paste_text("１行目の文章\n２行目の文章\n")
    await settle(pilot)


EMPTY: dict[str, Steps] = {
    "welcome": pressed(),
    "first-question": pressed("ctrl+n", "2", "5", "0", "0", "0", "0"),
    "nonsense-refused": pressed("ctrl+n", "x", "enter"),
    "nothing-chosen": at_the_law,
    "result": judged,
    "pasting": pasting,
}
FILLED: dict[str, Steps] = {
    "register": counted,
    "cover": opened("cover.2"),
    "blocks": opened("II[1].4.2[2].1"),
    "risks": opened("III[1].2.1.1"),
    "writing": opened("I.4.1", keys=("enter",)),
    "choosing": opened("II[1].2.2", keys=("enter",)),
    "marking": opened("II[1].3.1", keys=("enter", "down")),
    "dates": opened("cover.7", keys=("enter",)),
    "whole-screen": opened("I.1.2", "full_screen"),
    "contents": opened("II[1].1", "sections"),
    "review": opened("I.1.1", "review"),
    "find": opened("I.1.1", "find", keys=("1",)),
    "palette": opened("I.1.1", "palette"),
    "repeats": opened("I.2.1[2].1", "blocks"),
    "note": opened("I.1.1", "note"),
    "told": told,
    "keys": opened("I.1.1", keys=("f1", "f1")),
}


def test_the_pictures_were_taken_with_this_textual() -> None:
    assert textual.__version__ == TAKEN_WITH, (
        f"textual {textual.__version__} is installed, the pictures are those of {TAKEN_WITH}: look at each difference, "
        "take them anew (--snapshot-update), then write the new version here and into pyproject.toml"
    )


@pytest.mark.parametrize("size", SIZES, ids=["80x24", "120x40"])
@pytest.mark.parametrize("name", EMPTY)
def test_empty_store(app: PiaApp, snap_compare: Any, name: str, size: tuple[int, int]) -> None:
    assert snap_compare(app, terminal_size=size, run_before=still(EMPTY[name]))


@pytest.mark.parametrize("size", SIZES, ids=["80x24", "120x40"])
@pytest.mark.parametrize("name", FILLED)
def test_demo(demo: None, app: PiaApp, snap_compare: Any, name: str, size: tuple[int, int]) -> None:
    assert snap_compare(app, terminal_size=size, run_before=still(FILLED[name]))


TRAY: dict[str, Steps] = {
    "tray": opened("I.1.2", "tray"),
    "tray-piece": opened("I.1.2", "tray", keys=("down", "down", "down")),
    "piece": opened("I.1.2", "tray", keys=("down", "down", "down", "enter", "shift+right", "shift+right")),
}


@pytest.mark.parametrize("size", SIZES, ids=["80x24", "120x40"])
@pytest.mark.parametrize("name", TRAY)
def test_tray(imported: int, app: PiaApp, snap_compare: Any, name: str, size: tuple[int, int]) -> None:
    assert snap_compare(app, terminal_size=size, run_before=still(TRAY[name]))


async def conflicts(pilot: Any) -> None:
    """The second of three conflicts; the first is decided."""
    pilot.app.screen.perform("import_file")
    await settle(pilot)
    pilot.app.screen.query_one("#path").load_text(str(pilot.app.workspace.root.parent / "arrived.pia"))
    await pilot.press("enter")
    for _ in range(3):
        await pilot.app.workers.wait_for_complete()
        await settle(pilot)
    await pilot.press("1")
    await settle(pilot)
    await pilot.press("2", "left")
    await settle(pilot)


@pytest.mark.parametrize("size", SIZES, ids=["80x24", "120x40"])
def test_conflicts(arrived: Any, app: PiaApp, snap_compare: Any, size: tuple[int, int]) -> None:
    assert arrived.is_file()
    assert snap_compare(app, terminal_size=size, run_before=still(conflicts))


@pytest.mark.parametrize("theme", ["pia-light", "pia-contrast", "pia-16"])
def test_themes(demo: None, app: PiaApp, snap_compare: Any, theme: str) -> None:
    app.theme = theme
    assert snap_compare(app, terminal_size=(80, 24), run_before=opened("II[1].2.1"))


def test_the_safe_style(demo: None, workspace: Any, monkeypatch: pytest.MonkeyPatch, snap_compare: Any) -> None:
    monkeypatch.setattr(register_view, "local_moment", lambda _: "今日 12:34")
    monkeypatch.setattr(home, "folder_words", lambda _: "/home/shiyakusho/pia-tui")
    monkeypatch.setattr(register_view, "today", lambda: date(2026, 11, 21))
    store = StoreThread(workspace)
    try:
        assert snap_compare(PiaApp(store, safe=True), terminal_size=(80, 24), run_before=opened("II[1].2.1"))
    finally:
        store.close()
