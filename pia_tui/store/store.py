"""The store's door: every use of the database, with its errors turned into Japanese sentences."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from contextlib import contextmanager
from types import TracebackType
from typing import TYPE_CHECKING, Any

from pia_tui.assessment import Change
from pia_tui.forms import Value
from pia_tui.store import (
    attachments,
    backup,
    clock,
    documents,
    errors,
    guard,
    health,
    journal,
    judgements,
    lock,
    restore,
    revisions,
    salvage,
    search,
    undo,
)
from pia_tui.store.backup import Backup
from pia_tui.store.connection import file_identity, snapshot, transaction
from pia_tui.store.journal import Head
from pia_tui.store.lock import Holder
from pia_tui.store.opening import open_database
from pia_tui.store.records import (
    Attachment,
    DocumentSummary,
    JournalEntry,
    Revision,
    SearchHit,
    StoredDocument,
    StoredJudgement,
    Written,
)
from pia_tui.store.restore import Preview
from pia_tui.store.summary import ARCHIVED_KEY
from pia_tui.workspace import Workspace

if TYPE_CHECKING:
    from sqlite_utils import Database


class Store:
    """An open store. It belongs to the thread that opened it; a worker thread opens its own.

    Every method raises a StoreError with Japanese sentences when something keeps it from doing its work; then nothing
    was written. What a method has returned from is on the disk.
    """

    def __init__(self, db: Database, workspace: Workspace, *, read_only: bool) -> None:
        self.workspace = workspace
        self.read_only = read_only
        self.author = documents.Author(clock.login(), clock.machine())
        self._db = db
        self._identity = file_identity(workspace.database)
        self._tokens: dict[int, str] = {}

    @classmethod
    def open(cls, workspace: Workspace, *, read_only: bool = False) -> Store:
        """Open the workspace's store, making it on first use."""
        return cls(open_database(workspace, read_only=read_only), workspace, read_only=read_only)

    def close(self) -> None:
        """Give the locks back and close the file; safe to call twice."""
        for document_id in list(self._tokens):
            try:
                self.unlock(document_id)
            except errors.StoreError:
                self._tokens.pop(document_id, None)  # a lock left behind is seen as one of a process that is gone
        self._db.close()

    def __enter__(self) -> Store:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    # -- documents -------------------------------------------------------------------------------------------------

    def create(self, form_id: str, state: Mapping[str, Value], *, label: str = "") -> int:
        """Make a document on a form version, holding `state`; returns its number."""
        changes = documents.initial(form_id, state)
        with self._writing():
            return documents.create(self._db, form_id, changes, self.author, label=label)

    def load(self, document_id: int) -> StoredDocument:
        """The whole document, proven to be what was written. Raises UnknownDocument, StoreDamaged."""
        with self._reading():
            return documents.load(self._db, document_id)

    def value(self, document_id: int, key: str) -> Value | None:
        """One answer, or None where there is none."""
        with self._reading():
            return documents.value(self._db, document_id, key)

    def summary(self, document_id: int) -> DocumentSummary:
        """One line of the home screen. Raises UnknownDocument."""
        with self._reading():
            return documents.summary(self._db, document_id)

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

        `query`: words that stand in the name or number; `archived`: None shows both; `sort`: updated, name, number,
        published or created.
        """
        with self._reading():
            return documents.summaries(
                self._db,
                query,
                archived=archived,
                level=level,
                sort=sort,
                descending=descending,
                limit=limit,
                offset=offset,
            )

    def count(self, query: str = "", *, archived: bool | None = False, level: str | None = None) -> int:
        """How many documents `documents` pages through."""
        with self._reading():
            return documents.count(self._db, query, archived=archived, level=level)

    def write(self, document_id: int, changes: Sequence[Change], *, label: str = "") -> Written:
        """Save changes, all or none; returns those that were made. The only way to change an answer.

        Raises ConflictError (a `before` is not what is stored), ValueRefused, PersonalNumberFound, DocumentLocked,
        LockLost, and what keeps the file from being written.
        """
        wanted = guard.checked(changes)
        with self._writing(document_id):
            return documents.apply(self._db, document_id, wanted, self.author, action="write", label=label)

    def archive(self, document_id: int, archived: bool = True) -> Written:
        """Take a document off the home screen, or put it back. Nothing is removed; it can be undone."""
        with self._writing(document_id):
            before = documents.value(self._db, document_id, ARCHIVED_KEY)
            change = Change(ARCHIVED_KEY, before, True if archived else None)
            label = "保管庫へ移動" if archived else "保管庫から戻す"
            return documents.apply(
                self._db, document_id, guard.checked([change]), self.author, action="write", label=label
            )

    def duplicate(self, document_id: int, changes: Sequence[Change] = (), *, label: str = "") -> int:
        """A new document with the same answers (and `changes` on top); returns its number."""
        with self._writing():
            state = dict(documents.load(self._db, document_id).state)
            state.pop(ARCHIVED_KEY, None)
            for change in changes:
                if change.after is None:
                    state.pop(change.key, None)
                else:
                    state[change.key] = change.after
            form_id = documents.summary(self._db, document_id).form_id
            return documents.create(
                self._db,
                form_id,
                documents.initial(form_id, state),
                self.author,
                label=label,
                action="duplicate",
                target=document_id,
            )

    # -- history ---------------------------------------------------------------------------------------------------

    def undo(self, document_id: int) -> Written | None:
        """Take back the newest change that stands, in any session; None if there is none."""
        with self._writing(document_id):
            return undo.undo(self._db, document_id, self.author)

    def redo(self, document_id: int) -> Written | None:
        """Make the change again that was taken back last; None if there is none or something was written since."""
        with self._writing(document_id):
            return undo.redo(self._db, document_id, self.author)

    def can_undo(self, document_id: int) -> bool:
        with self._reading():
            return undo.undoable(self._db, document_id) is not None

    def can_redo(self, document_id: int) -> bool:
        with self._reading():
            return undo.redoable(self._db, document_id) is not None

    def journal(self, document_id: int | None = None, *, limit: int = -1, offset: int = 0) -> list[JournalEntry]:
        """Rows of the journal, newest first; of one document or of all."""
        with self._reading():
            return journal.entries(self._db, document_id, limit=limit, offset=offset)

    def freeze(self, document_id: int, name: str, *, kind: str = "", note: str = "") -> Revision:
        """Keep the document as it stands as a named version that never changes (a publication, a hand-over)."""
        with self._writing(document_id):
            return revisions.freeze(self._db, document_id, self.author, name=name, kind=kind, note=note)

    def revisions(self, document_id: int) -> list[Revision]:
        """The frozen versions, oldest first."""
        with self._reading():
            return revisions.revisions(self._db, document_id)

    def revision_state(self, revision_id: int) -> dict[str, Value]:
        """The document as it was frozen, proven by its hash. Raises UnknownItem, StoreDamaged."""
        with self._reading():
            return revisions.state_of(self._db, revisions.revision(self._db, revision_id))

    def restore_revision(self, revision_id: int) -> Written:
        """Write a frozen version on top of its document; nothing is removed and it can be undone."""
        with self._reading():
            document_id = revisions.revision(self._db, revision_id).document_id
        with self._writing(document_id):
            return revisions.restore(self._db, revision_id, self.author)

    # -- locks -----------------------------------------------------------------------------------------------------

    def lock(self, document_id: int, *, take_over: bool = False) -> None:
        """Become the one writer of a document. Raises DocumentLocked with who has it; then open it for reading."""
        if document_id in self._tokens:
            return
        with self._writing():
            documents.require(self._db, document_id)
            token = lock.acquire(self._db, document_id, self.author, take_over=take_over)
        self._tokens[document_id] = token

    def unlock(self, document_id: int) -> None:
        """Let others write."""
        token = self._tokens.pop(document_id, None)
        if token is not None:
            with self._writing():
                lock.release(self._db, document_id, token)

    def beat(self) -> None:
        """Show that this program still lives; call it every lock.BEAT_SECONDS while documents are open."""
        if self._tokens:
            with self._writing():
                for token in self._tokens.values():
                    lock.beat(self._db, token)

    def holder(self, document_id: int) -> Holder | None:
        """Who has the document open for writing, this program included."""
        with self._reading():
            return lock.holder(self._db, document_id)

    # -- search ----------------------------------------------------------------------------------------------------

    def search(self, query: str, *, limit: int = 20, before: int | None = None, passages: int = 3) -> list[SearchHit]:
        """Documents that hold every word of the query, newest first; `before` (a document's number) goes on."""
        words = search.words_of(query)
        hits: list[SearchHit] = []
        if not words:
            return hits
        with self._reading():
            for document_id in search.documents_with(self._db, words, before=before):
                found = search.passages(self._db, document_id, words, passages)
                hits.append(SearchHit(documents.summary(self._db, document_id), found))
                if len(hits) >= limit:
                    break
        return hits

    # -- attachments and judgements --------------------------------------------------------------------------------

    def attach(
        self, data: bytes, *, name: str, media_type: str, width: int = 0, height: int = 0, alt: str = ""
    ) -> Attachment:
        """Keep a file; its `id` is what a figure item's answer names. The same bytes are kept once."""
        with self._writing():
            return attachments.attach(
                self._db, data, self.author, name=name, media_type=media_type, width=width, height=height, alt=alt
            )

    def describe(self, attachment_id: str, *, name: str | None = None, alt: str | None = None) -> Attachment:
        """Change a file's name or alternative text."""
        with self._writing():
            return attachments.describe(self._db, attachment_id, self.author, name=name, alt=alt)

    def attachment(self, attachment_id: str) -> Attachment:
        """What is known of a file. Raises UnknownItem."""
        with self._reading():
            return attachments.attachment(self._db, attachment_id)

    def attachment_data(self, attachment_id: str) -> bytes:
        """A file's bytes, proven by their hash. Raises UnknownItem, StoreDamaged."""
        with self._reading():
            return attachments.content(self._db, attachment_id)

    def save_judgement(
        self, inputs: Mapping[str, Any], result: Mapping[str, Any], *, document_id: int | None = None
    ) -> int:
        """Keep a しきい値判断 with what it was made from; returns its number."""
        with self._writing():
            return judgements.save(self._db, inputs, result, self.author, document_id=document_id)

    def judgements(self, document_id: int | None = None) -> list[StoredJudgement]:
        """Judgements, oldest first; of one document or all."""
        with self._reading():
            return judgements.judgements(self._db, document_id)

    def judgement(self, judgement_id: int) -> StoredJudgement:
        """One judgement. Raises UnknownItem."""
        with self._reading():
            return judgements.judgement(self._db, judgement_id)

    # -- backups ---------------------------------------------------------------------------------------------------

    def backup(self, reason: str = "manual", *, if_changed: bool = False) -> Backup | None:
        """Make a proven backup; with `if_changed` only if something was written since the last (then None).

        Raises BackupFailed, StoreFull, StoreUnreachable; a read-only store has no right to its folder.
        """
        if self.read_only:
            raise errors.read_only(self.workspace.backups)
        with errors.translated(self.workspace.database):
            if if_changed and not backup.is_needed(self._db, self.workspace):
                return None
            return backup.take(self._db, self.workspace, reason)

    def backups(self) -> list[Backup]:
        """Proven backups, newest first; `.age` is for the home screen."""
        return backup.backups(self.workspace)

    def preview_restore(self, source: Backup) -> Preview:
        """What restoring a backup would change."""
        with self._reading():
            return restore.preview(self._db, source)

    def restore(self, source: Backup, *, uuids: Collection[str] | None = None) -> list[int]:
        """Write a backup on top, after a proven backup of the present; returns the documents that changed.

        Nothing is removed, and each document's change can be undone. `uuids` limits it to some documents. Raises
        StoreDamaged if the present cannot be proven: then `replace_damaged` is the way, which keeps the damaged file.
        """
        try:
            self.backup("restore")
        except backup.BackupFailed as error:
            if self.problems():
                raise self._damaged() from error
            raise

        def check(document_id: int) -> None:
            lock.check(self._db, document_id, self._tokens.get(document_id))

        chosen = None if uuids is None else frozenset(uuids)
        with self._writing():
            return restore.restore(self._db, source, self.author, uuids=chosen, check=check)

    def problems(self) -> list[str]:
        """The deep check: everything that is not what was written, in Japanese; empty if the store is sound."""
        with self._reading():
            return [*health.problems(self._db, replay=True), *backup.strays(self._db, self.workspace)]

    def journal_head(self) -> Head:
        """The end of the journal: the number of rows and the hash of the last."""
        with self._reading():
            return journal.head(self._db)

    def index_problems(self) -> list[str]:
        """What is wrong with the search index, in Japanese; `rebuild_index` mends it."""
        with self._writing():
            return health.index_problems(self._db)

    def rebuild_index(self) -> None:
        """Make the search index anew from the answers."""
        with self._writing():
            search.rebuild(self._db)

    def holders(self) -> list[Holder]:
        """Everybody who has a document open for writing."""
        with self._reading():
            return lock.holders(self._db)

    # -- inside ----------------------------------------------------------------------------------------------------

    @contextmanager
    def _writing(self, document_id: int | None = None) -> Iterator[None]:
        path = self.workspace.database
        if self.read_only:
            raise errors.read_only(path)
        with self._explained(), transaction(self._db, path, self._identity):
            if document_id is not None:
                documents.require(self._db, document_id)
                lock.check(self._db, document_id, self._tokens.get(document_id))
            yield

    @contextmanager
    def _reading(self) -> Iterator[None]:
        with self._explained(), snapshot(self._db):
            yield

    def _damaged(self) -> errors.StoreDamaged:
        error = errors.damaged(self.workspace.database)
        error.backup = backup.newest(self.workspace)
        return error

    @contextmanager
    def _explained(self) -> Iterator[None]:
        """Errors in Japanese; damage comes with the newest backup to offer."""
        try:
            with errors.translated(self.workspace.database):
                yield
        except errors.StoreDamaged as error:
            error.backup = backup.newest(self.workspace)
            raise


def replace_damaged(workspace: Workspace, source: Backup) -> salvage.Rescue:
    """Put a proven backup in the place of a damaged or lost store, with what can still be read of that one on top.

    No Store may be open on it. Raises StoreDamaged, StoreNewer or StoreError if the backup does not hold either.
    """
    return salvage.replace(workspace, source, documents.Author(clock.login(), clock.machine()))
