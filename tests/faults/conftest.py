"""Tools to break things: processes that can be killed at any moment, and file systems of our own."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import textwrap
from collections.abc import Callable
from functools import cache
from pathlib import Path

import pytest

from pia_tui.workspace import Workspace

Script = Callable[..., subprocess.CompletedProcess[str]]


@pytest.fixture
def workspace(tmp_path: Path) -> Workspace:
    return Workspace(tmp_path / "ws")


@pytest.fixture
def needs_fork() -> None:
    """Killing at hundreds of points needs processes that start in a millisecond."""
    if not hasattr(os, "fork"):
        pytest.skip("this system cannot fork; starting a Python for each point would take minutes")


@pytest.fixture
def on_tmpfs(tmp_path: Path) -> Script:
    """Run a Python script on a small file system of its own: `on_tmpfs(code, size="2m")`.

    The script finds the folder as ROOT and may call `remount("ro")`. Skipped where user namespaces are not permitted.
    """
    if not _may_mount():
        pytest.skip("a file system of our own cannot be mounted here (unshare -rm is not permitted)")

    def run(code: str, *, size: str = "4m") -> subprocess.CompletedProcess[str]:
        folder = tmp_path / "tmpfs"
        folder.mkdir()
        script = tmp_path / "script.py"
        script.write_text(
            f"import subprocess\nfrom pathlib import Path\nROOT = Path({str(folder)!r})\n"
            "def remount(how):\n    subprocess.run(['mount', '-o', f'remount,{how}', str(ROOT)], check=True)\n"
            + textwrap.dedent(code)
        )
        command = f"mount -t tmpfs -o size={size} none '{folder}' && exec '{sys.executable}' '{script}'"
        return subprocess.run(["unshare", "-rm", "sh", "-c", command], capture_output=True, text=True, timeout=120)

    return run


@cache
def _may_mount() -> bool:
    if sys.platform != "linux" or not shutil.which("unshare"):
        return False
    probe = "mount -t tmpfs -o size=1m none /tmp"
    return subprocess.run(["unshare", "-rm", "sh", "-c", probe], capture_output=True).returncode == 0
