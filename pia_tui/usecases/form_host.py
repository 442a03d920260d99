"""What writing a form in plain lines asks of the store: files, checks, drawings, other editors."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import TYPE_CHECKING

from pia_tui.assessment import Assessment

if TYPE_CHECKING:
    from pia_tui.store import Store


class StoreHost:
    """The services of one open store."""

    def __init__(self, store: Store) -> None:
        self.store = store

    def export(self, document_id: int) -> str:
        """Write the PDF into `exports/`; returns the file. Raises OutputError and those of the PDF."""
        from pia_tui.usecases.export import export_document

        return str(export_document(self.store, document_id, "pdf"))

    def findings(self, document: Assessment) -> Sequence[tuple[str, str]]:
        """The findings that stand, as (path or "", level and sentence)."""
        from pia_tui.usecases.checking.inspecting import inspect

        return [(one.path, f"{one.word}: {one.message}") for one in inspect(self.store, document, date.today()).stands]

    def edited(self, text: str) -> str:
        """A text as it comes back from メモ帳 or $EDITOR. Raises NoEditor."""
        from pia_tui.external_editor import edit_text, editor_command

        return edit_text(self.store.workspace, text, editor_command())

    def drawing(self, file: str) -> str:
        """A drawing from a file, kept in the store; returns what the answer holds. Raises what the file deserves."""
        from pia_tui.usecases.incoming.drawings import attach_drawing

        return attach_drawing(self.store, file)
