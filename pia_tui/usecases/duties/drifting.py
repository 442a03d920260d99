"""Which 事務 of the store move against the lines of しきい値判断."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from pia_tui.rules.duties.drift import Drift, drift
from pia_tui.usecases.duties.accidents import counted
from pia_tui.usecases.duties.known import dues_of_tasks, tasks_of

if TYPE_CHECKING:
    from pia_tui.store import Store


def drifts(store: Store, today: date) -> list[Drift]:
    """What moves against the lines, most pressing first."""
    reviews: dict[int, date] = {}
    tasks = tasks_of(store)
    for due in dues_of_tasks(store, tasks, today):
        if due.duty == "review" and due.on is not None:
            for number in due.documents:
                reviews[number] = min(due.on, reviews.get(number, due.on))
    return drift(tasks, counted(store, today), today, reviews)
