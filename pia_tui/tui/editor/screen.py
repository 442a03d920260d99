"""The editor: contents on the left, the page in the middle, help on the right; one pane at a time in small windows."""

from __future__ import annotations

from typing import ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import Horizontal

from pia_tui.assessment import Part
from pia_tui.forms import BadPath
from pia_tui.places import short_words
from pia_tui.rules.completeness import Progress, is_answered, is_asked, progress
from pia_tui.tui.actions import Place, bindings
from pia_tui.tui.document.item_help import help_paragraphs, hint_lines
from pia_tui.tui.document.session import Session
from pia_tui.tui.editor.blocks import BlockActions
from pia_tui.tui.editor.departments import DepartmentActions
from pia_tui.tui.editor.form_choices import Edited, Problem
from pia_tui.tui.editor.form_pane import FormPane
from pia_tui.tui.editor.review import SHOWS, ReviewActions
from pia_tui.tui.editor.saving import SavingActions
from pia_tui.tui.editor.section_list import SectionList
from pia_tui.tui.editor.texts import TextActions
from pia_tui.tui.editor.tray import TrayActions
from pia_tui.tui.editor.tray_view import TrayPane
from pia_tui.tui.screens.base import WIDE, PiaScreen
from pia_tui.tui.widgets.hint_strip import HintStrip
from pia_tui.tui.widgets.line_view import LineView
from pia_tui.tui.widgets.reading_view import ReadingView
from pia_tui.tui.widgets.title_bar import TitleBar


class Beside(ReadingView, can_focus=False):
    """The help about the item, beside the page."""


class EditorScreen(
    SavingActions, BlockActions, TextActions, DepartmentActions, ReviewActions, TrayActions, PiaScreen[None]
):
    """One document, one section at a time."""

    CSS_PATH = "screen.tcss"
    BINDINGS: ClassVar[list[BindingType]] = bindings("editor", "text", "choose", "contents", "tray")
    AUTO_FOCUS = "#page"

    def __init__(self, session: Session, *, at: str = "") -> None:
        super().__init__()
        self.session = session
        self._at = at
        self.progress: dict[str, Progress] = {}
        self.findings: dict[str, list[str]] = {}
        self._show_help = True

    def compose_body(self) -> ComposeResult:
        yield TitleBar(self.session.document.name, two=True)
        with Horizontal(id="panes"):
            yield SectionList(id="sections")
            yield FormPane(self.session, id="pane")
            # Read with the mouse or on the page of help; the keys stay with the page.
            yield Beside(id="help")
            yield TrayPane(id="tray")
        yield HintStrip(id="hint")

    @property
    def pane(self) -> FormPane:
        return self.query_one(FormPane)

    @property
    def place(self) -> Place:
        mode = self.pane.mode if self.is_mounted else "editor"
        if self.is_mounted and self.in_tray:
            return "tray"
        if self.is_mounted and self.query_one(SectionList).has_focus:
            return "contents"
        return "text" if mode == "text" else "choose" if mode == "choose" else "editor"

    def hidden_actions(self) -> frozenset[str]:
        hidden = {"take_over"} if not self.session.holder else set()
        if self.size.width < WIDE:
            hidden |= {"toggle_help"}
        return frozenset(hidden) | self.tray_hidden()

    def on_mount(self) -> None:
        self.begin_saving()
        self.pane.page.tags_of = self.tags_of
        parts = list(self.session.document.parts())
        key = self._start()
        part = next((part for part in parts if key.startswith(f"{part.key}.")), parts[0])
        self.pane.show_part(part, key=key or None)
        self.show_state()
        self.call_after_refresh(self._count_all)
        self.tell_left()

    def _start(self) -> str:
        """The key to begin at, or an empty text where the place is gone."""
        try:
            return self.session.document.key(self._at) if self._at else ""
        except BadPath:
            return ""

    # -- what is shown -----------------------------------------------------------------------------------------------

    def _count_all(self) -> None:
        """How far every section is; after the first paint, so that opening does not wait for it."""
        document = self.session.document
        self.progress = {part.path: progress(document, part) for part in document.parts()}
        self.refresh_contents()

    def refresh_contents(self) -> None:
        """Draw the contents anew."""
        sheet = self.pane.page.sheet
        counts = {path: len(found) for path, found in self.findings.items()}
        contents = self.query_one(SectionList)
        contents.show(self.session.document, self.pane.part, sheet.rows if sheet else (), self.progress, counts)

    def recount(self, part: Part | None = None) -> None:
        """Count the open section anew."""
        part = part or self.pane.part
        if part is not None:
            sheet = self.pane.page.sheet
            nodes = sheet.nodes if sheet is not None and sheet.part == part else list(self.session.document.nodes(part))
            asked = [node for node in nodes if is_asked(self.session.document, node)]
            answered = sum(1 for node in asked if is_answered(self.session.document, node))
            self.progress[part.path] = Progress(len(asked), answered)

    @on(FormPane.Moved)
    def _moved(self, event: FormPane.Moved) -> None:
        event.stop()
        self.save_soon(at_once=True)
        self.show_place()
        self.update_keys()

    def show_place(self) -> None:
        """Header and help follow the cursor."""
        document, part, row = self.session.document, self.pane.part, self.pane.page.row
        bar = self.query_one(TitleBar)
        if part is not None:
            node = row.node if row is not None else None
            words = short_words(document, node.key) if node is not None else (document.part_title(part),)
            if self.pane.show != "all":
                words = (f"［{dict(SHOWS)[self.pane.show]}］{words[0]}", *words[1:])
            bar.set_place(words)
        self.show_target()
        mode = self.pane.mode
        if self._shows_help:
            self.query_one("#help", ReadingView).show(help_paragraphs(document, part, row, mode))
        else:
            self.query_one(HintStrip).show(hint_lines(row, self.size.width - 2, mode=mode))

    def on_descendant_focus(self) -> None:
        self.update_keys()

    @on(Edited)
    def _edited(self, event: Edited) -> None:
        event.stop()
        self.save_soon()
        if self.pane.mode == "text" and all(
            change.before is not None and change.after is not None for change in event.changes
        ):
            # A letter more or less changes no count; names are brought up to date when the text is finished.
            return
        self.document_changed()

    def document_changed(self) -> None:
        """Counts and names that hang on some answers are brought up to date."""
        self.recount()
        self.refresh_contents()
        self.query_one(TitleBar).set_title(self.session.document.name)
        self.refresh_tray()

    @on(Problem)
    def _problem(self, event: Problem) -> None:
        event.stop()
        self.tell_problem(event.error)

    def on_resize(self) -> None:
        self.fit_tray()
        self.call_after_refresh(self.show_place)

    # -- moving ------------------------------------------------------------------------------------------------------

    def finish_writing(self) -> bool:
        """Close what is being written or chosen; False if it cannot be kept as it is."""
        page = self.pane.page
        if page.choosing is not None:
            page.end_choosing()
            self.pane.refresh_rows()
        return self.pane.finish()

    def go_to(self, key: str) -> bool:
        """Show the section of a key and put the cursor there; False if the document has no such place now."""
        if not self.finish_writing():
            return False
        document = self.session.document
        for part in document.parts():
            if key == part.key or key.startswith(f"{part.key}."):
                if self.pane.part is None or part.path != self.pane.part.path:
                    self.pane.show_part(part, key=key)
                    self.refresh_contents()
                return self.pane.go_to(key)
        return False

    def show_part(self, part: Part, key: str = "") -> None:
        """Another section."""
        if self.finish_writing():
            self.pane.show_part(part, key=key or None)
            self.refresh_contents()
            self.pane.page.focus()

    @on(LineView.Chosen, "#sections")
    def _section_chosen(self, event: LineView.Chosen) -> None:
        event.stop()
        contents = self.query_one(SectionList)
        stop = contents.stops[event.index]
        if stop.key and self.pane.part is not None and stop.part.path == self.pane.part.path:
            self._to_heading(stop.key)
        else:
            self.show_part(stop.part)

    def _to_heading(self, key: str) -> None:
        """The first item under a heading of the open section, with the heading at the top."""
        page = self.pane.page
        index = page.sheet.index(key) if page.sheet else None
        if index is not None:
            page.move_to(page.first_under(index), top=True)
        page.focus()

    def do_sections(self) -> None:
        if self.query_one("#sections").display:
            contents = self.query_one(SectionList)
            if contents.has_focus:
                self.pane.page.focus()
            elif self.finish_writing():
                contents.focus()
            return
        self.pick_section()

    @property
    def _shows_help(self) -> bool:
        """Whether the help about the item stands beside the page."""
        return self.size.width >= WIDE and self._show_help and not self.tray_open

    def do_help(self) -> None:
        """The page of help, as in every window; where the item's help stands beside the page, at the keys."""
        about = help_paragraphs(self.session.document, self.pane.part, self.pane.page.row, self.pane.mode)
        self.pia.show_help(self.place, about, at_keys=self._shows_help)

    def do_toggle_help(self) -> None:
        """More room for the page, or the help beside it again."""
        self._show_help = not self._show_help
        self.set_class(not self._show_help, "-no-help")
        self.call_after_refresh(self.show_place)

    def do_to_page(self) -> None:
        self.pane.page.focus()

    def do_back(self) -> None:
        if self.pane.show != "all":
            self.show_rows("all")
        elif self.pia.close_messages():
            return  # Esc was meant for the message
        elif self.tray_open:
            self.close_tray()
        elif self.ready_to_leave():
            self.leave()

    def do_finish(self) -> None:
        self.pane.finish()

    def closing(self) -> None:
        self.end_saving()
        self.pia.remember_place(self.session, self.pane.node)
        self.session.close()

    def leave(self) -> None:
        """Close the document and go back to the register."""
        self.closing()
        self.dismiss(None)
