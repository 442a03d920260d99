"""The errors a user may meet: each says what happened, what is safe, and what to do next, in Japanese."""

from __future__ import annotations


class PiaError(Exception):
    """A failure that the user is told about in plain Japanese.

    `what` is the sentence that says what happened, `safe` what is unharmed, `next` what to do now; the last two
    may be empty. `str()` joins them to one line. `exit_code` is what the command line ends with.
    """

    exit_code = 1

    def __init__(self, what: str, *, safe: str = "", next: str = "") -> None:  # noqa: A002 - the plain word for it
        super().__init__(what)
        self.what = what
        self.safe = safe
        self.next = next

    def __str__(self) -> str:
        return " ".join(part for part in (self.what, self.safe, self.next) if part)


class UsageError(PiaError):
    """The command was called the wrong way: a missing terminal, an unknown option."""

    exit_code = 2
