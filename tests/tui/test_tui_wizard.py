"""しきい値判断 on the screen, by keyboard and by mouse."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from textual import events
from textual.widgets import Static

from pia_tui.tui.editor.screen import EditorScreen
from pia_tui.tui.input.queue import TypedTogether
from pia_tui.tui.register.home import HomeScreen
from pia_tui.tui.screens.dialogs import PickScreen
from pia_tui.tui.threshold.wizard import WizardScreen
from pia_tui.tui.widgets.menu_view import MenuView
from pia_tui.tui.widgets.text_editor import TextEditor

Running = Callable[..., Any]


def said(screen: WizardScreen) -> str:
    return str(screen.query_one("#said", Static).content)


async def answer(pilot: Any, text: str) -> None:
    """Type into the field and press Enter."""
    screen = pilot.app.screen
    screen.query_one("#answer", TextEditor).load_text(text)
    await pilot.press("enter")
    await pilot.pause()


async def to_result(pilot: Any, subjects: str, handlers: str, *, incident: bool = False) -> WizardScreen:
    await pilot.press("ctrl+n")
    await pilot.pause()
    await answer(pilot, subjects)
    await answer(pilot, "")
    await answer(pilot, handlers)
    await answer(pilot, "令和7年4月1日")
    await pilot.press("2" if incident else "1")
    await pilot.press("1")
    await pilot.pause()
    screen = pilot.app.screen
    assert isinstance(screen, WizardScreen)
    assert screen.place == "result"
    return screen


@pytest.mark.parametrize("size", [(80, 24), (120, 40)])
async def test_the_band_is_shown_while_typing(running: Running, text_on: Any, size: tuple[int, int]) -> None:
    async with running(size) as pilot:
        await pilot.press("ctrl+n")
        await pilot.pause()
        screen = pilot.app.screen
        field = screen.query_one("#answer", TextEditor)
        assert field.has_focus
        for typed in ("２５万", "250,000", "250000人"):
            field.load_text(typed)
            await pilot.pause()
            assert said(screen) == "250,000人 → 10万人以上30万人未満"
        assert "◆ 10万人以上30万人未満" in text_on(pilot.app)


async def test_nonsense_is_refused_beside_the_field(running: Running) -> None:
    async with running() as pilot:
        await pilot.press("ctrl+n")
        await pilot.pause()
        screen = pilot.app.screen
        for nonsense in ("たくさん", "-5", "", "3.5人", "12abc"):
            await answer(pilot, nonsense)
            assert screen.question.id == "subjects"
            assert screen.query_one("#said", Static).has_class("-problem"), nonsense
        await answer(pilot, "9999")
        assert screen.question.id == "subjects_on"
        await answer(pilot, "令和7年13月1日")
        assert screen.question.id == "subjects_on"
        assert "13月という月はありません" in said(screen)


@pytest.mark.parametrize("way", ["keys", "mouse", "typed"])
async def test_a_band_is_an_answer_and_the_result_says_that_it_rests_on_one(
    running: Running, text_on: Any, way: str
) -> None:
    """Last year's document names only the band: nobody has to make up a number that falls in it."""
    async with running() as pilot:
        await pilot.press("ctrl+n")
        await pilot.pause()
        screen = pilot.app.screen
        assert isinstance(screen, WizardScreen)
        bands = screen.query_one("#bands", MenuView)
        if way == "keys":
            await pilot.press(*["down"] * 4)
            assert "10万人以上30万人未満" in said(screen)
            assert "記録しません" in said(screen)
            await pilot.press("enter")
        elif way == "mouse":
            await pilot.click("#bands", offset=(6, 3))
            assert "10万人以上30万人未満" in said(screen)
            await pilot.click("#bands", offset=(6, 3))
        else:
            await answer(pilot, "10万人以上30万人未満")
        await pilot.pause()
        assert screen.answers["subjects"] == "10万人以上30万人未満"
        await answer(pilot, "")
        assert screen.question.id == "handlers"
        assert bands.entry is None, "nothing is proposed"
        await answer(pilot, "120")
        await answer(pilot, "")
        await pilot.press("1", "1")
        await pilot.pause()
        assert "対象人数の区分によります" in text_on(pilot.app).replace("\n", "")


async def test_typing_after_looking_at_the_bands_takes_the_number(running: Running) -> None:
    async with running() as pilot:
        await pilot.press("ctrl+n")
        await pilot.pause()
        screen = pilot.app.screen
        assert isinstance(screen, WizardScreen)
        await pilot.press("down", "down", "9")
        await answer(pilot, "999")
        assert screen.answers["subjects"] == 999


async def test_a_band_answered_before_is_pointed_at_again(running: Running) -> None:
    async with running() as pilot:
        await pilot.press("ctrl+n")
        await pilot.pause()
        screen = pilot.app.screen
        assert isinstance(screen, WizardScreen)
        await pilot.press("up", "enter", "escape")
        assert screen.question.id == "subjects"
        assert screen.query_one(TextEditor).text == ""
        await pilot.press("enter")
        assert screen.answers["subjects"] == "30万人以上"


@pytest.mark.parametrize(
    ("subjects", "handlers", "incident", "level", "text"),
    [
        ("999", "900", True, "義務付けなし", "特定個人情報保護評価の実施が義務付けられない"),
        ("10000", "499", False, "基礎項目評価", "基礎項目評価の実施が義務付けられる"),
        ("25万", "120", False, "重点項目評価", "基礎項目評価及び重点項目評価の実施が義務付けられる"),
        ("33万", "４００", False, "全項目評価", "基礎項目評価及び全項目評価の実施が義務付けられる"),
    ],
)
async def test_the_result_shows_level_text_table_and_reason(
    running: Running, text_on: Any, subjects: str, handlers: str, incident: bool, level: str, text: str
) -> None:
    async with running() as pilot:
        screen = await to_result(pilot, subjects, handlers, incident=incident)
        await pilot.pause()
        shown = text_on(pilot.app)
        assert level in shown
        assert text in shown
        assert "【" in shown, "the selected cell is marked without colour"
        assert shown.count("◆") >= 3, "level, row and column are marked"
        assert "理由" in shown
        screen.query_one("#result").scroll_end(animate=False)
        await pilot.pause()
        assert "変わり" in text_on(pilot.app)


async def test_the_documents_are_made_and_the_highest_opens(running: Running, workspace: Any) -> None:
    async with running() as pilot:
        screen = await to_result(pilot, "33万", "1200")
        await pilot.press("enter")
        assert [entry.id for entry in screen.query_one(MenuView).entries] == ["zenkoumoku"]
        await pilot.press("enter")
        await answer(pilot, "")
        assert screen.question.id == "task_name", "a name is needed"
        await answer(pilot, "国民健康保険に関する事務")
        await answer(pilot, "見本市長")
        await answer(pilot, "１２")
        assert isinstance(pilot.app.screen, PickScreen)
        await pilot.press("1")
        await pilot.pause()
        await pilot.pause()
        editor = pilot.app.screen
        assert isinstance(editor, EditorScreen)
        document = editor.session.document
        assert document.form.level == "zenkoumoku"
        assert document.by_role("number") == "12"
        assert document.by_role("body") == "見本市長"
        assert document.by_role("subjects_band") == "30万人以上"
        store = pilot.app.store
        assert {one.level for one in store.call(lambda s: s.documents())} == {"kiso", "zenkoumoku"}


async def test_a_heavier_level_may_be_chosen_never_a_lighter(running: Running) -> None:
    async with running() as pilot:
        screen = await to_result(pilot, "5万", "10")
        await pilot.press("enter")
        assert [entry.id for entry in screen.query_one(MenuView).entries] == ["kiso", "juten", "zenkoumoku"]


async def test_one_can_go_back_and_change_an_answer(running: Running) -> None:
    async with running() as pilot:
        screen = await to_result(pilot, "5万", "10")
        for _ in range(6):
            await pilot.press("escape")
        assert screen.question.id == "subjects"
        assert screen.query_one("#answer", TextEditor).text == "50,000"
        await pilot.press("escape")
        assert isinstance(pilot.app.screen, PickScreen)
        await pilot.press("2")
        await pilot.pause()
        assert isinstance(pilot.app.screen, HomeScreen)


async def test_a_text_left_with_esc_is_there_again(running: Running) -> None:
    """One looks back at an answer in the middle of typing: nothing has to be typed twice."""
    async with running() as pilot:
        screen = await to_result(pilot, "25万", "1200")
        await pilot.press("enter", "enter")
        await pilot.pause()
        assert screen.question.id == "task_name"
        field = screen.query_one("#answer", TextEditor)
        field.load_text("国民健康保険に関する事務")
        await pilot.press("escape")
        await pilot.pause()
        assert screen.question.id == "level"
        await pilot.press("enter")
        await pilot.pause()
        assert screen.question.id == "task_name"
        assert field.text == "国民健康保険に関する事務"
        await answer(pilot, "介護保険に関する事務")
        await pilot.press("escape")
        await pilot.pause()
        assert field.text == "介護保険に関する事務", "an answer given is what counts"


@pytest.mark.parametrize("size", [(80, 24), (120, 40)])
async def test_the_heads_of_the_table_are_whole(running: Running, text_on: Any, size: tuple[int, int]) -> None:
    async with running(size) as pilot:
        await to_result(pilot, "25万", "1200")
        assert "500人未満・事故なし" in text_on(pilot.app)
        assert "500人以上又は事故あり" in text_on(pilot.app)


async def test_the_judgement_alone_can_be_kept(running: Running) -> None:
    async with running() as pilot:
        screen = await to_result(pilot, "900", "10")
        screen.perform("save_result")
        await pilot.pause()
        assert isinstance(pilot.app.screen, HomeScreen)
        kept = pilot.app.store.call(lambda s: s.judgements())
        assert kept[0].inputs["subjects"] == 900
        assert not pilot.app.store.call(lambda s: s.documents())


async def test_the_mouse_chooses_and_the_footer_goes_on(running: Running) -> None:
    async with running() as pilot:
        await to_result(pilot, "5万", "10")
        bar = pilot.app.screen.query_one("KeyBar")
        x, y = next(
            (start, y)
            for y, line in enumerate(bar._shown())
            for start, _, action in line
            if action.id == "make_documents"
        )
        await pilot.click("KeyBar", offset=(x + 1, y))
        await pilot.pause()
        screen = pilot.app.screen
        assert screen.question.kind == "level"
        await pilot.click("#choices", offset=(6, 2))
        await pilot.click("#choices", offset=(6, 2))
        await pilot.pause()
        assert screen.answers["level"] == "juten"


async def test_one_answer_is_changed_from_the_last_look(running: Running) -> None:
    async with running() as pilot:
        screen = await to_result(pilot, "33万", "400")
        await pilot.press("enter", "enter")
        for text in ("国民健康保険に関する事務", "見本市長", ""):
            await answer(pilot, text)
        await pilot.press("2")
        await pilot.pause()
        assert [entry.id for entry in pilot.app.screen._entries][:2] == ["subjects", "subjects_on"]
        pilot.app.screen.dismiss("task_name")
        await pilot.pause()
        assert screen.question.id == "task_name"
        await answer(pilot, "介護保険に関する事務")
        assert isinstance(pilot.app.screen, PickScreen)
        await pilot.press("2")
        await pilot.pause()
        pilot.app.screen.dismiss("subjects")
        await pilot.pause()
        await answer(pilot, "5万")
        assert screen.place == "result", "what rests on the number is looked at again"
        assert screen.answers["task_name"] == "介護保険に関する事務"


async def test_a_result_that_goes_on_below_says_so(running: Running, text_on: Any) -> None:
    async with running() as pilot:
        await to_result(pilot, "25万", "120")
        await pilot.pause()
        assert "下に続きがあります" in text_on(pilot.app)
        assert "↓ 続き" in text_on(pilot.app).rstrip().splitlines()[-1]
        for _ in range(9):
            await pilot.press("pagedown")
        await pilot.pause()
        assert "下に続きがあります" not in text_on(pilot.app)
        await pilot.press("pageup")
        await pilot.pause()
        assert "下に続きがあります" in text_on(pilot.app)


async def test_a_result_that_fits_says_nothing(running: Running, text_on: Any) -> None:
    async with running((120, 60)) as pilot:
        await to_result(pilot, "25万", "120")
        await pilot.pause()
        assert "続き" not in text_on(pilot.app)


def at_once(pilot: Any, text: str) -> None:
    """Keys that a slow line delivers together; ⏎ is Enter."""
    keys = [events.Key("enter", "\r") if one == "⏎" else events.Key(one, one) for one in text]
    pilot.app.post_message(TypedTogether(keys))


@pytest.mark.parametrize(
    ("typed", "answered", "stands"),
    [
        ("340000⏎2026-04-01⏎", ["subjects", "subjects_on"], ""),
        ("340000⏎⏎120⏎", ["subjects", "subjects_on", "handlers"], ""),
        ("340000⏎2026-04-01", ["subjects"], "2026-04-01"),
        ("340000⏎これは別の文です⏎", [], "340000 これは別の文です"),
        ("340000⏎⏎120⏎⏎1⏎", [], "340000  120  1"),  # a fact is not chosen by what stands in a text
    ],
)
async def test_answers_typed_ahead_go_to_their_questions_or_stay_one_text(
    running: Running, typed: str, answered: list[str], stands: str
) -> None:
    async with running() as pilot:
        await pilot.press("ctrl+n")
        await pilot.pause()
        at_once(pilot, typed)
        await pilot.pause()
        screen = pilot.app.screen
        assert [*screen.answers] == answered
        assert screen.query_one("#answer", TextEditor).text == stands
        if not answered:
            await pilot.press("enter")
            assert not screen.answers
            assert "人数として読めません" in said(screen)
