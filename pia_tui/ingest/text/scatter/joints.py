"""Whether one line goes on in another as the rest of the text would have it: by the pairs of letters that it uses."""

from __future__ import annotations

from collections import Counter
from itertools import pairwise

_USED = 2
"""So often a letter must stand in a text that pairs it never makes tell anything."""


class Joints:
    """The pairs of neighbouring letters within the lines of a text."""

    def __init__(self, text: str) -> None:
        self.pairs: Counter[str] = Counter()
        self.before: Counter[str] = Counter()
        self.after: Counter[str] = Counter()
        for one, two in pairwise(text):
            if not one.isspace() and not two.isspace():
                self.pairs[one + two] += 1
                self.before[one] += 1
                self.after[two] += 1

    def strangeness(self, line: str, following: str) -> float:
        """0 where the end of a line and the beginning of the next stand side by side elsewhere; up to 1 if never."""
        one, two = line.strip()[-1:], following.strip()[:1]
        if not one or not two or self.pairs[one + two]:
            return 0.0
        used = min(self.before[one], self.after[two])
        return 0.3 if used < _USED else min(1.0, 0.4 + 0.05 * used)
