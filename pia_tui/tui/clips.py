"""定型文: texts kept for use again, with where they came from. They lie in `db/clips.json` of the workspace."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import msgspec

from pia_tui.errors import PiaError
from pia_tui.output import OutputError, write_file
from pia_tui.workspace import Workspace

FILE = "clips.json"
TITLE_LENGTH = 30


class ClipError(PiaError):
    """The texts kept for use again cannot be read or written."""


class Clip(msgspec.Struct, frozen=True):
    """A text, what it is called, where it came from and when it was kept."""

    title: str
    text: str
    source: str
    kept_on: date


def clips(workspace: Workspace) -> list[Clip]:
    """All that is kept, newest first. Raises ClipError for a file that is damaged; the file is left alone."""
    try:
        return msgspec.json.decode(_file(workspace).read_bytes(), type=list[Clip])
    except FileNotFoundError:
        return []
    except (OSError, msgspec.MsgspecError) as error:
        raise ClipError(
            f"定型文のファイル「{_file(workspace)}」を読めません。",
            safe="ファイルには触れていません。評価書は無事です。",
            next="ファイルを別の名前に変えると、空の定型文から始められます。",
        ) from error


def keep_clip(workspace: Workspace, text: str, source: str, today: date) -> Clip:
    """Keep a text. The same text is kept once. Raises ClipError."""
    first = text.strip().partition("\n")[0]
    clip = Clip(first[:TITLE_LENGTH] + ("…" if len(first) > TITLE_LENGTH else ""), text, source, today)
    _write(workspace, [clip, *(one for one in clips(workspace) if one.text != text)])
    return clip


def drop_clip(workspace: Workspace, clip: Clip) -> None:
    """Keep a text no longer. Raises ClipError."""
    _write(workspace, [one for one in clips(workspace) if one != clip])


def _write(workspace: Workspace, kept: list[Clip]) -> None:
    try:
        write_file(_file(workspace), msgspec.json.encode(kept), overwrite=True)
    except OutputError as error:
        raise ClipError(
            "定型文を保存できませんでした。", safe="評価書は無事です。", next="空き容量とアクセス権を確かめてください。"
        ) from error


def _file(workspace: Workspace) -> Path:
    return workspace.db / FILE
