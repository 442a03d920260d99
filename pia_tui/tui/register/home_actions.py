"""What can be done from the register, one method an action of `actions.yaml`."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pia_tui.tui.register.listing import MOST_COUNTED, SORTS
from pia_tui.tui.register.register_view import COLUMNS, RegisterView
from pia_tui.tui.screens.dialogs import PickScreen
from pia_tui.tui.widgets.menu_view import MenuEntry

if TYPE_CHECKING:
    from pia_tui.tui.register.home import HomeScreen


class HomeActions:
    """Finds out which document is meant, and hands on to what does the work."""

    def __init__(self, home: HomeScreen) -> None:
        self._home = home

    def do_open(self) -> None:
        if self._home.current is not None:
            self._home.pia.open_document(self._home.current.id)

    def do_publish(self) -> None:
        """Keep what was published as a version that never changes."""
        from pia_tui.tui.publication.publish_flow import PublishFlow

        if self._home.current is not None:
            PublishFlow(self._home, self._home.current.id, self._home.reload).start()

    def do_versions(self) -> None:
        """The frozen versions of the document."""
        from pia_tui.tui.publication.versions_screen import VersionsScreen

        one = self._home.current
        if one is not None:
            read_only = self._home.store.read_only
            self._home.pia.push_screen(VersionsScreen(one.id, one.name, self._home.reload, read_only=read_only))

    def do_new(self) -> None:
        if self._home.store.read_only:
            self._home.tell("保存先が読み取り専用なので、判断の結果は見られますが、評価書は作れません")
        self._home.pia.start_wizard()

    def do_add_demo(self) -> None:
        from pia_tui.usecases.demo import add_demo

        made = self._home.store.call(add_demo)
        if not made:
            self._home.tell("見本は、もう入っています")
            return
        self._home.reload(at=made[0])
        self._home.tell(f"見本の評価書を{len(made)}つ入れました。Enter で開けます")

    def do_import_file(self) -> None:
        self._home.pia.importer.import_file(self._home.reload)

    def do_import_text(self) -> None:
        self._home.pia.importer.import_text(self._home.reload)

    def do_test_console(self) -> None:
        from pia_tui.tui.console.console_test import ConsoleTestScreen

        self._home.pia.push_screen(ConsoleTestScreen())

    def do_reload(self) -> None:
        self._home.reload()
        self._home.tell("一覧を読み直しました")

    def do_sort(self) -> None:
        now = self._home.listing.sort

        def picked(name: str | None) -> None:
            if not name:
                return
            self._home.listing.sort_by(name)
            self._home.pia.settings.sort = name
            self._home.reload()
            if name == "done" and len(self._home.query_one(RegisterView).summaries) > MOST_COUNTED:
                self._home.tell(
                    f"記入の割合の順に並べられるのは {MOST_COUNTED} 件までです。先に言葉で絞り込んでください"
                )

        entries = [
            MenuEntry(column.id, f"{SORTS[column.id]}の順", side="もう一度選ぶと逆順" if column.id == now else "")
            for column in COLUMNS
            if column.id in SORTS
        ]
        entries.append(MenuEntry("task", f"{SORTS['task']}ごと", side="もう一度選ぶと逆順" if now == "task" else ""))
        self._home.pia.push_screen(PickScreen("並べ替え", entries, at=now), picked)

    def do_toggle_archived(self) -> None:
        self._home.listing.archived = not self._home.listing.archived
        self._home.reload()
        self._home.tell(
            "保管庫の評価書も表示しています" if self._home.listing.archived else "保管庫の評価書を隠しました"
        )

    def do_search_all(self) -> None:
        from pia_tui.tui.search.search_all import SearchAllScreen

        def picked(found: tuple[int, str] | None) -> None:
            if found is not None:
                self._home.pia.open_document(found[0], at=found[1])

        self._home.pia.push_screen(SearchAllScreen(), picked)

    def do_document_menu(self) -> None:
        if self._home.current is not None:
            self._home.menu.show(self._home.current)

    def do_due_list(self) -> None:
        self._home.duties.show_due()

    def do_record_review(self) -> None:
        if self._home.current is not None:
            self._home.duties.reviewed(self._home.current.id)

    def do_judge_again(self) -> None:
        if self._home.current is not None:
            self._home.duties.judge(self._home.current.id)

    def do_accidents(self) -> None:
        self._home.duties.accidents()

    def do_write_register(self) -> None:
        self._home.duties.write_register()

    def do_keep_in_step(self) -> None:
        if self._home.current is not None:
            self._home.tasks.keep_in_step(self._home.current.id)

    def do_export_pdf(self) -> None:
        if self._home.current is not None:
            self._home.pia.exporter.write_pdf(self._home.current.id)

    def do_export_other(self) -> None:
        if self._home.current is not None:
            self._home.pia.exporter.pick(self._home.current.id)
