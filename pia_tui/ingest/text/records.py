"""特定個人情報ファイル記録項目: the text under each file's name."""

from __future__ import annotations

import re
from collections.abc import Iterator

from pia_tui.forms import FILE_LIST
from pia_tui.ingest.text.builder import Builder
from pia_tui.ingest.text.files import bare_name, name_number
from pia_tui.ingest.text.fill import Filler
from pia_tui.ingest.text.folding import fold
from pia_tui.ingest.text.ledger import LABEL
from pia_tui.ingest.text.markup import LINE, PAGE, SOFT

_MAX_NAME = 60


class Records:
    """Reads the sections of records into the filler's builder."""

    def __init__(self, filler: Filler) -> None:
        self.filler = filler
        self.builder: Builder = filler.builder
        self.clean = filler.reading.clean
        self.name_item, self.text_item = self._items()
        self.names = self._names()

    def _items(self) -> tuple[str, str]:
        children = self.builder.tree.children(self.builder.tree.records)
        name = next((item.id for item in children if item.role == "file_name"), "")
        return name, next((item.id for item in children if item.id != name), "")

    def _names(self) -> dict[str, int]:
        """The names of the files read so far, with their numbers."""
        found: dict[str, int] = {}
        tree = self.builder.tree
        items = [each for section in tree.of_files for each in tree.children(section) if each.role == "file_name"]
        for item in items:
            for number in range(1, self.builder.count(FILE_LIST) + 1):
                value = self.builder.peek(item.id, {FILE_LIST: number})
                if isinstance(value, str):
                    found.setdefault(bare_name(value), number)
        return found

    def read(self, stretches: list[tuple[int, int]], confidence: float = 0.9) -> None:
        """Read the stretches of clean text that follow the section's titles."""
        if not self.text_item:
            return
        parts: list[tuple[int, int, int]] = []
        current = 0
        for start, end in stretches:
            begin = start
            for line_start, line_end in self._lines(start, end):
                number = self._heading(line_start, line_end, current)
                if number:
                    if current:
                        parts.append((current, begin, line_start))
                    self.filler.text_from(self.name_item, {FILE_LIST: number}, [(line_start, line_end)], 0.95)
                    current, begin = number, line_end
            if current:
                parts.append((current, begin, end))
        if not parts and len(self.names) <= 1:
            parts = [(1, start, end) for start, end in stretches]
        self._texts(parts, confidence)

    def _lines(self, start: int, end: int) -> Iterator[tuple[int, int]]:
        for match in re.compile(f"[^{LINE}{PAGE}{SOFT}\t]+").finditer(self.clean, start, end):
            if match[0].strip():
                yield match.start(), match.end()

    def _heading(self, start: int, end: int, current: int) -> int:
        """The number of the file that a line names, 0 if it names none."""
        line = self.clean[start:end]
        folded = fold(line)
        if len(folded) > _MAX_NAME:
            return 0
        known = self.names.get(bare_name(line), 0)
        number = name_number(line)
        if known or (number == current + 1 and folded.startswith("(") and not re.search("[、,。]", line)):
            return known or number
        return 0

    def _texts(self, parts: list[tuple[int, int, int]], confidence: float) -> None:
        """One answer for each file, its stretches joined."""
        labels = {fold(item.label) for item in self.builder.tree.children(self.builder.tree.records)}
        for _, start, end in parts:
            for line_start, line_end in self._lines(start, end):
                if fold(self.clean[line_start:line_end]) in labels:
                    self.filler.ledger.claim(line_start, line_end, LABEL)
        for number in dict.fromkeys(number for number, _, _ in parts):
            spans = [(start, end) for each, start, end in parts if each == number]
            self.filler.text_from(self.text_item, {FILE_LIST: number}, spans, confidence)
