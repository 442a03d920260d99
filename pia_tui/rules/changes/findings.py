"""What 点検 says about the table of changes: changes without a row, and rows that no longer say what the text says."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from pia_tui.assessment import Assessment
from pia_tui.rules.changes.annex import AnnexTable, annex_table
from pia_tui.rules.changes.blanks import without_blanks
from pia_tui.rules.changes.data import change_rules
from pia_tui.rules.changes.diff import Difference, diff
from pia_tui.rules.changes.notes import COVERS
from pia_tui.rules.changes.rows import ProposedRow, new_rows, proposed_rows
from pia_tui.rules.checks.context import finding
from pia_tui.rules.checks.data import checks
from pia_tui.rules.findings import Finding
from pia_tui.rules.publication import publication_rules

_ENDS = "　 ・"


def annex_findings(published: Assessment, document: Assessment, difference: Difference | None = None) -> list[Finding]:
    """The findings for a document that has been published; `published` is the state it is compared with."""
    table = annex_table(document.form)
    if table is None:
        return []
    difference = diff(published, document) if difference is None else difference
    rows = proposed_rows(document, difference)
    by_hand = _typed_rows(document, table)
    findings = [*_without_row(rows, by_hand), *_open_questions(rows)]
    findings += _outdated(document, table, rows)
    findings += _typed_outdated(document, table, rows, by_hand)
    return findings


def early_in_correction(document: Assessment, kind: str, rows: Iterable[str]) -> Iterator[Finding]:
    """Rows of 事前 that were published with a 修正, and do not say that they tell no important change."""
    table, known = annex_table(document.form), publication_rules().kind(kind)
    if table is None or known is None or known.proposed != "correction":
        return
    before = change_rules().timings["before"]
    for identity in rows:
        timing = str(document.state.get(table.cell(identity, "change_timing")) or "")
        note = str(document.state.get(table.cell(identity, "change_note")) or "")
        path = document.path(table.row(identity))
        if timing.strip() == before and path is not None and checks().words.not_important not in note:
            item = str(document.state.get(table.cell(identity, "change_item")) or "")
            yield finding("correction_with_before", path, item=item, timing=timing, kind=kind)


def _without_row(rows: Iterable[ProposedRow], by_hand: dict[str, str]) -> Iterator[Finding]:
    for row in rows:
        if row.written or row.aside or _words(row.item) in by_hand:
            continue
        yield finding("change_without_row", row.change.path, item=row.item)


def _open_questions(rows: Iterable[ProposedRow]) -> Iterator[Finding]:
    for row in rows:
        if row.timing.open and not row.aside and "timing" not in row.edited:
            yield finding("change_question_open", row.change.path, item=row.item)


def _outdated(document: Assessment, table: AnnexTable, rows: Iterable[ProposedRow]) -> Iterator[Finding]:
    """Rows that were written from a proposal whose text has changed since, or whose change is taken back."""
    stale = {row.written: row for row in rows if row.outdated}
    alive = {row.written for row in rows if row.written}
    for identity in new_rows(document):
        path = document.path(table.row(identity)) or ""
        item = str(document.state.get(table.cell(identity, "change_item")) or "")
        if identity in stale:
            yield finding("row_outdated", path, item=item)
        elif f"{COVERS}{table.row(identity)}" in document.state and identity not in alive:
            yield finding("row_taken_back", path, item=item)


def _typed_outdated(
    document: Assessment, table: AnnexTable, rows: Iterable[ProposedRow], by_hand: dict[str, str]
) -> Iterator[Finding]:
    """Rows typed by hand: 変更後 must stand in the text of the item that they name, or be a part of it."""
    for row in rows:
        identity = by_hand.get(_words(row.item))
        if identity is None:
            continue
        typed = without_blanks(str(document.state.get(table.cell(identity, "change_after")) or ""))
        text = without_blanks(row.whole_after)
        parts = [part for part in typed.replace("(略)", "（略）").split("（略）") if part]
        if typed and not all(part in text for part in parts):
            yield finding("row_outdated", document.path(table.row(identity)) or "", item=row.item)


def _typed_rows(document: Assessment, table: AnnexTable) -> dict[str, str]:
    """This year's rows that no proposal wrote, by the words of their 項目."""
    return {
        _words(str(document.state.get(table.cell(identity, "change_item")) or "")): identity
        for identity in new_rows(document)
        if f"{COVERS}{table.row(identity)}" not in document.state
    }


def _words(item: str) -> str:
    return without_blanks(item).strip(_ENDS)
