"""Characters that cannot be shown: 外字, which only one terminal has a shape for, and what the program's font lacks."""

from __future__ import annotations

import re
import unicodedata
from bisect import bisect_right
from collections.abc import Iterator
from functools import cache
from pathlib import Path

from pia_tui.characters import without_unseen
from pia_tui.rules.checks.context import Context, Rule, finding
from pia_tui.rules.checks.data import checks
from pia_tui.rules.findings import Finding

_USUAL = re.compile("[\\s!-~\u3001-\u3015\u3041-\u3096\u30a1-\u30fe\u4e00-\u9f9f\uff01-\uff9d]*")
"""What nearly every text consists of; the font has all of it."""
_TOLD = 5


@cache
def _shown() -> tuple[tuple[int, ...], tuple[int, ...]]:
    """The first and the last codes of the ranges that the font has shapes for."""
    text = (Path(__file__).parent.parent / "data" / "shown_characters.txt").read_text("utf-8")
    words = [word for line in text.splitlines() if not line.startswith("#") for word in line.split()]
    pairs = [(int(first, 16), int(last or first, 16)) for first, _, last in (word.partition("-") for word in words)]
    return tuple(first for first, _ in pairs), tuple(last for _, last in pairs)


def is_shown(character: str) -> bool:
    """Whether the font that comes with the program has a shape for a character."""
    firsts, lasts = _shown()
    at = bisect_right(firsts, ord(character)) - 1
    return at >= 0 and ord(character) <= lasts[at]


def _signs(text: str, category: str) -> list[str]:
    """The characters of a text without a shape: private ones (`Co`), or all others; each once, in their order."""
    if _USUAL.fullmatch(text):
        return []
    unreadable = re.compile(checks().unreadable)
    return [
        character
        for character in dict.fromkeys(without_unseen(text))
        if not character.isspace()
        and (unicodedata.category(character) == "Co") is (category == "Co")
        and not is_shown(character)
        and not unreadable.match(character)
    ]


def private_character(context: Context) -> Iterator[Finding]:
    """外字: characters whose shape is a matter of the terminal they were written on."""
    yield from _found(context, "private_character", "Co")


def no_shape(context: Context) -> Iterator[Finding]:
    """Characters that the font has no shape for, those that no standard has assigned included."""
    yield from _found(context, "no_shape", "")


def _found(context: Context, rule: str, category: str) -> Iterator[Finding]:
    for node, text in context.texts:
        signs = _signs(text, category)
        if signs:
            told = "、".join(_name(sign) for sign in signs[:_TOLD])
            more = f" ほか {len(signs) - _TOLD} 字" if len(signs) > _TOLD else ""
            yield finding(rule, node.path, label=context.label(node), signs=f"{told}{more}")


def _name(sign: str) -> str:
    """A character with its number, which can be told on the telephone."""
    code = f"U+{ord(sign):04X}"
    return code if unicodedata.category(sign) in ("Co", "Cn") else f"{sign}（{code}）"


RULES: dict[str, Rule] = {"private_character": private_character, "no_shape": no_shape}
