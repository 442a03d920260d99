"""The time and the person, as they are written down."""

from __future__ import annotations

import getpass
from datetime import UTC, datetime

from pia_tui.system import computer_name


def now() -> str:
    """This moment, ISO 8601 in UTC with milliseconds."""
    return datetime.now(UTC).isoformat(timespec="milliseconds")


def login() -> str:
    """The name this person is logged in under; "?" where the system does not tell."""
    try:
        return getpass.getuser()
    except (OSError, KeyError, ImportError):
        return "?"


def machine() -> str:
    """The name of this computer; "?" where it has none."""
    return computer_name() or "?"
