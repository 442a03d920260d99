"""Answers that both sides changed: seen side by side, chosen one by one, stored all or not at all, and undone."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from screens import settle

from pia_tui.store import Store
from pia_tui.tui.conflicts.differences import differing
from pia_tui.tui.conflicts.screen import ConflictsScreen, SidePane
from pia_tui.tui.conflicts.side_view import SideView
from pia_tui.tui.files.choosing import FileScreen
from pia_tui.tui.jobs.importing import read, take_in
from pia_tui.tui.register.home import HomeScreen
from pia_tui.tui.screens.dialogs import PickScreen
from pia_tui.tui.widgets.text_editor import TextEditor
from pia_tui.tui.widgets.title_bar import TitleBar
from pia_tui.workspace import Workspace

SIZES = [(80, 24), (120, 40)]
OURS, BASE = "届出を受け、台帳に正しく記録する。", "届出を受け、台帳に記録する。"
THEIRS = "届出を受け、台帳に記録し、保管する。\n" + "続きの文。" * 120


async def press(pilot: Any, *keys: str) -> None:
    for key in keys:
        await pilot.press(key)
        await settle(pilot)


async def choosing(pilot: Any, file: Path) -> ConflictsScreen:
    """The screen with the conflicts of a file."""
    pilot.app.screen.perform("import_file")
    await settle(pilot)
    assert isinstance(pilot.app.screen, FileScreen)
    pilot.app.screen.query_one(TextEditor).load_text(str(file))
    await press(pilot, "enter")
    assert isinstance(pilot.app.screen, PickScreen)
    await press(pilot, "1")
    screen = pilot.app.screen
    assert isinstance(screen, ConflictsScreen)
    return screen


def values(workspace: Workspace) -> dict[str, object]:
    """The answers that the two documents differ in: 1 and 2 are their numbers."""
    with Store.open(workspace, read_only=True) as store:
        first, second = (one.id for one in store.documents(sort="created", descending=False))
        return {
            "1": store.value(first, "I.1.2"),
            "2": store.value(second, "I.1.2"),
            "choice": store.value(first, "I.4.1"),
            "free": store.value(first, "I.3.1"),
        }


@pytest.mark.parametrize("size", SIZES)
async def test_both_sides_are_seen_with_what_differs(
    running: Any, arrived: Path, text_on: Any, size: tuple[int, int]
) -> None:
    async with running(size) as pilot:
        screen = await choosing(pilot, arrived)
        shown = text_on(pilot.app)
        for text in ("手元の記入", "届いたもの", "もとの答え", "1/3", "残り 3 件", "正しく", "保管する"):
            assert text in shown
        ours, theirs, base = (pane.region for pane in screen.query(SidePane))
        if size[0] < 100:
            assert ours.bottom <= theirs.y < base.y
        else:
            assert ours.right <= theirs.x < base.x
        assert screen.query_one("#ours-text", SideView).text == OURS
        assert screen.query_one("#base-text", SideView).text == BASE
        await press(pilot, "tab", "end")
        assert screen.query_one("#theirs-text", SideView).has_focus
        assert screen.query_one("#theirs-text", SideView).scroll_offset.y > 0 or size[1] > 24
        lines = screen.query_one("#ours-text", SideView).row_lines(0, 60, False)
        assert [run.text for line in lines for run in line if run.background == "highlight"] == ["正しく"]


@pytest.mark.parametrize("size", SIZES)
async def test_one_by_one_back_again_and_kept_all_at_once(
    running: Any, arrived: Path, workspace: Workspace, text_on: Any, size: tuple[int, int]
) -> None:
    async with running(size) as pilot:
        screen = await choosing(pilot, arrived)
        before = values(workspace)
        order = [(one.conflict.document, one.conflict.key) for one in screen.clashes]
        assert [key for _, key in order] == ["I.1.2", "I.4.1", "I.1.2"]
        await press(pilot, "1", "f3")
        assert screen.at == 2
        assert "残り 1 件" in screen.query_one(TitleBar).state
        await press(pilot, "ctrl+s")
        assert pilot.app.screen is screen, "not before everything is decided"
        await press(pilot, "left", "left")
        assert screen.at == 0
        assert "［こちらにする］" in text_on(pilot.app)
        await press(pilot, "2")
        assert screen.at == 2, "the next that is not decided"
        await press(pilot, "f2")
        assert "すべて決めました" in screen.query_one(TitleBar).state
        assert values(workspace) == before, "nothing is stored before the end"
        await press(pilot, "ctrl+s")
        assert isinstance(pilot.app.screen, PickScreen)
        assert "手元の記入を残す 1 件、届いたものにする 2 件" in text_on(pilot.app)
        await press(pilot, "1")
        assert isinstance(pilot.app.screen, HomeScreen)
    after = values(workspace)
    assert after["1"] == THEIRS, "the same item of two documents is decided for each"
    assert after["2"] == OURS
    assert after["choice"] != before["choice"]
    assert after["free"] == "片方だけで変わった文"


@pytest.mark.parametrize("keys", [("escape",), ("1", "escape", "2"), ("f5", "ctrl+s", "3")])
async def test_nothing_is_stored_where_one_gives_up(
    running: Any, arrived: Path, workspace: Workspace, keys: tuple[str, ...]
) -> None:
    async with running() as pilot:
        await choosing(pilot, arrived)
        before = values(workspace)
        await press(pilot, *keys)
        assert isinstance(pilot.app.screen, HomeScreen)
        assert values(workspace) == before


@pytest.mark.parametrize(("key", "text"), [("f4", OURS), ("f5", THEIRS)])
async def test_all_the_rest(running: Any, arrived: Path, workspace: Workspace, key: str, text: str) -> None:
    async with running() as pilot:
        screen = await choosing(pilot, arrived)
        await press(pilot, "right", "right", "1", key)
        assert not screen.undecided
        await press(pilot, "ctrl+s", "1")
    after = values(workspace)
    assert (after["1"], after["2"]) == (text, OURS)


async def test_the_merge_is_one_step_to_undo(running: Any, arrived: Path, workspace: Workspace) -> None:
    async with running() as pilot:
        before = values(workspace)
        await choosing(pilot, arrived)
        await press(pilot, "1", "2", "2", "ctrl+s", "1")
        number = pilot.app.store.call(lambda s: s.documents(sort="created", descending=False))[0].id
        pilot.app.open_document(number)
        await settle(pilot)
        editor = pilot.app.screen
        await press(pilot, "ctrl+z")
        state = editor.session.document
        assert (state.get("I.1.2"), state.get("I.4.1"), state.get("I.3.1")) == (
            before["1"],
            before["choice"],
            before["free"],
        )
        await press(pilot, "ctrl+y")
        assert editor.session.document.get("I.1.2") == OURS
        assert editor.session.document.get("I.3.1") == "片方だけで変わった文"


async def test_a_sheet_is_chosen_item_by_item(running: Any, workspace: Workspace, tmp_path: Path) -> None:
    import openpyxl

    from pia_tui.assessment import Change
    from pia_tui.usecases.demo import add_demo
    from pia_tui.usecases.export import content

    with Store.open(workspace) as store:
        add_demo(store)
        (tmp_path / "out.xlsx").write_bytes(content(store, 1, "xlsx")[1])
        for key in ("I.1.1", "I.1.2"):
            store.write(1, [Change(key, store.value(1, key), f"担当の文 {key}")])
    book = openpyxl.load_workbook(tmp_path / "out.xlsx")
    for row in (row for sheet in book for row in sheet.iter_rows()):
        if row[0].value in ("I.1.1", "I.1.2"):
            row[4].value = f"係の文 {row[0].value}"
    book.save(tmp_path / "back.xlsx")
    async with running() as pilot:
        screen = await choosing(pilot, tmp_path / "back.xlsx")
        assert [one.base for one in screen.clashes] == [None, None]
        assert not screen.query_one("#base").display
        await press(pilot, "2", "1", "ctrl+s", "1")
        assert isinstance(pilot.app.screen, HomeScreen)
    with Store.open(workspace, read_only=True) as store:
        assert store.value(1, screen.clashes[0].conflict.key) == screen.clashes[0].theirs
        assert store.value(1, screen.clashes[1].conflict.key) == screen.clashes[1].ours


def test_a_document_that_changed_meanwhile_stops_all_of_it(workspace: Workspace, arrived: Path) -> None:
    from pia_tui.assessment import Change
    from pia_tui.errors import PiaError

    found = read(workspace, arrived, lambda *_: True)
    with Store.open(workspace) as store:
        second = store.documents(sort="created", descending=False)[1].id
        store.write(second, [Change("I.1.2", OURS, "その間に書いた文")])
        before = {one.id: store.load(one.id).state for one in store.documents()}
        with pytest.raises(PiaError):
            take_in(store, found, "theirs")
        assert {one.id: store.load(one.id).state for one in store.documents()} == before


LETTERS = st.text(alphabet="あいう、。\n", max_size=60)


@given(LETTERS, LETTERS)
def test_what_is_not_set_off_is_the_same_on_both_sides(one: str, other: str) -> None:
    mine, theirs = differing(one, other)
    for text, spans in ((one, mine), (other, theirs)):
        assert all(0 <= low < high <= len(text) for low, high in spans)
        assert spans == sorted(spans)
    if one == other:
        assert (mine, theirs) == ([], [])
    elif one and other:
        assert mine or theirs


def test_long_texts_are_compared_by_sentences() -> None:
    one = "同じ文が続く。" * 4000
    mine, theirs = differing(one + "終わり。", "初め。" + one + "終わり。")
    assert mine == []
    assert theirs == [(0, 3)]


@pytest.mark.parametrize(("text", "spans", "seen"), [("一\n二", [(1, 2)], "一⏎\n二"), ("一二", [(0, 1)], "一二")])
def test_a_line_end_that_differs_is_seen(text: str, spans: list[tuple[int, int]], seen: str) -> None:
    view = SideView()
    view._lines = []
    view.rows_changed = lambda **_: None  # type: ignore[method-assign]
    view.show_text(text, spans)
    assert view.text == seen


async def test_the_program_does_not_end_over_decisions(running: Any, arrived: Path, flat_on: Any) -> None:
    async with running() as pilot:
        screen = await choosing(pilot, arrived)
        await press(pilot, "1", "ctrl+q", "ctrl+q")
        assert not pilot.app._exit
        assert "取り込まずに終了する" in flat_on(pilot.app)
        await press(pilot, "1")
        assert pilot.app.screen is screen
        assert len(screen.chosen) == 1
        await press(pilot, "ctrl+q", "2")
        assert pilot.app._exit
