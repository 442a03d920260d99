"""The present schema as text. `python -m pia_tui.store.schema > db/schema.sql` writes the copy kept for readers."""

from __future__ import annotations

import sqlite3
import sys

from pia_tui.store.migrations import APPLICATION_ID, SCHEMA_VERSION, migrate

_SHADOWS = ("_data", "_idx", "_content", "_docsize", "_config")


def schema_text() -> str:
    """What the migrations make of an empty file; the tables that SQLite adds by itself are left out."""
    from sqlite_utils import Database

    db = Database(sqlite3.connect(":memory:", isolation_level=None), strict=True, execute_plugins=False)
    migrate(db)
    virtual = [name for name in db.table_names() if "VIRTUAL TABLE" in db.table(name).schema]
    shadows = {name + ending for name in virtual for ending in _SHADOWS}
    rows = db.execute("SELECT name, sql FROM sqlite_master WHERE sql IS NOT NULL ORDER BY rowid").fetchall()
    parts = [sql.strip() + ";" for name, sql in rows if name not in shadows]
    head = [
        "-- The schema of db/pia.sqlite3, made by: python -m pia_tui.store.schema > db/schema.sql",
        f"PRAGMA application_id = {APPLICATION_ID};",
        f"PRAGMA user_version = {SCHEMA_VERSION};",
    ]
    return "\n".join([*head, *parts]) + "\n"


if __name__ == "__main__":
    sys.stdout.write(schema_text())
