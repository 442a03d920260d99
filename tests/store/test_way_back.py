"""Back to an older version of the program, as the bundle's own paper says it: nothing written later is lost."""

from __future__ import annotations

import sqlite3
import subprocess
from contextlib import closing

from program import run_program

from pia_tui.assessment import Change
from pia_tui.store import Store
from pia_tui.workspace import Workspace


def run(workspace: Workspace, *args: str) -> subprocess.CompletedProcess[bytes]:
    return run_program("--workspace", str(workspace.root), *args)


def test_the_way_back(workspace: Workspace) -> None:
    with Store.open(workspace) as store:
        number = store.create("juten_h30", {"@name": "届出", "I.1.2": "移す前の文"})
        before = store.backup("migration")
        assert before is not None
        store.write(number, [Change("I.1.2", "移す前の文", "移した後の文")])
    with closing(sqlite3.connect(workspace.database)) as newer:  # as a newer program leaves it
        newer.execute("PRAGMA user_version = 99")
        newer.commit()
    refused = run(workspace, "list")
    assert refused.returncode == 1
    assert "新しい版の pia-tui" in refused.stderr.decode("utf-8")
    later = workspace.database.read_bytes()

    aside = workspace.database.rename(workspace.db / "pia-new.sqlite3")
    listed = run(workspace, "backup", "--list").stdout.decode("utf-8")
    (line,) = (each for each in listed.splitlines() if "保存形式の変更前" in each)
    done = run(workspace, "restore", line.split()[0], "--yes")
    assert done.returncode == 0, done.stderr.decode("utf-8")
    assert run(workspace, "get", "1", "I.1.2").stdout.decode("utf-8").strip() == "移す前の文"
    assert aside.read_bytes() == later, "what was written with the newer program can still be opened with it"
