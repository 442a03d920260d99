"""Whether the cells of a table of changes are torn into lines: its items name places, but stop inside labels.

Where boxes hold whole cells, an item ends with a label. Where again and again it breaks off in the middle of one, lines
of a row's cells have been mixed, and what seems to be a cell is a line of it.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

from pia_tui.ingest.text.folding import fold
from pia_tui.ingest.text.markup import LINE, PAGE

_BOXES = re.compile(rf"{LINE}[ \t\u3000]*(?:{LINE}[ \t\u3000]*)+|{PAGE}")
_DAY = re.compile(r"^[^\W\d_]{2}(?:元|\d{1,2})年\d{1,2}月\d{1,2}日?")
_PLACE = re.compile(r"[ivx]{1,4}(?![a-z])|\(?別[添紙]\d?\)?")
_LETTERS, _LEAST, _SHARE = 3, 3, 0.25
"""Letters of a label that tell that it breaks off, so many items that do, and their share of all."""


def names_are_cut(clean: str, labels: Iterable[str]) -> bool:
    """Whether many items of a table's text break off inside a label; `labels` are folded."""
    whole = {label for label in labels if len(label) > 1}
    begun = {label[:size] for label in whole for size in range(_LETTERS, len(label))}
    items = [text for box in _BOXES.split(clean) if _PLACE.match(text := _DAY.sub("", fold(box)))]
    cut = sum(_breaks_off(text, whole, begun) for text in items)
    return cut >= _LEAST and cut >= _SHARE * len(items)


def _breaks_off(text: str, whole: set[str], begun: set[str]) -> bool:
    tails = [text[place:] for place in range(len(text))]
    return not any(tail in whole for tail in tails) and any(tail in begun for tail in tails)
