"""A workbook that somebody else made becomes a document: its cells in order, read as the form's labels and answers."""

from __future__ import annotations

import hashlib
import io
import re
import unicodedata
from collections.abc import Sequence
from dataclasses import replace
from functools import cache
from itertools import groupby, pairwise

from pia_tui.bundle import AttachedFile
from pia_tui.forms import Form, Item, Value, form_ids, load_form, resolve_form
from pia_tui.ingest.files import ImportedFile, IncomingKind, ReportProgress, step, ticking
from pia_tui.ingest.grids.boxes import Box, GridSheet, Picture
from pia_tui.ingest.grids.csv import csv_sheet
from pia_tui.ingest.grids.old import read_old_sheets
from pia_tui.ingest.grids.opening import read_sheets
from pia_tui.ingest.grids.order import TextRow, rows_of
from pia_tui.ingest.grids.signs import with_signs
from pia_tui.ingest.text import check_number, form_of_cells, read_cells
from pia_tui.ingest.text.covers import covers_in
from pia_tui.ingest.text.files import bare_name
from pia_tui.ingest.text.folding import fold
from pia_tui.ingest.text.labels import FULL, labels_of
from pia_tui.ingest.text.tree import tree_of

_ALL = 1_000_000
_MANY = 4
"""So many titles of sections on one sheet are the list of contents, or the whole form."""
_SHORT = 4
"""A label of the cover of so few letters may stand elsewhere too."""


def read_workbook(
    data: bytes, form: str | None = None, progress: ReportProgress | None = None, number: int = 1
) -> ImportedFile:
    """The document in a workbook.

    Raises UnreadableFile (no 評価書, password), DamagedFile, UnsafeFile, UnknownForm, Cancelled.
    """
    sheets = read_sheets(data, progress) if data.startswith(b"PK") else read_old_sheets(data)
    return _read("workbook", sheets, form, progress, number)


def read_csv(
    rows: Sequence[Sequence[str]], form: str | None = None, progress: ReportProgress | None = None, number: int = 1
) -> ImportedFile:
    """The document in rows of fields that were saved as CSV.

    Raises UnreadableFile (no 評価書), UnknownForm, Cancelled.
    """
    return _read("csv", [csv_sheet(rows)], form, progress, number)


def _read(
    kind: IncomingKind, sheets: list[GridSheet], form: str | None, progress: ReportProgress | None, number: int
) -> ImportedFile:
    tick = ticking(progress, 0.6, 0.9, "セルを項目に分けています")
    tick(0)
    for sheet in sheets:
        _take_hidden(sheet)
    sheets, names = _one_document(sheets, number)
    form_id = resolve_form(form).id if form else form_of_cells([_rows(sheet) for sheet in sheets])
    if kind == "csv":
        sheets = [part for sheet in sheets for part in _parted(sheet, form_id)]
    sheets = _ordered(sheets, form_id)
    pages = [_rows(sheet) for sheet in sheets]
    aside = [text for sheet in sheets for text in sheet.aside if not _is_printed(text)]
    found = read_cells(pages, form_id, aside, tick, whole=kind != "csv")
    step(progress, 0.9, "読み取りました")
    state, attached = _with_pictures(found.form_id, dict(found.state), sheets)
    report = replace(found.report, documents=names, taken=number if names else 1)
    return ImportedFile(kind, found.form_id, state, report=report, attachments=attached)


def _one_document(sheets: list[GridSheet], number: int) -> tuple[list[GridSheet], tuple[str, ...]]:
    """The sheets of one document, and the names of all where there are several. Raises UnreadableFile."""
    rows = [(sheet, top) for sheet in sheets for top in sorted({box.top for box in sheet.boxes})]
    texts: dict[int, dict[int, str]] = {id(sheet): {} for sheet in sheets}
    for sheet in sheets:
        for box in sheet.boxes:
            own = texts[id(sheet)]
            own[box.top] = f"{own.get(box.top, '')}\t{box.text}".replace("\n", " ")
    lines = "\n".join(texts[id(sheet)][top] for sheet, top in rows)
    covers = covers_in(lines)
    if len(covers) < 2:
        return sheets, ()
    check_number(number, len(covers))
    edges = [0, *(lines.count("\n", 0, cover.start) for cover in covers[1:]), len(rows)]
    kept = {(id(sheet), top) for sheet, top in rows[edges[number - 1] : edges[number]]}
    for sheet in sheets:
        sheet.boxes = [box for box in sheet.boxes if (id(sheet), box.top) in kept]
    return [sheet for sheet in sheets if sheet.boxes], tuple(cover.name for cover in covers)


def _rows(sheet: GridSheet) -> list[TextRow]:
    return rows_of(with_signs(sheet.boxes), _heading)


# -- what the forms print --------------------------------------------------------------------------------------------


@cache
def _tables() -> tuple[frozenset[str], ...]:
    """The headings of the tables whose rows have a cell for each column."""
    found = set()
    for form_id in form_ids():
        for section in load_form(form_id).sections:
            if section.kind == "changes" and section.items:
                found.add(frozenset(fold(item.label) for item in section.items[0].items))
    return tuple(found)


@cache
def _pairs() -> frozenset[frozenset[str]]:
    """The headings that stand side by side over one row: number and name on the cover."""
    forms = [load_form(form_id) for form_id in form_ids()]
    return frozenset(
        frozenset(fold(item.label) for role in ("number", "document_name") if (item := _by_role(form, role)))
        for form in forms
    )


def _by_role(form: Form, role: str) -> Item | None:
    return form.item(form.roles.get(role, ""))


def _heading(texts: Sequence[str]) -> int:
    words = {fold(text) for text in texts}
    if any(2 * len(words & columns) >= len(columns) for columns in _tables()):
        return _ALL
    return 1 if len(texts) == 2 and frozenset(words) in _pairs() else 0


@cache
def _printed() -> frozenset[str]:
    """Labels, options and headings of lists of all forms."""
    found: set[str] = set()
    for form_id in form_ids():
        found |= set(labels_of(form_id).spellings)
        found |= {fold(text) for item in load_form(form_id).walk() for text in item.choice_texts}
    return frozenset(found)


def _is_printed(text: str) -> bool:
    """Whether a text is but what the form itself prints: the lists that arrows of cells take their choices from."""
    return all(fold(line) in _printed() for line in text.split("\n"))


# -- hidden rows, order of the sheets --------------------------------------------------------------------------------


def _take_hidden(sheet: GridSheet) -> None:
    """Show hidden rows that begin with a label seen nowhere else on the sheet; the others are kept aside."""
    seen = {fold(box.text) for box in sheet.boxes}
    for run in sheet.hidden:
        label = fold(run[0].text)
        if label in _printed() and label not in seen and len(run) > 1:
            sheet.boxes = sorted([*sheet.boxes, *run], key=lambda box: (box.top, box.left))
        else:
            sheet.aside.append("\n".join(box.text for box in run))


@cache
def _titles(form_id: str) -> dict[str, int]:
    """The titles of a form's sections and the labels of its cover, with the place of their section in the form."""
    form = load_form(form_id)
    found: dict[str, int] = {}
    for place, section in enumerate(form.sections):
        if section.kind == "cover":
            found[fold(form.title)] = place
            found.update((fold(item.label), place) for item in section.items if len(fold(item.label)) > _SHORT)
        for text, spellings in labels_of(form_id).spellings.items():
            if any(each.target == section.id and each.form == FULL for each in spellings):
                found.setdefault(text, place)
    return found


def _parted(sheet: GridSheet, form_id: str) -> list[GridSheet]:
    """Sheets that were saved one under the other, parted at the titles of their sections; contents are no titles."""
    form, titles = load_form(form_id), _titles(form_id)
    contents = fold(form.contents_title)
    starts: list[int] = []
    listed: set[str] | None = None
    for top, row in groupby(sorted(sheet.boxes, key=lambda box: (box.top, box.left)), key=lambda box: box.top):
        text = fold("".join(box.text for box in row))
        if text == contents:
            listed = set()
        elif listed is not None and text in titles and text not in listed:
            listed.add(text)
        else:
            listed = None
            if text in titles and (titles[text] or text == fold(form.title)):
                starts.append(top)
    edges = [0, *starts, _ALL]
    parts = [
        GridSheet(sheet.name, [box for box in sheet.boxes if one <= box.top < two]) for one, two in pairwise(edges)
    ]
    return [part for part in parts if part.boxes]


def _ordered(sheets: Sequence[GridSheet], form_id: str) -> list[GridSheet]:
    """The sheets in the form's order; a sheet without a section's title stays behind the one before it.

    Sheets of the same section stand in the order of the files they are about: as these are named elsewhere, else by
    the numbers in the sheets' own names.
    """
    titles = _titles(form_id)
    places: list[float] = []
    last = 0.0
    for sheet in sheets:
        found = [titles[text] for box in sheet.boxes if (text := fold(box.text)) in titles]
        if len(set(found)) >= _MANY:
            last = min(found) - 0.5 if 0 not in found else 0.0
        elif found:
            last = float(found[0])
        places.append(last)
    files = _file_places(sheets, form_id)
    keys = [(places[n], files[n], _numbers(sheets[n].name), n) for n in range(len(sheets))]
    return [sheets[key[-1]] for key in sorted(keys)]


def _numbers(name: str) -> tuple[int, ...]:
    """The numbers in a sheet's name."""
    return tuple(int(number) for number in re.findall(r"\d+", unicodedata.normalize("NFKC", name)))


def _file_places(sheets: Sequence[GridSheet], form_id: str) -> list[int]:
    """For each sheet where the file that it is about is named on other sheets: all 0 where that is not told."""
    spellings = labels_of(form_id).spellings
    tree = tree_of(form_id)
    labels = {
        text
        for text, own in spellings.items()
        for each in own
        if (item := tree.spots[each.target].item)
        and item.role == "file_name"
        and tree.spots[each.target].section in tree.of_files
    }
    names = [_file_name(sheet, labels) for sheet in sheets]
    elsewhere = fold(
        "".join(box.text for sheet, name in zip(sheets, names, strict=True) if not name for box in sheet.boxes)
    )
    found = {name: elsewhere.find(name) for name in names if name}
    told = len(set(found.values())) == len(found) and all(place >= 0 for place in found.values())
    return [found.get(name, 0) if told else 0 for name in names]


def _file_name(sheet: GridSheet, labels: set[str]) -> str:
    """The folded name of the file that a sheet begins with, or ""."""
    cells = [cell for row in _rows(sheet) for cell in row if cell.strip()]
    return next((bare_name(two) for one, two in pairwise(cells) if fold(one) in labels), "")


# -- drawings --------------------------------------------------------------------------------------------------------


def _with_pictures(
    form_id: str, state: dict[str, Value], sheets: Sequence[GridSheet]
) -> tuple[dict[str, Value], tuple[AttachedFile, ...]]:
    """The drawings that stand under the title of a section for drawings become its answer."""
    form = load_form(form_id)
    figure = next((item for item in form.walk() if item.kind == "figure"), None)
    if figure is None:
        return state, ()
    section = form.places[figure.id].section
    places = _titles(form_id)
    kept: dict[str, AttachedFile] = {}
    for sheet in sheets:
        titles = [(box.top, places[text]) for box in sheet.boxes if (text := fold(box.text)) in places]
        for picture in sheet.pictures:
            over = [place for row, place in titles if row <= picture.row]
            if over and form.sections[over[-1]].id == section.id and (made := _attached(picture)):
                kept[made.id] = made
    if kept:
        state[figure.id] = tuple(kept)
    return state, tuple(kept.values())


def _attached(picture: Picture) -> AttachedFile | None:
    """A picture as it is kept; None for one that cannot be opened."""
    from PIL import Image, UnidentifiedImageError

    try:
        with Image.open(io.BytesIO(picture.data)) as image:
            width, height = image.size
    except (UnidentifiedImageError, OSError, ValueError, Image.DecompressionBombError):
        return None
    identity = hashlib.sha256(picture.data).hexdigest()
    return AttachedFile(
        id=identity, name=picture.name, media_type=picture.media_type, data=picture.data, width=width, height=height
    )


__all__ = ["Box", "TextRow", "read_workbook"]
