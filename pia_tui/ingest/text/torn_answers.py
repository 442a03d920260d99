"""Answers that are torn by their own labels, in a text whose line ends are lost too.

A reader that goes down the page finds a label at the middle of its cell: the first half of the answer stands behind the
label before. Lines tell where a cell begins (see `cells`); without them nothing does. That a text is of this kind is
told by the printed lists of options: behind a label whose answer is plain text there can be none.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import cache
from itertools import pairwise

from pia_tui.ingest.text.aliases import aliases
from pia_tui.ingest.text.align import Anchor
from pia_tui.ingest.text.folding import fold
from pia_tui.ingest.text.markup import LINE, MARK, PAGE
from pia_tui.ingest.text.reading import Reading
from pia_tui.ingest.text.tokens import scan
from pia_tui.ingest.text.tree import Tree, tree_of

_BOX = re.compile(r"[\[［][ \u3000]*[○〇]?[ \u3000]*[\]］]|[□☐☑■]")
_FEW, _SHARE = 3, 0.02
"""So many lists behind labels of texts, and so large a share of these labels, tell that answers are torn."""

_LIST = 2
"""So many entries of a list in an answer are no chance."""


def answers_torn(anchors: Sequence[Anchor], reading: Reading, tree: Tree) -> bool:
    """Whether lists of options stand behind labels that have none, again and again."""
    headings = [fold(word) for word in aliases().choice_headings]
    texts = [
        fold(reading.clean[each.occurrence.end : following.occurrence.start])
        for each, following in pairwise(anchors)
        if _is_text(each, tree)
    ]
    listed = sum(any(heading in text for heading in headings) for text in texts)
    return listed >= max(_FEW, _SHARE * len(texts))


def holds_list(text: str, tree: Tree) -> bool:
    """Whether lines of a text are a choice's printed list (`1) …`, `2) …`): no answer holds one, so it is torn."""
    options = _listed_options(tree.form.id)
    return sum(fold(line) in options for line in re.split(f"[{LINE}{PAGE}]", text)) >= _LIST


@cache
def _listed_options(form_id: str) -> frozenset[str]:
    """The options of all choices with their numbers, folded."""
    lists = {spot.item.choice_texts for spot in tree_of(form_id).spots.values() if spot.item and spot.item.choice_texts}
    return frozenset(fold(f"{number}){text}") for each in lists for number, text in enumerate(each, 1))


def _is_text(anchor: Anchor, tree: Tree) -> bool:
    item = tree.spots[anchor.target].item
    return not anchor.furniture and item is not None and item.value_kind == "text"


def holds_marks(reading: Reading, start: int, end: int, tree: Tree) -> bool:
    """Whether a stretch of clean text is options with their marks and nothing else."""
    if MARK not in reading.clean[start:end] and not _BOX.search(reading.clean, start, end):
        return False
    tokens = scan(reading, start, end, tree.mark_options)
    marked = sum(one.kind == "mark" and two.kind == "option" for one, two in pairwise(tokens))
    others = sum(token.kind == "other" and token.text.isalnum() for token in tokens)
    return marked > 1 and others < marked
