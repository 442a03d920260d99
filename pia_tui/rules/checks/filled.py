"""Whether the items are answered, and the answers fit each other: marks, brackets, counts, conditions."""

from __future__ import annotations

from collections.abc import Iterator

from pia_tui.assessment import Node
from pia_tui.forms import format_value
from pia_tui.rules.checks.context import Context, Rule, finding
from pia_tui.rules.checks.data import checks
from pia_tui.rules.findings import Finding


def unanswered(context: Context) -> Iterator[Finding]:
    """Items that want an answer and have none."""
    for node in context.applying:
        if node.key in context.missing and not node.is_list and not node.item.option_text:
            kind = "digits" if node.item.digits_only else str(node.value_kind)
            how = str(getattr(checks().how_to_answer, kind))
            yield finding("unanswered", node.path, label=context.label(node), how=how)


def not_printed(context: Context) -> Iterator[Finding]:
    """One finding for each place, with all under it, that is switched off and yet holds an answer."""
    document = context.document
    head: Node | None = None
    told = False
    for node in context.nodes:
        if node.applies:
            head = None
            continue
        if head is None or node.depth <= head.depth:
            head, told = node, False
        value = document.value(node)
        if (
            told
            or node.is_list
            or value in (None, False)
            or (isinstance(value, str) and not value.strip("-‐―－ー—–─ 　"))
        ):
            continue  # a dash says that there is nothing
        told = True
        when = head.item.when
        if when is not None:
            other = context.sibling(head, when.item)
            yield finding(
                "not_printed",
                head.path,
                label=context.label(head),
                other_place=context.place(other),
                other=other.item.label,
                value=format_value(document.value(other)) or "空欄",
            )


def exclusive(context: Context) -> Iterator[Finding]:
    """Marks that cannot stand beside each other."""
    for node, marked in _excluding(context):
        if context.document.value(node) is True:
            for other in marked:
                yield finding("exclusive", node.path, label=node.item.label, other=other.item.label)


def none_marked(context: Context) -> Iterator[Finding]:
    """Groups of marks of which one has to stand, and none does."""
    for node, marked in _excluding(context):
        if context.document.value(node) is not True and not marked:
            heading = context.document.form.places[node.item.id].parents[-1].label
            yield finding("none_marked", node.path, label=heading)


def _excluding(context: Context) -> Iterator[tuple[Node, list[Node]]]:
    """Each mark that excludes others, with those of them that are marked."""
    for node in context.applying:
        if node.item.excludes:
            others = [context.sibling(node, other) for other in node.item.excludes]
            yield node, [other for other in others if context.document.value(other) is True]


def contradicts(context: Context) -> Iterator[Finding]:
    """Marks that an answer elsewhere denies."""
    for node in context.applying:
        if context.document.value(node) is not True:
            continue
        for when in node.item.contradicts:
            other = context.sibling(node, when.item)
            answer = context.document.value(other)
            if answer is not None and answer == when.equals:
                yield finding(
                    "contradicts",
                    node.path,
                    label=node.item.label,
                    other_place=context.place(other),
                    other=other.item.label,
                    value="○" if answer is True else str(answer),
                )


def mark_missing(context: Context) -> Iterator[Finding]:
    """Marks that are not made though an answer elsewhere says the same: 委託しない in Ⅱ, and no ○ in Ⅲ."""
    for node in context.applying:
        if context.document.value(node) is True:
            continue
        for when in node.item.contradicts:
            other = context.sibling(node, when.item)
            said = _denied(context, other, when.equals)
            if said and not _used(context, node):
                continue
            if said:
                yield finding(
                    "mark_missing",
                    node.path,
                    label=node.item.label,
                    other_place=context.place(other),
                    other=other.item.label,
                    value=said,
                )


def _denied(context: Context, node: Node, affirmed: str | bool | None) -> str:
    """What the answer at `node` says where it says the opposite of `affirmed`, else ""."""
    answer = context.document.value(node)
    if isinstance(affirmed, str):
        return answer if isinstance(answer, str) and answer != affirmed else ""
    if answer is True:
        return ""
    none = next((each for each in context.document.form.walk() if node.item.id in each.excludes), None)
    if none is None or context.document.value(context.sibling(node, none.id)) is not True:
        return ""
    return none.label


def _used(context: Context, node: Node) -> bool:
    """Whether anything is written in the group that the mark would switch off."""
    parent = context.document.form.places[node.item.id].parents[-1].id
    prefix = context.document.sibling(node.key, parent) + "."
    state = context.document.state
    return any(key.startswith(prefix) and key != node.key and value not in (False, ()) for key, value in state.items())


def empty_bracket(context: Context) -> Iterator[Finding]:
    """Marked options with a bracket to write in, and nothing in it; found at the bracket."""
    for node in context.applying:
        marked = context.document.value(node)
        if node.is_list or not isinstance(marked, tuple):
            continue
        for number, option in enumerate(node.item.choices, start=1):
            if option.free_text and option.text in marked:
                bracket = context.document.node(f"{node.path}.{number}")
                if context.document.value(bracket) is None:
                    yield finding("empty_bracket", bracket.path, label=context.label(node), option=option.text)


def count_differs(context: Context) -> Iterator[Finding]:
    """Counts that differ from the number of blocks."""
    for node, head, unit in _counted(context):
        written = len(context.document.blocks(head.key))
        count = context.document.value(node)
        if isinstance(count, int) and count != written and written and not _in_annex(context, head):
            yield finding("count_differs", node.path, count=count, unit=unit, blocks=written)


def _in_annex(context: Context, head: Node) -> bool:
    """Whether a block of the list says that an annex goes on with it: one line of it may stand for many."""
    state = context.document.state
    heads = (str(state.get(f"{head.key[:-2]}[{block}]", "")) for block in context.document.blocks(head.key))
    return any(word in text for text in heads for word in checks().words.annexes)


def count_without_blocks(context: Context) -> Iterator[Finding]:
    """Something is said to be done, and no block says by whom."""
    document = context.document
    for node, head, unit in _counted(context):
        owner = document.node(node.path.rpartition(".")[0])
        answer = document.value(owner)
        when = node.item.when
        affirmed = answer is True or (isinstance(answer, str) and when is not None and answer == when.equals)
        if affirmed and not document.blocks(head.key):
            said = owner.item.label if answer is True else f"{owner.item.label}: {answer}"
            yield finding("count_without_blocks", node.path, label=said, unit=unit)


def blocks_without_mark(context: Context) -> Iterator[Finding]:
    """Blocks are written, and nothing says that it is done (委託する, 提供を行っている)."""
    document = context.document
    for node in context.applying:
        compare = node.item.compare
        if compare is None:
            continue
        head = context.sibling(node, compare.blocks)
        owner = document.node(node.path.rpartition(".")[0])
        filled = sum(document.state.get(f"{head.key[:-2]}[{block}]") is not None for block in document.blocks(head.key))
        if filled and owner.value_kind == "flag" and document.value(owner) is not True:
            unit = head.item.repeat.unit if head.item.repeat else ""
            yield finding("blocks_without_mark", owner.path, label=owner.item.label, unit=unit, blocks=filled)


def _counted(context: Context) -> Iterator[tuple[Node, Node, str]]:
    """(count, head of its blocks, what a block is called), where both apply."""
    for node in context.applying:
        if node.item.compare is None:
            continue
        head = context.sibling(node, node.item.compare.blocks)
        if head.item.repeat is not None and head.applies:
            yield node, head, head.item.repeat.unit


RULES: dict[str, Rule] = {
    "not_printed": not_printed,
    "unanswered": unanswered,
    "exclusive": exclusive,
    "none_marked": none_marked,
    "contradicts": contradicts,
    "mark_missing": mark_missing,
    "empty_bracket": empty_bracket,
    "count_differs": count_differs,
    "count_without_blocks": count_without_blocks,
    "blocks_without_mark": blocks_without_mark,
}
