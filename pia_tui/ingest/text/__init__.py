"""The text of a published 評価書 becomes a document: `read_text`.

Clean text (`reading`) → labels (`find`, `nearly`) → the item each label belongs to (`align`, or `scatter` where the
order of a page is lost) → answers by kind (`fill`) → what is left over (`rest`). Only the form's data says what is
looked for.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from functools import cache
from typing import TYPE_CHECKING

from pia_tui.forms import Value, form_ids, load_form
from pia_tui.ingest.text.report import Report

if TYPE_CHECKING:
    from pia_tui.ingest.text.covers import Cover

__all__ = ["Imported", "Report", "check_number", "form_of_cells", "read_cells", "read_text"]


_LONG, _FAR = 300_000, 100_000
"""Letters: no line of a 評価書 is so long, and what stands so far behind its last label belongs to it no more."""
_SURE = 6
Tick = Callable[[float], None]


def no_tick(_: float) -> None:
    """Nobody waits."""


@dataclass(frozen=True)
class ImportedText:
    """What came of a text: the form, the document's flat map (tray and sources included), and the report."""

    form_id: str
    state: dict[str, Value]
    report: Report


def read_text(text: str, form: str | None = None, number: int = 1, tick: Tick = no_tick) -> ImportedText:
    """Read the text of a 評価書; `form` names the form version where it is known.

    Of several documents in one text that with the `number` is read. `tick` is told how much is done (0 to 1), and may
    raise. Nothing is dropped: what finds no place is in the tray. Raises UnreadableFile, UnknownForm.
    """
    from pia_tui.ingest.text.covers import covers_in, only
    from pia_tui.ingest.text.folding import without_radicals
    from pia_tui.ingest.text.job import Job
    from pia_tui.ingest.text.reading import Reading

    plain, radicals = without_radicals(text)
    covers = covers_in(plain)
    if len(covers) > 1:
        check_number(number, len(covers))
        plain = only(plain, covers, number)
    monsters = [
        (line[0], plain.count("\n", 0, line.start()) + 1)
        for line in re.finditer(f"[^\n]{{{_LONG},}}", plain if len(plain) >= _LONG else "")
    ]
    for line, _ in monsters:
        plain = plain.replace(line, "", 1)
    end = _end_of_form(plain)
    job = Job(Reading(plain[:end]), form, tick)
    job.run()
    for line, number in monsters:
        job.builder.to_tray(line, (number, number))
    if plain[end:].strip():
        first = plain.count("\n", 0, end) + 1
        job.builder.to_tray(plain[end:], (first, first + plain.count("\n", end)))
    report = replace(job.report(), radicals=radicals)
    return ImportedText(job.form_id, job.builder.finished(), _told(report, covers, number))


def check_number(number: int, count: int) -> None:
    """Raises UnreadableFile where there is no document with this number."""
    if not 1 <= number <= count:
        from pia_tui.ingest.errors import STORE_UNTOUCHED, UnreadableFile

        raise UnreadableFile(
            f"このファイルにある評価書は {count} つです（{number} つ目はありません）。",
            safe=STORE_UNTOUCHED,
            next=f"1 から {count} までの番号を指定してください。",
        )


def _told(report: Report, covers: Sequence[Cover], number: int) -> Report:
    """The report with the documents that the file holds, where it holds several."""
    names = tuple(cover.name for cover in covers) if len(covers) > 1 else ()
    return replace(report, documents=names, taken=number if names else 1)


@cache
def _labels() -> frozenset[str]:
    """Labels of all forms that are long enough to stand in no other text."""
    items = [item for form_id in form_ids() for item in load_form(form_id).walk()]
    titles = [section.title for form_id in form_ids() for section in load_form(form_id).sections]
    found = {text.split("　")[-1] for text in (*titles, *(item.label for item in items))}
    return frozenset(text for text in found if len(text) >= _SURE and "{" not in text)


def _end_of_form(text: str) -> int:
    """Where a long text has not named any label of a form for so long that the rest of it is none."""
    if len(text) <= _LONG:
        return len(text)
    last = max(text.rfind(label) for label in _labels())
    end = text.find("\n", last + _FAR)
    return len(text) if end < 0 else end


def read_cells(
    pages: Sequence[Sequence[Sequence[str]]],
    form: str | None = None,
    aside: Sequence[str] = (),
    tick: Tick = no_tick,
    whole: bool = True,
) -> ImportedText:
    """Read rows of cells, page by page (sheet by sheet); `aside` are texts that go to the tray as they are.

    `tick` is told how much is done (0 to 1), and may raise. Cells are whole: no line of them is one that a page cut.
    `whole` says that merged cells and hidden rows are known too: then every row under an answer goes on with it.
    Raises UnreadableFile, UnknownForm.
    """
    from pia_tui.ingest.text.job import Job
    from pia_tui.ingest.text.reading import Reading

    monsters = [cell for rows in pages for row in rows for cell in row if len(cell) >= _LONG]
    if monsters:
        pages = [[[cell if len(cell) < _LONG else "" for cell in row] for row in rows] for rows in pages]
    job = Job(Reading.of_cells(pages, whole=whole), form, tick)
    job.run()
    for text in (*aside, *monsters):
        job.builder.to_tray(text, (1, 1))
    return ImportedText(job.form_id, job.builder.finished(), job.report())


def form_of_cells(pages: Sequence[Sequence[Sequence[str]]]) -> str:
    """The id of the form that rows of cells are written on. Raises UnreadableFile."""
    from pia_tui.ingest.text.reading import Reading
    from pia_tui.ingest.text.recognise import recognise

    return recognise(Reading.of_cells(pages))[0]
