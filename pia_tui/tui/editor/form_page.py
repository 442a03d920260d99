"""The page of a form: every row of a section drawn as on paper, with one row under the cursor."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from textual import events
from textual.geometry import Offset
from textual.message import Message

from pia_tui.tui.document.sheet import FormSheet, Row
from pia_tui.tui.document.sheet_lines import Geometry, Tag, choice_options, next_letter, row_lines
from pia_tui.tui.drawing.styled import Line
from pia_tui.tui.editor import requests
from pia_tui.tui.widgets.line_view import LineView
from pia_tui.tui.widgets.typed import folded_text, typed_digit, typed_text

if TYPE_CHECKING:
    from pia_tui.assessment import Node

CHOSEN = ("choice", "multi", "flag")
"""Kinds of answers that are chosen, not written."""
WRITTEN = ("text", "date", "count")
TagsOf = Callable[["Node"], Sequence[Tag]]


@dataclass(frozen=True, slots=True)
class OpenRow:
    """The row that the text editor lies over: its key, the lines it covers, the words under it."""

    key: str
    lines: int
    hint: tuple[Tag, ...]


class FormPage(LineView):
    """Draws a sheet and turns keys and clicks into requests; it changes nothing itself."""

    class Focused(Message):
        """Keys come here now."""

    class Scrolled(Message):
        """Other lines are in sight now."""

    def __init__(self, *, id: str | None = None) -> None:  # noqa: A002 - Textual's word
        super().__init__(id=id)
        self.sheet: FormSheet | None = None
        self.geometry = Geometry.of(80, 20)
        self.choosing: int | None = None
        """The option pointed at in the row with the cursor, counted from 0; None if no choice is being made."""
        self._written: OpenRow | None = None
        self.tags_of: TagsOf = lambda _: ()

    # -- rows --------------------------------------------------------------------------------------------------------

    @property
    def rows(self) -> Sequence[Row]:
        return self.sheet.rows if self.sheet else ()

    @property
    def row(self) -> Row | None:
        """The row with the cursor."""
        return self.rows[self.cursor] if self.cursor < len(self.rows) else None

    def show_sheet(self, sheet: FormSheet, *, key: str | None = None, keep: bool = False) -> None:
        """Show other rows; the cursor goes to the row with `key`. With `keep`, as little as possible moves."""
        before = self.row_region(self.cursor).y - self.scroll_offset.y if keep else None
        self.sheet = sheet
        self.choosing = None
        self._strips.clear()
        self._measure()
        index = sheet.index(key) if key is not None else None
        start = min(self.cursor, len(sheet.rows) - 1) if keep else 0
        self.cursor = self.first_under(index) if index is not None else self._nearest(start)
        if before is not None:
            self.scroll_to(y=max(0, self.row_region(self.cursor).y - before), animate=False, immediate=True)
        elif index is None:
            self.scroll_to(y=0, animate=False, immediate=True)
        self.show_row(self.cursor)
        self.refresh()

    def first_under(self, index: int) -> int:
        """The row itself, or where it is a heading, the first one after it that may have the cursor."""
        after = (at for at in range(index, len(self.rows)) if self.rows[at].focusable)
        return next(after, self._nearest(index))

    def row_count(self) -> int:
        return len(self.rows)

    def row_can_have_cursor(self, index: int) -> bool:
        return self.rows[index].focusable

    def row_background(self, index: int, at_cursor: bool) -> str:  # noqa: ARG002 - all rows look alike
        if at_cursor and (self.has_focus or self._written is not None):
            return "cursor"
        return "band" if at_cursor else "plain"

    def row_lines(self, index: int, width: int, at_cursor: bool) -> list[Line]:  # noqa: ARG002 - the geometry knows it
        assert self.sheet is not None
        row = self.rows[index]
        written = self._written if self._written is not None and self._written.key == row.key else None
        tags = self.tags_of(row.node) if row.node is not None and row.kind in ("item", "block") else ()
        return row_lines(
            self.sheet.document,
            row,
            self.geometry,
            at_cursor=at_cursor,
            tags=written.hint if written else tags,
            choosing=self.choosing if index == self.cursor else None,
            height=written.lines if written else None,
        )

    def _measure(self) -> None:
        width = self.scrollable_content_region.width or self.size.width
        height = self.scrollable_content_region.height or self.size.height
        self.geometry = Geometry.of(width, height)
        super()._measure()

    # -- writing -----------------------------------------------------------------------------------------------------

    @property
    def written_index(self) -> int | None:
        """The row that is being written, if it is on the page."""
        return self.sheet.index(self._written.key) if self._written is not None and self.sheet is not None else None

    def write_at(self, key: str, lines: int, hint: tuple[Tag, ...]) -> bool:
        """Make room for the text editor in the row of `key`; True if it needs another height."""
        old, self._written = self._written, OpenRow(key, lines, hint)
        index = self.written_index
        if old == self._written or index is None:
            return False
        before = self.row_region(index).height
        changed = old is None or (old.key, old.lines) != (key, lines)
        if changed or len(self.row_lines(index, self._width, True)) != before:
            self.row_changed(index)
        else:
            # Only the words under the editor are other ones: what lies under the editor need not be drawn.
            self._forget(index)
            region = self.row_region(index)
            self.refresh_lines(region.y + lines, region.height - lines)
        return changed

    def end_writing(self) -> None:
        """The text editor has been closed."""
        index, self._written = self.written_index, None
        if index is not None:
            self.row_changed(index)

    def move_to(self, index: int, *, top: bool = False) -> None:
        """The cursor stays with what is being written; options that are open belong to their row and are closed."""
        if self._written is None:
            if index != self.cursor:
                self.end_choosing()
            super().move_to(index, top=top)

    def reveal_under(self, index: int) -> None:
        """Scroll so that what was opened under a row can be seen, without losing the row itself."""
        last = index
        depth = self.rows[index].depth
        off = self.rows[index].kind == "off"
        while last + 1 < len(self.rows) and (self.rows[last + 1].depth > depth or (off and self.rows[last + 1].grey)):
            last += 1
        height = self.scrollable_content_region.height
        top, bottom = self.row_region(index).y, self.row_region(last).bottom
        if bottom > self.scroll_offset.y + height:
            self.scroll_to(y=min(top, bottom - height), animate=False, immediate=True)

    # -- choosing ----------------------------------------------------------------------------------------------------

    def begin_choosing(self, at: int | None = None) -> None:
        """Open the options of the row with the cursor, pointing at one, else at the answer."""
        row = self.row
        if row is None or row.node is None:
            return
        value = self.sheet.document.value(row.node) if self.sheet else None
        options = choice_options(row.node.item, row.node.value_kind)
        taken = value[0] if isinstance(value, tuple) and value else value
        found = options.index(taken) if isinstance(taken, str) and taken in options else 0
        self.choosing = found if at is None else at
        self.row_changed(self.cursor)
        self._show_option()

    def end_choosing(self) -> None:
        if self.choosing is not None:
            self.choosing = None
            self.row_changed(self.cursor)
            self.show_row(self.cursor)

    def point_at(self, option: int) -> None:
        """Move within the options of the row."""
        row = self.row
        if row is None or row.node is None or self.choosing is None:
            return
        count = len(choice_options(row.node.item, row.node.value_kind))
        self.choosing = max(0, min(option, count - 1))
        self.row_changed(self.cursor)
        self._show_option()

    def _show_option(self) -> None:
        region = self.row_region(self.cursor)
        lines = [
            number
            for number, line in enumerate(self.row_lines(self.cursor, self._width, True))
            if _option_of(line) == self.choosing
        ]
        if not lines:
            return
        top, bottom = region.y + lines[0], region.y + lines[-1] + 1
        height = self.scrollable_content_region.height
        y = self.scroll_offset.y
        if region.height <= height:
            self.show_row(self.cursor)
        elif top < y:
            self.scroll_to(y=top, animate=False, immediate=True)
        elif bottom > y + height:
            self.scroll_to(y=bottom - height, animate=False, immediate=True)

    # -- keys --------------------------------------------------------------------------------------------------------

    def on_key(self, event: events.Key) -> None:
        row = self.row
        if row is None:
            return
        char = folded_text(event)
        done = self._choosing_key(event, char, row) if self.choosing is not None else self._key(event, char, row)
        if done:
            event.stop()
            event.prevent_default()

    def _choosing_key(self, event: events.Key, char: str, row: Row) -> bool:
        assert row.node is not None
        assert self.choosing is not None
        key, digit = event.key, typed_digit(event)
        multi = row.node.value_kind == "multi"
        if key in ("up", "down"):
            self.point_at(self.choosing + (1 if key == "down" else -1))
        elif key in ("home", "end"):
            self.point_at(0 if key == "home" else 99)
        elif char == " ":
            self.choose_option(self.choosing)
        elif key == "enter" and not multi:
            self.post_message(requests.Pick(row, self.choosing, go_on=True))
        elif key in ("enter", "tab", "shift+tab", "escape"):
            step = {"enter": 1, "tab": 1, "shift+tab": -1}.get(key, 0)
            self.post_message(requests.EndChoice(row, step))
        elif digit:
            self.choose_option(digit - 1)
        elif char:
            self.post_message(requests.TypedOnChoice(row, typed_text(event)))
        else:
            return False
        return True

    def choose_option(self, option: int) -> None:
        """Pick an option of the row with the cursor, or mark it."""
        row = self.row
        if row is not None and row.node is not None:
            multi = row.node.value_kind == "multi"
            self.post_message(requests.Toggle(row, option) if multi else requests.Pick(row, option))

    def _key(self, event: events.Key, char: str, row: Row) -> bool:
        key, digit = event.key, typed_digit(event)
        kind = _kind_of(row)
        if key in ("tab", "shift+tab"):
            self.move_to(self.step(1 if key == "tab" else -1))
        elif key == "left" and (row.kind != "block" or row.folded):
            self._to_block()
        elif key in ("left", "right") and row.kind == "block":
            self.post_message(requests.Fold(row, folded=key == "left"))
        elif char == " " and row.kind in ("block", "off", "add", "next_section"):
            self.post_message(_request_of(row))
        elif kind in CHOSEN and digit:
            self.choose_option(digit - 1)
        elif kind == "flag" and char == " ":
            value = self.sheet.document.value(row.node) if self.sheet and row.node else None
            self.choose_option(1 if value is True else 0)
        elif kind in ("choice", "multi") and char == " ":
            self.post_message(requests.Open(row))
        elif kind in WRITTEN and char:
            self.post_message(requests.Open(row, typed_text(event)))
        elif kind in CHOSEN and char:
            self.post_message(requests.TypedOnChoice(row, typed_text(event)))
        elif char:
            self.post_message(requests.Untaken(row, typed_text(event)))
        else:
            return self.move_by_key(key)
        return True

    def on_paste(self, event: events.Paste) -> None:
        """A paste on a row opens it, as typing does; it chooses nothing."""
        row = self.row
        kind = _kind_of(row)
        if row is not None and kind in (*WRITTEN, *CHOSEN):
            event.stop()
            wanted = requests.TypedOnChoice if kind in CHOSEN else requests.Open
            self.post_message(wanted(row, event.text))
        elif row is not None:
            event.stop()
            self.post_message(requests.Untaken(row, event.text))

    def choose(self) -> None:
        row = self.row
        if row is None:
            return
        if row.kind in ("off", "add", "next_section") or (row.kind == "block" and not row.editable):
            self.post_message(_request_of(row))
        else:
            self.post_message(requests.Open(row))

    def _to_block(self) -> None:
        """From an item to the head of the block it is in."""
        row = self.row
        for index in range(self.cursor - 1, -1, -1):
            other = self.rows[index]
            if row is not None and other.kind == "block" and other.depth < row.depth:
                self.move_to(index)
                return

    # -- mouse -------------------------------------------------------------------------------------------------------

    def on_click(self, event: events.Click) -> None:
        index = self.clicked_row(event)
        event.prevent_default()  # the list's own handler would move the cursor before what is open is closed
        if index is None:
            return
        event.stop()
        if event.chain > 1 and self.choosing is not None:
            return  # the first of the two clicks opened the list: what lies under the mouse now was not meant
        option = None
        if index == self.cursor and self.choosing is not None:
            line = event.y + self.scroll_offset.y - self.row_region(index).y
            option = _option_of(self.row_lines(index, self._width, True)[line])
        self.post_message(requests.Clicked(self.rows[index], option=option, on_answer=event.x >= self.geometry.value_x))

    def cursor_cell(self) -> Offset:
        """Where the next letter goes: an IME shows there what it is composing."""
        row, sheet = self.row, self.sheet
        x, line = next_letter(sheet.document, row, self.geometry) if row is not None and sheet is not None else (0, 0)
        region = self.content_region
        y = max(0, min(self.row_region(self.cursor).y + line - self.scroll_offset.y, region.height - 1))
        return region.offset + Offset(min(self.geometry.value_x + x, region.width - 1), y)

    def watch_scroll_y(self, old_value: float, new_value: float) -> None:
        super().watch_scroll_y(old_value, new_value)
        if round(old_value) != round(new_value):
            self.post_message(self.Scrolled())

    def on_focus(self) -> None:
        """Textual calls the on_focus of LineView too."""
        self.post_message(self.Focused())


def _option_of(line: Line) -> int | None:
    """The option that a line of an open list belongs to."""
    return next((int(run.click.partition(":")[2]) for run in line if run.click.startswith("option:")), None)


def _kind_of(row: Row | None) -> str | None:
    """The kind of answer that a row takes, or None where it takes none."""
    return row.node.value_kind if row is not None and row.editable and row.node is not None else None


def _request_of(row: Row) -> requests.RowRequest:
    """What Enter or the space key asks for on a row without an answer."""
    if row.kind == "add":
        return requests.AddBlock(row)
    if row.kind == "next_section":
        return requests.GoToSection(row)
    return requests.Fold(row, folded=not row.folded)
