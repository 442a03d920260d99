"""Deadlines as a calendar file (RFC 5545) that any calendar can read: one all-day entry each.

Our own few lines: entries are all of one kind, and a calendar library would bring four packages for them.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable, Iterator
from datetime import date, datetime, timedelta

import msgspec

from pia_tui import __version__

_LINE = 75
"""Octets of a line, its end not counted; longer ones go on in the next line after a blank."""
_ESCAPED = re.compile(r"([\\;,])")


class CalendarEntry(msgspec.Struct, frozen=True):
    """An all-day entry. `identity` is the same in every file, so that a calendar replaces the old entry by the new."""

    identity: str
    on: date
    summary: str
    description: str = ""
    remind_days: int = 0


def to_ics(entries: Iterable[CalendarEntry], *, name: str, stamp: datetime) -> bytes:
    """The calendar. `stamp` is the moment (UTC) that the entries are of."""
    lines = [
        "BEGIN:VCALENDAR",
        "VERSION:2.0",
        f"PRODID:-//pia-tui//pia-tui {__version__}//JA",
        "CALSCALE:GREGORIAN",
        f"X-WR-CALNAME:{_text(name)}",
    ]
    for entry in entries:
        lines += _event(entry, f"{stamp:%Y%m%dT%H%M%SZ}")
    lines.append("END:VCALENDAR")
    return b"".join(part for line in lines for part in _folded(line))


def _event(entry: CalendarEntry, stamp: str) -> Iterator[str]:
    yield "BEGIN:VEVENT"
    yield f"UID:{hashlib.sha256(entry.identity.encode()).hexdigest()[:32]}@pia-tui"
    yield f"DTSTAMP:{stamp}"
    yield f"DTSTART;VALUE=DATE:{entry.on:%Y%m%d}"
    yield f"DTEND;VALUE=DATE:{entry.on + timedelta(days=1):%Y%m%d}"
    yield f"SUMMARY:{_text(entry.summary)}"
    if entry.description:
        yield f"DESCRIPTION:{_text(entry.description)}"
    yield "TRANSP:TRANSPARENT"
    if entry.remind_days:
        yield from ("BEGIN:VALARM", "ACTION:DISPLAY", f"DESCRIPTION:{_text(entry.summary)}")
        yield from (f"TRIGGER:-P{entry.remind_days}D", "END:VALARM")
    yield "END:VEVENT"


def _text(text: str) -> str:
    return _ESCAPED.sub(r"\\\1", text).replace("\n", "\\n")


def _folded(line: str) -> Iterator[bytes]:
    """The line with its end, cut into pieces between characters."""
    room, piece = _LINE, b""
    for character in line:
        encoded = character.encode("utf-8", "replace")
        if len(piece) + len(encoded) > room:
            yield piece + b"\r\n"
            piece = b" "
        piece += encoded
    yield piece + b"\r\n"
