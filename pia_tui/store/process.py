"""Whether the process that took a lock still runs, on this machine, without asking the network.

A number alone does not tell: numbers are used again. So a lock keeps a *mark* too: the moment the process started.
Same number and same mark: the same process.
"""

from __future__ import annotations

import sys


def mark(pid: int) -> str | None:
    """The mark of a running process, None if there is none; "?" where it runs but its start cannot be read."""
    if pid <= 0:
        return None
    import psutil  # only who takes or meets a lock waits for it

    try:
        process = psutil.Process(pid)
        if process.status() == psutil.STATUS_ZOMBIE:
            return None
        started = process.create_time()
        if sys.platform == "linux":
            # There it is counted from the start of the machine, and a clock that is set moves both.
            started -= psutil.boot_time()
    except psutil.NoSuchProcess:
        return None
    except (psutil.Error, OSError):
        return "?"
    return f"{_PREFIX}{started:.2f}"


def is_comparable(one: str) -> bool:
    """Whether a mark tells something: not where the start could not be read, or an earlier version wrote it."""
    return one.startswith(_PREFIX)


_PREFIX = "t"
