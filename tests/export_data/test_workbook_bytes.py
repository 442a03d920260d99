"""A workbook's bytes are those of every system."""

from __future__ import annotations

import io
import zipfile

from openpyxl import Workbook

from pia_tui.export.sheets.package import normalised


def plain_workbook() -> io.BytesIO:
    """A workbook as openpyxl saves it here; the moment is in it."""
    book, plain = Workbook(), io.BytesIO()
    book.active["A1"] = "一行目\n二行目"  # type: ignore[index]
    book.save(plain)
    return plain


def with_line_ends(plain: io.BytesIO, line_end: bytes) -> io.BytesIO:
    """The same as openpyxl saves it where a text file's lines end so."""
    made = io.BytesIO()
    with zipfile.ZipFile(plain) as source, zipfile.ZipFile(made, "w") as target:
        for name in source.namelist():
            content = source.read(name)
            target.writestr(
                name, content.replace(b"\r\n", b"\n").replace(b"\n", line_end) if "sheet" in name else content
            )
    made.seek(0)
    return made


def test_line_ends_of_windows_leave_no_trace() -> None:
    plain = plain_workbook()
    here, there = normalised(with_line_ends(plain, b"\n")), normalised(with_line_ends(plain, b"\r\n"))
    assert here == there
    with zipfile.ZipFile(io.BytesIO(there)) as package:
        assert b"\r" not in b"".join(package.read(name) for name in package.namelist())
        assert "一行目\n二行目".encode() in b"".join(package.read(name) for name in package.namelist())
