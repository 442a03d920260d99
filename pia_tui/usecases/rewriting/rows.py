"""Rows of 変更箇所 for what a change of the law made necessary: no 重要な変更, so 事後 and no question."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from pia_tui.assessment import Assessment, Change
from pia_tui.forms.wareki import to_wareki
from pia_tui.rules.changes import diff
from pia_tui.rules.changes.excerpt import excerpts
from pia_tui.rules.law_changes import law_changes


def change_rows(document: Assessment, changes: Sequence[Change], today: date) -> list[Change]:
    """The changes that add one row for each item that `changes` alter; nothing where the form has no such table."""
    roles = document.form.roles
    needed = ("change_date", "change_item", "change_before", "change_after", "change_timing", "change_note")
    if any(role not in roles for role in needed):
        return []
    after = Assessment(document.form, document.state)
    after.apply(changes)
    table = document.form.places[roles["change_item"]].parents[-1].id
    words = law_changes()
    rows: list[Change] = []
    for change in diff(document, after).changes:
        before_text, after_text = excerpts(change.before, change.after)
        added = after.add_block(table)
        after.apply(added)
        rows += added
        block = f"{table}[{after.count(table)}]"
        values = {
            "change_date": to_wareki(today),
            "change_item": change.item,
            "change_before": before_text,
            "change_after": after_text,
            "change_timing": words.timing,
            "change_note": words.note,
        }
        for role, value in values.items():
            made = after.change(f"{block}{roles[role].removeprefix(table)}", value)
            after.apply(made)
            rows += made
    return _folded(rows)


def _folded(changes: Sequence[Change]) -> list[Change]:
    """One change for each key: the order list grows with every row, and is written once."""
    first: dict[str, Change] = {}
    for change in changes:
        before = first[change.key].before if change.key in first else change.before
        first[change.key] = Change(change.key, before, change.after)
    return list(first.values())
