"""The workspace's folder: rights, free space, the kind of file system, and other programs that hold the store."""

from __future__ import annotations

import shutil
import sys
import tempfile
from collections.abc import Iterable, Sequence
from contextlib import suppress
from pathlib import Path
from typing import Any

from pia_tui.errors import why
from pia_tui.system import volume_of
from pia_tui.usecases.doctor.finding import Diagnosis
from pia_tui.workspace import Workspace, is_folder, is_there

_FAT = frozenset({"fat", "fat32", "exfat", "vfat", "msdos"})
_SHARES = frozenset({"nfs", "nfs4", "cifs", "smb", "smb2", "smb3", "smbfs", "afpfs", "9p", "fuse.sshfs", "davfs"})
_LEAST_BYTES, _ROOM = 50_000_000, 4
"""Room that a day's work may need: some megabytes, and the store with its backups a few times over."""


def findings(workspace: Workspace) -> list[Diagnosis]:
    """All of it. Nothing stays behind in the folder."""
    return [rights(workspace), space(workspace), file_system(workspace), others(workspace)]


def rights(workspace: Workspace) -> Diagnosis:
    """Whether files can be made where the program makes them."""
    title = "書き込み"
    for folder in (workspace.db, workspace.exports):
        there = _existing(folder)
        try:
            with tempfile.TemporaryFile(dir=there):
                continue
        except OSError as error:
            return Diagnosis(
                "rights", title, "fault", f"「{there}」に書き込めません（{why(error)}）。",
                "書き込める場所に写すか、--workspace で別のフォルダーを指定してください。",
            )  # fmt: skip
    if is_there(workspace.database) and not workspace.can_be_written:
        return Diagnosis(
            "rights", title, "fault", "保存ファイルが読み取り専用です。", "読み取り専用の印を外してください。"
        )
    return Diagnosis("rights", title, "ok", "作業フォルダーに書き込めます。")


def space(workspace: Workspace) -> Diagnosis:
    """Free room against what the store may need."""
    title = "空き容量"
    try:
        free = shutil.disk_usage(_existing(workspace.root)).free
    except OSError as error:
        return Diagnosis("space", title, "look", f"調べられませんでした（{why(error)}）。")
    size = workspace.database.stat().st_size if is_there(workspace.database) else 0
    said = f"{free / 1e9:.1f} GB" if free >= 1e9 else f"{free / 1e6:.0f} MB"
    if free < size + _LEAST_BYTES // 10:
        return Diagnosis(
            "space",
            title,
            "fault",
            f"残り {said}。控えを取れません。",
            "要らないファイルを消して、空きを作ってください。",
        )
    if free < _ROOM * size + _LEAST_BYTES:
        return Diagnosis("space", title, "look", f"残り {said}。", "まもなく足りなくなります。空きを作ってください。")
    return Diagnosis("space", title, "ok", f"残り {said}。")


def file_system(workspace: Workspace) -> Diagnosis:
    """What the folder lies on: a share, a stick, a disk."""
    place = _existing(workspace.root).resolve()
    if sys.platform == "win32":
        volume = volume_of(place)
        return kind_of(place, [volume] if volume else [])
    import psutil

    try:
        mounted = psutil.disk_partitions(all=True)
    except (OSError, psutil.Error):
        return Diagnosis("file_system", "置き場所の種類", "look", "調べられませんでした。")
    return kind_of(place, mounted)


def kind_of(folder: Path, mounted: Sequence[Any]) -> Diagnosis:
    """What is said of a folder, with what is mounted where (psutil's disk_partitions, or the folder's volume)."""
    title = "置き場所の種類"
    found = _mounted_at(folder, mounted)
    name = found.fstype if found else ""
    opts = found.opts.split(",") if found else []
    remote = "remote" in opts
    if remote or name.casefold() in _SHARES or folder.drive.startswith("\\\\"):
        return Diagnosis(
            "file_system", title, "look", f"共有フォルダー（{name or '種類は分かりません'}）です。",
            "使えますが、ネットワークが切れたときは保存できません。同じ評価書を書けるのは、一度に一人です。",
        )  # fmt: skip
    if name.casefold() in _FAT:
        return Diagnosis(
            "file_system", title, "look", f"{name}（USB メモリーなど）です。",
            "使えますが、ほかの人から隠す権限がなく、抜くときに壊れやすい種類です。「安全な取り外し」をしてください。",
        )  # fmt: skip
    if "removable" in opts:
        return Diagnosis(
            "file_system", title, "look", f"USB メモリーなど（{name or '種類は分かりません'}）です。",
            "使えますが、外す前に、必ず pia-tui を終えて「安全な取り外し」をしてください。",
        )  # fmt: skip
    return Diagnosis("file_system", title, "ok", f"この端末のディスク（{name or '種類は分かりません'}）です。")


def _mounted_at(folder: Path, mounted: Sequence[Any]) -> Any:
    best: Any = None
    for one in mounted:
        if folder.is_relative_to(one.mountpoint) and (
            best is None or len(Path(one.mountpoint).parts) >= len(Path(best.mountpoint).parts)
        ):
            best = one
    return best


def others(workspace: Workspace) -> Diagnosis:
    """Programs other than this one that have the store's file open, as far as the system tells this user."""
    title = "ほかのプログラム"
    if not is_there(workspace.database):
        return Diagnosis("others", title, "ok", "保存ファイルはまだありません。")
    names = sorted(set(_holding(workspace.database)))
    if names:
        return Diagnosis(
            "others", title, "look", f"保存ファイルを開いています: {'、'.join(names)}",
            "pia-tui のほかなら、同期や写しのプログラムです。保存先を対象から外してください。",
        )  # fmt: skip
    return Diagnosis("others", title, "ok", "保存ファイルを開いているプログラムはありません。")


def _holding(file: Path) -> Iterable[str]:
    import os

    import psutil

    if sys.platform == "win32":  # listing other programs' files needs an administrator there: ask the file itself
        yield from ["名前は分かりません"] if _is_shared(file) else []
        return
    target = file.resolve()
    for process in psutil.process_iter(["pid", "name"]):
        if process.pid == os.getpid():
            continue
        with suppress(psutil.Error, OSError):
            if any(Path(each.path) == target for each in process.open_files()):
                yield process.info["name"] or "?"


def _is_shared(file: Path) -> bool:
    """Whether another program has the file open: one that shares with nobody could not be opened then."""
    if sys.platform != "win32":
        return False
    import ctypes
    from ctypes import wintypes

    kernel = ctypes.WinDLL("kernel32", use_last_error=True)
    kernel.CreateFileW.restype = wintypes.HANDLE
    kernel.CreateFileW.argtypes = (
        wintypes.LPCWSTR, wintypes.DWORD, wintypes.DWORD, wintypes.LPVOID, wintypes.DWORD, wintypes.DWORD,
        wintypes.HANDLE,
    )  # fmt: skip
    kernel.CloseHandle.argtypes = (wintypes.HANDLE,)
    handle = kernel.CreateFileW(str(file), 0x80000000, 0, None, 3, 0, None)  # GENERIC_READ, shared with nobody
    if handle is None or handle == wintypes.HANDLE(-1).value:
        return ctypes.get_last_error() in (32, 33)
    kernel.CloseHandle(handle)
    return False


def _existing(folder: Path) -> Path:
    """The folder, or the nearest above it that is there."""
    return next((each for each in (folder, *folder.parents) if is_folder(each)), folder)
