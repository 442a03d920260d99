"""Windows' embeddable Python, brought as a zip by whoever prepares a bundle: looked at before it is taken."""

from __future__ import annotations

import re
import zipfile
from dataclasses import dataclass
from pathlib import Path

from pia_tui.errors import why
from pia_tui.usecases.distribution.target import OLDEST_PYTHON, BundleError

_DLL = re.compile(r"python(3)(\d{1,2})(t?)\.dll", re.IGNORECASE)
_AMD64 = 0x8664
_NEXT = (
    "python.org の「Windows embeddable package (64-bit)」の zip（python-3.13.…-embed-amd64.zip）を指定してください。"
)
_SAFE = "何も作っていません。"


@dataclass(frozen=True)
class EmbeddablePython:
    """Its files by name, and its minor version."""

    version: tuple[int, int]
    files: dict[str, bytes]


def read_embeddable(file: Path) -> EmbeddablePython:
    """Read the zip. Raises BundleError for anything but an embeddable Python of a usable version for 64-bit Windows."""
    try:
        with zipfile.ZipFile(file) as package:
            files = {name: package.read(name) for name in sorted(package.namelist()) if not name.endswith("/")}
    except OSError as error:
        raise BundleError(f"「{file}」を読めません（{why(error)}）。", safe=_SAFE, next=_NEXT) from error
    except zipfile.BadZipFile as error:
        raise BundleError(f"「{file}」は zip ファイルではありません。", safe=_SAFE, next=_NEXT) from error
    version = _version(file, files)
    digits = f"{version[0]}{version[1]}"
    lacking = [name for name in ("python.exe", "python3.dll", f"python{digits}.zip") if name not in files]
    if lacking:
        raise BundleError(
            f"「{file.name}」は埋め込み用の Python ではありません（{'、'.join(lacking)} がありません）。",
            safe=_SAFE,
            next=_NEXT,
        )
    for name in ("python.exe", f"python{digits}.dll"):
        if machine_of(files[name]) != _AMD64:
            raise BundleError(f"「{file.name}」は 64 ビット（amd64）用ではありません。", safe=_SAFE, next=_NEXT)
    _compare_name(file, version)
    return EmbeddablePython(version, files)


def _version(file: Path, files: dict[str, bytes]) -> tuple[int, int]:
    found = [match for name in files if (match := _DLL.fullmatch(name))]
    if len(found) != 1:
        raise BundleError(f"「{file.name}」に Python 本体（python3….dll）がありません。", safe=_SAFE, next=_NEXT)
    version = (int(found[0][1]), int(found[0][2]))
    if found[0][3]:
        raise BundleError(f"「{file.name}」は free-threaded 版の Python で、使えません。", safe=_SAFE, next=_NEXT)
    if version < OLDEST_PYTHON:
        least = ".".join(map(str, OLDEST_PYTHON))
        raise BundleError(
            f"「{file.name}」は Python {version[0]}.{version[1]} で、古すぎます（{least} 以上が要ります）。",
            safe=_SAFE,
            next=_NEXT,
        )
    return version


def _compare_name(file: Path, version: tuple[int, int]) -> None:
    """A file whose name tells another version or kind was mixed up by somebody: better stop than guess."""
    said = re.match(r"python-(\d+)\.(\d+)\.", file.name)
    if said and (int(said[1]), int(said[2])) != version:
        raise BundleError(
            f"「{file.name}」の中身は Python {version[0]}.{version[1]} で、ファイルの名前と違います。",
            safe=_SAFE,
            next=_NEXT,
        )


def machine_of(content: bytes) -> int:
    """The kind of processor that an .exe or .dll is for (PE format, COFF header); 0 for what is neither."""
    at = int.from_bytes(content[0x3C:0x40], "little")
    if content[:2] != b"MZ" or content[at : at + 4] != b"PE\0\0":
        return 0
    return int.from_bytes(content[at + 4 : at + 6], "little")
