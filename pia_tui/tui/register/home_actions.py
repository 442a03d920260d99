"""What can be done from the register."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pia_tui.assessment import NAME_KEY, Assessment, Change
from pia_tui.forms import load_form
from pia_tui.rules.completeness import Progress, progress
from pia_tui.rules.deadlines import deadlines
from pia_tui.tui.register.register_view import COLUMNS, RegisterView
from pia_tui.tui.screens.base import Acting
from pia_tui.tui.screens.dialogs import PickScreen
from pia_tui.tui.widgets.menu_view import Entry

if TYPE_CHECKING:
    from pia_tui.store import DocumentSummary, Store

MOST_COUNTED = 500
"""Documents that can be sorted by how far they are: every one of them has to be read for that."""
SORTS = {
    "number": "番号",
    "name": "名称",
    "level": "種類",
    "done": "記入の割合",
    "published": "公表日",
    "due": deadlines().review.name,
    "updated": "更新",
}


class HomeActions(Acting):
    """Mixin of the register."""

    progress: dict[int, Progress]
    counted: dict[int, str]
    archived: bool
    descending: bool

    if TYPE_CHECKING:

        def reload(self, at: int | None = None) -> None: ...
        def show_filtered(self, at: int | None = None) -> None: ...

    @property
    def current(self) -> DocumentSummary | None:
        """The document with the cursor."""
        return self.query_one(RegisterView).current

    # -- opening and making ------------------------------------------------------------------------------------------

    def do_open(self) -> None:
        if self.current is not None:
            self.pia.open_document(self.current.id)

    def do_new(self) -> None:
        if self.pia.store.read_only:
            self.tell("保存先が読み取り専用なので、判断の結果は見られますが、評価書は作れません")
        self.pia.start_wizard()

    def do_add_demo(self) -> None:
        from pia_tui.usecases.demo import add_demo

        made = self.pia.store.call(add_demo)
        if not made:
            self.tell("見本は、もう入っています")
            return
        self.reload(at=made[0])
        self.tell(f"見本の評価書を{len(made)}つ入れました。Enter で開けます")

    def do_import_file(self) -> None:
        self.pia.import_file(self.reload)

    def do_import_text(self) -> None:
        self.pia.import_text(self.reload)

    def do_test_console(self) -> None:
        from pia_tui.tui.console.console_test import ConsoleTestScreen

        self.pia.push_screen(ConsoleTestScreen())

    # -- looking -----------------------------------------------------------------------------------------------------

    def do_reload(self) -> None:
        self.reload()
        self.tell("一覧を読み直しました")

    def do_sort(self) -> None:
        def picked(name: str | None) -> None:
            if name:
                same = name == self.pia.settings.sort
                self.descending = not self.descending if same else name in ("updated", "published", "done")
                self.pia.settings.sort = name
                self.reload()
                if name == "done" and len(self.query_one(RegisterView).summaries) > MOST_COUNTED:
                    self.tell(f"記入の割合の順に並べられるのは {MOST_COUNTED} 件までです。先に言葉で絞り込んでください")

        now = self.pia.settings.sort
        entries = [
            Entry(name, f"{SORTS[name]}の順", side="もう一度選ぶと逆順" if name == now else "")
            for name, _, _ in COLUMNS
        ]
        self.pia.push_screen(PickScreen("並べ替え", entries, at=now), picked)

    def do_toggle_archived(self) -> None:
        self.archived = not self.archived
        self.reload()
        self.tell("保管庫の評価書も表示しています" if self.archived else "保管庫の評価書を隠しました")

    def do_search_all(self) -> None:
        from pia_tui.tui.search.search_all import SearchAllScreen

        def picked(found: tuple[int, str] | None) -> None:
            if found is not None:
                self.pia.open_document(found[0], at=found[1])

        self.pia.push_screen(SearchAllScreen(), picked)

    # -- one document ------------------------------------------------------------------------------------------------

    def do_document_menu(self) -> None:
        one = self.current
        if one is None:
            return
        entries = [
            Entry("open", "開く"),
            Entry("duplicate", "複製する", detail="同じ内容の評価書を、もう一つ作ります"),
            Entry("export", "書き出す", detail="PDF、Excel、ほかの端末へ運ぶファイル、しきい値判断結果票"),
            Entry(
                "archive", "保管庫から戻す" if one.archived else "保管庫へ移す", detail="一覧から外すだけで、消えません"
            ),
        ]

        def picked(answer: str | None) -> None:
            if answer == "open":
                self.do_open()
            elif answer == "duplicate":
                self._duplicate(one)
            elif answer == "export":
                self.pia.pick_export(one.id)
            elif answer == "archive":
                self.pia.store.call(lambda s: s.archive(one.id, not one.archived))
                self.reload()
                self.tell("保管庫から戻しました" if one.archived else "保管庫へ移しました（F4 で表示できます）")

        self.pia.push_screen(PickScreen(one.name, entries), picked)

    def _duplicate(self, one: DocumentSummary) -> None:
        form = load_form(one.form_id)
        name_key = form.roles.get("document_name", NAME_KEY)
        state = self.pia.store.call(lambda s: s.load(one.id)).state
        before = state.get(name_key)
        change = Change(name_key, before, f"{before or one.name}（写し）")
        made = self.pia.store.call(lambda s: s.duplicate(one.id, [change], label="複製"))
        self.reload(at=made)
        self.tell("複製しました。名称を直してお使いください")

    def do_export_pdf(self) -> None:
        if self.current is not None:
            self.pia.export(self.current.id, "pdf")

    def do_export_other(self) -> None:
        if self.current is not None:
            self.pia.pick_export(self.current.id)

    # -- how far each document is --------------------------------------------------------------------------------------

    def count_progress(self) -> None:
        """Count in a thread of its own, one document after the other; those counted before are not counted again.

        Only what has been looked at is counted: a register of a whole prefecture is not read from end to end.
        """
        shown = self.query_one(RegisterView).summaries.loaded()
        wanted = [one for one in reversed(shown) if self.counted.get(one.id) != one.updated_at]
        if wanted:
            self.run_worker(
                lambda: self._count(wanted), thread=True, exclusive=True, group="count", exit_on_error=False
            )

    def _count(self, wanted: list[DocumentSummary]) -> None:
        from textual.worker import get_current_worker

        from pia_tui.store import Store

        worker = get_current_worker()
        with Store.open(self.pia.workspace, read_only=True) as store:
            for one in wanted:
                if worker.is_cancelled:
                    return
                found = progress_of(store, one)
                self.pia.call_from_thread(self._counted, one, found)
        self.pia.call_from_thread(self._all_counted)

    def _all_counted(self) -> None:
        if self.is_attached and self.pia.settings.sort == "done":
            self.show_filtered()

    def _counted(self, one: DocumentSummary, found: Progress | None) -> None:
        self.counted[one.id] = one.updated_at
        if found is not None and self.is_attached:
            self.progress[one.id] = found
            self.query_one(RegisterView).document_changed(one.id)


def progress_of(store: Store, one: DocumentSummary) -> Progress | None:
    """How far a stored document is filled in; None for a form that this program does not know."""
    from pia_tui.errors import PiaError

    try:
        stored = store.load(one.id)
        return progress(Assessment(load_form(stored.form_id), stored.state, one.id))
    except PiaError:
        return None
