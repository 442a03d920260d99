"""Opening: newer, older, foreign, damaged, read-only, half-made; and the migrations."""

from __future__ import annotations

import hashlib
import sqlite3
from pathlib import Path

import pytest

from pia_tui.assessment import Change
from pia_tui.store import Store, backup, errors, migrations
from pia_tui.store.connection import connect, transaction
from pia_tui.store.migrations import SCHEMA_VERSION
from pia_tui.workspace import Workspace


def everything(workspace: Workspace) -> dict[str, str]:
    return {
        str(path.relative_to(workspace.root)): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in workspace.root.rglob("*")
        if path.is_file()
    }


def older_store(workspace: Workspace, version: int) -> None:
    """A store as it was after so many steps, with a document in it."""
    with Store.open(workspace) as store:
        store.create("juten_h30", {"a": "委託"})
    db = connect(workspace.database)
    names = [step.name for step in migrations.migrations()._migrations][version:]
    with transaction(db):
        tables = {
            3: ["locks"],
            4: ["search_two", "search_three"],
            5: ["clips"],
            6: ["incidents", "document_facts"],
            7: ["standings", "publications"],
            9: ["forms"],
            10: ["steps"],
            11: ["withdrawals"],
        }
        for step, made in tables.items():
            for table in made if step >= version else ():
                db.execute(f"DROP TABLE {table}")
        if version < 5:
            db.execute("DELETE FROM meta WHERE key = 'search'")
        for name in names:
            db.execute("DELETE FROM _sqlite_migrations WHERE name = ?", [name])
        db.execute(f"PRAGMA user_version={version}")
    db.close()


@pytest.mark.parametrize("wal", [False, True])
@pytest.mark.parametrize("read_only", [False, True])
def test_a_newer_store_is_refused_without_a_trace(workspace: Workspace, read_only: bool, wal: bool) -> None:
    Store.open(workspace).close()
    raw = sqlite3.connect(workspace.database)
    raw.execute(f"PRAGMA user_version={SCHEMA_VERSION + 1}")
    raw.execute("UPDATE meta SET value = '9.9.9' WHERE key = 'needs_program'")
    raw.commit()
    if wal:
        raw.execute("PRAGMA journal_mode=WAL")
    raw.close()
    before = everything(workspace)
    with pytest.raises(errors.StoreNewer, match=r"9\.9\.9 以降") as refused:
        Store.open(workspace, read_only=read_only)
    assert refused.value.exit_code == 1
    assert everything(workspace) == before


def test_a_newer_store_of_an_unknown_kind_is_refused_too(workspace: Workspace) -> None:
    raw = sqlite3.connect(workspace.database)
    raw.execute(f"PRAGMA application_id={migrations.APPLICATION_ID}")
    raw.execute("PRAGMA user_version=1000")
    raw.execute("CREATE TABLE something_else (x)")
    raw.close()
    before = everything(workspace)
    with pytest.raises(errors.StoreNewer, match="新しい版"):
        Store.open(workspace)
    assert everything(workspace) == before


@pytest.mark.parametrize(
    "content", [b"x", b"not a database" * 1000, b"PK\x03\x04" + bytes(5000), b"SQLite format 3\0"], ids=repr
)
def test_a_file_that_is_no_database_is_left_alone(workspace: Workspace, content: bytes) -> None:
    workspace.database.write_bytes(content)
    before = everything(workspace)
    with pytest.raises(errors.StoreForeign):
        Store.open(workspace)
    assert everything(workspace) == before


def test_somebody_elses_database_is_left_alone(workspace: Workspace) -> None:
    raw = sqlite3.connect(workspace.database)
    raw.execute("CREATE TABLE documents (id)")
    raw.close()
    before = everything(workspace)
    with pytest.raises(errors.StoreForeign):
        Store.open(workspace)
    assert everything(workspace) == before


def test_a_folder_in_the_databases_place(workspace: Workspace) -> None:
    workspace.database.mkdir()
    with pytest.raises(errors.StoreError):
        Store.open(workspace)


def test_a_store_cut_short_is_seen_before_it_is_used(workspace: Workspace) -> None:
    with Store.open(workspace) as store:
        store.create("juten_h30", {"a": "文" * 5000})
    content = workspace.database.read_bytes()
    workspace.database.write_bytes(content[: len(content) // 2])
    with pytest.raises(errors.StoreDamaged):
        Store.open(workspace)


def test_reading_makes_nothing(tmp_path: Path) -> None:
    with pytest.raises(errors.StoreMissing):
        Store.open(Workspace(tmp_path / "none"), read_only=True)
    assert list(tmp_path.iterdir()) == []


def test_an_empty_file_from_a_first_start_cut_off_is_used(workspace: Workspace) -> None:
    workspace.database.touch()
    with Store.open(workspace) as store:
        assert store.create("kiso_r6", {}) == 1


def test_a_file_switched_to_wal_by_another_tool_comes_back(workspace: Workspace) -> None:
    Store.open(workspace).close()
    raw = sqlite3.connect(workspace.database)
    raw.execute("PRAGMA journal_mode=WAL")
    raw.close()
    with Store.open(workspace) as store:
        store.create("kiso_r6", {})
        assert store.db.execute("PRAGMA journal_mode").fetchone()[0] == "delete"


@pytest.mark.parametrize("version", [3, 4, 5])
def test_an_older_store_is_moved_on_after_a_proven_backup(workspace: Workspace, version: int) -> None:
    older_store(workspace, version)
    with pytest.raises(errors.StoreOlder):
        Store.open(workspace, read_only=True)
    with Store.open(workspace) as store:
        assert store.db.execute("PRAGMA user_version").fetchone()[0] == SCHEMA_VERSION
        assert [hit.document.id for hit in store.search("委託")] == [1]
        assert store.problems() == []
        (kept,) = store.backups()
    assert (kept.reason, kept.schema) == ("migration", version)
    assert backup.unchanged(kept)


def test_an_older_backup_can_still_be_restored(workspace: Workspace) -> None:
    older_store(workspace, 4)
    with Store.open(workspace) as store:
        (kept,) = store.backups()
        store.write(1, [Change("a", "委託", "別")])
        assert store.preview_restore(kept).differences[0].keys == 1
        assert store.restore(kept) == [1]
        assert store.value(1, "a") == "委託"
        assert backup.unchanged(kept)


def test_without_a_backup_there_is_no_migration(workspace: Workspace, monkeypatch: pytest.MonkeyPatch) -> None:
    older_store(workspace, 4)
    before = everything(workspace)

    def fail(*_: object) -> None:
        raise backup.BackupFailed("控えが取れません。")

    monkeypatch.setattr(backup, "take", fail)
    with pytest.raises(backup.BackupFailed):
        Store.open(workspace)
    assert everything(workspace) == before


def test_schema_sql_is_what_the_migrations_make() -> None:
    from pia_tui.store.schema import schema_text

    kept = Path(__file__).parents[2] / "db" / "schema.sql"
    assert kept.read_text("utf-8") == schema_text(), "python -m pia_tui.store.schema > db/schema.sql"


def test_schema_sql_makes_a_store_like_ours(tmp_path: Path, workspace: Workspace) -> None:
    Store.open(workspace).close()
    raw = sqlite3.connect(tmp_path / "by-hand.sqlite3")
    raw.executescript((Path(__file__).parents[2] / "db" / "schema.sql").read_text("utf-8"))
    ours = sqlite3.connect(workspace.database)
    sql = "SELECT type, name, sql FROM sqlite_master WHERE name NOT LIKE 'sqlite_%' ORDER BY name"
    assert raw.execute(sql).fetchall() == ours.execute(sql).fetchall()
    raw.close()
    ours.close()


def test_the_number_of_steps_is_the_schemas_number() -> None:
    assert len(migrations.migrations()._migrations) == SCHEMA_VERSION


@pytest.mark.parametrize("code", [code for code in range(1, 29)] + [None])  # noqa: C416
def test_every_error_of_sqlite_has_its_sentences(code: int | None) -> None:
    error = sqlite3.OperationalError("x")
    if code is not None:
        error.sqlite_errorcode = code
    told = errors.translate(error, Path("db/pia.sqlite3"))
    assert told.what
    assert told.safe
    assert told.next


def test_starting_the_program_does_not_load_the_database_library() -> None:
    import subprocess
    import sys

    code = "import sys, pia_tui.store; sys.exit('sqlite_utils' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code]).returncode == 0
