"""Who belongs to whom at the least total cost, and how sure that is."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

FORBIDDEN = 1e6
_INFINITE = float("inf")


@dataclass
class _Solution:
    """The cheapest matching: the column of each row, and potentials that prove it (Hungarian method).

    `costs[r][c] - of_row[r] - of_column[c]` is never negative, and 0 where row and column are matched.
    """

    column_of: list[int]
    row_of: list[int]
    of_row: list[float]
    of_column: list[float]


def assign(costs: Sequence[Sequence[float]]) -> list[int]:
    """For each row the column it gets so that the sum of costs is least (columns ≥ rows)."""
    return _solve(costs).column_of


def match(costs: Sequence[Sequence[float]], leave: float, values: Sequence[object] = ()) -> list[tuple[int, float]]:
    """For each row (column or -1 where leaving it costs less, margin).

    `leave` is the cost of a row without column. The margin is how much dearer the best matching becomes when this
    pair is forbidden, along with those of rows of the same value: 0 means that another matching is as good.
    """
    result: list[tuple[int, float]] = [(-1, 0.0)] * len(costs)
    for rows, columns in _parts(costs):
        part = [[costs[row][column] for column in columns] + [leave] * len(rows) for row in rows]
        solution = _solve(part)
        for at, row in enumerate(rows):
            column = solution.column_of[at]
            if column < len(columns):
                same = {at} | {each for each, other in enumerate(rows) if values and values[other] == values[row]}
                result[row] = (columns[column], _dearer(part, solution, at, same))
    return result


def _parts(costs: Sequence[Sequence[float]]) -> Iterator[tuple[list[int], list[int]]]:
    """Rows and columns that have to do with each other; what lies apart is matched apart, which is much quicker."""
    columns_of = [[column for column, cost in enumerate(row) if cost < FORBIDDEN] for row in costs]
    rows_of: dict[int, list[int]] = {}
    for row, columns in enumerate(columns_of):
        for column in columns:
            rows_of.setdefault(column, []).append(row)
    seen: set[int] = set()
    for start, columns in enumerate(columns_of):
        if start in seen or not columns:
            continue
        seen.add(start)
        rows, reached, waiting = [start], set(columns), list(columns)
        while waiting:
            for row in rows_of[waiting.pop()]:
                if row not in seen:
                    seen.add(row)
                    rows.append(row)
                    waiting += [column for column in columns_of[row] if column not in reached]
                    reached.update(columns_of[row])
        yield sorted(rows), sorted(reached)


def _solve(costs: Sequence[Sequence[float]]) -> _Solution:
    rows, columns = len(costs), len(costs[0]) if costs else 0
    assert rows <= columns, "more rows than columns"
    potential_row, potential_column = [0.0] * (rows + 1), [0.0] * (columns + 1)
    owner = [0] * (columns + 1)
    for row in range(1, rows + 1):
        owner[0] = row
        column = 0
        least = [_INFINITE] * (columns + 1)
        used = [False] * (columns + 1)
        way = [0] * (columns + 1)
        while owner[column]:
            used[column] = True
            current, delta, following = owner[column], _INFINITE, 0
            for each in range(1, columns + 1):
                if used[each]:
                    continue
                reduced = costs[current - 1][each - 1] - potential_row[current] - potential_column[each]
                if reduced < least[each]:
                    least[each], way[each] = reduced, column
                if least[each] < delta:
                    delta, following = least[each], each
            for each in range(columns + 1):
                if used[each]:
                    potential_row[owner[each]] += delta
                    potential_column[each] -= delta
                else:
                    least[each] -= delta
            column = following
        while column:
            owner[column] = owner[way[column]]
            column = way[column]
    column_of = [0] * rows
    for column in range(1, columns + 1):
        if owner[column]:
            column_of[owner[column] - 1] = column - 1
    return _Solution(column_of, [each - 1 for each in owner[1:]], potential_row[1:], potential_column[1:])


def _dearer(costs: Sequence[Sequence[float]], solution: _Solution, row: int, forbidden: set[int]) -> float:
    """How much the matching's cost grows when the rows of `forbidden` may not have the column of `row`.

    The row looks for another place, and may push others out of theirs; where it takes a free one, others may move up
    into its old place. The cheapest such chain is found in Dijkstra's way.
    """
    column = solution.column_of[row]
    potential = solution.of_column
    distance = [_INFINITE] * len(potential)
    waiting = set(range(len(potential)))
    best, current, behind = FORBIDDEN, row, 0.0
    while True:
        if current >= 0:
            for each in waiting:
                if each != column or current not in forbidden:
                    reduced = behind + costs[current][each] - solution.of_row[current] - potential[each]
                    distance[each] = min(distance[each], reduced)
        at = min(waiting, key=distance.__getitem__, default=-1)
        if at < 0 or distance[at] >= best:
            return best
        waiting.remove(at)
        behind = distance[at]
        current = solution.row_of[at] if at != column else -1
        if at == column:
            return min(best, behind)
        if current < 0:  # a free column: the chain may end here, or go on with another row that moves up
            best = min(best, behind - potential[column])
            for each in waiting:
                if solution.row_of[each] >= 0 and each != column:
                    distance[each] = min(distance[each], behind - potential[each])
