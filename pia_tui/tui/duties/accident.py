"""The questions about a 重大事故, one after the other."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import TYPE_CHECKING

from pia_tui.forms.wareki import to_wareki
from pia_tui.rules.deadlines import deadlines
from pia_tui.rules.threshold import rules
from pia_tui.tui.duties.dates import past_day_of
from pia_tui.tui.screens.dialogs import LineScreen, PickScreen, numbered

if TYPE_CHECKING:
    from pia_tui.store import Store
    from pia_tui.tui.duties.host import DutyHost


class AccidentQuestions:
    """The questions about an accident; Esc ends without anything kept. `then` goes on when it was kept."""

    def __init__(self, host: DutyHost, today: date, then: Callable[[], None] | None = None) -> None:
        self._host = host
        self._then = then
        self._today = today
        self._what = ""
        self._kind = deadlines().incident_kinds[0].id
        self._occurred = today

    def ask_what(self) -> None:
        """What happened."""

        def given(text: str | None) -> None:
            if text:
                self._what = text
                self._ask_kind()

        text = f"{rules().definitions.incident.text}\n個人を特定できることは書きません。"
        self._host.ask(LineScreen("重大事故を記録する　何が起きましたか", text=text), given)

    def _ask_kind(self) -> None:
        def picked(answer: str | None) -> None:
            if answer:
                self._kind = answer
                self._ask_occurred()

        entries = numbered([(each.id, each.label, "") for each in deadlines().incident_kinds])
        self._host.ask(PickScreen("どの事故ですか", entries), picked)

    def _ask_occurred(self) -> None:
        def given(text: str | None) -> None:
            if text is not None:
                self._occurred = past_day_of(text, self._today)
                self._ask_known()

        self._host.ask(
            LineScreen("重大事故を記録する　起きた日", check=lambda text: past_day_of(text, self._today)), given
        )

    def _ask_known(self) -> None:
        def given(text: str | None) -> None:
            if text is not None:
                self._keep(past_day_of(text, self._today))

        self._host.ask(
            LineScreen(
                "重大事故を記録する　機関が知った日",
                text="しきい値判断の1年は、起きた日と知った日の遅い方から数えます。",
                value=to_wareki(self._occurred),
                check=lambda text: past_day_of(text, self._today),
            ),
            given,
        )

    def _keep(self, known: date) -> None:
        from pia_tui.usecases.duties.accidents import add_accident
        from pia_tui.usecases.duties.judging import judge_all

        def change(store: Store) -> tuple[int, int]:
            add_accident(
                store, self._what, occurred_on=self._occurred, known_on=known, kind=self._kind, malicious=False,
                today=self._today,
            )  # fmt: skip
            judged = judge_all(store, self._today, why=self._what)
            return len(judged), sum(again.rises for _, again in judged)

        judged, risen = self._host.store.call(change)
        self._host.reload()
        more = f"（重くなったもの {risen} 件）" if risen else ""
        self._host.tell(f"記録し、{judged} 件の事務の判断をやり直しました{more}。することは、期限の一覧にあります")
        if self._then is not None:
            self._then()
