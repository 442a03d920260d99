"""The errors a user may meet: each says what happened, what is safe, and what to do next, in Japanese."""

from __future__ import annotations

import errno
import re
import sys

# Control characters, direction marks and surrogates: words of the user that an error repeats must not steer a terminal.
_UNPRINTABLE = re.compile("[\x00-\x1f\x7f-\x9f\u200e\u200f\u2028-\u202e\u2066-\u2069\ud800-\udfff\ufeff]+")


def visible(text: str) -> str:
    """The text as one line that any terminal can show: what cannot be printed becomes 「?」."""
    return _UNPRINTABLE.sub(lambda found: " " if found[0].isspace() else "?", text)


_REASONS = {
    errno.ENOENT: "その名前のファイルやフォルダーがありません",
    errno.ENOTDIR: "その名前のファイルやフォルダーがありません",
    errno.EISDIR: "ファイルではなく、フォルダーの名前です",
    errno.EACCES: "その場所を使う権限がありません",
    errno.EPERM: "その場所を使う権限がありません",
    errno.EROFS: "読み取り専用の場所です",
    errno.ENOSPC: "ディスクに空きがありません",
    errno.EDQUOT: "ディスクの割当量を超えました",
    errno.EFBIG: "ファイルが大きすぎます",
    errno.ENAMETOOLONG: "名前が長すぎます",
}


_IN_USE = (32, 33)
"""Windows: ERROR_SHARING_VIOLATION, ERROR_LOCK_VIOLATION."""
_DENIED = 5
"""Windows: ERROR_ACCESS_DENIED. A file that is open elsewhere and may not be replaced says so too."""


def is_open_elsewhere(error: OSError, platform: str = sys.platform) -> bool:
    """Whether another program may have the file open: Acrobat and Excel let nobody else write it meanwhile.

    Windows tells this apart from missing rights only sometimes, and Python's `open` never does.
    """
    number = getattr(error, "winerror", None)
    return number in (*_IN_USE, _DENIED) or (platform == "win32" and error.errno == errno.EACCES)


def why(error: OSError, platform: str = sys.platform) -> str:
    """Why a file could not be read or written, as a Japanese phrase; the system's own words are English."""
    if getattr(error, "winerror", None) in _IN_USE:
        return "ほかのプログラム（Acrobat や Excel など）で開いています"
    if is_open_elsewhere(error, platform):
        return "ほかのプログラム（Acrobat や Excel など）で開いているか、その場所を使う権限がありません"
    return _REASONS.get(error.errno or 0, "読み書きできませんでした")


class PiaError(Exception):
    """A failure that the user is told about in plain Japanese.

    `what` is the sentence that says what happened, `safe` what is unharmed, `next` what to do now; the last two
    may be empty. `str()` joins them to one line. `screen` says what is unharmed besides where the user has it before
    them on a screen, `next_on_screen` what to do there where the command line has another way; `on_screen` is the line
    with them. `exit_code` is what the command line ends with.
    """

    exit_code = 1

    screen = ""
    next_on_screen = ""

    def __init__(
        self,
        what: str,
        *,
        safe: str = "",
        next: str = "",  # noqa: A002 - plain
        screen: str = "",
        next_on_screen: str = "",
    ) -> None:
        super().__init__(what)
        self.what = visible(what)
        self.safe = visible(safe)
        self.next = visible(next)
        self.screen = visible(screen)
        self.next_on_screen = visible(next_on_screen)

    @property
    def on_screen(self) -> str:
        """The line for a face that keeps what was typed and has no command line."""
        then = self.next_on_screen or self.next
        return " ".join(part for part in (self.what, self.safe, self.screen, then) if part)

    def __str__(self) -> str:
        return " ".join(part for part in (self.what, self.safe, self.next) if part)


class UsageError(PiaError):
    """The command was called the wrong way: a missing terminal, an unknown option."""

    exit_code = 2
