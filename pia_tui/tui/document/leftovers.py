"""Words in a text taken from elsewhere that may still speak of another body, another vendor or an old day."""

from __future__ import annotations

import re
from collections.abc import Iterator

from pia_tui.assessment import Assessment

_BODY = re.compile(
    r"[一-龠々ヶケぁ-んァ-ヴー]{2,6}?(?<![市区町村都道府県])[市区町村県](?=[長立がはのにをでとへ、。（）「」\s]|役所|役場|$)"
)
_VENDOR = re.compile(
    r"(?:株式|有限|合同)会社[^\s、。（）「」にがのをはと]{1,20}|[^\s、。（）「」にがのをは]{1,20}(?:株式|有限|合同)会社"
)
_DAY = re.compile(r"(?:明治|大正|昭和|平成|令和)(?:元|[0-9０-９]{1,2})年[0-9０-９]{1,2}月(?:[0-9０-９]{1,2}日)?")
_GENERAL = re.compile(
    r"(?:本|当|各|他|全|同|前|旧|両|住所地|転入先|転出先|転出元|転入元|ほかの|他の|この|その|又は|及び|市区?町?).{0,3}"
)
"""What stands before 市 or 町 without naming one: 本市, 他の市町村."""


def leftovers(document: Assessment, text: str) -> list[str]:
    """The words to look at, each once, in the order in which they stand. The body's own name is not among them."""
    own = str(document.by_role("body") or "")
    found = sorted(_found(own, text))
    return list(dict.fromkeys(word for _, word in found))


def _found(own: str, text: str) -> Iterator[tuple[int, str]]:
    for match in _BODY.finditer(text):
        word = match[0]
        if not (own and word in own) and not _GENERAL.fullmatch(word[:-1]):
            yield match.start(), word
    for pattern in (_VENDOR, _DAY):
        for match in pattern.finditer(text):
            yield match.start(), match[0]
