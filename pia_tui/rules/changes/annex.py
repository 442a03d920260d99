"""The table of 変更箇所 itself: its columns, and which of its rows are those of earlier years."""

from __future__ import annotations

import msgspec

from pia_tui import keys
from pia_tui.assessment import Assessment
from pia_tui.forms import Form

OLD_ROWS = keys.OLD_ROWS.prefix


class AnnexTable(msgspec.Struct, frozen=True):
    """The table: the id of its rows, and those of the columns by role (change_date …)."""

    id: str
    columns: dict[str, str]

    @property
    def order(self) -> str:
        """The key of the order of its rows."""
        return f"{self.id}[]"

    def row(self, identity: str) -> str:
        """The key of a row."""
        return f"{self.id}[{identity}]"

    def cell(self, identity: str, role: str) -> str:
        """The key of a cell, "" where the form has no such column."""
        column = self.columns.get(role, "")
        return f"{self.row(identity)}{column[len(self.id) :]}" if column else ""


def annex_table(form: Form) -> AnnexTable | None:
    """The form's table of changes, None where it has none."""
    item_id = form.roles.get("change_item")
    if item_id is None:
        return None
    table = item_id.rpartition(".")[0]
    columns = {role: each for role, each in form.roles.items() if each.rpartition(".")[0] == table}
    return AnnexTable(table, columns)


def rows_of(document: Assessment) -> tuple[str, ...]:
    """The identities of all rows of the table, in order."""
    table = annex_table(document.form)
    return document.blocks(table.order) if table else ()


def old_rows(document: Assessment) -> frozenset[str]:
    """The identities of the rows of earlier years."""
    held = document.state.get(OLD_ROWS, ())
    return frozenset(held) if isinstance(held, tuple) else frozenset()


def in_old_row(document: Assessment, key: str) -> bool:
    """Whether a key lies in a row of an earlier year, which stays as it is."""
    if OLD_ROWS not in document.state or "[#" not in key:
        return False
    table = annex_table(document.form)
    if table is None or not key.startswith(f"{table.id}["):
        return False
    return key[len(table.id) + 1 :].partition("]")[0] in old_rows(document)
