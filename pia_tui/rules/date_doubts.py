"""What to say at once of an answer that asks for a day, while it is being written: the sentences of the checks."""

from __future__ import annotations

from collections.abc import Iterator

from pia_tui.assessment import Node
from pia_tui.forms.day_faults import day_fault
from pia_tui.forms.day_serials import serial_day
from pia_tui.forms.wareki import to_wareki
from pia_tui.rules.checks.data import checks
from pia_tui.rules.dates import asks_for_date, impossible_days


def suggested_day(text: str) -> str | None:
    """The day that a spreadsheet's number stands for, in 和暦, or None."""
    day = serial_day(text)
    return to_wareki(day) if day is not None else None


def doubt_words(node: Node, text: str) -> list[str]:
    """Why the text of an item can hardly be meant; nothing where no day is asked."""
    return [
        checks().checks[rule].text.format(label=node.label, value=part, why=day_fault(part), day=suggested_day(part))
        for rule, part in _doubts(node, text)
    ]


def _doubts(node: Node, text: str) -> Iterator[tuple[str, str]]:
    if asks_for_date(node.item):
        if suggested_day(text) is not None:
            yield "day_serial", text.strip()
        yield from (("no_such_day", part) for part in impossible_days(text))
