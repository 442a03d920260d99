"""The contents beside the page: how far each section is, and going from one to another."""

from __future__ import annotations

from pia_tui.assessment import Assessment, Part
from pia_tui.rules.completeness import Progress, is_answered, is_asked, progress
from pia_tui.tui.document.sheet import FormSheet
from pia_tui.tui.editor.host import EditorHost
from pia_tui.tui.editor.section_list import SectionList
from pia_tui.tui.input.focus import gets_keys, give_keys


class Contents:
    """Keeps the list of sections up to date and follows what is chosen in it."""

    def __init__(self, host: EditorHost, view: SectionList) -> None:
        self._host = host
        self.view = view

    def count_all(self) -> None:
        """How far every section is."""
        document = self._host.session.document
        self._host.progress = {part.path: progress(document, part) for part in document.parts()}
        self.refresh()

    def recount(self) -> None:
        """Count the open section anew."""
        part = self._host.pane.part
        if part is not None:
            document, sheet = self._host.session.document, self._host.pane.page.sheet
            self._host.progress[part.path] = progress_of(document, part, sheet)

    def refresh(self) -> None:
        """Draw the contents anew."""
        pane = self._host.pane
        counts = {path: len(found) for path, found in self._host.findings.items()}
        rows = pane.page.sheet.rows if pane.page.sheet else ()
        self.view.show(self._host.session.document, pane.part, rows, self._host.progress, counts)

    def chosen(self, index: int) -> None:
        """A line of the contents: another section, or a heading of the open one, which then stands at the top."""
        stop, pane = self.view.stops[index], self._host.pane
        if not (stop.key and pane.part is not None and stop.part.path == pane.part.path):
            self._host.show_part(stop.part)
            return
        self._host.finish_writing()
        row = pane.page.sheet.index(stop.key) if pane.page.sheet else None
        if row is not None:
            pane.page.move_to(pane.page.first_under(row), top=True)
        pane.take_keys()

    def enter(self) -> None:
        """Keys go to the contents, or from there back to the page."""
        if gets_keys(self.view):
            self._host.pane.take_keys()
        else:
            self._host.finish_writing()
            give_keys(self.view)

    def do_to_page(self) -> None:
        """From the contents."""
        self._host.pane.take_keys()


def progress_of(document: Assessment, part: Part, sheet: FormSheet | None) -> Progress:
    """How far a section is; its rows are taken from the page where they stand there."""
    nodes = sheet.nodes if sheet is not None and sheet.part == part else list(document.nodes(part))
    asked = [node for node in nodes if is_asked(document, node)]
    return Progress(len(asked), sum(1 for node in asked if is_answered(document, node)))
