"""An open connection, as the whole store passes it around.

sqlite-utils has such a class with much more to it; importing it takes as long as everything else that `list` does, so
it is loaded where it is needed, for the steps of the schema (`migrations.py`).
"""

from __future__ import annotations

import sqlite3
from collections.abc import Mapping, Sequence
from typing import Any


class Database:
    """A connection in which nothing is committed but by what `connection.transaction` does."""

    def __init__(self, conn: sqlite3.Connection) -> None:
        self.conn = conn

    @classmethod
    def in_memory(cls) -> Database:
        """An empty database that no file holds."""
        return cls(sqlite3.connect(":memory:", isolation_level=None))

    def execute(self, sql: str, parameters: Sequence[Any] | Mapping[str, Any] = ()) -> sqlite3.Cursor:
        """Run one statement. Raises sqlite3.Error."""
        return self.conn.execute(sql, parameters)

    def has_table(self, name: str) -> bool:
        """Whether there is a table of this name."""
        found = self.conn.execute("SELECT 1 FROM sqlite_master WHERE type = 'table' AND name = ?", [name])
        return found.fetchone() is not None

    def close(self) -> None:
        """Close the connection; safe to call twice."""
        self.conn.close()
