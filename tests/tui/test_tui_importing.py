"""Taking a file in on the screen: picked, read with a bar that can be stopped, shown, and kept when one says so."""

from __future__ import annotations

import io
import time
from pathlib import Path
from typing import Any

import pytest
from screens import settle

from pia_tui.assessment import Assessment
from pia_tui.ingest.errors import Cancelled
from pia_tui.places import short_words
from pia_tui.store import Store
from pia_tui.tui.files.choosing import FileScreen
from pia_tui.tui.files.preview import PreviewScreen
from pia_tui.tui.jobs.importing import clashes_in, preview, read, take_in
from pia_tui.tui.register.home import HomeScreen
from pia_tui.tui.screens.dialogs import PickScreen
from pia_tui.tui.screens.working import WorkingScreen
from pia_tui.tui.widgets.text_editor import TextEditor
from pia_tui.usecases.demo import add_demo
from pia_tui.usecases.exchange.packs import pack
from pia_tui.usecases.export import ExportOptions, content
from pia_tui.workspace import Workspace


@pytest.fixture
def files(tmp_path: Path) -> Path:
    """Files from another terminal."""
    with Store.open(Workspace(tmp_path / "elsewhere").prepare()) as store:
        add_demo(store)
        (tmp_path / "own.pdf").write_bytes(content(store, 1, "pdf")[1])
        (tmp_path / "pages.pdf").write_bytes(content(store, 1, "pdf", ExportOptions(data=False))[1])
        (tmp_path / "sheet.xlsx").write_bytes(content(store, 1, "xlsx")[1])
        (tmp_path / "all.pia").write_bytes(pack(store, [1, 2, 3]))
    return tmp_path


async def pick(pilot: Any, path: Path) -> None:
    pilot.app.screen.perform("import_file")
    await settle(pilot)
    assert isinstance(pilot.app.screen, FileScreen)
    pilot.app.screen.query_one(TextEditor).load_text(str(path))
    await pilot.press("enter")
    await settle(pilot)


def count(workspace: Workspace) -> int:
    with Store.open(workspace, read_only=True) as store:
        return store.count()


async def test_our_own_file_comes_in_without_questions(running: Any, files: Path, workspace: Workspace) -> None:
    async with running() as pilot:
        await pick(pilot, files / "own.pdf")
        assert isinstance(pilot.app.screen, HomeScreen)
        assert any("取り込みました" in one.text for one in pilot.app.messages)
        assert count(workspace) == 1


@pytest.mark.parametrize(("key", "kept"), [("1", 1), ("2", 0), ("escape", 0)])
async def test_what_was_understood_is_shown_before_it_is_kept(
    running: Any, files: Path, workspace: Workspace, key: str, kept: int
) -> None:
    async with running() as pilot:
        await pick(pilot, files / "pages.pdf")
        assert isinstance(pilot.app.screen, PickScreen)
        assert count(workspace) == 0
        await pilot.press(key)
        await settle(pilot)
        assert isinstance(pilot.app.screen, HomeScreen)
        assert count(workspace) == kept


async def test_of_several_documents_in_a_file_one_is_chosen(
    running: Any, files: Path, tmp_path: Path, workspace: Workspace
) -> None:
    from pypdf import PdfWriter

    both = PdfWriter()
    with Store.open(Workspace(tmp_path / "elsewhere"), read_only=True) as store:
        for number in (1, 2):
            both.append(io.BytesIO(content(store, number, "pdf", ExportOptions(data=False))[1]), import_outline=False)
        name = store.load(2).state["cover.2"]
    with (files / "both.pdf").open("wb") as out:
        both.write(out)
    async with running() as pilot:
        await pick(pilot, files / "both.pdf")
        assert "2 つあります" in pilot.app.screen._title
        await pilot.press("2")
        await settle(pilot)
        await pilot.press("1")
        await settle(pilot)
        assert count(workspace) == 1
    with Store.open(workspace, read_only=True) as store:
        assert store.load(1).state["cover.2"] == name


async def test_a_pack_is_shown_document_by_document(running: Any, files: Path, workspace: Workspace) -> None:
    async with running() as pilot:
        await pick(pilot, files / "all.pia")
        assert isinstance(pilot.app.screen, PickScreen)
        await pilot.press("1")
        await settle(pilot)
        assert count(workspace) == 3


async def test_reading_can_be_stopped(running: Any) -> None:
    ended: list[Any] = []

    def work(step: Any) -> None:
        while step(0.5, "長い仕事"):
            time.sleep(0.01)  # a reader does something between its steps
        raise Cancelled

    async with running() as pilot:
        pilot.app.push_screen(WorkingScreen("試し", work), ended.append)
        await pilot.pause()
        await pilot.press("escape")
        await settle(pilot)
        assert isinstance(pilot.app.screen, HomeScreen)
        assert isinstance(ended[0].error, Cancelled)


async def test_work_without_steps_is_broken_off(running: Any) -> None:
    ended: list[Any] = []

    def work(_: Any) -> None:
        while True:
            try:  # as a reader does, for which one bad place is no reason to end
                sum(range(100))
            except Exception:
                continue

    async with running() as pilot:
        pilot.app.push_screen(WorkingScreen("試し", work), ended.append)
        await pilot.pause()
        await pilot.press("escape", "escape")
        await settle(pilot)
        assert isinstance(pilot.app.screen, HomeScreen)
        assert isinstance(ended[0].error, Cancelled)


def test_a_sheet_shows_both_sides_and_what_cannot_be_read(files: Path, tmp_path: Path) -> None:
    import openpyxl

    office = Workspace(tmp_path / "elsewhere")
    book = openpyxl.load_workbook(files / "sheet.xlsx")
    row = next(row for sheet in book for row in sheet.iter_rows() if row[0].value == "I.1.2")
    row[4].value = "係の文"
    book.save(files / "back.xlsx")
    with Store.open(office) as store:
        store.write(1, [_change(store, "担当の文")])
        title, lines, ways = preview(read(office, files / "back.xlsx", lambda *_: True))
        assert "記入票" in title
        assert "両方で変更" in "".join(lines)
        assert [way for way, _, _ in ways] == ["each", "ours", "theirs"]
        clash = clashes_in(read(office, files / "back.xlsx", lambda *_: True))[0]
        assert (clash.ours, clash.theirs, clash.base) == ("担当の文", "係の文", None)
        take_in(store, read(office, files / "back.xlsx", lambda *_: True), "theirs")
        assert store.value(1, "I.1.2") == "係の文"
    row[4].value = "=A1"
    book.save(files / "back.xlsx")
    _, lines, ways = preview(read(office, files / "back.xlsx", lambda *_: True))
    assert "計算式" in "".join(lines)
    assert ways == []


def _change(store: Store, text: str) -> Any:
    from pia_tui.assessment import Change

    return Change("I.1.2", store.value(1, "I.1.2"), text)


@pytest.mark.parametrize("typed", ["x" * 300, "~nobody-of-this-name/x.pdf", "[bold", "\udc80"])
async def test_a_path_that_cannot_be_is_said_to_be_missing(running: Any, workspace: Workspace, typed: str) -> None:
    async with running() as pilot:
        await pick(pilot, Path(typed))
        assert isinstance(pilot.app.screen, FileScreen)
        assert "見つかりません" in str(pilot.app.screen.query_one("#why").render())
    assert count(workspace) == 0


async def test_the_complaint_about_the_last_file_goes_when_another_is_read(
    running: Any, files: Path, tmp_path: Path
) -> None:
    (tmp_path / "empty.pdf").write_bytes(b"")
    async with running() as pilot:
        await pick(pilot, tmp_path / "empty.pdf")
        assert any("ファイルが空です" in one.text for one in pilot.app.messages)
        await pick(pilot, files / "own.pdf")
        assert not any("ファイルが空です" in one.text for one in pilot.app.messages)
        assert any("取り込みました" in one.text for one in pilot.app.messages)


async def test_a_second_copy_is_announced(running: Any, files: Path, workspace: Workspace, flat_on: Any) -> None:
    async with running() as pilot:
        await pick(pilot, files / "own.pdf")
        assert count(workspace) == 1
        await pick(pilot, files / "pages.pdf")
        shown = flat_on(pilot.app)
        with Store.open(workspace, read_only=True) as store:
            number = store.summary(1).number
        assert f"同じ評価書番号・名称の評価書が台帳にあります（番号{number}）" in shown
        assert "台帳にある評価書は、取り込んでも変わりません" in shown
        assert "もう一つ別の評価書として取り込む" in shown
        await pilot.press("2")
        await settle(pilot)
        assert count(workspace) == 1
        await pick(pilot, files / "own.pdf")
        assert "同じ評価書番号・名称" in flat_on(pilot.app)
        await pilot.press("1")
        await settle(pilot)
        assert count(workspace) == 2


def test_parts_without_text_are_named_with_their_file() -> None:
    from pia_tui.forms import load_form
    from pia_tui.ingest.text.report import Missing
    from pia_tui.usecases.incoming.importing import missing_words

    form = load_form("juten_h30")
    title = next(section.title for section in form.sections if section.id == "II")
    assert missing_words(form, Missing("II[2]", title)) == f"Ⅱ（2）　{title.partition('　')[2]}"
    assert missing_words(form, Missing("II[1].7", "７．備考")) == "Ⅱ（1）　７．備考"
    assert missing_words(form, Missing("I.3", "３．名前")) == "Ⅰ　３．名前"


@pytest.mark.parametrize("size", [(80, 24), (120, 40)])
async def test_all_changes_of_a_sheet_can_be_read_before_they_are_written(
    running: Any, workspace: Workspace, tmp_path: Path, flat_on: Any, text_on: Any, size: tuple[int, int]
) -> None:
    import openpyxl

    with Store.open(workspace) as store:
        add_demo(store)
        (tmp_path / "back.xlsx").write_bytes(content(store, 1, "xlsx")[1])
        document = store.load(1).state
    book = openpyxl.load_workbook(tmp_path / "back.xlsx")
    changed = []
    for sheet in book:
        for row in sheet.iter_rows():
            held = document.get(row[0].value)  # type: ignore[arg-type]
            if isinstance(held, str) and not row[1].value and "。" in held and len(changed) < 12:
                row[4].value = f"{row[4].value}と係が書き足した。"
                changed.append(row[0].value)
    assert len(changed) > 3
    book.save(tmp_path / "back.xlsx")
    places = ["".join("".join(short_words(Assessment.of(document), str(key))).split()) for key in changed]
    async with running(size) as pilot:
        await pick(pilot, tmp_path / "back.xlsx")
        assert isinstance(pilot.app.screen, PreviewScreen)
        seen = ""
        for _ in range(30):
            seen += flat_on(pilot.app)
            assert "評価書に書き込む" in flat_on(pilot.app), "the answers stay in sight"
            await pilot.press("pagedown")
        assert all(f"■{place}" in seen for place in places)
        assert "係が書き足した" in seen
        assert "ほか" not in seen
        await pilot.press("escape")
        await settle(pilot)
        with Store.open(workspace, read_only=True) as store:
            assert store.load(1).state == document
        row = next(row for sheet in book for row in sheet.iter_rows() if row[0].value == changed[0])
        row[4].value = "=A1"
        book.save(tmp_path / "back.xlsx")
        await pick(pilot, tmp_path / "back.xlsx")
        seen = ""
        for _ in range(30):
            seen += flat_on(pilot.app)
            await pilot.press("pagedown")
        assert "まだ何も書き込んでいません" in seen
        assert f"!E{row[4].row}" in seen
        assert "いまの中身:=A1" in seen
        assert "計算式" in seen
        assert f"■{places[1]}" in seen, "and what can be read"
        assert "読める欄だけを、評価書に書き込む" in flat_on(pilot.app)
        await pilot.press("enter")
        with Store.open(workspace, read_only=True) as store:
            assert store.load(1).state == document, "Enter alone takes nothing in"
        await pick(pilot, tmp_path / "back.xlsx")
        await pilot.press("2")
        await settle(pilot)
        with Store.open(workspace, read_only=True) as store:
            kept = store.load(1).state
        assert kept[changed[0]] == document[changed[0]], "the cell that cannot be read stays as it was"
        assert all(str(kept[key]).endswith("と係が書き足した。") for key in changed[1:])
        assert any("読めない欄 1 か所" in one.text for one in pilot.app.messages)


async def test_the_readable_cells_of_a_strange_sheet_make_a_document(
    running: Any, workspace: Workspace, tmp_path: Path, flat_on: Any
) -> None:
    """A sheet whose document is not in this register, with a formula in one cell."""
    import openpyxl

    elsewhere = Workspace(tmp_path / "elsewhere")
    with Store.open(elsewhere) as store:
        add_demo(store)
        (tmp_path / "strange.xlsx").write_bytes(content(store, 1, "xlsx")[1])
    book = openpyxl.load_workbook(tmp_path / "strange.xlsx")
    row = next(row for sheet in book for row in sheet.iter_rows() if row[0].value == "I.1.1")
    row[4].value = "=A1"
    book.save(tmp_path / "strange.xlsx")
    async with running() as pilot:
        await pick(pilot, tmp_path / "strange.xlsx")
        assert "読める欄だけで" in flat_on(pilot.app)
        await pilot.press("2")
        await settle(pilot)
        if isinstance(pilot.app.screen, PreviewScreen):
            await pilot.press("1")
            await settle(pilot)
        with Store.open(workspace, read_only=True) as store:
            (made,) = store.documents()
            state = store.load(made.id).state
        assert "I.1.1" not in state
        assert state["I.1.2"]
