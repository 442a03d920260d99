"""The text editor's view of a text broken into lines: with 禁則, and fast in paragraphs of many thousand characters.

Textual's own wrapping takes a Japanese paragraph for one word and breaks it anywhere, and its drawing builds a rich
Text of the whole paragraph for every line (94 ms a key at 6,000 characters).
"""

from __future__ import annotations

from bisect import bisect_right

from textual.document._document import DocumentBase, Location
from textual.document._wrapped_document import WrappedDocument
from textual.geometry import Offset

from pia_tui.tui.drawing.wrap import char_width, wrap_offsets


class WrappedText(WrappedDocument):
    """A wrapped document that breaks lines as Japanese wants it. A tab is as wide as one blank."""

    def __init__(self, document: DocumentBase, width: int = 0, tab_width: int = 1) -> None:
        super().__init__(document, width, tab_width)

    def wrap(self, width: int, tab_width: int | None = None) -> None:  # noqa: ARG002 - tabs have one width here
        self._width = width
        self._wrap_offsets = [self._breaks(line) for line in self.document.lines]
        self._map()

    def wrap_range(self, start: Location, old_end: Location, new_end: Location) -> None:
        """Break the lines of an edit again; the others keep their breaks."""
        last_old = len(self._wrap_offsets) - 1
        last_new = self.document.line_count - 1
        top = max(0, min(start[0], old_end[0], last_old, last_new))
        old_bottom = min(max(start[0], old_end[0]), last_old)
        new_bottom = min(max(start[0], new_end[0]), last_new)
        lines = self.document.lines[top : new_bottom + 1]
        self._wrap_offsets[top : old_bottom + 1] = [self._breaks(line) for line in lines]
        if len(self._wrap_offsets) != self.document.line_count:
            self.wrap(self._width)
            return
        self._map()

    def get_sections(self, line_index: int) -> list[str]:
        line = self.document.get_line(line_index)
        starts = [0, *self._wrap_offsets[line_index]]
        return [line[start:end] for start, end in zip(starts, [*starts[1:], len(line)], strict=True)]

    def location_to_offset(self, location: Location) -> Offset:
        line_index, column = location
        line_index = max(0, min(line_index, len(self._line_index_to_offsets) - 1))
        breaks = self._wrap_offsets[line_index]
        section = bisect_right(breaks, column)
        start = breaks[section - 1] if section else 0
        text = self.document.get_line(line_index)[start:column]
        return Offset(sum(map(char_width, text)), self._line_index_to_offsets[line_index][section])

    def get_target_document_column(self, line_index: int, x_offset: int, y_offset: int) -> int:
        sections = self.get_sections(line_index)
        start = sum(map(len, sections[:y_offset]))
        section = sections[y_offset]
        column, used = 0, 0
        for char in section:
            used += char_width(char)
            if used > x_offset:
                break
            column += 1
        is_last = y_offset in (-1, len(sections) - 1)
        return start + (column if is_last else min(column, len(section) - 1))

    def section_at(self, y: int) -> tuple[int, int, str] | None:
        """(line, column where it begins, text) of what stands on a line of the wrapped text, or None below it."""
        if not 0 <= y < len(self._offset_to_line_info):
            return None
        line_index, section = self._offset_to_line_info[y]
        breaks = self._wrap_offsets[line_index]
        start = breaks[section - 1] if section else 0
        line = self.document.get_line(line_index)
        return line_index, start, line[start : breaks[section] if section < len(breaks) else len(line)]

    @property
    def height(self) -> int:
        return len(self._offset_to_line_info)

    def _breaks(self, line: str) -> list[int]:
        return wrap_offsets(line, self._width) if self._width else []

    def _map(self) -> None:
        info: list[tuple[int, int]] = []
        offsets: list[list[int]] = []
        for line_index, breaks in enumerate(self._wrap_offsets):
            offsets.append(list(range(len(info), len(info) + len(breaks) + 1)))
            info += [(line_index, section) for section in range(len(breaks) + 1)]
        self._offset_to_line_info = info
        self._line_index_to_offsets = offsets
        self._tab_width_cache = [[1] * line.count("\t") for line in self.document.lines]
