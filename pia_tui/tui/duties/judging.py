"""判断をやり直す: the questions of a new judgement, one after the other."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import TYPE_CHECKING

from pia_tui.forms.wareki import to_wareki
from pia_tui.rules.threshold import parse_people, rules
from pia_tui.rules.threshold_table import People
from pia_tui.tui.duties.accident import AccidentQuestions
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
                same = facts is not None and facts.subjects == self._subjects
                self._ask_day(0, definition.term, facts.subjects_on if facts and same else None, self._ask_handlers)

        self._ask_count(definition.term, definition.text, now, lambda text: parse_people(text, rules().rows), given)

    def _ask_handlers(self) -> None:
        definition, facts = rules().definitions.handlers, self._facts
        now = _people(facts.handlers) if facts else ""

        def given(text: str | None) -> None:
            if text is not None:
                self._handlers = parse_people(text, rules().handlers)
                same = facts is not None and facts.handlers == self._handlers
                self._ask_day(1, definition.term, facts.handlers_on if facts and same else None, self._ask_accident)

        self._ask_count(definition.term, definition.text, now, lambda text: parse_people(text, rules().handlers), given)

    def _ask_count(
        self, term: str, text: str, now: str, check: Callable[[str], object], given: Callable[[str | None], None]
    ) -> None:
        title = f"判断をやり直す　{term}は何人ですか"
        self._host.ask(LineScreen(title, text=text, value=now, check=check), given)

    def _ask_day(self, place: int, term: str, before: date | None, then: Callable[[], None]) -> None:
        """The day of a count. The old day is never proposed: with the old count it is kept where none is typed."""

        def given(text: str | None) -> None:
            if text is not None:
                self._days[place] = optional_day_of(text) or before
                then()

        empty = (
            f"数が前と同じなので、空のまま Enter を押すと、前の時点（{to_wareki(before)}）を残します。"
            if before
            else "分からなければ、空のまま Enter を押します。"
        )
        text = f"令和8年4月1日、R8.4.1、2026-04-01 のどの書き方でも入れられます。{empty}"
        self._host.ask(
            LineScreen(f"判断をやり直す　{term}は、いつの時点の数ですか", text=text, check=optional_day_of), given
        )

    def _ask_accident(self) -> None:
        """重大事故: the body's record answers; what is not on it is entered there first."""
        from pia_tui.usecases.duties.accidents import counted

        found = self._host.store.call(lambda s: counted(s, self._today))
        if found:
            self._decide()
            return
        definition = rules().definitions.incident

        def picked(answer: str | None) -> None:
            if answer == "no":
                self._decide()
            elif answer == "yes":
                AccidentQuestions(self._host, self._today, self._decide).ask_what()

        entries = numbered(
            [
                ("no", "起きていない", "重大事故の記録も、ありません"),
                ("yes", "起きた", "先に重大事故を記録します。すべての事務の判断と期限に反映されます"),
            ]
        )
        text = "\n".join(part for part in (definition.text, definition.unread) if part)
        title = "判断をやり直す　過去1年以内に、機関で重大事故が起きましたか"
        self._host.ask(PickScreen(title, entries, text=text), picked)

    def _decide(self) -> None:
        """Judge, and ask whether the forms are to say so too."""
        from pia_tui.usecases.duties.judging import judge_task, make_missing, preview

        shown = self._host.store.call(
            lambda s: preview(
                s, self._id, self._today, subjects=self._subjects, handlers=self._handlers,
                subjects_on=self._days[0], handlers_on=self._days[1],
            )
        )  # fmt: skip

        def judged(store: Store, *, write: bool, make: bool) -> tuple[Again, list[int]]:
            with store.together():
                done = judge_task(
                    store, self._id, self._today, subjects=self._subjects, handlers=self._handlers,
                    subjects_on=self._days[0], handlers_on=self._days[1], write=write,
                )  # fmt: skip
                return done, make_missing(store, self._id, done.judgement) if make else []

        def picked(answer: str | None) -> None:
            if answer in ("write", "keep", "make"):
                write = answer != "keep"
                done, made = self._host.store.call(lambda s: judged(s, write=write, make=answer == "make"))
                self._host.reload(at=made[-1] if made else None)
                self._host.tell(_judged_words(done, len(made)))

        others = [each for each in shown.unfit if each.label]
        detail = "人数・時点・重大事故・判断結果の欄も直します"
        if others:
            detail = f"直せる欄だけを直します（「{'」「'.join(each.label for each in others)}」は、そのままです）"
        ways = [
            ("write", "記録して、評価書の欄も書き直す", detail),
            ("keep", "記録だけする", "評価書の欄は、そのままです"),
            ("drop", "記録しない", "前の判断のままです"),
        ]
        if shown.missing:
            names = "・".join(form.short_title for form in shown.missing)
            more = "番号・名称・担当・根拠など、同じことを書く欄は写します。今の評価書も書き直せる欄を直します"
            ways.insert(0, ("make", f"記録して、{names}を同じ事務に作る", more))
        said = [f"{each.text}{each.next}" for each in shown.unfit]
        text = "\n".join((shown.judgement.text, shown.judgement.reason, *said))
        self._host.ask(PickScreen("判断の結果", numbered(ways), text=text), picked)


def _judged_words(done: Again, made: int = 0) -> str:
    if made:
        return f"判断を記録し、評価書を {made} つ作りました。同じ項目の文は、「見比べる」から写せます"
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
