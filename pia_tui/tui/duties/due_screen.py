"""The list of what is due, and of what nears a line of しきい値判断, most pressing first, with reason and article."""

from __future__ import annotations

from collections.abc import Sequence
from typing import ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import BindingType

from pia_tui.forms.wareki import to_wareki
from pia_tui.rules.deadlines import deadlines
from pia_tui.rules.duties.drift import Drift
from pia_tui.rules.duties.due import days_text, levels_text
from pia_tui.rules.duties.model import STATES, Due
from pia_tui.tui.actions import Place, bindings
from pia_tui.tui.duties.outlook import STATE_COLORS
from pia_tui.tui.screens.base import PiaScreen
from pia_tui.tui.widgets.line_view import LineView
from pia_tui.tui.widgets.menu_view import MenuEntry, MenuView
from pia_tui.tui.widgets.title_bar import TitleBar


class DueScreen(PiaScreen[Due | Drift | None]):
    """Gives the deadline that something is to be done about, or None."""

    PLACE: ClassVar[Place] = "list"
    BINDINGS: ClassVar[list[BindingType]] = bindings("list")

    def __init__(self, found: Sequence[Due], drifts: Sequence[Drift] = (), *, clock: str = "") -> None:
        super().__init__()
        self._found = found
        self._drifts = drifts
        self._clock = clock
        self._lines: list[Due | Drift | None] = []

    def compose_body(self) -> ComposeResult:
        yield TitleBar("期限の一覧")
        yield MenuView(id="dues", detail_lines=6)

    def on_mount(self) -> None:
        menu = self.query_one(MenuView)
        menu.styles.height = "1fr"
        menu.show(self._entries())
        menu.say_when_empty(deadlines().texts["nothing"], "評価書を公表したら、公表日から数えて、ここに出ます。")
        menu.focus()
        told = "Enter で、することを選びます" if self._lines else ""
        self.query_one(TitleBar).set_state(told, "muted")
        if self._clock:
            self.pia.notify(self._clock, severity="warning", markup=False)

    def _entries(self) -> list[MenuEntry]:
        entries: list[MenuEntry] = []
        self._lines = []
        for state in STATES:
            those = [due for due in self._found if due.state == state]
            if those:
                entries.append(MenuEntry("", f"{getattr(deadlines().states, state)}（{len(those)} 件）", heading=True))
                self._lines.append(None)
            for due in those:
                number = f"[{due.number}] " if due.number else ""
                detail = "".join((due.message, due.doubt, f"（{due.article}）"))
                kinds = f"（{levels_text(due)}）" if due.levels else ""
                side = days_text(due)
                entries.append(
                    MenuEntry(
                        str(len(entries)),
                        f"{due.name}　{number}{due.title}{kinds}",
                        side,
                        detail,
                        side_color=STATE_COLORS[state],
                    )
                )
                self._lines.append(due)
        if self._drifts:
            entries.append(MenuEntry("", f"しきい値判断（{len(self._drifts)} 件）", heading=True))
            self._lines.append(None)
        for each in self._drifts:
            number = f"[{each.number}] " if each.number else ""
            side = f"{to_wareki(each.by)}まで" if each.by else ""
            detail = f"{each.message}（{each.article}）"
            entries.append(MenuEntry(str(len(entries)), f"{each.name}　{number}{each.title}", side, detail))
            self._lines.append(each)
        return entries

    @on(LineView.Chosen)
    def _chosen(self, event: LineView.Chosen) -> None:
        event.stop()
        due = self._lines[event.index] if event.index < len(self._lines) else None
        if due is not None:
            self.dismiss(due)

    def do_close(self) -> None:
        self.dismiss(None)
