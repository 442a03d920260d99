"""What is kept of a failure that nobody foresaw."""

from __future__ import annotations

import traceback
from pathlib import Path

from pia_tui.workspace import Workspace, make_private_file

FILE = "last-error.txt"


def tell_crash(workspace: Workspace, error: BaseException) -> Path | None:
    """Write what happened to the workspace, for a person who can help; returns the file, None if that failed too.

    A traceback holds lines of this program, not the values it worked on.
    """
    path = workspace.db / FILE
    try:
        path.write_text("".join(traceback.format_exception(error)), "utf-8")
        make_private_file(path)
    except OSError:
        return None
    return path
