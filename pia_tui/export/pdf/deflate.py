"""Compresses the streams of a file on all cores: zlib lets go of the interpreter while it works."""

from __future__ import annotations

import os
import zlib
from collections import deque
from collections.abc import Mapping
from threading import Thread

_LEVEL = 4
_MOST_THREADS = 4
_WORTH_A_THREAD = 100_000


def deflate(data: bytes) -> bytes:
    """The data as a FlateDecode stream; the same in every run."""
    return zlib.compress(data, _LEVEL)


def deflate_all(plain: Mapping[int, bytes]) -> dict[int, bytes]:
    """All the data compressed, under the same numbers."""
    # The longest first, so that no thread is left alone with one at the end.
    waiting = deque(sorted(plain.items(), key=lambda pair: -len(pair[1])))
    done: dict[int, bytes] = {}

    def work() -> None:
        while waiting:
            try:
                number, data = waiting.popleft()
            except IndexError:  # another thread was quicker
                return
            done[number] = deflate(data)

    helpers = min(os.cpu_count() or 1, _MOST_THREADS, 1 + sum(map(len, plain.values())) // _WORTH_A_THREAD) - 1
    threads = [Thread(target=work) for _ in range(helpers)]
    for thread in threads:
        thread.start()
    work()
    for thread in threads:
        thread.join()
    return done
