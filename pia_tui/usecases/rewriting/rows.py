"""Rows of 変更箇所 for what a change of the law made necessary: no 重要な変更, so 事後 and no question.

They are marked as rows of the proposal are, so that the next proposal takes them for its own and asks nothing about
them.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from pia_tui.assessment import Assessment, Change
from pia_tui.forms import Value
from pia_tui.forms.wareki import to_wareki
from pia_tui.rules.changes import ItemChange, diff
from pia_tui.rules.changes.annex import AnnexTable, annex_table
from pia_tui.rules.changes.excerpt import excerpts
from pia_tui.rules.changes.notes import COVERS, IN_FORCE, RISK, TEXT, WRITTEN, cell_key, change_id
from pia_tui.rules.changes.rows import written_rows
from pia_tui.rules.law_changes import law_changes

_COLUMNS = ("change_date", "change_item", "change_before", "change_after", "change_timing", "change_note")


def change_rows(document: Assessment, changes: Sequence[Change], today: date) -> list[Change]:
    """The changes that add one row for each item that `changes` alter; nothing where the form has no such table.

    An item that a row of this year tells already gets no second one: the proposal brings that row up to date.
    """
    table = annex_table(document.form)
    if table is None or any(role not in table.columns for role in _COLUMNS):
        return []
    after = Assessment(document.form, document.state)
    after.apply(changes)
    told = written_rows(document)
    found = [change for change in diff(document, after).changes if change_id(change) not in told]
    before = dict(after.state)
    for change in found:
        after.apply(after.add_block(table.id))
        _fill(after, table, after.blocks(table.order)[-1], change, today)
    return [Change(key, before.get(key), value) for key, value in after.state.items() if before.get(key) != value]


def _fill(document: Assessment, table: AnnexTable, identity: str, change: ItemChange, today: date) -> None:
    """Write one row, with the notes that the proposal keeps about its own."""
    words = law_changes()
    cells = (to_wareki(today), change.item, *excerpts(change.before, change.after), words.timing, words.note)
    name, row = change_id(change), table.row(identity)
    values: dict[str, Value] = {
        table.cell(identity, role): text for role, text in zip(_COLUMNS, cells, strict=True) if text
    }
    values |= {
        f"{COVERS}{row}": (name,),
        f"{WRITTEN}{row}": cells,
        f"{TEXT}{row}": change.after,
        cell_key(name, "timing"): words.timing,
        cell_key(name, "note"): words.note,
    }
    if change.important is not None:
        # The law is in force, and other numbers for the same grounds make nothing more dangerous.
        values |= {f"{RISK}{name}": False, f"{IN_FORCE}{name}": True}
    document.apply([Change(key, document.state.get(key), value) for key, value in values.items()])
