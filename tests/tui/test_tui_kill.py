"""The editor killed in the middle of typing; the long version is tests/benchmarks/kill_editor.py."""

from __future__ import annotations

import importlib.util
import sys
from pathlib import Path

import pytest

SCRIPT = Path(__file__).parent.parent / "benchmarks" / "kill_editor.py"


@pytest.mark.long
@pytest.mark.skipif(sys.platform == "win32", reason="kills as POSIX does")
@pytest.mark.parametrize("seed", [1, 2])
def test_what_the_screen_called_saved_is_there(seed: int) -> None:
    spec = importlib.util.spec_from_file_location("kill_editor", SCRIPT)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    assert module.kill_once(seed, least=2) > 1
