"""What can be done about a deadline: recorded, judged again, entered; each asks for what it needs."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date
from typing import TYPE_CHECKING, Literal

from pia_tui.forms.wareki import to_wareki
from pia_tui.rules.deadlines import DutyId, deadlines
from pia_tui.rules.duties.drift import Drift
from pia_tui.rules.duties.model import Due
from pia_tui.tui.duties.accident import AccidentQuestions
from pia_tui.tui.duties.dates import past_day_of
from pia_tui.tui.duties.due_screen import DueScreen
from pia_tui.tui.duties.judging import JudgingQuestions
from pia_tui.tui.screens.dialogs import LineScreen, PickScreen, numbered

if TYPE_CHECKING:
    from pia_tui.store import Store
    from pia_tui.tui.duties.host import DutyHost

_JUDGED: tuple[DutyId, ...] = ("level_up", "incident_over", "incident_correct")
"""Duties that a new judgement belongs to."""


class DutyVerbs:
    """The verbs of the duties; `today` is the day they count from."""

    def __init__(self, host: DutyHost, today: Callable[[], date] = date.today) -> None:
        self._host = host
        self._today = today

    # -- the list ----------------------------------------------------------------------------------------------------

    def show_due(self) -> None:
        """The list of deadlines; after something was done about one, the list again."""
        from pia_tui.usecases.duties.drifting import drifts
        from pia_tui.usecases.duties.known import clock_warning, dues

        today = self._today()
        found, moved, clock = self._host.store.call(lambda s: (dues(s, today), drifts(s, today), clock_warning(s)))

        def chosen(one: Due | Drift | None) -> None:
            if isinstance(one, Due):
                self._about(one)
            elif one is not None:
                self._about_drift(one)

        shown = [each for each in moved if each.kind != "not_judged"]
        self._host.ask(DueScreen(found, shown, clock=clock), chosen)

    def _about_drift(self, one: Drift) -> None:
        """What can be done about a 事務 that nears or has crossed a line."""
        entries = [
            ("judge", "判断をやり直す", "対象人数・取扱者数・重大事故から、もう一度判断します"),
            ("open", "評価書を開く", ""),
            ("back", "期限の一覧に戻る", ""),
        ]

        def picked(answer: str | None) -> None:
            if answer == "judge":
                self.judge(one.documents[0])
            elif answer == "open":
                self._open(one.documents)
            else:
                self.show_due()

        figures = "、".join(f"{each.label} {each.value}" for each in one.inputs)
        text = "\n".join(part for part in (one.message, figures, f"根拠: {one.article}") if part)
        self._host.ask(PickScreen(f"{one.name}　{one.title}", numbered(entries), text=text), picked)

    def _about(self, due: Due) -> None:
        """What can be done about one deadline."""
        entries: list[tuple[str, str, str]] = []
        if due.documents:
            entries.append(("open", "評価書を開く", ""))
        if deadlines().duties[due.duty].record:
            entries.append(("record", f"「{deadlines().duties[due.duty].record}」と記録する", "行った日を入れます"))
        if due.duty in _JUDGED and due.documents:
            entries.append(("judge", "判断をやり直す", "対象人数・取扱者数・重大事故から、もう一度判断します"))
        if due.duty.startswith("incident") and not due.documents:
            entries.append(("accident", "重大事故の記録を見る", ""))
        if due.duty == "record_ahead":
            entries.append(("versions", "公表の記録を直す・取り消す", ""))
        entries.append(("back", "期限の一覧に戻る", ""))

        def picked(answer: str | None) -> None:
            if answer == "open":
                self._open(due.documents)
            elif answer == "versions":
                self._versions(due.documents[0])
            elif answer == "record":
                self.record(due.documents, due.duty)
            elif answer == "judge":
                self.judge(due.documents[0])
            elif answer == "accident":
                self.accidents()
            else:
                self.show_due()

        text = "\n".join(part for part in (due.message, due.doubt, f"根拠: {due.article}（{due.obligation}）") if part)
        self._host.ask(PickScreen(f"{due.name}　{due.title}", numbered(entries), text=text), picked)

    def _versions(self, number: int) -> None:
        """The frozen versions of a document, where a record is put right."""
        from pia_tui.tui.publication.versions_screen import VersionsScreen

        name = self._host.store.call(lambda s: s.summary(number).name)
        screen = VersionsScreen(number, name, self._host.reload, read_only=self._host.store.read_only)
        self._host.ask(screen, lambda _: self.show_due())

    def _open(self, numbers: Sequence[int]) -> None:
        if len(numbers) == 1:
            self._host.open_at(numbers[0])
            return
        names = self._host.store.call(lambda s: [(number, s.summary(number).name) for number in numbers])

        def picked(answer: str | None) -> None:
            if answer:
                self._host.open_at(int(answer))

        entries = numbered([(str(number), name, "") for number, name in names])
        self._host.ask(PickScreen("どの評価書を開きますか", entries), picked)

    def write_register(self) -> None:
        """計画管理書 as a file, in the folder of exports."""
        from pia_tui.usecases.duties.registering import register, write_register

        today = self._today()

        def picked(answer: str | None) -> None:
            if answer not in ("xlsx", "pdf"):
                return

            def write(store: Store) -> str:
                lines, problems = register(store, today)
                kind: Literal["xlsx", "pdf"] = "xlsx" if answer == "xlsx" else "pdf"
                return str(write_register(store.workspace, lines, problems, today, kind, overwrite=True))

            self._host.tell(f"計画管理書を「{self._host.store.call(write)}」に書き出しました")

        entries = numbered([("xlsx", "Excel", ""), ("pdf", "PDF（印刷用）", "")])
        text = "この道具の様式です。個人情報保護委員会の様式1に合わせたものではありません。"
        self._host.ask(PickScreen("計画管理書を書き出す", entries, text=text), picked)

    # -- recording ---------------------------------------------------------------------------------------------------

    def reviewed(self, document_id: int) -> None:
        """Keep 「見直した・変更なし」 for all 評価書 of the document's 事務."""
        from pia_tui.usecases.duties.known import task_of

        task = self._host.store.call(lambda s: task_of(s, document_id))
        self.record([each.id for each in task.documents if not each.archived] or [document_id])

    def record(self, numbers: Sequence[int], duty: DutyId = "review") -> None:
        """Ask for the day, and keep 「見直した・変更なし」 or what else was done."""
        from pia_tui.usecases.duties.recording import record

        word, today = deadlines().duties[duty].record, self._today()
        names = "\n".join(self._host.store.call(lambda s: [s.summary(number).name for number in numbers]))

        def given(text: str | None) -> None:
            if text is None:
                return
            day = past_day_of(text, today)

            def keep(store: Store) -> list[int]:
                with store.together():
                    return [number for number in numbers if record(store, number, duty, day, today=today)]

            made = self._host.store.call(keep)
            self._host.reload()
            said = f"{to_wareki(day)}に「{word}」と記録しました" if made else "同じ記録が、もうあります"
            self._host.tell(said)

        self._host.ask(
            LineScreen(
                f"「{word}」と記録する",
                text=f"{names}\n行った日を入れます。変えるところがあったときは、記録せずに評価書を直して公表します。",
                value=to_wareki(today),
                check=lambda text: past_day_of(text, today),
            ),
            given,
        )

    # -- judging again -----------------------------------------------------------------------------------------------

    def judge(self, document_id: int) -> None:
        """Ask for the counts and their days, and judge the 事務 of the document again; the old judgement stays."""
        from pia_tui.usecases.duties.judging import judged_documents
        from pia_tui.usecases.duties.known import task_of
        from pia_tui.usecases.threshold.again import facts_now

        facts = self._host.store.call(lambda s: facts_now(s, judged_documents(s, task_of(s, document_id))))
        JudgingQuestions(self._host, document_id, facts, self._today()).ask_subjects()

    # -- accidents ---------------------------------------------------------------------------------------------------

    def accidents(self) -> None:
        """The 重大事故 on record, with one more to enter, or one to withdraw."""
        from pia_tui.usecases.duties.accidents import listed_accidents

        today = self._today()
        found = self._host.store.call(lambda s: listed_accidents(s, today))
        entries = [("add", "重大事故を記録する", "一度記録すると、すべての評価書の判断と期限に反映されます")]
        for each in found:
            if not each["withdrawn"]:
                detail = f"{each['occurred']} 発生・{each['known']} 判明（選ぶと、数えないようにできます）"
                entries.append((str(each["id"]), each["what"], detail))

        def picked(answer: str | None) -> None:
            if answer == "add":
                AccidentQuestions(self._host, today).ask_what()
            elif answer:
                self._withdraw(int(answer))

        self._host.ask(PickScreen("重大事故の記録", numbered(entries)), picked)

    def _withdraw(self, number: int) -> None:
        from pia_tui.usecases.duties.judging import judge_all

        today = self._today()

        def given(reason: str | None) -> None:
            if not reason:
                return

            def change(store: Store) -> int:
                store.withdraw_incident(number, reason)
                return len(judge_all(store, today, why=reason))

            judged = self._host.store.call(change)
            self._host.reload()
            self._host.tell(f"この事故を数えないようにし、{judged} 件の事務の判断をやり直しました")

        self._host.ask(
            LineScreen("数えないようにする理由", text="記録は残り、理由が付きます。判断もやり直します。"), given
        )
