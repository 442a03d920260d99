"""The text of a published 評価書 becomes a document: `read_text`.

Clean text (`reading`) → labels (`find`, `nearly`) → the item each label belongs to (`align`, or `scatter` where the
order of a page is lost) → answers by kind (`fill`) → what is left over (`rest`). Only the form's data says what is
looked for.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from pia_tui.forms import Value
from pia_tui.ingest.text.report import Report

__all__ = ["Imported", "Report", "form_of_cells", "read_cells", "read_text"]


@dataclass(frozen=True)
class Imported:
    """What came of a text: the form, the document's flat map (tray and sources included), and the report."""

    form_id: str
    state: dict[str, Value]
    report: Report


def read_text(text: str, form: str | None = None) -> Imported:
    """Read the text of a 評価書; `form` names the form version where it is known.

    Nothing is dropped: what finds no place is in the tray. Raises UnreadableFile, UnknownForm.
    """
    from pia_tui.ingest.text.folding import without_radicals
    from pia_tui.ingest.text.job import Job
    from pia_tui.ingest.text.reading import Reading

    plain, radicals = without_radicals(text)
    job = Job(Reading(plain), form)
    job.run()
    return Imported(job.form_id, job.builder.finished(), replace(job.report(), radicals=radicals))


def read_cells(
    pages: Sequence[Sequence[Sequence[str]]], form: str | None = None, aside: Sequence[str] = ()
) -> Imported:
    """Read rows of cells, page by page (sheet by sheet); `aside` are texts that go to the tray as they are.

    Cells are whole: no line of them is one that a page cut. Raises UnreadableFile, UnknownForm.
    """
    from pia_tui.ingest.text.job import Job
    from pia_tui.ingest.text.reading import Reading

    job = Job(Reading.of_cells(pages), form)
    job.run()
    for text in aside:
        job.builder.to_tray(text, (1, 1))
    return Imported(job.form_id, job.builder.finished(), job.report())


def form_of_cells(pages: Sequence[Sequence[Sequence[str]]]) -> str:
    """The id of the form that rows of cells are written on. Raises UnreadableFile."""
    from pia_tui.ingest.text.reading import Reading
    from pia_tui.ingest.text.recognise import recognise

    return recognise(Reading.of_cells(pages))[0]
