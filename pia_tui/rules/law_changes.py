"""How a row of 変更箇所 reads that only follows a change of the law."""

from __future__ import annotations

from functools import cache
from pathlib import Path

import msgspec

from pia_tui import datafile


class LawChanges(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The words of such a row, and what they rest on."""

    timing: str
    note: str
    source: str


@cache
def law_changes() -> LawChanges:
    """The words that come with the program. Raises BrokenData."""
    return datafile.load(Path(__file__).parent / "data" / "law_changes.yaml", LawChanges)
