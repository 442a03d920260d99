"""Two processes, 10,000 writes: none is lost, none overwrites another."""

from __future__ import annotations

import subprocess
import sys
import textwrap

import pytest

from pia_tui.store import Store
from pia_tui.workspace import Workspace

EACH = 5_000
SHARED_EVERY = 5
WRITER = """
    import sys
    from pathlib import Path
    from pia_tui.assessment import Change
    from pia_tui.store import Store
    from pia_tui.store.errors import ConflictError, StoreBusy
    from pia_tui.workspace import Workspace

    def write(store, document, key):
        while True:
            try:
                before = store.value(document, key)
                return store.write(document, [Change(key, before, (before or 0) + 1)])
            except (ConflictError, StoreBusy):
                continue

    root, own, shared, each, shared_every = sys.argv[1], *map(int, sys.argv[2:])
    with Store.open(Workspace(Path(root))) as store:
        for n in range(each):
            write(store, shared if n % shared_every == 0 else own, "count")
"""


@pytest.mark.long
def test_ten_thousand_writes_of_two_processes(workspace: Workspace) -> None:
    with Store.open(workspace) as store:
        one, two, shared = (store.create("kiso_r6", {}) for _ in range(3))
    command = [sys.executable, "-c", textwrap.dedent(WRITER), str(workspace.root)]
    arguments = [str(number) for number in (shared, EACH, SHARED_EVERY)]
    writers = [
        subprocess.Popen([*command, str(own), *arguments], stderr=subprocess.PIPE, text=True) for own in (one, two)
    ]
    errors = [writer.communicate()[1] for writer in writers]
    assert [writer.returncode for writer in writers] == [0, 0], errors
    with Store.open(workspace) as store:
        counts = [store.value(document, "count") for document in (one, two, shared)]
        own = EACH - EACH // SHARED_EVERY
        assert counts == [own, own, 2 * (EACH // SHARED_EVERY)]
        assert sum(entry.action == "write" for entry in store.journal()) == 2 * EACH
        assert store.problems() == []
