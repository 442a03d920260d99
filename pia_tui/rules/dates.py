"""Texts where the form asks for a date: days that no calendar has.

Some items take a date or words (⑤保有開始日「各システムの稼働時」), so nothing is refused there; what can only be a
slip is told instead.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from datetime import date

from pia_tui.forms.model import Item
from pia_tui.forms.wareki import eras, parse_date

_LEAP_YEAR = 2000


def asks_for_date(item: Item) -> bool:
    """Whether a date is wanted in an item, alone or among words."""
    return item.value_kind == "date" or item.asks_date


def impossible_days(text: str) -> Iterator[str]:
    """The parts of a text that are written as a day but name none: 2月30日, R7.13.1, 令和元年4月1日."""
    folded = unicodedata.normalize("NFKC", text)
    names = "|".join(name for era in eras() for name in (era.name, era.letter))
    whole = re.compile(
        rf"(?:(?:{names})\s*(?:元|\d{{1,2}})|(?<!\d)\d{{4}})\s*"
        r"(?:年\s*\d{1,2}\s*月\s*\d{1,2}\s*日|([-/.])\s*\d{1,2}\s*\1\s*\d{1,2}(?!\d))",
        re.IGNORECASE,
    )
    for match in whole.finditer(folded):
        if parse_date(match[0]) is None:
            yield match[0]
    for match in re.finditer(r"(?<![年\d])\s*(\d{1,2})月(\d{1,2})日", whole.sub("", folded)):
        try:
            date(_LEAP_YEAR, int(match[1]), int(match[2]))
        except ValueError:
            yield match[0].strip()
