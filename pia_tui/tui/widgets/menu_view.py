"""A menu: one entry a row, with a second column or line that explains it."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from textual import events

from pia_tui.tui.drawing.glyphs import glyphs
from pia_tui.tui.drawing.styled import Line, Run
from pia_tui.tui.drawing.wrap import cut_to, text_width, wrapped
from pia_tui.tui.widgets.line_view import LineView


@dataclass(frozen=True, slots=True)
class MenuEntry:
    """A line of a menu. `id` is what choosing it gives; `side` stands at the right edge, `detail` below.

    `heading` entries cannot be chosen.
    """

    id: str
    label: str
    side: str = ""
    detail: str = ""
    color: str = "text"
    heading: bool = False
    side_color: str = "muted"


_NUMBER = re.compile(r"\d+．")


def clipped(text: str, width: int, lines: int) -> list[str]:
    """At most so many lines; the last ends in … where something was left out."""
    shown, more = wrapped(text, width, lines)
    if not more:
        return list(shown)
    return [*shown[:-1], cut_to(f"{shown[-1]}…", width)]


def _hanging(text: str, width: int, hang: int) -> list[str]:
    """Up to three lines; those after the first stand under the first letter after the number."""
    first, more = wrapped(text, width, 1)
    if not more:
        return list(first)
    return [first[0], *(" " * hang + line for line in clipped(text[len(first[0]) :], width - hang, 2))]


class MenuView(LineView):
    """Entries to pick from."""

    def __init__(self, entries: Sequence[MenuEntry] = (), *, id: str | None = None, detail_lines: int = 3) -> None:  # noqa: A002
        super().__init__(id=id)
        self.entries: Sequence[MenuEntry] = entries
        self._detail_lines = detail_lines
        self.undecided = False
        """Whether nothing has been pointed at yet: Enter alone then picks nothing."""

    def show(self, entries: Sequence[MenuEntry], *, at: str | None = None, undecided: bool = False) -> None:
        """Show other entries; the cursor goes to the one with the id `at`, else to the first.

        With `undecided` no entry is pointed at before the officer does it: for questions that the program must not
        answer by proposing something.
        """
        self.entries = entries
        self.undecided = undecided and at is None
        wanted = next((number for number, entry in enumerate(entries) if entry.id == at), 0)
        self.cursor = wanted
        self.rows_changed()
        self.show_row(self.cursor)

    def point(self, pointed: bool) -> None:
        """Show the cursor, or leave it open again which entry is meant."""
        if self.undecided == pointed:
            self.undecided = not pointed
            self._redraw_cursor()

    @property
    def entry(self) -> MenuEntry | None:
        """The entry with the cursor; None while nothing is pointed at."""
        return self.entries[self.cursor] if self.cursor < len(self.entries) and not self.undecided else None

    def is_at_cursor(self, index: int) -> bool:
        return not self.undecided and super().is_at_cursor(index)

    def move_to(self, index: int, *, top: bool = False) -> None:
        if self.undecided:
            self.undecided = False
            self._redraw_cursor()
            if index == self.cursor:
                self.post_message(self.Moved(self, index))
        super().move_to(index, top=top)

    def move_by_key(self, key: str) -> bool:
        if self.undecided and key in ("up", "down", "pageup", "pagedown"):
            self.move_to(0 if key in ("down", "pagedown") else self.row_count() - 1)
            return True
        return super().move_by_key(key)

    def on_click(self, event: events.Click) -> None:
        index = self.clicked_row(event)
        if self.undecided and index is not None:
            # The first click points, as everywhere; without this it would choose if it hit the first entry.
            event.prevent_default()
            self.move_to(index)

    def row_count(self) -> int:
        return len(self.entries)

    def row_can_have_cursor(self, index: int) -> bool:
        return not self.entries[index].heading

    def row_background(self, index: int, at_cursor: bool) -> str:
        if self.entries[index].heading:
            return "band"
        return super().row_background(index, at_cursor)

    def row_lines(self, index: int, width: int, at_cursor: bool) -> list[Line]:
        entry = self.entries[index]
        if entry.heading:
            return [[Run(f" {entry.label}", "strong")]]
        side = cut_to(entry.side, width // 2)
        room = width - text_width(side) - 5
        counted = _NUMBER.match(entry.label)
        hang = text_width(counted[0]) if counted else 0
        texts = _hanging(entry.label, max(8, room), hang)
        pointer = f"{glyphs().cursor} " if at_cursor else "  "
        lines: list[Line] = []
        for number, text in enumerate(texts):
            gap = " " * max(0, width - 3 - text_width(text) - text_width(side))
            right = [Run(gap), Run(side, entry.side_color)] if side and not number else []
            lines.append([Run(pointer if not number else "  ", "strong"), Run(text, entry.color), *right])
        if entry.detail:
            details = clipped(entry.detail, max(8, width - 5), self._detail_lines)
            lines += [[Run("    "), Run(text.lstrip(" "), "muted")] for text in details]
        return lines
