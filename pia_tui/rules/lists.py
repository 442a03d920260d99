"""The columns of the lists that an office prints for itself, as data."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import Literal

import msgspec

from pia_tui import datafile


class ListColumn(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A column: what stands in it, its heading, its share of the width, and whether it is centred."""

    field: str
    label: str
    weight: float
    centred: bool = False


class ListLayout(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A list: its title, its columns in order, and what is said under the title."""

    title: str
    columns: tuple[ListColumn, ...]
    notes: tuple[str, ...] = ()


@cache
def list_layout(name: Literal["due", "register"]) -> ListLayout:
    """The layout of a list."""
    file = Path(__file__).parent / "data" / "lists.yaml"
    return datafile.load(file, dict[str, ListLayout])[name]
