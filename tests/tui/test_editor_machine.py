"""The whole editor under any sequence of keys, clicks, wheel, pastes, resizes and palette actions.

The store is the oracle: no item changes but the one that was open or had the cursor, what the header calls saved is on
the disk and is all that was typed, nothing raises, and from everywhere the register can be reached.

A short run stands in the normal suite; `PIA_TUI_SEQUENCES=10000` makes it as long as wanted.
"""

from __future__ import annotations

import asyncio
import os
from pathlib import Path
from typing import Any

from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from textual import events

from pia_tui import keys
from pia_tui.assessment import Assessment
from pia_tui.forms import Value, load_form
from pia_tui.store import Store
from pia_tui.tui.app import PiaApp
from pia_tui.tui.editor.screen import EditorScreen
from pia_tui.tui.input.queue import is_settled
from pia_tui.tui.register.home import HomeScreen
from pia_tui.tui.screens.dialogs import NoteScreen, PickScreen
from pia_tui.tui.store_thread import StoreThread
from pia_tui.workspace import Workspace

SEQUENCES = int(os.environ.get("PIA_TUI_SEQUENCES", "0"))
"""Sequences to try; 0 for the few of the normal suite."""

KEYS = (
    "enter", "tab", "shift+tab", "escape", "up", "down", "left", "right", "home", "end", "pageup", "pagedown",
    "backspace", "delete", "space", "1", "2", "9", "あ", "令", "7", ".", "f1", "f2", "f3", "f4", "f5",
    "ctrl+s", "ctrl+z", "ctrl+y", "ctrl+b", "ctrl+n", "ctrl+l", "ctrl+u", "ctrl+e", "ctrl+a", "ctrl+p", "ctrl+k",
)  # fmt: skip
CHARACTERS = {"enter": "\r", "tab": "\t", "space": " ", "backspace": "\x7f"}
PASTES = (
    "住民基本台帳",
    "氏名\t住所\n1\t2\n",
    "令和7年4月",
    "43922",
    "R7.4.15",
    "12",
    "　",
    "\x00悪い",
    "<b>&amp;",
    "長い文。" * 60,
)
SIZES = ((80, 24), (120, 40), (76, 22))

steps = st.lists(
    st.one_of(
        st.tuples(st.just("key"), st.sampled_from(KEYS)),
        st.tuples(st.just("key"), st.sampled_from(("enter", "down", "up", "tab", "escape", "あ", "7"))),
        st.tuples(st.just("click"), st.tuples(st.integers(0, 119), st.integers(0, 39))),
        st.tuples(st.just("wheel"), st.integers(-3, 3)),
        st.tuples(st.just("paste"), st.sampled_from(PASTES)),
        st.tuples(st.just("burst"), st.sampled_from(PASTES)),
        st.tuples(st.just("size"), st.sampled_from(SIZES)),
    ),
    min_size=5,
    max_size=40,
)


class Machine:
    """The app on one document, driven by steps."""

    def __init__(self, folder: Path) -> None:
        self.workspace = Workspace(folder).prepare()
        form = load_form("zenkoumoku_h30")
        document = Assessment.new(form, "国民健康保険に関する事務")
        for path, value in {
            "cover.3": "宣言の文。\n二段落目。", "I.1.2": "届出を受ける。" * 30, "I.2.1[1].1": "宛名システム",
            "I.2.1[1].3": ["その他"], "II[1].2.5": "平成27年10月5日", "II[1].4.1": "委託する", "II[1].4.1.1": 2,
        }.items():  # fmt: skip
            document.apply(document.change(path, value))
        with Store.open(self.workspace) as store:
            self.number = store.create(form.id, document.state)
        self.app: PiaApp
        self.editor: EditorScreen

    async def run(self, made: list[tuple[str, Any]]) -> None:
        store = StoreThread(self.workspace)
        self.app = PiaApp(store)
        try:
            async with self.app.run_test(size=(80, 24)) as pilot:
                self.open()
                await self.quiet()
                for kind, what in made:
                    await self.step(pilot, kind, what)
                    if self.app._exit:  # 終了 of the footer or the palette
                        break
                else:
                    await self.all_ways_out()
        finally:
            store.close()

    def open(self) -> None:
        self.app.open_document(self.number)
        assert isinstance(self.app.screen, EditorScreen)
        self.editor = self.app.screen

    async def quiet(self) -> None:
        """Until everything that was sent has been dealt with."""
        assert self.app.input_queue is not None
        await asyncio.sleep(0)
        while not (self.app.input_queue.idle and is_settled(self.app)):
            await asyncio.sleep(0.001)
        assert self.app._exception is None, self.app._exception

    @property
    def state(self) -> dict[str, Value]:
        return dict(self.editor.session.document.state)

    async def step(self, pilot: Any, kind: str, what: Any) -> None:
        before, touched = self.state, self.may_change()
        session = self.editor.session
        acts_on_all = kind == "click" or self.app.screen is not self.editor or what in ("ctrl+z", "ctrl+y", "ctrl+b")
        if kind == "key":
            self.press(what)
        elif kind == "click":
            x, y = what
            await self.click(min(x, self.app.size.width - 1), min(y, self.app.size.height - 1))
        elif kind == "wheel":
            for _ in range(abs(what)):
                wheel = events.MouseScrollDown if what > 0 else events.MouseScrollUp
                self.app.post_message(wheel(None, 40, 10, 0, 0, 0, False, False, False, 40, 10))
        elif kind == "paste":
            self.app.post_message(events.Paste(what))
        elif kind == "burst":
            for sign in what:
                self.app.post_message(events.Key({"\t": "tab", "\n": "enter"}.get(sign, sign), sign))
        else:
            await pilot.resize_terminal(*what)
        await self.quiet()
        self.check(before, touched, acts_on_all=acts_on_all, session=session, step=(kind, what))
        if self.app._exit:
            stored = self.app.store.call(lambda s: s.load(self.number)).state
            assert dict(stored) == dict(session.document.state), "the program ended over what was not saved"
            return
        if not any(isinstance(screen, EditorScreen) for screen in self.app.screen_stack):
            while len(self.app.screen_stack) > 2:
                self.press(self.way_back())
                await self.quiet()
            self.open()
            await self.quiet()
        self.editor = next(one for one in self.app.screen_stack if isinstance(one, EditorScreen))

    def press(self, name: str) -> None:
        self.app.post_message(events.Key(name, CHARACTERS.get(name, name if len(name) == 1 else None)))

    async def click(self, x: int, y: int) -> None:
        for kind in (events.MouseDown, events.MouseUp):
            self.app.post_message(kind(None, x, y, 0, 0, 1, False, False, False, x, y))
            await self.quiet()

    def may_change(self) -> set[str]:
        """The places that the next step may change: what is written, else the row with the cursor and its brackets."""
        pane = self.editor.pane
        if pane.answer is not None:
            return {pane.answer.key}
        return {pane.page.row.key} if pane.page.row is not None else set()

    def check(
        self, before: dict[str, Value], touched: set[str], *, acts_on_all: bool, session: Any, step: tuple[str, Any]
    ) -> None:
        after = dict(session.document.state)
        changed = {keys.place_of(key) for key in {*before, *after} if before.get(key) != after.get(key)}
        if not acts_on_all:
            strangers = {key for key in changed if not any(key == one or key.startswith(f"{one}.") for one in touched)}
            assert not strangers, f"{step} changed {strangers} while {touched} was open"
        if step[0] == "click":
            assert not changed or len({key for key in changed if not key.endswith("[]")}) <= 1, f"{step}: {changed}"
        if self.editor.is_attached and not session.unsaved and session.error is None:
            stored = self.app.store.call(lambda s: s.load(self.number)).state
            assert dict(stored) == after, "called saved, but not on the disk"
        if self.editor.is_attached:
            words, _ = self.editor.saver.state
            answer = self.editor.pane.answer
            if words.startswith("保存済み"):
                assert not session.unsaved
                assert not any(keys.DRAFT.holds(key) for key in after)
                if answer is not None:
                    # Every letter in the field is an answer: what it parses to stands in the document.
                    made = session.document.change(answer.key, self.editor.pane.editor.text)
                    assert all(one.before == one.after for one in made), "the field holds more than was kept"

    def way_back(self) -> str:
        """Esc, but a written note asks whether it is kept, and Esc there goes on writing: it is thrown away."""
        *_, below, top = self.app.screen_stack
        return "2" if isinstance(top, PickScreen) and isinstance(below, NoteScreen) else "escape"

    async def all_ways_out(self) -> None:
        """Esc leads back to the register from wherever one is."""
        for _ in range(12):
            if isinstance(self.app.screen, HomeScreen):
                return
            self.press(self.way_back())
            await self.quiet()
        raise AssertionError(f"no way out of {self.app.screen}, {getattr(self.app.screen, 'place', '')}")


@settings(
    max_examples=SEQUENCES or 6,
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.function_scoped_fixture],
    phases=[Phase.explicit, Phase.reuse, Phase.generate, *([Phase.shrink] if SEQUENCES else [])],
    derandomize=not SEQUENCES,
)
@given(steps)
def test_whatever_is_done_changes_only_what_is_open(tmp_path_factory: Any, made: list[tuple[str, Any]]) -> None:
    asyncio.run(Machine(tmp_path_factory.mktemp("machine")).run(made))
