"""Answers that are torn by their own labels: what can stand in no such cell stands behind a label.

A reader that goes down the page finds a label at the middle of its cell: the first half of the answer stands behind the
label before. Or it prints labels first and answers later. That a text is of this kind is told by what the form prints
itself: behind a label whose answer is plain text no list of options can stand, and no marked options.
"""

from __future__ import annotations

import re
from functools import cache
from itertools import pairwise

from pia_tui.ingest.text.aliases import aliases
from pia_tui.ingest.text.folding import fold
from pia_tui.ingest.text.markup import CELL, LINE, MARK, PAGE, SOFT
from pia_tui.ingest.text.reading import Reading
from pia_tui.ingest.text.tokens import scan
from pia_tui.ingest.text.tree import Tree, tree_of

_BOX = re.compile(r"[\[［][ \u3000]*[○〇◯]?[ \u3000]*[\]］]|[□☐☑■]")
_LONGEST = 200
"""No printed list has a longer line."""
_AGAIN = 16
"""Letters of a line that begins another one of its answer: a page's edge cut what it printed again."""


def is_strange(reading: Reading, start: int, end: int, tree: Tree) -> bool:
    """Whether a stretch holds what the form prints beside choices and marks: no answer in words does."""
    printed = _printed(tree.form.id)
    lines = re.split(f"[{LINE}{CELL}{SOFT}{PAGE}]", reading.clean[start:end])
    return (
        any(printed.search(fold(line)) for line in lines if len(line) <= _LONGEST)
        or _marked(reading, start, end, tree)[0] > 1
    )


def is_spoilt(text: str, tree: Tree, whole: bool) -> bool:
    """Whether an answer in words holds what the form prints beside choices, or a line that is but the beginning of one.

    Of `whole` cells no line is printed again.
    """
    if _printed(tree.form.id).search(fold(text)):
        return True
    lines = [fold(line) for line in ([] if whole else text.split("\n")) if len(line) >= _AGAIN]
    return any(one != two and two.startswith(one) for one in lines for two in lines)


def held_choices(reading: Reading, start: int, end: int, tree: Tree) -> int:
    """How many brackets of a stretch hold an option of any choice."""
    return len(re.findall(_held(tree), fold(reading.clean[start:end])))


def _held(tree: Tree) -> str:
    options = "|".join(map(re.escape, sorted(tree.choices, key=len, reverse=True)))
    return rf"\[(?:{options})\]"


@cache
def _printed(form_id: str) -> re.Pattern[str]:
    """The headings of lists of options, options with their numbers, and options in brackets; folded."""
    tree = tree_of(form_id)
    headings = "|".join(f"[<(\\[]{re.escape(fold(word))}[>)\\]]" for word in aliases().choice_headings)
    lists = {spot.item.choice_texts for spot in tree.spots.values() if spot.item and spot.item.value_kind == "choice"}
    numbered = sorted({fold(f"{number}){text}") for each in lists for number, text in enumerate(each, start=1)})
    return re.compile(f"{headings}|{'|'.join(map(re.escape, numbered))}|{_held(tree)}")


def holds_marks(reading: Reading, start: int, end: int, tree: Tree) -> bool:
    """Whether a stretch of clean text is options with their marks and nothing else."""
    marked, others = _marked(reading, start, end, tree)
    return marked > 1 and others < marked


def _marked(reading: Reading, start: int, end: int, tree: Tree) -> tuple[int, int]:
    """How many options with marks, and how many other letters stand in a stretch."""
    if MARK not in reading.clean[start:end] and not _BOX.search(reading.clean, start, end):
        return 0, 0
    tokens = scan(reading, start, end, tree.mark_options)
    marked = sum(one.kind == "mark" and two.kind == "option" for one, two in pairwise(tokens))
    return marked, sum(token.kind == "other" and token.text.isalnum() for token in tokens)
