"""What the store keeps beside the documents: files, judgements, and the proven backups of itself."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from datetime import date
from typing import Any

from pia_tui.forms import FormText, keep_texts
from pia_tui.store import (
    attachments,
    backup,
    clips,
    errors,
    facts,
    forms,
    health,
    incidents,
    journal,
    judgements,
    lock,
    restore,
    search,
)
from pia_tui.store.backup import Backup
from pia_tui.store.journal import Head
from pia_tui.store.records import Attachment, Clip, DocumentFacts, Incident, StoredJudgement
from pia_tui.store.restore import RestorePreview
from pia_tui.store.session import StoreSession


class RecordStore(StoreSession):
    """Attachments, judgements, backups, and whether all of it is sound."""

    def keep_forms(self, texts: Iterable[FormText]) -> None:
        """Keep the forms that documents brought along were written on; `load_form` knows them from now on."""
        texts = list(texts)
        with self.writing():
            forms.keep(self.db, texts)
        keep_texts(texts)

    def form_notes(self) -> list[str]:
        """Where the definition files at hand are not those that the documents were written on."""
        with self.reading():
            return forms.notes(self.db)

    def attach(
        self, data: bytes, *, name: str, media_type: str, width: int = 0, height: int = 0, alt: str = ""
    ) -> Attachment:
        """Keep a file; its `id` is what a figure item's answer names. The same bytes are kept once."""
        with self.writing():
            return attachments.attach(
                self.db, data, self.author, name=name, media_type=media_type, width=width, height=height, alt=alt
            )

    def describe(self, attachment_id: str, *, name: str | None = None, alt: str | None = None) -> Attachment:
        """Change a file's name or alternative text."""
        with self.writing():
            return attachments.describe(self.db, attachment_id, self.author, name=name, alt=alt)

    def attachment(self, attachment_id: str) -> Attachment:
        """What is known of a file. Raises UnknownItem."""
        with self.reading():
            return attachments.attachment(self.db, attachment_id)

    def attachment_data(self, attachment_id: str) -> bytes:
        """A file's bytes, proven by their hash. Raises UnknownItem, StoreDamaged."""
        with self.reading():
            return attachments.content(self.db, attachment_id)

    def save_judgement(
        self, inputs: Mapping[str, Any], result: Mapping[str, Any], *, document_id: int | None = None
    ) -> int:
        """Keep a しきい値判断 with what it was made from; returns its number."""
        with self.writing():
            return judgements.save(self.db, inputs, result, self.author, document_id=document_id)

    def judgements(self, document_id: int | None = None) -> list[StoredJudgement]:
        """Judgements, oldest first; of one document or all."""
        with self.reading():
            return judgements.judgements(self.db, document_id)

    def judgement(self, judgement_id: int) -> StoredJudgement:
        """One judgement. Raises UnknownItem."""
        with self.reading():
            return judgements.judgement(self.db, judgement_id)

    # -- duties ----------------------------------------------------------------------------------------------------

    def document_facts(self) -> dict[int, DocumentFacts]:
        """What lists and deadlines need of every document, by number; no form and no answer is read for it."""
        with self.reading():
            return facts.facts(self.db)

    def answered_after(self, marks: Mapping[int, int]) -> set[int]:
        """The documents of which an answer changed after a row of the journal; `marks` gives the row of each."""
        with self.reading():
            return journal.answered_after(self.db, marks)

    def save_incident(
        self, what: str, *, kind: str, occurred_on: date, known_on: date, malicious: bool = False, entered_at: str = ""
    ) -> int:
        """Keep a 重大事故 of the body; returns its number. Raises ValueRefused, PersonalNumberFound.

        `entered_at` is when it was entered elsewhere, for one that is brought along.
        """
        with self.writing():
            return incidents.save(
                self.db,
                self.author,
                kind=kind,
                occurred_on=occurred_on,
                known_on=known_on,
                what=what,
                malicious=malicious,
                entered_at=entered_at,
            )

    def withdraw_incident(self, incident_id: int, reason: str) -> None:
        """Let a 重大事故 count no longer; it stays on record with the reason. Raises UnknownItem."""
        with self.writing():
            incidents.withdraw(self.db, incident_id, reason, self.author)

    def incidents(self) -> list[Incident]:
        """All 重大事故 entered, withdrawn ones too."""
        with self.reading():
            return incidents.incidents(self.db)

    def last_written(self) -> str:
        """When the newest row of the journal or of a document was written, ISO 8601 in UTC; "" in an empty store."""
        with self.reading():
            row = self.db.execute("SELECT at FROM journal ORDER BY seq DESC LIMIT 1").fetchone()
            newest = self.db.execute("SELECT max(updated_at) FROM documents").fetchone()
            return max(str(row[0]) if row else "", str(newest[0] or ""))

    # -- 定型文 ----------------------------------------------------------------------------------------------------

    def keep_clip(self, text: str, source: str, kept_on: str) -> int:
        """Keep a text for use again; returns its number. Raises ValueRefused, PersonalNumberFound."""
        with self.writing():
            return clips.save(self.db, text, source, kept_on, self.author)

    def drop_clip(self, clip_id: int) -> None:
        """Keep a text no longer. Raises UnknownItem."""
        with self.writing():
            clips.drop(self.db, clip_id, self.author)

    def clips(self) -> list[Clip]:
        """The texts kept for use again, the newest first."""
        with self.reading():
            return clips.clips(self.db)

    # -- backups ---------------------------------------------------------------------------------------------------

    def backup(self, reason: str = "manual", *, if_changed: bool = False) -> Backup | None:
        """Make a proven backup; with `if_changed` only if something was written since the last (then None).

        Raises BackupFailed, StoreFull, StoreUnreachable; a read-only store has no right to its folder.
        """
        if self.read_only:
            raise errors.read_only(self.workspace.backups)
        with errors.translated(self.workspace.database):
            if if_changed and not backup.is_needed(self.db, self.workspace):
                return None
            return backup.take(self.db, self.workspace, reason)

    def backups(self) -> list[Backup]:
        """Proven backups, newest first; `.age` is for the home screen."""
        return backup.backups(self.workspace)

    def preview_restore(self, source: Backup) -> RestorePreview:
        """What restoring a backup would change."""
        with self.reading():
            return restore.preview(self.db, source)

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
            lock.check(self.db, document_id, self._tokens.get(document_id))

        chosen = None if uuids is None else frozenset(uuids)
        with self.writing():
            return restore.restore(self.db, source, self.author, uuids=chosen, check=check)

    def problems(self) -> list[str]:
        """The deep check: everything that is not what was written, in Japanese; empty if the store is sound."""
        with self.reading():
            return [*health.problems(self.db, replay=True), *backup.strays(self.db, self.workspace)]

    def journal_head(self) -> Head:
        """The end of the journal: the number of rows and the hash of the last."""
        with self.reading():
            return journal.head(self.db)

    def index_problems(self) -> list[str]:
        """What is wrong with the search index, in Japanese; `rebuild_index` mends it."""
        with self.writing():
            return health.index_problems(self.db)

    def rebuild_index(self) -> None:
        """Make the search index, and what lists show, anew from the answers."""
        with self.writing():
            search.rebuild(self.db)
            facts.rebuild(self.db)
