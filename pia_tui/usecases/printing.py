"""A document as a PDF: with its data inside, the content's number in its footer, and the mark of a draft."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Literal

from pia_tui.assessment import Assessment
from pia_tui.usecases.exchange.bundles import printed_bundle

if TYPE_CHECKING:
    from pia_tui.store import Store

DATA_FILE = "pia-tui.json"
"""The name of the data inside our PDF."""
DRAFT = "案"
_DIGITS = 12


@dataclass(frozen=True, slots=True)
class ExportOptions:
    """How to write: `font` and `draft` (the mark 案) for PDF; `data` carries the answers inside the PDF.

    A published document that was changed since is marked as a draft, unless `final`. `revision` puts the content's
    number into the footer; `created` is the only date in the file. `version` is the frozen version to write, None the
    document as it stands. `only` names the places that a 記入票 (xlsx) asks for, `department` the 担当課 that it goes
    to; none means all. `layout` form lays the workbook out as the form instead.
    """

    font: str = ""
    draft: str = ""
    data: bool = True
    revision: bool = False
    created: date | None = None
    only: tuple[str, ...] = ()
    department: str = ""
    layout: Literal["sheet", "form"] = "sheet"
    version: int | None = None
    final: bool = False


def content_number(store: Store, document: Assessment) -> str:
    """The number that names what is printed: equal contents have the same one, in every copy of the document."""
    from pia_tui.store.codec import content_hash

    return content_hash(printed_bundle(store, document).state)[:_DIGITS]


def print_document(store: Store, document: Assessment, options: ExportOptions) -> bytes:
    """The PDF's bytes. Raises FontProblem, BrokenImage and the store's errors."""
    from pia_tui.export.json import to_json
    from pia_tui.export.pdf import EmbeddedFile, Image, PdfOptions, render

    bundle = printed_bundle(store, document)
    images = {file.id: Image(file.data, file.alt) for file in bundle.attachments}
    embedded = (EmbeddedFile(DATA_FILE, to_json(bundle), description="この評価書の記入内容"),) if options.data else ()
    return render(
        document,
        images=images,
        options=PdfOptions(
            font=options.font,
            draft=options.draft,
            revision=content_number(store, document) if options.revision else "",
            created=options.created,
            embedded=embedded,
        ),
    )
