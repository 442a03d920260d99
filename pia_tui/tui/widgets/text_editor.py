"""The place to write: one text editor for every kind of text, made for Japanese."""

from __future__ import annotations

from collections.abc import Callable
from typing import ClassVar, Literal

from rich.segment import Segment
from rich.style import Style
from textual import events
from textual.binding import Binding, BindingType
from textual.document._document_navigator import DocumentNavigator
from textual.geometry import Region
from textual.message import Message
from textual.strip import Strip
from textual.widgets import TextArea
from textual.widgets.text_area import Selection

from pia_tui.errors import PiaError
from pia_tui.forms import BadValue, clean_text
from pia_tui.tui.drawing.theme import style_of
from pia_tui.tui.drawing.wrap import char_width, text_width
from pia_tui.tui.widgets.typed import typed_text
from pia_tui.tui.widgets.wrapped_text import WrappedText

Direction = Literal["next", "previous", "up", "down", "enter"]

_MOVES = {
    "up": "cursor_up", "down": "cursor_down", "left": "cursor_left", "right": "cursor_right",
    "home": "cursor_line_start", "end": "cursor_line_end", "pageup": "cursor_page_up", "pagedown": "cursor_page_down",
    "ctrl+left": "cursor_word_left", "ctrl+right": "cursor_word_right",
}  # fmt: skip
_SELECTS = ("up", "down", "left", "right", "home", "end", "ctrl+left", "ctrl+right")


def _bindings() -> list[BindingType]:
    made: list[BindingType] = [Binding(key, action, show=False) for key, action in _MOVES.items()]
    for key in _SELECTS:
        shifted = key.replace("ctrl+", "ctrl+shift+") if key.startswith("ctrl+") else f"shift+{key}"
        made.append(Binding(shifted, f"{_MOVES[key]}(True)", show=False))
    others = {
        "ctrl+home": "text_start", "ctrl+end": "text_end", "ctrl+a": "select_all", "backspace": "delete_left",
        "delete": "delete_right", "ctrl+backspace": "delete_word_left", "ctrl+x": "cut", "ctrl+c": "copy",
        "ctrl+v": "paste", "ctrl+z": "undo", "ctrl+y": "redo",
    }  # fmt: skip
    return made + [Binding(key, action, show=False) for key, action in others.items()]


class TextEditor(TextArea, inherit_bindings=False):
    """A TextArea with 禁則, plain keys, and one-line use for dates and numbers (`single`).

    `waiting` is what an empty field says. Ctrl+U empties a field made for one line.
    """

    BINDINGS: ClassVar[list[BindingType]] = _bindings()
    DEFAULT_CSS = """
    TextEditor, TextEditor:focus {
        border: none;
        padding: 0;
        background: $surface;
        color: $color-text;
        scrollbar-size-vertical: 1;
    }
    TextEditor .text-area--selection {
        background: $background-highlight;
        color: $color-chosen;
        text-style: $highlight-style;
    }
    TextEditor .text-area--cursor { text-style: reverse; }
    """

    class Left(Message):
        """A key that leads out of the text: Tab, Shift+Tab, an arrow at the edge, Enter in a single line."""

        def __init__(self, editor: TextEditor, direction: Direction) -> None:
            super().__init__()
            self.editor = editor
            self.direction = direction

        @property
        def control(self) -> TextEditor:
            return self.editor

    class Refused(Message):
        """A paste that holds what may not be kept; `text` is what it was."""

        def __init__(self, editor: TextEditor, error: PiaError, text: str) -> None:
            super().__init__()
            self.editor = editor
            self.error = error
            self.text = text

        @property
        def control(self) -> TextEditor:
            return self.editor

    class Exhausted(Message):
        """元に戻す or やり直す was asked for, and nothing written here since it was opened can be stepped over."""

        def __init__(self, editor: TextEditor, *, back: bool) -> None:
            super().__init__()
            self.editor = editor
            self.back = back

        @property
        def control(self) -> TextEditor:
            return self.editor

    def __init__(
        self,
        text: str = "",
        *,
        single: bool = False,
        waiting: str = "",
        id: str | None = None,  # noqa: A002 - Textual's word
        classes: str | None = None,
    ) -> None:
        self.single = single
        self._is_line = single
        self.waiting = waiting
        self.take_lines: Callable[[list[str]], bool] | None = None
        """Where one field follows another: takes lines that came at once for an empty field, each but the last with
        Enter behind it; False if they are one text."""
        self._base = Style()
        super().__init__(
            text, soft_wrap=True, show_line_numbers=False, highlight_cursor_line=False, id=id, classes=classes
        )
        self.cursor_blink = False
        self.match_cursor_bracket = False

    # -- text --------------------------------------------------------------------------------------------------------

    def begin(self, text: str, *, single: bool = False, at_end: bool = True, replaced: bool = False) -> None:
        """Take another text to write on, with an empty history.

        With `replaced` all of it is selected: what is typed takes its place, → goes on writing behind it.
        """
        self.single = single
        with self.prevent(TextArea.Changed):
            self.load_text(text)
        if replaced:
            # The cursor before it: the next letter goes there, and an input method opens its window there.
            self.selection = Selection(self.document.end, (0, 0))
        elif at_end:
            self.move_cursor(self.document.end)
        self.scroll_cursor_visible(animate=False)

    def type(self, text: str) -> None:
        """Write at the cursor as if it had been typed."""
        start, end = self.selection
        self._replace_via_keyboard(text, start, end)

    def on_resize(self) -> None:
        """Less room may have pushed the place where one writes out of sight."""
        if self.has_focus:
            self.call_after_refresh(self.scroll_cursor_visible, animate=False)

    def _refresh_size(self) -> None:
        """Textual scrolls to the cursor before it knows of a new last line, which stayed out of sight."""
        grown = self.wrapped_document.height > self.virtual_size.height
        super()._refresh_size()
        if grown and self.has_focus:
            self.scroll_cursor_visible(animate=False)

    def lines_needed(self, width: int) -> int:
        """How many lines the text takes at a width."""
        if self.wrapped_document._width not in (width, width - 1):
            # The narrower one leaves room for the scroll bar, which only a text has that is too long anyway.
            self.wrapped_document.wrap(width)
        return self.wrapped_document.height

    def _set_document(self, text: str, language: str | None) -> None:
        super()._set_document(text, language)
        self.wrapped_document = WrappedText(self.document)
        self.navigator = DocumentNavigator(self.wrapped_document)
        self.move_cursor((0, 0))
        self._rewrap_and_refresh_virtual_size()

    # -- keys --------------------------------------------------------------------------------------------------------

    async def _on_key(self, event: events.Key) -> None:
        direction = self._way_out(event.key)
        if direction is not None:
            event.stop()
            event.prevent_default()
            self.post_message(self.Left(self, direction))
            return
        if event.key == "ctrl+u" and self._is_line and not self.read_only:
            event.stop()
            event.prevent_default()
            self.select_all()
            self.type("")
            return
        text = typed_text(event)
        if text and not event.is_printable and not self.read_only:
            event.stop()
            event.prevent_default()
            self.type(text)
            return
        await super()._on_key(event)

    def _way_out(self, key: str) -> Direction | None:
        if key == "tab":
            return "next"
        if key == "shift+tab":
            return "previous"
        if key == "enter" and self.single:
            return "enter"
        at = self.cursor_location
        if key == "up" and (self.single or at == (0, 0)):
            return "up"
        if key == "down" and (self.single or self.navigator.is_end_of_document(at)):
            return "down"
        return None

    async def _on_paste(self, event: events.Paste) -> None:
        event.stop()
        event.prevent_default()
        self.paste_text(event.text)

    def paste_text(self, text: str) -> None:
        """Insert a text from outside, unless it holds what may not be kept."""
        if self.read_only:
            return
        try:
            text = clean_text(text)
        except BadValue as error:
            self.post_message(self.Refused(self, error, text))
            return
        if self.single:
            lines = text.split("\n")
            if len(lines) > 1 and self.take_lines is not None and self._is_replaced and self.take_lines(lines):
                return
            text = " ".join(text.strip("\n").split("\n"))
        result = self._replace_via_keyboard(text, *self.selection)
        if result is not None:
            self.move_cursor(result.end_location)

    @property
    def _is_replaced(self) -> bool:
        """Whether what is typed will be the whole text."""
        return {*self.selection} == {(0, 0), self.document.end}

    def action_paste(self) -> None:
        if self.app.clipboard:
            self.paste_text(self.app.clipboard)

    def action_cursor_up(self, select: bool = False) -> None:
        if not select and self.navigator.is_first_wrapped_line(self.cursor_location):
            self.move_cursor((0, 0))
            return
        super().action_cursor_up(select)

    def action_cursor_down(self, select: bool = False) -> None:
        if not select and self.navigator.is_last_wrapped_line(self.cursor_location):
            self.move_cursor(self.document.end)
            return
        super().action_cursor_down(select)

    def action_undo(self) -> None:
        if self.history.undo_stack:
            super().action_undo()
        else:
            self.post_message(self.Exhausted(self, back=True))

    def action_redo(self) -> None:
        if self.history.redo_stack:
            super().action_redo()
        elif not self.history.undo_stack:
            self.post_message(self.Exhausted(self, back=False))

    def action_text_start(self) -> None:
        self.move_cursor((0, 0))

    def action_text_end(self) -> None:
        self.move_cursor(self.document.end)

    # -- drawing -----------------------------------------------------------------------------------------------------

    def render_lines(self, crop: Region) -> list[Strip]:
        self._base = self.rich_style
        return super(TextArea, self).render_lines(crop)

    def render_line(self, y: int) -> Strip:
        """One line. Textual builds the whole paragraph anew for each; here only the piece that is seen."""
        width = self.scrollable_content_region.width or self.size.width
        base = self._base
        document = self.wrapped_document
        found = document.section_at(y + self.scroll_offset.y) if isinstance(document, WrappedText) else None
        if found is None:
            return Strip.blank(width, base)
        if not y and self.waiting and not self.text:
            return self._waiting_line(width, base)
        line, start, text = found
        marks = self._marks(line, start, len(text))
        segments = []
        used = 0
        for (begin, style), end in zip(marks, [*(at for at, _ in marks[1:]), len(text) + 1], strict=True):
            piece = text[begin:end].replace("\t", " ") + (" " if end > len(text) else "")
            segments.append(Segment(piece, base + style))
            used += sum(map(char_width, piece))
        return Strip(segments, used).adjust_cell_length(width, base)

    def _waiting_line(self, width: int, base: Style) -> Strip:
        """An empty field says in faint words what belongs there."""
        muted = Style(color=style_of(self.app.theme, "muted", "plain").color)
        cursor = base + Style(reverse=True) if self._draw_cursor else base
        segments = [Segment(" ", cursor), Segment(self.waiting, base + muted)]
        return Strip(segments, 1 + text_width(self.waiting)).adjust_cell_length(width, base)

    def _marks(self, line: int, start: int, length: int) -> list[tuple[int, Style]]:
        """(position in the piece, style) from which the piece is drawn in that style."""
        plain = Style()
        styles = [plain] * (length + 1)
        top, bottom = sorted(self.selection)
        if top != bottom and top[0] <= line <= bottom[0]:
            chosen = self.get_component_rich_style("text-area--selection", partial=True)
            begin = top[1] - start if line == top[0] else 0
            end = bottom[1] - start if line == bottom[0] else length + 1
            for position in range(max(0, begin), min(end, length + 1)):
                styles[position] = chosen
        row, column = self.cursor_location
        at = column - start
        is_here = row == line and 0 <= at <= length and (at < length or column == len(self.document.get_line(line)))
        if is_here and self._draw_cursor:
            styles[at] = Style(reverse=True)
        marks = [(0, styles[0])]
        for position in range(1, length + 1):
            if styles[position] is not marks[-1][1]:
                marks.append((position, styles[position]))
        return marks
