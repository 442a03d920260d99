"""Text that lost its line ends: one long line for a page, in which only blanks part labels and answers.

Line ends are put around the labels again, so that such a text is read as any other.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from pia_tui.ingest.text.find import Occurrence, occurrences
from pia_tui.ingest.text.labels import Labels
from pia_tui.ingest.text.markup import CELL, LINE, PAGE, SOFT
from pia_tui.ingest.text.reading import Reading

_LONG, _LONG_COVER, _SHORT = 300, 150, 40
_LEAST, _FEW = 5, 3
"""So many numbered labels in one long line mean that its line ends are lost; in such a text any labels do."""
_COVER = 4
"""So many labels of the cover in one long line mean the same."""
_LINES = re.compile(f"[^{LINE}{PAGE}]+")


def unfolded(reading: Reading, labels: Labels, table: str) -> Reading:
    """`reading` with line ends around the labels of its flat lines; itself where there are none.

    `table` is the folded heading row of the table of changes, behind which labels are only spoken of.
    """
    flat = _flat_lines(reading, labels)
    if not flat:
        return reading
    heads = [
        (reading.folded.at[head.start()], reading.folded.at[head.end() - 1] + 1)
        for head in re.finditer(re.escape(table), reading.folded.text)
    ]
    begin = heads[0][0] if heads else len(reading.clean)
    found = [
        (each.start, each.end, each.numbered)
        for each in occurrences(reading, labels, flat)
        if any(start <= each.start < end for start, end in flat) and each.after != "glued" and each.start < begin
    ]
    return reading.reordered(list(_order(reading, [*found, *((*head, True) for head in heads)])))


def _flat_lines(reading: Reading, labels: Labels) -> list[tuple[int, int]]:
    lines = [line for line in _LINES.finditer(reading.clean) if CELL not in line[0] and SOFT not in line[0]]
    numbered = [each for each in occurrences(reading, labels) if each.numbered]
    anywhere = occurrences(reading, labels, [(0, len(reading.clean))])
    cover = [each for each in anywhere if any(spelling.target in labels.cover for spelling in each.spellings)]
    if not any(
        (len(line[0]) >= _LONG and _holds(line, numbered, _LEAST))
        or (len(line[0]) >= _LONG_COVER and _holds(line, cover, _COVER))
        for line in lines
    ):
        return []
    return [line.span() for line in lines if len(line[0]) >= _SHORT and _holds(line, anywhere, _FEW)]


def _holds(line: re.Match[str], found: list[Occurrence], least: int) -> bool:
    return len({each.text for each in found if line.start() <= each.start < line.end()}) >= least


def _order(reading: Reading, found: list[tuple[int, int, bool]]) -> Iterator[tuple[int, int] | str]:
    """The clean text with line ends around (start, end, numbered) but between names of columns."""
    place = 0
    for number, (start, end, numbered) in enumerate(found):
        before = found[number - 1] if number else None
        if before is None or before[2] or numbered or reading.clean[before[1] : start].strip():
            yield place, start
            yield LINE
            place = start
        yield place, end
        place = end
        following = found[number + 1] if number + 1 < len(found) else None
        if following is None or numbered or reading.clean[end : following[0]].strip():
            yield LINE
    yield place, len(reading.clean)
