"""Bring a file in as a new document: read it, show what would come of it, keep it."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

import msgspec

from pia_tui.assessment import Assessment
from pia_tui.bundle import DocumentBundle
from pia_tui.errors import PiaError
from pia_tui.forms import Form, Value
from pia_tui.ingest import ImportedFile, IncomingKind, ReportProgress, read_bytes, read_file, step
from pia_tui.places import section_name
from pia_tui.rules.changes.annex import OLD_ROWS, all_published, rows_of
from pia_tui.usecases.incoming.alike import Alike, AlreadyThere, alike
from pia_tui.usecases.incoming.tray import doubt_notes
from pia_tui.usecases.publication.publishing import Published, publish
from pia_tui.usecases.suspects import SuspectPlace, mask, suspects_in

if TYPE_CHECKING:
    from pia_tui.ingest.text import Report
    from pia_tui.ingest.text.report import Missing
    from pia_tui.store import Store

_KINDS: dict[IncomingKind, str] = {
    "json": "pia-tui のデータ",
    "own_pdf": "pia-tui が作った PDF",
    "pdf": "PDF",
    "xlsx": "Excel の記入票",
    "workbook": "Excel の評価書",
    "csv": "Excel から保存した CSV",
    "pack": "運搬用のファイル",
    "text": "テキスト",
}
_LISTED = 5
_MUCH_LEFT = 0.15
"""Share of what was read in part or not at all, from which a better source is recommended."""


class SuspectNumbers(PiaError):
    """The file holds digits that look like a 個人番号; nothing was kept. `places` says where, without the digits."""

    def __init__(self, places: tuple[SuspectPlace, ...]) -> None:
        listed = "、".join(f"{place.where}「{place.preview}」" for place in places[:_LISTED])
        more = f" ほか {len(places) - _LISTED} か所" if len(places) > _LISTED else ""
        super().__init__(
            f"個人番号と見られる数字が {len(places)} か所にあるため、取り込みませんでした（{listed}{more}）。",
            safe="この数字はどこにも保存していません。",
            next="元のファイルから消すか、「--mask-numbers」を付けて、その数字を●に置き換えて取り込んでください。",
            next_on_screen="元のファイルから消してください。",
        )
        self.places = places


def better_source(kind: IncomingKind, report: Report | None) -> str:
    """What to bring instead where the text of a PDF has lost too much on the way; empty where it has not."""
    if kind != "text" or report is None:
        return ""
    left = len(report.doubtful) + len(report.unplaced)
    if left <= _MUCH_LEFT * (left + len(report.placed)):
        return ""
    return "もとの PDF があれば、文章にせずに PDF のまま取り込むと、ずっと正確に読めます。"


@dataclass(frozen=True)
class Prepared:
    """A file that was read and not kept yet: what to show before anything is stored."""

    file: str
    imported: ImportedFile
    suspects: tuple[SuspectPlace, ...] = ()
    alike: tuple[Alike, ...] = ()
    """Documents of the register that have the same name; empty where nobody has looked."""

    @property
    def document(self) -> Assessment:
        """The document as it would be."""
        return Assessment.of(self.imported.state)

    @property
    def documents(self) -> tuple[str, ...]:
        """The documents of the file by name, where it holds several."""
        return self.imported.report.documents if self.imported.report is not None else ()

    @property
    def kind_name(self) -> str:
        """What the file is, in Japanese."""
        return _KINDS[self.imported.kind]


@dataclass(frozen=True)
class ImportedDocument:
    """A document that came out of a file. `report` is there where a text had to be understood.

    `masked` are the places where digits became ●; `copy_of` is the document here that has the same identity,
    `alike` are those that were here before and have the same name.
    """

    id: int
    name: str
    form_id: str
    kind: IncomingKind
    placed: int
    doubtful: int
    unplaced: int
    report: Report | None = None
    masked: tuple[SuspectPlace, ...] = ()
    copy_of: int | None = None
    alike: tuple[Alike, ...] = ()
    published: Published | None = None


@dataclass(frozen=True)
class ImportPublication:
    """That a file is a published document: the day, the kind, and the file itself, whose PDF is kept as it is."""

    day: date
    kind: str
    file: Path | bytes = b""

    def pdf(self, kind: IncomingKind) -> bytes | None:
        """The bytes that were published, where they are a PDF."""
        if kind not in ("pdf", "own_pdf"):
            return None
        return self.file if isinstance(self.file, bytes) else read_bytes(self.file)


def prepare_import(
    file: Path | bytes,
    form: str | None = None,
    progress: ReportProgress | None = None,
    *,
    readable_only: bool = False,
    number: int = 1,
) -> Prepared:
    """Read a file, or bytes (pasted text, standard input), without touching the store.

    Of several documents in one file that with the `number` is read.
    Needs no store, so a worker thread may do it. Raises the errors of `ingest.errors`, UnknownForm, Cancelled.
    """
    data = file if isinstance(file, bytes) else read_bytes(file)
    imported = read_file(data, form, progress, readable_only=readable_only, number=number)
    if imported.report is not None:
        # The report goes with the import; what it doubts stays with the document, for whoever looks at it later.
        imported = replace(imported, state={**imported.state, **doubt_notes(imported.report)})
    return Prepared("" if isinstance(file, bytes) else file.name, imported, suspects_in(imported))


def compared(store: Store, prepared: Prepared) -> Prepared:
    """The same with the documents of the register that it may be a second copy of. Raises the store's errors."""
    return replace(prepared, alike=alike(store, prepared))


def missing_words(form: Form, missing: Missing) -> str:
    """A part without text as it is numbered on paper, with the number of its file: Ⅱ（2）　…の概要."""
    place = section_name(form, missing.path)
    return place if "." not in missing.path else f"{place.partition('　')[0]}　{missing.title}"


def keep_import(
    store: Store,
    prepared: Prepared,
    *,
    mask_numbers: bool = False,
    once: bool = False,
    published: ImportPublication | None = None,
) -> ImportedDocument:
    """Make the new document, whole or not at all.

    With `mask_numbers`, digits that look like a 個人番号 become ● and their items are marked for checking; without,
    they stop the import. With `once`, so do documents that it may be a second copy of. `published`: what was read is
    kept as the version that was published that day, and changes count from it. Raises SuspectNumbers, AlreadyThere,
    BadPublication and the store's errors.
    """
    from pia_tui.usecases.exchange.bundles import keep_bundle

    if once and prepared.alike:
        raise AlreadyThere(prepared.alike)
    if prepared.suspects and not mask_numbers:
        raise SuspectNumbers(prepared.suspects)
    imported = mask(prepared.imported, prepared.suspects)
    bundle = imported.bundle or DocumentBundle(
        form_id=imported.form_id, state=imported.state, uuid=imported.uuid, attachments=imported.attachments
    )
    copy_of = store.number_of(bundle.uuid) if bundle.uuid else None
    with store.together():
        number = keep_bundle(store, _with_state(bundle, _with_old_rows(imported)))
        done = None
        if published is not None:
            pdf = None if prepared.suspects else published.pdf(imported.kind)
            done = publish(store, number, published.day, published.kind, checked=False, pdf=pdf)
    report = imported.report
    document = Assessment.of(imported.state)
    answered = sum(not node.is_list and document.value(node) is not None for node in document.walk())
    return ImportedDocument(
        id=number,
        name=store.summary(number).name,
        form_id=imported.form_id,
        kind=imported.kind,
        placed=len(report.placed) if report else answered,
        doubtful=len(report.doubtful) if report else 0,
        unplaced=len(report.unplaced) if report else 0,
        report=report,
        masked=prepared.suspects,
        copy_of=copy_of,
        alike=prepared.alike,
        published=done,
    )


def _with_old_rows(imported: ImportedFile) -> dict[str, Value]:
    """The answers, with the rows of 変更箇所 that came from a published document noted as those of earlier years.

    A PDF and a text are published ones; of other files 公表日 and the days of the rows tell it. What this program wrote
    comes in as it went out: it carries the note where there is one.
    """
    if imported.bundle is not None:
        return imported.state
    document = Assessment.of(imported.state)
    rows = rows_of(document)
    if not rows or OLD_ROWS in imported.state:
        return imported.state
    if imported.kind not in ("pdf", "text") and not all_published(document):
        return imported.state
    return {**imported.state, OLD_ROWS: rows}


def import_file(
    store: Store,
    file: Path | bytes,
    form: str | None = None,
    progress: ReportProgress | None = None,
    *,
    mask_numbers: bool = False,
) -> ImportedDocument:
    """`prepare_import` and `keep_import` in one; cancelled at any time before the end, the store is as it was."""
    prepared = prepare_import(file, form, progress)
    step(progress, 0.95, "保存しています")
    return keep_import(store, prepared, mask_numbers=mask_numbers)


def _with_state(bundle: DocumentBundle, state: dict[str, Value]) -> DocumentBundle:
    """The bundle with other answers."""
    return bundle if bundle.state == state else msgspec.structs.replace(bundle, state=state)
