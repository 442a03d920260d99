"""The 評価書 of one 事務: put together, taken apart, and kept in step where they say the same."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from typing import TYPE_CHECKING

from pia_tui.assessment import Assessment, Change
from pia_tui.rules.duties.model import Held, Task
from pia_tui.rules.duty_keys import REFERENCE_KEY, TASK_KEY, new_task_id
from pia_tui.rules.shared import SharedDifference, differences, in_step
from pia_tui.usecases.documents import load_documents
from pia_tui.usecases.duties.known import task_of

if TYPE_CHECKING:
    from pia_tui.store import Store

JOIN_LABEL = "同じ事務の評価書としてまとめる"
PART_LABEL = "別の事務の評価書として分ける"
STEP_LABEL = "同じ事務の評価書とそろえる"
REFERENCE_LABEL = "他の団体の評価書の印"


def siblings_of(store: Store, document_id: int, held: Iterable[Held] | None = None) -> list[Assessment]:
    """The other 評価書 of the document's 事務 that are in use. Raises UnknownDocument.

    `held` are all of the store, where they are known already.
    """
    task = task_of(store, document_id, held)
    others = [each.id for each in task.documents if each.id != document_id and not each.archived]
    return load_documents(store, others)


def differing(store: Store, document_id: int) -> tuple[Task, list[SharedDifference]]:
    """The 事務 of a document, and what its 評価書 say differently; the document's own comes first."""
    task = task_of(store, document_id)
    return task, differences([*load_documents(store, [document_id]), *siblings_of(store, document_id)])


def join(store: Store, document_id: int, others: Sequence[int]) -> str:
    """Make documents, with all of their 事務, one 事務; returns its identity. Raises the store's errors."""
    tasks = [task_of(store, number) for number in (document_id, *others)]
    members = {held.id: held for task in tasks for held in task.documents}
    identity = next((each.task_id for task in tasks for each in task.documents if each.task_id), "") or new_task_id()
    _identify(store, list(members), identity, JOIN_LABEL)
    return identity


def part(store: Store, document_id: int) -> str:
    """Make a document a 事務 of its own; returns its identity. The others stay together. Raises the store's errors."""
    task = task_of(store, document_id)
    rest = [each for each in task.documents if each.id != document_id]
    own = new_task_id()
    with store.together():
        _identify(store, [document_id], own, PART_LABEL)
        if rest and not all(each.task_id for each in rest):
            kept = next((each.task_id for each in rest if each.task_id), "") or new_task_id()
            _identify(store, [each.id for each in rest], kept, PART_LABEL)
    return own


def refer(store: Store, document_id: int, reference: bool) -> None:
    """Say whether a document is another body's, brought in to read. Raises the store's errors."""
    before = store.value(document_id, REFERENCE_KEY)
    after = True if reference else None
    if before != after:
        store.write(document_id, [Change(REFERENCE_KEY, before, after)], label=REFERENCE_LABEL)


def keep_in_step(
    store: Store, document_id: int, *, only: Collection[str] = ()
) -> tuple[dict[int, int], list[tuple[int, str]]]:
    """Make the other 評価書 of the 事務 say what this one says.

    Returns how many answers changed in each, and those that somebody else has open, with why. One step to undo in
    each. Raises the store's errors.
    """
    from pia_tui.store.lock import DocumentLocked

    (source,) = load_documents(store, [document_id])
    done: dict[int, int] = {}
    refused = []
    for target in siblings_of(store, document_id):
        assert target.id is not None
        changes = in_step(source, target, only)
        if not changes:
            continue
        try:
            store.write(target.id, changes, label=STEP_LABEL)
        except DocumentLocked as error:
            refused.append((target.id, str(error)))
        else:
            done[target.id] = len(changes)
    return done, refused


def _identify(store: Store, numbers: Sequence[int], identity: str, label: str) -> None:
    with store.together():
        for number in numbers:
            before = store.value(number, TASK_KEY)
            if before != identity:
                store.write(number, [Change(TASK_KEY, before, identity)], label=label)
