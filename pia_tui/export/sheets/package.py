"""The bytes of a workbook without what a clock decides: equal workbooks are equal files."""

from __future__ import annotations

import io
import re
import zipfile
from typing import IO

from openpyxl import Workbook

_DATES = re.compile(rb"<dcterms:(created|modified)[^>]*>[^<]*</dcterms:\1>")
_DAY = (1980, 1, 1, 0, 0, 0)


def repacked(book: Workbook) -> bytes:
    """The workbook as a file; its members in the order of their names, without times."""
    written = io.BytesIO()
    book.save(written)
    written.seek(0)
    return normalised(written)


def normalised(written: IO[bytes]) -> bytes:
    """A workbook's file without what the clock and the system put into it."""
    result = io.BytesIO()
    with zipfile.ZipFile(written) as source, zipfile.ZipFile(result, "w", zipfile.ZIP_DEFLATED) as target:
        for name in source.namelist():
            content = source.read(name)
            if name == "docProps/core.xml":
                content = _DATES.sub(b"", content)
            # openpyxl writes the sheets through a text file, which has the system's own line ends. Excel reads both
            # alike, so that no cell changes; the bytes are to be those of every system.
            if name.endswith((".xml", ".rels")):
                content = content.replace(b"\r\n", b"\n")
            member = zipfile.ZipInfo(name, _DAY)
            member.compress_type = zipfile.ZIP_DEFLATED
            member.create_system = 0
            target.writestr(member, content)
    return result.getvalue()
