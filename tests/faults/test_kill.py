"""SIGKILL at 500 random points of a writing session: nothing said to be saved is missing, and the store opens.

A child writes without pause and says after each write, on a pipe, that it is saved. What is found afterwards must be
exactly the document after the last write it told of, or after the one that was under way: never half a write.
"""

from __future__ import annotations

import os
import random
import signal
import struct
import time
from pathlib import Path

import pytest

from pia_tui.assessment import Change
from pia_tui.forms import Value
from pia_tui.keys import FORM_TEXT
from pia_tui.store import Store
from pia_tui.workspace import Workspace

ROUNDS = 150
ROUNDS_PER_STORE = 50
LONGEST = 0.08
BETWEEN = 0.01
"""Seconds from a write that was told of to the kill, at most."""
OPENING = 5
"""Every so many rounds the child is killed while it opens the store."""
KEYS = 12


def state_after(count: int) -> dict[str, Value]:
    """The document after so many writes."""
    state: dict[str, Value] = {"@form": "juten_h30"}
    if count:
        state["count"] = count
    for n in range(max(1, count - KEYS + 1), count + 1):
        state[f"II[#aaaaaa].{n % KEYS}"] = text(n)
    return state


def text(n: int) -> str:
    return f"{n} 回目の委託先の記載 " + "特定個人情報の安全管理措置" * (n % 40)


def write_next(store: Store, document: int, n: int) -> None:
    key = f"II[#aaaaaa].{n % KEYS}"
    before = text(n - KEYS) if n > KEYS else None
    store.write(document, [Change(key, before, text(n)), Change("count", n - 1 or None, n)])


def child(root: Path, pipe: int) -> None:
    with Store.open(Workspace(root)) as store:
        found = store.documents()
        document = found[0].id if found else store.create("juten_h30", {})
        count = store.value(document, "count") or 0
        assert isinstance(count, int)
        while True:
            count += 1
            write_next(store, document, count)
            os.write(pipe, struct.pack("<q", count))
            if count % 50 == 0:
                store.backup("exit")


@pytest.mark.long
@pytest.mark.usefixtures("needs_fork")
def test_killed_at_random_moments(tmp_path: Path) -> None:
    luck = random.Random(20251121)
    with Store.open(Workspace(tmp_path / "warm up")) as store:  # so that the children have everything loaded
        document = store.create("juten_h30", {})
        write_next(store, document, 1)
        store.backup()
        check(store.workspace.root, 1, thorough=True)
    told_in_all = in_the_middle = 0
    for number in range(ROUNDS):
        root = tmp_path / f"store {number // ROUNDS_PER_STORE}"
        reading, writing = os.pipe()
        pid = os.fork()
        if pid == 0:
            try:
                os.close(reading)
                child(root, writing)
            finally:
                os._exit(70)  # the child ends by being killed, never here
        os.close(writing)
        with os.fdopen(reading, "rb") as pipe:
            told = b""
            if number % OPENING:  # on any machine: after some writes, in the middle of whatever comes next
                told = pipe.read(8 * luck.randint(1, 3))
                time.sleep(luck.uniform(0, BETWEEN))
            else:  # while it opens the store
                time.sleep(luck.uniform(0, LONGEST))
            os.kill(pid, signal.SIGKILL)
            _, status = os.waitpid(pid, 0)
            told += pipe.read()
        assert os.WIFSIGNALED(status), f"round {number}: the writing child failed by itself"
        told_in_all += len(told) // 8
        in_the_middle += (root / "db" / "pia.sqlite3-journal").exists()
        check(root, struct.unpack("<q", told[-8:])[0] if told else None, thorough=number % 50 == 49)
    assert told_in_all >= ROUNDS - ROUNDS // OPENING  # it really was writing,
    assert in_the_middle  # and some were killed with a write half done
    print(f"{ROUNDS} kills, {told_in_all} writes, {in_the_middle} kills in the middle of one")


@pytest.mark.usefixtures("needs_fork")
def test_killed_in_the_middle_it_can_be_opened_for_reading(tmp_path: Path) -> None:
    """The journal of the write that was cut off is still there; only a connection for writing may roll it back."""
    workspace = Workspace(tmp_path / "ws")
    with Store.open(workspace) as store:
        document = store.create("juten_h30", {"a": "保存済み"})
    pid = os.fork()
    if pid == 0:
        with Store.open(workspace) as store:
            store.db.execute("PRAGMA cache_size=5")
            store.db.execute("BEGIN IMMEDIATE")
            for n in range(2000):
                store.db.execute("UPDATE answers SET value = ?", [f'"{n}{"x" * 3000}"'])
                store.db.execute("INSERT OR REPLACE INTO meta VALUES (?, ?)", [f"{n}", "x" * 3000])
            os.kill(os.getpid(), signal.SIGKILL)
    os.waitpid(pid, 0)
    assert (workspace.db / "pia.sqlite3-journal").stat().st_size > 512
    with Store.open(workspace, read_only=True) as store:
        assert store.load(document).state["a"] == "保存済み"
        assert store.problems() == []


def check(root: Path, told: int | None, *, thorough: bool) -> None:
    with Store.open(Workspace(root)) as store:
        found = store.documents()
        if not found:
            assert told is None
            return
        (summary,) = found
        document = store.load(summary.id)
        count = document.state.get("count", 0)
        assert isinstance(count, int)
        kept = {key: value for key, value in document.state.items() if key != FORM_TEXT.prefix}
        assert kept == state_after(count)
        assert told is None or count in (told, told + 1)
        assert [hit.document.id for hit in store.search("委託先")] == ([summary.id] if count else [])
        if thorough:
            assert store.problems() == []
            for backup in store.backups():
                assert store.preview_restore(backup)
