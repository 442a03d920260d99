"""Two texts compared for the reader: the sentences that changed, and within them the words."""

from __future__ import annotations

import re
from collections.abc import Sequence
from difflib import SequenceMatcher

import msgspec

from pia_tui.rules.changes.data import change_rules

_SENTENCE = re.compile(r"[^。\n]*(?:。[」』）)]*|\n|$)")
_WORD = re.compile(r"[A-Za-zＡ-Ｚａ-ｚ]+|[0-9０-９]+|[ァ-ヶー]+|[ぁ-ん]+|[一-龥々〆]+|\s+|.", re.DOTALL)
_MOST_WORDS = 4_000
"""Words of a sentence beyond which only its first and last common parts are looked for."""

Span = tuple[int, int]


class MarkedText(msgspec.Struct, frozen=True):
    """A text with the parts that differ, as (start, end)."""

    text: str
    spans: tuple[Span, ...] = ()


def sentences(text: str) -> list[str]:
    """The text cut after each 。 and each line; joined they give the text again."""
    return [part for part in _SENTENCE.findall(text) if part]


def marked(before: str, after: str) -> tuple[MarkedText, MarkedText]:
    """Both texts with the words that differ; words side by side that differ are one part."""
    old, new = sentences(before), sentences(after)
    gone: list[Span] = []
    come: list[Span] = []
    at, to = _starts(old), _starts(new)
    for tag, i1, i2, j1, j2 in SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        if tag == "equal":
            continue
        one, other = "".join(old[i1:i2]), "".join(new[j1:j2])
        for mine, yours in _words(one, other):
            gone.append((at[i1] + mine[0], at[i1] + mine[1]))
            come.append((to[j1] + yours[0], to[j1] + yours[1]))
    return MarkedText(before, _joined(gone)), MarkedText(after, _joined(come))


def excerpts(before: str, after: str, *, long_text: int | None = None) -> tuple[str, str]:
    """Both texts; long ones cut down to the sentences that changed, with （略） for the others.

    Where one side has nothing at a place, the sentence before it stands on both sides, so that a reader finds it.
    """
    limit = change_rules().long_text if long_text is None else long_text
    if max(len(before), len(after)) <= limit:
        return before, after
    old, new = sentences(before), sentences(after)
    keep_old, keep_new = [False] * len(old), [False] * len(new)
    for tag, i1, i2, j1, j2 in SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        if tag == "equal":
            continue
        keep_old[i1:i2] = [True] * (i2 - i1)
        keep_new[j1:j2] = [True] * (j2 - j1)
        if i1 == i2 or j1 == j2:
            step = -1 if i1 and j1 else 0
            for kept, place, size in ((keep_old, i1 + step if step else i2, len(old)),
                                      (keep_new, j1 + step if step else j2, len(new))):  # fmt: skip
                if 0 <= place < size:
                    kept[place] = True
    return _with_gaps(old, keep_old), _with_gaps(new, keep_new)


def _with_gaps(parts: Sequence[str], kept: Sequence[bool]) -> str:
    omitted = change_rules().words.omitted
    shown: list[str] = []
    gap = False
    for part, keep in zip(parts, kept, strict=True):
        if keep:
            shown.append(part)
        elif not gap:
            shown.append(f"{omitted}\n" if part.endswith("\n") or not shown else omitted)
        gap = not keep
    return "".join(shown).strip("\n")


def _words(one: str, other: str) -> list[tuple[Span, Span]]:
    """The parts of two texts that differ, by words."""
    mine, yours = _WORD.findall(one), _WORD.findall(other)
    at, to = _starts(mine), _starts(yours)
    if max(len(mine), len(yours)) > _MOST_WORDS:
        return _ends(one, other)
    return [
        ((at[i1], at[i2]), (to[j1], to[j2]))
        for tag, i1, i2, j1, j2 in SequenceMatcher(None, mine, yours, autojunk=False).get_opcodes()
        if tag != "equal"
    ]


def _ends(one: str, other: str) -> list[tuple[Span, Span]]:
    """What lies between the common beginning and the common end."""
    least = min(len(one), len(other))
    head = next((at for at in range(least) if one[at] != other[at]), least)
    rest = least - head
    tail = next((at for at in range(rest) if one[-1 - at] != other[-1 - at]), rest)
    return [((head, len(one) - tail), (head, len(other) - tail))]


def _starts(parts: Sequence[str]) -> list[int]:
    starts = [0]
    for part in parts:
        starts.append(starts[-1] + len(part))
    return starts


def _joined(spans: Sequence[Span]) -> tuple[Span, ...]:
    found: list[Span] = []
    for start, end in spans:
        if start == end:
            continue
        if found and found[-1][1] >= start:
            found[-1] = (found[-1][0], end)
        else:
            found.append((start, end))
    return tuple(found)


class Hunk(msgspec.Struct, frozen=True):
    """A place where two texts differ: `start` to `end` of the first would become `after`."""

    start: int
    end: int
    before: str
    after: str

    def taken_into(self, text: str) -> str:
        """The first text with this place as the second has it."""
        return f"{text[: self.start]}{self.after}{text[self.end :]}"


def hunks(before: str, after: str) -> list[Hunk]:
    """The places where two texts differ, by sentences, in order."""
    old, new = sentences(before), sentences(after)
    at = _starts(old)
    return [
        Hunk(at[i1], at[i2], "".join(old[i1:i2]), "".join(new[j1:j2]))
        for tag, i1, i2, j1, j2 in SequenceMatcher(None, old, new, autojunk=False).get_opcodes()
        if tag != "equal"
    ]
