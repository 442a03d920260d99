"""The table of 変更箇所 itself: its columns, and which of its rows are those of earlier years."""

from __future__ import annotations

from functools import lru_cache

import msgspec

from pia_tui import keys
from pia_tui.assessment import Assessment
from pia_tui.forms import Form
from pia_tui.forms.wareki import parse_date

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
    """The identities of the rows of earlier years.

    They are noted when a document is published or brought in. One that came in another way is told by its days: a row
    is old if it is dated before 公表日, where none is given before the newest row. A row without a day goes with the
    one above it, as a day often stands once for several rows. What the program wrote itself since is never old.
    """
    held = document.state.get(OLD_ROWS)
    if held is not None:
        return frozenset(held) if isinstance(held, tuple) else frozenset()
    table = annex_table(document.form)
    if table is None:
        return frozenset()
    state, rows = document.state, document.blocks(table.order)
    days = tuple(str(state.get(table.cell(row, "change_date"), "")) for row in rows)
    return _dated_before(rows, days, str(document.by_role("published_on") or "")) - {
        row for row in rows if f"{keys.COVERS.prefix}{table.row(row)}" in state
    }


@lru_cache(maxsize=16)
def _dated_before(rows: tuple[str, ...], days: tuple[str, ...], published: str) -> frozenset[str]:
    """The rows that are older than a day of publication, or than the newest of them."""
    read = [parse_date(day) for day in days]
    limit = parse_date(published) or max((day for day in read if day is not None), default=None)
    if limit is None:
        return frozenset()
    found: set[str] = set()
    first = next((day for day in read if day is not None), None)
    above = first is not None and first < limit
    for row, day in zip(rows, read, strict=True):
        above = above if day is None else day < limit
        if above:
            found.add(row)
    return frozenset(found)


def all_published(document: Assessment) -> bool:
    """Whether no row of the table is dated after 公表日, so that all of them were published with it."""
    table, published = annex_table(document.form), parse_date(str(document.by_role("published_on") or ""))
    if table is None or published is None:
        return False
    days = (parse_date(str(document.state.get(table.cell(row, "change_date"), ""))) for row in rows_of(document))
    return all(day is None or day <= published for day in days)


def in_old_row(document: Assessment, key: str) -> bool:
    """Whether a key lies in a row of an earlier year, which stays as it is."""
    if "[#" not in key:
        return False
    table = annex_table(document.form)
    if table is None or not key.startswith(f"{table.id}["):
        return False
    return key[len(table.id) + 1 :].partition("]")[0] in old_rows(document)
