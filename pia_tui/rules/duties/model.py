"""The values of the duties: what is known of a 評価書 and its 事務, and what follows from it."""

from __future__ import annotations

from datetime import date
from typing import Literal

import msgspec

from pia_tui.rules.deadlines import DutyId
from pia_tui.rules.threshold_table import People

EvidenceKind = Literal["revision", "record", "cover", "form", "annex"]
StateId = Literal["overdue", "now", "check", "soon", "later"]
STATES: tuple[StateId, ...] = ("overdue", "now", "check", "soon", "later")
"""Most pressing first."""


class PublicationDay(msgspec.Struct, frozen=True):
    """That a 評価書 was published: 実施, 再実施, 修正 or 終了, on a day, and how that is known."""

    kind: str
    on: date
    evidence: EvidenceKind = "revision"


class Record(msgspec.Struct, frozen=True):
    """That something was done about a duty on a day: 見直した・変更なし."""

    duty: str
    on: date
    note: str = ""


class Judged(msgspec.Struct, frozen=True):
    """A しきい値判断: its day, the figures with the days they were counted on, and the result."""

    number: int
    on: date
    subjects: People
    handlers: People
    incident: bool
    level: str
    subjects_on: date | None = None
    handlers_on: date | None = None
    exempt: bool = False


class Accident(msgspec.Struct, frozen=True):
    """A 重大事故 of the body."""

    id: int
    kind: str
    occurred_on: date
    known_on: date
    what: str
    malicious: bool = False

    @property
    def since(self) -> date:
        """The day its years are counted from: when it happened or when it became known, whichever is later."""
        return max(self.occurred_on, self.known_on)


class Held(msgspec.Struct, frozen=True):
    """What is known of one 評価書 for its duties.

    `publications` are those recorded; where there are none, the days on its cover (`cover`), of its 基礎項目評価
    (`assessed`) and in its table of changes (`changed`: first and last) are the evidence. `hearing` is the text of
    実施日・期間; `incident` the answer on 重大事故.
    """

    id: int
    uuid: str
    name: str
    number: str
    level: str
    form_id: str = ""
    department: str = ""
    body: str = ""
    task_id: str = ""
    task_name: str = ""
    cover: date | None = None
    assessed: date | None = None
    changed: tuple[date, ...] = ()
    hearing: str = ""
    hearing_reason: str = ""
    incident: str = ""
    subjects_band: str = ""
    handlers_band: str = ""
    threshold_result: str = ""
    publications: tuple[PublicationDay, ...] = ()
    records: tuple[Record, ...] = ()
    judgements: tuple[Judged, ...] = ()
    reference: bool = False
    archived: bool = False


class Task(msgspec.Struct, frozen=True):
    """One 事務 with its 評価書, 基礎 first."""

    id: str
    name: str
    number: str
    department: str
    documents: tuple[Held, ...]

    @property
    def judgements(self) -> tuple[Judged, ...]:
        """The judgements of the 事務, newest first, each once."""
        found = {each.number: each for held in self.documents for each in held.judgements}
        return tuple(sorted(found.values(), key=lambda each: (each.on, each.number), reverse=True))


class Input(msgspec.Struct, frozen=True):
    """A fact that a deadline rests on."""

    label: str
    value: str


class Due(msgspec.Struct, frozen=True):
    """One thing to do: by which day (`on`; None = at once, `since` that day), for which 評価書, and why.

    `days` are those left, negative once the day has passed; `levels` the kinds of the 評価書. `doubt` says where the
    day it is counted from is not sure.
    """

    duty: DutyId
    name: str
    on: date | None
    since: date
    days: int
    state: StateId
    documents: tuple[int, ...]
    levels: tuple[str, ...]
    title: str
    number: str
    department: str
    message: str
    inputs: tuple[Input, ...]
    obligation: str
    article: str
    source: str
    confidence: str
    doubt: str = ""
