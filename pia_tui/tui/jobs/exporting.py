"""Writing files from the screens: PDF, Excel, JSON and the slip of a judgement, in a thread of its own."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, cast

from pia_tui.assessment import Assessment
from pia_tui.departments import departments
from pia_tui.errors import PiaError, visible
from pia_tui.places import short_words
from pia_tui.tui.files.preview import PreviewScreen
from pia_tui.tui.jobs.viewer import show_command, start
from pia_tui.tui.screens.dialogs import PickScreen, numbered
from pia_tui.workspace import Workspace

if TYPE_CHECKING:
    from pia_tui.store import Store
    from pia_tui.tui.jobs.host import JobHost
    from pia_tui.usecases.export import ExportKind, ExportOptions

KINDS = (
    ("pdf", "PDF", "様式どおりの評価書。公表や印刷に使います"),
    ("pdf:draft", "PDF（案）", "どのページにも「案」と印刷します。意見を聴くときや決裁の前に使います"),
    ("pdf:number", "PDF（内容の番号つき）", "同じ内容なら同じ番号を、どのページにも印刷します。版を見分けられます"),
    ("pdf:draft:number", "PDF（案、内容の番号つき）", "「案」と内容の番号の両方を印刷します"),
    ("xlsx", "Excel", "項目ごとの表。ほかの人に見てもらうときに使います"),
    ("xlsx:form", "Excel（様式の見た目）", "様式と同じ並びの Excel。審議会に出すときや、写して使うときに使います"),
    ("json", "ほかの端末へ運ぶファイル", "履歴や図も含めて、別の pia-tui に取り込めます"),
    ("slip", "しきい値判断結果票（PDF）", "判断の表と理由を1枚にした、決裁に付ける紙です"),
)
DRAFT = "案"


@dataclass(frozen=True)
class Request:
    """What to write: a document as a kind of file; the PDF with the mark 案 or the content's number on its pages."""

    document_id: int
    kind: str
    draft: bool = False
    number: bool = False
    department: str = ""
    form: bool = False
    """Whether a workbook is laid out as the form."""

    @classmethod
    def of(cls, document_id: int, choice: str) -> Request:
        """From an entry of `KINDS`."""
        kind, *marks = choice.split(":")
        return cls(document_id, kind, "draft" in marks, "number" in marks, form="form" in marks)

    @property
    def options(self) -> ExportOptions:
        from pia_tui.usecases.export import ExportOptions

        return ExportOptions(
            draft=DRAFT if self.draft else "",
            revision=self.number,
            department=self.department,
            layout="form" if self.form else "sheet",
        )


@dataclass(frozen=True)
class ExportedFile:
    """A file that was written, and sentences on what it lacks, grouped by the item they are about ("" = the whole)."""

    path: Path
    remarks: tuple[tuple[str, tuple[str, ...]], ...] = field(default=())


class Exporter:
    """Asks what is to be written, writes it, and tells where it is."""

    def __init__(self, host: JobHost) -> None:
        self._host = host

    def pick(self, document_id: int) -> None:
        """Ask for the kind of file, then write it."""

        def picked(choice: str | None) -> None:
            if choice == "xlsx":
                self._pick_department(document_id)
            elif choice:
                self.write(Request.of(document_id, choice))

        self._host.ask(PickScreen("書き出す形を選んでください", numbered(KINDS)), picked)

    def _pick_department(self, document_id: int) -> None:
        """A workbook of all items, or of those that one 担当課 is asked for."""
        asked = self._host.store.call(lambda store: departments(_loaded(store, document_id)))
        if not asked:
            self.write(Request(document_id, "xlsx"))
            return

        def picked(name: str | None) -> None:
            if name is not None:
                self.write(Request(document_id, "xlsx", department=name.removeprefix("=")))

        named = [(f"={name}", f"{visible(name)}に聞く項目", f"{count} 項目") for name, count in asked.items()]
        self._host.ask(PickScreen("記入票に載せる項目", numbered([("=", "すべての項目", ""), *named])), picked)

    def write_pdf(self, document_id: int) -> None:
        """The document as it is printed."""
        self.write(Request(document_id, "pdf"))

    def write(self, request: Request) -> None:
        """Write a file beside the screens; a PDF of a document with errors only when the officer still wants it."""
        if request.kind != "pdf":
            self._write(request)
            return
        self._host.say("点検して、書き出しています…")
        self._host.work(
            lambda: errors_of(self._host.workspace, request.document_id),
            lambda errors: self._ask_about(request, errors) if errors else self._write(request),
            self._failed,
        )

    def _ask_about(self, request: Request, errors: Grouped) -> None:
        self._host.close_messages()
        count = sum(len(texts) for _, texts in errors)
        ways = [
            ("draft", "「案」の印を付けて書き出す", "直すまでの間、見てもらうときに使います"),
            ("write", "このまま書き出す", ""),
            ("stop", "書き出さない", "評価書の画面で F5（点検）を押すと、直す所へ移れます"),
        ]
        if request.draft:
            ways = [("write", "「案」の印を付けて書き出す", ""), ways[-1]]

        def picked(answer: str | None) -> None:
            if answer == "draft":
                self._write(Request(request.document_id, request.kind, draft=True, number=request.number))
            elif answer == "write":
                self._write(request)

        text = "\n".join(grouped_lines(errors))
        self._host.ask(PreviewScreen(f"誤りが {count} 件あります。書き出しますか", numbered(ways), text=text), picked)

    def _write(self, request: Request) -> None:
        self._host.say("書き出しています…")
        self._host.work(lambda: write_file(self._host.workspace, request), self._written, self._failed)

    def _failed(self, error: Exception) -> None:
        said = (
            error.on_screen
            if isinstance(error, PiaError)
            else f"書き出せませんでした（{type(error).__name__}）。評価書は無事です。"
        )
        self._host.say(said, "error")

    def _written(self, written: ExportedFile) -> None:
        """Say where the file is and what it lacks, and offer to look at it where that can be done."""
        path = written.path
        self._host.close_messages()
        shows = {"open": show_command(path), "folder": show_command(path, folder=True)}
        ways = [("open", "開く", ""), ("folder", "フォルダーを開く", "書き出したファイルのある場所を開きます")]
        entries = [way for way in ways if shows[way[0]] is not None]
        entries += [("copy", "場所をクリップボードに写す", ""), ("stay", "閉じる", "")]

        def picked(answer: str | None) -> None:
            command = shows.get(answer or "")
            if command is not None:
                try:
                    start(command)
                except OSError:
                    self._host.say(f"開けませんでした。ファイルは「{path}」にあります。", "warning")
            elif answer == "copy":
                self._host.copy_to_clipboard(str(path))
                self._host.say("ファイルの場所を写しました")

        text = "\n".join([str(path), *grouped_lines(written.remarks)])
        self._host.ask(PreviewScreen("書き出しました", numbered(entries), text=text), picked)


Grouped = tuple[tuple[str, tuple[str, ...]], ...]


def grouped(texts: Iterable[tuple[str, str]]) -> Grouped:
    """(place, text) pairs with those about one place together, places in the order in which they first come."""
    found: dict[str, list[str]] = {}
    for place, text in texts:
        kept = found.setdefault(place, [])
        if text not in kept:
            kept.append(text)
    return tuple((place, tuple(kept)) for place, kept in found.items())


def grouped_lines(remarks: Grouped) -> list[str]:
    """The remarks to read: each item once, what is said about it below."""
    lines: list[str] = []
    for place, texts in remarks:
        lines += [f"■ {place}", *(f"　{text}" for text in texts)] if place else texts
    return lines


def _loaded(store: Store, document_id: int) -> Assessment:
    stored = store.load(document_id)
    return Assessment.of(stored.state, document_id)


def errors_of(workspace: Workspace, document_id: int) -> Grouped:
    """What the checks call an error in a document and no reason sets aside, by item. Runs in a worker thread."""
    from pia_tui.store import Store
    from pia_tui.usecases.checking.inspecting import open_errors

    with Store.open(workspace, read_only=True) as store:
        document = _loaded(store, document_id)
        found = open_errors(store, document, date.today())
    return grouped((_place(document, one.path), one.message) for one in found)


def _place(document: Assessment, path: str) -> str:
    """An item as it is numbered on paper; empty for what is about the whole document."""
    return " ".join(short_words(document, path)) if path else ""


def write_file(workspace: Workspace, request: Request) -> ExportedFile:
    """Write one file; returns where it is and what it lacks. Runs in a worker thread."""
    from pia_tui.store import Store
    from pia_tui.usecases.export import export_document, missing_by_item, open_items
    from pia_tui.usecases.threshold.slip import write_slip_of

    document_id = request.document_id
    with Store.open(workspace, read_only=True) as store:
        if request.kind == "slip":
            return ExportedFile(write_slip_of(store, document_id))
        path = export_document(store, document_id, cast("ExportKind", request.kind), options=request.options)
        if request.kind != "pdf":
            return ExportedFile(path)
        remarks: list[tuple[str, str]] = []
        if left := open_items(store, document_id):
            remarks.append(("", f"未記入の項目が {left} あります。評価書の画面で、F2 で順に移れます（F5 で一覧）。"))
        if missing := missing_by_item(store, document_id):
            document = _loaded(store, document_id)
            remarks.append(("", "次の文字はこのフォントにないため、〓と印刷されます。"))
            remarks += [(_place(document, path), "、".join(characters)) for path, characters in missing.items()]
        return ExportedFile(path, grouped(remarks))
