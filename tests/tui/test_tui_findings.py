"""A bracket that is wanted says so on its row, and screen and command call a finding the same."""

from __future__ import annotations

from typing import Any

from click.testing import CliRunner

from pia_tui.cli import cli
from pia_tui.store import Store
from pia_tui.tui.checks.findings_screen import FindingsScreen
from pia_tui.tui.jobs.exporting import errors_of
from pia_tui.tui.screens.dialogs import LineScreen
from pia_tui.tui.widgets.text_editor import TextEditor
from pia_tui.usecases.checking.inspecting import ASIDE_LABEL

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
        assert isinstance(screen, FindingsScreen)
        for line in screen.desk.standing:
            word, message = line.finding.word, line.finding.message
            assert f"{word}  " in next(each for each in said.splitlines() if each.endswith(message))
        tags = editor.review.tags_of(editor.session.document.node("II[1].3.2.8"))
        assert tags[0].text.startswith("！注意：")


async def test_a_finding_is_set_aside_with_a_reason_and_comes_back_with_another_text(
    editing: Editing, text_on: Any, new_document: Any, workspace: Any
) -> None:
    number = new_document(**{"II[1]__5__1__3": True, "II[1]__5__1__1": True})
    assert [place for place, _ in errors_of(workspace, number)]
    async with editing(document_id=number) as (pilot, editor):
        await pilot.press("f5")
        await pilot.pause()
        screen = pilot.app.screen
        assert isinstance(screen, FindingsScreen)
        error = screen.desk.standing[0]
        assert error.finding.word == "誤り"
        before = len(screen.desk.standing)
        await pilot.press("delete")
        await pilot.pause()
        assert isinstance(pilot.app.screen, LineScreen)
        await pilot.press("enter")
        await pilot.pause()
        assert "見送る理由が書かれていません" in text_on(pilot.app)
        assert len(screen.desk.standing) == before
        pilot.app.screen.query_one(TextEditor).load_text("委員会に確かめた")
        await pilot.press("enter")
        await pilot.pause()
        assert len(screen.desk.standing) == before - 1
        assert [(line.finding, line.reason) for line in screen.desk.aside] == [(error.finding, "委員会に確かめた")]
        assert "見送り 1 件" in text_on(pilot.app)
        assert not editor.review.tags_of(editor.session.document.node(error.finding.path))
        editor.session.flush()
        assert errors_of(workspace, number) == ()
        await pilot.press("escape")
        await pilot.pause()
        assert editor.session.undo().label == ASIDE_LABEL
        assert errors_of(workspace, number)
        editor.session.redo()
        editor.edited(editor.session.put("II[1].5.1.1", "", "記入"))
        editor.edited(editor.session.put("II[1].5.1.2", True, "記入"))
        await pilot.press("f5")
        await pilot.pause()
        again = pilot.app.screen
        assert isinstance(again, FindingsScreen)
        assert again.desk.aside == ()
        assert again.desk.standing[0].finding.rule == "exclusive"


async def test_what_was_set_aside_is_taken_back_from_the_list(
    editing: Editing, text_on: Any, new_document: Any, workspace: Any
) -> None:
    number = new_document(I__7__2="山田 太郎")
    async with editing(document_id=number) as (pilot, editor):
        await pilot.press("f5")
        await pilot.pause()
        screen = pilot.app.screen
        line = next(each for each in screen.desk.standing if each.finding.rule == "person_name")
        screen.desk.set_aside(line, "この職の通称")
        screen._show(10_000)
        await pilot.press("up", "down", "delete")
        await pilot.pause()
        assert screen.desk.aside == ()
        assert "person_name" in [each.finding.rule for each in screen.desk.standing]
        editor.session.flush()
        with Store.open(workspace, read_only=True) as store:
            assert not [key for key in store.load(number).state if key.startswith("aside:")]
