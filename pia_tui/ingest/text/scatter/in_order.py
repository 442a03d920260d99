"""Units and demands that both keep their order: which unit goes to which demand at the least cost, and how sure."""

from __future__ import annotations

from collections.abc import Sequence

FAR = 1e6
_LEAVE, _LEAVE_NEXT = 2.0, 0.3
"""Costs of a unit that goes to no demand, and of the next one after it."""
Table = list[list[float]]


def in_order(
    costs: Sequence[Sequence[float]], steps: Sequence[tuple[float, float]], skips: Sequence[float]
) -> list[tuple[int, float]]:
    """For each unit (its demand or -1, margin); the margin tells how much dearer all becomes without this pair.

    `costs[unit][demand]` are those of beginning an answer there (FAR forbids all); `steps[unit]` are the costs of going
    on with what became of the unit before, and of parting from it; `skips[demand]` that of a demand without units.
    Later demands never get earlier units.
    """
    if not costs or not skips:
        return [(-1, 0.0)] * len(costs)
    past = [0.0]
    for skip in skips:
        past.append(past[-1] + skip)
    inside, outside = _forward(costs, steps, past)
    after_in, after_out = _backward(costs, steps, past)
    result: list[tuple[int, float]] = []
    for unit in range(len(costs)):
        ways = [(one + two, demand) for demand, (one, two) in enumerate(zip(inside[unit], after_in[unit], strict=True))]
        left = min(one + two for one, two in zip(outside[unit], after_out[unit], strict=True))
        ways = sorted([*ways, (left, -1)])
        result.append((ways[0][1], ways[1][0] - ways[0][0]))
    return result


def least_total(
    costs: Sequence[Sequence[float]], steps: Sequence[tuple[float, float]], skips: Sequence[float]
) -> float:
    """The cost of the best way to give units to demands, as `in_order` does."""
    past = [0.0]
    for skip in skips:
        past.append(past[-1] + skip)
    inside, outside = _forward(costs, steps, past)
    ends = [cost + past[-1] - past[demand + 1] for demand, cost in enumerate(inside[-1])]
    return min(*ends, *(cost + past[-1] - past[behind] for behind, cost in enumerate(outside[-1])))


def _forward(
    costs: Sequence[Sequence[float]], steps: Sequence[tuple[float, float]], past: Sequence[float]
) -> tuple[Table, Table]:
    """The least costs up to each unit: in each demand, and left out behind each demand (the first: behind none)."""
    size = len(past) - 1
    inside: Table = []
    outside: Table = []
    for unit, row in enumerate(costs):
        go, new = steps[unit]
        if not unit:
            inside.append([row[demand] + past[demand] for demand in range(size)])
            outside.append([_LEAVE, *([FAR] * size)])
            continue
        before_in, before_out = inside[-1], outside[-1]
        best = before_out[0]
        here = []
        for demand in range(size):
            going = go if row[demand] < FAR else FAR
            here.append(min(before_in[demand] + going, row[demand] + best + new + past[demand]))
            best = min(best, before_in[demand] - past[demand + 1], before_out[demand + 1] - past[demand + 1])
        inside.append(here)
        outside.append(
            [
                before_out[0] + _LEAVE_NEXT,
                *(min(before_in[each] + _LEAVE + new, before_out[each + 1] + _LEAVE_NEXT) for each in range(size)),
            ]
        )
    return inside, outside


def _backward(
    costs: Sequence[Sequence[float]], steps: Sequence[tuple[float, float]], past: Sequence[float]
) -> tuple[Table, Table]:
    """The least costs of what comes after each unit, as `_forward` has them of what is before."""
    size = len(past) - 1
    inside = [[past[size] - past[demand + 1] for demand in range(size)]]
    outside = [[past[size] - past[behind] for behind in range(size + 1)]]
    for unit in range(len(costs) - 1, 0, -1):
        row, (go, new) = costs[unit], steps[unit]
        after_in, after_out = inside[0], outside[0]
        later = [FAR] * (size + 1)
        for demand in range(size - 1, -1, -1):
            later[demand] = min(later[demand + 1], row[demand] + new + past[demand] + after_in[demand])
        inside.insert(
            0,
            [
                min(
                    after_in[demand] + (go if row[demand] < FAR else FAR),
                    later[demand + 1] - past[demand + 1],
                    _LEAVE + new + after_out[demand + 1],
                )
                for demand in range(size)
            ],
        )
        outside.insert(
            0,
            [min(_LEAVE_NEXT + after_out[behind], later[behind] - past[behind]) for behind in range(size + 1)],
        )
    return inside, outside
