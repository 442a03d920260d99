"""The weights and limits of reading, each with its unit and reason, from `data/weights.yaml`."""

from __future__ import annotations

from functools import cache
from pathlib import Path

import msgspec

from pia_tui import datafile


class Weight(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A number, what it counts, and why it is what it is."""

    value: float
    unit: str
    why: str


@cache
def weights() -> dict[str, Weight]:
    """All weights by name. Raises BrokenData."""
    return datafile.load(Path(__file__).parents[1] / "data" / "weights.yaml", dict[str, Weight])


def weight(name: str) -> float:
    """A weight's value. Raises BrokenData, KeyError."""
    return weights()[name].value
