"""Taking over 定型文 that an earlier version kept in a file of their own, beside the store and outside its backups."""

from __future__ import annotations

from contextlib import suppress
from typing import TYPE_CHECKING

import msgspec

from pia_tui.errors import PiaError, why

if TYPE_CHECKING:
    from pathlib import Path

    from pia_tui.store import Store

FILE, TAKEN = "clips.json", "clips-taken.json"


class OldClips(PiaError):
    """The file cannot be taken over, or not all of it."""


class _Old(msgspec.Struct, frozen=True):
    """A text as the file has it; the newest stands first."""

    text: str
    source: str = ""
    kept_on: str = ""


def take_over_clips(store: Store) -> int:
    """Put the texts of the file into the store and give the file another name; returns how many came over.

    Raises OldClips for a file that cannot be read (it is left alone) and, after the others came over, for texts that
    the store refuses; and what a write raises.
    """
    path = store.workspace.db / FILE
    if not path.exists():
        return 0
    taken, refused = 0, 0
    old = _read(path)
    with store.together():
        present = {one.text for one in store.clips()}
        for one in reversed(old):
            if one.text in present:
                continue
            try:
                store.keep_clip(one.text, one.source, one.kept_on)
                taken += 1
            except PiaError as error:
                if not _is_refused(error):
                    raise
                refused += 1
    _rename(path)
    if refused:
        raise OldClips(
            f"定型文 {refused} 件は、個人番号と見られる数字などがあるため、引き継ぎませんでした。",
            safe=f"元の文は「{path.with_name(TAKEN)}」に残っています。",
            next="要らなければ、このファイルを消してください。",
        )
    return taken


def _rename(path: Path) -> None:
    """Give the file its other name. Raises OldClips where it must not be touched: it is read again at each start."""
    try:
        with suppress(FileNotFoundError):  # another terminal was quicker
            path.replace(path.with_name(TAKEN))
    except OSError as error:
        raise OldClips(
            f"前の版の定型文のファイル「{path}」の名前を変えられません（{why(error)}）。",
            safe="引き継いだ定型文は、保存先に入っています。",
            next="このファイルをほかの場所に移すと、このお知らせは出なくなります。",
        ) from error


def _read(path: Path) -> list[_Old]:
    try:
        with suppress(FileNotFoundError):  # another terminal has just taken it over
            return msgspec.json.decode(path.read_bytes(), type=list[_Old])
    except (OSError, msgspec.MsgspecError) as error:
        raise OldClips(
            f"前の版の定型文のファイル「{path}」を読めません。",
            safe="ファイルには触れていません。評価書は無事です。",
            next="ファイルの名前を変えると、このお知らせは出なくなります。",
        ) from error
    return []


def _is_refused(error: PiaError) -> bool:
    from pia_tui.store.errors import PersonalNumberFound, ValueRefused

    return isinstance(error, (PersonalNumberFound, ValueRefused))
