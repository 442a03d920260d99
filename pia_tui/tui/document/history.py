"""The journal of a document as places to read and go to."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable
from datetime import datetime
from typing import TYPE_CHECKING

from pia_tui import keys
from pia_tui.tui.screens.found import FoundPlace

if TYPE_CHECKING:
    from pia_tui.store import JournalEntry

_MADE = ("create", "duplicate", "recreate")
_SHOWN = ("write", "undo", "redo", "restore")
_ACTIONS = {
    "undo": "元に戻す",
    "redo": "やり直す",
    "restore": "復元",
    "create": "作成",
    "duplicate": "複製",
    "recreate": "復元",
}
_RECORDED = {"publish": "公表を記録した", "withdraw": "公表の記録を取り消した"}


def history_places(entries: Iterable[JournalEntry], place_of: Callable[[str], str]) -> list[FoundPlace]:
    """One place for each change, newest first: when, who, where, from what to what. Making the document is one line."""
    places: list[FoundPlace] = []
    made: set[int] = set()
    entries = list(entries)
    told = {entry.batch for entry in entries if keys.kind_of(entry.key).told}
    for entry in entries:
        if entry.action in _RECORDED:
            places.append(FoundPlace("", f"{_RECORDED[entry.action]}：{entry.label}", _when(entry)))
        elif entry.action in _MADE:
            if entry.batch not in made:
                made.add(entry.batch)
                places.append(FoundPlace("", entry.label or _ACTIONS[entry.action], _when(entry)))
        elif entry.action not in _SHOWN or keys.kind_of(entry.key).about in ("document", "content"):
            continue
        elif not keys.kind_of(entry.key).told:  # told only where nothing else changed
            if entry.batch not in told:
                told.add(entry.batch)
                key = keys.place_of(entry.key)
                places.append(FoundPlace(key, _action(entry), f"{_when(entry)}　{place_of(key)}"))
        elif keys.kind_of(entry.key).about == "piece":
            places.append(FoundPlace("", _what(entry), f"{_when(entry)}　{keys.kind_of(entry.key).title}"))
        else:
            key = keys.place_of(entry.key)
            places.append(FoundPlace(key, _what(entry), f"{_when(entry)}　{place_of(key)}"))
    return places


def _when(entry: JournalEntry) -> str:
    moment = datetime.fromisoformat(entry.at).astimezone()
    return f"{moment.year}年{moment.month}月{moment.day}日 {moment:%H:%M}　{entry.who}"


def _action(entry: JournalEntry) -> str:
    return _ACTIONS.get(entry.action) or entry.label or "変更"


def _what(entry: JournalEntry) -> str:
    action = _action(entry)
    if keys.is_list(entry.key):
        return f"{action}（{'一覧' if keys.TRAY.holds(entry.key) else '欄の数や順番'}）"
    return f"{action}：{_text(entry.before)} → {_text(entry.after)}"


def _text(stored: str | None) -> str:
    if stored is None:
        return "（未記入）"
    value = json.loads(stored)
    if isinstance(value, list):
        return "、".join(map(str, value))
    if isinstance(value, bool):
        return "○" if value else "空欄"
    return str(value)
