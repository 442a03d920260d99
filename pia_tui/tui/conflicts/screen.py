"""Answers that both sides have changed, one after the other: both are read in full, and one is chosen."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import ClassVar

from textual import events, on
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import Container, Vertical

from pia_tui.tui.actions import Place, bindings
from pia_tui.tui.conflicts.clashes import UNANSWERED, Clash
from pia_tui.tui.conflicts.differences import differing
from pia_tui.tui.conflicts.side_view import SideView
from pia_tui.tui.drawing.glyphs import glyphs
from pia_tui.tui.drawing.styled import Run
from pia_tui.tui.screens.base import PiaScreen
from pia_tui.tui.screens.dialogs import PickScreen, numbered
from pia_tui.tui.widgets.styled_line import StyledLine
from pia_tui.tui.widgets.title_bar import TitleBar
from pia_tui.tui.widgets.typed import typed_digit
from pia_tui.usecases.exchange.conflicts import ConflictSide

ConflictDecisions = Mapping[tuple[str, str], ConflictSide]
SIDE_BY_SIDE = 100
"""From this width the sides stand beside each other."""
_NAMES = {"ours": "手元の記入", "theirs": "届いたもの", "base": "もとの答え"}


class SidePane(Vertical):
    """A side with its name over it, and the word that it was chosen."""

    DEFAULT_CSS = "SidePane SideView { height: 1fr; }"

    def __init__(self, side: str) -> None:
        super().__init__(id=side)
        self.side = side
        self.head = StyledLine("band")
        self.view = SideView(id=f"{side}-text")
        self._head: list[Run] = []
        self._taken = False

    def compose(self) -> ComposeResult:
        yield self.head
        yield self.view

    def show_head(self, chosen: ConflictSide | None, digit: str, size: int) -> None:
        """Write the head; what was chosen is said in words."""
        self._taken = chosen == self.side
        self._head = [
            Run(f"{digit}{_NAMES[self.side]} ", "strong"),
            Run("［こちらにする］" if self._taken else "", "chosen"),
            Run(f"　{size:,} 字" if size else "", "muted"),
        ]
        self.draw_head()

    def draw_head(self) -> None:
        """Write the head with the sign of the cursor where the keys scroll this side."""
        lead = Run(glyphs().cursor if self.view.has_focus else " ", "strong")
        self.head.show(lead, *self._head, background="highlight" if self._taken else "band")


class ConflictsScreen(PiaScreen[ConflictDecisions | None]):
    """Gives the side for each conflict, or None. Nothing is stored here."""

    PLACE: ClassVar[Place] = "conflicts"
    BINDINGS: ClassVar[list[BindingType]] = bindings("conflicts")
    DEFAULT_CSS = """
    ConflictsScreen { layout: vertical; }
    ConflictsScreen #sides { height: 1fr; layout: horizontal; }
    ConflictsScreen.-stacked #sides { layout: vertical; }
    ConflictsScreen SidePane { width: 1fr; height: 1fr; }
    ConflictsScreen #theirs, ConflictsScreen #base { border-left: solid $background-band; }
    ConflictsScreen.-stacked SidePane { width: 100%; }
    ConflictsScreen.-stacked #theirs, ConflictsScreen.-stacked #base { border: none; }
    .-safe ConflictsScreen SidePane { border: none; }
    ConflictsScreen.-stacked #base { height: 5; }
    ConflictsScreen.-baseless #base { display: none; }
    """

    def __init__(self, clashes: Sequence[Clash], *, named: bool = False) -> None:
        super().__init__()
        self.clashes = clashes
        self._named = named
        self.at = 0
        self.chosen: dict[tuple[str, str], ConflictSide] = {}
        self._asking = False

    def compose_body(self) -> ComposeResult:
        yield TitleBar("", two=True)
        with Container(id="sides"):
            for side in _NAMES:
                yield SidePane(side)

    def on_mount(self) -> None:
        self._show()
        self.query_one("#ours-text").focus()

    def on_resize(self) -> None:
        self.set_class(self.size.width < SIDE_BY_SIDE, "-stacked")

    @property
    def clash(self) -> Clash:
        """The conflict in sight."""
        return self.clashes[self.at]

    @property
    def undecided(self) -> list[int]:
        """Where nothing has been chosen yet."""
        return [number for number, one in enumerate(self.clashes) if one.id not in self.chosen]

    # -- what is shown -----------------------------------------------------------------------------------------------

    def _show(self) -> None:
        clash = self.clash
        bar = self.query_one(TitleBar)
        bar.set_title(f"両方で書き換えられた項目　{self.at + 1}/{len(self.clashes)}")
        bar.set_place([*([clash.conflict.document] if self._named else []), *clash.words])
        mine, yours = differing(clash.ours, clash.theirs)
        self._fill("ours", clash.ours, mine)
        self._fill("theirs", clash.theirs, yours)
        self.set_class(clash.base is None, "-baseless")
        self._fill("base", clash.base or "", [])
        self._show_chosen()

    def _fill(self, side: str, text: str, spans: list[tuple[int, int]]) -> None:
        empty = text == UNANSWERED
        self.query_one(f"#{side}-text", SideView).show_text(
            text, () if empty else spans, color="empty" if empty else "text"
        )

    def _show_chosen(self) -> None:
        clash = self.clash
        chosen = self.chosen.get(clash.id)
        for pane in self.query(SidePane):
            text = {"ours": clash.ours, "theirs": clash.theirs}.get(pane.side, clash.base or "")
            digit = {"ours": "1．", "theirs": "2．"}.get(pane.side, "")
            pane.show_head(chosen, digit, 0 if text == UNANSWERED else len(text))
        left = len(self.undecided)
        state = f"残り {left} 件" if left else "すべて決めました（Ctrl+S）"
        self.query_one(TitleBar).set_state(state, "warning" if left else "good")

    def _go(self, at: int) -> None:
        if at != self.at:
            self.at = at
            self._show()

    def on_descendant_focus(self) -> None:
        for pane in self.query(SidePane):
            pane.draw_head()

    # -- choosing ----------------------------------------------------------------------------------------------------

    def on_key(self, event: events.Key) -> None:
        """Digits choose too, full-width ones as well."""
        digit = typed_digit(event)
        if digit in (1, 2):
            event.stop()
            self._choose("ours" if digit == 1 else "theirs")
        elif event.key in ("tab", "shift+tab"):
            event.stop()
            event.prevent_default()
            self._other_side(back=event.key == "shift+tab")

    def _other_side(self, *, back: bool) -> None:
        """The keys that scroll go to the next side."""
        views = [pane.view for pane in self.query(SidePane) if pane.display]
        here = next((number for number, view in enumerate(views) if view.has_focus), 0)
        views[(here + (-1 if back else 1)) % len(views)].focus()

    def _choose(self, side: ConflictSide) -> None:
        """Note the side, and go on to the next that is not decided."""
        self.chosen[self.clash.id] = side
        following = [number for number in self.undecided if number > self.at] or self.undecided
        if following:
            self._go(following[0])
        self._show_chosen()

    def do_keep_ours(self) -> None:
        self._choose("ours")

    def do_take_theirs(self) -> None:
        self._choose("theirs")

    def do_rest_ours(self) -> None:
        self._rest("ours")

    def do_rest_theirs(self) -> None:
        self._rest("theirs")

    def _rest(self, side: ConflictSide) -> None:
        """Decide all that is open the same way."""
        count = len(self.undecided)
        for number in self.undecided:
            self.chosen[self.clashes[number].id] = side
        self._show_chosen()
        self.tell(f"残りの {count} 件を「{_NAMES[side]}」にしました。← → で見直せます。Ctrl+S で取り込みます")

    def do_next_conflict(self) -> None:
        self._go(min(self.at + 1, len(self.clashes) - 1))

    def do_previous_conflict(self) -> None:
        self._go(max(self.at - 1, 0))

    @on(SideView.Chosen)
    def _entered(self, event: SideView.Chosen) -> None:
        event.stop()

    # -- the end -----------------------------------------------------------------------------------------------------

    def do_finish_choosing(self) -> None:
        """The last question, once everything is decided."""
        if self.undecided:
            self._go(self.undecided[0])
            self.tell(f"まだ決めていない項目が {len(self.undecided)} 件あります。1 か 2 で選んでください")
            return

        def picked(answer: str | None) -> None:
            if answer == "keep":
                self.dismiss(dict(self.chosen))
            elif answer == "stop":
                self.dismiss(None)

        ours = sum(side == "ours" for side in self.chosen.values())
        entries = numbered(
            [
                ("keep", "取り込む", "選ばなかった方の記入も、履歴に残ります"),
                ("back", "戻って見直す", ""),
                ("stop", "取り込まない", "保存済みの評価書は変わりません"),
            ]
        )
        text = f"{_NAMES['ours']}を残す {ours} 件、{_NAMES['theirs']}にする {len(self.chosen) - ours} 件"
        self.pia.push_screen(PickScreen("この内容で取り込みますか", entries, text=text), picked)

    def ready_to_leave(self) -> bool:
        """The program is not ended over decisions that nobody has carried out."""
        if self.chosen:
            self._ask_to_stop(quits=True)
        return not self.chosen

    def do_leave_conflicts(self) -> None:
        """Leaving without deciding is no decision: ask where something has been chosen."""
        if self.chosen:
            self._ask_to_stop()
        else:
            self.dismiss(None)

    def _ask_to_stop(self, *, quits: bool = False) -> None:
        if self._asking:
            return
        self._asking = True

        def picked(answer: str | None) -> None:
            self._asking = False
            if answer == "stop":
                self.chosen.clear()
                self.dismiss(None)
                if quits:
                    self.pia.action_leave()

        end = "終了する" if quits else "閉じる"
        entries = numbered(
            [("back", "選び続ける", ""), ("stop", f"取り込まずに{end}", "保存済みの評価書は変わりません")]
        )
        title = f"取り込まずに{'終了し' if quits else '閉じ'}ますか"
        self.pia.push_screen(PickScreen(title, entries, text="選んだものは残りません。"), picked)
