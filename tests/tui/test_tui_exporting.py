"""Writing files from the screens: what is asked before, what is said after, and what may be done with the file."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, nullcontext
from pathlib import Path
from typing import Any

import pytest
from pypdf import PdfReader

from pia_tui.assessment import Assessment
from pia_tui.forms import load_form
from pia_tui.settings import Settings
from pia_tui.store import Store
from pia_tui.tui.files.preview import PreviewScreen
from pia_tui.tui.jobs import exporting
from pia_tui.tui.jobs.exporting import DRAFT, KINDS, Exporter, Request, grouped, grouped_lines
from pia_tui.tui.jobs.viewer import show_command
from pia_tui.tui.screens.dialogs import PickScreen
from pia_tui.tui.store_thread import StoreThread
from pia_tui.usecases.demo import add_demo
from pia_tui.workspace import Workspace


class Office:
    """A host without screens: what is asked is answered from a list, work is done at once."""

    def __init__(self, workspace: Workspace, *answers: str | None) -> None:
        self.workspace = workspace
        self.store = StoreThread(workspace)
        self.settings = Settings()
        self.answers = list(answers)
        self.asked: list[PickScreen] = []
        self.said: list[str] = []
        self.copied: list[str] = []

    def ask(self, screen: Any, answered: Callable[[Any], None]) -> None:
        self.asked.append(screen)
        answered(self.answers.pop(0) if self.answers else None)

    def say(self, text: str, severity: str = "information") -> None:
        self.said.append(text)

    def close_messages(self) -> bool:
        return False

    def work(self, function: Callable[[], Any], ended: Callable[[Any], None], failed: Callable[..., None]) -> None:
        try:
            result = function()
        except Exception as error:
            failed(error)
        else:
            ended(result)

    def suspended(self) -> AbstractContextManager[None]:
        return nullcontext()

    def copy_to_clipboard(self, text: str) -> None:
        self.copied.append(text)

    @property
    def files(self) -> list[Path]:
        return sorted(self.workspace.exports.glob("*.*"))


@pytest.fixture
def office(workspace: Workspace) -> Iterator[Callable[..., Office]]:
    made: list[Office] = []
    with Store.open(workspace) as store:
        add_demo(store)

    def make(*answers: str | None) -> Office:
        made.append(Office(workspace, *answers))
        return made[-1]

    yield make
    for one in made:
        one.store.close()


def spoil(workspace: Workspace, number: int = 1) -> None:
    """A document with an error: the result written on it is not the one that its own bands lead to."""
    with Store.open(workspace) as store:
        stored = store.load(number)
        document = Assessment(load_form(stored.form_id), stored.state, number)
        item = document.form.item(document.form.roles["threshold_result"])
        assert item is not None
        other = next(text for text in item.choice_texts if text != document.by_role("threshold_result"))
        store.write(number, document.change(item.id, other))


def printed(file: Path) -> str:
    return "".join(page.extract_text() for page in PdfReader(file).pages[:2])


def test_a_document_without_errors_is_written_without_questions(office: Callable[..., Office]) -> None:
    host = office()
    Exporter(host).write_pdf(1)
    assert [file.suffix for file in host.files] == [".pdf"]
    assert [screen._title for screen in host.asked] == ["書き出しました"]


@pytest.mark.parametrize(
    ("answer", "files", "draft"), [("stop", 0, False), (None, 0, False), ("write", 1, False), ("draft", 1, True)]
)
def test_errors_are_said_before_the_file_is_written(
    office: Callable[..., Office], workspace: Workspace, answer: str | None, files: int, draft: bool
) -> None:
    spoil(workspace)
    host = office(answer)
    Exporter(host).write_pdf(1)
    assert "誤りが" in host.asked[0]._title
    assert "書き出しますか" in host.asked[0]._title
    assert "■ Ⅲ しきい値判断結果" in host.asked[0]._text, "where, as the form numbers it"
    assert len(host.files) == files
    if files:
        assert (DRAFT in printed(host.files[0]).split()) is draft


def test_errors_do_not_hold_up_what_is_carried_or_filled_in(
    office: Callable[..., Office], workspace: Workspace
) -> None:
    spoil(workspace)
    for kind in ("json", "xlsx"):
        host = office()
        Exporter(host).write(Request(1, kind))
        assert [screen._title for screen in host.asked] == ["書き出しました"]


@pytest.mark.parametrize(
    ("choice", "marks"), [("pdf", 0), ("pdf:draft", 1), ("pdf:number", 1), ("pdf:draft:number", 2)]
)
def test_the_mark_and_the_number_can_be_asked_for(office: Callable[..., Office], choice: str, marks: int) -> None:
    assert choice in [kind for kind, _, _ in KINDS]
    host = office(choice)
    Exporter(host).pick(1)
    text = printed(host.files[-1])
    numbered = re.search(r"\b[0-9a-f]{12}", text) is not None
    assert numbered is ("number" in choice)
    assert (DRAFT in text.split()) + numbered == marks
    assert ("draft" in choice) is (DRAFT in text.split())


def test_after_writing_the_file_and_its_folder_can_be_opened(
    office: Callable[..., Office], monkeypatch: pytest.MonkeyPatch
) -> None:
    started: list[list[str]] = []
    monkeypatch.setattr(
        exporting, "show_command", lambda path, folder=False: ["show", str(path.parent if folder else path)]
    )
    monkeypatch.setattr(exporting, "start", started.append)
    for answer in ("open", "folder", "copy"):
        host = office(answer)
        Exporter(host).write(Request(1, "json"))
        assert [entry.id for entry in host.asked[0]._entries] == ["open", "folder", "copy", "stay"]
    assert [Path(command[1]).suffix for command in started] == [".json", ""]
    assert host.copied == [str(host.files[-1])]


def test_a_viewer_that_cannot_be_started_is_told_with_the_place_of_the_file(
    office: Callable[..., Office], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(exporting, "show_command", lambda *_, **__: ["/nowhere/viewer"])
    host = office("open")
    Exporter(host).write(Request(1, "json"))
    assert str(host.files[-1]) in host.said[-1]


def test_what_shows_files_on_each_system(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    file = tmp_path / "a.pdf"
    assert show_command(file, platform="win32") == ["explorer.exe", str(file)]
    assert show_command(file, folder=True, platform="win32") == ["explorer.exe", f"/select,{file}"]
    assert show_command(file, folder=True, platform="darwin") == ["open", "-R", str(file)]
    assert show_command(file, env={}, platform="linux") is None
    monkeypatch.setattr("shutil.which", lambda name: f"/usr/bin/{name}")
    assert show_command(file, folder=True, env={"DISPLAY": ":0"}, platform="linux") == [
        "/usr/bin/xdg-open",
        str(tmp_path),
    ]


def test_remarks_are_grouped_by_item_each_named_once() -> None:
    remarks = grouped([("Ⅰ ２．", "甲"), ("", "全体"), ("Ⅰ ２．", "乙"), ("Ⅰ ２．", "甲")])
    assert grouped_lines(remarks) == ["■ Ⅰ ２．", "　甲", "　乙", "全体"]


async def test_many_remarks_are_read_to_their_end_with_the_answers_in_sight(
    running: Any, workspace: Workspace, text_on: Any
) -> None:
    """At 80×24 the message used to run off the window, and its answers with it."""
    with Store.open(workspace) as store:
        add_demo(store)
        stored = store.load(1)
        document = Assessment(load_form(stored.form_id), stored.state, 1)
        texts = [node for node in document.walk() if "。" in str(document.value(node) or "")]

        for number, node in enumerate(texts[:24]):
            sign = chr(0xE000 + number)
            store.write(1, document.change(node.path, f"{document.value(node)}{sign}{sign}"))
    async with running((80, 24)) as pilot:
        pilot.app.exporter.write_pdf(1)
        for _ in range(1000):
            await pilot.pause(0.05)
            if isinstance(pilot.app.screen, PreviewScreen):
                break
        assert isinstance(pilot.app.screen, PreviewScreen)
        for _ in range(200):  # on the screen, and drawn
            if "閉じる" in text_on(pilot.app):
                break
            await pilot.pause(0.05)
        seen = ""
        for _ in range(12):
            shown = text_on(pilot.app)
            assert "閉じる" in shown
            assert "場所をクリップボードに写す" in shown
            seen += shown
            await pilot.press("pagedown")
            await pilot.pause()
        assert all(f"U+{0xE000 + number:04X}" in seen for number in range(len(texts[:24])))
        assert "ここまでです" in text_on(pilot.app)


def test_a_workbook_laid_out_as_the_form_is_one_of_the_choices(office: Callable[..., Office]) -> None:
    host = office("xlsx:form")
    Exporter(host).pick(1)
    (file,) = host.files
    assert file.name.endswith("_様式.xlsx")
    from pia_tui.ingest import read_file

    assert read_file(file.read_bytes()).kind == "workbook"
