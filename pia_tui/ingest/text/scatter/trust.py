"""How far the order of a text can be trusted: from which margin an answer is placed, as the text itself tells.

A wrong answer is much worse than one in the tray. Where many answers of a page are doubtful, those that seem fair are
often their neighbours'. Where numbers of lists run backwards (② before ①) again and again, lines have lost the order
within their cells, and nothing but what is very sure can be right.
"""

from __future__ import annotations

from collections.abc import Sequence

from pia_tui.ingest.text.reading import Reading
from pia_tui.ingest.text.scatter.layout import Piece
from pia_tui.ingest.text.scatter.page import FAIR, SURE, Finding

_DOUBTFUL, _SHARE = 0.4, 0.4
"""Answers of a lesser margin are doubtful, and such a share of them makes all of a page doubtful."""
_COUNTED, _BACK = 20, 0.1
"""So many numbers tell an order, and so large a share that runs backwards tells that it is lost."""
_CERTAIN, _MIXED = 1.5, 1.0
_FEW, _PARTS = 4, 0.02
"""So many answers that are but parts, and such a share of all, tell that cells are torn into lines."""
_CIRCLED, _LAST = 0x245F, 20


def steps_back(reading: Reading, pages: Sequence[Sequence[Piece]]) -> tuple[int, int]:
    """How many lines of the pages begin with ①, ② …, and how many of them do not go on counting."""
    counted = back = 0
    for pieces in pages:
        last = 0
        for piece in pieces:
            number = number_of(reading.clean[piece.start : piece.end]) if piece.kind == "text" else 0
            if number:
                counted += 1
                back += number not in (1, last + 1)
                last = number
    return counted, back


def number_of(line: str) -> int:
    """The circled number that a line begins with, or 0."""
    first = ord(line.strip()[:1] or " ") - _CIRCLED
    return first if 0 < first <= _LAST else 0


class Trust:
    """Tells from which margin the answers of a page are placed."""

    def __init__(
        self, reading: Reading, pages: Sequence[Sequence[Piece]], findings: Sequence[Sequence[Finding]] = ()
    ) -> None:
        counted, back = steps_back(reading, pages)
        self.shuffled = counted >= _COUNTED and back >= _BACK * counted
        """Whether lines have lost their order within their cells."""
        texts = [each for own in findings for each in own if each.raw is None]
        parts = sum(each.part for each in texts)
        self.mixed = parts >= _FEW and parts >= _PARTS * len(texts)
        """Whether lines of several cells stand between each other."""

    def sound(self, findings: Sequence[Finding]) -> list[Finding]:
        """The findings of a page that may be placed. Options and marks are told by their words: they are as sure."""
        texts = [each for each in findings if each.raw is None]
        doubtful = sum(each.margin < _DOUBTFUL for each in texts) >= _SHARE * len(texts)
        least = _CERTAIN if self.shuffled else _MIXED if self.mixed else SURE if doubtful else FAIR
        return [
            each for each in findings if each.margin >= FAIR and (each.raw is not None or each.place_margin >= least)
        ]
