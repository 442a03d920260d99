"""What may be kept: the checks every text passes before it is kept, whoever brings it.

Control characters and broken characters are refused, and so are digits that look like a 個人番号, unless the document
holds a reason for these digits in this answer: the annotation `exempt:` + a fingerprint + the key. The digits
themselves appear in no message, no journal row and no annotation.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from typing import TYPE_CHECKING

from pia_tui import keys
from pia_tui.assessment import Change
from pia_tui.forms import BadValue, Value, clean_text
from pia_tui.rules.personal_number import Suspect, check_reason, fingerprint, scan
from pia_tui.store.errors import PersonalNumberFound, PersonalNumberPlace, ValueRefused

if TYPE_CHECKING:
    from pia_tui.rules.personal_number import Suspect

MAX_KEY = 300
_FEWEST = 12  # digits; a text with fewer is not worth loading the rule for
_KEY = re.compile(r"[^\x00-\x20\x7f-\x9f\u2028\u2029\ud800-\udfff]+")


_DIGEST = re.compile(r"(?<![0-9A-Za-z])(?=[0-9]*[a-f])(?:[0-9a-f]{32}|[0-9a-f]{64})(?![0-9A-Za-z])")
"""Identities that the program makes (a drawing, a form's text, a 事務): one of a hundred has digits that would pass."""


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
    found = []
    for change in changes:
        if keys.EXEMPTION.holds(change.key) and change.after is not None:
            check_reason(str(change.after))
        found += [*places("", change.key), *places(change.key, change.after)]
    found = [place for place in found if not place.exemption or not reason_for(place.exemption)]
    if found:
        raise PersonalNumberFound(found)


def check_text(text: str, key: str = "") -> str:
    """A text beside the answers (a file name, a version's name): the same checks, no exemption."""
    kept = str(clean(text, key))
    if is_suspect(kept):
        raise PersonalNumberFound(list(places("", kept)))
    return kept


def places(key: str, value: Value | None) -> Iterator[PersonalNumberPlace]:
    """Where a value holds digits that pass the check of a 個人番号; without a key there is no exemption for them."""
    for part, text in enumerate(_texts(value)):
        for suspect in _suspects(text):
            exemption = exemption_key(key, fingerprint(text, suspect)) if key else ""
            yield PersonalNumberPlace(key, part, suspect.start, suspect.end, suspect.preview, exemption)


def is_suspect(text: str) -> bool:
    """Whether a text holds digits that pass the check of a 個人番号."""
    return bool(_suspects(text))


def exemption_key(key: str, digits_fingerprint: str) -> str:
    """The annotation under which the reason stands why digits in the answer at `key` are nobody's number."""
    return keys.EXEMPTION.key(f"{digits_fingerprint}:{key}")


def _suspects(text: str) -> list[Suspect]:
    if sum(map(str.isdigit, text)) < _FEWEST:
        return []
    return [suspect for suspect in scan(_DIGEST.sub(lambda made: "x" * len(made[0]), text)) if suspect.blocking]


def _texts(value: Value | None) -> tuple[str, ...]:
    if isinstance(value, tuple):
        return value
    return () if value is None or isinstance(value, bool) else (str(value),)


def _check_key(key: str) -> None:
    if len(key) > MAX_KEY or not _KEY.fullmatch(key):
        raise ValueRefused("項目の場所の書き方が正しくありません。", key=key[:80], safe="何も変更していません。")


def _same(one: Value | None, other: Value | None) -> bool:
    return one == other and type(one) is type(other)
