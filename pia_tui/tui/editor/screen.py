"""The editor: contents on the left, the page in the middle, help on the right; one pane at a time in small windows.

The screen only wires: what is written is the pane's, saving the saver's, and each group of actions an object's.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import Horizontal

from pia_tui.assessment import Assessment, Change, Part
from pia_tui.forms import BadPath
from pia_tui.rules.completeness import Progress
from pia_tui.tui.actions import Action, Place, bindings, find_action
from pia_tui.tui.document.session import Session
from pia_tui.tui.editor import requests
from pia_tui.tui.editor.blocks import BlockActions
from pia_tui.tui.editor.comparing import Comparing
from pia_tui.tui.editor.contents import Contents
from pia_tui.tui.editor.departments import Departments
from pia_tui.tui.editor.form_pane import FormPane
from pia_tui.tui.editor.guide import Guide
from pia_tui.tui.editor.last_publication import LastPublication
from pia_tui.tui.editor.review import Review
from pia_tui.tui.editor.save_actions import SaveActions
from pia_tui.tui.editor.saving_on_screen import SavingOnScreen
from pia_tui.tui.editor.section_list import SectionList
from pia_tui.tui.editor.steps import Steps
from pia_tui.tui.editor.texts import Texts
from pia_tui.tui.editor.tray import Tray
from pia_tui.tui.editor.tray_view import TrayPane, TrayView
from pia_tui.tui.input.focus import gets_keys
from pia_tui.tui.screens.base import WIDE, PiaScreen
from pia_tui.tui.widgets.key_bar import KeyBar
from pia_tui.tui.widgets.line_view import LineView
from pia_tui.tui.widgets.title_bar import TitleBar

_AT = "\t"
"""Between the key of a section and that of a row, where a place is remembered."""
_STAYING = ("back", "help", "toggle_help")
"""Actions after which Esc still leaves."""


class EditorScreen(PiaScreen[None]):
    """One document, one section at a time."""

    CSS_PATH = "screen.tcss"
    PLACES = ("editor", "text", "choose", "contents", "tray")
    BINDINGS: ClassVar[list[BindingType]] = bindings(*PLACES)
    AUTO_FOCUS = "#page"

    def __init__(self, session: Session, *, at: str = "") -> None:
        super().__init__()
        self.session = session
        self._at = at
        self.progress: dict[str, Progress] = {}
        self.findings: dict[str, list[str]] = {}
        self._leaving = False
        """Whether Esc has been pressed once on the page: the next one leaves."""
        self._behind = False
        """Whether letters were typed that the title and the counts have not heard of."""
        self.pane = FormPane(session, id="pane")
        self.save_actions = SaveActions(self)
        self.saving = SavingOnScreen(self, session, self.save_actions.tell_failure)
        self.saver = self.saving.saver
        self.contents = Contents(self, SectionList(id="sections"))
        self.review = Review(self)
        self.tray = Tray(self, TrayPane(id="tray"))
        self.steps = Steps(self)
        self.blocks = BlockActions(self)
        self.texts = Texts(self)
        self.guide = Guide(self)
        self.comparing = Comparing(self)
        self.last_publication = LastPublication(self, self.comparing.forget)
        self.helpers = (
            self.save_actions, self.guide, self.contents, self.review, self.tray, self.tray.work, self.steps,
            self.blocks, self.texts, Departments(self), self.last_publication, self.comparing,
        )  # fmt: skip

    def compose_body(self) -> ComposeResult:
        yield TitleBar(self.session.document.name, two=True)
        with Horizontal(id="panes"):
            yield self.contents.view
            yield self.pane
            yield self.guide.pane
            yield self.tray.pane
            yield self.comparing.pane
        yield self.guide.strip

    # -- keys --------------------------------------------------------------------------------------------------------

    @property
    def place(self) -> Place:
        if not self.is_mounted:
            return "editor"
        if self.tray.has_keys:
            return "tray"
        if self.comparing.has_keys:
            return "compare"
        if gets_keys(self.contents.view):
            return "contents"
        mode = self.pane.mode
        return "text" if mode == "text" else "choose" if mode == "choose" else "editor"

    def hidden_actions(self) -> frozenset[str]:
        hidden = {"take_over"} if not self.session.holder else set()
        if self.size.width < WIDE:
            hidden |= {"toggle_help"}
        return frozenset(hidden) | self.tray.hidden()

    def update_keys(self) -> None:
        """The footer names what is of use just now; the palette has everything."""
        if self._behind and self.pane.mode != "text":
            self._behind = False
            self.document_changed()
        self.show_messages()
        named = self.tray.named_keys()
        if self._leaving:
            named["back"] = "もう一度で一覧へ戻る"
        self.query_one(KeyBar).show(self.place, self.hidden_actions() | self.tray.unfit_keys(), named)

    def perform(self, action: Action | str) -> None:
        found = find_action(action, self.place) if isinstance(action, str) else action
        if found.id not in _STAYING:
            self._stay()
        super().perform(found)

    def _stay(self) -> None:
        """Whoever does something else does not want to leave."""
        if self._leaving:
            self._leaving = False
            self.update_keys()

    def on_descendant_focus(self) -> None:
        """Keys that go elsewhere cannot go on with the text that is open: it is closed and kept."""
        if self.focused is not None and self.focused not in (self.pane.editor, self.pane.page):
            self.pane.finish(take_keys=False)
        self.update_keys()

    # -- beginning and ending ----------------------------------------------------------------------------------------

    def on_mount(self) -> None:
        self.saving.start_heartbeat()
        self.pane.page.tags_of = lambda node: [*self.review.tags_of(node), *self.last_publication.tags(node)]
        self.pane.rows.remarked = lambda node: bool(self.review.tags_of(node))
        self.pane.rows.changed = self.last_publication.is_changed
        part, key = start_of(self.session.document, self._at)
        self.pane.show_part(part, key=key or None)
        self.saver.show()
        self.call_after_refresh(self.contents.count_all)
        self.call_after_refresh(self.show_title)
        self.tray.tell_left()

    def do_back(self) -> None:
        """Esc on the page: the selection of rows, a message, the list beside; then, asked for twice, the document."""
        if self.pane.rows.show != "all":
            self.review.show_rows("all")
        elif self.pia.close_messages():
            return  # Esc was meant for the message
        elif self.tray.is_open:
            self.tray.close()
        elif self.comparing.is_open:
            self.comparing.do_close()
        elif not self._leaving:
            self._leaving = True
            self.update_keys()
        elif self.ready_to_leave():
            self.leave()

    def ready_to_leave(self) -> bool:
        return self.save_actions.ready_to_leave()

    def closing(self) -> None:
        self.saver.stop()
        part, row = self.pane.part, self.pane.page.row
        if part is not None and row is not None:
            self.pia.remember_place(self.session, f"{part.key}{_AT}{row.key}")
        self.session.close()

    def leave(self) -> None:
        """Close the document and go back to the register."""
        self.closing()
        self.dismiss(None)

    # -- what is shown -----------------------------------------------------------------------------------------------

    @on(requests.CursorMoved)
    def _moved(self, event: requests.CursorMoved) -> None:
        event.stop()
        self._leaving = False
        self.saver.save_soon(at_once=True)
        self.show_place()
        self.update_keys()

    def show_place(self) -> None:
        """Header and help follow the cursor."""
        part, row = self.pane.part, self.pane.page.row
        if part is not None:
            self.query_one(TitleBar).set_place(self.guide.place_words(part, row))
        self.tray.show_target()
        self.comparing.follow()
        self.guide.show()

    @on(requests.Edited)
    def _edited(self, event: requests.Edited) -> None:
        event.stop()
        self._stay()
        self.saver.save_soon()
        if self.pane.mode == "text" and all(
            change.before is not None and change.after is not None for change in event.changes
        ):
            # A letter more or less changes no count; names are brought up to date when the text is finished.
            self._behind = True
            return
        self._behind = False
        self.document_changed()

    def edited(self, changes: Sequence[Change]) -> None:
        """After a change that did not come from the page: draw, count, save."""
        if changes:
            self.pane.refresh_rows()
            self.saver.save_soon(at_once=True)
            self.document_changed()

    def document_changed(self) -> None:
        """Counts and names that hang on some answers are brought up to date."""
        self.contents.recount()
        self.contents.refresh()
        self.show_title()
        self.tray.refresh()
        self.comparing.follow()

    def show_title(self) -> None:
        """The document's name, and how it stands since it was published."""
        state = self.last_publication.state
        name = self.session.document.name
        self.query_one(TitleBar).set_title(f"{state}　{name}" if state else name)

    def on_resize(self) -> None:
        self.tray.fit()
        self.comparing.fit()
        self.call_after_refresh(self._resized)

    def _resized(self) -> None:
        """A pane that has no room any more gives its keys away."""
        self.show_place()
        if self.focused is None or not all(each.display for each in self.focused.ancestors_with_self):
            self.pane.take_keys()

    # -- requests of the page and the panes --------------------------------------------------------------------------

    @on(requests.ChangeRefused)
    @on(requests.Stepped)
    @on(requests.PasteRefused)
    def _told(self, event: requests.ChangeRefused | requests.Stepped | requests.PasteRefused) -> None:
        event.stop()
        if isinstance(event, requests.ChangeRefused):
            self.tell_problem(event.error)
        elif isinstance(event, requests.Stepped):
            self.steps.step(back=event.back)
        else:
            self.texts.refused_paste(event.key, event.text)

    @on(requests.AddBlock)
    @on(requests.GoToSection)
    @on(requests.FigureWanted)
    def _row_request(self, event: requests.RowRequest) -> None:
        event.stop()
        if isinstance(event, requests.AddBlock):
            self.blocks.add_at(event.row)
        elif isinstance(event, requests.GoToSection):
            self.go_to(event.row.key.removeprefix(">"))
        else:
            self.texts.drawings(event.row)

    @on(TrayView.Entered)
    @on(TrayView.FormWanted)
    def _tray(self, event: TrayView.Entered | TrayView.FormWanted) -> None:
        event.stop()
        if isinstance(event, TrayView.Entered):
            self.tray.entered()
        else:
            self.pane.take_keys()

    @on(LineView.Moved)
    def _line_moved(self, event: LineView.Moved) -> None:
        if event.view is self.tray.pane.view:
            event.stop()
            self.tray.moved()

    @on(LineView.Chosen)
    def _line_chosen(self, event: LineView.Chosen) -> None:
        if event.view is self.tray.pane.view:
            event.stop()
            self.perform("read_piece")
        elif event.view is self.contents.view:
            event.stop()
            self.contents.chosen(event.index)

    # -- moving ------------------------------------------------------------------------------------------------------

    def finish_writing(self) -> None:
        """Close what is being written or chosen; nothing typed is lost."""
        self.pane.finish()

    def go_to(self, key: str) -> bool:
        """Show the section of a key and put the cursor there; False if the document has no such place now."""
        self.finish_writing()
        for part in self.session.document.parts():
            if key == part.key or key.startswith(f"{part.key}."):
                if self.pane.part is None or part.path != self.pane.part.path:
                    self.pane.show_part(part, key=key)
                    self.contents.refresh()
                return self.pane.go_to(key)
        return False

    def show_part(self, part: Part, key: str = "") -> None:
        """Another section."""
        self.pane.show_part(part, key=key or None)
        self.contents.refresh()
        self.pane.take_keys()

    def do_sections(self) -> None:
        """To the contents and back; where they have no room, the page of contents."""
        if self.contents.view.display:
            self.contents.enter()
        else:
            self.review.pick_section()


def start_of(document: Assessment, at: str) -> tuple[Part, str]:
    """The section and the row of a remembered place, a path or a key; the beginning where it is gone."""
    section, _, row = at.rpartition(_AT)
    try:
        key = document.key(section or at) if at else ""
    except BadPath:
        key = ""
    parts = list(document.parts())
    part = next((part for part in parts if key == part.key or key.startswith(f"{part.key}.")), None)
    return (part, row if section else key) if part is not None else (parts[0], "")
