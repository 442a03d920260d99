"""The deadlines as files: a list to print by 課, and a calendar."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import UTC, date, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from pia_tui.forms.wareki import to_wareki
from pia_tui.output import write_file
from pia_tui.rules.deadlines import deadlines
from pia_tui.rules.duties.due import days_text, levels_text
from pia_tui.rules.duties.model import Due
from pia_tui.rules.lists import ListLayout, list_layout
from pia_tui.usecases.targets import target_file

if TYPE_CHECKING:
    from pia_tui.workspace import Workspace


def by_department(found: Iterable[Due]) -> dict[str, list[Due]]:
    """The deadlines by 課, in the order of the names; those of no 課 come last."""
    lines: dict[str, list[Due]] = {}
    for due in found:
        lines.setdefault(due.department, []).append(due)
    return {name: lines[name] for name in sorted(lines, key=lambda name: (not name, name))}


def when(due: Due) -> str:
    """The day of a deadline as it is written."""
    return to_wareki(due.on) if due.on else deadlines().texts["at_once"]


def state_word(due: Due) -> str:
    """What the state of a deadline is called."""
    return str(getattr(deadlines().states, due.state))


def write_due_list(
    workspace: Workspace, found: Sequence[Due], today: date, *, target: Path | None = None, overwrite: bool = False
) -> Path:
    """Print the deadlines by 課; returns the file. Raises OutputExists, OutputError, FontProblem."""
    from pia_tui.export.pdf.list_pages import ListPages, PdfColumn, PdfTable, render_list

    data, layout = deadlines(), list_layout("due")
    tables = tuple(
        PdfTable(name or data.texts["no_department"], tuple(_cells(layout, due) for due in lines))
        for name, lines in by_department(found).items()
    )
    pages = ListPages(
        title=f"{layout.title}（{to_wareki(today)}現在）",
        columns=tuple(PdfColumn(each.label, each.weight, each.centred) for each in layout.columns),
        tables=tables,
        notes=(*layout.notes, *(() if found else (data.texts["nothing"],))),
        remarks=(f"出典: {data.source}",),
        subject=layout.title,
        created=today,
    )
    path = target_file(workspace, target, f"{layout.title}_{today:%Y%m%d}", ".pdf")
    return write_file(path, render_list(pages), overwrite=overwrite)


def write_calendar(
    workspace: Workspace, found: Sequence[Due], *, target: Path | None = None, overwrite: bool = False
) -> tuple[Path, int]:
    """Write the deadlines that have a day as a calendar; returns the file and how many. Raises OutputError."""
    from pia_tui.export.ics import CalendarEntry, to_ics

    entries = [
        CalendarEntry(
            identity=f"{due.duty} {due.number} {due.title} {due.documents}",
            on=due.on,
            summary=f"{due.name}　{due.title}",
            description="\n".join(part for part in (due.message, due.doubt, f"根拠: {due.article}") if part),
            remind_days=min(deadlines().duties[due.duty].soon_days, 30),
        )
        for due in found
        if due.on is not None
    ]
    data = to_ics(entries, name=list_layout("due").title, stamp=datetime.now(UTC))
    path = target_file(workspace, target, list_layout("due").title, ".ics")
    return write_file(path, data, overwrite=overwrite), len(entries)


def _cells(layout: ListLayout, due: Due) -> tuple[str, ...]:
    state = state_word(due) if due.on is None else f"{state_word(due)}\n（{days_text(due)}）"
    values = {
        "day": when(due),
        "state": state,
        "number": due.number,
        "title": f"{due.title}（{levels_text(due)}）" if due.levels else due.title,
        "message": "\n".join(part for part in (due.name, due.message, due.doubt) if part),
        "article": f"{due.article}（{due.obligation}）",
    }
    return tuple(values[column.field] for column in layout.columns)
