"""公表の記録を取り消す・直す: the questions, one after the other, over a screen."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

from pia_tui.errors import PiaError
from pia_tui.forms.wareki import parse_date, to_wareki
from pia_tui.rules.publication import publication_rules
from pia_tui.store.records import Publication
from pia_tui.tui.publication.publish_flow import PublishHost, published_day_question
from pia_tui.tui.screens.dialogs import LineScreen, PickScreen, numbered
from pia_tui.usecases.publication.withdrawing import correct, reason_of, withdraw

_KEPT = "その版は、印を付けて残ります。"


class RecordFlow:
    """Withdraws or corrects one record; `done` is told when something has changed."""

    def __init__(
        self, screen: PublishHost, record: Publication, done: Callable[[], None], *, today: date | None = None
    ) -> None:
        self.screen, self.record, self.done = screen, record, done
        self.today = today or date.today()
        self._day = date.fromisoformat(record.published_on)
        self._kind = record.kind

    # -- withdrawing -------------------------------------------------------------------------------------------------

    def withdraw(self) -> None:
        """Ask for the reason, and let the record count no longer."""
        name = self.record.revision.name
        text = (
            f"{_KEPT}期限・変更箇所・計画管理書では数えなくなり、公表日の欄などは公表の前に戻ります"
            "（そのあとに書き直した欄は、そのままです）。取り消したあとは、元に戻せません。"
        )
        asked = LineScreen(f"{name}の記録を取り消す理由", text=text, check=reason_of)
        self.screen.pia.push_screen(asked, self._withdraw)

    def _withdraw(self, reason: str | None) -> None:
        if reason is None:
            return
        frozen = self.record.revision
        self._do(
            lambda: self.screen.pia.store.call(lambda s: withdraw(s, frozen.document_id, frozen.id, reason)),
            f"{frozen.name}の記録を取り消しました。{_KEPT}",
        )

    # -- correcting --------------------------------------------------------------------------------------------------

    def correct(self) -> None:
        """Ask for the right kind, the right day and the reason."""
        entries = numbered([(kind.name, kind.name, kind.about) for kind in publication_rules().kinds])
        title = f"{self.record.revision.name}の記録を直す　正しい種類"
        self.screen.pia.push_screen(PickScreen(title, entries, at=self._kind), self._kind_given)

    def _kind_given(self, kind: str | None) -> None:
        if kind is None:
            return
        self._kind = kind
        asked = published_day_question("正しい公表日", self._day, self.today)
        self.screen.pia.push_screen(asked, self._day_given)

    def _day_given(self, text: str | None) -> None:
        day = parse_date(text) if text else None
        if day is None:
            return
        self._day = day
        text = f"正しい公表日と種類で、新しい版を作ります。前の記録は取り消し、{_KEPT}"
        self.screen.pia.push_screen(LineScreen("直す理由", text=text, check=reason_of), self._correct)

    def _correct(self, reason: str | None) -> None:
        if reason is None:
            return
        frozen = self.record.revision
        self._do(
            lambda: self.screen.pia.store.call(
                lambda s: correct(s, frozen.document_id, frozen.id, reason, day=self._day, kind=self._kind)
            ),
            f"{to_wareki(self._day)}公表（{self._kind}）に直しました。前の記録の版も、印を付けて残っています。",
        )

    def _do(self, work: Callable[[], object], said: str) -> None:
        try:
            work()
        except PiaError as error:
            self.screen.tell_problem(error)
            return
        self.done()
        self.screen.tell(said)
