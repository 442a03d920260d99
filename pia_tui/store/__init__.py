"""SQLite: documents, their journal, versions, attachments, search, locks and backups. The only way in is `Store`."""

from pia_tui.store.records import (
    Attachment,
    DocumentSummary,
    JournalEntry,
    Passage,
    Revision,
    SearchHit,
    StoredDocument,
    StoredJudgement,
    Written,
)
from pia_tui.store.store import Store

__all__ = [
    "Attachment",
    "DocumentSummary",
    "JournalEntry",
    "Passage",
    "Revision",
    "SearchHit",
    "Store",
    "StoredDocument",
    "StoredJudgement",
    "Written",
]
