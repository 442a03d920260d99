"""How far a document is filled in: which items ask for an answer, and which of them have one."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from pia_tui.assessment import Assessment, Node, Part
from pia_tui.rules.changes.annex import in_old_row


@dataclass(frozen=True, slots=True)
class Progress:
    """`asked` items want an answer, `answered` of them have one. Marks (○) are never asked: a blank is an answer."""

    asked: int
    answered: int

    @property
    def complete(self) -> bool:
        """Whether nothing is left to write."""
        return self.answered == self.asked

    @property
    def percent(self) -> int:
        """Whole per cent, rounded down, so that 100 means complete; 100 where nothing is asked."""
        return 100 if not self.asked else self.answered * 100 // self.asked

    def __add__(self, other: Progress) -> Progress:
        return Progress(self.asked + other.asked, self.answered + other.answered)


def is_asked(document: Assessment, node: Node) -> bool:
    """Whether the form expects an answer here: an input that applies and is not 任意, with all headings over it.

    The rows of 変更箇所 of earlier years stay as they are.

    What stands beside a mark (its 件, the （　） of a marked option) is asked only with the mark.
    """
    item = node.item
    if node.value_kind in (None, "flag") or not node.applies or not document.asked(node):
        return False
    if in_old_row(document, node.key):
        return False
    if item.option_text:
        return is_marked_bracket(document, node)
    parents = document.form.places[item.id].parents
    under_mark = bool(parents) and parents[-1].value_kind == "flag"
    if under_mark and document.state.get(document.sibling(node.key, parents[-1].id)) is not True:
        return False
    return not any(each.optional for each in (item, *parents))


def is_marked_bracket(document: Assessment, node: Node) -> bool:
    """Whether this is the （　） of an option that is marked, so that words are wanted in it."""
    if not node.item.option_text:
        return False
    parent = document.form.places[node.item.id].parents[-1]
    key, _, number = node.key.rpartition(".")
    marked = document.state.get(key)
    if not isinstance(marked, tuple) or not number.isdigit() or not 0 < int(number) <= len(parent.choices):
        return False
    option = parent.choices[int(number) - 1]
    return option.free_text and option.text in marked


def is_answered(document: Assessment, node: Node) -> bool:
    """Whether something stands here: an answer, or one that follows from another item."""
    return document.shown(node) is not None


def unanswered(document: Assessment, nodes: Iterable[Node] | None = None) -> list[Node]:
    """The items that want an answer and have none, in the form's order."""
    walked = document.walk() if nodes is None else nodes
    return [node for node in walked if is_asked(document, node) and not is_answered(document, node)]


def progress(document: Assessment, part: Part | None = None) -> Progress:
    """How far the document, or one of its sections, is filled in."""
    asked = answered = 0
    for node in document.walk() if part is None else document.nodes(part):
        if is_asked(document, node):
            asked += 1
            answered += is_answered(document, node)
    return Progress(asked, answered)
