"""What the register shows of the duties: what is pressing, what comes next, and which 評価書 belong together."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from typing import TYPE_CHECKING

from pia_tui.rules.deadlines import deadlines
from pia_tui.rules.duties.model import Due, StateId
from pia_tui.rules.duties.register import register_words

if TYPE_CHECKING:
    from pia_tui.workspace import Workspace

PRESSING: tuple[StateId, ...] = ("overdue", "now", "check", "soon")
"""States that an officer is to see at once, most pressing first."""
STATE_COLORS: dict[StateId, str] = {
    "overdue": "error", "now": "error", "check": "warning", "soon": "warning", "later": "muted",
}  # fmt: skip


@dataclass(frozen=True)
class Outlook:
    """The deadlines of all 評価書; `next_of` is the first of each; `places` (order of the 事務, place within it)."""

    dues: tuple[Due, ...] = ()
    next_of: dict[int, Due] = field(default_factory=dict)
    places: dict[int, tuple[int, int]] = field(default_factory=dict)
    ended: frozenset[int] = frozenset()

    def state(self, document_id: int) -> tuple[str, str] | None:
        """(word, text colour) for a 評価書 that has ended or has something pressing; else None."""
        due = self.next_of.get(document_id)
        if document_id in self.ended:
            return register_words().ended, "muted"
        if due is not None and due.state in ("overdue", "now"):
            return str(getattr(deadlines().states, due.state)), STATE_COLORS[due.state]
        return None

    def due_on(self, document_id: int) -> str:
        """The ISO date of what comes next; "" where there is none, or where it is to be done at once."""
        due = self.next_of.get(document_id)
        return due.on.isoformat() if due is not None and due.on is not None else ""

    def is_follower(self, document_id: int) -> bool:
        """Whether another 評価書 of its 事務 stands before it where they are listed by 事務."""
        return self.places.get(document_id, (0, 0))[1] > 0

    def words(self) -> str:
        """How much is pressing, by state: 過ぎた 2・速やかに 1; nothing where nothing is."""
        counts = [(state, sum(due.state == state for due in self.dues)) for state in PRESSING]
        return "・".join(f"{getattr(deadlines().states, state)} {count} 件" for state, count in counts if count)

    @property
    def color(self) -> str:
        """How the words are to be shown."""
        first = next((state for state in PRESSING if any(due.state == state for due in self.dues)), None)
        return STATE_COLORS[first] if first else "muted"


def look_ahead(workspace: Workspace, today: date) -> Outlook:
    """The outlook of a workspace, through a store of its own, so that any thread may ask. Raises the store's errors."""
    from pia_tui.rules.duties.evidence import ended_on
    from pia_tui.store import Store
    from pia_tui.usecases.duties.known import dues_of_tasks, tasks_of

    with Store.open(workspace, read_only=True) as store:
        tasks = tasks_of(store)
        found = dues_of_tasks(store, tasks, today)
    next_of: dict[int, Due] = {}
    for due in found:
        for number in due.documents:
            known = next_of.get(number)
            if known is None or (due.on or due.since) < (known.on or known.since):
                next_of[number] = due
    places = {held.id: (order, place) for order, task in enumerate(tasks) for place, held in enumerate(task.documents)}
    ended = frozenset(held.id for task in tasks for held in task.documents if ended_on(held))
    return Outlook(tuple(found), next_of, places, ended)
