"""Days typed in a dialog."""

from __future__ import annotations

from datetime import date

from pia_tui.forms import BadValue
from pia_tui.forms.wareki import parse_date


def day_of(text: str) -> date:
    """The day that was typed. Raises BadValue."""
    day = parse_date(text)
    if day is None:
        raise BadValue(
            f"「{text[:40]}」は日付として読めません。",
            next="令和8年4月1日、R8.4.1、2026-04-01 のように入れてください。",
        )
    return day


def past_day_of(text: str, today: date) -> date:
    """The day that was typed, today or before. Raises BadValue."""
    day = day_of(text)
    if day > today:
        raise BadValue("まだ来ていない日です。", next="行った日、起きた日を入れてください。")
    return day


def optional_day_of(text: str) -> date | None:
    """The day that was typed, None where nothing was. Raises BadValue."""
    return day_of(text) if text.strip() else None
