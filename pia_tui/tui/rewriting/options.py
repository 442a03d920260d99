"""What is shown of places to rewrite and of rows of the law's tables, as lines to mark."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence

from pia_tui.law.grounds import Ground
from pia_tui.law.numbers import Number
from pia_tui.law.tables import AnnexRow
from pia_tui.tui.rewriting.picking import PickLine
from pia_tui.usecases.rewriting.places import RewritePlace
from pia_tui.usecases.rewriting.writing import Outcome


def place_options(outcomes: Sequence[Outcome], where: Callable[[Outcome, RewritePlace], str]) -> list[PickLine]:
    """One line for each place, under the name of its document; sure ones are marked from the start."""
    found = []
    for outcome in outcomes:
        held = f"（{outcome.why}）" if outcome.status == "locked" else ""
        found.append(PickLine(0, f"{outcome.name}{held}"))
        for number, place in outcome.places:
            found.append(_place(number, place, where(outcome, place), held=bool(held)))
    return found


def _place(number: int, place: RewritePlace, where: str, *, held: bool) -> PickLine:
    one = place.rewrite
    old, new = _short(place.old), "書き直す文は決められません" if one.new is None else _short(one.new)
    around = f"…{place.before}【{old}】{place.after}…".replace("\n", " ")
    detail = "\n".join(line for line in (where, around, one.why, one.question) if line)
    side = "" if one.sure or one.new is None else "確かめる"
    return PickLine(
        number,
        f"{old} → {new}",
        detail=detail,
        side=side,
        marked=one.sure and not held,
        fixed=one.new is None or held,
    )


def _short(text: str) -> str:
    """A text on one line; of a long one its beginning and its end."""
    line = " ".join(text.split())
    return line if len(line) <= _MOST else f"{line[: _MOST * 2 // 3]}…{line[-_MOST // 3 :]}"


_MOST = 48
"""Letters of a text in the list: the whole of it stands in the document."""


def sharing_options(
    grounds: Iterable[Ground], written: frozenset[Number] = frozenset()
) -> tuple[list[PickLine], list[Number]]:
    """One line for each 項 of the 第2条の表 that was found, and the 項 by the numbers of the lines.

    Those `written` already are marked from the start.
    """
    by_row: dict[Number, list[Ground]] = {}
    for ground in grounds:
        by_row.setdefault(ground.pair.row, []).append(ground)
    options: list[PickLine] = []
    numbers: list[Number] = []
    for row, found in by_row.items():
        numbers.append(row)
        first = found[0].pair
        lines = [first.task, *(f"{one.pair.provider}から：{one.pair.information}" for one in found)]
        options.append(
            PickLine(len(numbers), f"{row}の項　{first.asker}", detail="\n".join(lines), marked=row in written)
        )
    return options, numbers


def annex_options(
    rows: Iterable[AnnexRow], written: frozenset[Number] = frozenset()
) -> tuple[list[PickLine], list[Number]]:
    """One line for each 項 of 番号法別表 that was found, and the 項 by the numbers of the lines."""
    options: list[PickLine] = []
    numbers: list[Number] = []
    for row in rows:
        numbers.append(row.row)
        task = row.task if row.task != row.law else ""
        detail = "　".join(word for word in (task, f"命令{row.article}") if word)
        options.append(PickLine(len(numbers), f"{row.row}の項　{row.law}", detail=detail, marked=row.row in written))
    return options, numbers
