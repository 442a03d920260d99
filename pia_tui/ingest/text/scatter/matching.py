"""Who belongs to whom at the least total cost, and how sure that is."""

from __future__ import annotations

from collections.abc import Sequence

FORBIDDEN = 1e6


def assign(costs: Sequence[Sequence[float]]) -> list[int]:
    """For each row the column it gets so that the sum of costs is least (Hungarian method; columns ≥ rows)."""
    rows, columns = len(costs), len(costs[0]) if costs else 0
    assert rows <= columns, "more rows than columns"
    potential_row, potential_column = [0.0] * (rows + 1), [0.0] * (columns + 1)
    owner = [0] * (columns + 1)
    for row in range(1, rows + 1):
        owner[0] = row
        column = 0
        least = [float("inf")] * (columns + 1)
        used = [False] * (columns + 1)
        way = [0] * (columns + 1)
        while owner[column]:
            used[column] = True
            current, delta, following = owner[column], float("inf"), 0
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
    result = [0] * rows
    for column in range(1, columns + 1):
        if owner[column]:
            result[owner[column] - 1] = column - 1
    return result


def match(costs: Sequence[Sequence[float]], leave: float, values: Sequence[object] = ()) -> list[tuple[int, float]]:
    """For each row (column or -1 where leaving it costs less, margin).

    `leave` is the cost of a row without column. The margin is how much dearer the best matching becomes when this
    pair is forbidden, along with those of rows of the same value: 0 means that another matching is as good.
    """
    if not costs:
        return []
    rows, columns = len(costs), len(costs[0])
    padded = [[*row, *([leave] * rows)] for row in costs]
    chosen = assign(padded)
    total = sum(padded[row][column] for row, column in enumerate(chosen))
    result: list[tuple[int, float]] = []
    for row, column in enumerate(chosen):
        if column >= columns:
            result.append((-1, 0.0))
            continue
        same = [each for each in range(rows) if values and values[each] == values[row]] or [row]
        kept = [padded[each][column] for each in same]
        for each in same:
            padded[each][column] = FORBIDDEN
        other = assign(padded)
        dearer = sum(padded[each][found] for each, found in enumerate(other)) - total
        for each, cost in zip(same, kept, strict=True):
            padded[each][column] = cost
        result.append((column, dearer))
    return result
