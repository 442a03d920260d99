"""What the editor's parts need of the screen they work for: tests give them a plain object in its place."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Protocol

from pia_tui.assessment import Change, Part
from pia_tui.errors import PiaError
from pia_tui.rules.completeness import Progress
from pia_tui.tui.document.session import Session

if TYPE_CHECKING:
    from pia_tui.tui.app import PiaApp
    from pia_tui.tui.editor.contents import Contents
    from pia_tui.tui.editor.form_pane import FormPane
    from pia_tui.tui.editor.saving import Saver
    from pia_tui.tui.editor.saving_on_screen import SavingOnScreen


class EditorHost(Protocol):
    """The screen with one document open."""

    session: Session
    saver: Saver
    saving: SavingOnScreen
    contents: Contents
    progress: dict[str, Progress]
    findings: dict[str, list[str]]

    @property
    def pane(self) -> FormPane:
        """The page of the form."""

    @property
    def pia(self) -> PiaApp:
        """The app, for its dialogs."""

    def tell(self, text: str) -> None:
        """A short word at the foot of the screen."""

    def tell_problem(self, error: PiaError) -> None:
        """What went wrong, without stopping anybody."""

    def finish_writing(self) -> None:
        """Close what is being written or chosen; nothing typed is lost."""

    def go_to(self, key: str) -> bool:
        """Show the section of a key with the cursor there; False if the document has no such place now."""

    def show_part(self, part: Part, key: str = "") -> None:
        """Show another section."""

    def edited(self, changes: Sequence[Change]) -> None:
        """After changes that did not come from the page: draw, count, save."""

    def document_changed(self) -> None:
        """Bring counts and names up to date that hang on some answers."""

    def show_place(self) -> None:
        """Header and help follow the cursor."""

    def update_keys(self) -> None:
        """The footer follows the place."""
