"""Text in the cells of a terminal: widths, lines broken by the rules of `typesetting`, cutting and filling."""

from __future__ import annotations

from itertools import accumulate

from rich.cells import cell_len as _rich_cell_len
from rich.cells import get_character_cell_size

from pia_tui.typesetting.breaking import line_end


class _Widths(dict[str, int]):
    """The cells of each character that was asked for, from the console's own table."""

    def __missing__(self, char: str) -> int:
        width = self[char] = 1 if char == "\t" else get_character_cell_size(char)
        return width


_WIDTHS = _Widths()


def char_width(char: str) -> int:
    """The cells that one character takes: 0 (combining, variation selector), 1 or 2."""
    return _WIDTHS[char]


def text_width(text: str) -> int:
    """The cells that a text takes on one line."""
    return _rich_cell_len(text)


def forget_widths() -> None:
    """Throw cached widths away, after the console's style changed them."""
    _WIDTHS.clear()


def wrap_offsets(text: str, width: int, limit: int = 0) -> list[int]:
    """Where to break one paragraph (no line ends) so that each line fits `width` cells.

    With `limit`, stop after that many breaks: the caller shows no more. A tab counts as one cell.
    """
    if width <= 0:
        return []
    sums = list(accumulate(map(_WIDTHS.__getitem__, text), initial=0))
    breaks: list[int] = []
    end = line_end(text, sums, 0, width, spaces_hang=False)
    while end < len(text) and not (limit and len(breaks) >= limit):
        breaks.append(end)
        end = line_end(text, sums, end, width, spaces_hang=False)
    return breaks


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
