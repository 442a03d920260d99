"""Files that leave the store: written whole or not at all, never over another file unasked, under safe names."""

from __future__ import annotations

import os
import re
import secrets
import unicodedata
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import IO

from pia_tui.errors import PiaError, is_open_elsewhere, why
from pia_tui.workspace import PRIVATE_FILE, is_file, is_there

MAX_NAME_BYTES = 200
"""Windows allows 255 UTF-16 units and Linux 255 bytes for a name; the rest is left for the path and a number."""
_FORBIDDEN = re.compile(r'[\x00-\x1f\x7f-\x9f<>:"/\\|?*\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff\ud800-\udfff]')
_RESERVED = re.compile(r"(con|prn|aux|nul|conin\$|conout\$|com[0-9¹²³]|lpt[0-9¹²³])(\.|$)", re.IGNORECASE)
_WIDE = str.maketrans('<>:"/\\|?*', "＜＞：”／＼｜？＊")


class OutputError(PiaError):
    """A file could not be written; what was there before is as it was."""


class OutputInUse(OutputError):
    """The file to be replaced is open in another program; `free` is a name beside it that nobody has."""

    def __init__(self, path: Path, free: Path, error: OSError) -> None:
        super().__init__(
            f"「{path}」を置き換えられませんでした（{why(error)}）。",
            safe="元からあったファイルと、保存済みの評価書はそのままです。",
            next=f"そのファイルを閉じてから、もう一度書き出してください。「{free.name}」という名前なら、いま書き出せます。",
        )
        self.path = path
        self.free = free


class OutputExists(OutputError):
    """A file of this name is there already; the caller has to say that it may be replaced."""

    def __init__(self, path: Path) -> None:
        super().__init__(
            f"「{path}」は既にあります。",
            safe="このファイルには触れていません。",
            next="別の名前にするか、上書きしてよいことを指定してください。",
        )
        self.path = path


def write_file(path: Path, content: bytes | Callable[[IO[bytes]], object], *, overwrite: bool = False) -> Path:
    """Write a file so that it is there whole or not at all; returns the path.

    `content` is the bytes, or a function that writes them. The file is private to this user where the system knows
    rights. Raises OutputExists unless `overwrite`, OutputError if it cannot be written.
    """
    if not overwrite and os.path.lexists(path):
        raise OutputExists(path)
    if is_there(path) and not is_file(path):
        # A device or a pipe would be replaced by a file of its name; a folder cannot be.
        raise OutputError(
            f"「{path}」はファイルではないので、書き出し先にできません。",
            safe="元からあったものには触れていません。",
            next="別の名前を指定してください。",
        )
    temporary = path.with_name(f".{secrets.token_hex(6)}.part")
    try:
        with open(temporary, "xb", opener=_private) as file:
            if callable(content):
                content(file)
            else:
                file.write(content)
            file.flush()
            os.fsync(file.fileno())
        move_into_place(temporary, path, overwrite=overwrite)
    except OSError as error:
        if is_there(path) and is_open_elsewhere(error):
            raise OutputInUse(path, file_in(path.parent, path.stem, path.suffix), error) from error
        raise _failed(path, error) from error
    finally:
        with suppress(OSError):
            temporary.unlink(missing_ok=True)
    return path


def move_into_place(source: Path, target: Path, *, overwrite: bool = False) -> None:
    """Rename a finished file to its name, and make the name durable. Raises OutputExists, OSError."""
    if overwrite:
        source.replace(target)
    elif os.name == "nt":
        _rename_new(source, target)
    else:
        try:
            target.hardlink_to(source)  # unlike rename, fails when somebody made the name meanwhile
        except FileExistsError as error:
            raise OutputExists(target) from error
        except OSError:  # file systems of sticks and some shares know no links
            if os.path.lexists(target):
                raise OutputExists(target) from None
            source.rename(target)
        else:
            source.unlink()
    sync_folder(target.parent)


def sync_folder(folder: Path) -> None:
    """Make names in a folder durable; Windows does that by itself and cannot be asked."""
    if os.name == "nt":
        return
    with suppress(OSError):  # some shares do not allow it
        handle = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)


def safe_name(text: str, suffix: str = "") -> str:
    """A file name for a title: readable, allowed on Windows, and without a way out of its folder.

    Signs that Windows forbids become their full-width twins, reserved names (CON, also ＣＯＮ), leading and trailing
    dots and blanks are defused, over-long names are cut at a character's end. `suffix` (".pdf") is kept whole.
    """
    name = " ".join(unicodedata.normalize("NFC", text).split()).translate(_WIDE)
    name = _FORBIDDEN.sub("", name).strip(" .　")
    if _RESERVED.match(unicodedata.normalize("NFKC", name)):
        name = f"_{name}"
    room = MAX_NAME_BYTES - len(suffix.encode())
    while len(name.encode()) > room:
        name = name[:-1].rstrip(" .　")
    return (name or "無題") + suffix


def file_in(folder: Path, title: str, suffix: str, *, numbered: bool = True) -> Path:
    """A path in `folder` for a title; with `numbered` one that is free: 「…（2）.pdf」."""
    first = folder / safe_name(title, suffix)
    path, number = first, 2
    while numbered and os.path.lexists(path):
        path = folder / safe_name(first.name.removesuffix(suffix), f"（{number}）{suffix}")
        number += 1
    return path


def _private(path: str, flags: int) -> int:
    return os.open(path, flags, PRIVATE_FILE)


def _rename_new(source: Path, target: Path) -> None:
    try:
        source.rename(target)  # on Windows this fails when the name is taken
    except FileExistsError as error:
        raise OutputExists(target) from error


def _failed(path: Path, error: OSError) -> OutputError:
    return OutputError(
        f"「{path}」を作れませんでした（{why(error)}）。",
        safe="元からあったファイルと、保存済みの評価書はそのままです。",
        next="書き出し先のフォルダー、空き容量、アクセス権を確かめて、もう一度書き出してください。",
    )
