"""When a 評価書 was published, as far as that can be known: from the records, else from what the paper itself says."""

from __future__ import annotations

import re
from datetime import date

import msgspec

from pia_tui.forms.wareki import parse_date
from pia_tui.rules.deadlines import deadlines
from pia_tui.rules.duties.model import EvidenceKind, Held, PublicationDay
from pia_tui.rules.publication import publication_rules


class StartingDay(msgspec.Struct, frozen=True):
    """A day that a period is counted from, and how it is known."""

    on: date
    kind: str
    evidence: EvidenceKind


def publications_of(held: Held) -> tuple[PublicationDay, ...]:
    """The publications known, oldest first; the cover's day stands for one where none is recorded."""
    if held.publications:
        return tuple(sorted(held.publications, key=lambda each: each.on))
    return (PublicationDay("", held.cover, "cover"),) if held.cover else ()


def ended_on(held: Held) -> date | None:
    """The day the 事務 ended: of the 終了 that was published, else the one in the name (【令和8年3月31日　終了】)."""
    ends = {each.name for each in publication_rules().kinds if each.ends}
    recorded = [each.on for each in held.publications if each.kind in ends]
    return labelled_end(held.name) or (max(recorded) if recorded else None)


def labelled_end(name: str) -> date | None:
    """The day that the label of an ended 評価書 names, or None where the name has no such label."""
    before, _, after = publication_rules().end_label.partition("{date}")
    match = re.search(rf"{re.escape(before)}(.+?)\s*{re.escape(after.strip())}", name)
    return parse_date(match[1]) if match else None


def last_published(held: Held) -> StartingDay | None:
    """The newest publication of any kind, or None."""
    known = publications_of(held)
    return StartingDay(known[-1].on, known[-1].kind, known[-1].evidence) if known else None


def last_assessed(held: Held) -> StartingDay | None:
    """The 公表 of the last 実施 or 再実施 (規則15条), or the day that stands for it.

    Without a record that can be trusted: the cover's day where the day of 基礎項目評価 is not long before it, else
    that day; else, where the table of changes shows that the cover's day may be that of a 修正, the oldest day of that
    table; else the cover's day. None before publication.
    """
    kinds = publication_rules()
    known = publications_of(held)
    if not known:
        return None
    newest = known[-1]
    restarting = {each.name for each in kinds.kinds if each.restarts}
    recorded = next((each for each in reversed(known) if each.kind in restarting), None)
    if recorded is not None and not _only_assumed(held, recorded, kinds.names[0]):
        return StartingDay(recorded.on, recorded.kind, "revision")
    if held.assessed is not None and held.assessed <= newest.on:
        if _follows(held.assessed, newest.on):
            return StartingDay(newest.on, newest.kind, "revision" if newest.kind else "cover")
        return StartingDay(held.assessed, "", "form")
    before = [day for day in held.changed if day < newest.on]
    if before:
        return StartingDay(min(before), "", "annex")
    return StartingDay(newest.on, newest.kind, "revision" if newest.kind else "cover")


def _only_assumed(held: Held, recorded: PublicationDay, first: str) -> bool:
    """Whether a first 実施 on record cannot be one: there were changes before it, and no 基礎項目評価 shortly before.

    That is so where a paper was brought in as published without saying what kind of publication it was.
    """
    if recorded.kind != first or not any(day < recorded.on for day in held.changed):
        return False
    return held.assessed is None or not _follows(held.assessed, recorded.on)


def _follows(assessed: date, published: date) -> bool:
    """Whether a publication can be that of an assessment: not before it, and not long after."""
    return 0 <= (published - assessed).days <= deadlines().publication_follows_within_days
