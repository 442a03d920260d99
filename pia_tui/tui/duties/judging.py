"""判断をやり直す: the questions of a new judgement, one after the other."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import TYPE_CHECKING

from pia_tui.forms.wareki import to_wareki
from pia_tui.rules.threshold import parse_people, rules
from pia_tui.rules.threshold_table import People
from pia_tui.tui.duties.dates import optional_day_of
from pia_tui.tui.screens.dialogs import LineScreen, PickScreen, numbered

if TYPE_CHECKING:
    from pia_tui.rules.facts import Facts
    from pia_tui.store import Store
    from pia_tui.tui.duties.host import DutyHost
    from pia_tui.usecases.threshold.again import Again


class JudgingQuestions:
    """The questions of a new judgement, one after the other; Esc ends without anything kept."""

    def __init__(self, host: DutyHost, document_id: int, facts: Facts | None, today: date) -> None:
        self._host = host
        self._id = document_id
        self._facts = facts
        self._today = today
        self._subjects: People = 0
        self._handlers: People = 0
        self._days: list[date | None] = [None, None]

    def ask_subjects(self) -> None:
        """対象人数."""
        definition, facts = rules().definitions.subjects, self._facts
        now = _people(facts.subjects) if facts else ""

        def given(text: str | None) -> None:
            if text is not None:
                self._subjects = parse_people(text, rules().rows)
                self._ask_day(0, definition.term, facts.subjects_on if facts else None, self._ask_handlers)

        self._ask_count(definition.term, definition.text, now, lambda text: parse_people(text, rules().rows), given)

    def _ask_handlers(self) -> None:
        definition, facts = rules().definitions.handlers, self._facts
        now = _people(facts.handlers) if facts else ""

        def given(text: str | None) -> None:
            if text is not None:
                self._handlers = parse_people(text, rules().handlers)
                self._ask_day(1, definition.term, facts.handlers_on if facts else None, self._decide)

        self._ask_count(definition.term, definition.text, now, lambda text: parse_people(text, rules().handlers), given)

    def _ask_count(
        self, term: str, text: str, now: str, check: Callable[[str], object], given: Callable[[str | None], None]
    ) -> None:
        title = f"判断をやり直す　{term}は何人ですか"
        self._host.ask(LineScreen(title, text=text, value=now, check=check), given)

    def _ask_day(self, place: int, term: str, now: date | None, then: Callable[[], None]) -> None:
        def given(text: str | None) -> None:
            if text is not None:
                self._days[place] = optional_day_of(text)
                then()

        text = (
            "令和8年4月1日、R8.4.1、2026-04-01 のどの書き方でも入れられます。"
            "分からなければ、空のまま Enter を押します。"
        )
        value = to_wareki(now) if now else ""
        self._host.ask(
            LineScreen(
                f"判断をやり直す　{term}は、いつの時点の数ですか", text=text, value=value, check=optional_day_of
            ),
            given,
        )

    def _decide(self) -> None:
        """Judge, and ask whether the forms are to say so too."""
        from pia_tui.usecases.duties.judging import judge_task

        def judged(store: Store, *, write: bool) -> Again:
            return judge_task(
                store, self._id, self._today, subjects=self._subjects, handlers=self._handlers,
                subjects_on=self._days[0], handlers_on=self._days[1], write=write,
            )  # fmt: skip

        from pia_tui.usecases.duties.judging import preview

        shown = self._host.store.call(
            lambda s: preview(
                s, self._id, self._today, subjects=self._subjects, handlers=self._handlers,
                subjects_on=self._days[0], handlers_on=self._days[1],
            )
        )  # fmt: skip

        def picked(answer: str | None) -> None:
            if answer in ("write", "keep"):
                done = self._host.store.call(lambda s: judged(s, write=answer == "write"))
                self._host.reload()
                self._host.tell(_judged_words(done))

        entries = numbered(
            [
                (
                    "write",
                    "記録して、評価書の欄も書き直す",
                    "人数・時点・重大事故・判断結果の欄も直します",
                ),
                ("keep", "記録だけする", "評価書の欄は、そのままです"),
                ("drop", "記録しない", "前の判断のままです"),
            ]
        )
        text = "\n".join((shown.text, shown.reason))
        self._host.ask(PickScreen("判断の結果", entries, text=text), picked)


def _judged_words(done: Again) -> str:
    if done.refused:
        numbers = "・".join(str(number) for number, _ in done.refused)
        return f"判断を記録しました。ほかの人が開いている評価書（{numbers}）は、前の判断のままです"
    if done.rises:
        return (
            f"判断を記録しました。前より重くなったので、速やかに{rules().level(done.judgement.level).name}を実施します"
        )
    return "判断を記録しました。前の判断も残っています"


def _people(count: People) -> str:
    return f"{count:,}" if isinstance(count, int) else count
