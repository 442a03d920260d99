"""Finding legal grounds in the tables: by 事務, by body, by information; asking and providing told apart."""

from __future__ import annotations

import unicodedata
from collections.abc import Callable, Iterable
from typing import Literal

import msgspec

from pia_tui.law.bodies import Body, find_body
from pia_tui.law.numbers import Number, parse_number
from pia_tui.law.tables import Annex, AnnexRow, Sharing, SharingRow, annex, sharing, terms

ExchangeSide = Literal["ask", "provide", ""]
"""What the body asks for, what it provides, or both."""


class Ground(msgspec.Struct, frozen=True):
    """A pair of the table that was found; `capacity` tells as what the body stands in it ("" = as itself)."""

    pair: SharingRow
    capacity: str = ""


def find(words: Iterable[str], side: ExchangeSide = "", by: str = "", table: Sharing | None = None) -> list[Ground]:
    """The pairs that hold all `words`, in the law's order.

    A word is looked for in the information when providing, and in the task when asking; where no pair of the body has
    it there, in the other of the two (and the meaning of the words that the table defines: 介護保険法 finds
    介護保険給付等関係情報). With no `side` any cell will do. A number alone is a 項. `by` names the body that asks or
    provides.
    """
    table = table or sharing()
    wanted = [_fold(word) for word in words if word.strip()]
    found = [*_of_body(table.rows, side, find_body(by) if by else None)]
    numbers = [number for number in (parse_number(word) for word in wanted) if number]
    if wanted and len(numbers) == len(wanted):
        return [ground for ground in found if ground.pair.row in numbers]
    for cells in _orders(side):
        hits = [ground for ground in found if _holds(cells(ground.pair), wanted)]
        if hits:
            return hits
    return []


def find_annex(words: Iterable[str], table: Annex | None = None) -> list[AnnexRow]:
    """The rows of 番号法別表 whose law or task holds all words, in order; a number alone is a 項."""
    wanted = [_fold(word) for word in words if word.strip()]
    rows = (table or annex()).rows
    numbers = [number for number in (parse_number(word) for word in wanted) if number]
    if wanted and len(numbers) == len(wanted):
        return [row for row in rows if row.row in numbers]
    return [row for row in rows if wanted and _holds(f"{row.law}\n{row.task}", wanted)]


def numbers_of(grounds: Iterable[Ground]) -> tuple[Number, ...]:
    """The 項 of what was found, each once, in order."""
    return tuple(sorted({ground.pair.row for ground in grounds}))


def meaning_of(information: str) -> str:
    """What the words of a cell mean that the table defines itself, one a line."""
    known = terms()
    return "\n".join(known[word] for word in terms_in(information))


def terms_in(information: str) -> list[str]:
    """The words that the table defines and a cell uses; 特別児童扶養手当関係情報 is not 児童扶養手当関係情報."""
    found = []
    for word in sorted(terms(), key=len, reverse=True):
        if word in information:
            found.append(word)
            information = information.replace(word, "\n")
    return found


def _of_body(rows: Iterable[SharingRow], side: ExchangeSide, body: Body | None) -> Iterable[Ground]:
    for pair in rows:
        if body is None:
            yield Ground(pair)
            continue
        cells = {"ask": (pair.asker,), "provide": (pair.provider,)}.get(side, (pair.asker, pair.provider))
        capacities = [capacity for cell in cells if (capacity := body.capacity_in(cell)) is not None]
        if capacities:
            yield Ground(pair, "" if "" in capacities else capacities[0])


def _orders(side: ExchangeSide) -> tuple[Callable[[SharingRow], str], ...]:
    """Which cells are searched, the better ones first."""

    def task(pair: SharingRow) -> str:
        return pair.task

    def information(pair: SharingRow) -> str:
        return pair.information

    def meaning(pair: SharingRow) -> str:
        return f"{pair.information}\n{_meanings(pair.information)}"

    def anything(pair: SharingRow) -> str:
        return "\n".join((pair.asker, pair.task, pair.provider, pair.information))

    if side == "ask":
        return task, information, meaning, anything
    if side == "provide":
        return information, meaning, task, anything
    return anything, meaning


def _meanings(information: str) -> str:
    direct = meaning_of(information)
    return f"{direct}\n{meaning_of(direct)}"


def _holds(text: str, wanted: list[str]) -> bool:
    folded = _fold(text)
    used = terms_in(text)
    known = terms()
    return all(word in used if word in known else word in folded for word in wanted)


def _fold(text: str) -> str:
    return unicodedata.normalize("NFKC", text).casefold().strip()
