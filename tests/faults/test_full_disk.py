"""No room: a full file system, a quota. The write is refused in Japanese, what was saved stays, work goes on."""

from __future__ import annotations

import sys
from collections.abc import Callable

import pytest

from pia_tui.assessment import Change
from pia_tui.store import Store
from pia_tui.store.errors import StoreFull, StoreUnreachable
from pia_tui.workspace import Workspace

FILL = """
    from pia_tui.assessment import Change
    from pia_tui.output import OutputError, write_file
    from pia_tui.store import Store
    from pia_tui.store.errors import StoreError, StoreFull
    from pia_tui.workspace import Workspace

    ballast = ROOT / "ballast"
    ballast.write_bytes(b"x" * 1_000_000)
    saved = 0
    with Store.open(Workspace(ROOT / "ws")) as store:
        document = store.create("juten_h30", {})
        try:
            while True:
                store.write(document, [Change(f"k{saved}", None, f"{saved} " + "委託先の監督" * 200)])
                saved += 1
        except StoreFull as error:
            print(error)
        try:
            store.backup()
        except StoreError as error:
            print(error)
        try:
            write_file(ROOT / "ws" / "exports" / "a.pdf", b"x" * 5_000_000)
        except OutputError as error:
            print(error)
        assert list((ROOT / "ws" / "exports").iterdir()) == [], "half an export was left"
        assert list((ROOT / "ws" / "db" / "backups").iterdir()) == [], "half a backup was left"
        kept = len(store.load(document).state) - saved
        assert kept == 2, "beside what was called saved only the form and its text"
        ballast.unlink()
        store.write(document, [Change("after", None, "空きができたので保存できた")])
    with Store.open(Workspace(ROOT / "ws")) as store:
        assert len(store.load(document).state) == saved + kept + 1
        assert store.problems() == []
    print("saved", saved)
"""


def test_a_full_file_system(on_tmpfs: Callable[..., object]) -> None:
    done = on_tmpfs(FILL, size="4m")
    assert done.returncode == 0, done.stderr  # type: ignore[attr-defined]
    lines = done.stdout.splitlines()  # type: ignore[attr-defined]
    assert len(lines) == 4, lines
    assert all("空き" in line for line in lines[:3]), lines
    assert int(lines[3].split()[1]) > 10


def test_the_database_may_not_grow(workspace: Workspace) -> None:
    """Works everywhere, where no small file system can be made."""
    with Store.open(workspace) as store:
        document = store.create("juten_h30", {"a": "保存済み"})
        saved = dict(store.load(document).state)
        pages = store.db.execute("PRAGMA page_count").fetchone()[0]
        store.db.execute(f"PRAGMA max_page_count={pages + 5}")
        with pytest.raises(StoreFull) as full:
            store.write(document, [Change("b", None, "文" * 100_000)])
        assert "空き" in str(full.value)
        assert "画面に残っています" in full.value.on_screen
        assert "画面" not in full.value.safe
        assert dict(store.load(document).state) == saved
        store.db.execute("PRAGMA max_page_count=1000000")
        store.write(document, [Change("b", None, "文" * 100_000)])
        assert store.problems() == []


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no limit on the size of a process's files")
def test_a_limit_on_the_size_of_files(workspace: Workspace) -> None:
    import resource
    import signal

    with Store.open(workspace) as store:
        document = store.create("juten_h30", {"a": "保存済み"})
        saved = dict(store.load(document).state)
        size = workspace.database.stat().st_size
        before = resource.getrlimit(resource.RLIMIT_FSIZE)
        ignored = signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
        resource.setrlimit(resource.RLIMIT_FSIZE, (size + 8192, before[1]))
        try:
            with pytest.raises((StoreFull, StoreUnreachable), match="空き"):
                store.write(document, [Change("b", None, "文" * 100_000)])
        finally:
            resource.setrlimit(resource.RLIMIT_FSIZE, before)
            signal.signal(signal.SIGXFSZ, ignored)
        assert dict(store.load(document).state) == saved
        store.write(document, [Change("b", None, "文" * 100_000)])
        assert store.problems() == []
