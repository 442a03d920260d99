"""Keys of one burst are one paste; keys typed ahead do what they do one by one."""

from __future__ import annotations

import asyncio
import random
from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from textual import events
from textual.app import App, ComposeResult
from textual.screen import Screen
from textual.widgets import Input, Static

from pia_tui.tui.console.driver_windows import KeyEvent, gathered, text_of
from pia_tui.tui.editor.screen import EditorScreen
from pia_tui.tui.input import queue
from pia_tui.tui.input.bursts import read_burst
from pia_tui.tui.input.queue import InputQueue, TypedTogether, is_settled

Editing = Callable[..., Any]
NAMES = {"\r": "enter", "\n": "ctrl+j", "\t": "tab", "\x13": "ctrl+s", "\x0b": "ctrl+k", "\x7f": "backspace"}


def key(sign: str) -> events.Key:
    """The event of a character, or of a key without one by its name."""
    if len(sign) > 1:
        return events.Key(sign, None)
    return events.Key(NAMES.get(sign, sign), sign)


def told(signs: list[str] | str) -> list[str]:
    """What a burst is taken for: `[text]` for a paste, the key's name for a key."""
    return [
        f"[{one.text}]" if isinstance(one, events.Paste) else one.key
        for one in read_burst([key(sign) for sign in signs])
    ]


@pytest.mark.parametrize(("signs", "meant"), [
    ("a", ["a"]),
    ("\t", ["tab"]),
    ("\t\t\r", ["tab", "tab", "enter"]),
    ("住民", ["[住民]"]),
    ("123", ["[123]"]),
    ("住民\t", ["[住民]", "tab"]),
    ("R7.5.2\r", ["[R7.5.2]", "enter"]),
    ("2\r", ["2", "enter"]),
    ("\r住民", ["enter", "[住民]"]),
    ("氏名\t住所", ["[氏名\t住所]"]),
    ("氏名\t住所\r\n1\t2\r\n", ["[氏名\t住所\n1\t2\n]"]),
    ("\t氏名\t住所", ["[\t氏名\t住所]"]),
    ("一行目\r二行目\r", ["[一行目\n二行目\n]"]),
    ("一行目\r\n二行目", ["[一行目\n二行目]"]),
    ("一行目\x0b二行目", ["[一行目\x0b二行目]"]),
    ("住民\x13", ["[住民]", "ctrl+s"]),
    ("一\t二\x13", ["[一\t二]", "ctrl+s"]),
    ("一\t二\t\x13", ["[一\t二\t]", "ctrl+s"]),
    ("一\r\r", ["一", "enter", "enter"]),
    ("一行\r\r", ["[一行\n\n]"]),
])  # fmt: skip
def test_what_a_burst_is_taken_for(signs: str, meant: list[str]) -> None:
    assert told(signs) == meant


def test_keys_that_no_paste_holds_make_a_burst_typed_keys() -> None:
    signs = ["backspace", "backspace", "R", "7", ".", "5", "tab", "x", "escape", "1"]
    assert told(signs) == ["backspace", "backspace", "R", "7", ".", "5", "tab", "x", "escape", "1"]


@given(st.text(st.sampled_from("あ漢1a. \t\r\n\x0b\x13\x7f")))
def test_no_character_of_a_burst_is_lost_or_moved(signs: str) -> None:
    found = read_burst([key(sign) for sign in signs])
    back = "".join(one.text if isinstance(one, events.Paste) else one.character or "" for one in found)
    assert back.replace("\r\n", "\n").replace("\r", "\n") == signs.replace("\r\n", "\n").replace("\r", "\n")


def test_keys_of_one_read_on_windows_come_together() -> None:
    """Recorded from a classic console: a paste of two cells and a line end, then a mouse click."""
    from textual._xterm_parser import XTermParser

    records = [
        KeyEvent(down, code, unit, 0x20)
        for code, unit in [(0, "氏"), (0, "名"), (9, "\t"), (0x41, "a"), (13, "\r")]
        for down in (True, False)
    ]
    text, held = text_of(records)
    found = list(gathered([*XTermParser().feed(text), *XTermParser().feed("\x1b[<0;3;4M")]))
    assert not held
    assert [type(one) for one in found] == [TypedTogether, events.MouseDown]
    assert isinstance(found[0], TypedTogether)
    assert [one.key for one in found[0].keys] == ["氏", "名", "tab", "a", "enter"]  # type: ignore[attr-defined]


class _Noting(App[int]):
    """Notes what it is handed."""

    noted: list[str]

    def compose(self) -> ComposeResult:
        self.noted = []
        yield Input()

    def note(self, message: Any) -> bool:
        self.noted.append(f"[{message.text}]" if isinstance(message, events.Paste) else message.key)
        return True


async def test_bursts_are_told_by_time_where_no_driver_tells(monkeypatch: pytest.MonkeyPatch) -> None:
    app = _Noting()
    async with app.run_test() as pilot:
        monkeypatch.setattr(_Noting, "is_headless", False)
        line = InputQueue(app, app.note)
        for sign in "氏名\t住所":
            line.put(key(sign))
        await asyncio.sleep(0.3)
        for sign in "1\t":
            line.put(key(sign))
            await asyncio.sleep(0.05)
        await asyncio.sleep(0.1)
        monkeypatch.undo()
        await pilot.pause()
    assert app.noted == ["[氏名\t住所]", "1", "tab"]


async def test_a_long_paste_may_come_in_pieces(monkeypatch: pytest.MonkeyPatch) -> None:
    app = _Noting()
    text = "特定個人情報ファイルの取扱い\t"
    async with app.run_test():
        monkeypatch.setattr(_Noting, "is_headless", False)
        monkeypatch.setattr(queue, "LONG_GAP", 2.0)
        line = InputQueue(app, app.note)
        for _ in range(3):
            for sign in text * 2:
                line.put(key(sign))
            await asyncio.sleep(0.04)
        while not line.idle:
            await asyncio.sleep(0.01)
        monkeypatch.undo()
    assert app.noted == [f"[{text * 6}]"]


class _Slow(Static, can_focus=True):
    working = 0

    def __init__(self) -> None:
        super().__init__()
        self.may_end = asyncio.Event()
        self.settled_at_the_end: bool | None = None

    async def on_key(self) -> None:
        self.working = 1
        await self.may_end.wait()
        self.settled_at_the_end = is_settled(self.app)
        self.working = 2


async def until(holds: Callable[[], bool]) -> None:
    """Wait for a condition, however busy the machine is."""
    async with asyncio.timeout(30):
        while not holds():
            await asyncio.sleep(0.001)


async def test_a_widget_that_works_is_not_idle() -> None:
    """The names of Textual's own that the line of events looks at."""
    slow = _Slow()
    found: list[bool] = []
    app: App[int] = App()
    async with app.run_test():
        await app.mount(slow)
        slow.focus()
        await until(lambda: is_settled(app) and app.focused is slow)
        found.append(is_settled(app))
        app.post_message(events.Key("x", "x"))
        found.append(is_settled(app))
        await until(lambda: slow.working == 1)
        found.append(is_settled(app))
        slow.may_end.set()
        await until(lambda: slow.working == 2)
        await until(lambda: is_settled(app))
        app.push_screen(Screen())
        found.append(is_settled(app))
        await until(lambda: is_settled(app))
    assert found == [True, False, False, False]
    assert slow.settled_at_the_end is False


KEYS = (
    "tab", "shift+tab", "enter", "up", "down", "left", "right", "backspace", "delete", "space",
    "home", "end", "pagedown", "pageup", "1", "2", "3", "あ", "件", "R", "7", ".", "f2", "f4",
    "ctrl+z", "ctrl+n", "ctrl+l",
)  # fmt: skip


def typed(name: str) -> events.Key:
    return events.Key(
        name,
        {"space": " ", "tab": "\t", "enter": "\r", "backspace": "\x7f"}.get(name, name if len(name) == 1 else None),
    )


async def run_keys(
    running: Editing, number: int, names: list[str], *, at_once: bool
) -> tuple[dict[str, object], list[str], str]:
    """The answers, the screens and the row after some keys."""
    async with running() as pilot:
        app = pilot.app
        app.open_document(number)
        for name in names:
            app.post_message(typed(name))
            while not at_once and not app.input_queue.idle:
                await asyncio.sleep(0)
        while not app.input_queue.idle:
            await asyncio.sleep(0.01)
        stack = [type(screen).__name__ for screen in app.screen_stack]
        editor = next((one for one in app.screen_stack if isinstance(one, EditorScreen)), None)
        row = editor.pane.page.row if editor is not None else None
        if editor is not None:
            editor.session.flush()
        state = dict(app.store.call(lambda s: s.load(number)).state)
        return state, stack, row.key if row else ""


@pytest.mark.long
@pytest.mark.parametrize("seed", range(1))
async def test_2000_keys_at_once_do_what_they_do_one_by_one(running: Editing, new_document: Any, seed: int) -> None:
    names = ["backspace", *random.Random(seed).choices(KEYS, k=1999)]
    once, single = new_document("kiso_r6"), new_document("kiso_r6")
    first = await run_keys(running, once, names, at_once=True)
    assert first == await run_keys(running, single, names, at_once=False)
    assert len(first[0]) > 4, "nothing was typed"
