"""From what a person types to what is kept, and back, for each kind of item."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from datetime import date

from pia_tui.characters import RefusedCharacter, admit
from pia_tui.errors import PiaError
from pia_tui.forms.day_faults import day_fault
from pia_tui.forms.model import Item
from pia_tui.forms.wareki import parse_date, to_wareki

Value = str | int | bool | tuple[str, ...]
"""text, choice, date → str; count → int; flag → bool; multi, figure and order lists → tuple of str."""

MAX_TEXT = 1_000_000
"""Characters one answer may hold; the longest cell of a published 評価書 has some 20,000."""

_YES = {"○", "〇", "◯", "o", "true", "1", "はい", "yes", "on", "レ", "✓"}
_NO = {"×", "x", "false", "0", "いいえ", "no", "off", "なし", "-"}
NOTHING_CHANGED = "何も変更していません。"


class BadValue(PiaError):
    """The value does not fit its item."""


def clean_text(text: str) -> str:
    """Text as it is kept (see `pia_tui.characters`).

    Raises BadValue for characters that no text may hold, and beyond MAX_TEXT characters.
    """
    try:
        text = admit(text)
    except RefusedCharacter as found:
        raise BadValue(
            f"受け取れない文字（{found.name}、{found.code}）が {found.line} 行目に含まれています。",
            safe=NOTHING_CHANGED,
            next="その文字を消してから入れ直してください（メモ帳に一度貼り付けると消えることがあります）。",
        ) from found
    if len(text) > MAX_TEXT:
        raise BadValue(
            f"文章が長すぎます（{len(text):,} 文字。上限は {MAX_TEXT:,} 文字）。",
            safe=NOTHING_CHANGED,
            next="別紙に分けるなどして短くしてください。",
        )
    return text


def strip_unsafe(text: str) -> str:
    """The text without the characters that `clean_text` refuses, for who agreed to leave them out."""
    return admit(text, refuse=False)


def parse_value(item: Item, raw: object) -> Value | None:
    """The value for what was typed or read, or None where it is empty. Raises BadValue.

    Marks are given as a sequence of options; `その他（…）` must be taken apart before (`split_free_text`).
    """
    kind = item.value_kind
    if kind is None:
        raise BadValue(f"「{item.label}」は見出しなので、値を入れられません。", safe=NOTHING_CHANGED)
    if raw is None:
        return None
    if kind in ("multi", "figure"):
        parts = [raw] if isinstance(raw, str) else raw
        if not isinstance(parts, Sequence):
            raise _unfit(item, raw)
        texts = [clean_text(str(part)).strip() for part in parts]
        texts = [text for text in texts if text]
        if kind == "figure":
            return tuple(texts) or None
        chosen = {find_choice(item, text) for text in texts}
        return tuple(text for text in item.choice_texts if text in chosen) or None
    if isinstance(raw, (list, tuple)):
        if len(raw) != 1:
            raise BadValue(
                f"「{item.label}」に入れられる値は一つだけです（{len(raw)} 個ありました）。", safe=NOTHING_CHANGED
            )
        raw = raw[0]
    if kind == "flag":
        return _flag(item, raw)
    text = clean_text(str(raw))
    if kind == "text":
        return _digits(item, text) if item.digits_only else (text if text.strip() else None)
    text = text.strip()
    if not text:
        return None
    if kind == "choice":
        return find_choice(item, text)
    if kind == "count":
        return _count(text)
    return _date(item, text)


def format_value(value: Value | None) -> str:
    """A value as one text: marks joined with 、, a flag as ○ or nothing, a missing value as nothing."""
    if value is None or value is False:
        return ""
    if value is True:
        return "○"
    return "、".join(value) if isinstance(value, tuple) else str(value)


def find_choice(item: Item, text: str) -> str:
    """The exact choice for its text (widths and spaces apart) or its number: `2`, `２）`. Raises BadValue."""
    if text in item.choice_texts:
        return text
    folded = _fold(text)
    for choice in item.choice_texts:
        if _fold(choice) == folded:
            return choice
    number = re.fullmatch(r"([0-9]{1,2})[)）.．]?", folded)
    if number and 1 <= int(number[1]) <= len(item.choices):
        return item.choice_texts[int(number[1]) - 1]
    listed = "／".join(f"{n}）{choice}" for n, choice in enumerate(item.choice_texts, start=1))
    raise BadValue(
        f"「{text[:60]}」は「{item.label}」の選択肢にありません。", safe=NOTHING_CHANGED, next=f"選べるもの: {listed}"
    )


def split_free_text(item: Item, text: str) -> tuple[str, str | None]:
    """`その他（住登外システム）` as (その他, 住登外システム); a plain option as (option, None)."""
    text = text.strip()
    if text in item.choice_texts:
        return text, None
    for option in item.choices:
        match = (
            re.fullmatch(rf"{re.escape(option.text)}\s*[（(](.*)[）)]", text, re.DOTALL) if option.free_text else None
        )
        if match:
            return option.text, match[1]
    return text, None


def _fold(text: str) -> str:
    return re.sub(r"\s+", "", unicodedata.normalize("NFKC", text)).casefold()


def _flag(item: Item, raw: object) -> bool | None:
    if isinstance(raw, bool):
        return raw
    label = _fold(item.label)
    folded = _fold(str(raw)).strip("[]")
    if folded == label:
        return True
    folded = folded.strip("()")
    if not folded:
        return None
    if folded in _YES:
        return True
    if folded in _NO:
        return False
    raise BadValue(
        f"「{item.label}」に「{str(raw)[:60]}」は入れられません。",
        safe=NOTHING_CHANGED,
        next="○を付けるなら「○」、付けないなら「×」と入れてください。",
    )


def _count(text: str) -> int:
    match = re.fullmatch(r"([0-9]{1,9})件?", _fold(text).replace(",", ""))
    if match is None:
        raise BadValue(
            f"「{text[:60]}」は件数として読めません。",
            safe=NOTHING_CHANGED,
            next="「3」のように数字だけで入れてください。",
        )
    return int(match[1])


def _digits(item: Item, text: str) -> str | None:
    folded = _fold(text)
    if folded and not re.fullmatch(r"[0-9]{1,9}", folded):
        raise BadValue(
            f"「{item.label}」は数字で入れてください（「{text.strip()[:60]}」は数字ではありません）。",
            safe=NOTHING_CHANGED,
        )
    return folded or None


def _date(item: Item, text: str) -> str:
    day = parse_date(text)
    if day is not None:
        return to_wareki(day)
    if item.free_text_ok:
        return text
    raise _no_day(text)


def read_day(text: str) -> date:
    """The day that a text names, for dialogs and commands. Raises BadValue with what is wrong with it."""
    day = parse_date(text)
    if day is None:
        raise _no_day(text)
    return day


def reason_of(error: BadValue, text: str) -> str:
    """What is wrong and what to do, for a place where the text itself can be seen."""
    return f"{error.what.removeprefix(_quoted(text))}{error.next}"


def _quoted(text: str) -> str:
    return f"「{text.strip()[:40]}」："


def _no_day(text: str) -> BadValue:
    fault, shown = day_fault(text), text.strip()[:40]
    return BadValue(
        fault if shown in fault else f"{_quoted(text)}{fault}",
        safe=NOTHING_CHANGED,
        next="「令和7年4月15日」「R7.4.15」「2025-04-15」のどれかの形で入れてください。",
    )


def _unfit(item: Item, raw: object) -> BadValue:
    return BadValue(f"「{item.label}」に「{str(raw)[:60]}」は入れられません。", safe=NOTHING_CHANGED)
