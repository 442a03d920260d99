"""What goes wrong is told in words, and the screens go on."""

from __future__ import annotations

import io
import sys
from collections.abc import Callable
from typing import Any

import pytest
from program import in_text, run_program
from screens import settle

from pia_tui.errors import PiaError, UsageError
from pia_tui.store.errors import StoreBusy
from pia_tui.tui import require_terminal, run
from pia_tui.tui.drawing.glyphs import use_style
from pia_tui.tui.editor.screen import EditorScreen
from pia_tui.tui.register.home import HomeScreen
from pia_tui.tui.screens.dialogs import PickScreen
from pia_tui.workspace import Workspace


class Busy:
    """A store that another program holds, for everything that writes."""

    def __init__(self, store: Any) -> None:
        self._store = store

    def __getattr__(self, name: str) -> Any:
        if name in ("archive", "duplicate", "lock", "load"):
            raise StoreBusy(
                "ほかのプログラムが使っています。", safe="内容はそのままです。", next="少し待ってください。"
            )
        return getattr(self._store, name)


@pytest.mark.parametrize("entry", ["archive", "duplicate", "open"])
async def test_a_busy_store_is_told_and_the_register_lives_on(
    running: Callable[..., Any], new_document: Any, entry: str
) -> None:
    new_document("kiso_r6", "事務")
    async with running() as pilot:
        thread = pilot.app.store
        real, thread._store = thread._store, Busy(thread._store)
        await pilot.press("ctrl+b")
        await settle(pilot)
        pilot.app.screen.dismiss(entry)
        await settle(pilot)
        for _ in range(2 if entry == "duplicate" else 1):  # which 事務, and its name
            await pilot.press("enter")
            await settle(pilot)
        assert any("使っています" in one.text for one in pilot.app.messages)
        thread._store = real
        assert isinstance(pilot.app.screen, HomeScreen)
        await pilot.press("enter")
        await settle(pilot)
        assert isinstance(pilot.app.screen, EditorScreen)


def test_without_a_terminal_it_says_so(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "__stdin__", io.StringIO())
    with pytest.raises(UsageError, match="端末につながっていません"):
        require_terminal()


@pytest.mark.parametrize("words", [[], ["doctor", "--console"]], ids=["screens", "test sheet"])
def test_piped_from_the_shell_it_ends_with_2_and_one_line(tmp_path: Any, words: list[str]) -> None:
    made = in_text(run_program("--workspace", str(tmp_path), *words))
    assert made.returncode == 2
    assert "Traceback" not in made.stderr
    assert len(made.stderr.strip().splitlines()) == 1


async def test_an_unforeseen_failure_ends_with_an_explanation(
    running: Callable[..., Any], workspace: Workspace
) -> None:
    with pytest.raises(ZeroDivisionError):  # noqa: PT012 - the failure comes out when the app ends
        async with running() as pilot:
            pilot.app.call_later(lambda: 1 // 0)
            await settle(pilot)
    assert "ZeroDivisionError" in (workspace.db / "last-error.txt").read_text("utf-8")


def test_the_explanation_names_what_is_safe(workspace: Workspace, monkeypatch: pytest.MonkeyPatch) -> None:
    from pia_tui.tui import app as app_module

    class Failing(app_module.PiaApp):
        def run(self, *_: Any, **__: Any) -> int:
            self._handle_exception(ZeroDivisionError())
            return 1

    monkeypatch.setattr("pia_tui.tui.require_terminal", lambda: None)
    monkeypatch.setattr(app_module, "PiaApp", Failing)
    with pytest.raises(PiaError, match="保存済み"):
        run(workspace)


async def test_the_safe_style_draws_no_lines_or_blocks(editing: Callable[..., Any], text_on: Any) -> None:
    use_style(True)
    async with editing((120, 40), at="II[1].2.1") as (pilot, editor):
        pilot.app.looks.choose_style(True)
        for action in ("blocks", "palette", "note", "find"):
            editor.perform(action)
            await settle(pilot)
            drawn = {sign for sign in text_on(pilot.app) if "\u2500" <= sign <= "\u25ff"} - {"○", "◆", "■", "□"}
            assert not drawn, action
            pilot.app.pop_screen()
            await settle(pilot)
        assert pilot.app.screen is editor


async def test_dialogs_fit_a_small_window(editing: Callable[..., Any], text_on: Any) -> None:
    async with editing(at="I.1.1") as (pilot, editor):
        editor.perform("palette")
        await settle(pilot)
        lines = text_on(pilot.app).splitlines()
        assert any("╰" in line for line in lines)
        assert any(line.strip().startswith("F1") for line in lines[-2:]), (
            "the keys stand below, in the two lines of the footer"
        )
        assert not isinstance(pilot.app.screen, PickScreen)


async def test_a_store_that_can_only_be_read_is_shown_and_not_written(
    workspace: Workspace, new_document: Any, text_on: Any, flat_on: Any
) -> None:
    from pia_tui.tui.app import PiaApp
    from pia_tui.tui.store_thread import StoreThread

    number = new_document("kiso_r6", "読むだけの事務", I__1__2="記入済み")
    store = StoreThread(workspace, read_only=True)
    try:
        async with PiaApp(store).run_test(size=(80, 24)) as pilot:
            await settle(pilot)
            assert "読み取り専用" in text_on(pilot.app)
            await pilot.press("ctrl+n")
            await settle(pilot)
            assert "評価書は作れません" in flat_on(pilot.app)
            await pilot.press("escape", "escape")
            await settle(pilot)
            pilot.app.open_document(number, at="I.1.2")  # type: ignore[attr-defined]
            await settle(pilot)
            editor = pilot.app.screen
            assert isinstance(editor, EditorScreen)
            assert "読むだけ" in editor.query_one("TitleBar").state  # type: ignore[attr-defined]
            for key in ("enter", "delete", "ctrl+b", "ctrl+e", "ctrl+n", "ctrl+o", "ctrl+t", "ctrl+z"):
                pilot.app.close_messages()  # type: ignore[attr-defined]
                await pilot.press(key)
                await settle(pilot)
                assert editor.place == "editor", key  # type: ignore[attr-defined]
                assert "読み取り専用のため、この評価書は読むだけです" in flat_on(pilot.app), key
            assert not editor.session.unsaved  # type: ignore[attr-defined]
            pilot.app.close_messages()  # type: ignore[attr-defined]
            for _ in range(4):  # a message, the warning, the way out
                if isinstance(pilot.app.screen, HomeScreen):
                    break
                await pilot.press("escape")
                await settle(pilot)
            assert isinstance(pilot.app.screen, HomeScreen)
    finally:
        store.close()


async def test_an_open_editor_shows_life_without_a_key(
    editing: Callable[..., Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Whoever reads for an hour must not look like a machine that is switched off."""
    monkeypatch.setattr("pia_tui.store.lock.BEAT_SECONDS", 0.01)
    long_ago = "2020-01-01T00:00:00.000+00:00"
    async with editing() as (pilot, editor):

        def make_old(store: Any) -> None:
            store.db.execute("UPDATE locks SET heartbeat = ?", [long_ago])
            store.db.conn.commit()

        pilot.app.store.call(make_old)
        for _ in range(400):
            await pilot.pause(0.01)
            (holder,) = pilot.app.store.call(lambda s: s.holders())
            if holder.heartbeat > "2021":
                break
        assert holder.heartbeat > "2021"
        assert editor.session.id == holder.document_id


@pytest.mark.parametrize("fails", [False, True])
def test_leaving_takes_a_backup_of_what_was_written(
    workspace: Workspace, monkeypatch: pytest.MonkeyPatch, fails: bool
) -> None:
    from pia_tui.assessment import Assessment
    from pia_tui.forms import load_form
    from pia_tui.store import Store
    from pia_tui.tui import app as app_module

    class Short(app_module.PiaApp):
        def run(self, *_: Any, **__: Any) -> int:
            document = Assessment.new(load_form("kiso_r6"), "事務")
            self.store.call(lambda s: s.create("kiso_r6", document.state))
            if fails:
                raise ZeroDivisionError
            return 0

    monkeypatch.setattr("pia_tui.tui.require_terminal", lambda: None)
    monkeypatch.setattr(app_module, "PiaApp", Short)
    if fails:
        with pytest.raises(ZeroDivisionError):
            run(workspace)
    else:
        run(workspace)
    with Store.open(workspace) as store:
        (made,) = store.backups()
        assert made.reason == "exit"
        assert made.journal == str(store.journal_head())
