"""When a 評価書 was published, as far as that can be known: from the records, else from what the paper itself says."""

from __future__ import annotations

import re
from datetime import date

import msgspec

from pia_tui.forms.wareki import parse_date
from pia_tui.rules.duties.model import EvidenceKind, Held, Publication
from pia_tui.rules.publication import publication_rules


class Anchor(msgspec.Struct, frozen=True):
    """A day that a period is counted from, and how it is known."""

    on: date
    kind: str
    evidence: EvidenceKind


def publications_of(held: Held) -> tuple[Publication, ...]:
    """The publications known, oldest first; the cover's day stands for one where none is recorded."""
    if held.publications:
        return tuple(sorted(held.publications, key=lambda each: each.on))
    return (Publication("", held.cover, "cover"),) if held.cover else ()


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


def last_published(held: Held) -> Anchor | None:
    """The newest publication of any kind, or None."""
    known = publications_of(held)
    return Anchor(known[-1].on, known[-1].kind, known[-1].evidence) if known else None


def last_assessed(held: Held) -> Anchor | None:
    """The 公表 of the last 実施 or 再実施 (規則15条), or the day that stands for it.

    Without a record of one: the day of 基礎項目評価 that the paper names, else, where its table of changes shows that
    the cover's day may be that of a 修正, the oldest day of that table, else the cover's day. None before publication.
    """
    first, published = publication_rules().names[0], [each.on for each in publications_of(held)]
    restarting = {each.name for each in publication_rules().kinds if each.restarts}
    recorded = [each for each in publications_of(held) if each.kind in restarting]
    # A first 実施 has no changes before it: then the kind was only assumed when the paper was brought in.
    assumed = bool(recorded) and recorded[-1].kind == first and any(day < recorded[-1].on for day in held.changed)
    if recorded and not assumed:
        return Anchor(recorded[-1].on, recorded[-1].kind, "revision")
    if not published:
        return None
    newest = published[-1]
    if held.assessed is not None and held.assessed <= newest:
        return Anchor(held.assessed, "", "form")
    before = [day for day in held.changed if day < newest]
    if before:
        return Anchor(min(before), "", "annex")
    return Anchor(newest, "", "cover" if not held.publications else "revision")
