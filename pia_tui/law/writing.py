"""Writing chosen rows as officers write a legal ground."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from functools import cache
from pathlib import Path

import msgspec

from pia_tui import datafile
from pia_tui.law.numbers import Number, folded_runs, written
from pia_tui.law.tables import annex, sharing


class Phrases(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """How grounds are worded. `{rows}` is the list of 項, `{information}` the kind of information."""

    sharing: str
    sharing_asks: str
    sharing_provides: str
    annex: str
    sharing_table: str
    sharing_table_full: str
    sharing_table_after: str
    recipient_law: str
    provided_to_many: str
    as_annex: str
    annex_title: str
    annex_columns: tuple[str, ...]
    most_recipients: int
    source: str


@cache
def phrases() -> Phrases:
    """The wording that comes with the program. Raises BrokenData."""
    return datafile.load(Path(__file__).parent / "data" / "phrases.yaml", Phrases)


def sharing_text(numbers: Iterable[Number], phrase: str = "", *, ranges: bool = False) -> str:
    """番号法第19条第8号に基づく主務省令第2条の表 1、2、3の項, in the law's order, each 項 once.

    With `ranges`, three neighbours or more become 1から3まで. Empty for no number.
    """
    return _text(phrase or phrases().sharing, numbers, sharing().numbers, ranges=ranges)


def annex_text(numbers: Iterable[Number], *, ranges: bool = False) -> str:
    """番号法第9条第1項　別表の24の項. Empty for no number."""
    return _text(phrases().annex, numbers, annex().numbers, ranges=ranges)


def _text(phrase: str, numbers: Iterable[Number], known: Sequence[Number], *, ranges: bool) -> str:
    wanted = sorted(set(numbers))
    if not wanted:
        return ""
    return phrase.format(rows=written(folded_runs(wanted, known) if ranges else wanted))
