"""Where an item stands, in few words: the section as it is numbered on paper, the headings above, the item."""

from __future__ import annotations

import re

from pia_tui.tui.drawing.wrap import cut_to, text_width

_NUMBER = re.compile(r"[０-９0-9]+(?:－[０-９0-9]+)?．|[①-⑳]|[^\W\d]{1,4}[０-９0-9]+(?=：)")
"""What a heading begins with and is told apart by: ３．, ②, リスク１."""
_BLOCK = re.compile(r"\D+\d+")
"""A block with its number: 移転先4."""
_LEAST = 6
"""A heading is not cut below this many cells."""


def words_in(words: tuple[str, ...], room: int) -> str:
    """A place within `room` cells: words over the item give way first, then its own; numbers are kept to the last."""
    if not words:
        return ""
    above, last = list(words[1:-1]), words[-1] if len(words) > 1 else ""
    block = next((at for at, word in enumerate(above) if _BLOCK.fullmatch(word)), 0)
    above = above[block:]  # a numbered block says what it stands under
    short = [_shortest(word) for word in above]
    spare = room - text_width(_joined(words[0], short, last))
    for at in reversed(range(len(above))):
        # Each word is one blank more than its number; what a block is called is never cut.
        size = spare + text_width(short[at]) - (not short[at] or short[at].endswith("．"))
        if spare > 0 and short[at] != above[at] and size >= min(_LEAST, text_width(above[at])):
            short[at] = cut_to(above[at], size)
            spare = room - text_width(_joined(words[0], short, last))
    if spare < 0 and last:
        last = _cut_inside(last, max(_LEAST, text_width(last) + spare))
    return cut_to(_joined(words[0], short, last), room)


def _cut_inside(text: str, room: int) -> str:
    """A label within `room` cells: neighbours often begin alike and differ at the end, so that both ends stay."""
    if text_width(text) <= room:
        return text
    end = ""
    for char in reversed(text):
        if text_width(char + end) > (room - 1) // 2:
            break
        end = char + end
    return cut_to(text, room - text_width(end)) + end


def _joined(section: str, above: list[str], last: str) -> str:
    return " ".join(word for word in dict.fromkeys((section, *above, last)) if word).replace("． ", "．")


def _shortest(word: str) -> str:
    """What tells a heading from its neighbours: its number; the whole of a block with its number."""
    if _BLOCK.fullmatch(word):
        return word
    found = _NUMBER.match(word)
    return found[0] if found else ""
