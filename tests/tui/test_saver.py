"""The saver without a screen: it tries again after a failure, tells it once, and knows what is on the disk."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from concurrent.futures import Future
from typing import Any

import pytest

from pia_tui.errors import PiaError
from pia_tui.store.errors import StoreBusy
from pia_tui.tui.document.session import Session
from pia_tui.tui.editor.saving import RETRY_AFTER, SAVE_AFTER, Saver
from pia_tui.tui.store_thread import StoreThread
from pia_tui.workspace import Workspace


class Timer:
    def __init__(self, seconds: float) -> None:
        self.seconds = seconds
        self.stopped = False

    def stop(self) -> None:
        self.stopped = True


class Host:
    """A screen's part, by hand: timers do not run, they are looked at."""

    def __init__(self) -> None:
        self.timers: list[Timer] = []
        self.flights: list[Future[Any]] = []
        self.words = ""
        self.told: list[PiaError] = []

    def start_timer(self, seconds: float) -> Timer:
        self.timers.append(Timer(seconds))
        return self.timers[-1]

    def when_done(self, saving: Future[Any]) -> None:
        self.flights.append(saving)

    def show_state(self, words: str, style: str) -> None:
        self.words = words

    def tell_save_failed(self, error: PiaError) -> None:
        self.told.append(error)

    def waiting(self) -> list[float]:
        return [timer.seconds for timer in self.timers if not timer.stopped]


class Refusing:
    """A store that another program holds whenever something is written."""

    def __init__(self, store: Any) -> None:
        self._store = store

    def __getattr__(self, name: str) -> Any:
        if name == "write":
            raise StoreBusy("ほかのプログラムが使っています。", safe="内容はそのままです。", next="お待ちください。")
        return getattr(self._store, name)


@pytest.fixture
def thread(workspace: Workspace) -> Iterator[StoreThread]:
    opened = StoreThread(workspace)
    yield opened
    opened.close()


@pytest.fixture
def session(thread: StoreThread, new_document: Callable[..., int]) -> Session:
    return Session(thread, new_document("kiso_r6"))


def end(host: Host, saver: Saver) -> None:
    """The save under way ends, and the saver hears of it."""
    flight = host.flights.pop()
    flight.exception()
    saver.landed()


def test_what_is_typed_is_saved_after_a_moment(session: Session) -> None:
    host = Host()
    saver = Saver(session, host)
    session.put("I.1.2", "届出を受ける。")
    saver.save_soon()
    saver.save_soon()
    assert host.waiting() == [SAVE_AFTER]
    assert host.words == "入力中…"
    saver.save()
    end(host, saver)
    assert host.words.startswith("保存済み")
    assert host.waiting() == []
    assert session.store.call(lambda s: s.value(session.id, "I.1.2")) == "届出を受ける。"


def test_after_a_failure_it_tries_again_by_itself_until_it_is_on_the_disk(session: Session) -> None:
    host = Host()
    saver = Saver(session, host)
    thread = session.store
    real, thread._store = thread._store, Refusing(thread._store)  # type: ignore[assignment]
    session.put("I.1.2", "届出を受ける。")
    for attempt in (1, 2):
        saver.save()
        end(host, saver)
        assert host.waiting() == [RETRY_AFTER], attempt
        assert "保存できません" in host.words
    assert len(host.told) == 1  # said once; the header says it all the while
    thread._store = real
    session.put("I.1.1", "後から書いた文")
    saver.save()
    end(host, saver)
    assert host.words.startswith("保存済み")
    assert host.waiting() == []
    kept = thread.call(lambda s: s.load(session.id)).state
    assert (kept["I.1.1"], kept["I.1.2"]) == ("後から書いた文", "届出を受ける。")


def test_a_save_that_is_waited_for_tries_again_as_well(session: Session) -> None:
    host = Host()
    saver = Saver(session, host)
    thread = session.store
    real, thread._store = thread._store, Refusing(thread._store)  # type: ignore[assignment]
    session.put("I.1.2", "届出を受ける。")
    assert not saver.save_now()
    assert host.waiting() == [RETRY_AFTER]
    thread._store = real
    assert saver.save_now()
    assert host.waiting() == []


def test_what_came_while_a_save_was_under_way_follows_it(session: Session) -> None:
    host = Host()
    saver = Saver(session, host)
    session.put("I.1.2", "一")
    saver.save()
    session.put("I.1.2", "一二")
    end(host, saver)
    assert host.waiting() == [SAVE_AFTER]
    assert session.pending
