"""What can go wrong when a file is brought in."""

from __future__ import annotations

from pia_tui.errors import PiaError

STORE_UNTOUCHED = "保存済みの評価書は何も変わっていません。"


class UnreadableFile(PiaError):
    """The file cannot be read as any kind that this program knows."""


class DamagedFile(PiaError):
    """A file of ours that is cut off, changed, or does not follow its format."""


class NewerFile(PiaError):
    """A file of ours written by a newer program."""


class UnsafeFile(PiaError):
    """A file built to do harm, or too large to be a document: a zip bomb, paths that lead out of the folder."""


class Cancelled(PiaError):
    """The user stopped a long read; nothing was changed."""

    def __init__(self) -> None:
        super().__init__("取り込みを中止しました。", safe=STORE_UNTOUCHED)
