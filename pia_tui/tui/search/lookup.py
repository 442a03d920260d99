"""Where words stand in one document: in the names of its items and headings, written or not, and in what is written."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from pia_tui.assessment import Assessment, Node, Part
from pia_tui.forms import format_value
from pia_tui.places import section_word, short_words
from pia_tui.rules.completeness import is_answered, is_asked
from pia_tui.store.search import fold, locate
from pia_tui.tui.document.sheet import node_label

CONTEXT = 24
"""Letters shown before a word; twice as many after it."""

_STOPS = re.compile(r"[.．・()（）]+")


@dataclass(frozen=True, slots=True)
class SearchSpot:
    """A place of the document. `own` is its name and `around` the same with all headings over it, both folded.

    `codes` are its numbers as one may type them: the printed ones from the section on, and the path.
    """

    key: str
    part: Part
    node: Node | None
    label: str
    own: str
    around: str
    codes: tuple[str, ...]
    named: bool
    text: str = ""
    folded: str = ""


@dataclass(frozen=True, slots=True)
class Found:
    """A hit: where it leads, what is shown of it, where it stands, and a word on its state."""

    key: str
    label: str
    where: str
    state: str = ""


def spots(document: Assessment) -> list[SearchSpot]:
    """Every place of a document, in the form's order."""
    made: list[SearchSpot] = []
    for part in document.parts():
        title = document.part_title(part)
        numeral = fold(section_word(part.section))
        made.append(SearchSpot(part.key, part, None, title, fold(title), fold(title), (_code(numeral),), named=True))
        over: list[tuple[str, str]] = []
        for node in document.nodes(part):
            label, number = node_label(node), fold(node.item.number)
            over = [*over[: node.depth], (fold(label), number)]
            text = format_value(document.shown(node)) if node.value_kind is not None else ""
            if not text and not _named(document, node):
                continue
            made.append(
                SearchSpot(
                    node.key,
                    part,
                    node,
                    label,
                    fold(label),
                    fold(title) + "".join(words for words, _ in over),
                    (_code(numeral + "".join(each for _, each in over)), _code(fold(node.item.id))),
                    _named(document, node),
                    text,
                    fold(text),
                )
            )
    return made


def names(document: Assessment, among: Sequence[SearchSpot], words: Sequence[str]) -> list[Found]:
    """Items and headings whose name or number has the words; some of them may stand in the headings over it."""
    wanted = [(fold(word), _code(fold(word))) for word in words if fold(word)]
    return [
        Found(spot.key, spot.label, _where(document, spot, named=True), _state(document, spot.node))
        for spot in among
        if spot.named and _has_name(spot, wanted)
    ]


def texts(document: Assessment, among: Sequence[SearchSpot], words: Sequence[str], most: int) -> list[Found]:
    """Answers that have all the words, at most so many."""
    wanted = [fold(word) for word in words if fold(word)]
    made: list[Found] = []
    for spot in among:
        if spot.folded and wanted and all(word in spot.folded for word in wanted):
            made.append(Found(spot.key, context(spot.text, wanted[0]), _where(document, spot, named=False)))
            if len(made) == most:
                break
    return made


def context(text: str, word: str) -> str:
    """A folded word with what stands around it, on one line."""
    at, end = locate(text, word)
    start, end = max(0, at - CONTEXT), max(end, at + len(word)) + CONTEXT * 2
    head, tail = ("…" if start else ""), ("…" if end < len(text) else "")
    return head + text[start:end].replace("\n", " ") + tail


def _named(document: Assessment, node: Node) -> bool:
    """Whether a place is found by its name: brackets of options and sentences of the form have none of their own.

    A list is named by its blocks, and by itself where it has none.
    """
    if node.item.option_text or node.item.fixed or not node.label:
        return False
    return not node.is_list or (node.applies and not document.blocks(node.key))


def _has_name(spot: SearchSpot, wanted: Sequence[tuple[str, str]]) -> bool:
    if not wanted:
        return False
    if any(code in spot.codes for _, code in wanted):
        return all(word in spot.around or code in spot.codes for word, code in wanted)
    return any(word in spot.own for word, _ in wanted) and all(word in spot.around for word, _ in wanted)


def _code(folded: str) -> str:
    """A folded number without what may stand between its parts: Ⅱ．４．① and II.4.1 alike."""
    return _STOPS.sub("", folded)


def _where(document: Assessment, spot: SearchSpot, *, named: bool) -> str:
    if spot.node is None:
        return ""
    words = short_words(document, spot.node.key)
    return " ＞ ".join(words[:-1] if named else words)


def _state(document: Assessment, node: Node | None) -> str:
    if node is None or node.value_kind is None:
        return ""
    if not node.applies:
        return "書かない欄"
    return "未記入" if is_asked(document, node) and not is_answered(document, node) else ""
