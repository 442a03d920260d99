"""What can go wrong with the store, each as its own type with the Japanese sentences the user reads."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from pia_tui.errors import PiaError

if TYPE_CHECKING:
    from pia_tui.store.backup import Backup

KEPT = "入力した文字は画面に残っています。"
"""True of the screens only; the command line has nothing to keep."""


class StoreError(PiaError):
    """Something kept the store from doing what was asked; nothing was half done."""


class StoreReadOnly(StoreError):
    """The store was opened for reading, or its folder or medium does not allow writing."""


class StoreFull(StoreError):
    """The disk, quota or share has no room left; the write was taken back whole."""


class StoreBusy(StoreError):
    """Another program held the file for longer than the waiting time."""


class StoreUnreachable(StoreError):
    """The file cannot be opened, read or written: a lost share, a pulled stick, missing rights."""


class StoreReplaced(StoreError):
    """The file under the store's name is another one than was opened (a restore, a sync program)."""


class StoreDamaged(StoreError):
    """The file at `path` does not hold what was written. `backup` is the newest proven backup, if there is one."""

    path: Path = Path()
    backup: Backup | None = None


class SearchIndexDamaged(StoreError):
    """The search index is not what the answers give. It holds nothing of its own: the documents are sound."""


class StoreForeign(StoreError):
    """The file is a sound database, but not one of this program."""


class StoreNewer(StoreError):
    """A newer program wrote the store; this one must not touch it."""


class StoreOlder(StoreError):
    """The store needs a migration but may only be read."""


class StoreMissing(StoreError):
    """There is no store yet, and the caller asked not to make one."""


class SqliteTooOld(StoreError):
    """The SQLite that Python brings lacks what the store needs."""


class UnknownDocument(StoreError):
    """No document has this number."""


class UnknownItem(StoreError):
    """No revision, attachment, judgement or backup has this name."""


class StepStays(StoreError):
    """The newest step belongs to a record of a publication: no step back takes it away."""


def step_stays(why: str) -> StepStays:
    """The refusal of a step back over a publication."""
    return StepStays(
        f"{why}「元に戻す」では戻せません。",
        safe="公表の記録と、その時の内容はそのままです。",
        next="公表の記録が誤りなら「pia-tui publish 番号 --withdraw 版」で取り消してください。",
        next_on_screen="公表の記録が誤りなら、Ctrl+P の「公表した版」で取り消すか、直してください。",
    )


class ValueRefused(StoreError):
    """A value cannot be kept: control characters, too long, a broken character. `key` says where."""

    def __init__(self, what: str, *, key: str = "", safe: str = "", next: str = "") -> None:  # noqa: A002
        super().__init__(what, safe=safe, next=next)
        self.key = key


class ConflictError(StoreError):
    """Some answers are no longer what the caller believed them to be. `keys` names them; nothing was written."""

    def __init__(self, keys: Sequence[str]) -> None:
        super().__init__(
            "この評価書は、読み込んだ後に別のところで変更されました。",
            safe="今回の変更は保存していません。",
            screen=KEPT,
            next="評価書を開き直して、新しい内容を確かめてから入力し直してください。",
        )
        self.keys = tuple(keys)


@dataclass(frozen=True)
class PersonalNumberPlace:
    """Where digits that look like a 個人番号 stand, never the digits themselves.

    They are text[start:end] of the answer at `key` (of its part number `part`, if it has several); `preview` shows the
    place with its digits masked. A reason written under the annotation key `exemption`, in the same write, lets them
    pass; it is "" where there is no such way (a file name).
    """

    key: str
    part: int
    start: int
    end: int
    preview: str
    exemption: str


class PersonalNumberFound(StoreError):
    """A text holds digits that pass the check of a 個人番号; the write was stopped before anything was kept."""

    def __init__(self, places: Sequence[PersonalNumberPlace]) -> None:
        super().__init__(
            f"個人番号と見られる数字があるため、保存しませんでした（{'、'.join(place.preview for place in places)}）。",
            safe="この数字は、保存先にも履歴にも残していません。",
            next="数字を消してください。"
            + ("個人番号でないときは、その理由を記入すると保存できます。" if all(p.exemption for p in places) else ""),
        )
        self.places = tuple(places)


@contextmanager
def translated(path: Path) -> Iterator[None]:
    """Turn every error of SQLite or the file system inside the block into a StoreError about `path`."""
    try:
        yield
    except sqlite3.Error as error:
        raise translate(error, path) from error
    except UnicodeDecodeError as error:  # a damaged schema that SQLite complains about, and Python cannot read it
        raise damaged(path) from error
    except OSError as error:
        raise unreachable(path) from error
    except OverflowError as error:
        raise UnknownItem("この番号のものは、保存先にありません。", safe="何も変更していません。") from error


def translate(error: sqlite3.Error, path: Path) -> StoreError:
    """Find the StoreError for what SQLite reports; an error without a code is content that cannot be decoded."""
    code = getattr(error, "sqlite_errorcode", None)
    if is_index_damage(error):
        return index_damaged()
    maker = _BY_CODE.get((code or 0) & 0xFF)
    if maker is not None:
        return maker(path)
    if code is None and isinstance(error, (sqlite3.OperationalError, sqlite3.DataError)):
        return damaged(path)
    return StoreError(
        f"保存先「{path}」の操作に失敗しました（{type(error).__name__} {code or ''}）。".replace(" ）", "）"),
        safe="この操作は行われていません。",
        screen=KEPT,
        next="「pia-tui doctor」で保存先を調べてください。",
    )


def unreachable(path: Path) -> StoreUnreachable:
    return StoreUnreachable(
        f"保存先「{path}」を読み書きできません。",
        safe="保存が済んだ内容はそのままです。",
        screen=KEPT,
        next="共有フォルダーや USB メモリーの接続、空き容量、アクセス権を確かめて、もう一度試してください。",
    )


def damaged(path: Path) -> StoreDamaged:
    return _damage(
        path,
        f"保存先「{path}」が壊れています。",
        safe="壊れたファイルには手を加えていません。",
        next="「pia-tui restore」で、確認済みの控え（バックアップ）から復元できます。",
    )


def lost(path: Path) -> StoreDamaged:
    return _damage(
        path,
        f"保存先「{path}」がないか、空になっています。控え（バックアップ）は残っています。",
        safe="新しい保存先は作っていません。",
        next="「pia-tui restore」で、確認済みの控えから復元できます。",
    )


def _damage(path: Path, what: str, *, safe: str, next: str) -> StoreDamaged:  # noqa: A002 - as in PiaError
    error = StoreDamaged(what, safe=safe, next=next)
    error.path = path
    return error


def foreign(path: Path) -> StoreForeign:
    return StoreForeign(
        f"「{path}」は、このプログラムの保存先ではありません。",
        safe="このファイルには触れていません。",
        next="別の作業フォルダーを --workspace で指定してください。",
    )


def read_only(path: Path) -> StoreReadOnly:
    return StoreReadOnly(
        f"保存先「{path}」に書き込めません（読み取り専用です）。",
        safe="保存済みの内容はそのままです。",
        screen=KEPT,
        next="フォルダーのアクセス権を確かめるか、書き込める作業フォルダーに移してください。",
    )


def _full(path: Path) -> StoreFull:
    return StoreFull(
        f"保存先「{path}」のディスクに空きがありません。",
        safe="保存済みの内容はそのままです。",
        screen=KEPT,
        next="不要なファイルを消して空きを作り、もう一度試してください。",
    )


def index_damaged() -> SearchIndexDamaged:
    return SearchIndexDamaged(
        "検索用の索引が壊れているため、探せません。",
        safe="評価書の内容には影響ありません。",
        next="「pia-tui search --rebuild 言葉」で、索引を作り直してから探せます。",
        next_on_screen="書き込める場所で開き直すと、索引を作り直して探せます。",
    )


def is_index_damage(error: sqlite3.Error) -> bool:
    """Whether SQLite complains about a search index only. FTS5 has a code of its own for what it finds amiss."""
    return getattr(error, "sqlite_errorcode", None) == sqlite3.SQLITE_CORRUPT_VTAB


def _busy(path: Path) -> StoreBusy:
    return StoreBusy(
        f"保存先「{path}」を別のプログラムが使っています。",
        safe="保存済みの内容はそのままです。",
        screen=KEPT,
        next="少し待ってから、もう一度試してください。",
    )


_BY_CODE = {
    sqlite3.SQLITE_BUSY: _busy,
    sqlite3.SQLITE_LOCKED: _busy,
    sqlite3.SQLITE_PROTOCOL: _busy,
    sqlite3.SQLITE_READONLY: read_only,
    sqlite3.SQLITE_PERM: read_only,
    sqlite3.SQLITE_FULL: _full,
    sqlite3.SQLITE_IOERR: unreachable,
    sqlite3.SQLITE_CANTOPEN: unreachable,
    sqlite3.SQLITE_CORRUPT: damaged,
    sqlite3.SQLITE_NOTADB: damaged,
}
