"""Why a text names no day, in plain words: a reason of its own for each way in which a date can be wrong."""

from __future__ import annotations

import calendar
import re
import unicodedata
from datetime import date, timedelta

from pia_tui.forms.day_serials import serial_words
from pia_tui.forms.wareki import Era, eras, to_wareki

_LEAP_YEAR = 2000
_SHOWN = 40


def day_fault(text: str) -> str:
    """The sentence that says what is wrong with a text where a day is wanted; `parse_date` must find none in it.

    令和8年2月30日 is told apart from 令和元年4月1日, 昭和70年1月1日, 令和8年13月1日, 令和8年4月, 4月15日 and 8年4月1日.
    Where the text is a number that a spreadsheet leaves of a day, that day is offered. A text that looks like no date
    gets the general sentence.
    """
    squeezed = re.sub(r"\s+", "", unicodedata.normalize("NFKC", text))
    shown = text.strip()[:_SHOWN]
    found = _pattern().fullmatch(squeezed)
    if found is None or not squeezed or squeezed.isdecimal():
        return _without_form(squeezed, shown)
    era = _era_of(found["era"] or "")
    number = found["year"]
    if found["unknown"]:
        names = "・".join(each.name for each in eras())
        return f"「{found['unknown']}」という元号はありません（使えるのは {names}）。"
    if number is not None:
        fault = _year_fault(era, number)
        if fault:
            return fault
    if found["month"] is None:
        return f"「{shown}」には、月と日がありません。"
    year = _western(era, number) if number is not None else None
    fault = _day_of_month_fault(year, shown, int(found["month"]), found["day"])
    if fault:
        return fault
    if year is None:
        return f"「{shown}」には、年がありません。"
    assert found["day"] is not None
    return _era_fault(era, date(year, int(found["month"]), int(found["day"])), shown)


def past_end_words(text: str) -> str:
    """Where a day is read although its era has ended before: when that was. Else an empty text."""
    found = _pattern().fullmatch(re.sub(r"\s+", "", unicodedata.normalize("NFKC", text)))
    if found is None or not found["era"] or found["year"] is None or found["day"] is None:
        return ""
    era = _era_of(found["era"])
    end = _end(era) if era is not None else None
    year = _western(era, found["year"])
    if era is None or end is None or (year, int(found["month"]), int(found["day"])) <= end.timetuple()[:3]:
        return ""
    return _ended(era, end)


def _pattern() -> re.Pattern[str]:
    """A date, whole or not, right or not: era, year, month, day."""
    names = "|".join(f"{era.name}|{era.letter}" for era in eras())
    return re.compile(
        rf"(?:(?:(?P<era>{names})|(?P<unknown>[^\W\d_元年月日]{{1,4}}))?(?P<year>元|\d{{1,6}})(?:年度?|[-/.]|$))?"
        r"(?:(?P<month>\d{1,3})(?:月|[-/.]|$)(?:(?P<day>\d{1,3})日?)?)?",
        re.IGNORECASE,
    )


def _without_form(squeezed: str, shown: str) -> str:
    if not squeezed:
        return "日付がありません。"
    if squeezed.isdecimal():
        return f"「{shown}」は数字だけで、年・月・日に分けられません。{serial_words(squeezed)}"
    return f"「{shown}」は日付として読めません。"


def _era_of(name: str) -> Era | None:
    return next((era for era in eras() if name.upper() in (era.name, era.letter)), None)


def _western(era: Era | None, number: str) -> int:
    year = 1 if number == "元" else int(number)
    return year + era.first_day.year - 1 if era is not None else year


def _year_fault(era: Era | None, number: str) -> str:
    if era is None and (number == "元" or len(number) != 4):
        return (
            f"「{number}年」が、どの元号の年か分かりません（西暦なら4桁で書きます）。"
            if number == "元" or len(number) < 4
            else f"西暦{number}年という年は書けません（4桁で書きます）。"
        )
    if number != "元" and int(number) == 0:
        name = era.name if era is not None else "西暦"
        return f"{name}0年という年はありません（{name}{'元' if era is not None else '1'}年からです）。"
    if _western(era, number) > date.max.year:
        return f"{era.name if era is not None else '西暦'}{number}年は、先すぎて日付として扱えません。"
    return ""


def _day_of_month_fault(year: int | None, shown: str, month: int, day: str | None) -> str:
    if not 1 <= month <= 12:
        return f"{month}月という月はありません（1月から12月までです）。"
    if day is None:
        return f"「{shown}」には、日がありません（何日かまで書きます）。"
    last = calendar.monthrange(year or _LEAP_YEAR, month)[1]
    if not 1 <= int(day) <= last:
        of_year = "" if year is None or month != 2 else f"{_february(year)}の"
        return f"{of_year}{month}月に{int(day)}日はありません（{last}日までです）。"
    return ""


def _february(year: int) -> str:
    """The year that a February is of: 令和8年, or 西暦 before the first era known."""
    day = date(year, 2, 1)
    return f"{to_wareki(day).partition('年')[0]}年" if day >= eras()[-1].first_day else f"西暦{year}年"


def _era_fault(era: Era | None, day: date, shown: str) -> str:
    first = eras()[-1].first_day
    if era is not None and day < era.first_day:
        begins = f"{era.name}は元年{era.first_day.month}月{era.first_day.day}日からです"
        return f"{begins}（この日は{to_wareki(day)}）。" if day >= first else f"{begins}。"
    if day < first:
        return f"{eras()[-1].name}より前の日は書けません。"
    end = _end(era) if era is not None else None
    if era is not None and end is not None and day > end:
        return f"{_ended(era, end)}（この日は{to_wareki(day)}）。"
    return f"「{shown}」は日付として読めません。"


def _end(era: Era) -> date | None:
    """The last day of an era; None for the one that lasts."""
    known = eras()
    at = known.index(era)
    return known[at - 1].first_day - timedelta(days=1) if at else None


def _ended(era: Era, end: date) -> str:
    return f"{to_wareki(end).replace('元年', '1年')}までです".replace(era.name, f"{era.name}は")
