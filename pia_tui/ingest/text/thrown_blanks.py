"""Text of readers that throw blanks between letters (漢 字 と かな): blanks that tell nothing are taken out.

Which blanks tell nothing is told by the text itself: between two kinds of letters that are nearly always parted, a
blank is no border.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from itertools import permutations

from pia_tui.ingest.text.reading import Reading

_KINDS = (
    ("k", "\u3005-\u3007\u3400-\u9fff\uf900-\ufaff"),
    ("h", "\u3041-\u309f"),
    ("t", "\u30a1-\u30ff"),
    ("p", "、。，"),
    ("a", "0-9０-９A-Za-zＡ-Ｚａ-ｚ"),
)
_KIND = re.compile("|".join(f"(?P<{name}>[{letters}])" for name, letters in _KINDS))
_PAIR = re.compile(r"(?=(?P<one>\S)(?P<gap>[ \u3000]*)(?P<two>[^\s]))")
_OFTEN, _LEAST, _FEW = 0.3, 60, 2
"""Such a share of parted pairs means that a blank between their kinds tells nothing; so many pairs tell a text's kind,
so many at least the share."""
_MIXED = tuple(
    re.compile(f"[{one}](?=([ \u3000]*)[{two}])") for one, two in permutations(letters for _, letters in _KINDS[:2])
)
"""Words are written without blanks between these: where they stand, blanks are thrown in."""
_NUMBERS = ("a", "a")
"""Two numbers beside each other are never one."""


def closed(reading: Reading) -> Reading:
    """`reading` without the blanks that tell nothing; itself where blanks do."""
    found = [bool(pair[1]) for mixed in _MIXED for pair in mixed.finditer(reading.clean)]
    if len(found) < _LEAST or sum(found) < _OFTEN * len(found):
        return reading
    return reading.reordered(list(_kept(reading.clean, _thrown(reading.clean))))


def _thrown(clean: str) -> frozenset[tuple[str, str]]:
    """The pairs of kinds of letters between which blanks tell nothing."""
    all_pairs: Counter[tuple[str, str]] = Counter()
    with_blank: Counter[tuple[str, str]] = Counter()
    for pair in _PAIR.finditer(clean):
        kinds = _kind(pair["one"]), _kind(pair["two"])
        if all(kinds) and kinds != _NUMBERS:
            all_pairs[kinds] += 1
            with_blank[kinds] += bool(pair["gap"])
    return frozenset(
        kinds for kinds, count in all_pairs.items() if count >= _FEW and with_blank[kinds] >= _OFTEN * count
    )


def _kind(letter: str) -> str:
    match = _KIND.match(letter)
    return match.lastgroup or "" if match else ""


def _kept(clean: str, thrown: frozenset[tuple[str, str]]) -> Iterator[tuple[int, int]]:
    """The stretches between the blanks that are taken out."""
    place = 0
    for gap in re.finditer(r"(?<=\S)[ \u3000]+(?=\S)", clean):
        if (_kind(clean[gap.start() - 1]), _kind(clean[gap.end()])) in thrown:
            yield place, gap.start()
            place = gap.end()
    yield place, len(clean)
