"""The store: every use that the rest of the program makes of it."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from contextlib import closing
from itertools import islice
from typing import TYPE_CHECKING, Any

from pia_tui.assessment import Change
from pia_tui.forms import Value
from pia_tui.store import (
    clock,
    documents,
    errors,
    guard,
    journal,
    publications,
    revisions,
    salvage,
    search,
    steps,
    undo,
    withdrawals,
)
from pia_tui.store.backup import Backup
from pia_tui.store.record_store import RecordStore
from pia_tui.store.records import (
    DocumentSummary,
    JournalEntry,
    PartialDocument,
    Publication,
    Revision,
    SearchHit,
    StoredDocument,
    Written,
)
from pia_tui.store.summary import ARCHIVED_KEY
from pia_tui.workspace import Workspace

if TYPE_CHECKING:
    from pia_tui.store.database import Database

_AT_ONCE = 500
"""Documents that one query asks for: SQLite takes a limited number of values."""


class Store(RecordStore):
    """An open store. It belongs to the thread that opened it; a worker thread opens its own.

    Every method raises a StoreError with Japanese sentences when something keeps it from doing its work; then nothing
    was written. What a method has returned from is on the disk.
    """

    def create(self, form_id: str, state: Mapping[str, Value], *, label: str = "", uuid: str = "") -> int:
        """Make a document on a form version, holding `state`; returns its number.

        `uuid` is the identity that it had elsewhere and that no document here has, else it gets one of its own.
        """
        changes = documents.initial(form_id, state)
        with self.writing():
            return documents.create(self.db, form_id, changes, self.author, label=label, uuid=uuid or None)

    def number_of(self, uuid: str) -> int | None:
        """The number of the document with this identity, or None."""
        with self.reading():
            return documents.id_of(self.db, uuid)

    def load(self, document_id: int) -> StoredDocument:
        """The whole document, proven to be what was written. Raises UnknownDocument, StoreDamaged."""
        with self.reading():
            return documents.load(self.db, document_id)

    def holding(self, words: str, ids: Sequence[int]) -> list[PartialDocument]:
        """Parts of the documents among `ids` that hold the words: those answers, and what tells where they stand."""
        with self.reading():
            starts = range(0, len(ids), _AT_ONCE)
            return [part for at in starts for part in documents.holding(self.db, words, ids[at : at + _AT_ONCE])]

    def everywhere(self, key: str) -> list[tuple[int, str, Value]]:
        """(document, key, answer) at one key of all documents; `*` stands for any block: `I.2.1[*].1`."""
        with self.reading():
            return documents.everywhere(self.db, key)

    def value(self, document_id: int, key: str) -> Value | None:
        """One answer, or None where there is none."""
        with self.reading():
            return documents.value(self.db, document_id, key)

    def summary(self, document_id: int) -> DocumentSummary:
        """One line of the home screen. Raises UnknownDocument."""
        with self.reading():
            return documents.summary(self.db, document_id)

    def documents(
        self,
        query: str = "",
        *,
        archived: bool | None = False,
        level: str | None = None,
        sort: str = "updated",
        descending: bool = True,
        limit: int = 50,
        offset: int = 0,
    ) -> list[DocumentSummary]:
        """One page of the home screen.

        `query`: words that stand in the name, number or level; `archived`: None shows both; `sort`: updated, name,
        number, level, published or created.
        """
        with self.reading():
            return documents.summaries(
                self.db,
                query,
                archived=archived,
                level=level,
                sort=sort,
                descending=descending,
                limit=limit,
                offset=offset,
            )

    def numbers(
        self,
        query: str = "",
        *,
        archived: bool | None = False,
        level: str | None = None,
        sort: str = "updated",
        descending: bool = True,
    ) -> list[int]:
        """The numbers of all documents that `documents` pages through, in that order; see `chosen`."""
        with self.reading():
            return documents.numbers(self.db, query, archived=archived, level=level, sort=sort, descending=descending)

    def chosen(self, numbers: Sequence[int]) -> list[DocumentSummary]:
        """Lines of the home screen for these documents, in this order; those that are not there are left out."""
        with self.reading():
            return documents.chosen(self.db, numbers)

    def count(self, query: str = "", *, archived: bool | None = False, level: str | None = None) -> int:
        """How many documents `documents` pages through."""
        with self.reading():
            return documents.count(self.db, query, archived=archived, level=level)

    def write(
        self, document_id: int, changes: Sequence[Change], *, label: str = "", kind: str = "", group: str = ""
    ) -> Written:
        """Save changes, all or none; returns those that were made. The only way to change an answer.

        `kind` says what was done (typing, merge …); writes of one `group` are taken back together.

        Raises ConflictError (a `before` is not what is stored), ValueRefused, PersonalNumberFound, DocumentLocked,
        LockLost, and what keeps the file from being written.
        """
        wanted = guard.checked(changes)
        with self.writing(document_id):
            written = documents.apply(self.db, document_id, wanted, self.author, action="write", label=label)
            if written.changes and (kind or group):
                steps.note(self.db, written.batch, kind, group)
            return written

    def archive(self, document_id: int, archived: bool = True) -> Written:
        """Take a document off the home screen, or put it back. Nothing is removed; it can be undone."""
        with self.writing(document_id):
            before = documents.value(self.db, document_id, ARCHIVED_KEY)
            change = Change(ARCHIVED_KEY, before, True if archived else None)
            label = "保管庫へ移動" if archived else "保管庫から戻す"
            return documents.apply(
                self.db, document_id, guard.checked([change]), self.author, action="write", label=label
            )

    def duplicate(self, document_id: int, changes: Sequence[Change] = (), *, label: str = "") -> int:
        """A new document with the same answers (and `changes` on top); returns its number."""
        with self.writing():
            state = dict(documents.load(self.db, document_id).state)
            state.pop(ARCHIVED_KEY, None)
            for change in changes:
                if change.after is None:
                    state.pop(change.key, None)
                else:
                    state[change.key] = change.after
            form_id = documents.summary(self.db, document_id).form_id
            return documents.create(
                self.db,
                form_id,
                documents.initial(form_id, state),
                self.author,
                label=label,
                action="duplicate",
                target=document_id,
            )

    # -- history ---------------------------------------------------------------------------------------------------

    def undo(self, document_id: int, *, past_publications: bool = False) -> Written | None:
        """Take back the newest step that stands, in any session; None if there is none.

        What belongs to a record of a publication stays, and what was published with it: raises StepStays.
        """
        if not past_publications:
            self._leave_published(document_id, undo.undoable)
        with self.writing(document_id):
            return undo.undo(self.db, document_id, self.author)

    def redo(self, document_id: int) -> Written | None:
        """Make the change again that was taken back last; None if there is none or something was written since.

        A record of a publication that was withdrawn is not made again: raises StepStays.
        """
        self._leave_published(document_id, undo.redoable)
        with self.writing(document_id):
            return undo.redo(self.db, document_id, self.author)

    def _leave_published(self, document_id: int, following: Callable[[Database, int], int | None]) -> None:
        """Raises StepStays where the next step belongs to a publication, or was published with one that counts."""
        with self.reading():
            batch = following(self.db, document_id)
            if batch is None:
                return
            step = steps.step_of(self.db, batch)
            kept = publications.publications(self.db, document_id)
            last = max(kept, key=lambda each: each.revision.seq, default=None)
            if last is not None and (batch <= last.revision.seq or publications.is_noted_before(self.db, batch)):
                raise errors.step_stays(f"ここから前の変更は、{last.revision.name}の版に含まれています。")
            if step is not None and step.kind == "publish":
                raise errors.step_stays("直前の操作は、公表の記録の取消しや訂正です。")

    def next_undo(self, document_id: int) -> Written | None:
        """What `undo` would take back, as it was written; None if there is nothing."""
        with self.reading():
            return undo.described(self.db, undo.undoable(self.db, document_id))

    def journal(self, document_id: int | None = None, *, limit: int = -1, offset: int = 0) -> list[JournalEntry]:
        """Rows of the journal, newest first; of one document or of all."""
        with self.reading():
            return journal.entries(self.db, document_id, limit=limit, offset=offset)

    def freeze(self, document_id: int, name: str, *, kind: str = "", note: str = "", at: str = "") -> Revision:
        """Keep the document as it stands as a named version that never changes (a publication, a hand-over).

        `at` is when that was done elsewhere, for versions that are brought along.
        """
        with self.writing(document_id):
            return revisions.freeze(self.db, document_id, self.author, name=name, kind=kind, note=note, at=at)

    def revisions(self, document_id: int) -> list[Revision]:
        """The frozen versions, oldest first."""
        with self.reading():
            return revisions.revisions(self.db, document_id)

    def note_publication(
        self,
        revision_id: int,
        *,
        published_on: str,
        kind: str,
        number: str,
        pdf: str = "",
        judgement: Mapping[str, Any] | None = None,
    ) -> Publication:
        """Keep that a frozen version was published; see `Publication`. It is never changed afterwards."""
        with self.reading():
            frozen = revisions.revision(self.db, revision_id)
        with self.writing(frozen.document_id):
            return publications.add(
                self.db,
                frozen,
                self.author,
                published_on=published_on,
                kind=kind,
                number=number,
                pdf=pdf,
                judgement=judgement,
            )

    def withdraw_publication(self, revision_id: int, reason: str) -> None:
        """Let the record of a publication count no longer; it and its version stay. Raises UnknownItem."""
        with self.reading():
            frozen = revisions.revision(self.db, revision_id)
        with self.writing(frozen.document_id):
            withdrawals.withdraw(self.db, frozen, reason, self.author)

    def publications(self, document_id: int | None = None, *, withdrawn: bool = False) -> list[Publication]:
        """Publications in the order of their days; of one document or of all. Those withdrawn only where asked for."""
        with self.reading():
            return publications.publications(self.db, document_id, withdrawn=withdrawn)

    def publication(self, revision_id: int) -> Publication | None:
        """The publication of a frozen version, also a withdrawn one; None if never published. Raises UnknownItem."""
        with self.reading():
            return publications.publication(self.db, revision_id)

    def revision(self, revision_id: int) -> Revision:
        """One frozen version. Raises UnknownItem."""
        with self.reading():
            return revisions.revision(self.db, revision_id)

    def revision_state(self, revision_id: int) -> dict[str, Value]:
        """The document as it was frozen, proven by its hash. Raises UnknownItem, StoreDamaged."""
        with self.reading():
            return revisions.state_of(self.db, revisions.revision(self.db, revision_id))

    # -- search ----------------------------------------------------------------------------------------------------

    def search(self, query: str, *, limit: int = 20, before: int | None = None, passages: int = 3) -> list[SearchHit]:
        """Documents that hold every word of the query, newest first; `before` (a document's number) goes on.

        A damaged index is made anew; a store that may only be read raises SearchIndexDamaged.
        """
        words = search.words_of(query)
        if not words:
            return []
        try:
            with self.reading():
                return _hits(self.db, words, limit, before, passages)
        except errors.SearchIndexDamaged:
            if self.read_only:
                raise
        self.rebuild_index()  # it holds nothing of its own
        with self.reading():
            return _hits(self.db, words, limit, before, passages)


def _hits(db: Database, words: list[str], limit: int, before: int | None, passages: int) -> list[SearchHit]:
    hits: list[SearchHit] = []
    with closing(search.documents_with(db, words, before=before)) as numbers:
        for document_id in islice(numbers, limit):
            found = search.passages(db, document_id, words, passages)
            hits.append(SearchHit(documents.summary(db, document_id), found))
    return hits


def replace_damaged(workspace: Workspace, source: Backup) -> salvage.Rescue:
    """Put a proven backup in the place of a damaged or lost store, with what can still be read of that one on top.

    No Store may be open on it. Raises StoreDamaged, StoreNewer or StoreError if the backup does not hold either.
    """
    return salvage.replace(workspace, source, documents.Author(clock.login(), clock.machine()))
