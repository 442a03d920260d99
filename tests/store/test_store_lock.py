"""Two people: who has it, who reads only, and what a crash leaves."""

from __future__ import annotations

import os
import subprocess
import sys
import textwrap
from collections.abc import Iterator

import pytest

from pia_tui.assessment import Change
from pia_tui.store import Store, process
from pia_tui.store.connection import transaction
from pia_tui.store.lock import DocumentLocked, LockLost
from pia_tui.workspace import Workspace

CHILD = """
    import sys
    from pathlib import Path
    from pia_tui.store import Store
    from pia_tui.workspace import Workspace
    store = Store.open(Workspace(Path(sys.argv[1])))
    store.lock(int(sys.argv[2]))
    print("locked", flush=True)
    sys.stdin.read()
"""


@pytest.fixture
def colleague(workspace: Workspace) -> Iterator[Store]:
    store = Store.open(workspace)
    yield store
    store.close()


def edit(store: Store, **columns: object) -> None:
    with transaction(store.db):
        for column, value in columns.items():
            store.db.execute(f"UPDATE locks SET {column} = ?", [value])


def test_the_second_is_told_who_and_since_when_and_may_read(store: Store, colleague: Store, document: int) -> None:
    store.lock(document)
    with pytest.raises(DocumentLocked) as locked:
        colleague.lock(document)
    holder = locked.value.holder
    assert (holder.who, holder.machine, holder.pid) == (store.author.name, store.author.machine, os.getpid())
    assert holder.life == "alive"
    assert str(holder.who) in str(locked.value)
    assert colleague.load(document).state["@name"]
    for attempt in (
        lambda: colleague.write(document, [Change("a", None, "x")]),
        lambda: colleague.undo(document),
        lambda: colleague.freeze(document, "版"),
        lambda: colleague.archive(document),
    ):
        with pytest.raises(DocumentLocked):
            attempt()
    store.write(document, [Change("a", None, "x")])
    other = colleague.create("kiso_r6", {})
    colleague.write(other, [Change("a", None, "別の評価書は書ける")])


def test_given_back_on_close(store: Store, colleague: Store, document: int) -> None:
    store.lock(document)
    store.lock(document)
    store.close()
    colleague.lock(document)
    assert colleague.holder(document) is not None
    colleague.unlock(document)
    assert colleague.holder(document) is None


def test_who_was_taken_over_from_cannot_write(store: Store, colleague: Store, document: int) -> None:
    store.lock(document)
    colleague.lock(document, take_over=True)
    with pytest.raises(LockLost) as lost:
        store.write(document, [Change("a", None, "遅れて")])
    assert lost.value.holder is not None
    assert "画面に残っています" in lost.value.on_screen
    assert "画面" not in lost.value.safe
    store.unlock(document)  # must not take the colleague's lock away
    assert colleague.holder(document) is not None
    colleague.write(document, [Change("a", None, "引き継いだ")])
    assert any(entry.action == "takeover" for entry in colleague.journal(document))
    with pytest.raises(DocumentLocked):
        store.lock(document)
    store.lock(document, take_over=True)
    store.write(document, [Change("b", None, "引き継ぎ返した")])


def test_a_killed_program_leaves_a_lock_that_is_seen_through(workspace: Workspace, store: Store, document: int) -> None:
    child = subprocess.Popen(
        [sys.executable, "-c", textwrap.dedent(CHILD), str(workspace.root), str(document)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
    assert child.stdout is not None
    assert child.stdout.readline() == "locked\n"
    with pytest.raises(DocumentLocked):
        store.lock(document)
    child.kill()
    child.communicate()
    holder = store.holder(document)
    assert holder is not None
    assert holder.life == "dead"
    store.write(document, [Change("a", None, "書ける")])
    store.lock(document)
    assert store.holder(document).pid == os.getpid()  # type: ignore[union-attr]


def test_a_number_used_again_by_another_process_is_not_the_holder(
    store: Store, colleague: Store, document: int
) -> None:
    store.lock(document)
    if process.mark(os.getpid()) == "?":
        pytest.skip("the start of a process cannot be read on this system")
    edit(store, mark="t1.00")
    colleague.lock(document)


def test_a_mark_that_an_earlier_version_wrote_says_nothing(store: Store, colleague: Store, document: int) -> None:
    store.lock(document)
    edit(store, mark="5f2d8e9a-boot/12345")
    with pytest.raises(DocumentLocked):
        colleague.lock(document)


def test_another_machine_that_is_silent_is_for_a_person_to_decide(
    store: Store, colleague: Store, document: int
) -> None:
    store.lock(document)
    edit(store, machine="SOUMU-PC07", pid=1)
    with pytest.raises(DocumentLocked) as alive:
        colleague.lock(document)
    assert alive.value.holder.life == "alive"
    edit(store, heartbeat="2020-01-01T00:00:00.000+00:00")
    with pytest.raises(DocumentLocked, match="応答がありません") as silent:
        colleague.lock(document)
    assert silent.value.holder.life == "silent"
    store.beat()
    with pytest.raises(DocumentLocked) as again:
        colleague.lock(document)
    assert again.value.holder.life == "alive"
    colleague.lock(document, take_over=True)


def test_a_write_is_a_sign_of_life(store: Store, document: int) -> None:
    store.lock(document)
    edit(store, heartbeat="2020-01-01T00:00:00.000+00:00")
    store.write(document, [Change("a", None, "x")])
    assert store.holder(document).heartbeat > "2021"  # type: ignore[union-attr]


def test_processes_that_are_not_there() -> None:
    assert process.mark(os.getpid()) is not None
    assert process.mark(0) is None
    assert process.mark(-5) is None
    ended = subprocess.Popen([sys.executable, "-c", ""])
    ended.wait()
    assert process.mark(ended.pid) is None
