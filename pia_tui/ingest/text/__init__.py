"""The text of a published 評価書 becomes a document: `read_text`.

Clean text (`reading`) → labels (`find`, `nearly`) → the item each label belongs to (`align`, or `scatter` where the
order of a page is lost) → answers by kind (`fill`) → what is left over (`rest`). Only the form's data says what is
looked for.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

from pia_tui.forms import Value
from pia_tui.ingest.text.report import Report

__all__ = ["Imported", "Report", "read_text"]


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

    plain, radicals = without_radicals(text)
    job = Job(plain, form)
    job.run()
    return Imported(job.form_id, job.builder.finished(), replace(job.report(), radicals=radicals))
