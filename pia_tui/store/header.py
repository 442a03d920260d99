"""A look at a database file without SQLite: the first hundred bytes tell what it is, and nothing is touched."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

MAGIC = b"SQLite format 3\0"
LENGTH = 100


@dataclass(frozen=True)
class Header:
    """What the file's header says (https://www.sqlite.org/fileformat.html, 1.3); `pages` 0 means not noted."""

    page_size: int
    pages: int
    user_version: int
    application_id: int
    size: int

    @property
    def is_cut(self) -> bool:
        """The file is shorter than its header says."""
        return self.size < self.pages * self.page_size


def read_header(path: Path) -> Header | None:
    """The header, or None if the file is no SQLite database. Raises OSError."""
    with path.open("rb") as file:
        data = file.read(LENGTH)
        size = file.seek(0, 2)
    if len(data) < LENGTH or not data.startswith(MAGIC):
        return None
    number = int.from_bytes
    page_size = number(data[16:18], "big")
    pages = number(data[28:32], "big") if data[24:28] == data[92:96] else 0
    return Header(
        page_size=65536 if page_size == 1 else page_size,
        pages=pages,
        user_version=number(data[60:64], "big"),
        application_id=number(data[68:72], "big"),
        size=size,
    )
