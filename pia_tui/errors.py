"""The errors a user may meet: each says what happened, what is safe, and what to do next, in Japanese."""

from __future__ import annotations

import re

# Control characters, direction marks and surrogates: words of the user that an error repeats must not steer a terminal.
_UNPRINTABLE = re.compile("[\x00-\x1f\x7f-\x9f\u200e\u200f\u2028-\u202e\u2066-\u2069\ud800-\udfff\ufeff]+")


def visible(text: str) -> str:
    """The text as one line that any terminal can show: what cannot be printed becomes 「?」."""
    return _UNPRINTABLE.sub(lambda found: " " if found[0].isspace() else "?", text)


class PiaError(Exception):
    """A failure that the user is told about in plain Japanese.

    `what` is the sentence that says what happened, `safe` what is unharmed, `next` what to do now; the last two
    may be empty. `str()` joins them to one line. `exit_code` is what the command line ends with.
    """

    exit_code = 1

    def __init__(self, what: str, *, safe: str = "", next: str = "") -> None:  # noqa: A002 - the plain word for it
        super().__init__(what)
        self.what = visible(what)
        self.safe = visible(safe)
        self.next = visible(next)

    def __str__(self) -> str:
        return " ".join(part for part in (self.what, self.safe, self.next) if part)


class UsageError(PiaError):
    """The command was called the wrong way: a missing terminal, an unknown option."""

    exit_code = 2
