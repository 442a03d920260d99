"""What the program has to say, one thing at a time: told at the foot of the screen until it has been read.

Nothing goes away by a clock. A word goes with the next key once there was time to read it, so that a message about
something that ended in the background is not lost under the letters one is typing.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal

MessageSeverity = Literal["information", "warning", "error"]

WORD_SECONDS = 2.0
"""How long a short word is kept at least."""
PROBLEM_SECONDS = 4.0
"""How long a problem is kept at least, with a second more for every `LETTERS_A_SECOND` of it."""
LETTERS_A_SECOND = 8
MOST_SECONDS = 20.0
MOST_PROBLEMS = 2
"""Of several problems the newest are shown; the ones before are the same trouble in most cases."""


_UNTAKEN = 12
"""Letters of what could not be written that are told."""


def untaken_words(text: str) -> str:
    """That letters were typed or pasted where nothing is written: which, and that they are nowhere."""
    line, _, more = text.strip().partition("\n")
    cut = f"{line[:_UNTAKEN]}…" if more or len(line) > _UNTAKEN else line
    return f"「{cut}」は、どこにも入っていません。"


@dataclass(frozen=True, slots=True)
class Told:
    """One message and when it was told, in seconds of a clock that only goes forward."""

    text: str
    severity: MessageSeverity
    at: float

    @property
    def is_problem(self) -> bool:
        return self.severity != "information"

    def read_by(self, now: float) -> bool:
        """Whether there was time to read it."""
        if not self.is_problem:
            return now - self.at >= WORD_SECONDS
        return now - self.at >= min(MOST_SECONDS, PROBLEM_SECONDS + len(self.text) / LETTERS_A_SECOND)


def told(messages: Iterable[Told], new: Told) -> tuple[Told, ...]:
    """The messages with a new one: it takes the place of the last word; problems stay beside it."""
    problems = [one for one in messages if one.is_problem and one.text != new.text]
    if new.is_problem:
        problems.append(new)
        return tuple(problems[-MOST_PROBLEMS:])
    return (*problems, new)


def still_unread(messages: Iterable[Told], now: float) -> tuple[Told, ...]:
    """Those that have to stay although the officer goes on."""
    return tuple(one for one in messages if not one.read_by(now))
