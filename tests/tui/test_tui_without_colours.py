"""Without colours nothing is lost: what a key changes on the screen, it changes there as text too (WCAG 2.2, 1.4.1)."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import replace
from typing import Any, NamedTuple

import pytest
from rich.color import Color
from rich.style import Style
from screens import settle
from textual.pilot import Pilot
from textual.widgets import Input, TextArea

from pia_tui.store import Store
from pia_tui.tui.actions import all_actions
from pia_tui.tui.drawing import glyphs
from pia_tui.usecases.demo import add_demo

NOT_WALKED = {"quit": "ends the program", "suspend": "stops the program", "edit_outside": "starts another program"}
KEYS = ("down", "down", "tab", "tab", "space", "right", "up")
"""What moves, marks and chooses without changing much; on every screen."""
Open = Callable[..., Any]


class Row(NamedTuple):
    """A line of the screen: its text; the weight of each cell (bold, underlined, turned round); and its colours."""

    text: str
    weights: tuple[tuple[bool, bool, bool], ...]
    colors: tuple[tuple[Color | None, Color | None], ...]


def drawn(app: Any) -> list[Row]:
    rows = []
    for strip in app.screen._compositor.render_strips():
        text, weights, colors = "", [], []
        for segment in strip:
            style = segment.style or Style()
            color, background = (style.bgcolor, style.color) if style.reverse else (style.color, style.bgcolor)
            text += segment.text
            for character in segment.text:
                weights.append((bool(style.bold), bool(style.underline), bool(style.reverse)))
                colors.append((None if character.isspace() else color, background))
        rows.append(Row(text, tuple(weights), tuple(colors)))
    return rows


def told_by_colour_alone(before: list[Row], after: list[Row], *, weights: bool = False) -> list[str]:
    """The lines that stand together and look different now, but read the same.

    `weights` lets a difference in weight count too: a cursor in a text is a cell turned round.
    """
    assert len(before) == len(after)
    found: list[str] = []
    together: list[int] = []
    for y in range(len(before) + 1):
        if y < len(before) and before[y] != after[y]:
            together.append(y)
            continue
        if together and all(
            before[one].text == after[one].text and not (weights and before[one].weights != after[one].weights)
            for one in together
        ):
            found.append(" / ".join(after[one].text.strip() for one in together))
        together = []
    return found


async def pressed(pilot: Pilot[int], *keys: str) -> dict[str, list[str]]:
    """What each of some keys told by colour alone, until another screen comes."""
    app, found = pilot.app, {}
    for key in keys:
        screen, before = app.screen, drawn(app)
        writes = isinstance(app.focused, (TextArea, Input))
        await pilot.press(key)
        await settle(pilot)
        if app.screen is not screen:
            break
        writes = writes or isinstance(app.focused, (TextArea, Input))
        if wrong := told_by_colour_alone(before, drawn(app), weights=writes):
            found[key] = wrong
    return found


@pytest.fixture
def walking(running: Open, workspace: Any, monkeypatch: pytest.MonkeyPatch) -> Open:
    """The app on the demo, at a place; it starts no other program."""
    monkeypatch.setattr("subprocess.Popen", lambda *_, **__: None)
    with Store.open(workspace) as store:
        add_demo(store)
        number = store.documents()[0].id

    @asynccontextmanager
    async def run(place: str, at: str = "I.1.2") -> AsyncIterator[Pilot[int]]:
        async with running((100, 30)) as pilot:
            if place == "editor":
                pilot.app.open_document(number, at=at)
                await settle(pilot)
            yield pilot

    return run


async def test_a_row_that_only_changes_its_colour_is_found(walking: Open, monkeypatch: pytest.MonkeyPatch) -> None:
    """The measure itself: without the cursor's mark the register tells its row by the background alone."""
    async with walking("home") as pilot:
        assert not await pressed(pilot, "down", "up")
        monkeypatch.setattr(glyphs, "_active", replace(glyphs.NORMAL, cursor=" "))
        pilot.app.screen.query_one("RegisterView").rows_changed()
        await settle(pilot)
        assert await pressed(pilot, "down")


@pytest.mark.parametrize("place", ["home", "editor"])
async def test_what_keys_change_reads_differently(walking: Open, place: str) -> None:
    async with walking(place) as pilot:
        assert not await pressed(pilot, *KEYS)
        for action in ("palette", "help", *(("review", "note") if place == "editor" else ())):
            pilot.app.screen.perform(action)
            await settle(pilot)
            assert not await pressed(pilot, *KEYS), action
            await pilot.press("escape")
            await settle(pilot)


@pytest.mark.long
@pytest.mark.parametrize("place", ["home", "editor"])
async def test_what_keys_change_on_every_screen_reads_differently(walking: Open, place: str) -> None:
    """Every action of a place is done; on each screen that comes the keys tell nothing by colour alone."""
    wrong: dict[str, Any] = {}
    walked = 0
    async with walking(place) as pilot:
        app = pilot.app
        base = len(app.screen_stack)
        for action in all_actions():
            if not action.works_at(place) or action.id in NOT_WALKED or action.silent:  # type: ignore[arg-type]
                continue
            app.screen.perform(action.id)
            await settle(pilot)
            if len(app.screen_stack) > base:
                walked += 1
                if found := await pressed(pilot, *KEYS):
                    wrong[action.id] = found
            for _ in range(4):
                if len(app.screen_stack) <= base:
                    break
                await pilot.press("escape")
                await settle(pilot)
            while len(app.screen_stack) > base:
                app.pop_screen()
                await settle(pilot)
    assert not wrong
    assert walked > 10


async def test_messages_of_each_weight_read_differently(walking: Open) -> None:
    async with walking("home") as pilot:
        said = {}
        for severity in ("information", "warning"):
            pilot.app.say("写しを書き出しました。", severity)
            await settle(pilot)
            said[severity] = drawn(pilot.app)
        assert not told_by_colour_alone(said["information"], said["warning"])
        assert said["information"] != said["warning"]


async def test_states_of_answers_read_differently(editing: Open, new_document: Any, workspace: Any) -> None:
    """An item and its section: not answered, answered, in doubt, with a note, with a draft that is no answer."""
    number = new_document("zenkoumoku_h30")
    shots: dict[str, list[Row]] = {}
    states: dict[str, dict[str, Any]] = {
        "empty": {},
        "answered": {"I.1.3": "2"},
        "another answer": {"I.1.3": "3"},
        "in doubt": {"I.1.3": "2", "source:I.1.3": "17-17 0.60", "doubt:I.1.3": "17-17 読み取りに自信がありません。"},
        "with a note": {"I.1.3": "2", "note:I.1.3": "課長に聞く"},
        "a draft": {"draft:I.1.3": "たくさん"},
    }
    with Store.open(workspace) as store:
        form, first = store.load(number).form_id, dict(store.load(number).state)
        numbers = {name: store.create(form, {**first, **more}) for name, more in states.items()}
    for name, one in numbers.items():
        async with editing((100, 30), document_id=one, at="I.1.3") as (pilot, _):
            await settle(pilot)
            shots[name] = drawn(pilot.app)
    names = list(shots)
    for at, first_name in enumerate(names):
        for second in names[at + 1 :]:
            assert shots[first_name] != shots[second], (first_name, second)
            assert not told_by_colour_alone(shots[first_name], shots[second]), (first_name, second)


async def test_without_colours_the_screens_are_grey(walking: Open, monkeypatch: pytest.MonkeyPatch) -> None:
    """NO_COLOR is obeyed, and the screen reads as it does in colour."""
    async with walking("editor") as pilot:
        coloured = [row.text for row in drawn(pilot.app)]
    monkeypatch.setenv("NO_COLOR", "1")
    async with walking("editor") as pilot:
        rows = drawn(pilot.app)
    hues = {
        colour.name
        for row in rows
        for pair in row.colors
        for colour in pair
        if colour is not None and not colour.is_default and len(set(colour.get_truecolor())) > 1
    }
    assert not hues
    assert [row.text for row in rows] == coloured
