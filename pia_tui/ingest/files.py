"""What a file is, told by its content, and the reader for it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Literal

from pia_tui.ingest.errors import STORE_UNTOUCHED, Cancelled, UnreadableFile, UnsafeFile

if TYPE_CHECKING:
    from pia_tui.bundle import AttachedFile, DocumentBundle
    from pia_tui.forms import Value
    from pia_tui.ingest.text import Report

IncomingKind = Literal["json", "own_pdf", "pdf", "xlsx", "workbook", "csv", "pack", "text"]
ReportProgress = Callable[[float, str], bool]
"""Told how much is done (0 to 1) and what is being done now; returning False stops the work."""

MAX_BYTES = 200_000_000
MAX_TEXT_BYTES = 20_000_000
"""A published 評価書 of the longest kind is some 1 MB of text."""


@dataclass(frozen=True)
class ImportedFile:
    """What a file holds. `bundle` is there for files of ours, `report` for text that had to be understood.

    `uuid` is the identity of the document that a sheet was written out from; `attachments` are the drawings of a
    workbook that somebody else made.
    """

    kind: IncomingKind
    form_id: str
    state: dict[str, Value]
    bundle: DocumentBundle | None = None
    report: Report | None = None
    uuid: str = ""
    attachments: tuple[AttachedFile, ...] = ()


def step(progress: ReportProgress | None, done: float, what: str) -> None:
    """Tell how far the work is. Raises Cancelled where the answer is to stop."""
    if progress is not None and not progress(done, what):
        raise Cancelled


def read_bytes(path: Path) -> bytes:
    """The file's content. Raises UnreadableFile, UnsafeFile (too large)."""
    try:
        if path.is_dir():
            raise UnreadableFile(
                f"「{path}」はフォルダーです。", safe=STORE_UNTOUCHED, next="その中のファイルを指定してください。"
            )
        with path.open("rb") as file:
            data = file.read(MAX_BYTES + 1)
    except OSError as error:
        reason = "ありません" if isinstance(error, FileNotFoundError) else "開けません"
        raise UnreadableFile(
            f"「{path}」を{reason}。" if reason == "開けません" else f"ファイル「{path}」が{reason}。",
            safe=STORE_UNTOUCHED,
            next="場所とアクセス権を確かめてください。",
        ) from error
    check_size(data, MAX_BYTES)
    return data


def check_size(data: bytes, limit: int) -> None:
    """Raises UnsafeFile beyond the limit, UnreadableFile for an empty file."""
    if not data:
        raise UnreadableFile("ファイルが空です。", safe=STORE_UNTOUCHED, next="別のファイルを選んでください。")
    if len(data) > limit:
        raise UnsafeFile(
            f"ファイルが大きすぎます（{limit // 1_000_000} MB まで）。",
            safe=STORE_UNTOUCHED,
            next="評価書だけを別のファイルに分けてから取り込んでください。",
        )


def kind_of(data: bytes) -> IncomingKind:
    """What kind of file the bytes are; names and endings are not asked. Raises UnreadableFile for known strangers."""
    from pia_tui.ingest.json import is_own_json

    if b"%PDF-" in data[:1024]:
        return "pdf"
    if data.startswith(b"PK"):
        from pia_tui.ingest.zips import kind_of_zip

        return kind_of_zip(data)
    if data.startswith(_OLE):
        from pia_tui.ingest.grids.old import is_old_workbook

        if is_old_workbook(data):
            return "workbook"
    for start, what, instead in _STRANGERS:
        if data.startswith(start):
            raise UnreadableFile(f"{what}は読み取れません。", safe=STORE_UNTOUCHED, next=instead)
    if is_own_json(data):
        return "json"
    _refuse_foreign_json(data)
    if data[:3000].lower().startswith((b"mime-version:", b"from: <saved by")) or b"multipart/related" in data[:3000]:
        raise UnreadableFile(
            "Web ページを一つにまとめたファイル（MHT）は読み取れません。",
            safe=STORE_UNTOUCHED,
            next="ブラウザーで開き、PDF として保存するか、文章を写して取り込んでください。",
        )
    return "text"


def _refuse_foreign_json(data: bytes) -> None:
    """Raises UnreadableFile for data of another program, even where it speaks of a 評価書."""
    import msgspec

    if data.lstrip(b"\xef\xbb\xbf \t\r\n")[:1] not in (b"{", b"["):
        return
    try:
        msgspec.json.decode(data.removeprefix(b"\xef\xbb\xbf"))
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
        return
    raise UnreadableFile(
        "ほかのプログラムの JSON ファイルなので、評価書として読み取れません。",
        safe=STORE_UNTOUCHED,
        next="pia-tui から書き出した JSON、または PDF、Excel（.xlsx）、テキストを選んでください。",
    )


def read_file(
    data: bytes,
    form: str | None = None,
    progress: ReportProgress | None = None,
    *,
    readable_only: bool = False,
    number: int = 1,
) -> ImportedFile:
    """The document in a file, whatever its kind; `form` names the form version where it is known.

    Of several documents in one file that with the `number` is read, and the report names them all.

    With `readable_only` a sheet comes without the cells that cannot be read; else they are an error.
    Raises the errors of `ingest.errors`, UnknownForm, Cancelled. Packs and sheets of documents that exist already
    have their own ways in (`read_pack`, `read_xlsx`).
    """
    check_size(data, MAX_BYTES)
    kind = kind_of(data)
    step(progress, 0.05, "ファイルを調べています")
    if kind == "json":
        from pia_tui.ingest.json import from_json

        return _own("json", from_json(data))
    if kind == "pdf":
        return _read_pdf(data, form, progress, number)
    if kind == "workbook":
        from pia_tui.ingest.grids.reading import read_workbook

        return read_workbook(data, form, progress, number)
    if kind == "xlsx":
        from pia_tui.ingest.xlsx import read_xlsx

        reading = read_xlsx(data, None)
        if reading.problems and not readable_only:
            raise reading.unreadable()
        return ImportedFile("xlsx", reading.form_id, reading.state, uuid=reading.identity)
    if kind == "pack":
        raise UnreadableFile(
            "これは、端末の間で運ぶためのファイル（.pia）です。",
            safe=STORE_UNTOUCHED,
            next="「pia-tui unpack」で取り込んでください。",
        )
    from pia_tui.ingest.decoding import decode_text

    check_size(data, MAX_TEXT_BYTES)
    text = decode_text(data)
    from pia_tui.ingest.grids.csv import csv_rows

    rows = csv_rows(text)
    if rows is not None:
        from pia_tui.ingest.grids.reading import read_csv

        return read_csv(rows, form, progress, number)
    return _understood("text", text, form, progress, number)


def _read_pdf(data: bytes, form: str | None, progress: ReportProgress | None, number: int) -> ImportedFile:
    from pia_tui.ingest.json import from_json
    from pia_tui.ingest.own_pdf import embedded_data

    own = embedded_data(data)
    if own is not None:
        return _own("own_pdf", from_json(own))
    from pia_tui.ingest.foreign_pdf import pdf_text

    return _understood("pdf", pdf_text(data, progress), form, progress, number)


def _own(kind: IncomingKind, bundle: DocumentBundle) -> ImportedFile:
    return ImportedFile(kind, bundle.form_id, dict(bundle.state), bundle=bundle)


def ticking(progress: ReportProgress | None, first: float, last: float, what: str) -> Callable[[float], None]:
    """What tells the share of one stage as a share of the whole work, and stops it (Cancelled) where it is to stop."""
    return lambda share: step(progress, first + (last - first) * share, what)


def _understood(
    kind: IncomingKind, text: str, form: str | None, progress: ReportProgress | None, number: int
) -> ImportedFile:
    from pia_tui.ingest.text import read_text

    tick = ticking(progress, 0.6, 0.9, "文章を項目に分けています")
    tick(0)
    found = read_text(text, form, number, tick)
    step(progress, 0.9, "読み取りました")
    return ImportedFile(kind, found.form_id, found.state, report=found.report)


_OLE = b"\xd0\xcf\x11\xe0"
_STRANGERS = (
    (
        _OLE,
        "古い形式の Excel（.xls）・Word などのファイルか、パスワード付きのファイル",
        "パスワードを外し、Excel なら .xlsx で、Word なら PDF で保存し直してから取り込んでください。",
    ),
    (b"{\\rtf", "リッチテキスト（RTF）", "Word で開き、PDF として保存し直してください。"),
    (b"\x89PNG", "画像", "文字として読めるファイル（PDF、テキスト）を選んでください。"),
    (b"\xff\xd8\xff", "画像", "文字として読めるファイル（PDF、テキスト）を選んでください。"),
    (b"SQLite format 3\0", "保存先のファイルそのもの", "ほかの端末からは「pia-tui pack」で書き出してください。"),
)
