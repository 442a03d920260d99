"""Breaking Japanese text into lines of a terminal: widths in cells, and 禁則 at the line ends."""

from __future__ import annotations

from rich.cells import cell_len as _rich_cell_len
from rich.cells import get_character_cell_size

NO_START = frozenset(
    "※、。，．・：；？！゛゜ヽヾゝゞ々ー’”）〕］｝〉》」』】°′″℃％‰｣､｡･ﾞﾟ,.:;?!)]}"
    "ぁぃぅぇぉっゃゅょゎゕゖァィゥェォッャュョヮヵヶｧｨｩｪｫｯｬｭｮｰ～〜…‥"
)
"""Characters that may not begin a line."""

NO_END = frozenset("‘“（〔［｛〈《「『【｢([{￥＄£№")
"""Characters that may not end a line."""

LOOK_BACK = 8
"""How many characters may be carried over for 禁則 before the rule gives way."""

_WIDTHS: dict[str, int] = {"\t": 1}


def char_width(char: str) -> int:
    """The cells that one character takes: 0 (combining, variation selector), 1 or 2."""
    width = _WIDTHS.get(char)
    if width is None:
        width = _WIDTHS[char] = get_character_cell_size(char)
    return width


def text_width(text: str) -> int:
    """The cells that a text takes on one line."""
    return _rich_cell_len(text)


def forget_widths() -> None:
    """Throw cached widths away, after the console's style changed them."""
    _WIDTHS.clear()
    _WIDTHS["\t"] = 1


def wrap_offsets(text: str, width: int, limit: int = 0) -> list[int]:
    """Where to break one paragraph (no line ends) so that each line fits `width` cells.

    With `limit`, stop after that many breaks: the caller shows no more. A tab counts as one cell.
    """
    if width <= 0:
        return []
    breaks: list[int] = []
    widths = _WIDTHS
    start = used = 0
    for position, char in enumerate(text):
        size = widths.get(char)
        if size is None:
            size = char_width(char)
        if used + size <= width or position == start:
            used += size
            continue
        cut = _cut(text, start, position)
        breaks.append(cut)
        if limit and len(breaks) >= limit:
            break
        used = size + sum(map(char_width, text[cut:position]))
        start = cut
    return breaks


def _cut(text: str, start: int, position: int) -> int:
    """The best place to break before `position`, which is the first character that does not fit."""
    cut = position
    least = max(start + 1, position - LOOK_BACK)
    while cut > least and not _may_break(text, cut):
        cut -= 1
    if _may_break(text, cut):
        return cut
    if _in_word(text, position):
        # A word in Latin letters is kept whole where it is not the line itself.
        cut = position
        while cut > start + 1 and _in_word(text, cut):
            cut -= 1
        if _may_break(text, cut):
            return cut
    cut = position
    while cut > start + 1 and not char_width(text[cut]):
        cut -= 1
    return cut


def _may_break(text: str, at: int) -> bool:
    after = text[at]
    return not (after in NO_START or text[at - 1] in NO_END or _in_word(text, at) or not char_width(after))


def _in_word(text: str, at: int) -> bool:
    return _is_letter(text[at]) and _is_letter(text[at - 1])


def _is_letter(char: str) -> bool:
    return "!" <= char <= "~"


def wrapped(text: str, width: int, limit: int = 0) -> tuple[tuple[str, ...], bool]:
    """(lines of `text` at `width`, whether more follow). With `limit`, at most that many lines."""
    lines: list[str] = []
    for paragraph in text.split("\n"):
        if limit and len(lines) >= limit:
            return tuple(lines), True
        breaks = wrap_offsets(paragraph, width, limit - len(lines) if limit else 0)
        start = 0
        for end in breaks:
            lines.append(paragraph[start:end])
            start = end
        if limit and len(lines) >= limit:
            return tuple(lines), True
        lines.append(paragraph[start:])
    return tuple(lines), False


def cut_to(text: str, width: int, ellipsis: str = "…") -> str:
    """`text` on one line of at most `width` cells, with an ellipsis where something was left out."""
    text = text.replace("\n", " ")
    if text_width(text) <= width:
        return text
    room = width - text_width(ellipsis)
    used = 0
    for position, char in enumerate(text):
        size = char_width(char)
        if used + size > room:
            return text[:position] + ellipsis if room >= 0 else ""
        used += size
    return text


def pad_to(text: str, width: int) -> str:
    """`text` cut or filled with blanks to exactly `width` cells."""
    text = cut_to(text, width)
    return text + " " * (width - text_width(text))
