"""A 記入票 that came back: preview against the document as it stands, then apply all of it or nothing."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from pia_tui.assessment import Assessment
from pia_tui.ingest import kind_of, read_bytes
from pia_tui.usecases.exchange.conflicts import Choices, Conflict

if TYPE_CHECKING:
    from pia_tui.ingest.xlsx import SheetReading
    from pia_tui.store import Store, Written

LABEL = "記入票の取り込み"


@dataclass(frozen=True)
class SheetPreview:
    """What a sheet would change in a document of the store."""

    document_id: int
    document: Assessment
    reading: SheetReading

    @property
    def conflicts(self) -> tuple[Conflict, ...]:
        """What both sides have changed since the sheet was written out."""
        return tuple(
            Conflict(each.key, each.label, each.before, each.after, self.document.name)
            for each in self.reading.conflicts
        )


def preview_sheet(store: Store, file: Path | bytes) -> SheetPreview | None:
    """Compare a 記入票 with its document; None for other files, and where the store has no such document.

    Raises the errors of reading and of the store.
    """
    data = file if isinstance(file, bytes) else read_bytes(file)
    if kind_of(data) != "xlsx":
        return None
    from pia_tui.ingest.xlsx import read_head, read_xlsx

    head = read_head(data)
    number = store.number_of(head.identity) if head.identity else None
    if number is None:
        return None
    stored = store.load(number)
    document = Assessment.of(stored.state, number)
    return SheetPreview(number, document, read_xlsx(data, document))


def apply_sheet(
    store: Store, preview: SheetPreview, choices: Choices | None = None, *, readable_only: bool = False
) -> Written | None:
    """Write what a sheet changes; None where it changes nothing.

    With `readable_only` the cells that cannot be read are left as the document has them, and the rest is taken.
    Raises UnreadableCells, UndecidedConflicts, and the store's errors (ConflictError where the document has changed
    since the preview); then nothing was written.
    """
    from pia_tui.ingest.xlsx import chosen_changes

    reading = preview.reading
    if reading.problems and not readable_only:
        raise reading.unreadable()
    choices = choices or Choices()
    choices.check(preview.conflicts)
    sides = {each.key: choices.of(each.key) or "ours" for each in reading.conflicts}
    changes = chosen_changes(reading, preview.document, sides)
    return store.write(preview.document_id, changes, label=LABEL) if changes else None
