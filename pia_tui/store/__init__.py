"""SQLite: documents, their journal, versions, attachments, search, locks and backups. The only way in is `Store`.

For whoever has to trust it, or to read it without this program:

* The store is one file, `db/pia.sqlite3`, an ordinary SQLite database; `db/schema.sql` is its schema.
* `answers` holds the present: one row per answer, `value` as JSON. Nothing else is needed to read the documents.
* `journal` holds every change ever made (who, when, which key, before, after). It is append-only by triggers, and
  chained by hashes; `journal.py` says how to recompute the chain. Replaying it gives `answers` (`pia-tui doctor` does).
* `revisions` name places in the journal that must never change: what was published, with the hash of the content.
* `judgements` and `attachments` are never changed or removed. Undo and restore write on top. `clips` are 定型文.
* `documents` has a row for each document with what a register is searched and sorted by; `document_facts` what lists
  and deadlines need besides. Both follow from the answers; none holds what the other does.
* `search_two` and `search_three` are derived from the answers and can be made anew at any time. `locks` is who edits.
* A change is one transaction: answers, journal, search and the document's row together (`documents.py`). It is on the
  disk when `Store.write` returns (`connection.py` says how).
* `db/backups/` holds whole stores, each with a record of its proof (`backup.py`). Restoring: `restore.py` on top of a
  sound store, `salvage.py` out of a damaged one. Every kind of failure has its type and sentences in `errors.py`.
"""

from pia_tui.store.records import (
    Attachment,
    Clip,
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
    "Clip",
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
