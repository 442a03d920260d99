"""The contents of a document: its sections with a word on how far each is, and the headings of the open one."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from pia_tui.assessment import Assessment, Part
from pia_tui.places import part_name
from pia_tui.rules.completeness import Progress
from pia_tui.tui.document.sheet import Row
from pia_tui.tui.drawing.glyphs import glyphs
from pia_tui.tui.drawing.styled import Line, Run
from pia_tui.tui.drawing.wrap import cut_to, text_width
from pia_tui.tui.widgets.line_view import LineView


@dataclass(frozen=True, slots=True)
class Stop:
    """A place in the contents: a part, or a heading inside the open part (`key`)."""

    part: Part
    label: str
    key: str = ""


def progress_word(progress: Progress | None) -> tuple[str, str]:
    """(word, text colour) for how far a section is: 済, 12/24, 未; nothing where nothing is asked."""
    if progress is None or not progress.asked:
        return "", "muted"
    if progress.complete:
        return "済", "good"
    if not progress.answered:
        return "未", "muted"
    return f"{progress.answered}/{progress.asked}", "empty"


class SectionList(LineView):
    """The contents as a list."""

    def __init__(self, *, id: str | None = None) -> None:  # noqa: A002 - Textual's word
        super().__init__(id=id)
        self.stops: Sequence[Stop] = ()
        self.current = ""
        self._progress: Mapping[str, Progress] = {}
        self._findings: Mapping[str, int] = {}
        self._shown: object = None

    def show(
        self,
        document: Assessment,
        current: Part | None,
        rows: Sequence[Row],
        progress: Mapping[str, Progress],
        findings: Mapping[str, int],
    ) -> None:
        """Show the contents with `current` open; progress and numbers of findings by the path of the part."""
        stops: list[Stop] = []
        for part in document.parts():
            stops.append(Stop(part, part_name(document, part)))
            if current is not None and part.path == current.path:
                bands = [row for row in rows if row.depth == 0 and row.kind == "band"]
                stops += [Stop(part, row.label, row.key) for row in bands]
        path = current.path if current else ""
        if (stops, path, progress, findings) == self._shown:
            return
        self._shown = (stops, path, dict(progress), dict(findings))
        same = [stop.key or stop.part.key for stop in stops] == [stop.key or stop.part.key for stop in self.stops]
        old = self.stops[self.cursor] if self.cursor < len(self.stops) else None
        self.stops, self._progress, self._findings = stops, progress, findings
        if not same or path != self.current:
            wanted = old if old is not None and self.has_focus else None
            self.cursor = next(
                (
                    number
                    for number, stop in enumerate(stops)
                    if (stop.part.path == path and not stop.key)
                    or (wanted is not None and (stop.part.path, stop.key) == (wanted.part.path, wanted.key))
                ),
                0,
            )
        self.current = path
        self.rows_changed()

    def row_count(self) -> int:
        return len(self.stops)

    def row_background(self, index: int, at_cursor: bool) -> str:
        if at_cursor and self.has_focus:
            return "cursor"
        return "band" if self.stops[index].part.path == self.current and not self.stops[index].key else "plain"

    def row_lines(self, index: int, width: int, at_cursor: bool) -> list[Line]:
        stop = self.stops[index]
        pointer = f"{glyphs().cursor} " if at_cursor and self.has_focus else "  "
        if stop.key:
            return [[Run(pointer, "strong"), Run("  " + cut_to(stop.label, width - 5), "label")]]
        word, color = progress_word(self._progress.get(stop.part.path))
        found = self._findings.get(stop.part.path, 0)
        warning = f"！{found} " if found else ""
        side = text_width(warning) + text_width(word)
        title = cut_to(stop.label, width - 4 - side)
        gap = " " * max(1, width - 3 - text_width(title) - side)
        is_open = stop.part.path == self.current
        return [
            [
                Run(pointer, "strong"),
                Run(title, "strong" if is_open else "text"),
                Run(gap),
                Run(warning, "warning"),
                Run(word, color),
            ]
        ]
