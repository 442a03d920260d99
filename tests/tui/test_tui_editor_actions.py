"""The editor's actions: saving, undo, repeats, conditions, searching, checking, notes, files."""

from __future__ import annotations

import asyncio
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from PIL import Image
from screens import settle

from pia_tui.store import Store
from pia_tui.store.errors import StoreFull
from pia_tui.tui.checks.findings_screen import FindingsScreen
from pia_tui.tui.editor.reading import ReviewScreen
from pia_tui.tui.editor.screen import EditorScreen
from pia_tui.tui.editor.section_list import SectionList
from pia_tui.tui.editor.sections import SectionsScreen
from pia_tui.tui.editor.writing import WritingScreen
from pia_tui.tui.files.choosing import FileScreen
from pia_tui.tui.register.home import HomeScreen
from pia_tui.tui.screens.dialogs import LineScreen, NoteScreen, PickScreen
from pia_tui.tui.screens.found import FoundScreen
from pia_tui.tui.search.find import FindScreen
from pia_tui.tui.widgets.menu_view import MenuView
from pia_tui.tui.widgets.text_editor import TextEditor

Editing = Callable[..., Any]


async def until(pilot: Any, condition: Callable[[], bool], seconds: float = 20) -> None:
    for _ in range(int(seconds * 20)):
        await pilot.pause()
        if condition():
            return
        await asyncio.sleep(0.05)
    pytest.fail("did not happen")


async def pick(pilot: Any, entry_id: str) -> None:
    """Choose an entry of the dialog in front."""
    screen = pilot.app.screen
    assert isinstance(screen, PickScreen)
    screen.dismiss(entry_id)
    await settle(pilot)


def stored(editor: EditorScreen, path: str) -> object:
    with Store.open(editor.session.store.workspace, read_only=True) as store:
        return store.value(editor.session.id, editor.session.document.key(path))


# -- saving ------------------------------------------------------------------------------------------------


async def test_ctrl_s_saves_while_one_writes(editing: Editing) -> None:
    async with editing(at="I.1.2") as (pilot, editor):
        await pilot.press("enter")
        editor.pane.editor.load_text("書きかけ")
        await pilot.press("ctrl+s")
        assert stored(editor, "I.1.2") == "書きかけ"
        assert editor.place == "text"


@pytest.mark.parametrize("way", ["escape", "ctrl+q"])
async def test_leaving_saves_what_is_being_written(editing: Editing, text_on: Any, way: str) -> None:
    async with editing(at="I.1.2") as (pilot, editor):
        await pilot.press("enter")
        editor.pane.editor.load_text("最後の一文")
        if way == "escape":
            await pilot.press("escape", "escape")
            assert pilot.app.screen is editor, "leaving the document is a step of its own"
            assert "もう一度で一覧へ戻る" in text_on(pilot.app)
            await pilot.press("escape")
            await settle(pilot)
            assert isinstance(pilot.app.screen, HomeScreen)
        else:
            await pilot.press("ctrl+q")
            await settle(pilot)
        assert stored(editor, "I.1.2") == "最後の一文"


class FullDisk:
    """A store whose disk has no room."""

    def __init__(self, store: Any) -> None:
        self._store = store

    def __getattr__(self, name: str) -> Any:
        return getattr(self._store, name)

    def write(self, *_: object, **__: object) -> None:
        raise StoreFull(
            "ディスクに空きがありません。", safe="入力した文字は画面に残っています。", next="空きを作ってください。"
        )


async def test_a_failed_save_is_shown_blocks_leaving_and_loses_nothing(editing: Editing, text_on: Any) -> None:
    async with editing(at="I.1.2") as (pilot, editor):
        thread = editor.session.store
        real = thread._store
        thread._store = FullDisk(real)
        await pilot.press("enter")
        editor.pane.editor.load_text("失われない文")
        await pilot.press("escape")
        await until(pilot, lambda: "保存できません" in editor.query_one("TitleBar").state)
        for way in ("escape", "ctrl+q"):
            pilot.app.close_messages()  # the first Esc is for the message
            await pilot.press(*([way] * (2 if way == "escape" else 1)))
            await settle(pilot)
            assert isinstance(pilot.app.screen, PickScreen), f"{way} must not lead out"
            await pick(pilot, "stay")
            assert pilot.app.screen is editor
        assert "失われない文" in text_on(pilot.app)
        thread._store = real
        await pilot.press("escape", "escape")
        await settle(pilot)
        assert isinstance(pilot.app.screen, HomeScreen)
        assert stored(editor, "I.1.2") == "失われない文"


async def test_unsaved_changes_can_be_given_up_on_purpose(editing: Editing) -> None:
    async with editing(at="I.1.2") as (pilot, editor):
        thread = editor.session.store
        real, thread._store = thread._store, FullDisk(thread._store)
        await pilot.press("enter")
        editor.pane.editor.load_text("あきらめる文")
        await pilot.press("escape")
        await until(pilot, lambda: bool(pilot.app.messages))
        await pilot.press("escape", "escape", "escape")  # the first is for the message
        await settle(pilot)
        await pick(pilot, "drop")
        assert editor.session.document.get("I.1.2") is None
        thread._store = real
        await pilot.press("escape", "escape", "escape")
        await settle(pilot)
        assert isinstance(pilot.app.screen, HomeScreen)


async def test_undo_and_redo_reach_back_over_a_restart(editing: Editing, new_document: Any) -> None:
    number = new_document()
    async with editing(document_id=number, at="I.1.3") as (pilot, editor):
        await pilot.press("2")
        await pilot.press("3")
        await settle(pilot)
        await pilot.press("escape")
        await settle(pilot)
    async with editing(document_id=number) as (pilot, editor):
        choices = editor.session.document.form.item("I.1.3").choice_texts
        assert editor.session.document.get("I.1.3") == choices[2]
        await pilot.press("ctrl+z")
        assert editor.session.document.get("I.1.3") == choices[1]
        assert editor.pane.node.path == "I.1.3", "undo shows what it changed"
        await pilot.press("ctrl+z")
        assert editor.session.document.get("I.1.3") is None
        await pilot.press("ctrl+y", "ctrl+y")
        assert editor.session.document.get("I.1.3") == choices[2]


async def test_one_step_of_undo_takes_back_a_text_written_in_one_go(editing: Editing) -> None:
    """However often it was saved meanwhile."""
    async with editing(at="I.1.2") as (pilot, editor):
        await pilot.press("enter")
        for text in ("一", "一二", "一二三"):
            editor.pane.editor.load_text(text)
            await pilot.press("ctrl+s")
        await pilot.press("escape")
        await pilot.press("ctrl+z")
        assert editor.session.document.get("I.1.2") is None
        await pilot.press("ctrl+y")
        assert editor.session.document.get("I.1.2") == "一二三"


async def test_delete_clears_an_item_and_undo_brings_it_back(editing: Editing) -> None:
    async with editing(at="I.1.1") as (pilot, editor):
        before = editor.session.document.get("I.1.1")
        assert before
        await pilot.press("delete")
        assert editor.session.document.get("I.1.1") is None
        await pilot.press("ctrl+z")
        assert editor.session.document.get("I.1.1") == before


async def test_somebody_elses_document_is_read_only_and_can_be_taken_over(
    editing: Editing, new_document: Any, workspace: Any, text_on: Any
) -> None:
    number = new_document()
    with Store.open(workspace) as other:
        other.lock(number)
        async with editing(document_id=number, at="I.1.2") as (pilot, editor):
            assert "読むだけ" in editor.query_one("TitleBar").state
            await pilot.press("enter")
            assert editor.place == "editor"
            await settle(pilot)
            assert "から）が編集中のため、この評価書は読むだけです" in text_on(pilot.app).replace("\n", "")
            editor.perform("take_over")
            await settle(pilot)
            assert "から）が編集中です" in text_on(pilot.app)
            await pick(pilot, "yes")
            assert not editor.session.read_only
            editor.go_to(editor.session.document.key("I.1.2"))
            await pilot.press("enter")
            assert editor.place == "text"


async def test_digits_like_a_personal_number_are_not_kept_without_a_reason(editing: Editing) -> None:
    async with editing(at="I.1.2") as (pilot, editor):
        await pilot.press("enter")
        editor.pane.editor.load_text("架空の番号は 123456789018 です。")
        await pilot.press("escape")
        await until(pilot, lambda: "保存できません" in editor.query_one("TitleBar").state)
        assert pilot.app.screen is editor, "a question of its own accord would take the letters that are being typed"
        assert stored(editor, "I.1.2") is None
        await pilot.press("ctrl+s")
        await until(pilot, lambda: isinstance(pilot.app.screen, PickScreen))
        await pick(pilot, "reason")
        assert isinstance(pilot.app.screen, LineScreen)
        pilot.app.screen.query_one(TextEditor).load_text("説明のための架空の例")
        await pilot.press("enter")
        await until(pilot, lambda: not editor.session.unsaved)
        assert stored(editor, "I.1.2") == "架空の番号は 123456789018 です。"


# -- repeats -----------------------------------------------------------------------------------------------


async def test_blocks_are_added_copied_moved_and_removed(editing: Editing) -> None:
    async with editing(at="II[1].4.1") as (pilot, editor):
        document = editor.session.document
        await pilot.press("1")
        page = editor.pane.page
        add = next(n for n, row in enumerate(page.rows) if row.kind == "add" and "委託事項" in row.label)
        page.move_to(add)
        await pilot.press("enter")
        await settle(pilot)
        assert document.count("II[1].4.2") == 1
        assert document.get("II[1].4.1.1") == 1, "件 follows"
        assert editor.pane.node.path == "II[1].4.2[1]"
        await pilot.press("enter")
        editor.pane.editor.load_text("印刷業務")
        await pilot.press("escape")
        for what, names in (
            ("copy:0", ["印刷業務", "印刷業務"]),
            ("add:0", ["印刷業務", "印刷業務", None]),
            ("up:0", ["印刷業務", None, "印刷業務"]),
            ("remove:0", ["印刷業務", "印刷業務"]),
        ):
            await pilot.press("ctrl+b")
            await settle(pilot)
            await pick(pilot, what)
            count = document.count("II[1].4.2")
            assert [document.get(f"II[1].4.2[{n + 1}]") for n in range(count)] == names, what
            assert document.get("II[1].4.1.1") == count
        await pilot.press("ctrl+z")
        assert document.count("II[1].4.2") == 3


async def test_a_new_file_brings_its_sections_and_the_boilerplate_can_be_copied(editing: Editing) -> None:
    async with editing(at="III[1].2.1.1") as (pilot, editor):
        document = editor.session.document
        await pilot.press("enter")
        editor.pane.editor.load_text("窓口で本人を確かめる。")
        await pilot.press("escape", "ctrl+b")
        await settle(pilot)
        targets = editor.blocks.targets()
        await pick(pilot, f"add:{len(targets) - 1}")
        assert [part.path for part in document.parts() if part.section.id in ("II", "III")] == [
            "II[1]", "II[2]", "III[1]", "III[2]",
        ]  # fmt: skip
        editor.show_part(next(part for part in document.parts() if part.path == "III[2]"))
        await settle(pilot)
        editor.perform("copy_from_file")
        await settle(pilot)
        screen = pilot.app.screen
        assert isinstance(screen, PickScreen)
        await pick(pilot, screen._entries[0].id)
        assert document.get("III[2].2.1.1") == "窓口で本人を確かめる。"
        key = document.key("III[2].2.1.1")
        assert document.get(f"unconfirmed:{key}"), "copied text waits to be confirmed"
        editor.go_to(key)
        editor.perform("confirm_text")
        assert document.get(f"unconfirmed:{key}") is None
        await pilot.press("ctrl+b")
        await settle(pilot)
        await pick(pilot, f"remove:{len(editor.blocks.targets()) - 1}")
        assert document.count("file") == 1


async def test_many_blocks_start_folded_and_open_with_the_arrows(editing: Editing, new_document: Any) -> None:
    number = new_document(**{"II[1]__4__1": "委託する", "II[1]__4__2[5]": "五つ目"})
    async with editing(document_id=number, at="II[1].4.2[5]") as (pilot, editor):
        rows = editor.pane.page.rows
        assert sum(1 for row in rows if row.kind == "block" and row.folded) >= 4
        before = len(rows)
        await pilot.press("right")
        await pilot.press("left")
        assert len(editor.pane.page.rows) <= before
        await pilot.press("right", "down", "left")
        assert editor.pane.node.path == "II[1].4.2[5]", "← leads from an item to its block"


# -- conditions --------------------------------------------------------------------------------------------


async def test_what_does_not_apply_folds_with_a_word_and_keeps_its_text(
    editing: Editing, new_document: Any, flat_on: Any
) -> None:
    number = new_document(**{"III[1]__5__2__1__1": "提供の記録を7年間残す。"})
    async with editing(document_id=number, at="III[1].5.1") as (pilot, editor):
        document = editor.session.document
        await pilot.press("1")
        row = next(row for row in editor.pane.page.rows if row.kind == "off")
        assert row.kept == 1
        assert document.get("III[1].5.2.1.1") == "提供の記録を7年間残す。"
        assert "印刷されずに残っています" in flat_on(pilot.app)
        await pilot.press("down", "space")
        await settle(pilot)
        assert "提供の記録を7年間残す。" in flat_on(pilot.app)
        editor.perform("clear_hidden")
        assert document.get("III[1].5.2.1.1") is None
        await pilot.press("ctrl+z")
        assert document.get("III[1].5.2.1.1") == "提供の記録を7年間残す。"


# -- going about -------------------------------------------------------------------------------------------


async def test_f2_goes_to_the_next_unanswered_item(editing: Editing) -> None:
    async with editing(at="I.1.1") as (pilot, editor):
        await pilot.press("f2")
        assert editor.pane.node.path == "I.1.2"
        await pilot.press("f2")
        assert editor.pane.node.path == "I.1.3"
        editor.go_to(editor.session.document.key("VI.1.1"))
        while editor.pane.part.path == "VI":
            before = editor.pane.node.path
            await pilot.press("f2")
            assert editor.pane.node.path != before
        assert editor.pane.part.path != "VI", "after the last comes the first"


async def test_f3_finds_words_of_one_letter_and_goes_there(editing: Editing, new_document: Any) -> None:
    number = new_document(**{"II[1]__3__4": "公平な課税のため"})
    async with editing(document_id=number) as (pilot, editor):
        await pilot.press("f3")
        await settle(pilot)
        screen = pilot.app.screen
        assert isinstance(screen, FindScreen)
        screen.query_one(TextEditor).load_text("税")
        await settle(pilot)
        assert len(screen.query_one(MenuView).entries) == 1
        await pilot.press("enter")
        await settle(pilot)
        assert editor.pane.node.path == "II[1].3.4"


async def test_f4_shows_the_contents(editing: Editing) -> None:
    async with editing() as (pilot, editor):
        await pilot.press("f4")
        await settle(pilot)
        assert isinstance(pilot.app.screen, SectionsScreen)
        await pilot.press("down", "enter")
        await settle(pilot)
        assert editor.pane.part.path == "I"
    async with editing((120, 40)) as (pilot, editor):
        await pilot.press("f4")
        contents = editor.query_one(SectionList)
        assert contents.has_focus
        await pilot.press("down", "down", "enter")
        await settle(pilot)
        assert editor.pane.part.path == "betten1"
        assert editor.pane.page.has_focus


async def test_the_contents_tell_how_far_each_section_is(editing: Editing, text_on: Any) -> None:
    async with editing((120, 40), form_id="kiso_r6") as (pilot, editor):
        await settle(pilot)
        before = editor.progress["I"]
        editor.go_to(editor.session.document.key("I.1.2"))
        await pilot.press("enter")
        editor.pane.editor.load_text("概要の文")
        await pilot.press("escape")
        await settle(pilot)
        assert editor.progress["I"].answered == before.answered + 1
        assert f"{editor.progress['I'].answered}/{editor.progress['I'].asked}" in text_on(pilot.app)


async def test_f5_checks_and_leads_to_the_finding(editing: Editing, new_document: Any) -> None:
    number = new_document(I__7__2="山田 太郎")
    async with editing(document_id=number) as (pilot, editor):
        await pilot.press("f5")
        await settle(pilot)
        screen = pilot.app.screen
        assert isinstance(screen, FindingsScreen)
        at = next(n for n, line in enumerate(screen.desk.standing) if line.key.startswith("I.7.2"))
        screen.query_one("#places", MenuView).move_to(at)
        await pilot.press("enter")
        await settle(pilot)
        assert editor.pane.node.path == "I.7.2"
        assert editor.review.tags_of(editor.pane.node)


async def test_rows_can_be_narrowed_to_the_unanswered_and_to_remarks(editing: Editing) -> None:
    async with editing(at="I.1.1") as (pilot, editor):
        total = len(editor.pane.page.rows)
        await pilot.press("ctrl+l")
        rows = editor.pane.page.rows
        assert len(rows) < total
        assert not any(row.key == "I.1.1" for row in rows)
        await pilot.press("escape")
        assert len(editor.pane.page.rows) == total
        assert pilot.app.screen is editor


# -- notes, clips, whole screen ----------------------------------------------------------------------------


async def test_a_note_is_kept_listed_and_leads_back(editing: Editing, text_on: Any) -> None:
    async with editing(at="I.1.2") as (pilot, editor):
        await pilot.press("ctrl+n")
        await settle(pilot)
        assert isinstance(pilot.app.screen, NoteScreen)
        pilot.app.screen.query_one(TextEditor).load_text("情報政策課の田中さんに聞く")
        await pilot.press("ctrl+s")
        await settle(pilot)
        assert "メモ：情報政策課" in text_on(pilot.app)
        await until(pilot, lambda: not editor.session.unsaved)
        assert stored(editor, "note:I.1.2") == "情報政策課の田中さんに聞く"
        editor.show_part(next(part for part in editor.session.document.parts() if part.path == "IV"))
        editor.perform("notes")
        await settle(pilot)
        assert isinstance(pilot.app.screen, FoundScreen)
        await pilot.press("enter")
        await settle(pilot)
        assert editor.pane.node.path == "I.1.2"


async def test_a_text_can_be_kept_and_used_elsewhere(editing: Editing) -> None:
    async with editing(at="I.1.2") as (pilot, editor):
        await pilot.press("enter")
        editor.pane.editor.load_text("よく使う文")
        await pilot.press("escape", "ctrl+t")
        await settle(pilot)
        await pick(pilot, "keep")
        assert [clip.text for clip in pilot.app.store.call(lambda s: s.clips())] == ["よく使う文"]
        editor.pane.finish()
        editor.go_to(editor.session.document.key("I.4.1"))
        await pilot.press("ctrl+t")
        await settle(pilot)
        await pick(pilot, "use:0")
        await pilot.press("escape")
        await settle(pilot)
        assert editor.session.document.get("I.4.1") == "よく使う文"
        assert editor.session.document.get("unconfirmed:I.4.1"), "inserted text waits to be confirmed"


async def test_a_text_can_be_written_on_the_whole_screen(editing: Editing) -> None:
    async with editing(at="I.1.2") as (pilot, editor):
        await pilot.press("ctrl+e")
        await settle(pilot)
        screen = pilot.app.screen
        assert isinstance(screen, WritingScreen)
        screen.query_one(TextEditor).load_text("大きく書いた文")
        await pilot.press("escape")
        await settle(pilot)
        assert editor.session.document.get("I.1.2") == "大きく書いた文"
        await until(pilot, lambda: not editor.session.unsaved)
        assert stored(editor, "I.1.2") == "大きく書いた文"


async def test_a_text_can_be_written_in_another_program(
    editing: Editing, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    program = tmp_path / "editor.py"
    program.write_text("import sys; f = open(sys.argv[1], 'a', encoding='utf-8'); f.write('外で書いた文\\n')", "utf-8")
    monkeypatch.setenv("VISUAL", f"{sys.executable} {program}")
    from contextlib import nullcontext

    async with editing(at="I.1.2") as (pilot, editor):
        monkeypatch.setattr(pilot.app, "suspend", nullcontext)
        await pilot.press("ctrl+o")
        await settle(pilot)
        assert editor.session.document.get("I.1.2") == "外で書いた文"
        assert not list(editor.session.store.workspace.db.glob("*.txt")), "nothing is left behind"


async def test_the_review_shows_everything_and_leads_to_an_item(editing: Editing, text_on: Any) -> None:
    async with editing(at="I.1.1") as (pilot, editor):
        await pilot.press("ctrl+r")
        await settle(pilot)
        screen = pilot.app.screen
        assert isinstance(screen, ReviewScreen)
        assert "国民健康保険に関する事務" in text_on(pilot.app)
        await pilot.press("down", "enter")
        await settle(pilot)
        assert editor.pane.node.path == "I.1.2"


async def test_the_history_lists_what_was_changed(editing: Editing, text_on: Any) -> None:
    async with editing(at="I.1.3") as (pilot, editor):
        await pilot.press("2")
        editor.perform("history")
        await settle(pilot)
        assert isinstance(pilot.app.screen, FoundScreen)
        assert "1,000人以上1万人未満" in text_on(pilot.app)


# -- files -------------------------------------------------------------------------------------------------


async def test_ctrl_d_writes_the_pdf_and_says_where(editing: Editing, workspace: Any) -> None:
    async with editing(form_id="kiso_r6") as (pilot, _):
        await pilot.press("ctrl+d")
        await until(pilot, lambda: isinstance(pilot.app.screen, PickScreen), 60)
        made = list(workspace.exports.glob("*.pdf"))
        assert len(made) == 1
        assert made[0].read_bytes().startswith(b"%PDF")


async def test_drawings_are_attached_and_others_refused(editing: Editing, tmp_path: Path) -> None:
    good, bad = tmp_path / "flow.png", tmp_path / "broken.png"
    Image.new("RGB", (40, 30)).save(good)
    bad.write_bytes(good.read_bytes()[:60])
    async with editing(at="betten1.1") as (pilot, editor):
        for path, kept in ((bad, None), (tmp_path / "none.png", None), (good, 1)):
            await pilot.press("enter")
            await settle(pilot)
            screen = pilot.app.screen
            assert isinstance(screen, FileScreen)
            screen.query_one(TextEditor).load_text(str(path))
            await pilot.press("enter")
            await settle(pilot)
            if pilot.app.screen is screen:
                await pilot.press("escape")
                await settle(pilot)
            value = editor.session.document.get("betten1.1")
            assert (len(value) if isinstance(value, tuple) else None) == kept
        await pilot.press("enter")
        await settle(pilot)
        drop = next(entry.id for entry in pilot.app.screen._entries if entry.id.startswith("drop:"))
        await pick(pilot, drop)
        assert editor.session.document.get("betten1.1") is None
        assert any("図を外しました（Ctrl+Z で戻せます）" in one.text for one in pilot.app.messages)
        await pilot.press("ctrl+z")
        await settle(pilot)
        assert len(editor.session.document.get("betten1.1")) == 1


async def test_a_selection_of_rows_is_told_as_long_as_it_lasts(
    editing: Editing, new_document: Any, text_on: Any
) -> None:
    """Once the message is gone the page looks whole: the header names the selection, the footer the way out."""
    number = new_document(I__1__2="記入済み")
    async with editing(document_id=number, at="I.1.2") as (pilot, _):
        await pilot.press("ctrl+l")
        await pilot.pause()
        pilot.app.close_messages()
        await pilot.pause()
        shown = text_on(pilot.app).splitlines()
        assert "［未記入だけ］" in shown[1]
        assert "Esc すべて表示" in shown[-1]
        await pilot.press("escape")
        await pilot.pause()
        shown = text_on(pilot.app).splitlines()
        assert "［" not in shown[1]
        assert "Esc 一覧" in shown[-1]


@pytest.mark.parametrize("action", ["note", "department"])
async def test_what_needs_an_item_says_so_on_other_rows(editing: Editing, flat_on: Any, action: str) -> None:
    async with editing(at="I.1.2") as (pilot, editor):
        await pilot.press("ctrl+end")
        await pilot.press("end")
        assert editor.pane.node is None
        editor.perform(action)
        await pilot.pause()
        assert "項目に移ってから使ってください" in flat_on(pilot.app)
