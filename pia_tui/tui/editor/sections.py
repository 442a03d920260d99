"""The contents as a page of its own, for windows without room for the pane."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import BindingType

from pia_tui.assessment import Assessment, Part
from pia_tui.rules.completeness import Progress
from pia_tui.tui.actions import Place, bindings
from pia_tui.tui.document.sheet import Row
from pia_tui.tui.editor.section_list import SectionList, Stop
from pia_tui.tui.screens.base import PiaScreen
from pia_tui.tui.widgets.line_view import LineView
from pia_tui.tui.widgets.title_bar import TitleBar


class SectionsScreen(PiaScreen[Stop | None]):
    """Gives the place chosen, or None."""

    PLACE: ClassVar[Place] = "list"
    BINDINGS: ClassVar[list[BindingType]] = bindings("list")

    def __init__(
        self,
        document: Assessment,
        current: Part | None,
        rows: Sequence[Row],
        progress: Mapping[str, Progress],
        findings: Mapping[str, int],
    ) -> None:
        super().__init__()
        self._document = document
        self._given = (current, rows, progress, findings)

    def compose_body(self) -> ComposeResult:
        yield TitleBar("目次")
        yield SectionList(id="contents")

    def on_mount(self) -> None:
        contents = self.query_one(SectionList)
        contents.styles.height = "1fr"
        contents.show(self._document, *self._given)
        contents.focus()
        self.query_one(TitleBar).set_state("Enter でその章へ移ります", "muted")

    @on(LineView.Chosen)
    def _chosen(self, event: LineView.Chosen) -> None:
        event.stop()
        self.dismiss(self.query_one(SectionList).stops[event.index])

    def do_close(self) -> None:
        self.dismiss(None)
