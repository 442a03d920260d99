"""公表の記録を取り消す・直す: a record made by mistake counts no longer; its version stays as it was frozen.

A correction is a withdrawal and a new record: the frozen content with another 公表日 or kind is frozen anew, and the
working copy goes on.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from pia_tui.assessment import Assessment, Change
from pia_tui.errors import PiaError
from pia_tui.forms import Value, clean_text
from pia_tui.forms.values import NOTHING_CHANGED
from pia_tui.forms.wareki import to_wareki
from pia_tui.store.records import Publication
from pia_tui.usecases.printing import ExportOptions, print_document
from pia_tui.usecases.publication.publishing import LABEL as PUBLISH_LABEL
from pia_tui.usecases.publication.publishing import (
    PUBLISHING,
    BadPublication,
    become,
    cover_changes,
    kind_named,
    record,
)
from pia_tui.usecases.publication.states import frozen, last_publication, present

if TYPE_CHECKING:
    from pia_tui.store import Store

LABEL = "公表の記録の取消し"
CORRECT_LABEL = "公表の記録の訂正"


class NoWithdrawal(PiaError):
    """There is no such record to withdraw, or no reason was given."""


@dataclass(frozen=True)
class Corrected:
    """The record that counts now, and the one that counts no longer."""

    publication: Publication
    withdrawn: Publication


def reason_of(text: str) -> str:
    """The reason as it is kept. Raises NoWithdrawal, BadValue."""
    reason = clean_text(text).strip()
    if not reason:
        raise NoWithdrawal(
            "公表の記録を取り消す理由が書かれていません。",
            safe=NOTHING_CHANGED,
            next="なぜ取り消すのかを、短く書いてください（記録に残ります）。",
            next_on_screen="なぜ取り消すのかを、短く書いてください（記録に残ります）。",
        )
    return reason


def recorded(store: Store, document_id: int, revision_id: int) -> Publication:
    """The publication of a version that counts. Raises NoWithdrawal and the store's errors."""
    store.summary(document_id)
    found = next((each for each in store.publications(document_id) if each.revision.id == revision_id), None)
    if found is None:
        raise NoWithdrawal(
            f"評価書 {document_id} の版 {revision_id} に、取り消せる公表の記録はありません。",
            safe=NOTHING_CHANGED,
            next=f"版の一覧は「pia-tui revisions {document_id}」で見られます。",
            next_on_screen="版の一覧で確かめてください。",
        )
    return found


def withdraw(store: Store, document_id: int, revision_id: int, reason: str) -> Publication:
    """Let the record of a publication count no longer; returns it as it was.

    The frozen version stays, marked. Where it was the newest record, what publishing wrote into the working copy
    (公表日, the rows of earlier years, the notes on rows) is taken back as far as nobody has changed it since.
    Raises NoWithdrawal and the store's errors.
    """
    said = reason_of(reason)
    found = recorded(store, document_id, revision_id)
    newest = last_publication(store, document_id)
    with store.together():
        if newest is not None and newest.revision.id == revision_id:
            _take_back(store, document_id, found)
        store.withdraw_publication(revision_id, said)
    return found


def correct(
    store: Store, document_id: int, revision_id: int, reason: str, *, day: date | None = None, kind: str = ""
) -> Corrected:
    """Record a publication with another day or kind; the wrong record is withdrawn, its version stays.

    Raises NoWithdrawal, BadPublication, FontProblem and the store's errors; then nothing has changed.
    """
    from pia_tui.store.documents import difference

    said = reason_of(reason)
    old = recorded(store, document_id, revision_id)
    on = day or date.fromisoformat(old.published_on)
    name = kind or old.kind
    if (on.isoformat(), name) == (old.published_on, old.kind):
        raise BadPublication(
            "公表日も種類も、いまの記録と同じです。",
            safe=NOTHING_CHANGED,
            next="直した公表日か種類を入れてください。",
        )
    found = kind_named(name)
    _check_order(store, old, on)
    newest = last_publication(store, document_id)
    now = present(store, document_id)
    then = frozen(store, old.revision)
    before, after = then.state, _with(then, cover_changes(then, on, found, instead=_day(old)))
    goes_on = dict(now.state)
    if newest is not None and newest.revision.id == revision_id:
        for change in difference(before, after):
            if now.state.get(change.key) == change.before:  # nobody has changed it since
                _put(goes_on, change.key, change.after)
    corrected = Assessment(then.form, after, document_id)
    with store.together():
        printed = _printed(store, old, corrected)
        become(store, document_id, after, CORRECT_LABEL)
        publication = record(store, document_id, corrected, on, name, printed, old.judgement)
        become(store, document_id, goes_on, CORRECT_LABEL)
        store.withdraw_publication(revision_id, said)
    return Corrected(publication, old)


def _check_order(store: Store, old: Publication, on: date) -> None:
    """Raises BadPublication for a day that would put the publications into another order."""
    others = [each for each in store.publications(old.revision.document_id) if each.revision.id != old.revision.id]
    key = (old.published_on, old.revision.id)
    earlier = max((each.published_on for each in others if (each.published_on, each.revision.id) < key), default="")
    later = min((each.published_on for each in others if (each.published_on, each.revision.id) > key), default="9999")
    if not earlier <= on.isoformat() <= later:
        wrong = earlier if on.isoformat() < earlier else later
        side = "より前" if wrong == earlier else "より後"
        raise BadPublication(
            f"公表日 {to_wareki(on)} は、別の公表（{to_wareki(date.fromisoformat(wrong))}）{side}になります。",
            safe=NOTHING_CHANGED,
            next="公表した日を確かめてください。",
        )


def _printed(store: Store, old: Publication, corrected: Assessment) -> bytes:
    """The PDF of the corrected record: the file that was really published stays, ours is printed anew."""
    from pia_tui.ingest.own_pdf import embedded_data

    if old.pdf:
        kept = store.attachment_data(old.pdf)
        try:
            own = embedded_data(kept) is not None
        except PiaError:
            own = False
        if not own:
            return kept
    return print_document(store, corrected, ExportOptions(revision=True, final=True))


def _take_back(store: Store, document_id: int, publication: Publication) -> None:
    """Undo what publishing wrote into the working copy, as far as it still stands there."""
    written = _written(store, publication)
    while (newest := store.next_undo(document_id)) is not None and newest.batch in written:
        # Nothing was done since: the steps before it can be taken back as before.
        store.undo(document_id, past_publications=True)
        written.pop(newest.batch)
    state = store.load(document_id).state
    made = [change for changes in written.values() for change in changes]
    changes = [change.inverse for change in made if state.get(change.key) == change.after]
    if changes:
        store.write(document_id, changes, label=LABEL, kind=PUBLISHING)


def _written(store: Store, publication: Publication) -> dict[int, list[Change]]:
    """What publishing wrote into the document, before and after its version was frozen, by write."""
    from pia_tui.store.codec import decode

    document_id, seq = publication.revision.document_id, publication.revision.seq
    rows = sorted(store.journal(document_id), key=lambda row: row.seq)
    labelled = [row for row in rows if row.label == PUBLISH_LABEL and row.action == "write"]
    here = next((row.batch for row in labelled if row.seq == seq), None)
    noted = next((row.seq for row in rows if row.seq > seq and row.action == "publish"), None)
    found: dict[int, list[Change]] = {}
    for row in labelled:
        if row.batch in (here, None if noted is None else noted + 1):
            before, after = (None if text is None else decode(text) for text in (row.before, row.after))
            found.setdefault(row.batch, []).append(Change(row.key, before, after))
    return found


def _with(document: Assessment, changes: list[Change]) -> dict[str, Value]:
    state = dict(document.state)
    for change in changes:
        _put(state, change.key, change.after)
    return state


def _put(state: dict[str, Value], key: str, value: Value | None) -> None:
    if value is None:
        state.pop(key, None)
    else:
        state[key] = value


def _day(publication: Publication) -> date:
    return date.fromisoformat(publication.published_on)
