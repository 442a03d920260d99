"""Whether what is admitted is followed by what is done about it: problems left, accidents."""

from __future__ import annotations

from collections.abc import Iterator

from pia_tui.assessment import Node
from pia_tui.rules.checks.context import Context, Rule, finding
from pia_tui.rules.checks.data import checks
from pia_tui.rules.findings import Finding


def problem_without_plan(context: Context) -> Iterator[Finding]:
    """「課題が残されている」, and no word beside it of what is planned."""
    words = checks().words
    for node in context.applying:
        value = context.document.value(node)
        if node.is_list or value not in words.problems_left:
            continue
        beside = _texts_around(context, node)
        # A form that has no place to write the plan in (基礎) is not asked for one here.
        if beside is not None and not any(word in text for text in beside for word in words.plans):
            yield finding("problem_without_plan", node.path, label=context.label(node), value=value)


def _texts_around(context: Context, node: Node) -> list[str] | None:
    """What is written in words in the group of a choice and under the heading over it; None where there is no place."""
    form = context.document.form
    parents = form.places[node.item.id].parents
    if not parents:
        return None
    over = parents[-2] if len(parents) > 1 else parents[-1]
    prefix = context.document.sibling(node.key, over.id) + "."
    near = [each for each in context.nodes if each.key.startswith(prefix) and each.value_kind == "text"]
    if not near:
        return None
    return [value for each in near if isinstance(value := context.document.value(each), str)]


def incident_without_details(context: Context) -> Iterator[Finding]:
    """「発生あり」 without what happened or what is done against it."""
    item_id = context.document.form.roles.get("incident_3y")
    for node in context.applying:
        if node.item.id != item_id or context.document.value(node) != checks().words.happened:
            continue
        missing = [
            each.item.label
            for each in context.nodes
            if each.item.when and each.item.when.item == item_id and each.key in context.missing
            if each.key.startswith(f"{node.key}.")
        ]
        if missing:
            labels = "」「".join(missing)
            yield finding("incident_without_details", node.path, label=context.label(node), missing=labels)


RULES: dict[str, Rule] = {
    "problem_without_plan": problem_without_plan,
    "incident_without_details": incident_without_details,
}
