"""The present schema as text. `python -m pia_tui.store.schema > db/schema.sql` writes the copy kept for readers."""

from __future__ import annotations

import sys

from pia_tui.store.database import Database
from pia_tui.store.migrations import APPLICATION_ID, SCHEMA_VERSION, migrate

_SHADOWS = ("_data", "_idx", "_content", "_docsize", "_config")


def schema_text() -> str:
    """What the migrations make of an empty file; the tables that SQLite adds by itself are left out."""
    db = Database.in_memory()
    migrate(db)
    rows = db.execute("SELECT name, sql FROM sqlite_master WHERE sql IS NOT NULL ORDER BY rowid").fetchall()
    virtual = [name for name, sql in rows if "VIRTUAL TABLE" in sql]
    shadows = {name + ending for name in virtual for ending in _SHADOWS}
    parts = [sql.strip() + ";" for name, sql in rows if name not in shadows]
    head = [
        "-- The schema of db/pia.sqlite3, made by: python -m pia_tui.store.schema > db/schema.sql",
        f"PRAGMA application_id = {APPLICATION_ID};",
        f"PRAGMA user_version = {SCHEMA_VERSION};",
    ]
    return "\n".join([*head, *parts]) + "\n"


if __name__ == "__main__":
    sys.stdout.write(schema_text())
