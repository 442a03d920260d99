"""Days typed in a dialog."""

from __future__ import annotations

from datetime import date

from pia_tui.forms import BadValue
from pia_tui.forms.values import read_day


def day_of(text: str) -> date:
    """The day that was typed. Raises BadValue."""
    return read_day(text)


def past_day_of(text: str, today: date) -> date:
    """The day that was typed, today or before. Raises BadValue."""
    day = day_of(text)
    if day > today:
        raise BadValue("まだ来ていない日です。", next="行った日、起きた日を入れてください。")
    return day


def optional_day_of(text: str) -> date | None:
    """The day that was typed, None where nothing was. Raises BadValue."""
    return day_of(text) if text.strip() else None
