-- The schema of db/pia.sqlite3, made by: python -m pia_tui.store.schema > db/schema.sql
PRAGMA application_id = 1346978132;
PRAGMA user_version = 12;
CREATE TABLE "_sqlite_migrations" (
   "id" INTEGER PRIMARY KEY,
   "migration_set" TEXT,
   "name" TEXT,
   "applied_at" TEXT
) STRICT;
CREATE UNIQUE INDEX "idx__sqlite_migrations_migration_set_name"
    ON "_sqlite_migrations" ("migration_set", "name");
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
CREATE VIRTUAL TABLE search_three USING fts5 (text, content='', detail=none, columnsize=0, tokenize='trigram case_sensitive 1');
CREATE VIRTUAL TABLE search_two USING fts5 (grams, content='', detail=none, columnsize=0, prefix='4', tokenize='ascii');
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
CREATE TABLE incidents (
    id INTEGER PRIMARY KEY,
    kind TEXT NOT NULL,
    occurred_on TEXT NOT NULL,
    known_on TEXT NOT NULL,
    what TEXT NOT NULL,
    malicious INTEGER NOT NULL CHECK (malicious IN (0, 1)),
    entered_at TEXT NOT NULL,
    withdrawn TEXT NOT NULL,
    seal BLOB NOT NULL
) STRICT;
CREATE TRIGGER incidents_stay BEFORE DELETE ON incidents
BEGIN
    SELECT RAISE(ABORT, 'an incident is withdrawn, never removed');
END;
CREATE TABLE document_facts (
    document_id INTEGER PRIMARY KEY REFERENCES documents (id),
    facts TEXT NOT NULL,
    seal BLOB NOT NULL
) STRICT;
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
CREATE TABLE forms (
    sha256 TEXT PRIMARY KEY,
    id TEXT NOT NULL,
    text TEXT NOT NULL,
    kept_at TEXT NOT NULL,
    seal BLOB NOT NULL
) STRICT;
CREATE INDEX forms_by_id ON forms (id);
CREATE TRIGGER forms_stay BEFORE DELETE ON forms
BEGIN
    SELECT RAISE(ABORT, 'a form that documents were written on is never removed');
END;
CREATE TRIGGER forms_are_fixed BEFORE UPDATE ON forms
BEGIN
    SELECT RAISE(ABORT, 'a form that documents were written on is never changed');
END;
CREATE TABLE steps (
    batch INTEGER PRIMARY KEY REFERENCES journal (seq),
    kind TEXT NOT NULL,
    grp TEXT NOT NULL
) STRICT;
CREATE TRIGGER steps_are_fixed BEFORE UPDATE ON steps
BEGIN
    SELECT RAISE(ABORT, 'what a write was is never changed');
END;
CREATE TABLE withdrawals (
    revision_id INTEGER PRIMARY KEY REFERENCES publications (revision_id),
    at TEXT NOT NULL,
    reason TEXT NOT NULL,
    seal BLOB NOT NULL
) STRICT;
CREATE TRIGGER withdrawals_stay BEFORE DELETE ON withdrawals
BEGIN
    SELECT RAISE(ABORT, 'what was withdrawn is never brought back');
END;
CREATE TRIGGER withdrawals_are_fixed BEFORE UPDATE ON withdrawals
BEGIN
    SELECT RAISE(ABORT, 'a withdrawal is never changed');
END;
