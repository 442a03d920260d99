"""A store in a folder of its own, and the app on it, as it looks on every machine."""

from __future__ import annotations

import re
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import pytest
from screens import settled
from textual import _wait
from textual import app as textual_app
from textual import pilot as textual_pilot
from textual._compositor import Compositor
from textual._context import active_app
from textual.pilot import Pilot

from pia_tui.assessment import Assessment
from pia_tui.forms import load_form
from pia_tui.settings import Settings, save_settings
from pia_tui.store import Store
from pia_tui.tui.app import PiaApp
from pia_tui.tui.drawing.glyphs import use_style
from pia_tui.tui.drawing.theme import DARK
from pia_tui.tui.editor.screen import EditorScreen
from pia_tui.tui.register.home import HomeScreen
from pia_tui.tui.screens.working import WorkingScreen
from pia_tui.tui.store_thread import StoreThread
from pia_tui.workspace import Workspace

SMALL, LARGE = (80, 24), (120, 40)
Open = Callable[..., Any]
RAW_PATH = re.compile(r"\b(?:cover|VI|IV|V|I{1,3}|besshi|betten[0-9]|changes)(?:\[#?\w+\])?\.[0-9]+")
"""How the program writes places among its own; it must never stand on a screen."""


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """What is tried in windows of two sizes is tried in the larger one with the long tests."""
    for item in items:
        if getattr(item, "callspec", None) is not None and item.callspec.params.get("size") == LARGE:  # type: ignore[attr-defined]
            item.add_marker(pytest.mark.long)


@pytest.fixture(autouse=True)
def _wait_for_the_app(monkeypatch: pytest.MonkeyPatch) -> None:
    """The pilot goes on when the app has nothing left to do, not when the process uses little of the processor."""

    async def wait(min_sleep: float = 0, max_sleep: float = 1) -> None:
        app = active_app.get(None)
        if isinstance(app, PiaApp):
            # Long work has a screen of its own, on which one can do something meanwhile.
            await settled(app, work=not (app.screen_stack and isinstance(app.screen, WorkingScreen)))
        else:
            await _wait.wait_for_idle(min_sleep, max_sleep)

    monkeypatch.setattr(textual_app, "wait_for_idle", wait)
    monkeypatch.setattr(textual_pilot, "wait_for_idle", wait)


@pytest.fixture(autouse=True)
def _drawn_when_looked_at(monkeypatch: pytest.MonkeyPatch) -> None:
    """A frame is drawn when a test looks at the screen, not after each key: what headless Textual draws in between
    goes nowhere, and was a quarter of these tests' time. Pictures and `text_on` draw the whole screen. The register
    is drawn always: drawing a row is what loads its page."""
    whole = Compositor.render_update

    def render_update(self: Compositor, full: bool = False, *args: Any, **kwargs: Any) -> Any:
        if full or isinstance(self.root, HomeScreen):
            return whole(self, full, *args, **kwargs)
        self._dirty_regions.clear()
        return None

    monkeypatch.setattr(Compositor, "render_update", render_update)


@pytest.fixture(autouse=True)
def _normal_style(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.delenv("PIA_TUI_CONSOLE", raising=False)
    monkeypatch.delenv("NO_COLOR", raising=False)
    yield
    use_style(False)


@pytest.fixture
def workspace(tmp_path: Path) -> Workspace:
    made = Workspace(tmp_path / "ws").prepare()
    save_settings(made, Settings(theme=DARK))
    return made


@pytest.fixture
def new_document(workspace: Workspace) -> Callable[..., int]:
    """Makes a document and returns its number."""

    def make(form_id: str = "zenkoumoku_h30", name: str = "国民健康保険に関する事務", **answers: object) -> int:
        document = Assessment.new(load_form(form_id), name)
        for path, value in answers.items():
            document.apply(document.change(path.replace("__", "."), value))
        with Store.open(workspace) as store:
            return store.create(form_id, document.state)

    return make


@pytest.fixture
def imported(workspace: Workspace) -> int:
    """A document as an import leaves it: two answers to confirm, three pieces."""
    document = Assessment.new(load_form("zenkoumoku_h30"), "国民健康保険に関する事務")
    document.apply(document.change("I.1.2", "読み取った文"))
    document.apply(document.change("I.1.3", "1"))
    pieces = {
        "#aaaaaa": "市民課",
        "#bbbbbb": "長い文の初め。" + "途中の文が続く。" * 40 + "長い文の終わり。",
        "#cccccc": "令和7年4月15日",
    }
    state = {
        **document.state,
        "source:I.1.2": "12-15 0.70",
        "source:I.1.3": "17-17 0.60",
        "doubt:I.1.3": "17-17 読み取りに自信がありません。",
        "tray[]": tuple(pieces),
        **{f"tray:{name}": text for name, text in pieces.items()},
        "traysource:#aaaaaa": "20-20 I.1.2",
        "traysource:#bbbbbb": "31-70 I.7.1",
        "traysource:#cccccc": "80-80 cover.6",
    }
    with Store.open(workspace) as store:
        return store.create("zenkoumoku_h30", state)


@pytest.fixture
def arrived(workspace: Workspace, tmp_path: Path) -> Path:
    """A pack from another terminal: two documents with three answers that both sides have changed since."""
    from pia_tui.usecases.exchange.packs import pack, preview_unpack, unpack

    def change(store: Store, number: int, path: str, value: object) -> None:
        stored = store.load(number)
        document = Assessment(load_form(stored.form_id), stored.state)
        store.write(number, document.change(path, value), label="記入")

    other = Workspace(tmp_path / "other").prepare()
    with Store.open(workspace) as here, Store.open(other) as there:
        for name in ("国民健康保険に関する事務", "児童手当に関する事務"):
            document = Assessment.new(load_form("kiso_r6"), name)
            document.apply(document.change("I.1.2", "届出を受け、台帳に記録する。"))
            here.create("kiso_r6", document.state)
        numbers = [one.id for one in here.documents(sort="created", descending=False)]
        unpack(there, preview_unpack(there, pack(here, numbers)))
        there_numbers = [one.id for one in there.documents(sort="created", descending=False)]
        for mine, theirs in zip(numbers, there_numbers, strict=True):
            change(here, mine, "I.1.2", "届出を受け、台帳に正しく記録する。")
            change(there, theirs, "I.1.2", "届出を受け、台帳に記録し、保管する。\n" + "続きの文。" * 120)
        change(here, numbers[0], "I.4.1", "1")
        change(there, there_numbers[0], "I.4.1", "2")
        change(there, there_numbers[0], "I.3.1", "片方だけで変わった文")
        file = tmp_path / "arrived.pia"
        file.write_bytes(pack(there, there_numbers))
    return file


@pytest.fixture
def running(workspace: Workspace) -> Open:
    """The app on the workspace: `async with running(size=…) as pilot`."""

    @asynccontextmanager
    async def run(size: tuple[int, int] = SMALL, *, safe: bool | None = None) -> AsyncIterator[Pilot[int]]:
        store = StoreThread(workspace)
        app = PiaApp(store, safe=safe)
        try:
            async with app.run_test(size=size, notifications=True) as pilot:
                await pilot.pause()
                yield pilot
                if app.is_running:
                    found = RAW_PATH.search(text_on(app))
                    assert found is None, f"the officer reads {found[0]!r}, which is the program's own notation"
        finally:
            store.close()

    return run


@pytest.fixture
def editing(running: Open, new_document: Callable[..., int]) -> Open:
    """The editor on a new document, or on `document_id`."""

    @asynccontextmanager
    async def run(
        size: tuple[int, int] = SMALL, *, document_id: int | None = None, at: str = "", form_id: str = "zenkoumoku_h30"
    ) -> AsyncIterator[tuple[Pilot[int], EditorScreen]]:
        number = document_id if document_id is not None else new_document(form_id)
        async with running(size) as pilot:
            pilot.app.open_document(number, at=at)
            await pilot.pause()
            await pilot.pause()
            screen = pilot.app.screen
            assert isinstance(screen, EditorScreen)
            yield pilot, screen

    return run


def text_on(app: Any) -> str:
    """What the screen in front shows, as text."""
    width, height = app.size
    from textual.geometry import Size

    strips = app.screen._compositor.render_strips(Size(width, height))
    return "\n".join(strip.text for strip in strips)


@pytest.fixture(name="text_on")
def _text_on() -> Callable[[Any], str]:
    return text_on


@pytest.fixture
def flat_on() -> Callable[[Any], str]:
    """The same without line ends and blanks, to find a sentence that is broken over lines."""
    return lambda app: "".join(text_on(app).replace("│", "").replace("▌", "").split())
