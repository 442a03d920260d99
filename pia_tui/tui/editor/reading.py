"""The whole document as text, in the order in which it prints; Enter on an item goes there."""

from __future__ import annotations

from typing import ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import BindingType

from pia_tui.tui.actions import Place, bindings
from pia_tui.tui.document.review_text import review_paragraphs
from pia_tui.tui.document.session import Session
from pia_tui.tui.screens.base import PiaScreen
from pia_tui.tui.widgets.line_view import LineView
from pia_tui.tui.widgets.reading_view import ReadingView
from pia_tui.tui.widgets.title_bar import TitleBar


class ReviewScreen(PiaScreen[str | None]):
    """Gives the key of the item to edit, or None."""

    PLACE: ClassVar[Place] = "reading"
    BINDINGS: ClassVar[list[BindingType]] = bindings("reading")

    def __init__(self, session: Session, *, at: str = "") -> None:
        super().__init__()
        self._session = session
        self._at = at

    def compose_body(self) -> ComposeResult:
        yield TitleBar(self._session.document.name)
        yield ReadingView(id="whole")

    def on_mount(self) -> None:
        view = self.query_one(ReadingView)
        view.styles.height = "1fr"
        paragraphs = list(review_paragraphs(self._session.document))
        view.show(paragraphs)
        view.focus()
        self.query_one(TitleBar).set_state("Enter でその項目を直せます", "muted")
        at = next((number for number, one in enumerate(paragraphs) if one.key == self._at), None)
        if at is not None:
            self.call_after_refresh(view.move_to, at)

    @on(LineView.Chosen)
    def _chosen(self, event: LineView.Chosen) -> None:
        event.stop()
        self.dismiss(self.query_one(ReadingView).chosen_key or None)

    def do_close(self) -> None:
        self.dismiss(None)

    def do_export_pdf(self) -> None:
        self.pia.exporter.write_pdf(self._session.id)
