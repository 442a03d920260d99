"""The values the store hands out: documents, journal rows, revisions and the like, all read-only."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

import msgspec

from pia_tui.assessment import Change
from pia_tui.forms import Value


@dataclass(frozen=True)
class PartialDocument:
    """A part of a document: some answers with the orders of blocks that they stand in; `name` as in the register."""

    id: int
    form_id: str
    name: str
    state: dict[str, Value]


@dataclass(frozen=True)
class StoredDocument:
    """A document as it stands: `state` is its whole flat map, `seq` the last journal row that it contains."""

    id: int
    uuid: str
    form_id: str
    state: Mapping[str, Value]
    created_at: str
    updated_at: str
    archived: bool
    seq: int
    content_hash: str


@dataclass(frozen=True)
class DocumentSummary:
    """One line of the home screen. `published_on` is an ISO date or ""; times are ISO 8601 in UTC."""

    id: int
    uuid: str
    form_id: str
    level: str
    name: str
    number: str
    published_on: str
    created_at: str
    updated_at: str
    archived: bool
    answered: int


@dataclass(frozen=True)
class Written:
    """A write that is on disk: its number in the journal, when, and the changes that were really made."""

    batch: int
    at: str
    changes: tuple[Change, ...]
    label: str = ""

    @property
    def last(self) -> int:
        """The last journal row of the write."""
        return self.batch + max(len(self.changes), 1) - 1


@dataclass(frozen=True)
class JournalEntry:
    """One change of one key. `before` and `after` are the JSON texts that were stored, None for "not there".

    Rows of one write share `batch` (the seq of its first row); `target` is the batch that an undo or redo is about,
    or the revision that a restore brought back.
    """

    seq: int
    at: str
    who: str
    document_id: int | None
    batch: int
    action: str
    label: str
    target: int | None
    key: str
    before: str | None
    after: str | None


@dataclass(frozen=True)
class Revision:
    """A frozen version: the document as it was after journal row `seq`, proven by `content_hash`."""

    id: int
    document_id: int
    at: str
    name: str
    kind: str
    note: str
    seq: int
    content_hash: str


@dataclass(frozen=True)
class Publication:
    """A frozen version that was made public.

    `published_on` is an ISO date, `kind` what it was (実施, 再実施, 修正, 終了), `number` the content's number printed
    in the footer, `pdf` the attachment with the bytes ("" where only the text is known), `judgement` the inputs and the
    result of the しきい値判断 of that day. `withdrawn` is the reason why the record does not count, or "".
    """

    revision: Revision
    published_on: str
    kind: str
    number: str
    pdf: str
    judgement: Mapping[str, Any] | None = None
    withdrawn: str = ""


@dataclass(frozen=True)
class Standing:
    """How many changes a document has had since a publication, as of the journal row `seq`."""

    document_id: int
    revision_id: int
    seq: int
    changes: int


@dataclass(frozen=True)
class Attachment:
    """A drawing or other file; `id` is the SHA-256 of its bytes, width and height are pixels (0: unknown)."""

    id: str
    name: str
    media_type: str
    width: int
    height: int
    size: int
    alt: str
    at: str


@dataclass(frozen=True)
class StoredJudgement:
    """A しきい値判断 with the inputs it was made from and the result it gave, as JSON-like values."""

    id: int
    document_id: int | None
    at: str
    inputs: Mapping[str, Any]
    result: Mapping[str, Any]


class JudgementFacts(msgspec.Struct, frozen=True):
    """A stored judgement as lists need it: its number, its day, the figures with their days, and the result."""

    number: int
    on: date
    subjects: int | str
    handlers: int | str
    incident: bool
    level: str
    subjects_on: date | None = None
    handlers_on: date | None = None
    exempt: bool = False


class DocumentFacts(msgspec.Struct, frozen=True):
    """What lists and deadlines need of a document besides its row.

    `roles` are answers by the role of their item; `records` are (what was done, day, note); `changed` is the first and
    the last day in the table of changes, or nothing; `judgements` are those it rests on, newest first; `publications`
    are (kind, day, row of the journal that was frozen), oldest first.
    """

    document_id: int
    roles: dict[str, str]
    task: str = ""
    reference: bool = False
    records: tuple[tuple[str, date, str], ...] = ()
    changed: tuple[date, ...] = ()
    judgements: tuple[JudgementFacts, ...] = ()
    publications: tuple[tuple[str, date, int], ...] = ()


@dataclass(frozen=True)
class Incident:
    """A 重大事故 of the body: of which kind, when it happened and when it became known.

    `malicious` tells of a suspected wrongful purpose; `withdrawn` is the reason why it does not count, or "".
    """

    id: int
    kind: str
    occurred_on: date
    known_on: date
    what: str
    malicious: bool
    entered_at: str
    withdrawn: str = ""


@dataclass(frozen=True)
class Clip:
    """A text kept for use again: what it is called, where it came from, and the ISO date on which it was kept."""

    id: int
    title: str
    text: str
    source: str
    kept_on: str


@dataclass(frozen=True)
class Passage:
    """A place where a searched word stands: the key, and the text around the word (`start`, `end` mark the word)."""

    key: str
    text: str
    start: int
    end: int


@dataclass(frozen=True)
class SearchHit:
    """A document that holds every searched word, with some of the places."""

    document: DocumentSummary
    passages: tuple[Passage, ...]
