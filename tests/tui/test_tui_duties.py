"""Deadlines, reviews, judging again and accidents, by the keys of the register."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from screens import settle

from pia_tui.store import Store
from pia_tui.tui.duties.due_line import DueLine
from pia_tui.tui.duties.due_screen import DueScreen
from pia_tui.tui.publication.versions_screen import VersionsScreen
from pia_tui.tui.register import register_view
from pia_tui.tui.register.home import HomeScreen
from pia_tui.tui.register.register_view import RegisterView
from pia_tui.tui.screens.dialogs import LineScreen, PickScreen
from pia_tui.tui.widgets.menu_view import MenuView
from pia_tui.tui.widgets.text_editor import TextEditor
from pia_tui.usecases.duties.judging import judge_task
from pia_tui.usecases.publication.publishing import publish
from pia_tui.workspace import Workspace

Running = Callable[..., Any]
TODAY = date(2026, 11, 30)


@pytest.fixture(autouse=True)
def _today(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(register_view, "today", lambda: TODAY)


async def outlook_of(pilot: Any) -> Any:
    """Wait until the deadlines have been worked out."""
    import asyncio

    screen = pilot.app.screen_stack[1]
    for _ in range(200):
        await pilot.pause()
        if screen.listing.outlook.places:
            return screen.listing.outlook
        await asyncio.sleep(0.02)
    raise AssertionError("no outlook")


async def typed(pilot: Any, text: str) -> None:
    """Put a text into the line that is asked for, and go on."""
    screen = pilot.app.screen
    assert isinstance(screen, LineScreen)
    screen.query_one(TextEditor).begin(text, single=True)
    screen.do_accept()
    await settle(pilot)


async def test_what_is_pressing_stands_over_the_register_and_is_recorded(
    running: Running, new_document: Any, workspace: Workspace, text_on: Any
) -> None:
    number = new_document("kiso_r6", "国保の事務", cover__6="令和7年4月1日", cover__1="12")
    async with running() as pilot:
        outlook = await outlook_of(pilot)
        assert outlook.words() == "過ぎた 1 件"
        assert "過ぎた 1 件（Ctrl+G" in text_on(pilot.app)
        await pilot.press("ctrl+g")
        await settle(pilot)
        assert isinstance(pilot.app.screen, DueScreen)
        shown = text_on(pilot.app)
        assert "見直し期限" in shown
        assert "国保の事務（基礎）" in shown
        await pilot.press("enter")
        await settle(pilot)
        assert isinstance(pilot.app.screen, PickScreen)
        await pilot.press("2")
        await settle(pilot)
        await typed(pilot, "令和8年11月1日")
        assert isinstance(pilot.app.screen, HomeScreen)
    with Store.open(workspace) as store:
        assert store.document_facts()[number].records[0][:2] == ("review", date(2026, 11, 1))


async def test_a_day_ahead_is_refused_beside_the_line(running: Running, new_document: Any, text_on: Any) -> None:
    new_document("kiso_r6", "国保の事務", cover__6="令和7年4月1日")
    async with running() as pilot:
        await settle(pilot)
        await pilot.press("ctrl+r")
        await settle(pilot)
        await typed(pilot, "令和9年1月1日")
        assert isinstance(pilot.app.screen, LineScreen)
        assert "まだ来ていない日です" in text_on(pilot.app)


async def test_judging_again_from_the_register_writes_the_form(
    running: Running, new_document: Any, workspace: Workspace, text_on: Any
) -> None:
    number = new_document("kiso_r6", "国保の事務")
    async with running() as pilot:
        await settle(pilot)
        await pilot.press("ctrl+t")
        await settle(pilot)
        for text in ("12万", "R8.4.1", "480", ""):
            await typed(pilot, text)
        assert "重大事故が起きましたか" in text_on(pilot.app).replace("│\n    │ ", "")
        await pilot.press("1")
        await settle(pilot)
        assert "基礎項目評価及び重点項目評価の実施が義務付けられる" in text_on(pilot.app).replace("│\n    │ ", "")
        await pilot.press("2")
        await settle(pilot)
        assert isinstance(pilot.app.screen, HomeScreen)
    with Store.open(workspace) as store:
        assert store.value(number, "II.1.1") == "10万人以上30万人未満"
        assert store.value(number, "II.1.2") == "令和8年4月1日"
        assert store.document_facts()[number].judgements[0].level == "juten"


async def test_a_band_that_the_form_has_no_choice_for_is_told_and_the_other_form_is_made(
    running: Running, new_document: Any, workspace: Workspace, text_on: Any
) -> None:
    number = new_document("juten_h30", "国保の事務", I__1__1="国保の事務", I__1__3="3", I__6__1="保険課")
    with Store.open(workspace) as store:
        judge_task(store, number, date(2026, 4, 1), subjects=50_000, handlers=600, subjects_on=date(2025, 4, 1))
    async with running() as pilot:
        await settle(pilot)
        await pilot.press("ctrl+t")
        await settle(pilot)
        await typed(pilot, "31万")
        assert pilot.app.screen.query_one(TextEditor).text == ""  # the old day is not proposed for a new count
        await typed(pilot, "R8.4.1")
        await typed(pilot, "600")
        assert pilot.app.screen.query_one(TextEditor).text == ""
        await typed(pilot, "")
        await pilot.press("1")
        await settle(pilot)
        asked = pilot.app.screen
        said = asked._text
        assert "重点項目評価書では足りません" in said
        assert "「30万人以上」の選択肢がないので、書き直せません" in said
        assert [entry.id for entry in asked._entries] == ["make", "write", "keep", "drop"]
        await pilot.press("1")
        await settle(pilot)
    with Store.open(workspace) as store:
        assert store.value(number, "I.1.3") == "1万人以上10万人未満"
        made = {one.level: one.id for one in store.documents() if one.id != number}
        assert set(made) == {"kiso", "zenkoumoku"}
        assert store.value(made["zenkoumoku"], "I.1.3") == "30万人以上"
        assert store.value(made["kiso"], "I.5.1") == "保険課"
        tasks = {store.value(one, "@task") for one in (number, *made.values())}
        assert len(tasks) == 1
        assert {store.value(one, "@judgement") for one in made.values()} == {store.value(number, "@judgement")}


async def test_an_accident_is_entered_once_and_judges_again(
    running: Running, new_document: Any, workspace: Workspace
) -> None:
    number = new_document(
        "kiso_r6", "国保の事務", cover__6="令和7年4月1日", II__1__1="3", II__2__1="500人未満", II__3__1="発生なし"
    )
    async with running() as pilot:
        await settle(pilot)
        pilot.app.screen.perform("accidents")
        await settle(pilot)
        await pilot.press("1")
        await settle(pilot)
        await typed(pilot, "申請書の紛失")
        await pilot.press("1")
        await settle(pilot)
        await typed(pilot, "R8.9.1")
        await typed(pilot, "R8.10.1")
        assert isinstance(pilot.app.screen, HomeScreen)
    with Store.open(workspace) as store:
        (kept,) = store.incidents()
        assert (kept.occurred_on, kept.known_on) == (date(2026, 9, 1), date(2026, 10, 1))
        assert store.document_facts()[number].judgements[0].incident is True


async def test_papers_of_one_task_stand_together(running: Running, new_document: Any, text_on: Any) -> None:
    for form, name in (("juten_h30", "い事務"), ("kiso_r6", "あ事務"), ("kiso_r6", "い事務")):
        new_document(form, name)
    async with running((120, 40)) as pilot:
        await outlook_of(pilot)
        screen = pilot.app.screen
        screen.listing.sort, screen.listing.descending = "task", False
        screen.reload()
        await settle(pilot)
        view = screen.query_one(RegisterView)
        assert [(one.name[:3], one.level) for one in view.summaries] == [
            ("あ事務", "kiso"), ("い事務", "kiso"), ("い事務", "juten"),
        ]  # fmt: skip
        assert "└ い事務" in text_on(pilot.app)


async def test_a_copy_is_asked_for_another_task(running: Running, new_document: Any, workspace: Workspace) -> None:
    new_document("kiso_r6", "元の事務", cover__1="12", cover__6="令和7年4月1日")
    async with running() as pilot:
        await settle(pilot)
        pilot.app.screen.tasks.duplicate(1, "元の事務")
        await settle(pilot)
        await pilot.press("2")
        await settle(pilot)
        with Store.open(workspace, read_only=True) as store:
            assert store.count() == 1
        pilot.app.screen.tasks.duplicate(1, "元の事務")
        await settle(pilot)
        await pilot.press("1")
        await settle(pilot)
        await typed(pilot, "新しい事務")
    with Store.open(workspace) as store:
        copy = store.summary(2)
        assert (copy.name, copy.number, copy.published_on) == ("新しい事務　基礎項目評価書", "", "")


async def test_one_key_keeps_the_papers_of_a_task_in_step(
    running: Running, new_document: Any, workspace: Workspace
) -> None:
    new_document("kiso_r6", "国保の事務", I__5__1="保険課")
    new_document("juten_h30", "国保の事務", I__6__1="市民課")
    async with running() as pilot:
        await settle(pilot)
        pilot.app.screen.tasks.keep_in_step(1)
        await settle(pilot)
        assert isinstance(pilot.app.screen, PickScreen)
        await pilot.press("1")
        await settle(pilot)
    with Store.open(workspace) as store:
        assert store.value(2, "I.6.1") == "保険課"


async def test_a_day_to_come_in_the_record_leads_to_where_it_is_put_right(
    running: Running, new_document: Any, workspace: Workspace, text_on: Any
) -> None:
    """From the deadline to the right day in the record of the publication, by keys alone."""
    number = new_document("kiso_r6", "国保の事務", I__1__2="届出を受ける。")
    with Store.open(workspace) as store:
        publish(store, number, date(2027, 4, 15), "実施", checked=False)
    async with running() as pilot:
        await outlook_of(pilot)
        await pilot.press("ctrl+g")
        await settle(pilot)
        due = pilot.app.screen
        assert isinstance(due, DueScreen)
        await pilot.press("enter")
        await settle(pilot)
        assert "公表の記録を直す・取り消す" in text_on(pilot.app)
        entries = [one.id for one in pilot.app.screen.query_one(MenuView).entries]
        await pilot.press(str(entries.index("versions") + 1))
        await settle(pilot)
        assert isinstance(pilot.app.screen, VersionsScreen)
        await pilot.press("enter")
        await settle(pilot)
        for answer in ("correct", "実施"):
            entries = [one.id for one in pilot.app.screen.query_one(MenuView).entries]
            await pilot.press(str(entries.index(answer) + 1))
            await settle(pilot)
        await typed(pilot, "令和8年4月15日")
        await typed(pilot, "年の書き間違い")
        assert isinstance(pilot.app.screen, VersionsScreen)
        await pilot.press("escape")
        await settle(pilot)
        assert isinstance(pilot.app.screen, DueScreen)
        assert "まだ来ていない日" not in text_on(pilot.app)
    with Store.open(workspace, read_only=True) as store:
        assert [str(one.published_on) for one in store.publications(number)] == ["2026-04-15"]


async def test_nothing_pressing_takes_no_room(running: Running, new_document: Any) -> None:
    new_document("kiso_r6", "国保の事務")
    async with running() as pilot:
        await outlook_of(pilot)
        assert pilot.app.screen.query_one(DueLine).has_class("-nothing")
