"""Whether one line goes on in another as the rest of the text would have it: by the pairs of letters that it uses."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from itertools import pairwise

from pia_tui.ingest.text.prose import goes_on, width

_USED = 2
"""So often a letter must stand in a text that pairs it never makes tell anything."""
_OFTEN, _WIDE, _NEAR = 4, 40, 2
"""So many lines tell the width of a column; so many half letters it has at least; so far before it a line may end."""


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


class Columns:
    """The widths at which the columns of a text cut its lines, by lines that follow each other with nothing between."""

    def __init__(self, pairs: Iterable[tuple[str, str, bool]]) -> None:
        """`pairs` tell too whether both lines stand in one box."""
        running = [(width(one.strip()), same) for one, two, same in pairs if goes_on(one, two)]
        counted = Counter(size for size, _ in running)
        self.widths = [size for size in sorted(counted) if size >= _WIDE and self._is_edge(counted, size)]

        within = [same for size, same in running if size in self.widths]
        self.whole_boxes = 2 * sum(within) >= max(1, len(within))
        """Whether boxes hold whole answers: sentences go on within them, not from one into the next."""

    def _is_edge(self, counted: Counter[int], size: int) -> bool:
        """Whether lines end here again and again, and none of them a little further on."""
        near = sum(counted[size - step] for step in range(_NEAR + 1))
        return near >= _OFTEN and near > sum(counted[size + step] for step in range(1, _NEAR + 1))

    def cuts(self, line: str) -> bool:
        """Whether a line ends where a column does."""
        size = width(line.strip())
        return any(0 <= edge - size <= _NEAR for edge in self.widths)
