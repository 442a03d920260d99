"""What is to be done until publication: 再実施 or 修正, and the steps with their days, worked back from one."""

from __future__ import annotations

from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import BindingType

from pia_tui.errors import PiaError
from pia_tui.forms.wareki import parse_date, to_wareki
from pia_tui.rules.changes.data import step_rules
from pia_tui.rules.changes.steps import Timeline
from pia_tui.tui.actions import Place, bindings
from pia_tui.tui.publication.desk import Desk
from pia_tui.tui.publication.publish_flow import check_day
from pia_tui.tui.screens.base import PiaScreen
from pia_tui.tui.screens.dialogs import LineScreen
from pia_tui.tui.widgets.reading_view import Paragraph, ReadingView
from pia_tui.tui.widgets.title_bar import TitleBar
from pia_tui.usecases.publication import changes as use


class TimelineScreen(PiaScreen[None]):
    """The steps on one page."""

    PLACE: ClassVar[Place] = "timeline"
    BINDINGS: ClassVar[list[BindingType]] = bindings("timeline")
    DEFAULT_CSS = "TimelineScreen { layout: vertical; } TimelineScreen ReadingView { height: 1fr; }"

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self.desk = desk

    def compose_body(self) -> ComposeResult:
        yield TitleBar(step_rules().title)
        yield ReadingView(id="steps")

    def on_mount(self) -> None:
        self._show()
        self.query_one(ReadingView).focus()

    @property
    def plan(self) -> Timeline | None:
        """The steps as they stand."""
        return use.steps_of(self.desk.proposal, today=self.desk.today)

    def _show(self) -> None:
        plan = self.plan
        bar = self.query_one(TitleBar)
        waiting = len(self.desk.proposal.open)
        bar.set_state(f"※の問い 残り {waiting}" if waiting else "", "warning")
        self.query_one(ReadingView).show(paragraphs(plan, waiting) if plan else [])

    def do_day_of_effect(self) -> None:
        """The day on which the changes take effect; the steps are counted back from it."""

        def given(text: str | None) -> None:
            day = parse_date(text) if text else None
            if day is not None:
                self.desk.set_effect(day)
                self._show()

        plan = self.plan
        value = to_wareki(plan.effect) if plan else ""
        self.pia.push_screen(LineScreen(step_rules().effect, value=value, check=check_day), given)

    def do_timeline_file(self) -> None:
        """The same as a PDF."""
        from pia_tui.usecases.publication.papers import write_timeline

        plan = self.plan
        if plan is None:
            return
        try:
            file = self.pia.store.call(lambda s: write_timeline(s, self.desk.proposal, plan))
        except PiaError as error:
            self.tell_problem(error)
            return
        self.tell(f"「{file.name}」に書き出しました（exports フォルダー）")

    def do_close(self) -> None:
        self.dismiss(None)


def paragraphs(plan: Timeline, waiting: int = 0) -> list[Paragraph]:
    """The steps as text."""
    told = [Paragraph(f"{plan.word}　{step_rules().effect}: {to_wareki(plan.effect)}", "strong")]
    if waiting:
        told.append(Paragraph(f"※の項目の変更 {waiting} 行の問いに答えると、再実施になることがあります。", "warning"))
    for note in plan.notes:
        told.append(Paragraph(note, "label"))
    for step in plan.steps:
        period = to_wareki(step.start) + (f" ～ {to_wareki(step.end)}" if step.days > 1 else "")
        told += [
            Paragraph(),
            Paragraph(f"{period}（{step.days}日間{'' if step.statutory else '：目安'}）　{step.title}", "strong"),
            Paragraph(step.what, indent=2),
            Paragraph(f"根拠: {step.source}", "muted", indent=2),
        ]
    return told
