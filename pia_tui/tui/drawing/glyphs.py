"""The signs that the screens draw with: a normal set, and one for consoles that draw ambiguous signs two cells wide.

Windows' classic console with MS Gothic draws ①, ○, ─ and their kind over two cells while the program counts one.
The safe style draws no such sign itself, and counts those that the forms bring along (①, ※) as two.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from typing import Any
from unicodedata import east_asian_width

from rich import cells as _cells
from rich import segment as _segment

from pia_tui.tui.drawing import wrap

cells: Any = _cells
segment: Any = _segment
_ORIGINAL: Any = (cells.load_cell_table, cells._is_single_cell_widths)


@dataclass(frozen=True)
class Glyphs:
    """The signs of one style. Each is one cell wide unless its name says otherwise."""

    cursor: str
    vertical: str
    horizontal: str
    corner: str
    opened: str
    closed: str
    more: str
    selected_left: str


NORMAL = Glyphs(
    cursor="▌",
    vertical="│",
    horizontal="─",
    corner="┼",
    opened="▾",
    closed="▸",
    more="…",
    selected_left="◆",
)
SAFE = Glyphs(
    cursor=">",
    vertical="|",
    horizontal="-",
    corner="+",
    opened="v",
    closed=">",
    more="..",
    selected_left="*",
)

_active = NORMAL


def glyphs() -> Glyphs:
    """The signs in use."""
    return _active


def is_safe() -> bool:
    return _active is SAFE


def use_style(safe: bool) -> None:
    """Choose the style for this process. The safe one also counts ambiguous characters as two cells."""
    global _active
    _active = SAFE if safe else NORMAL
    _count_ambiguous(2 if safe else 1)
    wrap.forget_widths()


@cache
def _wide_table() -> Any:
    """rich's table of widths, with the characters of ambiguous width as two cells."""
    table = cells.load_cell_table("auto")
    wide = [
        (code, code, 2)
        for code in range(0xA1, 0x10000)
        if east_asian_width(chr(code)) == "A"
        and not 0xE000 <= code <= 0xF8FF
        and cells.get_character_cell_size(chr(code)) == 1
    ]
    return cells.CellTable(table.unicode_version, sorted([*table.widths, *wide]), table.narrow_to_wide)


def _count_ambiguous(width: int) -> None:
    """Make rich, and with it Textual, count ambiguous characters as `width` cells.

    rich has no setting for it; it looks widths up in one table, after a quick test for characters that are one cell
    wide for sure. Both are replaced here, and put back for the normal style.
    """
    if width == 1:
        load, single = _ORIGINAL
    else:
        table = _wide_table()

        def load(unicode_version: str = "auto") -> Any:  # noqa: ARG001 - rich's signature
            return table

        single = frozenset(map(chr, range(0x20, 0x7F))).issuperset
    cells.load_cell_table = load
    for module in (cells, segment):
        module._is_single_cell_widths = single
    cells.get_character_cell_size.cache_clear()
    cells.cached_cell_len.cache_clear()
