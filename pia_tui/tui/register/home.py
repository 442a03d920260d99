"""The register (計画管理書 as a screen): all documents, filtered as one types, sorted, opened."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar, TypeVar

from textual import events, on
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import Vertical
from textual.screen import Screen
from textual.strip import Strip
from textual.timer import Timer
from textual.widget import Widget
from textual.widgets import TextArea

from pia_tui.errors import PiaError
from pia_tui.rules.completeness import Progress
from pia_tui.tui.actions import Place, bindings
from pia_tui.tui.drawing.styled import Run, Styled
from pia_tui.tui.drawing.wrap import wrapped
from pia_tui.tui.duties.copying import TaskVerbs
from pia_tui.tui.duties.due_line import DueLine
from pia_tui.tui.duties.outlook import Outlook, look_ahead
from pia_tui.tui.duties.verbs import DutyVerbs
from pia_tui.tui.register import register_view
from pia_tui.tui.register.document_menu import DocumentMenu
from pia_tui.tui.register.home_actions import HomeActions
from pia_tui.tui.register.listing import Listing
from pia_tui.tui.register.progress_count import ProgressCount
from pia_tui.tui.register.register_view import RegisterView, heading_line
from pia_tui.tui.screens.base import PiaScreen
from pia_tui.tui.widgets.line_view import LineView
from pia_tui.tui.widgets.menu_view import MenuEntry, MenuView
from pia_tui.tui.widgets.text_editor import TextEditor
from pia_tui.tui.widgets.title_bar import TitleBar

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from pia_tui.store import DocumentSummary
    from pia_tui.tui.store_thread import StoreThread
    from pia_tui.workspace import Workspace

T = TypeVar("T")
WELCOME = (
    MenuEntry("new", "判定を始める", detail="対象人数などの問いに答えると、必要な評価書が分かり、作れます"),
    MenuEntry("add_demo", "見本を入れる", detail="架空の市の、書き上がった評価書を3つ見られます"),
    MenuEntry("import_file", "取り込む", detail="公表済みの評価書や、Excel、ほかの端末からのファイルを取り込みます"),
)


def folder_words(workspace: Workspace) -> str:
    """The folder that holds everything, as it is shown."""
    return str(workspace.root.absolute())


AT_ONCE = 2_000
"""Up to so many documents the list follows every letter; beyond, it waits until one pauses."""
FILTER_AFTER = 0.2
ON_DOCUMENTS = frozenset(
    {
        "open",
        "sort",
        "search_all",
        "document_menu",
        "export_pdf",
        "export_other",
        "reload",
        "toggle_archived",
        "due_list",
        "record_review",
        "judge_again",
        "write_register",
        "keep_in_step",
    }
)
"""Actions that make no sense while there is no document."""


class Headings(Styled, Widget):
    """The names of the columns of a register."""

    DEFAULT_CSS = "Headings { height: 1; }"
    sort = "updated"
    number_width = 0

    def render_line(self, y: int) -> Strip:  # noqa: ARG002 - one line
        line = heading_line(self.size.width - 1, self.sort, self.number_width)
        return self.strip_of(line, "band", self.size.width)


class HomeScreen(PiaScreen[None]):
    """What one sees first."""

    CSS_PATH = "home.tcss"
    PLACE: ClassVar[Place] = "home"
    BINDINGS: ClassVar[list[BindingType]] = bindings("home")
    AUTO_FOCUS = ""

    def __init__(self) -> None:
        super().__init__()
        self._timer: Timer | None = None
        self.count = ProgressCount()
        self.listing: Listing

    def compose_body(self) -> ComposeResult:
        yield TitleBar("特定個人情報保護評価　評価書の一覧")
        with Vertical(id="register"):
            yield TextEditor(single=True, waiting="番号・名称・種類の言葉を入れると絞れます", id="filter")
            yield DueLine()
            yield Headings()
            yield RegisterView(id="documents")
        with Vertical(id="welcome"):
            yield WelcomeText(folder_words(self.pia.workspace))
            yield MenuView(WELCOME, id="start")

    def on_mount(self) -> None:
        self.listing = Listing(self.store, self.tell_problem, self._page_read, self.pia.settings.sort)
        self.duties = DutyVerbs(self, lambda: register_view.today())
        self.tasks = TaskVerbs(self)
        actions = HomeActions(self)
        self.helpers = (actions,)
        export, publish, versions = self.pia.exporter.pick, actions.do_publish, actions.do_versions
        self.menu = DocumentMenu(self, actions.do_open, export, publish, versions, self.duties, self.tasks)
        bar = self.query_one(TitleBar)
        bar.set_title("評価書の一覧（保存先は読み取り専用です）" if self.store.read_only else "評価書の一覧")
        bar.set_folder(folder_words(self.pia.workspace))
        self.reload()

    def on_screen_resume(self) -> None:
        self.reload(at=self.pia.last_opened)
        self.pia.last_opened = None

    # -- what is shown -----------------------------------------------------------------------------------------------

    @property
    def store(self) -> StoreThread:
        return self.pia.store

    @property
    def current(self) -> DocumentSummary | None:
        """The document with the cursor."""
        return self.query_one(RegisterView).current

    def ask(self, screen: Screen[T], answered: Callable[[T | None], None]) -> None:
        self.pia.push_screen(screen, answered)

    def open_at(self, document_id: int) -> None:
        self.pia.open_document(document_id)

    def reload(self, at: int | None = None) -> None:
        """Read the register from the store; the cursor goes to `at`, or to a document that was not there before."""
        try:
            made = self.listing.reload()
        except PiaError as error:
            self.tell_problem(error)
            return
        empty = not self.listing.newest
        self.set_class(empty, "-empty")
        headings = self.query_one(Headings)
        headings.sort = self.listing.sort
        headings.refresh()
        self.show_filtered(at=made if at is None else at)
        if empty:
            self.query_one("#start", MenuView).focus()
        elif self.focused is None or self.focused.id == "start":
            self.query_one("#filter").focus()
        self.update_keys()
        self._look_ahead()

    def _look_ahead(self) -> None:
        """Work out the deadlines in a thread of their own: a large body's take a moment."""
        if not self.listing.newest:
            return
        day = register_view.today()
        self.pia.work(lambda: look_ahead(self.pia.workspace, day), self._show_outlook, lambda _: None)

    def _show_outlook(self, found: Outlook) -> None:
        if not self.is_attached:
            return
        changed = found != self.listing.outlook
        self.listing.outlook = found
        self.query_one(DueLine).show(found)
        self.query_one(RegisterView).outlook = found
        if changed and self.listing.sort in ("task", "due"):
            self.show_filtered()
        elif changed:
            self.query_one(RegisterView).rows_changed()

    def show_filtered(self, at: int | None = None) -> None:
        """Those documents that hold every word typed."""
        query = self.query_one("#filter", TextEditor).text
        try:
            pages = self.listing.pages(query, self.count.progress)
        except PiaError as error:
            self.tell_problem(error)
            return
        view = self.query_one(RegisterView)
        view.progress = self.count.progress
        view.changes = {number: state.changes for number, state in self.listing.states.items()}
        view.by_task = self.listing.sort == "task"
        view.show(pages, at=at)
        view.say_when_empty(*self.listing.nothing_words(query))
        self.query_one(TitleBar).set_state(self.listing.state_words(len(pages)), "label")

    def hidden_actions(self) -> frozenset[str]:
        return ON_DOCUMENTS if self.has_class("-empty") else frozenset()

    # -- how far each document is ------------------------------------------------------------------------------------

    def _page_read(self, found: Sequence[DocumentSummary]) -> None:
        """Lines have come into sight: their numbers must fit, and how far these documents are is counted next."""
        self.call_later(self._fit_numbers, found)
        self.call_later(self.count_progress)

    def _fit_numbers(self, found: Sequence[DocumentSummary]) -> None:
        view, headings = self.query_one(RegisterView), self.query_one(Headings)
        view.fit_numbers(found)
        headings.number_width = view.number_width
        headings.refresh()

    def count_progress(self) -> None:
        """Count what has been looked at and is not known yet, in a thread."""
        wanted = self.count.wanted(self.query_one(RegisterView).summaries.loaded())
        if not wanted:
            return

        def tell(one: DocumentSummary, found: Progress | None) -> None:
            self.pia.call_from_thread(self._counted, one, found)

        def ended(_: None) -> None:
            if self.is_attached and self.listing.sort == "done":
                self.show_filtered()

        self.pia.work(lambda: self.count.count(self.pia.workspace, wanted, tell), ended, lambda _: None)

    def _counted(self, one: DocumentSummary, found: Progress | None) -> None:
        self.count.keep(one, found)
        if found is not None and self.is_attached:
            self.query_one(RegisterView).document_changed(one.id)

    # -- keys and mouse ----------------------------------------------------------------------------------------------

    @on(TextArea.Changed, "#filter")
    def _typed(self, event: TextArea.Changed) -> None:
        event.stop()
        if self.listing.total <= AT_ONCE:
            self.show_filtered()
            return
        if self._timer is not None:
            self._timer.stop()
        self._timer = self.set_timer(FILTER_AFTER, self.show_filtered)

    def on_key(self, event: events.Key) -> None:
        """The keys for the list work while one types in the filter."""
        if self.has_class("-empty"):
            return
        if event.key in ("pageup", "pagedown", "ctrl+home", "ctrl+end"):
            self.query_one(RegisterView).move_by_key(event.key)
            event.stop()
        elif event.key == "escape" and self.pia.close_messages():
            event.stop()
        elif event.key == "escape" and self.query_one("#filter", TextEditor).text:
            self.query_one("#filter", TextEditor).clear()
            event.stop()

    @on(TextEditor.Left, "#filter")
    def _left(self, event: TextEditor.Left) -> None:
        event.stop()
        key = {"next": "down", "previous": "up"}.get(event.direction, event.direction)
        self.query_one(RegisterView).move_by_key(key)

    @on(LineView.Chosen, "#documents")
    def _chosen(self, event: LineView.Chosen) -> None:
        event.stop()
        self.perform("open")

    @on(LineView.Chosen, "#start")
    def _started(self, event: LineView.Chosen) -> None:
        event.stop()
        entry = self.query_one("#start", MenuView).entry
        if entry is not None:
            self.perform(entry.id)


class WelcomeText(Styled, Widget):
    """A few friendly lines for the first day."""

    DEFAULT_CSS = "WelcomeText { height: 9; }"
    LINES = (
        ("ようこそ", "strong"),
        ("", "text"),
        ("特定個人情報保護評価書を、しきい値判断から PDF まで、この端末の中だけで作ります。", "text"),
        ("入力はすべて、この端末に自動で保存されます。通信は行いません。", "muted"),
    )

    def __init__(self, folder: str) -> None:
        super().__init__()
        self._folder = folder

    def render_line(self, y: int) -> Strip:
        width = self.size.width
        said = (*self.LINES, (f"保存先のフォルダー: {self._folder}", "muted"))
        lines = [(part, color) for text, color in said for part in wrapped(text, max(8, width - 3))[0]]
        text, color = lines[y] if y < len(lines) else ("", "text")
        return self.strip_of([Run(f"  {text}", color)], "plain", width)
