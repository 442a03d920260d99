"""Write a document to a file. `export_all` does so with all of a body."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Literal

from pia_tui.assessment import Assessment
from pia_tui.output import write_file
from pia_tui.usecases.exchange.bundles import bundle_of, printed_bundle
from pia_tui.usecases.printing import DATA_FILE, DRAFT, ExportOptions, print_document
from pia_tui.usecases.publication.states import frozen, published_state, revision_of
from pia_tui.usecases.targets import target_file

if TYPE_CHECKING:
    from pia_tui.store import Store

ExportKind = Literal["pdf", "xlsx", "json"]
__all__ = [
    "DATA_FILE",
    "ExportKind",
    "ExportOptions",
    "content",
    "export_document",
    "missing_glyphs",
    "open_items",
]


def content(
    store: Store, document_id: int, kind: ExportKind, options: ExportOptions | None = None
) -> tuple[str, bytes]:
    """(title for the file's name, bytes). Raises the errors of the store and of the format."""
    options = options or ExportOptions()
    if options.version is not None:
        return _frozen_content(store, document_id, kind, options)
    stored = store.load(document_id)
    document = Assessment.of(stored.state, document_id)
    number = document.by_role("number")
    title = f"{number}_{document.name}" if number else document.name
    if kind == "json":
        from pia_tui.export.json import to_json

        return title, to_json(bundle_of(store, document_id))
    if kind == "xlsx" and options.layout == "form":
        return f"{title}_様式", _as_form(store, document)
    if kind == "xlsx":
        from pia_tui.export.xlsx import to_xlsx

        data = to_xlsx(document, identity=stored.uuid, only=options.only, department=options.department)
        return f"{title}_{options.department}" if options.department else title, data
    return title, print_document(store, document, _marked(store, document_id, options))


def _as_form(store: Store, document: Assessment) -> bytes:
    """A workbook laid out as the form: the body's own copy of it filled in, where the workspace has one."""
    from pia_tui.export.sheets.form_layout import to_form_xlsx
    from pia_tui.export.sheets.original import fill_original, original_of

    original = original_of(store.workspace.db, document.form.id)
    if original is not None:
        return fill_original(document, *original)
    return to_form_xlsx(document, {file.id: file.data for file in printed_bundle(store, document).attachments})


def _frozen_content(store: Store, document_id: int, kind: ExportKind, options: ExportOptions) -> tuple[str, bytes]:
    """The same of a frozen version: of a published one the PDF's bytes as they were published."""
    revision = revision_of(store, document_id, options.version or 0)
    document = frozen(store, revision)
    title = f"{document.name}_{revision.name}"
    if kind == "json":
        from pia_tui.export.json import to_json

        return title, to_json(printed_bundle(store, document))
    if kind == "xlsx" and options.layout == "form":
        return f"{title}_様式", _as_form(store, document)
    if kind == "xlsx":
        from pia_tui.export.xlsx import to_xlsx

        return title, to_xlsx(document, only=options.only, department=options.department)
    publication = store.publication(revision.id)
    if publication is not None and publication.pdf:
        return title, store.attachment_data(publication.pdf)
    return title, print_document(store, document, options)


def _marked(store: Store, document_id: int, options: ExportOptions) -> ExportOptions:
    """What differs from the last publication is printed as a draft, unless it is wanted without the mark."""
    if options.draft or options.final:
        return options
    state = published_state(store, document_id)
    return replace(options, draft=DRAFT) if state is not None and state.changes else options


def missing_glyphs(store: Store, document_id: int, options: ExportOptions | None = None) -> list[str]:
    """A sentence for each character that the PDF cannot show, with the items it stands in. Raises FontProblem."""
    from pia_tui.export.pdf import PdfOptions, missing_characters

    stored = store.load(document_id)
    document = Assessment.of(stored.state, document_id)
    found = missing_characters(document, PdfOptions(font=options.font if options else ""))
    return [
        f"「{each.character}」（{each.code}）は、このフォントにないため〓と印刷されます（{'、'.join(each.places)}）。"
        for each in found
    ]


def missing_by_item(store: Store, document_id: int) -> dict[str, list[str]]:
    """The characters that the PDF cannot show, by the path of the item that they stand in. Raises FontProblem."""
    from pia_tui.export.pdf import missing_characters

    stored = store.load(document_id)
    found: dict[str, list[str]] = {}
    for each in missing_characters(Assessment.of(stored.state, document_id)):
        for path in each.paths:
            found.setdefault(path, []).append(f"「{each.character}」（{each.code}）")
    return found


def open_items(store: Store, document_id: int) -> int:
    """How many items of a document want an answer and have none: a file is written all the same, and says it not."""
    from pia_tui.rules.completeness import unanswered

    stored = store.load(document_id)
    return len(unanswered(Assessment.of(stored.state, document_id)))


def export_document(
    store: Store,
    document_id: int,
    kind: ExportKind,
    *,
    target: Path | None = None,
    overwrite: bool = False,
    options: ExportOptions | None = None,
) -> Path:
    """Write a document; returns the file. Without `target` it goes to `exports/` under the document's name, numbered.

    A `target` that is a folder gets the file under that name; an existing file is replaced only with `overwrite`.
    Raises OutputExists, OutputError and those of `content`.
    """
    title, data = content(store, document_id, kind, options)
    return write_file(target_file(store.workspace, target, title, f".{kind}"), data, overwrite=overwrite)
