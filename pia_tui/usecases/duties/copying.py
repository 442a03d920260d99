"""複製: a 評価書 as the beginning of another 事務. What belongs to the old one alone does not come along."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pia_tui.assessment import NAME_KEY, Assessment, Change
from pia_tui.errors import PiaError
from pia_tui.keys import RECORD
from pia_tui.rules.duty_keys import JUDGEMENT_KEY, REFERENCE_KEY, TASK_KEY, new_task_id

if TYPE_CHECKING:
    from pia_tui.store import Store

LABEL = "複製（別の事務の評価書として）"
_OWN_ROLES = ("number", "published_on", "approved_on", "threshold_date", "hearing_period", "review_days")
"""Answers that are those of the old 事務: its number, and the days on which something was done about it."""


class SameTask(PiaError):
    """Another edition of the same 事務 was wanted: that is no copy."""

    def __init__(self) -> None:
        super().__init__(
            "同じ事務の次の版は、複製では作りません。",
            safe="何も作っていません。",
            next="いまの評価書を公表として記録し（pia-tui publish）、そのまま直してください。"
            "前の版はいつでも見られます。別の事務のひな形にするときは、--new-task を付けてください。",
            next_on_screen="いまの評価書を公表として記録し、そのまま直してください。前の版はいつでも見られます。",
        )


def copy_as_new_task(store: Store, document_id: int, name: str = "") -> int:
    """Copy a document for another 事務; returns the new number. Raises BadValue and the store's errors.

    It has no 評価書番号, no 公表日, none of the days of procedures, no rows of changes, no judgement and no records; it
    is a 事務 of its own, called `name`, or as the old one with （写し） where none is given.
    """
    stored = store.load(document_id)
    document = Assessment.of(stored.state)
    changes = [Change(key, value, None) for key, value in stored.state.items() if _is_own(document, key)]
    changes.append(Change(TASK_KEY, None, new_task_id()))
    document.apply(changes)
    if not name.strip():
        key = document.form.roles.get("document_name", NAME_KEY)
        changes += document.change(key, f"{document.state.get(key) or document.name}（写し）")
    else:
        for role, text in (("task_name", name), ("document_name", f"{name}　{document.form.short_title}")):
            if role in document.form.roles:
                made = document.change(document.form.roles[role], text)
                document.apply(made)
                changes += made
    return store.duplicate(document_id, changes, label=LABEL)


def _is_own(document: Assessment, key: str) -> bool:
    roles = document.form.roles
    if key in (TASK_KEY, REFERENCE_KEY, JUDGEMENT_KEY) or RECORD.holds(key):
        return True
    if key in [roles[role] for role in _OWN_ROLES if role in roles]:
        return True
    rows = [item.id for section in document.form.sections if section.kind == "changes" for item in section.items]
    return any(key.startswith(f"{each}[") for each in rows)
