"""One document beside its last publication: what has changed, the rows that tell it, and what is done with them.

No widget: the screens show what stands here, and tests work with it alone.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date

from pia_tui.assessment import Assessment, Change
from pia_tui.forms.wareki import to_wareki
from pia_tui.rules.changes import diff
from pia_tui.rules.changes.form_text import FigureName, plain_figure
from pia_tui.rules.changes.notes import DAY, RowField
from pia_tui.rules.changes.rows import ProposedRow, proposed_rows
from pia_tui.store.records import Publication
from pia_tui.usecases.publication import changes as use
from pia_tui.usecases.publication.changes import ChangesProposal, RowsWritten

Edit = Callable[[Sequence[Change], str], object]
"""Carries out changes of the document and keeps them, as one step for 元に戻す."""


class Desk:
    """`document` is the live document that `edit` changes; `published` what it is compared with."""

    def __init__(
        self,
        document: Assessment,
        published: Assessment,
        publication: Publication,
        edit: Edit,
        *,
        figure: FigureName = plain_figure,
        today: date | None = None,
    ) -> None:
        self.document, self.published, self.publication = document, published, publication
        self._edit = edit
        self._figure = figure
        self.today = today or date.today()
        self.proposal = self._propose()

    @property
    def rows(self) -> tuple[ProposedRow, ...]:
        """The rows as they stand."""
        return self.proposal.rows

    def answer(self, row: ProposedRow, *, risk: bool | None = None, in_force: bool | None = None) -> None:
        """Answer the questions of a ※ change."""
        self._do(use.answered(self.document, row, risk=risk, in_force=in_force))

    def write_cell(self, row: ProposedRow, field: RowField, text: str) -> None:
        """Write a cell of a row by hand; an empty text gives the proposed one back."""
        self._do(use.edited(self.document, row, field, text))

    def set_aside(self, row: ProposedRow, reason: str) -> None:
        """No row for this, for a reason; an empty one wants it again."""
        self._do(use.set_aside(self.document, row, reason))

    def merge_up(self, row: ProposedRow) -> None:
        """Tell a row's changes in the row before it."""
        at = self.rows.index(row)
        if at:
            self._do(use.merged(self.document, [self.rows[at - 1], row]))

    def split(self, row: ProposedRow) -> None:
        """Cut a row into those of its changes, or of the items of its block."""
        self._do(use.split(self.document, row))

    def set_day(self, day: date) -> None:
        """変更日 of all rows to come."""
        self._do(use.day_of_change(self.document, to_wareki(day)))

    def set_effect(self, day: date) -> None:
        """The day on which the changes take effect."""
        self._do(use.day_of_effect(self.document, day))

    def write(self) -> RowsWritten:
        """Put the rows into the table."""
        changes, written = use.table_changes(self.proposal)
        if changes:
            self._edit(changes, use.LABEL)
        self.proposal = self._propose()
        return written

    def _do(self, changes: Sequence[Change]) -> None:
        if changes:
            self._edit(changes, use.NOTE_LABEL)
        self.proposal = self._propose()

    def _propose(self) -> ChangesProposal:
        found = diff(self.published, self.document, figure=self._figure)
        day = str(self.document.state.get(DAY) or to_wareki(self.today))
        rows = proposed_rows(self.document, found, day)
        return ChangesProposal(self.document.id or 0, self.published, self.document, found, rows, self.publication)
