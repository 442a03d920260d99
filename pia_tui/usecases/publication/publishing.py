"""Publish a document: freeze its answers, drawings, judgement and PDF as a version that never changes."""

from __future__ import annotations

import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from pia_tui.assessment import Assessment, Change
from pia_tui.errors import PiaError
from pia_tui.forms import Value
from pia_tui.forms.wareki import to_wareki
from pia_tui.rules.changes.annex import OLD_ROWS, rows_of
from pia_tui.rules.changes.notes import cleared
from pia_tui.rules.findings import Finding
from pia_tui.rules.publication import PublicationKind, publication_rules
from pia_tui.store.records import Publication, Standing
from pia_tui.usecases.checking.inspecting import open_errors, set_aside
from pia_tui.usecases.printing import ExportOptions, content_number, print_document
from pia_tui.usecases.publication.states import last_publication, present
from pia_tui.usecases.threshold.judgements import JUDGEMENT_KEY, facts_of

if TYPE_CHECKING:
    from pia_tui.store import Store

LABEL = "公表"
PUBLISHING = "publish"
"""The kind of the writes that belong to a record of a publication: no step back takes them away from it."""
_PDF_TYPE = "application/pdf"


class ErrorsLeft(PiaError):
    """点検 finds errors that are neither mended nor answered with a reason; nothing was published."""

    def __init__(self, findings: tuple[Finding, ...]) -> None:
        super().__init__(
            f"点検の「誤り」が {len(findings)} 件残っているため、公表の記録をしていません。",
            safe="評価書はそのままです。",
            next="直すか、直さない理由を --reason で書いてください（「pia-tui check 番号」で一覧を見られます）。",
            next_on_screen="直すか、直さない理由を書いてください。",
        )
        self.findings = findings


class BadPublication(PiaError):
    """The day or the kind cannot be that of this publication."""


@dataclass(frozen=True)
class Published:
    """A publication that was kept, and what the officer should know of it."""

    publication: Publication
    notices: tuple[str, ...] = ()


def answer(document: Assessment, findings: Mapping[Finding, str]) -> list[Change]:
    """The changes that set errors aside with reasons. Raises NoReason, BadValue."""
    return [change for finding, text in findings.items() for change in set_aside(document, finding, text)]


def publish(
    store: Store,
    document_id: int,
    day: date,
    kind: str,
    *,
    today: date | None = None,
    checked: bool = True,
    pdf: bytes | None = None,
) -> Published:
    """Freeze the document as published on `day`; the working copy goes on.

    公表日 is set to the day. The rows that stand in the table of changes become those of earlier years; the notes on
    their making stay with the version. `checked`
    wants no open errors; `pdf` is the file that was really published, else ours is printed and kept. Raises
    ErrorsLeft, BadPublication, FontProblem and the store's errors; then nothing was kept.
    """
    found = kind_named(kind)
    document = present(store, document_id)
    before = last_publication(store, document_id)
    if before is not None and day.isoformat() < before.published_on:
        raise BadPublication(
            f"公表日 {to_wareki(day)} は、前の公表（{to_wareki(date.fromisoformat(before.published_on))}）より前です。",
            safe="評価書はそのままです。",
            next="公表した日を確かめてください。",
        )
    errors = open_errors(store, document, today or date.today()) if checked else ()
    if errors:
        raise ErrorsLeft(errors)
    changes = _changes(document, day, found)
    document.apply(changes)
    printed = pdf or print_document(store, document, ExportOptions(revision=True))
    group = secrets.token_hex(8)
    with store.together():
        if changes:
            store.write(document_id, changes, label=LABEL, kind=PUBLISHING, group=group)
        publication = record(store, document_id, document, day, kind, printed, _judgement(store, document))
        notes = cleared(document)
        seq = publication.revision.seq
        if notes:
            seq = store.write(document_id, notes, label=LABEL, kind=PUBLISHING, group=group).last
        store.standings.note(Standing(document_id, publication.revision.id, seq, 0))
    return Published(publication, _notices(before, day, found, today or date.today()))


def record(
    store: Store,
    document_id: int,
    document: Assessment,
    day: date,
    kind: str,
    pdf: bytes,
    judgement: Mapping[str, object] | None = None,
) -> Publication:
    """Freeze what the store holds of the document as published on `day`, keep the PDF, and note the publication.

    `document` is the same in memory, `judgement` what it rested on. The caller has `store.together()`.
    """
    name = publication_rules().revision_name.format(date=to_wareki(day), kind=kind)
    version = store.freeze(document_id, name, kind=kind)
    kept = store.attach(pdf, name=f"{document.name[:80]}_{name}.pdf", media_type=_PDF_TYPE)
    return store.note_publication(
        version.id,
        published_on=day.isoformat(),
        kind=kind,
        number=content_number(store, document),
        pdf=kept.id,
        judgement=judgement,
    )


def become(store: Store, document_id: int, state: Mapping[str, Value], label: str) -> None:
    """Write what makes the document this state, so that it can be frozen so; `label` names the write."""
    from pia_tui.store.documents import difference

    changes = difference(store.load(document_id).state, state)
    if changes:
        store.write(document_id, changes, label=label, kind=PUBLISHING)


def kind_named(name: str) -> PublicationKind:
    """The kind with this name. Raises BadPublication."""
    found = publication_rules().kind(name)
    if found is None:
        raise BadPublication(
            f"公表の種類「{name[:40]}」はありません。",
            safe="評価書はそのままです。",
            next=f"{'・'.join(publication_rules().names)}のどれかを選んでください。",
        )
    return found


def _changes(document: Assessment, day: date, kind: PublicationKind) -> list[Change]:
    """公表日, the rows that are old from now on, and the label of a 事務 that is over."""
    changes = cover_changes(document, day, kind)
    rows = rows_of(document)
    if rows != document.state.get(OLD_ROWS, ()):
        changes.append(Change(OLD_ROWS, document.state.get(OLD_ROWS), rows or None))
    return changes


def cover_changes(
    document: Assessment, day: date, kind: PublicationKind, *, instead: date | None = None
) -> list[Change]:
    """公表日, and the label of a 事務 that is over; `instead`: the day whose label is taken off the name."""
    changes: list[Change] = []
    roles = document.form.roles
    label = publication_rules().end_label
    if "published_on" in roles:
        changes += document.change(roles["published_on"], to_wareki(day))
    if "document_name" in roles:
        held = str(document.by_role("document_name") or "")
        name = held.removesuffix(label.format(date=to_wareki(instead))) if instead is not None else held
        if kind.ends and label.format(date=to_wareki(day)) not in name:
            name = f"{name or document.name}{label.format(date=to_wareki(day))}"
        if name != held:
            changes += document.change(roles["document_name"], name)
    return changes


def _judgement(store: Store, document: Assessment) -> dict[str, object] | None:
    number = document.state.get(JUDGEMENT_KEY)
    if facts_of(store, document) is None or not isinstance(number, int):
        return None
    kept = store.judgement(number)
    return {"at": kept.at, "inputs": dict(kept.inputs), "result": dict(kept.result)}


def _notices(before: Publication | None, day: date, kind: PublicationKind, today: date) -> tuple[str, ...]:
    told = []
    if day > today:
        told.append(f"公表日 {to_wareki(day)} は、まだ来ていない日です。")
    names = publication_rules().names
    if before is None and kind.name != names[0] and not kind.ends:
        told.append(f"この評価書の公表の記録は、これが初めてです（{kind.name}として記録しました）。")
    if before is not None and kind.name == names[0]:
        told.append(f"公表の記録がすでにあります。二度目からは、ふつう「{names[1]}」か「{names[2]}」です。")
    return tuple(told)
