"""The journal: complete, append-only, and it says where it was tampered with."""

from __future__ import annotations

import sqlite3

import pytest

from pia_tui.assessment import Change
from pia_tui.store import Store, journal
from pia_tui.store.codec import row_hash
from pia_tui.store.connection import connect, transaction
from pia_tui.store.errors import StoreDamaged
from pia_tui.workspace import Workspace


@pytest.fixture
def written(store: Store, document: int) -> Store:
    for n in range(10):
        store.write(document, [Change(f"a{n}", None, f"答え{n}"), Change(f"b{n}", None, n)], label=f"{n} 番目")
    return store


def test_every_change_is_there_with_who_when_and_what(written: Store, document: int) -> None:
    written.write(document, [Change("a3", "答え3", "別")], label="直し")
    entry = written.journal(document, limit=1)[0]
    assert (entry.key, entry.before, entry.after) == ("a3", '"答え3"', '"別"')
    assert (entry.action, entry.label, entry.document_id) == ("write", "直し", document)
    assert "@" in entry.who
    assert entry.at.endswith("+00:00")
    assert [e.seq for e in written.journal(document)] == list(range(entry.seq, 0, -1))


def test_the_chain_as_an_auditor_would_recompute_it(written: Store) -> None:
    import hashlib
    import json

    previous = bytes(32)
    for *columns, carried, own in written.db.execute("SELECT * FROM journal ORDER BY seq").fetchall():
        assert carried == previous
        text = json.dumps(columns, ensure_ascii=False, separators=(",", ":"))
        previous = hashlib.sha256(previous + text.encode()).digest()
        assert own == previous


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE journal SET after = '\"x\"' WHERE seq = 3",
        "DELETE FROM journal WHERE seq = 3",
        "INSERT OR REPLACE INTO journal SELECT * FROM journal WHERE seq = 3",
        "INSERT INTO journal SELECT seq + 100, at, who, document_id, batch, action, label, target, key, before, after,"
        " previous, hash FROM journal WHERE seq = 3",
        "DELETE FROM documents",
        "INSERT OR REPLACE INTO documents SELECT * FROM documents",
    ],
)
def test_the_database_itself_refuses(written: Store, statement: str) -> None:
    with pytest.raises(sqlite3.IntegrityError):
        written.db.conn.execute(statement)


@pytest.mark.parametrize(
    ("statement", "where"),
    [
        ("UPDATE journal SET after = '\"x\"' WHERE seq = 7", 7),
        ("UPDATE journal SET who = 'x' WHERE seq = 1", 1),
        ("UPDATE journal SET at = '2000-01-01' WHERE seq = 22", 22),
        ("DELETE FROM journal WHERE seq = 5", 5),
        ("DELETE FROM journal WHERE seq > 20", 21),
        ("UPDATE journal SET hash = zeroblob(32) WHERE seq = 9", 9),
        ("UPDATE journal SET previous = zeroblob(32) WHERE seq = 9", 9),
    ],
)
def test_it_says_where_it_was_broken(written: Store, workspace: Workspace, statement: str, where: int) -> None:
    assert journal.verify(written.db) is None
    written.close()
    raw = sqlite3.connect(workspace.database)
    for trigger in ("journal_stays", "journal_is_fixed"):
        raw.execute(f"DROP TRIGGER {trigger}")
    raw.execute(statement)
    raw.commit()
    raw.close()
    db = connect(workspace.database)
    found = journal.verify(db)
    db.close()
    assert found is not None
    assert found.seq == where
    assert str(where) in found.reason or "末尾" in found.reason


def test_rows_cut_off_at_the_end_are_noticed_on_opening(written: Store, workspace: Workspace) -> None:
    written.close()
    raw = sqlite3.connect(workspace.database)
    raw.execute("DROP TRIGGER journal_stays")
    raw.execute("DELETE FROM journal WHERE seq > 20")
    raw.commit()
    raw.close()
    with pytest.raises(StoreDamaged):
        Store.open(workspace)


def test_even_a_forged_end_is_noticed_beside_a_backup(written: Store, workspace: Workspace) -> None:
    written.backup()
    with transaction(written.db):
        written.db.execute("DROP TRIGGER journal_stays")
        written.db.execute("DELETE FROM journal WHERE seq > 20")
        last = written.db.execute("SELECT hash FROM journal WHERE seq = 20").fetchone()[0]
        written.db.execute("UPDATE meta SET value = ? WHERE key = 'journal'", [f"20 {last.hex()}"])
    assert journal.verify(written.db) is None
    assert any("続きになっていません" in problem for problem in written.problems())


def test_replayed_it_gives_the_documents(written: Store, document: int) -> None:
    written.undo(document)
    written.write(document, [Change("a1", "答え1", None)])
    assert written.problems() == []
    with transaction(written.db):
        written.db.execute("UPDATE answers SET value = '\"差し替え\"' WHERE key = 'a2'")
    assert any("履歴をたどった" in problem for problem in written.problems())
    with pytest.raises(StoreDamaged):
        written.load(document)


def test_a_row_changed_together_with_its_hash_breaks_the_link_of_the_next(written: Store, workspace: Workspace) -> None:
    """Whoever rewrites a row knows how to hash it; the row after it still carries the hash of what was there."""
    columns = list(written.db.execute(f"SELECT {journal.COLUMNS} FROM journal WHERE seq = 7").fetchone())
    columns[-1] = '"差し替え"'
    (previous,) = written.db.execute("SELECT previous FROM journal WHERE seq = 7").fetchone()
    written.close()
    raw = sqlite3.connect(workspace.database)
    raw.execute("DROP TRIGGER journal_is_fixed")
    raw.execute(
        "UPDATE journal SET after = ?, hash = ? WHERE seq = 7", [columns[-1], row_hash(previous, tuple(columns))]
    )
    raw.commit()
    raw.close()
    db = connect(workspace.database)
    found = journal.verify(db)
    db.close()
    assert found is not None
    assert found.seq == 8
    assert "つながっていません" in found.reason
