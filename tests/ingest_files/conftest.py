"""Two offices, each with a store of its own; the documents made by chance live with the ingest tests."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from pia_tui.store import Store
from pia_tui.usecases.demo import add_demo
from pia_tui.workspace import Workspace

sys.path.insert(0, str(Path(__file__).parent.parent / "ingest"))


@pytest.fixture
def office(tmp_path: Path) -> Iterator[Store]:
    """A store with the three demo documents."""
    with Store.open(Workspace(tmp_path / "office").prepare()) as opened:
        add_demo(opened)
        yield opened


@pytest.fixture
def branch(tmp_path: Path) -> Iterator[Store]:
    """An empty store elsewhere."""
    with Store.open(Workspace(tmp_path / "branch").prepare()) as opened:
        yield opened
