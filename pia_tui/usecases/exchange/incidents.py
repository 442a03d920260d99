"""重大事故 of the body between its terminals: what one has entered or withdrawn, the other has after a pack."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date
from typing import TYPE_CHECKING

from pia_tui.bundle import IncidentRow

if TYPE_CHECKING:
    from pia_tui.rules.duties.model import Task
    from pia_tui.store import Store
    from pia_tui.usecases.threshold.again import Again

WHY = "別の端末の、重大事故の記録"
"""Why the judgements are made again, as their history says it."""


def incidents_of(store: Store) -> tuple[IncidentRow, ...]:
    """The accidents as a pack carries them, withdrawn ones too."""
    return tuple(
        IncidentRow(
            kind=each.kind,
            occurred_on=each.occurred_on.isoformat(),
            known_on=each.known_on.isoformat(),
            what=each.what,
            entered_at=each.entered_at,
            malicious=each.malicious,
            withdrawn=each.withdrawn,
        )
        for each in store.incidents()
    )


def new_incidents(store: Store, arriving: Collection[IncidentRow]) -> list[IncidentRow]:
    """Those that are not here, or that count here and were withdrawn there, in the order they were entered."""
    here = {(each.entered_at, each.what): each.withdrawn for each in store.incidents()}
    coming = sorted(arriving, key=lambda each: (each.entered_at, each.what))
    return [
        each
        for each in coming
        if (each.entered_at, each.what) not in here or (each.withdrawn and not here[each.entered_at, each.what])
    ]


def incidents_words(coming: Collection[IncidentRow]) -> str:
    """What accidents a pack brings, and what is to be done then; "" for none."""
    if not coming:
        return ""
    return (
        f"重大事故の記録 {len(coming)} 件も、この端末に加わります（取り消されたものを含みます）。"
        "それに合わせて、しきい値判断をやり直します。"
    )


def judge_by_record(store: Store, on: date) -> list[tuple[Task, Again]]:
    """Judge again where the answer on 重大事故 is not that of the record, after accidents have come or been withdrawn.

    Returns each 事務 with its new judgement, in which documents that somebody has open are named. Raises StoreError.
    """
    from pia_tui.usecases.duties.judging import judge_all

    return judge_all(store, on, why=WHY)


def keep_incidents(store: Store, arriving: Collection[IncidentRow]) -> int:
    """Enter and withdraw here what the other terminal has; returns how many. Raises the store's errors.

    An accident is the same on both where the time of entry and the words agree. A withdrawal on either side holds.
    """
    coming = new_incidents(store, arriving)
    for each in coming:
        known = {(one.entered_at, one.what): one.id for one in store.incidents()}
        number = known.get((each.entered_at, each.what))
        if number is None:
            number = store.save_incident(
                each.what,
                kind=each.kind,
                occurred_on=date.fromisoformat(each.occurred_on),
                known_on=date.fromisoformat(each.known_on),
                malicious=each.malicious,
                entered_at=each.entered_at,
            )
        if each.withdrawn:
            store.withdraw_incident(number, each.withdrawn)
    return len(coming)
