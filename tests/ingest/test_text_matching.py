"""The cheapest matching and how sure it is, against trying everything."""

from __future__ import annotations

from itertools import permutations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pia_tui.ingest.text.scatter.matching import FORBIDDEN, assign, match

LEAVE = 2.0
COST = st.one_of(st.just(FORBIDDEN), st.integers(0, 40).map(lambda number: number / 8))
TABLE = st.tuples(st.integers(1, 4), st.integers(1, 4)).flatmap(
    lambda size: st.lists(st.lists(COST, min_size=size[1], max_size=size[1]), min_size=size[0], max_size=size[0])
)


def cheapest(costs: list[list[float]]) -> float:
    """The least sum with every row in a column of its own, by trying all ways."""
    padded = [[*row, *([LEAVE] * len(costs))] for row in costs]
    return min(
        sum(padded[row][column] for row, column in enumerate(way))
        for way in permutations(range(len(padded[0])), len(padded))
    )


@given(TABLE, st.booleans())
def test_the_matching_is_the_cheapest_and_its_margins_are_right(costs: list[list[float]], alike: bool) -> None:
    values = [row % 2 for row in range(len(costs))] if alike else ()
    found = match(costs, LEAVE, values)
    taken = [column for column, _ in found if column >= 0]
    assert len(taken) == len(set(taken))
    least = cheapest(costs)
    total = sum(LEAVE if column < 0 else costs[row][column] for row, (column, _) in enumerate(found))
    assert total == pytest.approx(least)
    for row, (column, margin) in enumerate(found):
        if column < 0:
            continue
        without = [list(each) for each in costs]
        for other in range(len(costs)):
            if other == row or (values and values[other] == values[row]):
                without[other][column] = FORBIDDEN
        assert margin == pytest.approx(cheapest(without) - least)


@given(st.lists(st.lists(st.integers(0, 30), min_size=4, max_size=4), min_size=1, max_size=4))
def test_assign_is_the_cheapest(costs: list[list[int]]) -> None:
    way = assign(costs)
    assert len(set(way)) == len(way)
    best = min(
        sum(costs[row][column] for row, column in enumerate(each)) for each in permutations(range(4), len(costs))
    )
    assert sum(costs[row][column] for row, column in enumerate(way)) == best
