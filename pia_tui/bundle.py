"""A whole document as one value: what JSON files, our PDF and `.pia` packs carry from one terminal to another."""

from __future__ import annotations

from typing import Annotated, Any

import msgspec
from msgspec import Meta

from pia_tui.forms import FormText, Value

FORMAT = "pia-tui-document"
"""The name by which our files are recognised."""
VERSION = 3
"""The newest version of the format; files of older versions are read too, newer ones are refused."""
PLAIN_VERSION = 2
"""The version that a document without withdrawn publications is written in: older programs read it."""
PACK_FORMAT = "pia-tui-pack"
PACK_VERSION = 2
PACK_PLAIN_VERSION = 1
"""The version of a pack without accidents of the body."""
PACK_MANIFEST = "pia-tui-pack.json"
"""The member that makes a zip a pack of ours."""


class _Part(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Base of all parts: read-only, unknown fields refused (they would be lost)."""


class JournalRow(_Part, frozen=True):
    """One change of one key. `before` and `after` are JSON texts of the values, null for "not there"."""

    seq: int
    at: str
    who: str
    batch: int
    action: str
    key: str
    label: str = ""
    target: int | None = None
    before: str | None = None
    after: str | None = None


class PublicationRow(_Part, frozen=True, omit_defaults=True):
    """That a frozen version was published: the ISO date, the kind, the content's number, and the PDF's attachment.

    `withdrawn` is the reason why the record does not count, "" where it does.
    """

    published_on: str
    kind: str
    number: str
    pdf: str = ""
    judgement: dict[str, Any] | None = None
    withdrawn: str = ""


class RevisionRow(_Part, frozen=True):
    """A frozen version: its name, and the document as it was, whole."""

    id: int
    at: str
    name: str
    state: dict[str, Value]
    kind: str = ""
    note: str = ""
    seq: int = 0
    content_hash: str = ""
    publication: PublicationRow | None = None


class AttachedFile(_Part, frozen=True):
    """A drawing; `id` is the SHA-256 (hex) of `data`, width and height are pixels (0: unknown)."""

    id: Annotated[str, Meta(pattern="^[0-9a-f]{64}$")]
    name: str
    media_type: str
    data: bytes
    width: int = 0
    height: int = 0
    alt: str = ""
    at: str = ""


class JudgementRow(_Part, frozen=True):
    """A しきい値判断: what was asked and what came out, as JSON values."""

    at: str
    inputs: dict[str, Any]
    result: dict[str, Any]


class DocumentBundle(_Part, frozen=True):
    """One document with all that belongs to it; `state` is its flat map, notes and the tray included.

    `forms` are the whole definitions that it and its versions are written on.
    """

    form_id: str
    state: dict[str, Value]
    uuid: str = ""
    created_at: str = ""
    updated_at: str = ""
    archived: bool = False
    journal: tuple[JournalRow, ...] = ()
    revisions: tuple[RevisionRow, ...] = ()
    attachments: tuple[AttachedFile, ...] = ()
    judgements: tuple[JudgementRow, ...] = ()
    forms: tuple[FormText, ...] = ()


class Envelope(_Part, frozen=True):
    """The file around a document: format, version, and the program that wrote it."""

    format: Annotated[str, Meta(pattern=f"^{FORMAT}$", description="Always the same name.")]
    version: Annotated[int, Meta(ge=1, description="Version of this format, counted from 1.")]
    program: Annotated[str, Meta(description="The program that wrote the file, with its version.")]
    document: DocumentBundle


class PackMember(_Part, frozen=True):
    """A document in a pack: the file's name in the zip, its size in bytes, and its SHA-256 (hex)."""

    name: str
    size: int
    sha256: Annotated[str, Meta(pattern="^[0-9a-f]{64}$")]


class IncidentRow(_Part, frozen=True, omit_defaults=True):
    """A 重大事故 of the body, with ISO dates; `withdrawn` is the reason why it does not count, "" where it does."""

    kind: str
    occurred_on: str
    known_on: str
    what: str
    entered_at: str
    malicious: bool = False
    withdrawn: str = ""


class PackManifest(_Part, frozen=True, omit_defaults=True):
    """The table of contents of a pack, and the accidents of the body that packed it."""

    format: Annotated[str, Meta(pattern=f"^{PACK_FORMAT}$")]
    version: Annotated[int, Meta(ge=1)]
    program: str
    members: tuple[PackMember, ...]
    incidents: tuple[IncidentRow, ...] = ()
