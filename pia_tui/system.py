"""What the program asks of the operating system, without starting another program and without asking a network."""

from __future__ import annotations

import os
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Any, Literal

DriveKind = Literal["fixed", "removable", "network", "optical", "memory", "unknown"]
_DRIVE_KINDS: tuple[DriveKind, ...] = ("unknown", "unknown", "removable", "fixed", "network", "optical", "memory")
"""What GetDriveTypeW answers, by its number."""
_KIND_WORDS: dict[DriveKind, str] = {
    "fixed": "この端末のディスク",
    "removable": "USB メモリーなど",
    "network": "共有フォルダー",
    "optical": "CD・DVD",
    "memory": "メモリー上のディスク",
    "unknown": "ドライブ",
}
_MOUNTED = ("/media", "/run/media", "/mnt", "/Volumes")
"""Where Linux and macOS put what is plugged in."""


@dataclass(frozen=True)
class Drive:
    """A place where a tree of folders begins: a drive letter of Windows, a plugged-in medium elsewhere."""

    path: Path
    kind: DriveKind

    @property
    def words(self) -> str:
        """What it is, in Japanese."""
        return _KIND_WORDS[self.kind]


def computer_name(env: Mapping[str, str] | None = None, platform: str = sys.platform) -> str:
    """The name of this computer; empty where it has none.

    `platform.node()` gives the same, but on Windows it starts `cmd /c ver` (Python 3.11) or asks WMI (3.12 and later)
    on the way: a watched terminal reports the shell, and WMI can hang.
    """
    if platform == "win32":
        return (os.environ if env is None else env).get("COMPUTERNAME", "")
    return os.uname().nodename


def system_name() -> str:
    """The name and version of the operating system. Not `platform.platform()`, for the reason above."""
    if sys.platform == "win32":
        found = sys.getwindowsversion().platform_version
        # Windows 11 kept the number 10; its builds begin at 22000.
        name = "11" if found[0] == 10 and found[2] >= 22000 else str(found[0])
        return f"Windows {name}（{'.'.join(map(str, found))}）"
    about = os.uname()
    return f"{about.sysname} {about.release} {about.machine}"


def is_terminal(stream: IO[Any] | None) -> bool:
    """Whether a person sits at the other end of a stream.

    Windows calls every character device a terminal, NUL among them: there the console itself is asked.
    """
    try:
        if stream is None or not stream.isatty():
            return False
        if sys.platform == "win32":
            return _is_console(stream.fileno())
    except (OSError, ValueError):  # closed, or without a file behind it
        return False
    return True


def _is_console(descriptor: int) -> bool:
    if sys.platform != "win32":
        return False
    import ctypes
    import msvcrt
    from ctypes import wintypes

    ask = ctypes.WinDLL("kernel32").GetConsoleMode
    ask.argtypes = (wintypes.HANDLE, ctypes.POINTER(wintypes.DWORD))
    return bool(ask(msvcrt.get_osfhandle(descriptor), ctypes.byref(wintypes.DWORD())))


def drives() -> tuple[Drive, ...]:
    """The drives of Windows by letter, elsewhere what is plugged in. No medium is read: a lost share would hang."""
    if sys.platform == "win32":
        import ctypes

        kernel = ctypes.WinDLL("kernel32")
        return lettered(kernel.GetLogicalDrives(), kernel.GetDriveTypeW)
    return plugged_in([Path(folder) for folder in _MOUNTED])


def lettered(present: int, kind_of: Any) -> tuple[Drive, ...]:
    """The drives of a bit mask with A: as its lowest bit; `kind_of` tells the number of a root's kind."""
    made = []
    for number in range(26):
        if present >> number & 1:
            root = f"{chr(ord('A') + number)}:\\"
            answer = kind_of(root)
            made.append(Drive(Path(root), _DRIVE_KINDS[answer] if answer < len(_DRIVE_KINDS) else "unknown"))
    return tuple(made)


@dataclass(frozen=True)
class Volume:
    """What a folder lies on; named as psutil names it (`opts` are words between commas, "remote" among them)."""

    mountpoint: str
    fstype: str
    opts: str


def volume_of(folder: Path) -> Volume | None:
    """The volume of Windows that a folder lies on; None elsewhere, and where Windows does not tell.

    Only this one is asked: to ask for all of them (as psutil does) waits for each share that is away.
    """
    if sys.platform != "win32":
        return None
    import ctypes
    from ctypes import wintypes

    kernel = ctypes.WinDLL("kernel32")
    words = (wintypes.LPWSTR, wintypes.DWORD)
    kernel.GetVolumePathNameW.argtypes = (wintypes.LPCWSTR, *words)
    kernel.GetDriveTypeW.argtypes = (wintypes.LPCWSTR,)
    kernel.GetVolumeInformationW.argtypes = (wintypes.LPCWSTR, *words, *[wintypes.LPVOID] * 3, *words)
    root, name = ctypes.create_unicode_buffer(32768), ctypes.create_unicode_buffer(64)
    if not kernel.GetVolumePathNameW(str(folder), root, len(root)):
        return None
    answer = kernel.GetDriveTypeW(root.value)
    kind = _DRIVE_KINDS[answer] if answer < len(_DRIVE_KINDS) else "unknown"
    kernel.GetVolumeInformationW(root.value, None, 0, None, None, None, name, len(name))
    return Volume(root.value, name.value, "remote" if kind == "network" else kind)


def plugged_in(folders: list[Path]) -> tuple[Drive, ...]:
    """The mount points in and one below these folders (Linux has /media/NAME/MEDIUM), in the order of their names."""
    made = []
    for folder in folders:
        for first in _inside(folder):
            if _is_mount(first):
                made.append(Drive(first, "removable"))
                continue
            made += [Drive(second, "removable") for second in _inside(first) if _is_mount(second)]
    return tuple(made)


def _inside(folder: Path) -> list[Path]:
    try:
        return sorted(each for each in folder.iterdir() if each.is_dir())
    except OSError:
        return []


def _is_mount(folder: Path) -> bool:
    try:
        return folder.is_mount() and folder.resolve() != Path("/")
    except OSError:
        return False


def output_code_page() -> int:
    """The code page that the Windows console takes output for; 0 elsewhere, and where there is no console."""
    if sys.platform != "win32":
        return 0
    import ctypes

    return int(ctypes.WinDLL("kernel32").GetConsoleOutputCP())


_DRAWS_ESCAPES = 0x4
"""ENABLE_VIRTUAL_TERMINAL_PROCESSING: the console draws what escape sequences ask for, not the sequences."""


def draws_escapes(stream: IO[Any]) -> bool:
    """Whether colours and places can be asked for on a terminal: not on the legacy console of Windows 10."""
    if sys.platform != "win32":
        return True
    import ctypes
    import msvcrt
    from ctypes import wintypes

    kernel = ctypes.WinDLL("kernel32")
    kernel.GetConsoleMode.argtypes = (wintypes.HANDLE, ctypes.POINTER(wintypes.DWORD))
    kernel.SetConsoleMode.argtypes = (wintypes.HANDLE, wintypes.DWORD)
    handle, mode = msvcrt.get_osfhandle(stream.fileno()), wintypes.DWORD()
    if not kernel.GetConsoleMode(handle, ctypes.byref(mode)) or mode.value & _DRAWS_ESCAPES:
        return True
    drawn = bool(kernel.SetConsoleMode(handle, mode.value | _DRAWS_ESCAPES))
    kernel.SetConsoleMode(handle, mode.value)
    return drawn


def cursor_column() -> int | None:
    """The column that the cursor of this terminal stands in, from 0; None where the terminal does not tell."""
    sys.stdout.flush()
    return _windows_column() if sys.platform == "win32" else _asked_column()


def _windows_column() -> int | None:
    if sys.platform != "win32":
        return None
    import ctypes
    from ctypes import wintypes

    class Info(ctypes.Structure):
        _fields_ = (
            ("size", wintypes._COORD), ("cursor", wintypes._COORD), ("attributes", wintypes.WORD),
            ("window", wintypes.SMALL_RECT), ("most", wintypes._COORD),
        )  # fmt: skip

    import msvcrt

    info = Info()
    ask = ctypes.WinDLL("kernel32").GetConsoleScreenBufferInfo
    ask.argtypes = (wintypes.HANDLE, ctypes.POINTER(Info))
    if not ask(msvcrt.get_osfhandle(sys.stdout.fileno()), ctypes.byref(info)):
        return None
    return int(info.cursor.X)


def _asked_column() -> int | None:
    """Ask the terminal itself (DSR 6) and wait a short while for its answer."""
    if sys.platform == "win32":
        return None
    import re
    import select
    import termios
    import tty

    source = sys.stdin.fileno()
    before = termios.tcgetattr(source)
    try:
        tty.setcbreak(source)
        sys.stdout.write("\x1b[6n")
        sys.stdout.flush()
        answer = b""
        while not answer.endswith(b"R") and select.select([source], [], [], 0.3)[0]:
            answer += os.read(source, 32)
    except OSError:
        return None
    finally:
        termios.tcsetattr(source, termios.TCSADRAIN, before)
    found = re.search(rb"\x1b\[\d+;(\d+)R", answer)
    return int(found[1]) - 1 if found else None
