"""Whether days follow each other as they must: hearings, what comes before publication, 保有 before 使用."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from functools import partial

from pia_tui.assessment import Node
from pia_tui.forms.periods import Period, days_named, parse_period
from pia_tui.forms.wareki import parse_date, to_wareki
from pia_tui.rules.checks.context import Context, Rule, finding, squeezed
from pia_tui.rules.checks.data import DayOrder, checks
from pia_tui.rules.findings import Finding


def hearing_short(context: Context) -> Iterator[Finding]:
    """A hearing of fewer days than the rules want, first and last day counted, without the reason for it."""
    node, period = _hearing(context)
    if node is None or period is None or period.reversed or not _wants_reason(context, node, period):
        return
    reason = context.by_role("hearing_reason")
    said = squeezed(str(context.document.value(reason) or "")) if reason is not None else ""
    if said and not any(said.rstrip("。") == word for word in checks().no_reason):
        return
    least = _least_days(context)
    yield finding("hearing_short", node.path, label=context.label(node), days=period.days, least=least)


def hearing_reversed(context: Context) -> Iterator[Finding]:
    """A hearing that ends before it begins."""
    node, period = _hearing(context)
    if node is not None and period is not None and period.reversed and period.first and period.last:
        yield finding(
            "hearing_reversed",
            node.path,
            label=context.label(node),
            first=to_wareki(period.first),
            last=to_wareki(period.last),
        )


def hearing_miscounted(context: Context) -> Iterator[Finding]:
    """A number of days that is not that of the days beside it."""
    node, period = _hearing(context)
    if node is None or period is None or period.reversed or period.first is None or not period.stated:
        return
    if period.stated != period.days:
        yield finding(
            "hearing_miscounted", node.path, label=context.label(node), stated=period.stated, days=period.days
        )


def published_before_form(context: Context) -> Iterator[Finding]:
    """A publication before the version of the form that it is written on."""
    node = context.by_role("published_on")
    day = parse_date(str(context.document.value(node) or "")) if node is not None else None
    form = context.document.form
    if node is not None and day is not None and day < form.effective:
        yield finding(
            "published_before_form",
            node.path,
            label=context.label(node),
            date=to_wareki(day),
            stamp=form.stamp,
            since=to_wareki(form.effective),
        )


def _in_order(order: DayOrder, context: Context) -> Iterator[Finding]:
    """A day that stands before the day it has to follow, both in the same blocks."""
    roles = context.document.form.roles
    if order.earlier not in roles or order.later not in roles:
        return
    for node in context.applying:
        if node.item.role != order.later or node.is_list:
            continue
        other = context.sibling(node, roles[order.earlier])
        if not other.applies:
            continue
        first = _days(context, other)
        last = _days(context, node)
        if first and last and max(first) > max(last):
            at = other if order.at == "earlier" else node
            yield finding(
                order.rule,
                at.path,
                label=context.label(node),
                date=to_wareki(max(last)),
                other=context.label(other),
                other_date=to_wareki(max(first)),
            )


def _days(context: Context, node: Node) -> list[date]:
    """The days that an answer names."""
    value = context.document.value(node)
    if not isinstance(value, str):
        return []
    period = parse_period(value)
    if period is not None and period.first and period.last:
        return [] if period.reversed else [period.first, period.last]
    return days_named(value)


def _hearing(context: Context) -> tuple[Node | None, Period | None]:
    node = context.by_role("hearing_period")
    value = context.document.value(node) if node is not None and node.applies else None
    return node, parse_period(value) if isinstance(value, str) else None


def _least_days(context: Context) -> int:
    """How many days the form wants before it asks for a reason; 0 where it never asks."""
    reason = context.by_role("hearing_reason")
    condition = reason.item.asked_when if reason is not None else None
    return (condition.days_below or 0) if condition is not None else 0


def _wants_reason(context: Context, node: Node, period: Period) -> bool:
    reason = context.by_role("hearing_reason")
    condition = reason.item.asked_when if reason is not None else None
    return condition is not None and condition.item == node.item.id and 0 < period.days < _least_days(context)


def _orders() -> dict[str, Rule]:
    return {order.rule: partial(_in_order, order) for order in checks().day_orders}


RULES: dict[str, Rule] = {
    "hearing_short": hearing_short,
    "hearing_reversed": hearing_reversed,
    "hearing_miscounted": hearing_miscounted,
    "published_before_form": published_before_form,
    **_orders(),
}
