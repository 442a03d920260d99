"""For the whole suite: no sockets, in this process and those it starts, and no home folder but an empty one.

What the tests write lies in memory where there is room: each commit of a store would wait for the disk.
"""

from __future__ import annotations

import gc
import os
import runpy
import shutil
import tempfile
from pathlib import Path

import pytest
from hypothesis import settings

OFFLINE = Path(__file__).parent / "offline"

IN_MEMORY = Path("/dev/shm")
"""A file system in memory, as Linux has it; a container may have a tiny one."""
ROOM = 2 * 2**30
"""Bytes that must be free there; a run uses far less, since the folders of tests that pass go at once."""
YOUNG_OBJECTS = 20_000
"""New objects after which Python looks for garbage: ten thousand tests' functions and modules are never any."""

# How long an example takes is the machine's business; a test that measures it fails where others are working.
# The same run gives the same result for everybody, so that a failure belongs to the change it came with;
# PIA_TUI_EXPLORE=1 looks at other examples each time.
settings.register_profile("suite", deadline=None, derandomize=not os.environ.get("PIA_TUI_EXPLORE"))
settings.load_profile("suite")


def pytest_configure(config: pytest.Config) -> None:
    # An audit hook cannot be taken back or slipped past from Python: it holds until this process ends.
    runpy.run_path(str(OFFLINE / "sitecustomize.py"))
    before = os.environ.get("PYTHONPATH")
    os.environ["PYTHONPATH"] = os.pathsep.join([str(OFFLINE), *([before] if before else [])])

    if _has_room(IN_MEMORY):
        os.environ.setdefault("PYTEST_DEBUG_TEMPROOT", str(IN_MEMORY))  # pytest's name for where `tmp_path` lies
    home = tempfile.mkdtemp(prefix="pia-tui-home-")
    os.environ.update(HOME=home, USERPROFILE=home)
    os.environ.pop("PIA_TUI_WORKSPACE", None)
    config.add_cleanup(lambda: _remove(home))


def pytest_collection_finish(session: pytest.Session) -> None:
    """What has been loaded stays to the end: the collector need not walk through it again and again."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(YOUNG_OBJECTS, *gc.get_threshold()[1:])


MOST_IN_ID = 60
"""Characters of a value in a test's name: pytest puts the name into the environment, which Windows limits."""


def pytest_make_parametrize_id(val: object) -> str | None:
    """A long text stands in a test's name by its beginning and its length; all else as pytest names it."""
    if isinstance(val, (str, bytes)) and len(ascii(val)) > MOST_IN_ID:
        return f"{val[:8]!a}.. {len(val)}"
    return None


def _has_room(folder: Path) -> bool:
    try:
        return os.access(folder, os.W_OK) and shutil.disk_usage(folder).free > ROOM
    except OSError:
        return False


def _remove(folder: str) -> None:
    shutil.rmtree(folder, ignore_errors=True)
