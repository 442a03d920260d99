"""The register: one document a line, in columns that fit the window."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import TYPE_CHECKING

from textual.geometry import Size

from pia_tui.forms.wareki import eras
from pia_tui.rules.completeness import Progress
from pia_tui.rules.deadlines import next_review
from pia_tui.rules.duties.due import days_text
from pia_tui.rules.threshold import rules
from pia_tui.tui.drawing.glyphs import glyphs
from pia_tui.tui.drawing.styled import Line, Run
from pia_tui.tui.drawing.wrap import pad_to, text_width
from pia_tui.tui.duties.outlook import STATE_COLORS, Outlook
from pia_tui.tui.register.register_pages import RegisterPages
from pia_tui.tui.widgets.line_view import LineView

if TYPE_CHECKING:
    from pia_tui.store import DocumentSummary


@dataclass(frozen=True, slots=True)
class Column:
    """A column of the register, `cells` wide; 0 takes what is left. `wide` ones are shown where there is room."""

    id: str
    heading: str
    cells: int
    wide: bool = False


COLUMNS = (
    Column("number", "番号", 4),
    Column("name", "評価書の名称", 0),
    Column("level", "種類", 6),
    Column("done", "記入", 4),
    Column("published", "公表日", 9, wide=True),
    Column("state", "状態", 8),
    Column("due", "次の期限", 10),
    Column("updated", "更新", 10, wide=True),
)
WIDE = 100
"""Cells from which there is room for all columns."""
MOST_NUMBER = 16
"""Cells for 評価書番号 at most; numbers of nine digits are the longest that forms take."""


class RegisterView(LineView):
    """Documents to open. `summaries` are shown in the order given."""

    def __init__(self, *, id: str | None = None) -> None:  # noqa: A002 - Textual's word
        super().__init__(id=id)
        self.summaries: RegisterPages = RegisterPages()
        self.progress: Mapping[int, Progress] = {}
        self.changes: Mapping[int, int] = {}
        """How many changes published documents have had since."""
        self.outlook = Outlook()
        self.by_task = False
        """Whether the 評価書 of one 事務 stand together, those after the first set in."""
        self.number_width = 0
        """Cells for 評価書番号: of the longest that has been seen."""

    def fit_numbers(self, seen: Iterable[DocumentSummary]) -> None:
        """Make room for the numbers of documents that came into sight."""
        longest = min(MOST_NUMBER, max((text_width(one.number) for one in seen), default=0))
        if longest > self.number_width:
            self.number_width = longest
            self.rows_changed()

    def show(self, summaries: RegisterPages, *, at: int | None = None) -> None:
        """Show other documents; the cursor stays on the document it is on, or goes to `at`."""
        wanted = at if at is not None else self._current_number
        position = summaries.position(wanted) if wanted is not None else None
        self.summaries = summaries
        self.cursor = position or 0
        self.rows_changed()
        self.show_row(self.cursor)

    @property
    def _current_number(self) -> int | None:
        numbers = self.summaries.numbers
        return numbers[self.cursor] if self.cursor < len(numbers) else None

    @property
    def current(self) -> DocumentSummary | None:
        """The document with the cursor."""
        return self.summaries[self.cursor] if self.cursor < len(self.summaries) else None

    def document_changed(self, number: int) -> None:
        """The line of a document looks different now."""
        position = self.summaries.position(number)
        if position is not None:
            self.row_changed(position)

    def _measure(self) -> None:
        """Every document takes one line: nothing need be read to know where it stands."""
        self._width = self.scrollable_content_region.width or self.size.width
        self._tops = range(len(self.summaries) + 1)
        self.virtual_size = Size(self._width, len(self.summaries))

    def row_height(self, index: int, width: int) -> int:  # noqa: ARG002 - the same for all
        return 1

    def row_count(self) -> int:
        return len(self.summaries)

    def _published_color(self, one: DocumentSummary) -> str:
        """In small windows the day of a document that was changed since stands out."""
        if not one.published_on:
            return "muted"
        return "warning" if self.changes.get(one.id) else "label"

    def row_lines(self, index: int, width: int, at_cursor: bool) -> list[Line]:
        one = self.summaries[index]
        progress = self.progress.get(one.id)
        words = {
            "number": (one.number or "－", "label"),
            "name": (f"{self._mark(one)}{one.name}", "muted" if one.archived else "text"),
            "level": (level_word(one.level), "label"),
            "done": done_word(progress),
            "published": (short_date(one.published_on) or "未公表", self._published_color(one)),
            "updated": (local_moment(one.updated_at), "muted"),
            "state": self._state(one),
            "due": self._due(one),
        }
        runs = [Run(f"{glyphs().cursor} " if at_cursor else "  ", "strong")]
        for column in columns(width, self.number_width):
            text, color = words[column.id]
            text = shortened(text, one.level, column.cells) if column.id == "name" else text
            runs.append(Run(pad_to(text, column.cells) + " ", color))
        return [runs]

    def _mark(self, one: DocumentSummary) -> str:
        """What stands before a name: that it is put away, or that it belongs to the one above."""
        follower = "└ " if self.by_task and self.outlook.is_follower(one.id) else ""
        return f"{follower}〔保管〕" if one.archived else follower

    def _state(self, one: DocumentSummary) -> tuple[str, str]:
        changes = self.changes.get(one.id, 0)
        known = None if one.archived or changes else self.outlook.state(one.id)
        return known or state_word(one, today(), changes)

    def _due(self, one: DocumentSummary) -> tuple[str, str]:
        """The day of what comes next, or that it is to be done at once."""
        due = self.outlook.next_of.get(one.id)
        if due is None:
            return short_date(due_day(one)) if not self.outlook.next_of else "", "label"
        return short_date(due.on.isoformat()) if due.on else days_text(due), STATE_COLORS[due.state]


def columns(width: int, number_width: int = 0) -> list[Column]:
    """The columns that are shown, with the widths of number and name worked out."""
    shown = [one for one in COLUMNS if width >= WIDE or not one.wide]
    shown = [replace(one, cells=max(one.cells, number_width)) if one.id == "number" else one for one in shown]
    rest = width - 2 - sum(one.cells + 1 for one in shown if one.cells) - 2
    return [one if one.cells else replace(one, cells=max(10, rest)) for one in shown]


def heading_line(width: int, sort: str, number_width: int = 0) -> Line:
    """The headings; the column that the list is sorted by is marked."""
    runs = [Run("  ")]
    for column in columns(width, number_width):
        marked = f"{column.heading}{'▼' if column.id == sort else ''}"
        runs.append(Run(pad_to(marked, column.cells) + " ", "strong"))
    return runs


def shortened(name: str, level: str, width: int) -> str:
    """A name that does not fit loses first what the column beside it says, so that （写し） at its end is seen."""
    if text_width(name) <= width:
        return name
    kind = next((f"{one.name}書" for one in rules().levels if one.id == level), "")
    return "…".join(name.rsplit(kind, 1)) if kind else name


def level_word(level: str) -> str:
    """基礎, 重点, 全項目: the last word of the level's short name."""
    short = next((one.short for one in rules().levels if one.id == level), level)
    return short.rpartition("＋")[2]


def today() -> date:
    """The day that states are told for."""
    return date.today()


def due_day(one: DocumentSummary) -> str:
    """The ISO date of the next review; an empty text before publication."""
    return next_review(date.fromisoformat(one.published_on)).isoformat() if one.published_on else ""


def state_word(one: DocumentSummary, day: date, changes: int = 0) -> tuple[str, str]:
    """(word, text colour) for where a document is in its life; `changes` since its last publication."""
    if changes and not one.archived:
        return f"修正中{min(changes, 99)}", "warning"
    if one.archived:
        return "保管", "muted"
    if not one.published_on or one.published_on > day.isoformat():
        return "作成中", "label"
    return ("見直し要", "warning") if due_day(one) < day.isoformat() else ("公表中", "good")


def done_word(progress: Progress | None) -> tuple[str, str]:
    """(word, text colour) for how far a document is; nothing until it has been counted."""
    if progress is None:
        return "", "muted"
    return ("済", "good") if progress.complete else (f"{progress.percent}%", "empty" if progress.percent else "muted")


def short_date(iso: str) -> str:
    """R7.4.15 for an ISO date; an empty text for none."""
    if not iso:
        return ""
    day = date.fromisoformat(iso)
    era = next((era for era in eras() if day >= era.first_day), None)
    if era is None:
        return iso
    return f"{era.letter}{day.year - era.first_day.year + 1}.{day.month}.{day.day}"


def local_moment(at: str) -> str:
    """When, on the officer's clock: today's time, else the day; an empty text for none."""
    if not at:
        return ""
    moment = datetime.fromisoformat(at).astimezone()
    if moment.date() == datetime.now().astimezone().date():
        return f"今日 {moment:%H:%M}"
    return f"{moment.year}.{moment.month}.{moment.day}"
