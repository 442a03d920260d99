"""The stylesheet: parsed once for each theme, and applied to a whole screen no more often than it must be."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from textual.app import App
from textual.css.errors import StylesheetError
from textual.css.stylesheet import StylesheetParseError
from textual.css.tokenizer import TokenError
from textual.dom import DOMNode

from pia_tui.tui.drawing.stylesheet import CachedStylesheet
from pia_tui.tui.editor.screen import EditorScreen

SOURCE = "Static { color: $mark; }"


def _sheet(mark: str) -> CachedStylesheet:
    sheet = CachedStylesheet(variables={"mark": mark})
    sheet.add_source(SOURCE, read_from=("made", "for this test"))
    return sheet


def test_a_source_is_parsed_once_for_all_apps_of_a_theme() -> None:
    assert _sheet("red").rules[0] is _sheet("red").rules[0]


def test_another_theme_has_its_own_rules() -> None:
    sheet = _sheet("red")
    red = sheet.rules[0].styles.color
    sheet.set_variables({"mark": "blue"})
    sheet.reparse()
    blue = sheet.rules[0].styles.color
    assert red != blue
    assert _sheet("red").rules[0].styles.color == red


def test_what_cannot_be_parsed_leaves_the_rules() -> None:
    sheet = _sheet("red")
    before = sheet.rules
    sheet.add_source("Static { colour-of: }", read_from=("made", "broken"))
    with pytest.raises((StylesheetError, StylesheetParseError, TokenError)):
        sheet.reparse()
    assert sheet._rules == before


async def test_opening_the_editor_restyles_the_screen_once(
    editing: Callable[..., Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    restyled: list[DOMNode] = []
    whole = App.update_styles

    def update_styles(self: App[int], node: DOMNode, animate: bool = True) -> None:
        restyled.append(node)
        whole(self, node, animate)

    monkeypatch.setattr(App, "update_styles", update_styles)
    async with editing((80, 24)):
        assert len([node for node in restyled if isinstance(node, EditorScreen)]) == 1
