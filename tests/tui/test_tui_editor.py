"""Writing answers: every kind of item, by keyboard, with an IME's bursts, and saved as one types."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from typing import Any

import pytest
from screens import settle
from textual import events

from pia_tui.store import Store
from pia_tui.tui.editor.screen import EditorScreen
from pia_tui.tui.screens.dialogs import PickScreen

Editing = Callable[..., Any]


def burst(app: Any, text: str) -> None:
    """Keys as a console delivers committed IME text: one an event, all at once."""
    for sign in text:
        app.post_message(events.Key(sign, sign))


def stored(editor: EditorScreen, path: str) -> object:
    """What is on the disk, read through another connection."""
    with Store.open(editor.session.store.workspace, read_only=True) as store:
        return store.value(editor.session.id, editor.session.document.key(path))


# -- text ------------------------------------------------------------------------------------------------------


async def test_enter_opens_an_item_and_what_is_typed_is_kept(editing: Editing) -> None:
    async with editing(at="I.1.2") as (pilot, editor):
        await pilot.press("enter")
        assert editor.place == "text"
        burst(pilot.app, "児童手当の認定を行う。")
        await settle(pilot)
        await pilot.press("escape")
        assert editor.place == "editor"
        assert editor.session.document.get("I.1.2") == "児童手当の認定を行う。"
        await settle(pilot)
        assert stored(editor, "I.1.2") == "児童手当の認定を行う。"


async def test_typing_opens_the_item_and_loses_no_letter_of_the_burst(editing: Editing) -> None:
    text = "全住民の記録を、正確に保つ　（転入・転出を含む）。𠮷野葛\U000e0100\ue000"
    async with editing(at="I.1.2") as (pilot, editor):
        burst(pilot.app, text)
        await settle(pilot)
        burst(pilot.app, "続き")
        await settle(pilot)
        assert editor.pane.editor.text == text + "続き"


async def test_a_paste_of_2000_characters_arrives_whole(editing: Editing) -> None:
    text = "".join(f"{number}行目。特定個人情報を取り扱う。\n" for number in range(100))
    async with editing(at="I.1.2") as (pilot, editor):
        pilot.app.post_message(events.Paste(text))
        await settle(pilot)
        assert editor.pane.editor.text == text
        await pilot.press("escape")
        assert editor.session.document.get("I.1.2") == text


async def test_a_paste_typed_as_keys_arrives_whole(editing: Editing) -> None:
    """The classic console pastes by typing."""
    text = "住民票の写しを交付する事務。" * 30
    async with editing(at="I.1.2") as (pilot, editor):
        burst(pilot.app, text)
        await settle(pilot)
        assert editor.pane.editor.text == text


async def test_markup_and_odd_signs_stay_text(editing: Editing, text_on: Any) -> None:
    text = "<住基システムにおける措置> [bold]&amp; =1+1 {x} %s"
    async with editing(at="I.1.2") as (pilot, editor):
        pilot.app.post_message(events.Paste(text))
        await settle(pilot)
        await pilot.press("escape")
        assert editor.session.document.get("I.1.2") == text
        assert "[bold]&amp;" in text_on(pilot.app)


async def test_control_characters_are_refused_and_offered_without(editing: Editing) -> None:
    async with editing(at="I.1.2") as (pilot, editor):
        await pilot.press("enter")
        pilot.app.post_message(events.Paste("前\x1b[31m後\x0b"))
        await settle(pilot)
        assert isinstance(pilot.app.screen, PickScreen)
        assert editor.pane.editor.text == ""
        await pilot.press("1")
        await settle(pilot)
        assert editor.pane.editor.text == "前[31m後\n", "a line end of a word processor is a line end"


async def test_tab_saves_and_goes_to_the_next_item(editing: Editing) -> None:
    async with editing(at="I.1.1") as (pilot, editor):
        await pilot.press("enter")
        editor.pane.editor.load_text("母子保健に関する事務")
        await pilot.press("tab")
        assert editor.pane.node.path == "I.1.2"
        assert editor.place == "editor"
        await settle(pilot)
        assert stored(editor, "I.1.1") == "母子保健に関する事務"
        await pilot.press("enter", "shift+tab")
        assert editor.pane.node.path == "I.1.1"


async def test_arrows_leave_the_text_at_its_edges_only(editing: Editing) -> None:
    async with editing(at="I.1.2") as (pilot, editor):
        await pilot.press("enter")
        editor.pane.editor.load_text("一行目\n二行目")
        editor.pane.editor.move_cursor((0, 0))
        await pilot.press("down")
        assert editor.place == "text"
        await pilot.press("down")
        assert editor.place == "text", "first to the end of the line"
        await pilot.press("down")
        assert editor.place == "editor"
        assert editor.pane.node.path == "I.1.3"


async def test_typing_is_saved_within_a_second(editing: Editing) -> None:
    async with editing(at="I.1.2") as (pilot, editor):
        burst(pilot.app, "途中の文")
        await settle(pilot)
        for _ in range(40):
            await asyncio.sleep(0.05)
            if stored(editor, "I.1.2") == "途中の文":
                break
        else:
            pytest.fail("not saved while typing")
        await settle(pilot)
        assert editor.query_one("TitleBar").state.startswith("保存済み")
        assert editor.place == "text", "saving does not disturb the writer"


# -- choices, marks, dates, counts -----------------------------------------------------------------------------


async def test_digits_pick_a_choice_full_width_ones_too(editing: Editing) -> None:
    async with editing(at="I.1.3") as (pilot, editor):
        choices = editor.pane.node.item.choice_texts
        await pilot.press("2")
        assert editor.session.document.get("I.1.3") == choices[1]
        burst(pilot.app, "４")
        await settle(pilot)
        assert editor.session.document.get("I.1.3") == choices[3]


async def test_a_choice_can_be_made_from_the_open_list(editing: Editing) -> None:
    async with editing(at="I.1.3") as (pilot, editor):
        await pilot.press("enter")
        assert editor.place == "choose"
        choices = editor.pane.node.item.choice_texts
        await pilot.press("down", "enter")
        assert editor.place == "editor"
        assert editor.session.document.get("I.1.3") == choices[1]
        assert editor.pane.node.path != "I.1.3", "Enter confirms and goes on"
        await pilot.press("up", "enter", "up", "space")
        assert editor.session.document.get("I.1.3") == choices[0]
        assert editor.pane.node.path == "I.1.3"
        await pilot.press("enter", "escape")
        assert editor.place == "editor"


async def test_marks_are_made_with_space_and_sonota_opens_its_text(editing: Editing) -> None:
    async with editing(at="I.2.1[1].3") as (pilot, editor):
        await pilot.press("enter")
        await pilot.press("down", "space")
        burst(pilot.app, "　")  # the blank that an IME types: takes the mark away again
        await settle(pilot)
        await pilot.press("space", "end", "space")
        document = editor.session.document
        options = document.form.item("I.2.1.3").choice_texts
        assert document.get("I.2.1[1].3") == (options[1], options[-1])
        await pilot.press("enter")
        await settle(pilot)
        assert editor.place == "text", "その他（　） asks for its text"
        assert editor.pane.node.path == f"I.2.1[1].3.{len(options)}"
        burst(pilot.app, "住登外システム")
        await settle(pilot)
        await pilot.press("escape")
        assert document.get(f"I.2.1[1].3.{len(options)}") == "住登外システム"


async def test_a_text_typed_while_marking_goes_into_sonota(editing: Editing) -> None:
    """One marks その他 and writes on, as on paper: no letter of it is lost."""
    async with editing(at="I.2.1[1].3") as (pilot, editor):
        await pilot.press("enter", "end", "space")
        await settle(pilot)
        burst(pilot.app, "住登外システム")
        await settle(pilot)
        assert editor.place == "text"
        assert editor.pane.editor.text == "住登外システム"
        await pilot.press("escape", "up", "enter")
        await settle(pilot)
        assert editor.place == "choose"
        pilot.app.post_message(events.Paste("と宛名システム"))
        await settle(pilot)
        assert editor.pane.editor.text == "住登外システムと宛名システム", "what stands there is written on"


@pytest.mark.parametrize("opened", [False, True])
async def test_a_text_typed_where_one_chooses_is_not_swallowed_without_a_word(
    editing: Editing, flat_on: Any, opened: bool
) -> None:
    for at in ("I.1.3", "I.2.1[1].3", "II[1].5.1.1"):
        async with editing(at=at) as (pilot, editor):
            if opened:
                await pilot.press("enter")
            before = dict(editor.session.document.state)
            burst(pilot.app, "事務")
            await settle(pilot)
            assert "ここは選ぶ欄です" in flat_on(pilot.app)
            assert editor.place == ("choose" if opened else "editor")
            pilot.app.close_messages()
            pilot.app.post_message(events.Paste("貼り付けた文"))
            await settle(pilot)
            assert "ここは選ぶ欄です" in flat_on(pilot.app)
            assert dict(editor.session.document.state) == before


async def test_flags_go_on_and_off_with_space(editing: Editing) -> None:
    async with editing(at="II[1].5.1.1") as (pilot, editor):
        await pilot.press("space")
        assert editor.session.document.get("II[1].5.1.1") is True
        await pilot.press("space")
        assert editor.session.document.get("II[1].5.1.1") is False
        await pilot.press("delete")
        assert editor.session.document.get("II[1].5.1.1") is None


@pytest.mark.parametrize("typed", ["令和7年4月15日", "R7.4.15", "2025-04-15", "２０２５／４／１５"])
async def test_dates_are_read_in_both_calendars_and_kept_in_wareki(editing: Editing, typed: str) -> None:
    async with editing(at="cover.7") as (pilot, editor):
        await pilot.press("enter")
        editor.pane.editor.load_text(typed)
        await pilot.press("enter")
        assert editor.place == "editor"
        assert editor.session.document.get("cover.7") == "令和7年4月15日"


@pytest.mark.parametrize(("at", "typed"), [
    ("cover.7", "令和7年2月30日"), ("cover.7", "令和7年4月"), ("II[1].4.1.1", "三つ"), ("cover.1", "第3号"),
])  # fmt: skip
async def test_what_cannot_be_read_is_kept_as_a_draft(
    editing: Editing, new_document: Any, flat_on: Any, at: str, typed: str
) -> None:
    number = new_document(**{"II[1].4.1": "委託する"})
    async with editing(document_id=number, at=at) as (pilot, editor):
        await pilot.press("enter")
        burst(pilot.app, typed)
        await settle(pilot)
        await pilot.press("enter")
        assert editor.place == "text", "first it is shown what is wrong"
        assert "入れてください" in flat_on(pilot.app)
        await pilot.press("ctrl+s")
        await settle(pilot)
        state = editor.query_one("TitleBar").state
        assert "保存済み" not in state
        assert "下書き" in state
        assert "答えとして読めないため" in flat_on(pilot.app)
        assert stored(editor, f"draft:{editor.session.document.key(at)}") == typed
        await pilot.press("tab")
        assert editor.place == "editor", "nobody is kept in a field"
        assert editor.session.document.get(at) is None
        assert f"下書き「{typed}」" in flat_on(pilot.app)
    async with editing(document_id=number, at=at) as (pilot, editor):
        assert "保存済み" not in editor.query_one("TitleBar").state
        await pilot.press("enter")
        assert editor.pane.editor.text == typed
        assert "入れてください" in flat_on(pilot.app)
        editor.pane.editor.load_text("7" if at != "cover.7" else "R7.4.15")
        await settle(pilot)
        await pilot.press("enter")
        await settle(pilot)
        assert editor.session.document.get(at) in (7, "7", "令和7年4月15日")
        assert "保存済み" in editor.query_one("TitleBar").state
        assert stored(editor, f"draft:{editor.session.document.key(at)}") is None


async def test_a_sentence_is_taken_where_the_form_allows_it(editing: Editing) -> None:
    async with editing(at="II[1].2.5") as (pilot, editor):
        await pilot.press("enter")
        editor.pane.editor.load_text("番号法の施行の日")
        await pilot.press("enter")
        assert editor.session.document.get("II[1].2.5") == "番号法の施行の日"


async def test_counts_take_full_width_digits(editing: Editing) -> None:
    async with editing(at="II[1].4.1.1") as (pilot, editor):
        await pilot.press("enter")
        editor.pane.editor.load_text("１２")
        await pilot.press("enter")
        assert editor.session.document.get("II[1].4.1.1") == 12


# -- looks of the page -----------------------------------------------------------------------------------------


async def test_the_page_shows_where_one_is_in_the_words_of_the_form(editing: Editing, text_on: Any) -> None:
    async with editing(at="II[1].3.4") as (pilot, _):
        line = text_on(pilot.app).splitlines()[1]
        assert line.split("＞")[0].strip() == "Ⅱ（1）"
        assert "④入手に係る妥当性" in line


@pytest.mark.parametrize(("size", "panes"), [((80, 24), 1), ((120, 40), 3)])
async def test_one_pane_in_a_small_window_three_in_a_large_one(
    editing: Editing, size: tuple[int, int], panes: int
) -> None:
    async with editing(size) as (pilot, editor):
        shown = [one for one in ("#sections", "#pane", "#help") if editor.query_one(one).display]
        assert len(shown) == panes
        assert editor.query_one("HintStrip").display is (panes == 1)
        await pilot.press("f1")
        await settle(pilot)
        assert pilot.app.screen is not editor
        await pilot.press("escape")
        assert pilot.app.screen is editor


async def test_too_small_a_window_says_so(editing: Editing, text_on: Any) -> None:
    async with editing() as (pilot, _):
        await pilot.resize_terminal(60, 20)
        await settle(pilot)
        assert "80×縦24" in text_on(pilot.app)
        await pilot.resize_terminal(80, 24)
        await settle(pilot)
        assert "評価書番号" in text_on(pilot.app)


async def test_the_mouse_opens_items_and_picks_options(editing: Editing) -> None:
    async with editing(at="I.1.1") as (pilot, editor):
        page = editor.pane.page
        index = page.sheet.index("I.1.3")
        region = page.row_region(index)
        await pilot.click("#page", offset=(40, region.y - page.scroll_offset.y))
        assert editor.place == "choose"
        await pilot.click("#page", offset=(40, page.row_region(index).y - page.scroll_offset.y + 2))
        assert editor.session.document.get("I.1.3") == page.rows[index].node.item.choice_texts[2]
        region = page.row_region(page.sheet.index("I.1.2"))
        await pilot.click("#page", offset=(40, region.y - page.scroll_offset.y))
        assert editor.place == "text"
        assert editor.pane.node.path == "I.1.2"


async def test_a_long_answer_is_cut_on_the_page_and_says_how_much_follows(editing: Editing, text_on: Any) -> None:
    async with editing(at="I.1.2") as (pilot, editor):
        editor.session.put("I.1.2", "とても長い文。" * 200)
        editor.pane.refresh_rows()
        await settle(pilot)
        assert "続きあり（全 1,400 字）" in text_on(pilot.app)


@pytest.mark.parametrize("size", [(80, 24), (120, 40)])
async def test_a_click_on_a_text_while_options_are_open_opens_that_text(editing: Any, size: tuple[int, int]) -> None:
    """Both the page's and the list's handler of clicks ran: the options were taken for those of the text."""
    async with editing(size, at="II[1].2.2", form_id="juten_h30") as (pilot, editor):
        editor.session.put("II[1].2.3", "住民の全員")
        editor.pane.refresh_rows()
        await pilot.press("enter")
        await settle(pilot)
        page = editor.pane.page
        assert page.choosing is not None
        key = editor.session.document.key("II[1].2.3")
        index = page.sheet.index(key)
        await pilot.click("#page", offset=(page.size.width - 8, page.row_region(index).y - page.scroll_offset.y))
        await settle(pilot)
        assert page.choosing is None
        assert editor.pane.answer is not None
        assert editor.pane.answer.key == key
        assert editor.pane.editor.text == "住民の全員"
        await pilot.press("x", "escape")
        await settle(pilot)
        assert "x" in editor.session.document.get("II[1].2.3")
        assert editor.session.document.get("II[1].2.2") is None
