"""What a single text shows: lost dates, old names, signs that nobody wrote, names where a post is asked."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator

from pia_tui import keys
from pia_tui.forms import BadValue, parse_value
from pia_tui.forms.day_faults import day_fault
from pia_tui.forms.day_serials import serial_day
from pia_tui.forms.values import reason_of
from pia_tui.forms.wareki import parse_date, to_wareki
from pia_tui.rules.checks.context import Context, Rule, finding
from pia_tui.rules.checks.data import checks
from pia_tui.rules.dates import asks_for_date, impossible_days
from pia_tui.rules.findings import Finding


def excess_text(context: Context) -> Iterator[Finding]:
    """Texts so long that something may have gone wrong."""
    for node in context.applying:
        value = context.document.value(node)
        if not node.is_list and isinstance(value, str) and len(value) > checks().excess_length:
            yield finding("excess_text", node.path, label=context.label(node), count=f"{len(value):,}")


def day_serial(context: Context) -> Iterator[Finding]:
    """Day serials of a spreadsheet where a day, or words, should stand."""
    for node in context.applying:
        value = context.document.value(node)
        if (
            node.is_list
            or not isinstance(value, str)
            or node.value_kind not in ("date", "text")
            or node.item.digits_only
        ):
            continue
        day = serial_day(value)
        if day is not None and not node.item.option_text and (asks_for_date(node.item) or _likely(value)):
            said = to_wareki(day)
            yield finding("day_serial", node.path, label=context.label(node), value=value.strip(), day=said)


def _likely(text: str) -> bool:
    """Whether a number among words is a day rather than a number: no 評価書 is about days so far away."""
    serials = checks().day_serials
    return text.strip().isdecimal() and serials.lowest <= int(text) <= serials.highest


def no_such_day(context: Context) -> Iterator[Finding]:
    """Days that no calendar has, where the form asks for a day."""
    for node in context.applying:
        value = context.document.value(node)
        if not node.is_list and isinstance(value, str) and asks_for_date(node.item):
            for part in impossible_days(value):
                yield finding("no_such_day", node.path, label=context.label(node), value=part, why=day_fault(part))


def draft_left(context: Context) -> Iterator[Finding]:
    """What was typed and is no answer: nobody sees on the paper that it is missing."""
    applying = {node.key: node for node in context.applying}
    for key, text in keys.DRAFT.among(context.document.state):
        node = applying.get(key)
        if node is None or not isinstance(text, str):
            continue
        try:
            parse_value(node.item, text)
        except BadValue as error:
            why = reason_of(error, text)
        else:
            why = "項目を開いて、確かめてください。"
        yield finding("draft_left", node.path, label=context.label(node), draft=text.strip()[:40], why=why)


def date_in_future(context: Context) -> Iterator[Finding]:
    """Days that are still to come."""
    for node in context.applying:
        value = context.document.value(node)
        if not node.is_list and node.value_kind == "date" and isinstance(value, str):
            day = parse_date(value)
            if day is not None and day > context.today:
                yield finding("date_in_future", node.path, label=context.label(node), date=value)


def date_before_law(context: Context) -> Iterator[Finding]:
    """Days before there was any such assessment, or any 個人番号."""
    for node in context.applying:
        value = context.document.value(node)
        if node.is_list or not isinstance(value, str) or node.value_kind != "date":
            continue
        day = parse_date(value)
        for first in checks().earliest:
            if day is not None and node.item.role in first.roles and day < first.day:
                yield finding("date_before_law", node.path, label=context.label(node), date=value, why=first.why)


def unreadable(context: Context) -> Iterator[Finding]:
    """Characters that were lost or misread when a text was brought in."""
    pattern = re.compile(f"{checks().unreadable}+")
    for node, text in context.texts:
        runs = list(dict.fromkeys(pattern.findall(text)))
        if runs:
            shown = "、".join(_sign(run) for run in runs[:5])
            yield finding("unreadable", node.path, label=context.label(node), signs=shown)


def _sign(run: str) -> str:
    """Characters as they are; one that has no shape by its number, which can be told on the telephone."""
    if all(unicodedata.category(sign) not in ("Co", "Cn", "Cc", "Cf") for sign in run):
        return run
    return f"U+{ord(run[0]):04X}"


def person_name(context: Context) -> Iterator[Finding]:
    """Names of people where the post of the head is asked."""
    for node in context.applying:
        value = context.document.value(node)
        if (
            node.item.role == "head_of_department"
            and isinstance(value, str)
            and not node.is_list
            and not _is_post(value)
        ):
            yield finding("person_name", node.path, label=context.label(node), value=value[:30])


def _is_post(value: str) -> bool:
    names = [name for name in re.split(r"[\s、，・／/]+", value.strip()) if name]
    return all(name.rstrip("）)").endswith(checks().post_endings) for name in names)


RULES: dict[str, Rule] = {
    "excess_text": excess_text,
    "day_serial": day_serial,
    "no_such_day": no_such_day,
    "draft_left": draft_left,
    "date_in_future": date_in_future,
    "date_before_law": date_before_law,
    "unreadable": unreadable,
    "person_name": person_name,
}
