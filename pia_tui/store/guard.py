"""What may be kept: the checks every text passes at the store's door, whoever brings it.

Control characters and broken characters are refused, and so are digits that look like a 個人番号, unless the document
holds a reason for exactly these digits: the annotation `exempt:` + a fingerprint of the digits. The digits themselves
appear in no message, no journal row and no annotation.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Callable, Iterable, Iterator

from pia_tui.assessment import Change
from pia_tui.forms import BadValue, Value, clean_text
from pia_tui.store.errors import PersonalNumberFound, PersonalNumberPlace, ValueRefused

EXEMPTION = "exempt:"
MAX_KEY = 300
_KEY = re.compile(r"[!-~]+|[^\x00-\x20\x7f-\x9f\u2028\u2029]+")


def checked(changes: Iterable[Change]) -> list[Change]:
    """The changes with their texts as they are kept, those that change nothing left out. Raises ValueRefused."""
    result = []
    for change in changes:
        _check_key(change.key)
        after = None if change.after is None else clean(change.after, change.key)
        if not _same(change.before, after):
            result.append(Change(change.key, change.before, after))
    if len({change.key for change in result}) != len(result):
        raise ValueError("a write names the same key twice")
    return result


def clean(value: Value, key: str = "") -> Value:
    """A value as it is kept; raises ValueRefused with the reason in Japanese."""
    try:
        if isinstance(value, str):
            return clean_text(value)
        if isinstance(value, tuple):
            return tuple(clean_text(part) for part in value)
    except BadValue as error:
        raise ValueRefused(error.what, key=key, safe=error.safe, next=error.next) from error
    if not isinstance(value, int) or abs(value) >= 1 << 53:
        raise ValueRefused("この値は保存できない種類のものです。", key=key, safe="何も変更していません。")
    return value


def check_personal_numbers(changes: Iterable[Change], reason_for: Callable[[str], Value | None]) -> None:
    """Raise PersonalNumberFound for digits without a reason; `reason_for` gives the value of an annotation key."""
    found = [place for change in changes for place in places(change.key, change.after)]
    found = [place for place in found if not str(reason_for(place.exemption) or "").strip()]
    if found:
        raise PersonalNumberFound(found)


def check_text(text: str, key: str = "") -> str:
    """A text beside the answers (a file name, a version's name): the same checks, no exemption."""
    kept = str(clean(text, key))
    found = list(places(key, kept))
    if found:
        raise PersonalNumberFound(found)
    return kept


def places(key: str, value: Value | None) -> Iterator[PersonalNumberPlace]:
    """Where a value holds digits that pass the check of a 個人番号."""
    for text in _texts(value):
        for start, end, kind in _scan(text):
            yield PersonalNumberPlace(key, start, end, kind, exemption_key(text[start:end]))


def exemption_key(digits: str) -> str:
    """The annotation under which the reason for these digits stands: a fingerprint, from which nobody reads them."""
    return EXEMPTION + hashlib.sha256(f"pia-tui {digits}".encode()).hexdigest()[:16]


def _scan(text: str) -> Iterator[tuple[int, int, str]]:
    if sum(map(str.isdigit, text)) < 12:
        return
    try:
        from pia_tui.rules.personal_number import scan
    except ModuleNotFoundError:  # the rule is not there yet
        return
    for finding in scan(text):
        yield finding.start, finding.end, str(finding.kind)


def _texts(value: Value | None) -> tuple[str, ...]:
    if isinstance(value, str):
        return (value,)
    return value if isinstance(value, tuple) else ()


def _check_key(key: str) -> None:
    if len(key) > MAX_KEY or not _KEY.fullmatch(key):
        raise ValueRefused("項目の場所の書き方が正しくありません。", key=key[:80], safe="何も変更していません。")


def _same(one: Value | None, other: Value | None) -> bool:
    return one == other and type(one) is type(other)
