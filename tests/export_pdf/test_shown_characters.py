"""The table of characters that 点検 calls shown is that of the font which comes with the program."""

from __future__ import annotations

from pia_tui.export.pdf.font_files import default_pair
from pia_tui.rules.checks.shapes import is_shown


def test_the_table_is_the_fonts() -> None:
    pair = default_pair()
    has = set(pair.regular.read().unicodes) & set(pair.bold.read().unicodes)
    assert len(has) > 40_000
    told = {code for code in range(0x110000) if is_shown(chr(code))}
    assert told == has
