"""One writer per document: who holds it, on which machine, since when.

The lock is a row of the store itself, so it works wherever the store works, shares included. It is looked at inside
the transaction of every write: whoever lost it (a colleague took over while the machine slept) is refused before
anything is written. A holder shows life with each write and each `beat`. Told apart:

* `dead`: on this machine, and the process is gone: a crash, the lock is taken without asking;
* `silent`: on another machine, no sign of life for SILENT_AFTER; clocks differ, so a person decides (`take_over`);
* `alive`: anything else; the second one reads only, unless a person decides to take over.
"""

from __future__ import annotations

import os
import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Literal

from pia_tui.store import journal, process
from pia_tui.store.clock import now
from pia_tui.store.errors import KEPT, StoreError

if TYPE_CHECKING:
    from pia_tui.store.database import Database
    from pia_tui.store.documents import Author

SILENT_AFTER = timedelta(minutes=10)
BEAT_SECONDS = 60
"""How often a program that holds locks should call `Store.beat`."""
_COLUMNS = "document_id, token, who, machine, pid, mark, since, heartbeat"
Life = Literal["alive", "dead", "silent"]


@dataclass(frozen=True)
class Holder:
    """Who has a document open for writing; times are ISO 8601 in UTC."""

    document_id: int
    who: str
    machine: str
    pid: int
    since: str
    heartbeat: str
    life: Life

    def __str__(self) -> str:
        since = datetime.fromisoformat(self.since).astimezone()
        return f"{self.who}（{self.machine}、{since.month}月{since.day}日 {since:%H:%M} から）"


class DocumentLocked(StoreError):
    """Somebody else has the document open for writing. `holder` says who, and whether they show signs of life."""

    def __init__(self, holder: Holder) -> None:
        silent = holder.life == "silent"
        super().__init__(
            f"この評価書は {holder}が編集中です。" + ("ただし、10分以上応答がありません。" if silent else ""),
            safe="読むことはできます。",
            next="編集するには、編集中の人に閉じてもらうか、相手に確かめたうえで編集を引き継いでください。",
        )
        self.holder = holder


class LockLost(StoreError):
    """This program held the document, but somebody took it over; nothing was written since."""

    def __init__(self, holder: Holder | None) -> None:
        super().__init__(
            f"この評価書の編集は {holder}に引き継がれました。" if holder else "この評価書の編集権がなくなりました。",
            safe="引き継がれる前に保存した内容は残っています。今回の変更は保存していません。",
            screen=KEPT,
            next="画面の文字を控えてから、評価書を開き直してください。",
        )
        self.holder = holder


def acquire(db: Database, document_id: int, author: Author, *, mine: str | None = None, take_over: bool = False) -> str:
    """Take the lock; returns its token, which is `mine` if it is held already. Raises DocumentLocked.

    The caller has the transaction.
    """
    found = _find(db, document_id)
    if found is not None:
        token, holder = found
        if token == mine:
            return token
        if holder.life != "dead" and not take_over:
            raise DocumentLocked(holder)
        journal.append(
            db,
            [("lock", None, None)],
            document_id=document_id,
            action="takeover",
            at=now(),
            who=str(author),
            label=f"{holder.who}@{holder.machine} {holder.life}",
        )
    token, at, pid = secrets.token_hex(8), now(), os.getpid()
    values = [document_id, token, author.name, author.machine, pid, process.mark(pid) or "?", at, at]
    db.execute(f"INSERT OR REPLACE INTO locks ({_COLUMNS}) VALUES (?, ?, ?, ?, ?, ?, ?, ?)", values)
    return token


def release(db: Database, document_id: int, token: str) -> None:
    """Give the lock back; one that was taken over stays with its new holder."""
    db.execute("DELETE FROM locks WHERE document_id = ? AND token = ?", [document_id, token])


def check(db: Database, document_id: int, token: str | None) -> None:
    """Before a write: raise LockLost or DocumentLocked unless the lock is ours or free; show a sign of life."""
    found = _find(db, document_id)
    if token is not None:
        if found is None or found[0] != token:
            raise LockLost(found[1] if found else None)
        beat(db, token)
    elif found is not None and found[1].life != "dead":
        raise DocumentLocked(found[1])


def beat(db: Database, token: str) -> None:
    """A sign of life."""
    db.execute("UPDATE locks SET heartbeat = ? WHERE token = ?", [now(), token])


def holder(db: Database, document_id: int) -> Holder | None:
    """Who has the document open for writing."""
    found = _find(db, document_id)
    return found[1] if found else None


def holders(db: Database) -> list[Holder]:
    """All locks."""
    rows = db.execute(f"SELECT {_COLUMNS} FROM locks ORDER BY document_id").fetchall()
    return [_holder(row)[1] for row in rows]


def _find(db: Database, document_id: int) -> tuple[str, Holder] | None:
    row = db.execute(f"SELECT {_COLUMNS} FROM locks WHERE document_id = ?", [document_id]).fetchone()
    return _holder(row) if row else None


def _holder(row: tuple[int, str, str, str, int, str, str, str]) -> tuple[str, Holder]:
    document_id, token, who, machine, pid, mark, since, heartbeat = row
    life = _life(machine, pid, mark, heartbeat)
    return token, Holder(document_id, who, machine, pid, since, heartbeat, life)


def _life(machine: str, pid: int, mark: str, heartbeat: str) -> Life:
    from pia_tui.store.clock import machine as this_machine

    if machine == this_machine():
        running = process.mark(pid)
        told = running is not None and process.is_comparable(running) and process.is_comparable(mark)
        return "dead" if running is None or (told and running != mark) else "alive"
    return "silent" if datetime.now().astimezone() - datetime.fromisoformat(heartbeat) > SILENT_AFTER else "alive"
