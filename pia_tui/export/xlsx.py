"""A document as an Excel workbook (記入票): one sheet for each section and file, to be filled in by a department."""

from __future__ import annotations

from collections.abc import Sequence

from pia_tui.assessment import Assessment


def to_xlsx(document: Assessment, *, identity: str = "", only: Sequence[str] = (), department: str = "") -> bytes:
    """The workbook. Equal documents give equal bytes.

    `identity` is the document's uuid, by which the sheet finds back to it. `only` names the paths or sections that are
    asked for (`II[1].4`, `IV`); none means all. With a department it is a hearing sheet: only what that department is
    asked for. Raises BadPath for a place that the document does not have, NothingAsked for an unknown department.
    """
    from pia_tui.export.sheets.rows import Only, Rows, with_spare_blocks
    from pia_tui.export.sheets.workbook import Workbook

    chosen = Only(document, only, department)
    extended, spare = with_spare_blocks(document, f"{identity}\0{chosen.key}")
    rows = Rows(extended, spare, chosen)
    book = Workbook(document, identity, hearing=bool(only or department), department=department)
    for part in extended.parts():
        found = rows.of(part)
        if found:
            book.add(extended, part, found, rows.table(part))
    return book.finished()
