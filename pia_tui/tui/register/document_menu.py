"""What can be done with one document of the register: opened, duplicated, written to a file, put away."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Protocol

from pia_tui.tui.duties.copying import TaskVerbs
from pia_tui.tui.duties.verbs import DutyVerbs
from pia_tui.tui.screens.dialogs import PickScreen
from pia_tui.tui.widgets.menu_view import MenuEntry

if TYPE_CHECKING:
    from textual.screen import Screen

    from pia_tui.store import DocumentSummary
    from pia_tui.tui.store_thread import StoreThread


class RegisterHost(Protocol):
    """The register's screen, as the menu sees it."""

    @property
    def store(self) -> StoreThread: ...

    def ask(self, screen: Screen[str | None], answered: Callable[[str | None], None]) -> None: ...

    def tell(self, text: str) -> None: ...

    def reload(self, at: int | None = None) -> None: ...


class DocumentMenu:
    """Asks what is to be done with a document; the functions given are the screen's own ways."""

    def __init__(
        self,
        host: RegisterHost,
        open_: Callable[[], None],
        export: Callable[[int], None],
        publish: Callable[[], None],
        versions: Callable[[], None],
        duties: DutyVerbs,
        tasks: TaskVerbs,
    ) -> None:
        self._host = host
        self._open = open_
        self._export = export
        self._publish = publish
        self._versions = versions
        self._duties = duties
        self._tasks = tasks

    def show(self, one: DocumentSummary) -> None:
        back = "保管庫から戻す" if one.archived else "保管庫へ移す"
        entries = [
            MenuEntry("open", "開く"),
            MenuEntry("duplicate", "複製する", detail="別の事務の評価書のひな形にします"),
            MenuEntry("publish", "公表した", detail="その時の内容と PDF を、変わらない版として残します"),
            MenuEntry("versions", "公表した版を見る", detail="読む・書き出す・比べる、公表の記録を直す・取り消す"),
            MenuEntry("review", "「見直した・変更なし」と記録する", detail="次の見直しは、その日から1年です"),
            MenuEntry("judge", "判断をやり直す", detail="人数や重大事故が変わったとき。前の判断も残ります"),
            MenuEntry("step", "同じ事務の評価書とそろえる", detail="番号・名称・担当・根拠など、同じことを書く欄"),
            MenuEntry("export", "書き出す", detail="PDF、Excel、ほかの端末へ運ぶファイル、しきい値判断結果票"),
            MenuEntry("archive", back, detail="一覧から外すだけで、消えません"),
        ]

        def picked(answer: str | None) -> None:
            if answer == "open":
                self._open()
            elif answer == "duplicate":
                self._tasks.duplicate(one.id, one.name)
            elif answer == "publish":
                self._publish()
            elif answer == "versions":
                self._versions()
            elif answer == "review":
                self._duties.reviewed(one.id)
            elif answer == "judge":
                self._duties.judge(one.id)
            elif answer == "step":
                self._tasks.keep_in_step(one.id)
            elif answer == "export":
                self._export(one.id)
            elif answer == "archive":
                self.archive(one)

        self._host.ask(PickScreen(one.name, entries), picked)

    def archive(self, one: DocumentSummary) -> None:
        """Out of the list, or back into it."""
        self._host.store.call(lambda s: s.archive(one.id, not one.archived))
        self._host.reload()
        self._host.tell("保管庫から戻しました" if one.archived else "保管庫へ移しました（F4 で表示できます）")
