"""From which margin an answer of a shuffled page is placed; what is less sure stands in the tray.

The margins were chosen on pages of four looks copied in six ways, and on pages that the tests tear. Below them one
text in eight and one choice in twelve was another's, above them one in a hundred. On ways of copying that had no part
in the choice more are wrong: up to one in ten of what is placed (tests/ingest/measuring.py). A text right behind its
label is placed with a doubt: of these one in twenty was another's, of long ones none.
"""

from __future__ import annotations

from collections.abc import Sequence

from pia_tui.ingest.text.scatter.page import FAIR, FoundAnswer
from pia_tui.ingest.text.weights import weight

LEAST_CHOICE, LEAST_TEXT = weight("torn.choice"), weight("torn.text")
"""Margins of an option, and of the place of a text: how much dearer everything becomes with another answer."""
LONG = weight("torn.long")
"""Letters of a text that has few neighbours to be mistaken for."""


def plausible(findings: Sequence[FoundAnswer]) -> list[FoundAnswer]:
    """The findings of a page that may be placed."""
    return [each for each in findings if each.margin >= FAIR and _is_sound(each)]


def _is_sound(finding: FoundAnswer) -> bool:
    if finding.raw is None:
        return finding.told or finding.place_margin >= LEAST_TEXT
    return finding.margin >= LEAST_CHOICE
