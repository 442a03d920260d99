"""「公表した」: the kind, the day, what 点検 still calls an error, and then the version that never changes."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import TYPE_CHECKING, Protocol

from pia_tui.errors import PiaError
from pia_tui.forms.values import NOTHING_CHANGED, BadValue, read_day
from pia_tui.forms.wareki import parse_date, to_wareki
from pia_tui.rules.findings import Finding
from pia_tui.rules.publication import publication_rules
from pia_tui.tui.screens.dialogs import LineScreen, PickScreen, numbered
from pia_tui.usecases.checking.inspecting import open_errors
from pia_tui.usecases.publication.changes import before_publishing, likely_kind, write_rows_of
from pia_tui.usecases.publication.publishing import LABEL, Published, answer, publish
from pia_tui.usecases.publication.states import last_publication, present

if TYPE_CHECKING:
    from pia_tui.store import Store
    from pia_tui.tui.app import PiaApp

_LISTED = 5


class PublishHost(Protocol):
    """The screen that the questions stand over."""

    @property
    def pia(self) -> PiaApp:
        """The app."""

    def tell(self, text: str) -> None:
        """A short word."""

    def tell_problem(self, error: PiaError) -> None:
        """What went wrong."""


class PublishFlow:
    """The questions, one after the other, over a screen. `done` is told when something was published."""

    def __init__(
        self, screen: PublishHost, document_id: int, done: Callable[[], None], *, today: date | None = None
    ) -> None:
        self.screen, self.id, self.done = screen, document_id, done
        self.today = today or date.today()
        self._kind = ""
        self._day = self.today

    def start(self) -> None:
        """Ask for the kind."""
        likely = self.screen.pia.store.call(lambda s: likely_kind(s, self.id, today=self.today))
        entries = numbered([(kind.name, kind.name, kind.about) for kind in publication_rules().kinds])
        text = "公表した内容を、変わらない版として残します。評価書は、そのまま書き続けられます。"
        self.screen.pia.push_screen(PickScreen("公表した評価書の種類", entries, text=text, at=likely), self._kind_given)

    def _kind_given(self, kind: str | None) -> None:
        if kind is None:
            return
        self._kind = kind
        kinds = publication_rules()
        before = self.screen.pia.store.call(lambda s: last_publication(s, self.id))
        again = kinds.likely("again")
        if before is None or kind != kinds.likely("first"):
            self._ask_day()
            return

        def picked(answer: str | None) -> None:
            if answer is not None:
                self._kind = answer
                self._ask_day()

        entries = numbered(
            [
                (again, f"{again}として記録する", "評価をもう一度行って公表したとき"),
                (kind, f"{kind}のまま記録する", "前の記録が誤りのとき（「公表した版」で取り消せます）"),
            ]
        )
        title = f"{kind}の記録は、初めて公表したときのものです。{again}ですか"
        text = f"この評価書には、公表の記録がすでにあります（{before.revision.name}）。"
        self.screen.pia.push_screen(PickScreen(title, entries, text=text), picked)

    def _ask_day(self) -> None:
        self.screen.pia.push_screen(published_day_question("公表日", self.today, self.today), self._day_given)

    def _day_given(self, text: str | None) -> None:
        day = parse_date(text) if text else None
        if day is None:
            return
        self._day = day
        known = self.screen.pia.store.call(lambda s: before_publishing(s, self.id, day, self._kind))
        said = known.sentences(day) if known is not None else ()
        if known is None or not said:
            self._ask_about_errors()
            return

        def picked(answer: str | None) -> None:
            if answer == "write":
                try:
                    self.screen.pia.store.call(lambda s: write_rows_of(s, self.id, day))
                except PiaError as error:
                    self.screen.tell_problem(error)
                    return
                self.done()
            if answer in ("write", "go"):
                self._ask_about_errors()

        write = ("write", f"変更箇所の行を、変更日を{to_wareki(day)}にして書き入れる", "そのあと、公表の記録に進みます")
        entries = [
            *([write] if known.rows else []),
            ("go", "変更箇所は、いまのままにする", "公表の記録に進みます"),
            ("back", "やめて、変更箇所を確かめる", "評価書を開き、Ctrl+A で見られます"),
        ]
        text = "\n".join(f"・{one}" for one in said)
        title = "公表の前に、変更箇所を確かめてください"
        self.screen.pia.push_screen(PickScreen(title, numbered(entries), text=text), picked)

    def _ask_about_errors(self) -> None:
        errors = self.screen.pia.store.call(lambda s: open_errors(s, present(s, self.id), self.today))
        if errors:
            self._ask_about(errors)
        else:
            self._publish()

    def _ask_about(self, errors: tuple[Finding, ...]) -> None:
        """Errors are mended, or a reason is given why they stand."""
        listed = "\n".join(f"・{one.message}" for one in errors[:_LISTED])
        more = f"\nほか {len(errors) - _LISTED} 件" if len(errors) > _LISTED else ""

        def picked(answer: str | None) -> None:
            if answer == "reason":
                self.screen.pia.push_screen(
                    LineScreen("直さない理由", text="評価書とともに残ります（印刷はされません）。"),
                    lambda text: self._reason_given(errors, text),
                )

        entries = [
            ("back", "直しに戻る", "評価書を開き、F5（点検）で一覧を見られます"),
            ("reason", "このまま公表した（理由を書く）", ""),
        ]
        title = f"点検の「誤り」が {len(errors)} 件あります"
        self.screen.pia.push_screen(PickScreen(title, numbered(entries), text=listed + more), picked)

    def _reason_given(self, errors: tuple[Finding, ...], text: str | None) -> None:
        if not text:
            return

        def keep(store: Store) -> None:
            document = present(store, self.id)
            changes = answer(document, dict.fromkeys(errors, text))
            if changes:
                store.write(self.id, changes, label=LABEL)

        try:
            self.screen.pia.store.call(keep)
        except PiaError as error:
            self.screen.tell_problem(error)
            return
        self._publish()

    def _publish(self) -> None:
        self.screen.tell("公表した版を作っています…")
        # After the word is on the screen: the PDF takes a moment.
        self.screen.pia.call_after_refresh(self._publish_now)

    def _publish_now(self) -> None:
        try:
            published = self.screen.pia.store.call(
                lambda s: publish(s, self.id, self._day, self._kind, today=self.today)
            )
        except PiaError as error:
            self.screen.tell_problem(error)
            return
        self.done()
        self.screen.tell(told(published))


def told(published: Published) -> str:
    """What was kept, in one line."""
    kept = published.publication
    notices = "".join(f" {notice}" for notice in published.notices)
    return f"{kept.revision.name}として残しました（内容の番号 {kept.number}）。{notices}"


def check_day(text: str) -> None:
    """Raises BadValue for what is no day."""
    read_day(text)


def published_day_question(title: str, proposed: date, today: date) -> LineScreen:
    """Asks for the day of a publication."""
    return LineScreen(
        title,
        text="令和8年4月1日、R8.4.1 のように書きます。",
        value=to_wareki(proposed),
        check=lambda text: check_published_day(text, today),
    )


def check_published_day(text: str, today: date) -> None:
    """Raises BadValue for what is no day, and for one to come: what was published is on record."""
    day = read_day(text)
    if day > today:
        raise BadValue(
            f"{to_wareki(day)}は、まだ来ていない日です。",
            safe=NOTHING_CHANGED,
            next="公表した日を書いてください。公表の記録は、公表が済んでから行います。",
        )
