"""公表した in the register; the rows of 変更箇所, the days, and an item beside the same one elsewhere."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest

from pia_tui.assessment import Assessment
from pia_tui.forms import BadValue
from pia_tui.forms.wareki import to_wareki
from pia_tui.store import Store
from pia_tui.tui.publication.changes_screen import ChangesScreen, _what_changed
from pia_tui.tui.publication.compare_screen import CompareScreen
from pia_tui.tui.publication.desk import Desk
from pia_tui.tui.publication.rows_view import RowsView
from pia_tui.tui.publication.timeline_screen import TimelineScreen
from pia_tui.tui.register.register_view import RegisterView
from pia_tui.tui.screens.dialogs import LineScreen, PickScreen
from pia_tui.tui.widgets.title_bar import TitleBar
from pia_tui.usecases.publication.changes import propose
from pia_tui.usecases.publication.publishing import publish
from pia_tui.usecases.publication.states import frozen, present, published_state
from pia_tui.workspace import Workspace

NewDocument = Callable[..., int]


def published(workspace: Workspace, number: int, **answers: object) -> None:
    """Publish a document, then change it."""
    with Store.open(workspace) as store:
        publish(store, number, date(2025, 4, 15), "実施", checked=False)
        document = present(store, number)
        for path, value in answers.items():
            changes = document.change(path.replace("__", "."), value)
            document.apply(changes)
            store.write(number, changes)


def desk_of(app: Any, number: int) -> Desk:
    """The document beside its last publication, kept in the store."""

    def read(store: Store) -> tuple[Assessment, Assessment, Any]:
        publication = store.publications(number)[-1]
        return present(store, number), frozen(store, publication.revision), publication

    document, before, publication = app.store.call(read)

    def edit(changes: Any, label: str) -> None:
        document.apply(changes)
        app.store.call(lambda s: s.write(number, list(changes), label=label))

    return Desk(document, before, publication, edit, today=date(2026, 6, 1))


async def test_published_from_the_register(running: Any, workspace: Workspace, new_document: NewDocument) -> None:
    number = new_document("kiso_r6")
    async with running() as pilot:
        app: Any = pilot.app
        await pilot.press("ctrl+f")
        await pilot.pause()
        assert isinstance(app.screen, PickScreen)
        await pilot.press("1")
        await pilot.pause()
        assert isinstance(app.screen, LineScreen)
        for problem in ("令和99年1月1日", "令和7年2月30日"):  # a day to come, and none
            with pytest.raises(BadValue):
                app.screen._check(problem)
        await pilot.press("ctrl+s")
        await pilot.pause()
        await pilot.pause()
        view = app.screen.query_one(RegisterView)
        assert view.summaries[0].published_on == date.today().isoformat()
    with Store.open(workspace) as store:
        (kept,) = store.publications(number)
        assert (kept.kind, kept.published_on) == ("実施", date.today().isoformat())


async def test_the_register_shows_what_was_changed_since(
    running: Any, workspace: Workspace, new_document: NewDocument
) -> None:
    published(workspace, new_document("kiso_r6"), I__1__2="別の文")
    async with running(size=(120, 40)) as pilot:
        app: Any = pilot.app
        await pilot.pause()
        view = app.screen.query_one(RegisterView)
        line = "".join(run.text for run in view.row_lines(0, 118, False)[0])
        assert "修正中1" in line


async def test_rows_are_answered_shaped_and_written(
    running: Any, workspace: Workspace, new_document: NewDocument
) -> None:
    number = new_document("juten_h30", I__4__1="別表の27の項")
    published(workspace, number, I__4__1="別表の27の項及び35の項", I__1__2="窓口で受け付ける。")
    async with running() as pilot:
        app: Any = pilot.app
        desk = desk_of(app, number)
        app.push_screen(ChangesScreen(desk))
        await pilot.pause()
        rows = app.screen.query_one(RowsView)
        assert [row.change.path for row in rows.rows] == ["I.1.2", "I.4.1"]
        assert "問い" in "".join(run.text for run in rows.row_lines(1, 78, False)[0])
        await pilot.press("f2")
        await pilot.pause()
        await pilot.press("1")
        await pilot.pause()
        await pilot.press("2")
        await pilot.pause()
        row = app.screen.query_one(RowsView).row
        assert (row.change.path, row.timing.text) == ("I.4.1", "事後")
        await pilot.press("f4")
        await pilot.pause()
        assert isinstance(app.screen, TimelineScreen)
        await pilot.press("escape")
        await pilot.pause()
        await pilot.press("ctrl+s")
        await pilot.pause()
        assert all(row.written and not row.outdated for row in desk.rows)
        await pilot.press("escape")
        await pilot.pause()
    with Store.open(workspace) as store:
        document = present(store, number)
        assert document.get("betten2.1[2].4") == "別表の27の項及び35の項"
        assert document.get("betten2.1[2].5") == "事後"
        state = published_state(store, number)
        assert state is not None
        assert state.changes == 2


async def test_an_item_beside_the_same_one_elsewhere(
    running: Any, workspace: Workspace, new_document: NewDocument
) -> None:
    number = new_document("kiso_r6", I__1__2="届出を受ける。台帳に記録する。")
    other = new_document("kiso_r6", name="児童手当に関する事務", I__1__2="届出を受ける。口座に振り込む。")
    published(workspace, number, I__1__2="届出を受け付ける。台帳に記録する。")
    async with running() as pilot:
        app: Any = pilot.app
        document = app.store.call(lambda s: present(s, number))
        got: list[Any] = []
        app.push_screen(CompareScreen(document, document.node("I.1.2")), got.append)
        await pilot.pause()
        screen = app.screen
        assert screen.candidate.text == "届出を受ける。台帳に記録する。"
        await pilot.press("right", "right")
        await pilot.pause()
        assert screen.candidate.title.startswith("児童手当")
        await pilot.press("f3")
        await pilot.pause()
        await pilot.press("1")
        await pilot.pause()
        (changes,) = got
        document.apply(changes)
        assert document.get("I.1.2") == "届出を受ける。口座に振り込む。"
        assert "児童手当" in str(document.state["unconfirmed:I.1.2"])
        app.push_screen(CompareScreen(document, document.node("I.1.2")), got.append)
        await pilot.pause()
        await pilot.press("f2")
        await pilot.pause()
        document.apply(got[-1])
        assert document.get("I.1.2") == "届出を受ける。台帳に記録する。"
    assert other


async def test_the_editor_marks_what_was_changed_and_goes_there(
    editing: Any, text_on: Any, workspace: Workspace, new_document: NewDocument
) -> None:
    number = new_document("kiso_r6", I__1__2="届出を受ける。", I__1__3="住民情報システム")
    published(workspace, number, I__1__3="新しい住民情報システム")
    async with editing(document_id=number) as (pilot, screen):
        await pilot.pause()
        assert "修正中（公表 令和7年4月15日から 1 か所）" in text_on(pilot.app)
        await pilot.press("f12")
        await pilot.pause()
        assert screen.pane.node.path == "I.1.3"
        assert "前回の公表から変更" in text_on(pilot.app)
        await pilot.press("ctrl+a")
        await pilot.pause()
        assert isinstance(pilot.app.screen, ChangesScreen)
        await pilot.press("ctrl+s")
        await pilot.pause()
        await pilot.press("escape")
        await pilot.pause()
        assert screen.session.document.get("changes.1[1].4") == "新しい住民情報システム"
        await pilot.press("ctrl+x")
        await pilot.pause()
        assert isinstance(pilot.app.screen, CompareScreen)
        await pilot.press("f2")
        await pilot.pause()
        assert screen.session.document.get("I.1.3") == "住民情報システム"
        assert "公表済み（令和7年4月15日）" in text_on(pilot.app)
        screen.review.show_rows("changed")
        await pilot.pause()
        assert "変わった項目はありません" in text_on(pilot.app)


async def test_the_title_says_at_the_end_of_a_text_that_it_was_changed(
    editing: Any, workspace: Workspace, new_document: NewDocument
) -> None:
    number = new_document("kiso_r6", I__1__2="届出を受ける。")
    published(workspace, number)
    async with editing(document_id=number, at="I.1.2") as (pilot, editor):
        title = editor.query_one(TitleBar)
        assert title._title.startswith("公表済み")
        await pilot.press("enter", "あ", "い", "escape")
        await pilot.pause()
        assert title._title.startswith("修正中（公表 令和7年4月15日から 1 か所）")


async def test_published_from_the_editor(editing: Any, workspace: Workspace, new_document: NewDocument) -> None:
    number = new_document("kiso_r6", I__1__2="届出を受ける。")
    async with editing(document_id=number) as (pilot, screen):
        await pilot.press("ctrl+f")
        await pilot.pause()
        await pilot.press("1")
        await pilot.pause()
        await pilot.press("ctrl+s")
        for _ in range(4):
            await pilot.pause()
        assert screen.session.document.by_role("published_on")
        assert screen.last_publication.state.startswith("公表済み")
    with Store.open(workspace) as store:
        assert [one.kind for one in store.publications(number)] == ["実施"]


async def test_beside_the_item_the_panel_follows_and_gives(
    editing: Any, workspace: Workspace, new_document: NewDocument, text_on: Any
) -> None:
    number = new_document("kiso_r6", I__1__2="届出を受ける。台帳に記録する。", I__5__1="市民課")
    new_document("kiso_r6", name="児童手当に関する事務", I__1__2="届出を受ける。口座に振り込む。")
    published(workspace, number, I__1__2="届出を受け付ける。台帳に記録する。")
    with Store.open(workspace) as store:
        publish(store, number, date(2026, 4, 1), "修正", checked=False)
        store.write(number, present(store, number).change("I.1.2", "申請を受け付ける。"))
    async with editing(document_id=number, at="I.1.2", size=(160, 40)) as (pilot, editor):
        await pilot.press("ctrl+x")
        await pilot.pause()
        assert editor.place == "compare"
        pane = editor.comparing.pane
        assert [one.title for one in pane.comparison.found["published"]] == [
            "令和8年4月1日の公表（修正）",
            "令和7年4月15日の公表（実施）",
        ]
        assert "［前回の公表 2］" in text_on(pilot.app)
        await pilot.press("down", "f2")
        await pilot.pause()
        assert editor.session.document.get("I.1.2") == "届出を受ける。台帳に記録する。"
        assert "unconfirmed:I.1.2" not in editor.session.document.state  # the document's own words
        await pilot.press("tab")
        await pilot.pause()
        assert editor.place == "editor"
        await pilot.press("ctrl+z")
        await pilot.pause()
        assert editor.session.document.get("I.1.2") == "申請を受け付ける。"
        assert pane.comparison.text == "申請を受け付ける。"
        await pilot.press("ctrl+x", "right", "right", "f3")
        await pilot.pause()
        await pilot.press("1")
        await pilot.pause()
        assert "児童手当" in str(editor.session.document.state["unconfirmed:I.1.2"])
        await pilot.press("tab")
        editor.go_to(editor.session.document.key("I.5.1"))
        await pilot.pause()
        assert pane.comparison.node.path == "I.5.1"
        assert pane.comparison.text == "市民課"
        await pilot.press("escape", "escape")  # the first one takes the message away
        await pilot.pause()
        assert not editor.comparing.is_open
        await pilot.press("ctrl+x")
        await pilot.pause()
        await pilot.resize_terminal(80, 24)
        await pilot.pause()
        await pilot.pause()
        assert not editor.comparing.is_open
        assert editor.pane.page.has_focus
        await pilot.press("ctrl+x")
        await pilot.pause()
        assert isinstance(pilot.app.screen, CompareScreen)


async def test_a_second_publication_asks_for_its_kind_and_dates_the_rows(
    running: Any, workspace: Workspace, new_document: NewDocument, text_on: Any
) -> None:
    number = new_document("kiso_r6", I__1__2="届出を受ける。")
    published(workspace, number, I__1__2="届出と申請を受ける。")
    async with running() as pilot:
        app: Any = pilot.app
        await pilot.press("ctrl+f")
        await pilot.pause()
        app.screen.dismiss("実施")
        await pilot.pause()
        assert "公表の記録がすでにあります" in text_on(app)
        await pilot.press("1")
        await pilot.pause()
        await pilot.press("enter")
        await pilot.pause()
        assert "変更箇所の表にない行が 1 行" in text_on(app).replace("│\n", "")
        await pilot.press("1")
        for _ in range(4):
            await pilot.pause()
    with Store.open(workspace) as store:
        assert [one.kind for one in store.publications(number)] == ["実施", "再実施"]
        held = present(store, number)
        (row,) = held.blocks("changes.1[]")
        assert held.get("changes.1[1].1") == to_wareki(date.today())
        assert row in held.state["@old_rows"]


@pytest.mark.parametrize(("way", "own"), [("3", True), ("4", False)])
async def test_a_text_is_brought_in_as_published(
    running: Any, workspace: Workspace, new_document: NewDocument, way: str, own: bool
) -> None:
    """As a document of its own, or as an earlier version of the one that is here."""
    from pia_tui.tui.jobs.importing import ImportSource
    from pia_tui.usecases.export import content

    number = new_document("kiso_r6", I__1__2="届出を受ける。")
    with Store.open(workspace) as store:
        text = _as_text(content(store, number, "pdf")[1])
    done: list[bool] = []
    async with running() as pilot:
        app: Any = pilot.app
        app.importer._read(ImportSource("読んでいます", text, lambda: done.append(True)))
        for _ in range(40):
            await pilot.pause(0.1)
            if isinstance(app.screen, PickScreen):
                break
        await pilot.press(way)
        await pilot.pause()
        await pilot.press(*"R7.4.15", "ctrl+s")
        await pilot.pause()
        await pilot.press("3")
        for _ in range(6):
            await pilot.pause()
        assert done == [True]
    with Store.open(workspace) as store:
        (kept,) = store.publications()
        assert (kept.kind, kept.published_on) == ("修正", "2025-04-15")
        assert (kept.revision.document_id != number) is own
        assert len(store.documents()) == 1 + own


def _as_text(pdf: bytes) -> bytes:
    """The words of a PDF alone, as somebody copies them out."""
    from io import BytesIO

    from pypdf import PdfReader

    return "\n".join(page.extract_text() for page in PdfReader(BytesIO(pdf)).pages).encode()


def test_the_question_about_marks_shows_the_mark_that_came(workspace: Workspace, new_document: NewDocument) -> None:
    number = new_document("juten_h30")
    with Store.open(workspace) as store:
        item = present(store, number).node("II[1].2.4.1").item
        old = [option for option in item.choice_texts if "（" not in option][:9]
        new = next(option for option in reversed(item.choice_texts) if option not in old)
        store.write(number, present(store, number).change("II[1].2.4.1", old))
        publish(store, number, date(2025, 4, 15), "実施", checked=False)
        store.write(number, present(store, number).change("II[1].2.4.1", [*old, new]))
        (row,) = propose(store, number).rows
    words = _what_changed(row)
    before, _, after = words.partition("→")
    assert new in after
    assert new not in before
    assert "…" in before
