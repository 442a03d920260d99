"""Write all documents of a body to files, on every core.

Making a file's bytes is work for the processor alone, so each core gets a process that reads the store for itself. The
files are written here, in the order of the documents: names and bytes are the same on one core and on many.
"""

from __future__ import annotations

import gc
import multiprocessing
import os
import signal
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import Future, ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from pia_tui.errors import PiaError
from pia_tui.output import write_file
from pia_tui.usecases.body_data import make_known
from pia_tui.usecases.export import ExportKind, ExportOptions, content, open_items
from pia_tui.usecases.targets import target_file

if TYPE_CHECKING:
    from pia_tui.store import Store
    from pia_tui.workspace import Workspace

_LEAST_EACH = 4
"""Documents for each process below which starting it takes longer than it saves."""
_AHEAD = 3
"""Documents for each process that are made ahead of the one that is written: finished bytes wait in memory."""


@dataclass(frozen=True, slots=True)
class Failed:
    """A document that could not be written, and why."""

    document_id: int
    name: str
    error: PiaError


@dataclass(frozen=True, slots=True)
class Exported:
    """What became of all: the files, the documents that failed, and how many items are unanswered in the others."""

    files: list[Path]
    failed: list[Failed]
    unanswered: dict[int, int]


@dataclass(frozen=True, slots=True)
class _Made:
    """A document's file before it is written; or why there is none, in words that travel between processes."""

    title: str
    data: bytes
    unanswered: int = 0
    refusal: tuple[str, str, str] | None = None


def export_all(
    store: Store,
    kind: ExportKind,
    document_ids: Iterable[int],
    *,
    options: ExportOptions | None = None,
    progress: Callable[[int], bool] = lambda _: True,
    processes: int | None = None,
) -> Exported:
    """Write many documents to `exports/`; one that fails does not stop the rest.

    `progress` is told the number of each document when it is done, and ends the run by returning False. `processes` is
    how many may work at once; None means one for each core, as far as that pays.
    """
    numbers = list(document_ids)
    if processes is None:
        processes = min(_cores(), len(numbers) // _LEAST_EACH)
    done = Exported([], [], {})
    for number, made in _all_made(store, kind, numbers, options or ExportOptions(), processes):
        try:
            if made.refusal is not None:
                what, safe, then = made.refusal
                raise PiaError(what, safe=safe, next=then)
            target = target_file(store.workspace, None, made.title, f".{kind}")
            done.files.append(write_file(target, made.data))
            done.unanswered[number] = made.unanswered
        except PiaError as error:
            done.failed.append(Failed(number, store.summary(number).name, error))
        if not progress(number):
            break
    return done


def _cores() -> int:
    """The cores that this process may use."""
    with suppress(AttributeError, OSError):  # not known to every system
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


def _all_made(
    store: Store, kind: ExportKind, numbers: Sequence[int], options: ExportOptions, processes: int
) -> Iterator[tuple[int, _Made]]:
    """The documents in their order, each made on whatever core is free."""
    at = 0
    if processes > 1:
        with suppress(BrokenProcessPool, OSError), _pool(store.workspace, processes) as pool:
            waiting: deque[Future[_Made]] = deque()
            for sent, number in enumerate(numbers):
                waiting.append(pool.submit(_made_elsewhere, number, kind, options))
                if sent + 1 >= _AHEAD * processes:
                    made = waiting.popleft().result()
                    at += 1
                    yield numbers[at - 1], made
            while waiting:
                made = waiting.popleft().result()
                at += 1
                yield numbers[at - 1], made
    # On one core; and where no process can be had or one was ended from outside, the rest.
    for number in numbers[at:]:
        yield number, _made(store, number, kind, options)


@contextmanager
def _pool(workspace: Workspace, processes: int) -> Iterator[ProcessPoolExecutor]:
    # Fresh processes on every system: one that was forked would share an open store.
    pool = ProcessPoolExecutor(processes, multiprocessing.get_context("spawn"), _begin, (workspace, gc.get_threshold()))
    try:
        yield pool
    finally:
        pool.shutdown(cancel_futures=True)


_store: Store | None = None
"""The store of a process that makes documents for another one."""


def _begin(workspace: Workspace, threshold: tuple[int, int, int]) -> None:
    from pia_tui.store import Store

    global _store  # what a process of a pool keeps between two calls has no other place
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl+C is for the process that asked
    gc.set_threshold(*threshold)
    make_known(workspace)
    _store = Store.open(workspace, read_only=True)


def _made_elsewhere(number: int, kind: ExportKind, options: ExportOptions) -> _Made:
    assert _store is not None
    return _made(_store, number, kind, options)


def _made(store: Store, number: int, kind: ExportKind, options: ExportOptions) -> _Made:
    try:
        title, data = content(store, number, kind, options)
        return _Made(title, data, open_items(store, number) if kind == "pdf" else 0)
    except PiaError as error:
        return _Made("", b"", refusal=(error.what, error.safe, error.next))
    except (OSError, MemoryError):
        raise
    except Exception as error:  # a fault of the program in one document must not keep the others from being written
        return _Made("", b"", refusal=_unexpected(error))


def _unexpected(error: Exception) -> tuple[str, str, str]:
    return (
        f"予期しない問題が起きたため、書き出せませんでした（{type(error).__name__}）。",
        "保存済みの内容はそのままです。",
        "もう一度試し、続くときは「pia-tui doctor」で調べてください。",
    )
