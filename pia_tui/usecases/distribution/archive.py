"""Zip files without what a clock, a user or a system decides: equal content is equal bytes."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterable, Mapping
from pathlib import Path

from pia_tui.output import write_file

_DAY = (1980, 1, 1, 0, 0, 0)
_UNIX = 3
_FILE, _PROGRAM, _FOLDER = 0o100644, 0o100755, 0o040755
_FOLDER_OF_DOS = 0x10
_LEVEL = 9


def write_zip(path: Path, files: Mapping[str, bytes], *, folders: Iterable[str] = (), overwrite: bool = False) -> Path:
    """Write files by their path in the zip, and empty folders. Raises OutputExists, OutputError."""
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED, compresslevel=_LEVEL) as package:
        for name in sorted([*files, *(f"{folder}/" for folder in folders)]):
            member = zipfile.ZipInfo(name, _DAY)
            member.create_system = _UNIX
            if name.endswith("/"):
                member.external_attr = _FOLDER << 16 | _FOLDER_OF_DOS
                package.writestr(member, b"")
                continue
            member.external_attr = (_PROGRAM if is_program(name) else _FILE) << 16
            member.compress_type = zipfile.ZIP_STORED if name.endswith((".whl", ".zip")) else zipfile.ZIP_DEFLATED
            package.writestr(member, files[name])
    return write_file(path, made.getvalue(), overwrite=overwrite)


def is_program(name: str) -> bool:
    """Whether a file is started by its name on Linux."""
    return name.endswith(".sh") or name.rpartition("/")[2] == "pia-tui"
