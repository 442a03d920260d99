"""From which margin an answer of a shuffled page is placed.

A wrong answer is much worse than one in the tray. Where many answers of a page are doubtful, those that seem fair are
often their neighbours'.
"""

from __future__ import annotations

from collections.abc import Sequence

from pia_tui.ingest.text.scatter.page import FAIR, SURE, FoundAnswer

_DOUBTFUL, _SHARE = 0.4, 0.4
"""Answers of a lesser margin are doubtful, and such a share of them makes all of a page doubtful."""


def plausible(findings: Sequence[FoundAnswer]) -> list[FoundAnswer]:
    """The findings of a page that may be placed. Options and marks are told by their words: they are as sure."""
    texts = [each for each in findings if each.raw is None]
    doubtful = sum(each.margin < _DOUBTFUL for each in texts) >= _SHARE * len(texts)
    least = SURE if doubtful else FAIR
    return [each for each in findings if each.margin >= FAIR and (each.raw is not None or each.place_margin >= least)]
