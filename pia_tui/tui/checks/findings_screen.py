"""「点検の結果」: what was found, and what was set aside with a reason. Enter goes to the item, Delete sets aside."""

from __future__ import annotations

from collections.abc import Callable
from typing import ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import BindingType

from pia_tui.errors import PiaError
from pia_tui.tui.actions import Place, bindings
from pia_tui.tui.checks.findings_desk import FindingLine, FindingsDesk
from pia_tui.tui.screens.base import PiaScreen
from pia_tui.tui.screens.dialogs import LineScreen
from pia_tui.tui.widgets.line_view import LineView
from pia_tui.tui.widgets.menu_view import MenuEntry, MenuView
from pia_tui.tui.widgets.title_bar import TitleBar
from pia_tui.usecases.checking.inspecting import reason_of

_WHY = "例）別紙で説明しているため。書いた理由は評価書とともに残り、印刷はされません。欄の記入が変わると、また出ます。"


class FindingsScreen(PiaScreen[str | None]):
    """Gives the key of the item to go to, or None."""

    PLACE: ClassVar[Place] = "findings"
    BINDINGS: ClassVar[list[BindingType]] = bindings("findings")

    def __init__(self, desk: FindingsDesk) -> None:
        super().__init__()
        self.desk = desk
        self._rows: list[FindingLine | None] = []

    def compose_body(self) -> ComposeResult:
        yield TitleBar("点検の結果")
        yield MenuView(id="places")

    def on_mount(self) -> None:
        menu = self.query_one(MenuView)
        menu.styles.height = "1fr"
        menu.say_when_empty("指摘はありません。", "見送った指摘もありません。")
        self._show(0)
        menu.focus()

    @property
    def line(self) -> FindingLine | None:
        """The finding with the cursor."""
        at = self.query_one(MenuView).cursor
        return self._rows[at] if at < len(self._rows) else None

    def _show(self, at: int) -> None:
        """The list as it stands, with the cursor on a row or the nearest to it."""
        standing, aside = self.desk.standing, self.desk.aside
        self._rows = [*standing]
        entries = [
            MenuEntry(str(number), f"{line.finding.word}　{line.finding.message}", detail=line.where, color=line.color)
            for number, line in enumerate(standing)
        ]
        if aside:
            entries.append(MenuEntry("", f"見送った指摘（{len(aside)} 件。Delete で戻せます）", heading=True))
            self._rows.append(None)
        for line in aside:
            said = f"{line.finding.word}　{line.finding.message}"
            entries.append(
                MenuEntry(f"{len(entries)}", said, detail=f"{line.where}　理由：{line.reason}", color=line.color)
            )
            self._rows.append(line)
        menu = self.query_one(MenuView)
        menu.show(entries, at=str(min(at, len(entries) - 1)))
        serious = sum(line.serious for line in standing)
        bar = self.query_one(TitleBar)
        bar.set_title(f"点検の結果：指摘 {serious} 件、未記入と参考 {len(standing) - serious} 件")
        bar.set_state(f"見送り {len(aside)} 件" if aside else "Enter でその項目へ移ります", "muted")

    @on(LineView.Chosen)
    def _chosen(self, event: LineView.Chosen) -> None:
        event.stop()
        line = self._rows[event.index]
        if line is not None and line.key:
            self.dismiss(line.key)
        elif line is not None:
            self.tell("これは評価書全体についての指摘なので、移る項目がありません")

    def do_finding_aside(self) -> None:
        """Set the finding aside for a reason, or take it back."""
        line = self.line
        if line is None:
            return
        if self.desk.read_only:
            self.tell("この評価書は、いまは読むだけです")
        elif line.reason:
            self._done(lambda: self.desk.take_back(line), "見送った指摘を戻しました")
        else:
            title = f"この指摘を見送る理由　{line.finding.message}"
            self.pia.push_screen(
                LineScreen(title, text=_WHY, check=reason_of), lambda reason: self._given(line, reason)
            )

    def _given(self, line: FindingLine, reason: str | None) -> None:
        if reason is not None:
            said = "見送りました。一覧の終わりに、理由とともに残っています（Delete で戻せます）"
            self._done(lambda: self.desk.set_aside(line, reason), said)

    def _done(self, work: Callable[[], object], said: str) -> None:
        at = self.query_one(MenuView).cursor
        try:
            work()
        except PiaError as error:
            self.tell_problem(error)
            return
        self._show(at)
        self.tell(said)

    def do_close(self) -> None:
        self.dismiss(None)
