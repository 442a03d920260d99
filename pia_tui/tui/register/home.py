"""The register (計画管理書 as a screen): all documents, filtered as one types, sorted, opened."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from textual import events, on
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import Vertical
from textual.strip import Strip
from textual.timer import Timer
from textual.widget import Widget
from textual.widgets import TextArea

from pia_tui.errors import PiaError
from pia_tui.rules.completeness import Progress
from pia_tui.tui.actions import Place, bindings
from pia_tui.tui.drawing.inked import Inked, Run
from pia_tui.tui.drawing.wrap import wrapped
from pia_tui.tui.register.home_actions import MOST_COUNTED, HomeActions
from pia_tui.tui.register.register_pages import RegisterPages
from pia_tui.tui.register.register_view import RegisterView, heading_line
from pia_tui.tui.screens.base import PiaScreen
from pia_tui.tui.widgets.line_view import LineView
from pia_tui.tui.widgets.menu_view import Entry, MenuView
from pia_tui.tui.widgets.text_editor import TextEditor
from pia_tui.tui.widgets.title_bar import TitleBar

if TYPE_CHECKING:
    from collections.abc import Sequence

    from pia_tui.store import DocumentSummary
    from pia_tui.store.backup import Backup

WELCOME = (
    Entry("new", "判定を始める", detail="対象人数などの問いに答えると、必要な評価書が分かり、作れます"),
    Entry("add_demo", "見本を入れる", detail="架空の市の、書き上がった評価書を3つ見られます"),
    Entry("import_file", "取り込む", detail="公表済みの評価書や、Excel、ほかの端末からのファイルを取り込みます"),
)

STORE_SORTS = {
    "updated": "updated", "name": "name", "number": "number", "level": "level", "published": "published",
    "due": "published",  # the next review follows from the day of publication
}  # fmt: skip
AT_ONCE = 2_000
"""Up to so many documents the list follows every letter; beyond, it waits until one pauses."""
FILTER_AFTER = 0.2


def backup_words(backups: Sequence[Backup]) -> str:
    """How old the last proven backup is."""
    if not backups:
        return "控え なし"
    days = backups[0].age.days
    return f"控え {days}日前" if days else "控え 1日以内"


class Headings(Inked, Widget):
    """The names of the columns."""

    DEFAULT_CSS = "Headings { height: 1; }"
    sort = "updated"

    def render_line(self, y: int) -> Strip:  # noqa: ARG002 - one line
        return self.strip_of(heading_line(self.size.width - 1, self.sort), "band", self.size.width)


class HomeScreen(HomeActions, PiaScreen[None]):
    """What one sees first."""

    CSS_PATH = "home.tcss"
    PLACE: ClassVar[Place] = "home"
    BINDINGS: ClassVar[list[BindingType]] = bindings("home")
    AUTO_FOCUS = ""

    def __init__(self) -> None:
        super().__init__()
        self.total = 0
        self.newest: int | None = None
        self._timer: Timer | None = None
        self.progress: dict[int, Progress] = {}
        self.counted: dict[int, str] = {}
        self.archived = False
        self.descending = True
        self.backed_up = ""

    def compose_body(self) -> ComposeResult:
        yield TitleBar("特定個人情報保護評価　評価書の一覧")
        with Vertical(id="register"):
            yield TextEditor(single=True, waiting="番号・名称・種類の言葉を入れると絞れます", id="filter")
            yield Headings()
            yield RegisterView(id="documents")
        with Vertical(id="welcome"):
            yield WelcomeText()
            yield MenuView(WELCOME, id="start")

    def on_mount(self) -> None:
        self.reload()

    def on_screen_resume(self) -> None:
        self.reload(at=self.pia.last_opened)
        self.pia.last_opened = None

    # -- what is shown -----------------------------------------------------------------------------------------------

    def reload(self, at: int | None = None) -> None:
        """Read the register from the store; the cursor goes to `at`, or to a document that was not there before."""
        try:
            self.total = self.pia.store.call(lambda s: s.count(archived=None if self.archived else False))
            newest = self.pia.store.call(lambda s: s.documents(archived=None, sort="created", limit=1))
            self.backed_up = backup_words(self.pia.store.call(lambda s: s.backups()))
        except PiaError as error:
            self.tell_problem(error)
            return
        number = newest[0].id if newest else 0
        if at is None and self.newest is not None and number > self.newest:
            at = number
        self.newest = number
        self.set_class(not number, "-empty")
        self.query_one(Headings).sort = self.pia.settings.sort
        self.query_one(Headings).refresh()
        self.show_filtered(at=at)
        if not number:
            self.query_one("#start", MenuView).focus()
        elif self.focused is None or self.focused.id == "start":
            self.query_one("#filter").focus()
        self.update_keys()

    def done_percent(self, document_id: int) -> int:
        """How far a document is, as far as it has been counted."""
        progress = self.progress.get(document_id)
        return progress.percent if progress else -1

    def show_filtered(self, at: int | None = None) -> None:
        """Those documents that hold every word typed, in number, name or level."""
        query = self.query_one("#filter", TextEditor).text
        sort = self.pia.settings.sort
        by_store = STORE_SORTS.get(sort, "updated")
        archived = None if self.archived else False
        try:
            numbers = self.pia.store.call(
                lambda s: s.numbers(query, archived=archived, sort=by_store, descending=self.descending)
            )
        except PiaError as error:
            self.tell_problem(error)
            return
        pages = RegisterPages(numbers, self._read, self._read_some)
        if sort == "done" and len(numbers) <= MOST_COUNTED:
            numbers.sort(key=self.done_percent, reverse=self.descending)
            pages[:]  # read them all, so that all are counted
        view = self.query_one(RegisterView)
        view.progress = self.progress
        view.show(pages, at=at)
        view.say_when_empty(*self._nothing_words(query))
        if self.pia.store.read_only:
            self.query_one(TitleBar).set_title("評価書の一覧（保存先は読み取り専用です）")
        count = f"{self.total:,} 件" if len(numbers) == self.total else f"{self.total:,} 件のうち {len(numbers):,} 件"
        self.query_one(TitleBar).set_state(f"{self.backed_up}　{count}" if self.total else "", "label")

    def _read(self, numbers: Sequence[int]) -> Sequence[DocumentSummary]:
        try:
            return self.pia.store.call(lambda s: s.chosen(numbers))
        except PiaError as error:
            # While lines are drawn: what can be read is shown, and why the rest cannot is told.
            self.tell_problem(error)
            return [one for number in numbers for one in self._read_alone(number)]

    def _read_alone(self, number: int) -> Sequence[DocumentSummary]:
        try:
            return self.pia.store.call(lambda s: s.chosen([number]))
        except PiaError:
            return []

    def _read_some(self, _found: Sequence[DocumentSummary]) -> None:
        """Lines have come into sight: how far these documents are is counted next."""
        self.call_later(self.count_progress)

    def _nothing_words(self, query: str) -> list[str]:
        """Why the list is empty, and what to do."""
        if not query.strip():
            return ["一覧に出す評価書はありません。", "保管庫へ移した評価書は、F4 で表示できます。"]
        words = [
            f"「{query.strip()}」を、番号・名称・種類に含む評価書はありません。",
            "Esc で、すべての表示に戻ります。本文の言葉は、F3（全文検索）で探せます。",
        ]
        return words if self.archived else [*words, "保管庫へ移した評価書は、F4 で表示できます。"]

    @on(TextArea.Changed, "#filter")
    def _typed(self, event: TextArea.Changed) -> None:
        event.stop()
        if self.total <= AT_ONCE:
            self.show_filtered()
            return
        if self._timer is not None:
            self._timer.stop()
        self._timer = self.set_timer(FILTER_AFTER, self.show_filtered)

    def hidden_actions(self) -> frozenset[str]:
        if self.has_class("-empty"):
            return frozenset(
                {
                    "open",
                    "sort",
                    "search_all",
                    "document_menu",
                    "export_pdf",
                    "export_other",
                    "reload",
                    "toggle_archived",
                }
            )
        return frozenset({"export_pdf"})

    # -- keys and mouse ----------------------------------------------------------------------------------------------

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


class WelcomeText(Inked, Widget):
    """A few friendly lines for the first day."""

    DEFAULT_CSS = "WelcomeText { height: 7; }"
    LINES = (
        ("ようこそ", "strong"),
        ("", "text"),
        ("特定個人情報保護評価書を、しきい値判断から PDF まで、この端末の中だけで作ります。", "text"),
        ("入力はすべて、この端末に自動で保存されます。通信は行いません。", "muted"),
    )

    def render_line(self, y: int) -> Strip:
        width = self.size.width
        lines = [(part, ink) for text, ink in self.LINES for part in wrapped(text, max(8, width - 3))[0]]
        text, ink = lines[y] if y < len(lines) else ("", "text")
        return self.strip_of([Run(f"  {text}", ink)], "plain", width)
