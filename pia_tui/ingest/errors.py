"""What can go wrong when a file is brought in."""

from __future__ import annotations

from collections.abc import Sequence

from pia_tui.errors import PiaError

STORE_UNTOUCHED = "保存済みの評価書は何も変わっていません。"
_LISTED = 5


class UnreadableFile(PiaError):
    """The file cannot be read as any kind that this program knows."""


class DamagedFile(PiaError):
    """A file of ours that is cut off, changed, or does not follow its format."""


class NewerFile(PiaError):
    """A file of ours written by a newer program."""


class UnsafeFile(PiaError):
    """A file built to do harm, or too large to be a document: a zip bomb, paths that lead out of the folder."""


class UnreadableCells(PiaError):
    """Cells of a sheet cannot be taken as they are; nothing was changed. `places` are (cell, item, why)."""

    def __init__(self, places: Sequence[tuple[str, str, str]]) -> None:
        listed = "／".join(f"{where}（{label}）: {why}" for where, label, why in places[:_LISTED])
        more = f" ほか {len(places) - _LISTED} か所" if len(places) > _LISTED else ""
        super().__init__(
            f"記入票に読めない欄が {len(places)} か所あります。{listed}{more}",
            safe=STORE_UNTOUCHED,
            next="その欄を直してから、もう一度取り込んでください。",
        )
        self.places = tuple(places)


class Cancelled(PiaError):
    """The user stopped a long read; nothing was changed."""

    def __init__(self) -> None:
        super().__init__("取り込みを中止しました。", safe=STORE_UNTOUCHED)
