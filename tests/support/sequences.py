"""The editor under any sequence of keys, mouse, pastes, windows and actions, with the store as oracle.

One app and one store serve many sequences: before each, the database is put back to what it was, byte for byte, and
the document is opened anew; the app is made again only where a sequence has ended it.
"""

from __future__ import annotations

import asyncio
import sqlite3
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from pathlib import Path
from typing import Any

from screens import settled
from textual import events
from textual._compositor import Compositor
from textual.geometry import Size

from pia_tui import keys
from pia_tui.assessment import Assessment
from pia_tui.forms import Value, load_form
from pia_tui.store import Store
from pia_tui.tui.actions import actions_at
from pia_tui.tui.app import PiaApp
from pia_tui.tui.editor.screen import EditorScreen
from pia_tui.tui.register.home import HomeScreen
from pia_tui.tui.screens.base import Acting
from pia_tui.tui.screens.dialogs import NoteScreen, PickScreen
from pia_tui.tui.store_thread import StoreThread
from pia_tui.tui.widgets.menu_view import MenuView
from pia_tui.workspace import Workspace

CHARACTERS = {"enter": "\r", "tab": "\t", "space": " ", "backspace": "\x7f"}
SIZE = (80, 24)
NOT_TRIED = frozenset(
    {"quit", "external", "export_pdf", "export_other", "proof_sheet", "timeline_file", "switch_console", "take_over"}
)
"""Actions that end the program, start others, or write files; they have tests of their own."""
DRAWN_EVERY = 6
"""Steps after which the whole screen is drawn: drawing each time is a third of the cost."""
Step = tuple[str, Any]


def document_of(store: Store) -> int:
    """A document that was published and changed since, with texts that an import has left, beside two others."""
    from pia_tui.usecases.publication.publishing import publish
    from pia_tui.usecases.publication.states import present

    form = load_form("zenkoumoku_h30")
    document = Assessment.new(form, "国民健康保険に関する事務")
    for path, value in {
        "cover.3": "宣言の文。\n二段落目。", "I.1.2": "届出を受ける。" * 30, "I.2.1[1].1": "宛名システム",
        "I.2.1[1].3": ["その他"], "II[1].2.5": "平成27年10月5日", "II[1].4.1": "委託する", "II[1].4.1.1": 2,
        "II[1].4.2[1]": "印刷", "betten3.1[1].2": "Ⅰ １．②",
    }.items():  # fmt: skip
        document.apply(document.change(path, value))
    left = {
        "source:I.1.2": "12-15 0.70", "doubt:I.1.3": "17-17 読み取りに自信がありません。", "source:I.1.3": "17-17 0.60",
        "tray[]": ("#aaaaaa", "#bbbbbb", "#cccccc"), "tray:#aaaaaa": "市民課", "tray:#bbbbbb": "長い文。" * 60,
        "tray:#cccccc": "令和7年4月15日", "traysource:#aaaaaa": "20-20 I.1.2", "traysource:#cccccc": "80-80 cover.6",
    }  # fmt: skip
    number = store.create(form.id, {**document.state, "I.1.3": "1", **left})  # type: ignore[dict-item]
    publish(store, number, date(2025, 4, 15), "実施", checked=False)
    for path, value in {"I.1.2": "届出を受け、確かめる。" * 20, "I.7.1": "市民課", "II[1].2.3": "住民"}.items():
        store.write(number, present(store, number).change(path, value))
    for other in ("kiso_r6", "zenkoumoku_h30"):
        store.create(other, Assessment.new(load_form(other), "国民健康保険に関する事務").state)
    return number


class World:
    """One app on one store, for many sequences."""

    def __init__(self, folder: Path) -> None:
        self.workspace = Workspace(folder).prepare()
        with Store.open(self.workspace) as store:
            self.number = document_of(store)
        self._before = sqlite3.connect(":memory:", check_same_thread=False)
        with sqlite3.connect(next(folder.rglob("*.sqlite3"))) as file:
            file.backup(self._before)
        self._loop = asyncio.new_event_loop()
        self._serving: asyncio.Task[None] | None = None
        self.app: PiaApp

    def run(self, steps: list[Step]) -> None:
        """Do the steps in the document as it was at first. Raises AssertionError for what must not be."""
        try:
            self._loop.run_until_complete(self._run(steps))
        except BaseException:
            self.close()
            raise

    async def _run(self, steps: list[Step]) -> None:
        if self._serving is None:
            await self._start()
        with self.app._context(), _drawn_seldom() as drawing:
            self.app.store.call(lambda s: self._before.backup(s.db.conn))
            self.app.settings.places.clear()
            self.app.close_messages()
            await Sequence(self, drawing).run(steps)
        if self.app._exit:
            await self._stop()

    async def _start(self) -> None:
        ready, self._end = asyncio.Event(), asyncio.Event()
        self._serving = asyncio.create_task(self._serve(ready, self._end))
        waiting = asyncio.create_task(ready.wait())
        await asyncio.wait((self._serving, waiting), return_when=asyncio.FIRST_COMPLETED)
        assert ready.is_set(), self._serving.exception()

    async def _serve(self, ready: asyncio.Event, end: asyncio.Event) -> None:
        """Begun and ended in one task: Textual notes the app in the task's own context."""
        store = StoreThread(self.workspace)
        self.app = PiaApp(store)
        try:
            async with self.app.run_test(size=SIZE):
                await settled(self.app)
                ready.set()
                await end.wait()
        finally:
            store.close()

    async def _stop(self) -> None:
        serving, self._serving = self._serving, None
        if serving is not None:
            self._end.set()
            await serving

    def close(self) -> None:
        """End the app, whatever state it is in."""
        self._loop.run_until_complete(self._stop())


class _Drawing:
    on = False


@contextmanager
def _drawn_seldom() -> Iterator[_Drawing]:
    """Leave out the drawing of what changes, but where it is asked for."""
    drawing, draw = _Drawing(), Compositor.render_update

    def render_update(self: Compositor, *args: Any, **words: Any) -> Any:
        return draw(self, *args, **words) if drawing.on else None

    Compositor.render_update = render_update  # type: ignore[method-assign]
    try:
        yield drawing
    finally:
        Compositor.render_update = draw  # type: ignore[method-assign]


class Sequence:
    """Some steps on one document, each checked."""

    def __init__(self, world: World, drawing: _Drawing) -> None:
        self.app, self.number = world.app, world.number
        self.editor: EditorScreen
        self._drawing = drawing
        self._on_disk: dict[str, Value] | None = None
        self._done: list[Step] = []

    async def run(self, steps: list[Step]) -> None:
        await self._resize(*SIZE)
        await self._open()
        for count, (kind, what) in enumerate(steps, start=1):
            self._done.append((kind, what))
            await self._step(kind, what)
            if self.app._exit:
                return
            if not count % DRAWN_EVERY:
                self._draw()
        self._draw()
        await self._all_ways_out()

    async def _open(self) -> None:
        self.app.open_document(self.number)
        assert isinstance(self.app.screen, EditorScreen)
        self.editor = self.app.screen
        await self._quiet()

    async def _quiet(self) -> None:
        await settled(self.app)
        assert self.app._exception is None, self.app._exception

    def _draw(self) -> None:
        self.app.screen._compositor.render_strips(Size(*self.app.size))

    # -- steps -------------------------------------------------------------------------------------------------------

    async def _step(self, kind: str, what: Any) -> None:
        session, before, touched = self.editor.session, self._state, self._may_change()
        in_front = self.app.screen is self.editor
        choosing = self.editor.pane.mode == "choose"
        acts_on_all = kind in ("mouse", "do") or not in_front or what in ("ctrl+z", "ctrl+y")
        if kind == "key":
            self._press(what)
        elif kind == "mouse":
            await self._mouse(*what)
        elif kind == "paste":
            self.app.post_message(events.Paste(what))
        elif kind == "burst":
            for sign in what:
                self.app.post_message(events.Key({"\t": "tab", "\n": "enter"}.get(sign, sign), sign))
        elif kind == "do":
            self._perform(what)
        else:
            await self._resize(*what)
        await self._quiet()
        self._check(before, touched, acts_on_all=acts_on_all, in_front=in_front, choosing=choosing, session=session,
                    step=(kind, what))  # fmt: skip
        if self.app._exit:
            stored = self.app.store.call(lambda s: s.load(self.number)).state
            assert dict(stored) == dict(session.document.state), "the program ended over what was not saved"
            return
        if not any(isinstance(screen, EditorScreen) for screen in self.app.screen_stack):
            while len(self.app.screen_stack) > 2:
                self._press(self._way_back())
                await self._quiet()
            await self._open()
        self.editor = next(one for one in self.app.screen_stack if isinstance(one, EditorScreen))

    def _press(self, name: str) -> None:
        self.app.post_message(events.Key(name, CHARACTERS.get(name, name if len(name) == 1 else None)))

    def _perform(self, number: int) -> None:
        """An action as the palette would start it: one of those of the place."""
        screen = self.app.screen
        if isinstance(screen, Acting):
            hidden = screen.hidden_actions() | NOT_TRIED
            found = [one for one in actions_at(screen.place) if one.id not in hidden and not one.silent]
            if found:
                screen.perform(found[number % len(found)])

    async def _mouse(self, how: str, x: int, y: int, to_x: int, to_y: int) -> None:
        """A click (left, right, double, with Shift), a drag from one cell to another, or the wheel over a cell."""
        width, height = self.app.size
        x, to_x, y, to_y = min(x, width - 1), min(to_x, width - 1), min(y, height - 1), min(to_y, height - 1)
        button = {"right": 3, "middle": 2}.get(how, 1)
        if how == "wheel":
            wheel = events.MouseScrollDown if to_y % 2 else events.MouseScrollUp
            for _ in range(1 + to_x % 3):
                self.app.post_message(_event(wheel, x, y, 0))
            return
        for _ in range(2 if how == "double" else 1):
            self.app.post_message(_event(events.MouseDown, x, y, button, shift=how == "shift"))
            await self._quiet()
            if how == "drag":
                for at_x, at_y in ((x + to_x) // 2, (y + to_y) // 2), (to_x, to_y):
                    self.app.post_message(_event(events.MouseMove, at_x, at_y, button))
                    await self._quiet()
                x, y = to_x, to_y
            self.app.post_message(_event(events.MouseUp, x, y, button, shift=how == "shift"))
            await self._quiet()

    async def _resize(self, width: int, height: int) -> None:
        size = Size(width, height)
        if self.app.size != size:
            self.app._driver._size = size  # type: ignore[union-attr]
            self.app.post_message(events.Resize(size, size))
            await self._quiet()

    # -- what must hold ----------------------------------------------------------------------------------------------

    @property
    def _state(self) -> dict[str, Value]:
        return dict(self.editor.session.document.state)

    def _may_change(self) -> set[str]:
        """The places that the next step may change: what is written, else the row with the cursor and its brackets."""
        pane = self.editor.pane
        if pane.answer is not None:
            return {pane.answer.key}
        return {pane.page.row.key} if pane.page.row is not None else set()

    def _check(
        self,
        before: dict[str, Value],
        touched: set[str],
        *,
        acts_on_all: bool,
        in_front: bool,
        choosing: bool,
        session: Any,
        step: Step,
    ) -> None:
        after = dict(session.document.state)
        changed = {keys.place_of(key) for key in {*before, *after} if before.get(key) != after.get(key)} - {""}
        if not acts_on_all:
            near = {one.lstrip("+-") for one in touched}
            strangers = {key for key in changed if not any(key == one or key.startswith((f"{one}.", f"{one}["))
                                                            for one in near)}  # fmt: skip
            assert not strangers, f"{step} changed {strangers} while {touched} was open; after {self._done}"
        if step[0] == "mouse" and in_front and self.app.screen is self.editor:
            answers = {key for key in changed if keys.is_answer(key)}
            most = 0 if step[1][0] in ("right", "middle", "wheel") or (not choosing and step[1][0] == "double") else 1
            assert len(answers) <= most, f"{step}: {answers}; after {self._done}"
        if not self.editor.is_attached:
            return
        if not session.unsaved and session.error is None and after != self._on_disk:
            stored = dict(self.app.store.call(lambda s: s.load(self.number)).state)
            assert stored == after, f"called saved, but not on the disk; after {self._done}"
            self._on_disk = stored
        words, _ = self.editor.saver.state
        answer = self.editor.pane.answer
        if words.startswith("保存済み"):
            assert not session.unsaved
            assert not any(keys.DRAFT.holds(key) for key in after)
            if answer is not None:
                # Every letter in the field is an answer: what it parses to stands in the document.
                made = session.document.change(answer.key, self.editor.pane.editor.text)
                assert all(one.before == one.after for one in made), "the field holds more than was kept"

    # -- the way out -------------------------------------------------------------------------------------------------

    def _way_back(self) -> str:
        """Esc; but where something would be lost one is asked, and Esc there goes on writing: it is thrown away."""
        *_, below, top = self.app.screen_stack
        if not isinstance(top, PickScreen):
            return "escape"
        if isinstance(below, NoteScreen):
            return "2"
        offered = [entry.id for entry in top.query_one(MenuView).entries]
        return str(offered.index("drop") + 1) if "drop" in offered else "escape"

    async def _all_ways_out(self) -> None:
        """Esc leads back to the register from wherever one is."""
        for _ in range(14):
            if isinstance(self.app.screen, HomeScreen):
                return
            self._press(self._way_back())
            await self._quiet()
        place = getattr(self.app.screen, "place", "")
        raise AssertionError(f"no way out of {self.app.screen}, {place}; after {self._done}")


def _event(kind: Any, x: int, y: int, button: int, *, shift: bool = False) -> Any:
    return kind(None, x, y, 0, 0, button, shift, False, False, x, y)


def processor_seconds() -> float:
    """What this process has used so far."""
    return time.process_time()
