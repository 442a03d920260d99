"""Colours: what is read stands out by 4.5 : 1 in every theme (WCAG 2.2, 1.4.3); none says anything alone (1.4.1)."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any, NamedTuple

import pytest
from rich.color import Color
from rich.style import Style
from screens import settle
from textual.screen import ModalScreen

from pia_tui.store import Store
from pia_tui.tui.actions import all_actions
from pia_tui.tui.app import PiaApp
from pia_tui.tui.drawing.theme import ANSI, BACKGROUNDS, COLORS, DARK, LOOKS, style_of
from pia_tui.usecases.demo import add_demo

LEAST = 4.5
TRUE_COLOURS = [name for name in LOOKS if name != ANSI]
DRAWN = re.compile(r"[\s─-▟·]+")
"""Lines, frames and bars of scrolling: ornament, 3 : 1 would do and nothing is lost without it."""
BEHIND = "What shows faintly behind a dialog is out of work until it closes: 1.4.3 excepts inactive parts."
NOT_WALKED = {
    "quit": "ends the program",
    "suspend": "stops the program",
    "edit_outside": "starts another program",
}
SAID_IN_WORDS: dict[str, str] = {
    "good": r"済|公表中|良い例|終わり|です|ます|ました|[0-9０-９]",
    "warning": r"良くない例|[！!▲△⚠※]|低い|要|未|確認|続き|残り|不足|期限|ません|ください|ました|です|件|日|超|月",
    "error": r"[！!×✕]|ません|ください|誤り|必要|超|足り|だめ|違|不足|過ぎ|件|日",
    "empty": r"（|…|―|未|　",
}
"""What stands in the words themselves where a text colour tells something: a mark, a bracket, a state in words."""


class Cell(NamedTuple):
    """A run of text as it stands on the screen."""

    text: str
    color: Color | None
    background: Color | None
    style: Style


def contrast(one: Color, other: Color) -> float:
    """The contrast ratio of WCAG."""

    def luminance(colour: Color) -> float:
        parts = [part / 255 for part in colour.get_truecolor()]
        red, green, blue = (part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts)
        return 0.2126 * red + 0.7152 * green + 0.0722 * blue

    low, high = sorted((luminance(one), luminance(other)))
    return (high + 0.05) / (low + 0.05)


def cells(app: Any) -> Iterator[Cell]:
    """What can be read on the screen in front; not what shows behind a dialog (see BEHIND)."""
    screen = app.screen
    for y, strip in enumerate(screen._compositor.render_strips()):
        x = 0
        for segment in strip:
            behind = isinstance(screen, ModalScreen) and screen.get_widget_at(x, y)[0] is screen
            x += segment.cell_length
            style = segment.style
            if style is None or behind or not DRAWN.sub("", segment.text):
                continue
            color, background = (style.bgcolor, style.color) if style.reverse else (style.color, style.bgcolor)
            yield Cell(segment.text.strip(), color, background, style)


def faint(app: Any) -> list[str]:
    """The texts that stand out too little; in the theme of the console's own colours those that have another one."""
    found = []
    for cell in cells(app):
        if app.theme == ANSI:
            if {colour.name for colour in (cell.color, cell.background) if colour is not None} - {"default"}:
                found.append(f"{cell.text}: {cell.color} on {cell.background}")
        elif cell.color is None or cell.background is None:
            found.append(f"{cell.text}: no colour of its own")
        elif contrast(cell.color, cell.background) < LEAST or cell.style.dim:
            found.append(
                f"{cell.text}: {contrast(cell.color, cell.background):.2f}, {cell.color.name} on {cell.background.name}"
            )
    return found


@pytest.mark.parametrize("theme", TRUE_COLOURS)
@pytest.mark.parametrize("background", BACKGROUNDS)
@pytest.mark.parametrize("color", COLORS)
def test_every_colour_can_be_read_on_every_background(theme: str, color: str, background: str) -> None:
    style = style_of(theme, color, background)
    assert style.color is not None
    assert style.bgcolor is not None
    assert contrast(style.color, style.bgcolor) >= LEAST


def test_the_ratio_is_that_of_the_guideline() -> None:
    """Known values: black on white, and the lightest grey that passes on white."""
    assert contrast(Color.parse("#000000"), Color.parse("#ffffff")) == pytest.approx(21)
    assert contrast(Color.parse("#767676"), Color.parse("#ffffff")) == pytest.approx(4.54, abs=0.01)


@pytest.mark.parametrize("theme", LOOKS)
def test_what_stands_alone_is_told_without_colour(theme: str) -> None:
    """The words that differ, a choice taken, a heading: by weight, line or reversal too."""
    plain = style_of(theme, "text", "plain")
    for color in ("differs", "chosen", "strong"):
        style = style_of(theme, color, "plain")
        assert (style.bold, style.underline, style.reverse) != (plain.bold, plain.underline, plain.reverse), color


@pytest.fixture
def walked(workspace: Any, monkeypatch: pytest.MonkeyPatch) -> Iterator[PiaApp]:
    """The app on the demo, which starts no other program."""
    from pia_tui.tui.store_thread import StoreThread

    with Store.open(workspace) as store:
        add_demo(store)
    monkeypatch.setattr("subprocess.Popen", lambda *_, **__: None)
    store_thread = StoreThread(workspace)
    yield PiaApp(store_thread)
    store_thread.close()


async def measured(app: PiaApp, pilot: Any) -> list[str]:
    """What stands out too little on the screen of the moment, in every theme."""
    found = []
    for theme in (*LOOKS, DARK):
        app.theme = theme
        await pilot.pause()
        found += [f"{theme}: {text}" for text in faint(app)]
    return found


async def test_the_first_screens_can_be_read(walked: PiaApp) -> None:
    async with walked.run_test(size=(80, 24)) as pilot:
        await settle(pilot)
        assert not await measured(walked, pilot), "register"
        walked.open_document(walked.store.call(lambda store: store.documents())[0].id, at="I.1.2")
        await settle(pilot)
        assert not await measured(walked, pilot), "editor"
        for action in ("palette", "note", "help"):
            walked.screen.perform(action)  # type: ignore[attr-defined]
            await settle(pilot)
            assert not await measured(walked, pilot), action
            await pilot.press("escape")
            await settle(pilot)


@pytest.mark.long
@pytest.mark.parametrize("place", ["home", "editor"])
async def test_everything_that_an_action_opens_can_be_read(walked: PiaApp, place: str) -> None:
    """Every action of a place is done, and each screen that comes is measured in every theme, with what it says."""
    wrong: dict[str, list[str]] = {}
    said: set[tuple[str, str]] = set()
    colors = {style_of(DARK, color, "plain").color: color for color in SAID_IN_WORDS}
    async with walked.run_test(size=(100, 30)) as pilot:
        if place == "editor":
            number = walked.store.call(lambda store: store.documents())[0].id
            walked.open_document(number, at="I.1.2")
            await settle(pilot)
        base = len(walked.screen_stack)
        for action in all_actions():
            if not action.works_at(place) or action.id in NOT_WALKED or action.silent:  # type: ignore[arg-type]
                continue
            walked.screen.perform(action.id)  # type: ignore[attr-defined]
            await settle(pilot)
            said |= {(colors[cell.color], cell.text) for cell in cells(walked) if cell.color in colors}
            if found := await measured(walked, pilot):
                wrong[action.id] = found
            for _ in range(4):
                if len(walked.screen_stack) <= base:
                    break
                await pilot.press("escape")
                await settle(pilot)
            while len(walked.screen_stack) > base:
                walked.pop_screen()
                await settle(pilot)
    assert not wrong
    assert not [(color, text) for color, text in said if not re.search(SAID_IN_WORDS[color], text)]
