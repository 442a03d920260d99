"""The schema, as the steps that made it. `db/schema.sql` shows the result.

A step, once released, is never edited: a new one is added. All steps that a store lacks run in one transaction with
the schema's number, so that a store is either as new as the program or as it was.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from typing import TYPE_CHECKING

from pia_tui import __version__
from pia_tui.store.database import Database

if TYPE_CHECKING:
    from sqlite_utils import Database as StepDatabase
    from sqlite_utils import Migrations

APPLICATION_ID = 0x50494154  # "PIAT", in the file's header
MIGRATION_SET = "pia-tui"

DOCUMENTS = """
CREATE TABLE meta (
    key TEXT PRIMARY KEY,
    value TEXT NOT NULL
) STRICT;
CREATE TABLE documents (
    id INTEGER PRIMARY KEY,
    uuid TEXT NOT NULL UNIQUE,
    form_id TEXT NOT NULL,
    created_at TEXT NOT NULL,
    updated_at TEXT NOT NULL,
    archived INTEGER NOT NULL CHECK (archived IN (0, 1)),
    level TEXT NOT NULL,
    name TEXT NOT NULL,
    number TEXT NOT NULL,
    published_on TEXT NOT NULL,
    answered INTEGER NOT NULL,
    seq INTEGER NOT NULL,
    answers_sum BLOB NOT NULL,
    seal BLOB NOT NULL
) STRICT;
CREATE INDEX documents_by_update ON documents (archived, updated_at, name, number);
CREATE INDEX documents_by_name ON documents (archived, name);
CREATE INDEX documents_by_number ON documents (archived, number);
CREATE INDEX documents_by_publication ON documents (archived, published_on);
CREATE TRIGGER documents_stay BEFORE DELETE ON documents
BEGIN
    SELECT RAISE(ABORT, 'documents are archived, never deleted');
END;
CREATE TABLE answers (
    id INTEGER PRIMARY KEY,
    document_id INTEGER NOT NULL REFERENCES documents (id),
    key TEXT NOT NULL,
    value TEXT NOT NULL,
    UNIQUE (document_id, key),
    CHECK (id / 1048576 = document_id)
) STRICT;
"""

JOURNAL = """
CREATE TABLE journal (
    seq INTEGER PRIMARY KEY,
    at TEXT NOT NULL,
    who TEXT NOT NULL,
    document_id INTEGER REFERENCES documents (id),
    batch INTEGER NOT NULL,
    action TEXT NOT NULL,
    label TEXT NOT NULL,
    target INTEGER,
    key TEXT NOT NULL,
    before TEXT,
    after TEXT,
    previous BLOB NOT NULL,
    hash BLOB NOT NULL
) STRICT;
CREATE INDEX journal_by_document ON journal (document_id);
CREATE TRIGGER journal_follows BEFORE INSERT ON journal
BEGIN
    SELECT RAISE(ABORT, 'a journal row must follow the last one')
    WHERE NEW.seq IS NOT (SELECT coalesce(max(seq), 0) + 1 FROM journal)
       OR NEW.previous IS NOT coalesce((SELECT hash FROM journal WHERE seq = NEW.seq - 1), zeroblob(32));
END;
CREATE TRIGGER journal_stays BEFORE DELETE ON journal
BEGIN
    SELECT RAISE(ABORT, 'the journal is append-only');
END;
CREATE TRIGGER journal_is_fixed BEFORE UPDATE ON journal
BEGIN
    SELECT RAISE(ABORT, 'the journal is append-only');
END;
"""

RECORDS = """
CREATE TABLE revisions (
    id INTEGER PRIMARY KEY,
    document_id INTEGER NOT NULL REFERENCES documents (id),
    at TEXT NOT NULL,
    name TEXT NOT NULL,
    kind TEXT NOT NULL,
    note TEXT NOT NULL,
    seq INTEGER NOT NULL,
    content_hash TEXT NOT NULL,
    seal BLOB NOT NULL
) STRICT;
CREATE INDEX revisions_by_document ON revisions (document_id);
CREATE TRIGGER revisions_stay BEFORE DELETE ON revisions
BEGIN
    SELECT RAISE(ABORT, 'a frozen version is never removed');
END;
CREATE TRIGGER revisions_are_fixed BEFORE UPDATE ON revisions
BEGIN
    SELECT RAISE(ABORT, 'a frozen version is never changed');
END;
CREATE TABLE judgements (
    id INTEGER PRIMARY KEY,
    document_id INTEGER REFERENCES documents (id),
    at TEXT NOT NULL,
    inputs TEXT NOT NULL,
    result TEXT NOT NULL,
    seal BLOB NOT NULL
) STRICT;
CREATE INDEX judgements_by_document ON judgements (document_id);
CREATE TRIGGER judgements_stay BEFORE DELETE ON judgements
BEGIN
    SELECT RAISE(ABORT, 'a judgement is never removed');
END;
CREATE TRIGGER judgements_are_fixed BEFORE UPDATE ON judgements
BEGIN
    SELECT RAISE(ABORT, 'a judgement is never changed');
END;
CREATE TABLE attachments (
    id TEXT PRIMARY KEY,
    name TEXT NOT NULL,
    media_type TEXT NOT NULL,
    width INTEGER NOT NULL,
    height INTEGER NOT NULL,
    size INTEGER NOT NULL,
    alt TEXT NOT NULL,
    at TEXT NOT NULL,
    data BLOB NOT NULL,
    seal BLOB NOT NULL
) STRICT;
CREATE TRIGGER attachments_stay BEFORE DELETE ON attachments
BEGIN
    SELECT RAISE(ABORT, 'an attachment is never removed');
END;
"""

LOCKS = """
CREATE TABLE locks (
    document_id INTEGER PRIMARY KEY REFERENCES documents (id),
    token TEXT NOT NULL,
    who TEXT NOT NULL,
    machine TEXT NOT NULL,
    pid INTEGER NOT NULL,
    mark TEXT NOT NULL,
    since TEXT NOT NULL,
    heartbeat TEXT NOT NULL
) STRICT;
"""

CLIPS = """
CREATE TABLE clips (
    id INTEGER PRIMARY KEY,
    title TEXT NOT NULL,
    text TEXT NOT NULL,
    source TEXT NOT NULL,
    kept_on TEXT NOT NULL,
    dropped INTEGER NOT NULL CHECK (dropped IN (0, 1)),
    seal BLOB NOT NULL
) STRICT;
CREATE TRIGGER clips_stay BEFORE DELETE ON clips
BEGIN
    SELECT RAISE(ABORT, 'a text kept for use again is never removed');
END;
"""

PUBLICATIONS = """
CREATE TABLE publications (
    revision_id INTEGER PRIMARY KEY REFERENCES revisions (id),
    document_id INTEGER NOT NULL REFERENCES documents (id),
    published_on TEXT NOT NULL,
    kind TEXT NOT NULL,
    number TEXT NOT NULL,
    pdf TEXT NOT NULL,
    judgement TEXT NOT NULL,
    seal BLOB NOT NULL
) STRICT;
CREATE INDEX publications_by_document ON publications (document_id, published_on);
CREATE TRIGGER publications_stay BEFORE DELETE ON publications
BEGIN
    SELECT RAISE(ABORT, 'a publication is never removed');
END;
CREATE TRIGGER publications_are_fixed BEFORE UPDATE ON publications
BEGIN
    SELECT RAISE(ABORT, 'a publication is never changed');
END;
CREATE TABLE standings (
    document_id INTEGER PRIMARY KEY REFERENCES documents (id),
    revision_id INTEGER NOT NULL REFERENCES revisions (id),
    seq INTEGER NOT NULL,
    changes INTEGER NOT NULL
) STRICT;
"""


def _statements(script: str) -> Iterator[str]:
    """The statements of a script, each of which ends with a line."""
    from sqlite3 import complete_statement

    statement = ""
    for line in script.splitlines(keepends=True):
        statement += line
        if line.rstrip().endswith(";") and complete_statement(statement):
            yield statement
            statement = ""
    if statement.strip():
        yield statement


def _run(db: StepDatabase, script: str) -> None:
    """Run a script within the transaction: sqlite3's own `executescript` would commit it, and that of sqlite-utils
    looks for the end of a statement at each character, which took two thirds of the time of making a store."""
    for statement in _statements(script):
        db.conn.execute(statement)


@cache
def migrations() -> Migrations:
    """The steps, in order."""
    from sqlite_utils import Migrations

    steps = Migrations(MIGRATION_SET)

    @steps()
    def m001_documents(db: StepDatabase) -> None:
        _run(db, DOCUMENTS)

    @steps()
    def m002_journal(db: StepDatabase) -> None:
        _run(db, JOURNAL)

    @steps()
    def m003_records(db: StepDatabase) -> None:
        _run(db, RECORDS)

    @steps()
    def m004_locks(db: StepDatabase) -> None:
        _run(db, LOCKS)

    @steps()
    def m005_search(db: StepDatabase) -> None:
        from pia_tui.store import search

        search.rebuild(Database(db.conn))

    @steps()
    def m006_clips(db: StepDatabase) -> None:
        _run(db, CLIPS)

    @steps()
    def m007_duties(db: StepDatabase) -> None:
        from pia_tui.store import facts, incidents

        _run(db, incidents.TABLE)
        _run(db, facts.TABLE)
        facts.rebuild(Database(db.conn))

    @steps()
    def m008_publications(db: StepDatabase) -> None:
        _run(db, PUBLICATIONS)

    @steps()
    def m009_publications_in_facts(db: StepDatabase) -> None:
        from pia_tui.store import facts

        facts.rebuild(Database(db.conn))

    @steps()
    def m010_forms(db: StepDatabase) -> None:
        from pia_tui.store import forms

        _run(db, forms.TABLE)
        forms.keep_own(Database(db.conn))

    @steps()
    def m011_steps(db: StepDatabase) -> None:
        from pia_tui.store.steps import TABLE

        _run(db, TABLE)

    @steps()
    def m012_withdrawals(db: StepDatabase) -> None:
        from pia_tui.store.withdrawals import TABLE

        _run(db, TABLE)

    return steps


SCHEMA_VERSION = 12
"""How many steps this program knows; the number stands in the file's header (user_version)."""


def migrate(db: Database) -> None:
    """Run the steps that are missing. The caller has the transaction: all of them or none."""
    from sqlite_utils import Database as StepDatabase

    migrations().apply(StepDatabase(db.conn, strict=True, execute_plugins=False))
    db.execute(f"PRAGMA application_id={APPLICATION_ID}")
    db.execute(f"PRAGMA user_version={SCHEMA_VERSION}")
    db.execute("INSERT OR REPLACE INTO meta VALUES ('needs_program', ?)", [__version__])
