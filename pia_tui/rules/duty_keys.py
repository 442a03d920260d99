"""The annotations in which a document keeps what its duties rest on, besides its answers."""

from __future__ import annotations

import uuid
from datetime import date

from pia_tui import keys

TASK_KEY = keys.TASK.prefix
"""The identity of the 事務: the same in its 基礎 and its 重点 or 全項目評価書, and in every copy of them."""
REFERENCE_KEY = keys.REFERENCE.prefix
"""True for a 評価書 of another body that was brought in to read: this body has no duties from it."""
JUDGEMENT_KEY = keys.JUDGEMENT.prefix
"""The number of the stored しきい値判断 that the document rests on."""


FIGURE_ROLES = ("subjects_band", "subjects_date", "handlers_band", "handlers_date", "incident")
"""The items, by role, that say what しきい値判断 rests on."""


def new_task_id() -> str:
    """An identity for a 事務 that no other has."""
    return uuid.uuid4().hex


def record_key(what: str, on: date) -> str:
    """The key of a record; one of a kind and day."""
    return keys.RECORD.key(f"{what}:{on.isoformat()}")


def parse_record(key: str) -> tuple[str, date] | None:
    """(what, day) of a record's key, or None for any other key."""
    if not keys.RECORD.holds(key):
        return None
    what, _, day = keys.RECORD.subject(key).rpartition(":")
    try:
        return what, date.fromisoformat(day)
    except ValueError:
        return None
