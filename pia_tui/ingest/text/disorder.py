"""Whether a text has lost its order: what stands behind a label is not what its item can hold.

Text that is copied out of a page has labels at the middle of their cells, lists beside other labels, answers before
their labels. The form tells: a heading has no answer, a list of options belongs to a choice, marks to their item.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Sequence

from pia_tui.forms import Item
from pia_tui.ingest.text.aliases import aliases
from pia_tui.ingest.text.align import Anchor
from pia_tui.ingest.text.folding import fold
from pia_tui.ingest.text.markup import LINE, PAGE
from pia_tui.ingest.text.reading import Reading
from pia_tui.ingest.text.tokens import scan
from pia_tui.ingest.text.tree import Tree
from pia_tui.ingest.text.weights import weight

LOST = weight("order.lost")
"""Strange lines for each label that has an answer, from which on the order of a text is lost: clean texts have up to
0.1, copies of pages that can be read line by line up to 0.25, the others 0.4 to 5."""
_LINES = re.compile(f"[^{LINE}{PAGE}]+")
_LISTED = re.compile(r"[\[\]]*\(?\d{1,2}\)")
_COUNTED = re.compile(r"\(?\d{0,3}\)?件")
_MARKED = re.compile(r"\[○?\]|[□■☑☐]")


def disorder(anchors: Sequence[Anchor], reading: Reading, tree: Tree) -> float:
    """How many lines stand behind labels that cannot hold them, for each label with an answer."""
    items = [None if each.furniture else tree.spots[each.target].item for each in anchors]
    asked = sum(item is not None and item.value_kind is not None for item in items)
    strange = 0
    ends = [*(each.occurrence.start for each in anchors[1:]), len(reading.clean)]
    line_ends = [match.start() for match in re.finditer(f"[{LINE}{PAGE}]", reading.clean)]
    for number, (anchor, end) in enumerate(zip(anchors, ends, strict=True)):
        place = bisect_left(line_ends, anchor.occurrence.end)
        first = line_ends[place] if place < len(line_ends) else end
        near = [each for each in items[number : number + 2] if each is not None and each.value_kind == "choice"]
        for line in _LINES.finditer(reading.clean, min(first, end), end):
            strange += bool(line[0].strip()) and _is_strange(items[number], line[0], near)
    return strange / asked if asked else LOST + 1


def _is_strange(item: Item | None, text: str, near: Sequence[Item]) -> bool:
    """Whether a line cannot stand behind the label of an item; `near` are choices whose lists may stand here."""
    if item is None or (item.value_kind is None and not _holds_one(item)):
        return True
    kind, folded = item.value_kind, fold(text)
    if _COUNTED.fullmatch(folded):
        return not any(child.kind == "count" for child in item.items)
    if kind == "choice":
        return not _has(text, item)
    if kind == "multi":
        return False
    marked = _MARKED.match(folded) is not None
    if kind is None and any("flag" in (child.kind, child.own_value) for child in item.items):
        return not marked
    return marked or _is_listed(text, folded, near)


def _is_listed(text: str, folded: str, near: Sequence[Item]) -> bool:
    """Whether a line is part of the printed list of a choice that stands near."""
    if any(fold(word) in folded for word in aliases().choice_headings):
        return True
    return _LISTED.match(folded) is not None and any(_has(text, item) for item in near)


def _has(text: str, item: Item) -> bool:
    """Whether a line holds an option of an item, or the end of a wrapped one."""
    folded = fold(text)
    if folded and any(fold(option).endswith(folded) for option in item.choice_texts):
        return True
    tokens = scan(Reading(text), 0, len(text), item.choice_texts)
    return any(token.kind in ("option", "entry", "heading") for token in tokens) or not re.search(r"\w", text)


def _holds_one(item: Item) -> bool:
    """Whether a heading's text may be the answer of the one item under it, or marks that stand on it."""
    answers = [child for child in item.items if child.value_kind and not child.option_text]
    return len(answers) == 1 or any("flag" in (child.kind, child.own_value) for child in item.items)
