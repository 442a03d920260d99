"""The one thread that owns the store while the screens are up.

A connection belongs to its thread, and a commit on a share or a USB stick may take longer than a key may. So one thread
holds the store: what must be on the disk before the screen goes on (a move, leaving, undo) is asked for with `call`,
which waits; what is saved while the officer types is handed over with `submit`, which does not.
"""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from typing import TYPE_CHECKING, TypeVar

from pia_tui.workspace import Workspace

if TYPE_CHECKING:
    from pia_tui.store import Store

T = TypeVar("T")


class StoreThread:
    """A store, reached from the screens. Every function runs in the store's own thread, one after the other."""

    def __init__(self, workspace: Workspace, *, read_only: bool = False) -> None:
        self.workspace = workspace
        self.read_only = read_only
        self._pool = ThreadPoolExecutor(1, thread_name_prefix="pia-store")
        try:
            self._store: Store = self._pool.submit(self._open).result()
        except BaseException:
            self._pool.shutdown()
            raise

    def _open(self) -> Store:
        from pia_tui.store import Store

        return Store.open(self.workspace, read_only=self.read_only)

    def call(self, function: Callable[[Store], T]) -> T:
        """Run `function` with the store and wait for it; its errors come through."""
        return self.submit(function).result()

    def submit(self, function: Callable[[Store], T]) -> Future[T]:
        """Run `function` with the store soon."""
        return self._pool.submit(lambda: function(self._store))

    def close(self) -> None:
        """Finish what was handed over, give back the locks, close the file."""
        self._pool.submit(lambda: self._store.close()).result()
        self._pool.shutdown()
