"""Days that a spreadsheet left as bare numbers: 43922 is 令和2年4月1日."""

from __future__ import annotations

import re
import unicodedata
from datetime import date, timedelta

from pia_tui.forms.wareki import to_wareki

_FIRST = date(1899, 12, 30)
"""Day 0 of Excel, as far as days after February 1900 go."""
_LIKELY = range(32516, 73051)
"""From the first day of 平成 to 2099; other numbers of five digits are taken for numbers."""


def serial_day(text: str) -> date | None:
    """The day that a text of nothing but a spreadsheet's number means (43922, ４３９２２, 43922.0), or None."""
    number = re.fullmatch(r"([0-9]{5})(\.0+)?", unicodedata.normalize("NFKC", text).strip())
    return _FIRST + timedelta(days=int(number[1])) if number and int(number[1]) in _LIKELY else None


def serial_words(text: str) -> str:
    """The sentence that offers the day of such a text; empty for other texts."""
    day = serial_day(text)
    return f"Excel の日付の番号なら {to_wareki(day)} です。" if day is not None else ""
