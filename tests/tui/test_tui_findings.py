"""A bracket that is wanted says so on its row, and screen and command call a finding the same."""

from __future__ import annotations

from typing import Any

from click.testing import CliRunner

from pia_tui.cli import cli
from pia_tui.tui.screens.found import FoundScreen

Editing = Any


async def test_a_bracket_of_a_marked_option_is_not_called_optional(
    editing: Editing, text_on: Any, new_document: Any
) -> None:
    number = new_document(**{"II[1]__3__2": ["その他"]})
    async with editing(document_id=number, at="II[1].3.2.8") as (pilot, editor):
        row = next(line for line in text_on(pilot.app).splitlines() if line.startswith("▌"))
        assert "（未記入）" in row
        assert "（任意）" not in row
        editor.go_to(editor.session.document.key("II[1].3.2"))
        await pilot.press("f2")
        assert editor.pane.node.path == "II[1].3.2.8"
        await pilot.press("ctrl+r")
        await pilot.pause()
        page = text_on(pilot.app)
        assert "（未記入）" in page.partition("その他")[2]


async def test_screen_and_command_use_the_same_words(
    editing: Editing, text_on: Any, new_document: Any, workspace: Any
) -> None:
    number = new_document(**{"II[1]__3__2": ["その他"], "cover__7": "令和99年1月1日"})
    said = CliRunner().invoke(cli, ["--workspace", str(workspace.root), "check", str(number)]).output
    async with editing(document_id=number) as (pilot, editor):
        await pilot.press("f5")
        await pilot.pause()
        screen = pilot.app.screen
        assert isinstance(screen, FoundScreen)
        for place in screen._places:
            word, _, message = place.text.partition("　")
            assert f"{word}  " in next(line for line in said.splitlines() if line.endswith(message))
        tags = editor.review.tags_of(editor.session.document.node("II[1].3.2.8"))
        assert tags[0].text.startswith("！注意：")
