"""The register of many documents: read as it is looked at; what it says where it is empty; where the cursor stands."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from typing import Any

import pytest
from screens import settle

from pia_tui.forms import load_form
from pia_tui.store import Store
from pia_tui.tui.editor.screen import EditorScreen
from pia_tui.tui.register.home import HomeScreen
from pia_tui.tui.register.register_pages import KEPT, PAGE, RegisterPages, unreadable
from pia_tui.tui.register.register_view import RegisterView
from pia_tui.tui.search.search_all import SearchAllScreen
from pia_tui.tui.widgets.menu_view import MenuView
from pia_tui.tui.widgets.text_editor import TextEditor

Running = Callable[..., Any]


def pages(count: int, asked: list[int]) -> RegisterPages:
    def read(numbers: Any) -> Any:
        asked.append(len(numbers))
        return [unreadable(number) for number in numbers]

    return RegisterPages(range(1, count + 1), read)


def test_only_what_is_looked_at_is_read() -> None:
    asked: list[int] = []
    many = pages(50_000, asked)
    assert len(many) == 50_000
    assert not asked
    assert many[0].id == 1
    assert many[99].id == 100
    assert asked == [PAGE]
    assert many[-1].id == 50_000
    assert asked == [PAGE, PAGE]
    assert many.position(30_000) == 29_999
    assert many.position(0) is None
    assert asked == [PAGE, PAGE]


def test_what_was_looked_at_long_ago_is_forgotten_and_read_again() -> None:
    asked: list[int] = []
    many = pages(PAGE * (KEPT + 1), asked)
    assert [one.id for one in many] == list(range(1, len(many) + 1))
    assert len(asked) == KEPT + 1
    assert len(many.loaded()) == KEPT * PAGE
    assert many[0].id == 1
    assert len(asked) == KEPT + 2


def test_a_line_that_cannot_be_read_is_shown_as_such() -> None:
    assert "読めない" in RegisterPages([7], lambda _: [])[0].name


def fill(workspace: Any, count: int) -> list[int]:
    state = {"@name": "事務", "@form": "kiso_r6"}
    with Store.open(workspace) as store:
        return [store.create("kiso_r6", {**state, "@name": f"事務{n:04}"}) for n in range(count)]


async def test_a_long_register_can_be_walked_to_its_end(running: Running, workspace: Any, text_on: Any) -> None:
    fill(workspace, PAGE * 2 + 50)
    async with running() as pilot:
        view = pilot.app.screen.query_one(RegisterView)
        assert len(view.summaries) == PAGE * 2 + 50
        assert len(view.summaries.loaded()) == PAGE
        await pilot.press("ctrl+end")
        await settle(pilot)
        assert view.cursor == PAGE * 2 + 49
        assert "事務0000" in text_on(pilot.app)


async def test_the_level_is_found_by_its_short_name(running: Running, new_document: Any) -> None:
    new_document("kiso_r6", "甲")
    other = new_document("juten_h30", "乙")
    async with running() as pilot:
        home = pilot.app.screen
        home.query_one("#filter", TextEditor).load_text("重点")
        await settle(pilot)
        assert [one.id for one in home.query_one(RegisterView).summaries] == [other]


async def test_the_cursor_stands_on_a_document_just_opened_or_made(running: Running, new_document: Any) -> None:
    first = new_document("kiso_r6", "一つ目")
    new_document("kiso_r6", "二つ目")
    async with running() as pilot:
        pilot.app.open_document(first)
        await settle(pilot)
        assert isinstance(pilot.app.screen, EditorScreen)
        await pilot.press("escape", "escape")
        await settle(pilot)
        home = pilot.app.screen
        assert isinstance(home, HomeScreen)
        assert home.current.id == first
        made = pilot.app.store.call(lambda s: s.create("kiso_r6", {"@name": "取り込んだもの"}))
        home.reload()
        await settle(pilot)
        assert home.current.id == made
        home.query_one(RegisterView).move_to(2)
        home.reload()
        assert home.current.id != made, "only once"


async def test_an_empty_list_says_why_and_what_to_do(running: Running, new_document: Any, flat_on: Any) -> None:
    new_document("kiso_r6", "児童手当")
    async with running() as pilot:
        home = pilot.app.screen
        home.query_one("#filter", TextEditor).load_text("ない言葉")
        await settle(pilot)
        shown = flat_on(pilot.app)
        assert "「ない言葉」を、番号・名称・種類に含む評価書はありません。" in shown
        assert "F3（全文検索）" in shown


async def search(pilot: Any, words: str) -> Any:
    screen = pilot.app.screen
    assert isinstance(screen, SearchAllScreen)
    screen.query_one(TextEditor).load_text(words)
    screen._search()
    await settle(pilot)
    return screen


async def test_a_search_without_hits_says_so(running: Running, new_document: Any, flat_on: Any) -> None:
    new_document("kiso_r6", "児童手当")
    async with running() as pilot:
        await pilot.press("f3")
        await settle(pilot)
        assert "言葉を入れると" in flat_on(pilot.app)
        await search(pilot, "ない言葉")
        assert "「ない言葉」を含む評価書はありません。" in flat_on(pilot.app)


async def test_hits_stand_in_the_order_of_the_form_and_are_cut_with_a_sign(running: Running, new_document: Any) -> None:
    long = "前" * 300 + "妊婦" + "後" * 300
    number = new_document("zenkoumoku_h30", "健診")
    form = load_form("zenkoumoku_h30")
    changes = next(section for section in form.sections if section.kind == "changes")
    async with running() as pilot:
        from pia_tui.assessment import Assessment

        stored = pilot.app.store.call(lambda s: s.load(number))
        document = Assessment(form, stored.state, number)
        table = changes.items[0].id

        def write(change: Any) -> None:
            document.apply(change)
            pilot.app.store.call(lambda s: s.write(number, change))

        for row in range(1, 9):
            write(document.add_block(table))
            write(document.change(f"{table}[{row}].4", "妊婦の文を直した"))
        write(document.change("I.1.2", long))
        await pilot.press("f3")
        await settle(pilot)
        screen = await search(pilot, "妊婦")
        entries = screen.query_one(MenuView).entries
        assert entries[0].heading
        assert "9 か所" in entries[0].label
        assert entries[1].id == "I.1.2"
        assert entries[1].label.startswith("…")
        assert entries[1].label.endswith("…")


@pytest.mark.parametrize("lines", [1, 3])
def test_a_long_entry_of_a_menu_is_cut_with_a_sign(lines: int) -> None:
    from pia_tui.tui.widgets.menu_view import clipped

    shown = clipped("あ" * 200, 20, lines)
    assert len(shown) == lines
    assert shown[-1].endswith("…")
    assert all(len(line) <= 10 for line in shown)
    assert clipped("あ" * 5, 20, lines) == ["あ" * 5]


async def test_sorting_by_how_far_reads_and_counts_all(running: Running, new_document: Any) -> None:
    for name in ("甲", "乙", "丙"):
        new_document("kiso_r6", name)
    async with running() as pilot:
        home = pilot.app.screen
        home.listing.sort_by("done")
        home.reload()
        for _ in range(100):
            await settle(pilot)
            if len(home.count.progress) == 3:
                break
            await asyncio.sleep(0.05)
        assert len(home.count.progress) == 3
