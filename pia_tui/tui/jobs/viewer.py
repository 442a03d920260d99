"""Showing a file, or the folder it lies in, with what this computer has for it."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path


def show_command(
    path: Path, *, folder: bool = False, env: Mapping[str, str] | None = None, platform: str = sys.platform
) -> list[str] | None:
    """The command that shows a file here, or its folder; None where there is nothing to show it with."""
    env = os.environ if env is None else env
    if platform == "win32":
        return ["explorer.exe", f"/select,{path}" if folder else str(path)]
    if platform == "darwin":
        return ["open", *(["-R"] if folder else []), str(path)]
    if not (env.get("DISPLAY") or env.get("WAYLAND_DISPLAY")):
        return None
    found = shutil.which("xdg-open")
    return [found, str(path.parent if folder else path)] if found else None


def start(command: list[str]) -> None:
    """Start the viewer and go on. Raises OSError where it cannot be started."""
    subprocess.Popen(command, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
