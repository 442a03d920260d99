"""For the whole suite: no sockets, in this process and those it starts, and no home folder but an empty one."""

from __future__ import annotations

import os
import runpy
import tempfile
from pathlib import Path

import pytest
from hypothesis import settings

OFFLINE = Path(__file__).parent / "offline"

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

    home = tempfile.mkdtemp(prefix="pia-tui-home-")
    os.environ.update(HOME=home, USERPROFILE=home)
    os.environ.pop("PIA_TUI_WORKSPACE", None)
    config.add_cleanup(lambda: _remove(home))


MOST_IN_ID = 60
"""Characters of a value in a test's name: pytest puts the name into the environment, which Windows limits."""


def pytest_make_parametrize_id(val: object) -> str | None:
    """A long text stands in a test's name by its beginning and its length; all else as pytest names it."""
    if isinstance(val, (str, bytes)) and len(ascii(val)) > MOST_IN_ID:
        return f"{val[:8]!a}.. {len(val)}"
    return None


def _remove(folder: str) -> None:
    import shutil

    shutil.rmtree(folder, ignore_errors=True)
