"""Zip files of unknown origin, opened with care: their directory is judged before anything is unpacked."""

from __future__ import annotations

import io
import zipfile
import zlib
from typing import TYPE_CHECKING

from pia_tui.bundle import PACK_MANIFEST
from pia_tui.ingest.errors import STORE_UNTOUCHED, DamagedFile, UnreadableFile, UnsafeFile

if TYPE_CHECKING:
    from pia_tui.ingest.files import IncomingKind

_RATIO = 200
"""Sheets and documents shrink to a thirtieth, long runs of one letter and bombs to a thousandth."""
_SMALL = 30_000_000


def kind_of_zip(data: bytes) -> IncomingKind:
    """Which of our zip kinds the bytes are. Raises UnreadableFile, DamagedFile."""
    names = open_zip(data, most=20_000, total=1 << 40).namelist()
    if PACK_MANIFEST in names:
        return "pack"
    if "xl/workbook.xml" in names or ("[Content_Types].xml" in names and any(name.startswith("xl/") for name in names)):
        from pia_tui.ingest.sheet_entries import is_answer_sheet

        return "xlsx" if is_answer_sheet(data) else "workbook"
    what, instead = (
        ("Word の文書", "Word で PDF として保存し、その PDF を取り込んでください。")
        if any(name.startswith("word/") for name in names)
        else ("LibreOffice などの文書（ODS・ODT）", "Excel（.xlsx）か PDF として保存し直してください。")
        if "mimetype" in names and "content.xml" in names
        else ("この zip ファイル", "中のファイルを取り出してから選んでください。")
    )
    raise UnreadableFile(f"{what}は、そのままでは読み取れません。", safe=STORE_UNTOUCHED, next=instead)


def open_zip(data: bytes, *, most: int, total: int) -> zipfile.ZipFile:
    """The zip, proven by its directory to have at most so many members and bytes, each name once and none leading out.

    Raises DamagedFile (no zip, cut off), UnsafeFile.
    """
    try:
        archive = zipfile.ZipFile(io.BytesIO(data))
    except (zipfile.BadZipFile, ValueError, NotImplementedError, OSError, EOFError) as error:
        raise damaged() from error
    members = archive.infolist()
    names = [member.filename for member in members]
    if len(members) > most or sum(member.file_size for member in members) > total:
        raise UnsafeFile(
            "開くと極端に大きくなるファイルです。",
            safe=STORE_UNTOUCHED,
            next="送り主に、もう一度書き出してもらってください。",
        )
    if len({name.casefold() for name in names}) != len(names):
        raise _unsafe("同じ名前の中身が二つあります。")
    for member in members:
        if member.flag_bits & 1:
            raise UnreadableFile(
                "パスワードの掛かったファイルです。",
                safe=STORE_UNTOUCHED,
                next="パスワードなしで保存し直してください。",
            )
        parts = member.orig_filename.replace("\\", "/").split("/")
        if ".." in parts or parts[0] == "" or ":" in parts[0] or "\0" in member.orig_filename:
            raise _unsafe("フォルダーの外に出ようとする名前の中身があります。")
        if member.file_size > _SMALL and member.file_size > _RATIO * max(member.compress_size, 1):
            raise UnsafeFile(
                "開くと極端に大きくなるファイルです。",
                safe=STORE_UNTOUCHED,
                next="送り主に、もう一度書き出してもらってください。",
            )
    return archive


def read_member(archive: zipfile.ZipFile, name: str) -> bytes:
    """A member, whole and with the right sum. Raises DamagedFile."""
    try:
        data = archive.read(name)
    except (zipfile.BadZipFile, zlib.error, EOFError, KeyError, OSError, NotImplementedError, RuntimeError) as error:
        raise damaged() from error
    except ValueError as error:
        raise damaged() from error
    if len(data) != archive.getinfo(name).file_size:
        raise damaged()
    return data


def damaged() -> DamagedFile:
    """The sentence for a file that is not whole."""
    return DamagedFile(
        "ファイルが壊れているか、途中で切れています。",
        safe=STORE_UNTOUCHED,
        next="元のファイルから、もう一度写してください。",
    )


def _unsafe(what: str) -> UnsafeFile:
    return UnsafeFile(what, safe=STORE_UNTOUCHED, next="このファイルは使わず、送り主に確かめてください。")
