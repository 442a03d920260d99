"""Text as it is compared: widths, blanks and look-alikes apart, with the way back to every original character."""

from __future__ import annotations

import re
import unicodedata
from array import array
from functools import cache, lru_cache

from pia_tui.characters import with_ideographs
from pia_tui.ingest.text.aliases import aliases

# Signs that NFKC keeps apart though readers mix them up.
_SAME = str.maketrans("、―—–−‐〜〇◯", ",-----~○○")
# Circled numbers tell items apart, so they must not become plain digits as NFKC would have it.
_CIRCLED = re.compile("[\u2460-\u2473\u3251-\u325f\u32b1-\u32bf]")
_DROPPED = "※\u200b\u200c\u200d\u2060\u00ad\ufeff"
_VOICING = "\u3099\u309a\uff9e\uff9f"


def without_radicals(text: str) -> tuple[str, int]:
    """The text with ideographs for the radicals that stand in their place, and how many there were.

    Nobody types them: fonts of PDFs name their glyphs so (⼈ for 人). An answer that kept them could not be found by a
    search, and would differ from last year's without a word changed. Every character stays where it was.
    """
    plain = with_ideographs(text)
    return plain, sum(old != new for old, new in zip(text, plain, strict=True)) if plain != text else 0


@cache
def _fold_unit(unit: str) -> str:
    """One character, or a kana with the voicing mark after it."""
    if unit.isspace() or unit in _DROPPED:
        return ""
    if _CIRCLED.match(unit):
        return unit
    return "".join(unicodedata.normalize("NFKC", unit).casefold().split()).translate(_SAME)


@cache
def _folds() -> tuple[tuple[str, str], ...]:
    return tuple((each.seen, each.means) for each in aliases().folds)


class Folded:
    """A folded text that knows, for each of its characters, the index in the original (`at`, one more at the end)."""

    __slots__ = ("at", "text")

    def __init__(self, original: str) -> None:
        parts: list[str] = []
        self.at = array("L")
        misread = _misread(original)
        index, size = 0, len(original)
        while index < size:
            means, length = misread.get(index, ("", 0))
            if not length:
                length = 2 if index + 1 < size and original[index + 1] in _VOICING else 1
                means = original[index : index + length]
            folded = _fold_unit(means)
            if folded:
                parts.append(folded)
                self.at.extend([index] * len(folded))
            index += length
        self.at.append(size)
        self.text = "".join(parts)


@lru_cache(maxsize=8192)
def fold(text: str) -> str:
    """`text` as it is compared; ※ and all blanks are gone."""
    return Folded(text).text


def _misread(original: str) -> dict[int, tuple[str, int]]:
    found: dict[int, tuple[str, int]] = {}
    for seen, means in _folds():
        start = original.find(seen)
        while start >= 0:
            found[start] = (means, len(seen))
            start = original.find(seen, start + len(seen))
    return found
