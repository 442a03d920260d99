"""The layout of a help page in Japanese: columns and line ends counted in cells, not in characters."""

from __future__ import annotations

import re
from collections.abc import Iterable

import click

_SPACING = 2
"""Cells between the names and what is said of them."""
_LEAST = 20
"""What is said of a name has at least so many cells."""


class HelpPage(click.HelpFormatter):
    """click's page; click itself counts a letter as a cell and breaks lines at blanks, which Japanese has none of."""

    def write_text(self, text: str) -> None:
        lead = " " * self.current_indent
        parts = [_broken(_joined(part), self.width - self.current_indent) for part in text.strip().split("\n\n")]
        self.write("\n\n".join("\n".join(f"{lead}{line}" for line in lines) for lines in parts) + "\n")

    def write_dl(self, rows: Iterable[tuple[str, str]], col_max: int = 30, col_spacing: int = _SPACING) -> None:
        from pia_tui.tui.drawing.wrap import text_width

        lead, rows = " " * self.current_indent, list(rows)
        column = min(col_max, max(text_width(name) for name, _ in rows)) + col_spacing
        for name, text in rows:
            lines = _broken(text, max(_LEAST, self.width - self.current_indent - column))
            gap = column - text_width(name)
            first = f"{name}{' ' * gap}{lines.pop(0)}" if gap >= col_spacing else name
            self.write("".join(f"{lead}{line}\n" for line in (first, *(" " * column + line for line in lines))))


class HelpContext(click.Context):
    """The context of a command whose help page is laid out so."""

    formatter_class = HelpPage


def _joined(text: str) -> str:
    """A paragraph on one line. Between two Japanese letters no blank takes the place of the line's end."""
    lines = [line.strip() for line in text.splitlines()]
    return re.sub(r"(?<=[^\x00-\x7f])\n(?=[^\x00-\x7f])", "", "\n".join(lines)).replace("\n", " ")


def _broken(text: str, width: int) -> list[str]:
    from pia_tui.tui.drawing.wrap import wrapped

    return [line.strip(" ") for line in wrapped(text, width)[0]]
