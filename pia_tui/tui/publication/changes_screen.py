"""The rows of 変更箇所 before they are in the table: read, answered, edited, merged, split, set aside, written."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import Container

from pia_tui.errors import PiaError
from pia_tui.forms.wareki import parse_date, to_wareki
from pia_tui.rules.changes.data import change_rules
from pia_tui.rules.changes.excerpt import hunks, marked
from pia_tui.rules.changes.notes import RowField
from pia_tui.rules.changes.rows import ProposedRow
from pia_tui.tui.actions import Place, bindings
from pia_tui.tui.publication.desk import Desk
from pia_tui.tui.publication.publish_flow import check_day
from pia_tui.tui.publication.rows_view import RowsView
from pia_tui.tui.publication.sides import SideOf
from pia_tui.tui.publication.timeline_screen import TimelineScreen
from pia_tui.tui.screens.base import PiaScreen
from pia_tui.tui.screens.dialogs import LineScreen, NoteScreen, PickScreen, numbered
from pia_tui.tui.widgets.line_view import LineView
from pia_tui.tui.widgets.prose import Prose
from pia_tui.tui.widgets.title_bar import TitleBar
from pia_tui.usecases.excerpts import excerpts

_SHOWN = 60
SIDE_BY_SIDE = 100
"""From this width the texts before and after stand beside each other."""
_CELLS: tuple[tuple[RowField, str, str], ...] = (
    ("before", "前の文を書き直す", "表の「変更前」の欄"),
    ("after", "後の文を書き直す", "表の「変更後」の欄"),
    ("note", "説明を書き直す", "事前・事後の理由"),
    ("item", "項目の書き方を直す", "見出しのたどり方"),
)
_NAMES = {"before": "変更前", "after": "変更後"}


class ChangesScreen(PiaScreen[str | None]):
    """Gives the key of an item to go to in the form, or None."""

    PLACE: ClassVar[Place] = "changes"
    BINDINGS: ClassVar[list[BindingType]] = bindings("changes")
    DEFAULT_CSS = """
    ChangesScreen { layout: vertical; }
    ChangesScreen RowsView { height: 1fr; }
    ChangesScreen #why { height: auto; max-height: 4; padding: 0 1; color: $color-label; }
    ChangesScreen #sides { height: 1fr; layout: horizontal; }
    ChangesScreen.-stacked #sides { layout: vertical; }
    ChangesScreen SideOf { width: 1fr; height: 1fr; }
    """

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self.desk = desk
        self._whole = False

    def compose_body(self) -> ComposeResult:
        yield TitleBar("変更箇所", two=True)
        yield RowsView(id="rows")
        yield Prose("", id="why")
        with Container(id="sides"):
            for side in _NAMES:
                yield SideOf(side, _NAMES[side])

    def on_mount(self) -> None:
        self._show()
        self.query_one(RowsView).focus()

    def on_resize(self) -> None:
        self.set_class(self.size.width < SIDE_BY_SIDE, "-stacked")

    @property
    def row(self) -> ProposedRow | None:
        """The row with the cursor."""
        return self.query_one(RowsView).row

    # -- what is shown -----------------------------------------------------------------------------------------------

    def _show(self, at: str = "") -> None:
        rows = self.desk.rows
        view = self.query_one(RowsView)
        view.say_when_empty("公表した内容から変わったところはありません。", "空白や全角・半角だけの違いは数えません。")
        view.show(rows, at=at)
        bar = self.query_one(TitleBar)
        day = to_wareki(_day(self.desk.publication.published_on))
        bar.set_title(f"{day}に公表した内容から　変更 {len(rows)} か所")
        left = sum(not row.written and not row.aside for row in rows)
        questions = len(self.desk.proposal.open)
        if questions:
            bar.set_state(f"※の問い 残り {questions}", "warning")
        else:
            bar.set_state(f"表に書き入れる行 {left}" if left else "すべて表にあります", "label" if left else "good")
        self._show_row()

    def _show_row(self) -> None:
        row = self.row
        bar = self.query_one(TitleBar)
        if row is None:
            bar.set_place(())
            self.query_one("#why", Prose).update("")
            for side in self.query(SideOf):
                side.show("", ())
            return
        bar.set_place(row.item.split("\n")[0].split("　"))
        before, after = (row.whole_before, row.whole_after) if self._whole else (row.before, row.after)
        one, other = marked(before, after) if row.change.before and row.change.after else (None, None)
        self.query_one("#before", SideOf).show(before, one.spans if one else ())
        self.query_one("#after", SideOf).show(after, other.spans if other else ())
        self.query_one("#why", Prose).update(self._why(row))

    def _why(self, row: ProposedRow) -> str:
        if row.aside:
            return f"表に載せない理由: {row.aside}"
        if row.timing.open and "timing" not in row.edited:
            return "※の項目の変更です。F2 で二つの問いに答えると、事前・事後と説明が決まります。"
        words = f"{row.timing.text}　{row.timing.note}" if row.timing.text else row.timing.note
        return f"{words}\n注意: {row.timing.problem}" if row.timing.problem else words

    @on(LineView.Moved, "#rows")
    def _moved(self, event: LineView.Moved) -> None:
        event.stop()
        self._show_row()

    @on(LineView.Chosen, "#rows")
    def _chosen(self, event: LineView.Chosen) -> None:
        event.stop()
        self.do_row_menu()

    # -- one row -------------------------------------------------------------------------------------------------------

    def do_row_menu(self) -> None:
        """What can be done with the row."""
        row = self.row
        if row is None:
            return
        first = self.desk.rows.index(row) == 0
        entries = [
            *([("questions", "※の二つの問いに答える", "事前・事後と説明が決まります")] if row.star else []),
            *((field, label, detail) for field, label, detail in _CELLS),
            ("timing", "事前・事後を自分で決める", ""),
            *([] if first else [("merge", "前の行にまとめる", "一つの行で二つの変更を伝えます")]),
            *([("split", "項目ごとに分ける", "")] if len(row.changes) > 1 or row.change.details else []),
            ("aside", "載せる" if row.aside else "載せない", "" if row.aside else "理由を書きます"),
            ("reset", "案に戻す", "手で書いたものを消します"),
            ("go", "様式のこの項目へ", ""),
        ]
        self.pia.push_screen(PickScreen("この行", numbered(entries)), lambda answer: self._picked(row, answer))

    def _picked(self, row: ProposedRow, answer: str | None) -> None:
        if answer == "questions":
            self.ask(row)
        elif answer == "timing":
            self._pick_timing(row)
        elif answer == "merge":
            self._done(row, lambda: self.desk.merge_up(row))
        elif answer == "split":
            self._done(row, lambda: self.desk.split(row))
        elif answer == "aside":
            self._aside(row)
        elif answer == "reset":
            self._done(row, lambda: self._reset(row))
        elif answer == "go":
            self.dismiss(row.change.key)
        else:
            field = next((cell for cell in _CELLS if cell[0] == answer), None)
            if field is not None:
                self._write_cell(row, *field[:2])

    def _write_cell(self, row: ProposedRow, field: RowField, label: str) -> None:
        held = {"before": row.before, "after": row.after, "item": row.item, "note": row.timing.note}[field]

        def given(text: str | None) -> None:
            if text is not None and text != held:
                self._done(row, lambda: self.desk.write_cell(row, field, text))

        self.pia.push_screen(NoteScreen(label, text="空にすると、元の案に戻ります。", value=held), given)

    def _pick_timing(self, row: ProposedRow) -> None:
        words = list(change_rules().timings.values())

        def picked(answer: str | None) -> None:
            if answer is not None:
                self._done(row, lambda: self.desk.write_cell(row, "timing", answer))

        self.pia.push_screen(PickScreen("提出時期", numbered([(word, word, "") for word in words])), picked)

    def _aside(self, row: ProposedRow) -> None:
        if row.aside:
            self._done(row, lambda: self.desk.set_aside(row, ""))
            return

        def given(reason: str | None) -> None:
            if reason:
                self._done(row, lambda: self.desk.set_aside(row, reason))

        self.pia.push_screen(LineScreen("表に載せない理由", text="例）ほかの行で伝えている。"), given)

    def _reset(self, row: ProposedRow) -> None:
        for field in row.edited:
            self.desk.write_cell(row, field, "")  # type: ignore[arg-type]

    def _done(self, row: ProposedRow, work: Callable[[], object]) -> None:
        """Do something with a row and show what came of it."""
        try:
            work()
        except PiaError as error:
            self.tell_problem(error)
        self._show(at=row.id)

    # -- the two questions --------------------------------------------------------------------------------------------

    def do_next_row_question(self) -> None:
        """The next ※ change whose questions are open."""
        waiting = self.desk.proposal.open
        if not waiting:
            self.tell("※の項目の変更の問いには、すべて答えてあります")
            return
        rows = self.desk.rows
        here = self.query_one(RowsView).cursor
        row = next((one for one in waiting if rows.index(one) >= here), waiting[0])
        self.query_one(RowsView).move_to(rows.index(row))
        self.ask(row)

    def ask(self, row: ProposedRow) -> None:
        """Both questions, one after the other."""
        questions = change_rules().questions
        text = _what_changed(row)

        def risk_given(answer: str | None) -> None:
            if answer is None:
                return
            self._done(row, lambda: self.desk.answer(row, risk=answer == "yes"))
            self.pia.push_screen(_question(questions.in_force.text, questions.in_force, text), force_given)

        def force_given(answer: str | None) -> None:
            if answer is not None:
                self._done(row, lambda: self.desk.answer(row, in_force=answer == "yes"))

        self.pia.push_screen(_question(questions.risk.text, questions.risk, text), risk_given)

    # -- all rows -----------------------------------------------------------------------------------------------------

    def do_write_rows(self) -> None:
        """Put the rows into the table; open questions are told, and the officer decides."""
        waiting = len(self.desk.proposal.open)

        def write() -> None:
            done = self.desk.write()
            self._show()
            kept = f"。表で手直しされた {done.kept} 行はそのままです" if done.kept else ""
            self.tell(
                f"表に書き入れました（追加 {done.added}、書き直し {done.updated}、削除 {done.removed}）{kept}。"
                "元に戻すときは、様式の画面で Ctrl+Z"
            )

        def picked(answer: str | None) -> None:
            if answer == "write":
                write()
            elif answer == "ask":
                self.do_next_row_question()

        if not waiting:
            write()
            return
        entries = [
            ("ask", "先に問いに答える", ""),
            ("write", "このまま書き入れる", "提出時期は空欄になり、後で書き入れ直せます"),
        ]
        title = f"※の項目の変更 {waiting} 行で、事前・事後が決まっていません"
        self.pia.push_screen(PickScreen(title, numbered(entries)), picked)

    def do_day_of_change(self) -> None:
        """変更日 of all rows."""

        def given(text: str | None) -> None:
            day = parse_date(text) if text else None
            if day is not None:
                self.desk.set_day(day)
                self._show()

        self.pia.push_screen(
            LineScreen(
                "変更日（すべての行に入ります）",
                text="令和8年4月1日、R8.4.1 のように書きます。",
                value=self.desk.rows[0].date if self.desk.rows else "",
                check=check_day,
            ),
            given,
        )

    def do_whole_texts(self) -> None:
        """Long texts whole, or cut to what changed."""
        self._whole = not self._whole
        self._show_row()
        self.tell("文の全体を表示しています" if self._whole else "変わった文だけを表示しています")

    def do_timeline(self) -> None:
        """What is to be done until publication, with days."""
        if not self.desk.rows:
            self.tell("公表した内容から変わったところはありません")
            return
        self.pia.push_screen(TimelineScreen(self.desk))

    def do_proof_sheet(self) -> None:
        """The 新旧対照表 as a PDF."""
        from pia_tui.usecases.publication.papers import write_proof

        file = self.pia.store.call(lambda s: write_proof(s, self.desk.proposal))
        self.tell(f"新旧対照表を「{file.name}」に書き出しました（exports フォルダー）")

    def do_go_to_item(self) -> None:
        """The form, at the item of the row."""
        if self.row is not None:
            self.dismiss(self.row.change.key)

    def do_leave_changes(self) -> None:
        self.dismiss(None)


def _what_changed(row: ProposedRow) -> str:
    """The item, and how the first place that differs read and reads."""
    item = row.item.split("\n")[0].rpartition("　")[2]
    first = next(iter(hunks(row.change.before, row.change.after)), None)
    if row.change.kind != "changed" or first is None:
        return item
    before, after = excerpts(first.before.strip(), first.after.strip(), _SHOWN)
    return f"{item}　「{before}」→「{after}」"


def _question(title: str, question: object, text: str) -> PickScreen:
    from pia_tui.rules.changes.data import ChangeQuestion

    assert isinstance(question, ChangeQuestion)
    entries = numbered([("no", question.when_no, ""), ("yes", question.when_yes, "")])
    return PickScreen(title, entries, text=f"{text}\n根拠: {question.source}")


def _day(iso: str) -> date:
    return date.fromisoformat(iso)
