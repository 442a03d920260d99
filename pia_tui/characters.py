"""What becomes of each kind of Unicode character that somebody types, pastes or brings.

`characters.yaml` decides by kind, `characters_radicals.csv` names the ideograph for each radical. A character is kept,
turned into what it means, taken out where it shows nothing and means nothing, or refused with the name of its kind.
Nothing is taken out so that two words or two lines join. Compatibility ideographs and variation selectors stay, because
names are written with them; so this is not NFC, and not NFKC.
"""

from __future__ import annotations

import re
import unicodedata
from functools import cache, lru_cache
from pathlib import Path
from typing import Literal

import msgspec

from pia_tui.datafile import DataLines

Becomes = Literal["keep", "replace", "drop", "join", "radical", "refuse"]
REPLACEMENT = " "
"""What stands between two words of an alphabet for a sign that is taken out."""

_HERE = Path(__file__).parent
# Classes of that many characters take as long to compile as a whole command may: each when it is needed first.
# What nearly every text consists of; nothing in it is a matter of doubt.
_USUAL = (
    "[\n\t -~\u00a1-\u00ac\u00ae-\u02ff\u3000-\u303f\u3041-\u3096\u309b-\u30ff\u3400-\u4dbf\u4e00-\u9fff"
    "\uf900-\ufa6d\ufa70-\ufad9\uff01-\uff9f]*"
)
_COMBINED = "(?!\\s)[^\u0300-\u036f\u3099\u309a\u20d0-\u20ff][\u0300-\u036f\u3099\u309a\u20d0-\u20ff]+"
_JAMO = "[\u1100-\u115e\ua960-\ua97c][\u1161-\u11a7\ud7b0-\ud7c6][\u11a8-\u11ff\ud7cb-\ud7fb]?"
_ALPHABET = r"[0-9A-Za-z\u00c0-\u024f\u0370-\u052f]"
_JAPANESE = "[\\s!-~\u3000-\u30ff\u3400-\u9fff\uf900-\ufaff\uff00-\uffef]"
_UNSEEN = "[\u00ad\u034f\u180b-\u180f\u200b-\u200f\u2060-\u206f\ufe00-\ufe0f\ufeff\U000e0100-\U000e01ef]"


@cache
def _compiled(pattern: str) -> re.Pattern[str]:
    return re.compile(pattern)


class CharacterRule(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What becomes of the characters of some ranges, or of a general category; of all where neither is given."""

    becomes: Becomes
    name: str
    range: tuple[str, ...] = ()
    category: str = ""
    means: str = ""

    def holds(self, character: str) -> bool:
        """Whether the rule is about this character."""
        if self.range:
            code = ord(character)
            return any(first <= code <= last for first, last in _ranges(self.range))
        return not self.category or unicodedata.category(character) == self.category


class RefusedCharacter(ValueError):
    """A character that no text may hold: its place (from 0), its line (from 1), and what its kind is called."""

    def __init__(self, text: str, at: int, name: str) -> None:
        super().__init__(f"U+{ord(text[at]):04X}")
        self.at, self.character, self.name = at, text[at], name
        self.line = text.count("\n", 0, at) + 1

    @property
    def code(self) -> str:
        """The character as Unicode names it: U+200E."""
        return f"U+{ord(self.character):04X}"


@cache
def rules() -> tuple[CharacterRule, ...]:
    """The table, in the order in which it decides."""
    return DataLines(_HERE / "characters.yaml").convert(tuple[CharacterRule, ...])


@cache
def radicals() -> dict[str, str]:
    """The ideograph for each radical, as it is written in Japanese."""
    lines = (_HERE / "characters_radicals.csv").read_text("utf-8").splitlines()
    rows = [line.split(",") for line in lines if line.startswith("U+")]
    return {radical: ideograph for _, radical, ideograph, *_ in rows}


@lru_cache(maxsize=4096)
def rule_of(character: str) -> CharacterRule:
    """What becomes of a character."""
    if (ord(character) & 0xFFFE) == 0xFFFE:
        return CharacterRule(becomes="refuse", name="文字でない符号")
    return next(rule for rule in rules() if rule.holds(character))


def admit(text: str, *, refuse: bool = True) -> str:
    """The text as it is kept. Raises Refused; with `refuse` off, what would be refused is taken out."""
    if _compiled(_USUAL).fullmatch(text):
        return text
    text = text.replace("\r\n", "\n")
    kept: list[str] = []
    for at, character in enumerate(text):
        if _compiled(_USUAL).fullmatch(character):
            kept.append(character)
            continue
        rule = rule_of(character)
        if rule.becomes == "keep":
            kept.append(character)
        elif rule.becomes == "replace":
            kept.append(rule.means)
        elif rule.becomes == "radical":
            kept.append(radicals()[character])
        elif rule.becomes == "join" and _joins(text, at):
            kept.append(character)
        elif rule.becomes == "refuse" and refuse:
            raise RefusedCharacter(text, at, rule.name)
        elif _is_between_words("".join(kept[-1:]), text[at + 1 : at + 2]):
            kept.append(REPLACEMENT)
    return _composed("".join(kept))


def without_unseen(text: str) -> str:
    """The text without signs that show nothing of their own, variation selectors too: for comparing and finding."""
    return text if _compiled(_USUAL).fullmatch(text) else _compiled(_UNSEEN).sub("", text)


def with_ideographs(text: str) -> str:
    """The text with Japanese ideographs in the place of radicals; every other character stays where it was."""
    return text if _compiled(_USUAL).fullmatch(text) else "".join(radicals().get(each, each) for each in text)


def _composed(text: str) -> str:
    """Letters with marks after them as the one character that they are, where there is one: か and ゛."""
    text = _compiled(_COMBINED).sub(lambda found: _compose(found[0]), text)
    return _compiled(_JAMO).sub(lambda found: unicodedata.normalize("NFC", found[0]), text)


def _compose(sequence: str) -> str:
    base = unicodedata.normalize("NFC", sequence[0])
    return unicodedata.normalize("NFC", sequence) if base == sequence[0] else sequence  # else a name would change


def _joins(text: str, at: int) -> bool:
    """Whether a joiner stands between letters that it joins: emoji, or letters of scripts that are written so."""
    before, after = text[max(0, at - 1) : at], text[at + 1 : at + 2]
    return bool(before and after) and not _compiled(_JAPANESE).match(before) and not _compiled(_JAPANESE).match(after)


def _is_between_words(before: str, after: str) -> bool:
    return bool(_compiled(_ALPHABET).match(before[-1:]) and _compiled(_ALPHABET).match(after))


@cache
def _ranges(texts: tuple[str, ...]) -> tuple[tuple[int, int], ...]:
    made = []
    for text in texts:
        first, _, last = text.replace("U+", "").partition("-")
        made.append((int(first, 16), int(last or first, 16)))
    return tuple(made)
