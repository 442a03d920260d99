"""計画管理書 from the store: as lines, as data, and as files."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

from pia_tui.forms.wareki import to_wareki
from pia_tui.output import write_file
from pia_tui.rules.deadlines import deadlines
from pia_tui.rules.duties.model import Task
from pia_tui.rules.duties.register import (
    RegisterLine,
    number_problems,
    published_text,
    register_lines,
)
from pia_tui.rules.lists import list_layout
from pia_tui.usecases.duties.known import dues_of_tasks, held_documents
from pia_tui.usecases.targets import target_file

if TYPE_CHECKING:
    from pia_tui.store import Store
    from pia_tui.workspace import Workspace


def register(store: Store, today: date, *, archived: bool = False) -> tuple[list[RegisterLine], list[str]]:
    """The lines of the register and what is wrong with its numbers. 事務 that are archived whole are left out."""
    from pia_tui.rules.duties.tasks import group

    tasks: list[Task] = []
    for task in group(held_documents(store)):
        if archived or not all(each.archived for each in task.documents):
            tasks.append(task)
    lines = register_lines(tasks, dues_of_tasks(store, tasks, today), edited_documents(store))
    return lines, number_problems(tasks)


def edited_documents(store: Store) -> set[int]:
    """The documents whose answers are not those that were published last."""
    stale = set(store.standings.stale())
    facts = store.document_facts()
    last = {number: each.publications[-1][2] for number, each in facts.items() if each.publications}
    noted = {each.document_id for each in store.standings.noted() if each.changes and each.document_id not in stale}
    # What was written to since is not compared here, form by form: the rows of the journal after it are enough.
    return noted | store.answered_after({number: seq for number, seq in last.items() if number in stale})


def line_texts(line: RegisterLine) -> dict[str, str]:
    """What stands in the columns, by field."""
    due = line.due
    day = (to_wareki(due.on) if due.on else deadlines().texts["at_once"]) if due else ""
    return {
        "number": line.number,
        "task": line.task,
        "levels": line.levels,
        "judgement": line.judgement,
        "subjects": line.subjects,
        "handlers": line.handlers,
        "assessed": published_text(line.assessed or (None if line.corrected else line.published)),
        "corrected": published_text(line.corrected),
        "due": f"{day}　{due.name}" if due else "",
        "department": line.department,
        "state": line.state_word,
    }


def line_data(line: RegisterLine) -> dict[str, Any]:
    """A line as data."""

    def publication(known: Any) -> dict[str, Any] | None:
        if known is None:
            return None
        return {"kind": known.kind or None, "on": known.on.isoformat(), "evidence": known.evidence}

    due = line.due
    return {
        "number": line.number,
        "task": line.task,
        "ids": [each.id for each in line.documents],
        "documents": [
            {"id": each.id, "level": each.level, "form": each.form_id, "name": each.name, "number": each.number}
            for each in line.documents
        ],
        "levels": line.levels,
        "level": line.level or None,
        "judgement": line.judgement,
        "judged_on": line.judged_on.isoformat() if line.judged_on else None,
        "subjects": line.subjects,
        "handlers": line.handlers,
        "assessed": publication(line.assessed),
        "corrected": publication(line.corrected),
        "published": publication(line.published),
        "due": None
        if due is None
        else {"duty": due.duty, "name": due.name, "on": due.on.isoformat() if due.on else None, "state": due.state},
        "department": line.department,
        "state": line.state,
        "state_word": line.state_word,
    }


def write_register(
    workspace: Workspace,
    lines: list[RegisterLine],
    problems: list[str],
    today: date,
    kind: Literal["xlsx", "pdf"],
    *,
    target: Path | None = None,
    overwrite: bool = False,
) -> Path:
    """Write the register; returns the file. Raises OutputExists, OutputError, FontProblem."""
    layout = list_layout("register")
    rows = [tuple(line_texts(line)[column.field] for column in layout.columns) for line in lines]
    title = f"{layout.title}（{to_wareki(today)}現在）"
    notes = (*layout.notes, *problems)
    if kind == "pdf":
        from pia_tui.export.pdf.list_pages import ListPages, PdfColumn, PdfTable, render_list

        columns = tuple(PdfColumn(each.label, each.weight, each.centred) for each in layout.columns)
        body = next((held.body for line in lines for held in line.documents if held.body), "")
        data = render_list(
            ListPages(
                title, columns, (PdfTable("", tuple(rows)),), notes, author=body, subject=layout.title, created=today
            )
        )
    else:
        from pia_tui.export.list_workbook import to_workbook

        data = to_workbook(title, [(each.label, each.weight) for each in layout.columns], rows, notes)
    path = target_file(workspace, target, f"{layout.title}_{today:%Y%m%d}", f".{kind}")
    return write_file(path, data, overwrite=overwrite)
