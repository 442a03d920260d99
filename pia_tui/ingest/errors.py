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


_MEND = "Excel でその欄を直して保存し、もう一度取り込んでください。"


class UnreadableCells(PiaError):
    """Cells of a sheet cannot be taken as they are; nothing was changed.

    `places` are (cell, item, why, what stands there); `listed` puts the first of them into the sentence, for where
    they are not shown beside it.
    """

    def __init__(self, places: Sequence[tuple[str, str, str, str]], *, listed: bool = True) -> None:
        some = "／".join(f"{where}（{label}）: {why}" for where, label, why, _ in places[:_LISTED]) if listed else ""
        more = f" ほか {len(places) - _LISTED} か所" if listed and len(places) > _LISTED else ""
        super().__init__(
            f"記入票に読めない欄が {len(places)} か所あるため、何も書き込みませんでした。{some}{more}",
            safe=STORE_UNTOUCHED,
            next=f"{_MEND}読める欄だけを取り込むには --readable を付けます。",
            next_on_screen=_MEND,
        )
        self.places = tuple(places)


class Cancelled(PiaError):
    """The user stopped a long read; nothing was changed."""

    def __init__(self) -> None:
        super().__init__("取り込みを中止しました。", safe=STORE_UNTOUCHED)
