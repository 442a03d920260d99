"""A workbook's bytes are those of every system."""

from __future__ import annotations

import io
import zipfile

from openpyxl import Workbook

from pia_tui.export.sheets.package import normalised


def saved(line_end: bytes) -> io.BytesIO:
    """A workbook as openpyxl saves it where a text file's lines end so."""
    book, plain, made = Workbook(), io.BytesIO(), io.BytesIO()
    book.active["A1"] = "一行目\n二行目"  # type: ignore[index]
    book.save(plain)
    with zipfile.ZipFile(plain) as source, zipfile.ZipFile(made, "w") as target:
        for name in source.namelist():
            content = source.read(name)
            target.writestr(name, content.replace(b"\n", line_end) if "sheet" in name else content)
    made.seek(0)
    return made


def test_line_ends_of_windows_leave_no_trace() -> None:
    here, there = normalised(saved(b"\n")), normalised(saved(b"\r\n"))
    assert here == there
    with zipfile.ZipFile(io.BytesIO(there)) as package:
        assert b"\r" not in b"".join(package.read(name) for name in package.namelist())
        assert "一行目\n二行目".encode() in b"".join(package.read(name) for name in package.namelist())
