"""A scrolling list of rows drawn line by line: thousands of rows cost no more than those on the screen.

Mounting one widget a row is what makes large forms slow in Textual (0.36 s for 50 inputs), so the page of a form, the
register, the contents and every menu are drawn by this one widget instead.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence

from textual import events, on
from textual.geometry import Region, Size
from textual.message import Message
from textual.scroll_view import ScrollView
from textual.strip import Strip

from pia_tui.tui.drawing.styled import Line, Run, Styled
from pia_tui.tui.drawing.wrap import wrapped

MARGIN = 2
"""Lines below the row with the cursor that stay in sight."""


class LineView(Styled, ScrollView, can_focus=True):
    """Base of all lists: rows of one or more lines, one of which has the cursor."""

    DEFAULT_CSS = """
    LineView {
        width: 100%;
        background: $background-plain;
        color: $color-text;
        scrollbar-size-vertical: 1;
        overflow-x: hidden;
        overflow-y: scroll;
        scrollbar-background: $background-plain;
        scrollbar-background-hover: $background-plain;
        scrollbar-background-active: $background-plain;
        scrollbar-color: $background-highlight;
        scrollbar-color-hover: $background-highlight;
        scrollbar-color-active: $color-muted;
    }
    """

    class Moved(Message):
        """The cursor stands on another row."""

        def __init__(self, view: LineView, index: int) -> None:
            super().__init__()
            self.view = view
            self.index = index

        @property
        def control(self) -> LineView:
            return self.view

    class Chosen(Message):
        """Enter or a second click on a row."""

        def __init__(self, view: LineView, index: int) -> None:
            super().__init__()
            self.view = view
            self.index = index

        @property
        def control(self) -> LineView:
            return self.view

    def __init__(self, *, id: str | None = None, classes: str | None = None) -> None:  # noqa: A002 - Textual's word
        super().__init__(id=id, classes=classes)
        self.cursor = 0
        self._tops: Sequence[int] = [0]
        self._strips: dict[tuple[int, bool], list[Strip]] = {}
        self._width = 0
        self._nothing: Sequence[str] = ()
        self._pressed: int | None = None
        """The row on which the button of the mouse went down."""

    # -- what a list must tell ---------------------------------------------------------------------------------------

    def row_count(self) -> int:
        """How many rows there are."""
        raise NotImplementedError

    def row_lines(self, index: int, width: int, at_cursor: bool) -> list[Line]:
        """The lines of a row at a width; `at_cursor` if the cursor is on it."""
        raise NotImplementedError

    def row_height(self, index: int, width: int) -> int:
        """How many lines a row takes."""
        return len(self.row_lines(index, width, False))

    def row_background(self, index: int, at_cursor: bool) -> str:  # noqa: ARG002 - a subclass may look at the row
        """What a row is written on."""
        return "cursor" if at_cursor else "plain"

    def row_can_have_cursor(self, index: int) -> bool:  # noqa: ARG002
        """Whether the cursor may stand on a row."""
        return True

    def is_at_cursor(self, index: int) -> bool:
        """Whether the cursor is shown on a row."""
        return index == self.cursor and self.row_can_have_cursor(index)

    # -- rows --------------------------------------------------------------------------------------------------------

    def say_when_empty(self, *lines: str) -> None:
        """What to show where there are no rows: why, and what to do."""
        self._nothing = lines
        if not self.row_count():
            self.refresh()

    def rows_changed(self, *, keep_scroll: bool = True) -> None:
        """All rows may be other ones: measure and draw again."""
        self._strips.clear()
        self._measure()
        if not keep_scroll:
            self.set_reactive(type(self).scroll_y, 0)
            self.scroll_to(0, 0, animate=False, immediate=True)
        self.cursor = self._nearest(min(self.cursor, max(self.row_count() - 1, 0)))
        self.refresh()

    def row_changed(self, index: int) -> None:
        """One row looks different now; its height may have changed."""
        self._forget(index)
        if not self._width or index + 1 >= len(self._tops):
            return
        height = self.row_height(index, self._width)
        top = self._tops[index]
        shift = top + height - self._tops[index + 1]
        if shift:
            self._tops = [*self._tops[: index + 1], *(old + shift for old in self._tops[index + 1 :])]
            self.virtual_size = Size(self._width, self._tops[-1])
            self.refresh()
        else:
            self.refresh_lines(top, height)

    def row_region(self, index: int) -> Region:
        """Where a row stands, in lines of the whole list."""
        if index + 1 >= len(self._tops):
            return Region()
        return Region(0, self._tops[index], self._width, self._tops[index + 1] - self._tops[index])

    def row_at(self, y: int) -> int | None:
        """The row at a line of the widget as it is scrolled, or None below the last."""
        line = y + self.scroll_offset.y
        if not 0 <= line < self._tops[-1]:
            return None
        return bisect_right(self._tops, line) - 1

    def _forget(self, index: int) -> None:
        self._strips.pop((index, True), None)
        self._strips.pop((index, False), None)

    def _measure(self) -> None:
        width = self.scrollable_content_region.width or self.size.width
        self._width = width
        tops = [0]
        if width > 0:
            total = 0
            for index in range(self.row_count()):
                total += self.row_height(index, width)
                tops.append(total)
        self._tops = tops
        self.virtual_size = Size(width, tops[-1])

    # -- cursor ------------------------------------------------------------------------------------------------------

    def move_to(self, index: int, *, top: bool = False) -> None:
        """Put the cursor on a row and bring the row into sight; with `top`, at the upper edge."""
        if not self.row_count():
            return
        index = self._nearest(max(0, min(index, self.row_count() - 1)))
        if index != self.cursor:
            old, self.cursor = self.cursor, index
            self._forget(old)
            self._forget(index)
            for changed in (old, index):
                region = self.row_region(changed)
                self.refresh_lines(region.y, region.height)
            self.post_message(self.Moved(self, index))
        self.show_row(index, top=top)

    def show_row(self, index: int, *, top: bool = False) -> None:
        """Scroll as little as needed to see a row; one that is taller than the window shows its beginning."""
        region = self.row_region(index)
        height = self.scrollable_content_region.height or self.size.height
        y = self.scroll_offset.y
        above = _lines_above(self, index)
        # A look at what comes next, where there is room for it.
        below = max(0, min(MARGIN, self._tops[-1] - region.bottom, height - region.height - above))
        if top or region.y - above < y or region.height >= height:
            target = region.y - above
        elif region.bottom + below > y + height:
            target = region.bottom + below - height
        else:
            return
        self.scroll_to(y=max(0, target), animate=False, immediate=True)

    def step(self, by: int) -> int:
        """The row that is `by` steps from the cursor, over rows that cannot have it."""
        index = self.cursor
        direction = 1 if by > 0 else -1
        for _ in range(abs(by)):
            following = index + direction
            while 0 <= following < self.row_count() and not self.row_can_have_cursor(following):
                following += direction
            if not 0 <= following < self.row_count():
                break
            index = following
        return index

    def _nearest(self, index: int) -> int:
        count = self.row_count()
        for distance in range(count):
            for near in (index + distance, index - distance):
                if 0 <= near < count and self.row_can_have_cursor(near):
                    return near
        return 0

    def move_by_key(self, key: str) -> bool:
        """Move by the usual keys; True if the key was one of them."""
        if key == "up":
            self._move_or_scroll(-1)
        elif key == "down":
            self._move_or_scroll(1)
        elif key == "pageup":
            _page_step(self, -1)
        elif key == "pagedown":
            _page_step(self, 1)
        elif key in ("home", "ctrl+home"):
            self.move_to(0)
            self.scroll_to(y=0, animate=False, immediate=True)
        elif key in ("end", "ctrl+end"):
            self.move_to(self.row_count() - 1)
        elif key == "enter":
            self.choose()
        else:
            return False
        return True

    def _move_or_scroll(self, direction: int) -> None:
        """Step to the next row; in a row taller than the window, and at the ends, scroll to what is not seen yet."""
        region = self.row_region(self.cursor)
        height = self.scrollable_content_region.height or self.size.height
        y = self.scroll_offset.y
        if direction > 0 and region.bottom > y + height:
            self.scroll_to(y=y + max(1, height // 2), animate=False, immediate=True)
            return
        if direction < 0 and region.y < y:
            self.scroll_to(
                y=max(region.y - _lines_above(self, self.cursor), y - max(1, height // 2)),
                animate=False,
                immediate=True,
            )
            return
        near = self.step(direction)
        if near == self.cursor:
            self.scroll_to(y=0 if direction < 0 else self._tops[-1], animate=False, immediate=True)
        else:
            self.move_to(near)

    def choose(self) -> None:
        """Tell that the row with the cursor was chosen."""
        if self.row_count():
            self.post_message(self.Chosen(self, self.cursor))

    # -- events ------------------------------------------------------------------------------------------------------

    def on_key(self, event: events.Key) -> None:
        if self.move_by_key(event.key):
            event.stop()
            event.prevent_default()

    def on_mouse_down(self, event: events.MouseDown) -> None:
        self._pressed = self.row_at(event.y)

    def clicked_row(self, event: events.Click) -> int | None:
        """The row that was clicked, if the cursor may stand there; None where the mouse was drawn to another row."""
        index = self.row_at(event.y)
        return index if index is not None and index == self._pressed and self.row_can_have_cursor(index) else None

    def on_click(self, event: events.Click) -> None:
        index = self.clicked_row(event)
        if index is None:
            return
        if index == self.cursor or event.chain > 1:
            self.choose()
        else:
            self.move_to(index)

    def on_resize(self) -> None:
        width = self.scrollable_content_region.width or self.size.width
        if width != self._width:
            self._strips.clear()
            self._measure()
        self.show_row(self.cursor)

    @on(events.Focus)
    @on(events.Blur)
    def _redraw_cursor(self) -> None:
        self._forget(self.cursor)
        region = self.row_region(self.cursor)
        self.refresh_lines(region.y, region.height)

    def notify_style_update(self) -> None:
        super().notify_style_update()
        self._strips.clear()
        self.refresh()

    # -- drawing -----------------------------------------------------------------------------------------------------

    def render_line(self, y: int) -> Strip:
        index = self.row_at(y)
        width = self.scrollable_content_region.width or self.size.width
        if index is None:
            return self.strip_of(_empty_line(() if self.row_count() else self._nothing, y, width), "plain", width)
        strips = self._row_strips(index)
        line = y + self.scroll_offset.y - self._tops[index]
        return strips[line] if line < len(strips) else Strip.blank(width, self.style_for("text", "plain"))

    def _row_strips(self, index: int) -> list[Strip]:
        at_cursor = self.is_at_cursor(index)
        strips = self._strips.get((index, at_cursor))
        if strips is None:
            background = self.row_background(index, at_cursor)
            strips = [
                self.strip_of(line, background, self._width) for line in self.row_lines(index, self._width, at_cursor)
            ]
            self._strips[index, at_cursor] = strips
        return strips


def _lines_above(view: LineView, index: int) -> int:
    """Lines over a row that should be seen with it: the headings that nobody can stand on."""
    above = index
    while above > 0 and index - above < 3 and not view.row_can_have_cursor(above - 1):
        above -= 1
    return view.row_region(index).y - view.row_region(above).y


def _empty_line(nothing: Sequence[str], y: int, width: int) -> Line:
    """A line of what is said where there are no rows."""
    lines = [
        (text, "text" if not number else "muted")
        for number, each in enumerate(nothing)
        for text in wrapped(each, max(8, width - 4))[0]
    ]
    if not 0 <= y - 1 < len(lines):
        return ()
    text, color = lines[y - 1]
    return (Run(f"  {text}", color),)


def _page_step(view: LineView, direction: int) -> None:
    """A screen up or down."""
    height = max(1, (view.scrollable_content_region.height or view.size.height) - 2)
    line = view.row_region(view.cursor).y + direction * height
    there = view.row_at(max(0, min(line, view.virtual_size.height - 1)) - view.scroll_offset.y)
    old = view.cursor
    view.move_to(there if there is not None else old)
    if view.cursor == old:
        view.move_to(view.step(direction))
