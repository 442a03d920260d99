"""Whether the process that took a lock still runs, on this machine, without asking the network.

A number alone does not tell: numbers are used again. So a lock keeps a *mark* too: the moment the process started,
and on Linux which start of the machine that was. Same number and same mark: the same process.
"""

from __future__ import annotations

import os
import sys
from contextlib import suppress
from pathlib import Path


def mark(pid: int) -> str | None:
    """The mark of a running process, None if there is none; "?" where it runs but its start cannot be read."""
    if pid <= 0:
        return None
    if sys.platform == "win32":
        return _windows_mark(pid)
    if not _runs(pid):
        return None
    with suppress(OSError, IndexError):
        boot = Path("/proc/sys/kernel/random/boot_id").read_text().strip()
        fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
        return None if fields[0] == "Z" else f"{boot}/{fields[19]}"
    return "?"


def _runs(pid: int) -> bool:
    if sys.platform == "win32":  # there, os.kill would end the process
        return False
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except OSError:
        return True  # it runs, but belongs to somebody else
    return True


def _windows_mark(pid: int) -> str | None:
    if sys.platform != "win32":
        return None
    import ctypes
    from ctypes import wintypes

    kernel = ctypes.WinDLL("kernel32", use_last_error=True)
    kernel.OpenProcess.restype = wintypes.HANDLE
    kernel.OpenProcess.argtypes = (wintypes.DWORD, wintypes.BOOL, wintypes.DWORD)
    kernel.GetProcessTimes.argtypes = (wintypes.HANDLE, *[ctypes.POINTER(wintypes.FILETIME)] * 4)
    kernel.GetExitCodeProcess.argtypes = (wintypes.HANDLE, ctypes.POINTER(wintypes.DWORD))
    kernel.CloseHandle.argtypes = (wintypes.HANDLE,)
    handle = kernel.OpenProcess(0x1000, False, pid)  # PROCESS_QUERY_LIMITED_INFORMATION
    if not handle:
        return "?" if ctypes.get_last_error() == 5 else None  # access denied: it runs
    try:
        code = wintypes.DWORD()
        if not kernel.GetExitCodeProcess(handle, ctypes.byref(code)) or code.value != 259:  # STILL_ACTIVE
            return None
        times = [wintypes.FILETIME() for _ in range(4)]
        if not kernel.GetProcessTimes(handle, *(ctypes.byref(time) for time in times)):
            return "?"
        return f"{times[0].dwHighDateTime:x}/{times[0].dwLowDateTime:x}"
    finally:
        kernel.CloseHandle(handle)
