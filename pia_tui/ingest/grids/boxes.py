"""Cells as boxes on a sheet, and a sheet as what can be seen of it."""

from __future__ import annotations

from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Box:
    """A cell, or cells merged into one: rows `top` … `bottom` and columns `left` … `right`, all from 1."""

    top: int
    left: int
    bottom: int
    right: int
    text: str = ""

    def shares_row_with(self, other: Box) -> bool:
        """Whether a row goes through both."""
        return self.top <= other.bottom and other.top <= self.bottom

    def shares_column_with(self, other: Box) -> bool:
        """Whether a column goes through both."""
        return self.left <= other.right and other.left <= self.right


@dataclass(frozen=True, slots=True)
class Picture:
    """A drawing that begins in a row."""

    row: int
    name: str
    media_type: str
    data: bytes


@dataclass(slots=True)
class GridSheet:
    """What can be seen of a sheet, and `aside` the texts that are hidden in it.

    `hidden` are its hidden boxes, run by run: rows that stand together.
    """

    name: str
    boxes: list[Box] = field(default_factory=list)
    hidden: list[list[Box]] = field(default_factory=list)
    pictures: list[Picture] = field(default_factory=list)
    aside: list[str] = field(default_factory=list)
