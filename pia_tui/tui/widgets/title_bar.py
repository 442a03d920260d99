"""The line at the top: what this is, where one stands, and whether everything is saved."""

from __future__ import annotations

from collections.abc import Sequence

from textual.strip import Strip
from textual.widget import Widget

from pia_tui.tui.drawing.styled import Run, Styled
from pia_tui.tui.drawing.wrap import cut_to, text_width

LEAST_WORD = 6
"""A heading in the second line is not cut below this many cells."""


class TitleBar(Styled, Widget):
    """Name on the left, state on the right, and if given a second line with the place in the form's words."""

    DEFAULT_CSS = """
    TitleBar { height: 1; background: $background-bar; }
    TitleBar.-two { height: 2; }
    """

    def __init__(self, title: str = "", *, two: bool = False) -> None:
        super().__init__(classes="-two" if two else "")
        self._title = title
        self._state: tuple[str, str] = ("", "muted")
        self._words: Sequence[str] = ()
        self._folder = ""

    def set_folder(self, folder: str) -> None:
        """The folder everything is kept in, after the title; where it does not fit, its end is what tells."""
        if folder != self._folder:
            self._folder = folder
            self.refresh()

    def set_title(self, title: str) -> None:
        if title != self._title:
            self._title = title
            self.refresh()

    def set_state(self, text: str, color: str = "muted") -> None:
        """The words on the right, in a text colour."""
        if (text, color) != self._state:
            self._state = (text, color)
            self.refresh()

    def set_place(self, words: Sequence[str]) -> None:
        """The second line, from the outermost heading to the item."""
        if words != self._words:
            self._words = words
            self.refresh()

    @property
    def state(self) -> str:
        """The words on the right as they stand."""
        return self._state[0]

    def render_line(self, y: int) -> Strip:
        width = self.size.width
        if y == 1:
            return self.strip_of([Run(f" {self.place_text(width - 2)}", "label")], "band", width)
        state, color = self._state
        room = width - text_width(state) - 3
        title = cut_to(self._title, max(0, room))
        folder = _end_of(self._folder, room - text_width(title) - 2)
        gap = width - text_width(title) - text_width(folder) - text_width(state) - 2
        left = [Run(f" {title}", "strong"), Run(folder, "muted")]
        return self.strip_of([*left, Run(" " * max(0, gap)), Run(f"{state} ", color)], "bar", width)

    def place_text(self, room: int) -> str:
        """The place within `room` cells: the item itself is kept whole as long as it can be, headings are cut first."""
        words = list(self._words)
        sizes = [text_width(word) for word in words]
        separator = " ＞ "
        while words and sum(sizes) + text_width(separator) * (len(words) - 1) > room:
            longest = max(range(len(words)), key=lambda at: (at != len(words) - 1) * sizes[at])
            if longest == len(words) - 1 or sizes[longest] <= LEAST_WORD:
                break
            sizes[longest] -= 1
        return cut_to(separator.join(map(cut_to, words, sizes)), room)


def _end_of(folder: str, room: int) -> str:
    """A folder with a blank before it: its beginning gives way where there is no room, and all of it in a few cells."""
    if not folder or room < LEAST_WORD:
        return ""
    if text_width(folder) <= room - 2:
        return f"　{folder}"
    kept = ""
    for char in reversed(folder):
        if text_width(char + kept) > room - 3:
            break
        kept = char + kept
    return f"　…{kept}"
