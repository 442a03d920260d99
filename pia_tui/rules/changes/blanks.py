"""Texts that differ in white space or in the width of letters alone are the same text to a reader."""

from __future__ import annotations

import re
import unicodedata
from functools import cache

_BLANK = re.compile(r"\s+")


@cache
def _narrow(char: str) -> str:
    """The letter of ordinary width for a full-width or half-width one; any other sign (①, ㈱) stays."""
    kind, _, rest = unicodedata.decomposition(char).partition(" ")
    return "".join(chr(int(code, 16)) for code in rest.split()) if kind in ("<wide>", "<narrow>") else char


def without_blanks(text: str) -> str:
    """The text without white space and differences of width, for comparing."""
    if text.isascii():
        return _BLANK.sub("", text)
    squeezed = _BLANK.sub("", "".join([_narrow(char) for char in text]))
    # ｶﾞ is a letter and a mark; together they are ガ.
    return re.sub("[\u3041-\u30ff][\u3099\u309a]", lambda pair: unicodedata.normalize("NFC", pair[0]), squeezed)


def same_but_for_blanks(one: str, other: str) -> bool:
    """Whether two texts differ in white space or the width of letters alone, or not at all."""
    return one == other or without_blanks(one) == without_blanks(other)
