"""しきい値判断, one question a screen: the band is shown while one types, and nonsense is refused beside the field."""

from __future__ import annotations

from datetime import date
from typing import ClassVar

from textual import events, on
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import Vertical
from textual.widgets import Static, TextArea

from pia_tui.errors import PiaError
from pia_tui.rules.questions import (
    Answer,
    Question,
    after_lines,
    changed,
    choices_of,
    facts_of,
    hint,
    is_asked,
    next_question,
    outcome,
    parse,
    questions,
    shown,
    typed,
)
from pia_tui.rules.threshold import contradictions, judge, parse_people, rules
from pia_tui.tui.actions import Place, bindings
from pia_tui.tui.document.finding_words import color_of
from pia_tui.tui.drawing.glyphs import glyphs
from pia_tui.tui.screens.base import PiaScreen
from pia_tui.tui.screens.dialogs import PickScreen, numbered
from pia_tui.tui.threshold.decision_table import result_paragraphs
from pia_tui.tui.widgets.line_view import LineView
from pia_tui.tui.widgets.menu_view import MenuEntry, MenuView
from pia_tui.tui.widgets.prose import Prose
from pia_tui.tui.widgets.reading_view import Paragraph, ReadingView
from pia_tui.tui.widgets.text_editor import TextEditor
from pia_tui.tui.widgets.title_bar import TitleBar
from pia_tui.tui.widgets.typed import typed_digit


class WizardScreen(PiaScreen[None]):
    """Walks the questions; at the end the documents are made and the highest is opened."""

    CSS_PATH = "wizard.tcss"
    BINDINGS: ClassVar[list[BindingType]] = bindings("wizard", "result")

    def __init__(self, *, today: date | None = None) -> None:
        super().__init__()
        self.today = today or date.today()
        self.answers: dict[str, Answer] = {}
        self.question: Question = questions()[0]
        self._body = ""
        self._unsent: dict[str, str] = {}
        """What was typed and left with Esc, by question: it is there again on the way forward."""
        self._asking = False

    @property
    def place(self) -> Place:
        return "result" if self.question.kind == "result" else "wizard"

    def compose_body(self) -> ComposeResult:
        yield TitleBar("しきい値判断", two=True)
        with Vertical(id="ask-box"):
            yield Prose("", id="ask")
            yield Prose("", id="explain")
            yield TextEditor(single=True, id="answer")
            yield Prose("", id="said")
            yield MenuView(id="choices")
            bands = MenuView(id="bands")
            bands.can_focus = False  # one goes on typing; ↑ ↓ come from the field
            yield bands
        yield ReadingView(id="result")
        yield Prose("", id="more")

    def hidden_actions(self) -> frozenset[str]:
        return frozenset() if self.query_one("#result", ReadingView).max_scroll_y else frozenset({"read_on"})

    def on_mount(self) -> None:
        from pia_tui.usecases.threshold.start import last_body

        for changing in ("scroll_y", "virtual_size"):
            self.watch(self.query_one("#result"), changing, self._tell_more, init=False)

        self.query_one("#answer", TextEditor).take_lines = self._take_lines
        self._body = self.pia.store.call(last_body)
        self.show_question(self.question)

    # -- showing -----------------------------------------------------------------------------------------------------

    def show_question(self, q: Question) -> None:
        """Show one question with the answer it has, if any."""
        self.question = q
        is_result = q.kind == "result"
        self.set_class(is_result, "-result")
        asked = [one for one in questions() if is_asked(one, self.answers)]
        bar = self.query_one(TitleBar)
        bar.set_state(step_words(q, asked), "label")
        done = [one for one in asked if one.definition and one.id in self.answers]
        trail = [f"{one.title} {shown(one, self.answers[one.id])}" for one in done]
        bar.set_place(trail or ["対象人数・取扱者数・重大事故の有無から、必要な評価を判断します"])
        if is_result:
            self._show_result()
        else:
            self._show_field(q)
        self.update_keys()

    def _show_field(self, q: Question) -> None:
        self.query_one("#ask", Static).update(q.ask)
        explained = (q.explanation, q.help, q.unread)
        self.query_one("#explain", Static).update("\n".join(part for part in explained if part))
        from pia_tui.usecases.threshold.local_rule import local_rule_of

        body = str(self.answers.get("body") or self._body)
        choices = choices_of(q, self.answers, local_rule_of(self.pia.workspace), body)
        editor, menu = self.query_one("#answer", TextEditor), self.query_one("#choices", MenuView)
        editor.display = not choices
        menu.display = bool(choices)
        self.query_one("#bands").display = q.kind == "count"
        if choices:
            before = typed(q, self.answers[q.id]).partition(",")[0] or "-" if q.id in self.answers else None
            entries = [
                MenuEntry(one.value or "-", f"{number}．{one.label}", detail=one.note)
                for number, one in enumerate(choices, start=1)
            ]
            # Facts are the officer's to state; the level that follows from them may be proposed.
            menu.show(entries, at=before, undecided=q.kind != "level")
            said = self.query_one("#said", Static)
            said.remove_class("-problem")
            said.update("↑ ↓ で選んで Enter、又は数字を押します" if menu.undecided else "")
            menu.focus()
        else:
            given = self.answers.get(q.id)
            band = given if q.bands and isinstance(given, str) else None
            text = typed(q, given) if q.id in self.answers else (self._body if q.id == "body" else "")
            editor.begin(self._unsent.get(q.id, "" if band else text), single=True, replaced=True)
            editor.focus()
            bands = [MenuEntry(one.label, one.label, color="muted") for one in q.bands]
            self.query_one("#bands", MenuView).show(bands, at=band, undecided=True)
            self._say()

    def _say(self, problem: str = "") -> None:
        """Under the field: what the text means, or what is wrong with it."""
        q = self.question
        said = self.query_one("#said", Static)
        text = self.query_one("#answer", TextEditor).text
        band = self.query_one("#bands", MenuView).entry if q.bands else None
        meaning = f"Enter で「{band.label}」と答えます（人数は記録しません）" if band else hint(q, text)
        said.set_class(bool(problem), "-problem")
        example = f"例）{q.example}" + ("（↓ で区分を選べます）" if q.bands else "") if q.example else ""
        optional = "" if q.required else "空のまま Enter で次へ進めます"
        said.update(problem or meaning or "　".join(part for part in (example, optional) if part))
        if q.bands:
            self._mark_band(text)

    def _mark_band(self, text: str) -> None:
        """Mark the band that the number in the field falls in."""
        r = rules()
        try:
            people = parse_people(text, self.question.bands)
        except PiaError:
            at = -1
        else:
            at = r.row(people) if self.question.id == "subjects" else r.handlers_row(people)
        menu = self.query_one("#bands", MenuView)
        mark = glyphs().selected_left
        menu.entries = [
            MenuEntry(band.label, f"{mark} {band.label}", color="chosen")
            if number == at
            else MenuEntry(band.label, band.label, color="muted")
            for number, band in enumerate(self.question.bands)
        ]
        menu.rows_changed()

    def _show_result(self) -> None:
        facts = facts_of(self.answers)
        judgement = judge(facts)
        name = rules().level(judgement.level).name
        view = self.query_one("#result", ReadingView)
        paragraphs = result_paragraphs(judgement, max(60, self.size.width - 4), name)
        found = [one for one in contradictions(facts, today=self.today) if one.level != "hint"]
        notes = [Paragraph(f"！{one.word}：{one.message}", color_of(one), 2) for one in found]
        if judgement.basis:
            notes.insert(0, Paragraph(judgement.basis, "warning", 2))
        view.show([*paragraphs[:2], *notes, *paragraphs[2:]])
        view.focus()
        self.call_after_refresh(self._tell_more)

    def _tell_more(self) -> None:
        """Under the result: whether it goes on below."""
        view = self.query_one("#result", ReadingView)
        left = view.max_scroll_y - view.scroll_offset.y if self.question.kind == "result" else 0
        more = "下に続きがあります（↓・PageDown で読めます）" if left > 0 else ""
        self.query_one("#more", Static).update(more)
        self.update_keys()

    def on_resize(self) -> None:
        if self.question.kind == "result" and "incident" in self.answers:
            self._show_result()

    # -- answering ---------------------------------------------------------------------------------------------------

    @on(TextArea.Changed)
    def _typed(self, event: TextArea.Changed) -> None:
        event.stop()
        self.query_one("#bands", MenuView).point(False)
        self._say()

    @on(TextEditor.Left)
    def _left(self, event: TextEditor.Left) -> None:
        event.stop()
        bands = self.query_one("#bands", MenuView)
        if self.question.bands and event.direction in ("up", "down"):
            bands.move_by_key(event.direction)
        elif self.question.bands and bands.entry is not None and event.direction in ("enter", "next"):
            self.take(bands.entry.id)
        elif event.direction in ("enter", "next", "down"):
            self.take(self.query_one("#answer", TextEditor).text)

    @on(LineView.Moved, "#bands")
    def _pointed_band(self, event: LineView.Moved) -> None:
        event.stop()
        self._say()

    @on(LineView.Chosen, "#bands")
    def _chose_band(self, event: LineView.Chosen) -> None:
        event.stop()
        band = self.query_one("#bands", MenuView).entry
        if band is not None:
            self.take(band.id)

    @on(TextEditor.Refused)
    def _refused(self, event: TextEditor.Refused) -> None:
        event.stop()
        self._say(event.error.on_screen)

    @on(LineView.Chosen, "#choices")
    def _chosen(self, event: LineView.Chosen) -> None:
        event.stop()
        entry = self.query_one("#choices", MenuView).entry
        if entry is None:
            self._say(f"{self.question.missing}（↑ ↓ か数字で選べます）")
        else:
            self.take("" if entry.id == "-" else entry.id)

    @on(LineView.Moved, "#choices")
    def _pointed(self, event: LineView.Moved) -> None:
        event.stop()
        self.query_one("#said", Static).update("")

    def on_key(self, event: events.Key) -> None:
        """Digits pick a choice."""
        menu = self.query_one("#choices", MenuView)
        digit = typed_digit(event)
        if menu.has_focus and 0 < digit <= len(menu.entries):
            event.stop()
            menu.move_to(digit - 1)
            menu.choose()

    def take(self, raw: str) -> None:
        """Take an answer and go on, or say beside the field why not."""
        q = self.question
        try:
            answer = parse(q, raw, today=self.today, answers=self.answers)
        except PiaError as error:
            self._say(error.on_screen)
            return
        self._unsent.pop(q.id, None)
        self.answers = changed(self.answers, q.id, answer)
        self._go_on()

    def _take_lines(self, lines: list[str]) -> bool:
        """Answers typed ahead, which a slow line delivers at once: each goes to its own question."""
        went = after_lines(self.question, lines[:-1], self.answers, today=self.today)
        if went is None:
            return False
        answers, following = went
        if lines[-1] and (following.kind == "result" or choices_of(following, answers)):
            return False
        self._unsent.pop(self.question.id, None)
        self.answers = answers
        self.show_question(following)
        if lines[-1]:
            self.query_one("#answer", TextEditor).paste_text(lines[-1])
        return True

    def _go_on(self) -> None:
        following = next_question(self.answers)
        if following is None:
            self._confirm()
        else:
            self.show_question(following)

    def do_make_documents(self) -> None:
        """From the result on to what is made of it."""
        self.answers = {**self.answers, self.question.id: True}
        self._go_on()

    def do_save_result(self) -> None:
        """Keep the judgement, make nothing."""
        import msgspec

        from pia_tui.rules.threshold import as_json

        facts = facts_of(self.answers)
        self.pia.store.call(lambda s: s.save_judgement(msgspec.to_builtins(facts), as_json(judge(facts))))
        self.dismiss(None)
        self.pia.notify("判断を記録しました", timeout=5, markup=False)

    def do_previous_question(self) -> None:
        """The question before; from the first, back to the register."""
        asked = [one for one in questions() if is_asked(one, self.answers)]
        at = asked.index(self.question)
        if self.pia.close_messages() and not at:
            return  # Esc was meant for the message
        editor = self.query_one("#answer", TextEditor)
        if at and self.place == "wizard" and editor.display:
            self._unsent[self.question.id] = editor.text
        if at:
            # The result is shown again on the way forward, so the way back need not stop there twice.
            self.answers.pop(asked[at - 1].id, None) if asked[at - 1].kind == "result" else None
            self.show_question(asked[at - 1])
        elif self.answers:
            self._ask_to_stop()
        else:
            self.dismiss(None)

    def ready_to_leave(self) -> bool:
        """Answers are kept only with the judgement: ending the program in the middle is asked about."""
        if self.answers:
            self._ask_to_stop(quits=True)
        return not self.answers

    def _ask_to_stop(self, *, quits: bool = False) -> None:
        if self._asking:
            return
        self._asking = True

        def picked(answer: str | None) -> None:
            self._asking = False
            if answer == "stop":
                self.answers.clear()
                self.dismiss(None)
                if quits:
                    self.pia.action_leave()

        stop = "やめて終了する" if quits else "やめて一覧へ戻る"
        entries = numbered([("go", "判断を続ける", ""), ("stop", stop, "入れた答えは残りません")])
        self.pia.push_screen(PickScreen("判断をやめますか", entries), picked)

    # -- the end -----------------------------------------------------------------------------------------------------

    def _confirm(self) -> None:
        """Look everything over once, then make the documents."""
        from pia_tui.rules.questions import summary
        from pia_tui.rules.unread import unread_of_level

        told = [f"{title}：{answer}" for title, answer in summary(self.answers)]
        lines = "\n".join([*told, *unread_of_level(str(self.answers["level"]))])

        def picked(answer: str | None) -> None:
            if answer == "make":
                self._make()
            elif answer == "back":
                self._pick_answer()
            else:
                self.show_question([one for one in questions() if is_asked(one, self.answers)][-1])

        entries = numbered([("make", "この内容で作る", ""), ("back", "答えを直す", "")])
        self.pia.push_screen(PickScreen("この内容でよいですか", entries, text=lines), picked)

    def _pick_answer(self) -> None:
        """Which answer to change; the way on leads past the others, unless something rests on it."""
        given = [
            one
            for one in questions()
            if one.id in self.answers and one.kind != "result" and is_asked(one, self.answers)
        ]

        def picked(question_id: str | None) -> None:
            chosen = next((one for one in given if one.id == question_id), None)
            if chosen is None:
                self._confirm()
            else:
                self.show_question(chosen)

        entries = [MenuEntry(one.id, one.title, side=shown(one, self.answers[one.id])) for one in given]
        self.pia.push_screen(PickScreen("どの答えを直しますか", entries), picked)

    def _make(self) -> None:
        from pia_tui.usecases.threshold.start import start_documents

        end = outcome(self.answers, today=self.today)
        try:
            made = self.pia.store.call(lambda s: start_documents(s, end))
        except PiaError as error:
            self.tell_problem(error)
            return
        self.dismiss(None)
        if made:
            self.pia.open_document(made[-1])
            if len(made) > 1:
                self.pia.notify("基礎項目評価書も作りました。一覧から開けます", timeout=8, markup=False)
        else:
            self.pia.notify("判断を記録しました。評価書は作っていません", timeout=8, markup=False)


def step_words(q: Question, asked: list[Question]) -> str:
    """How far one is: the questions of the judgement, and those for what is made of it, counted apart."""
    at = next(number for number, one in enumerate(asked) if one.kind == "result")
    position = asked.index(q)
    if position == at:
        return "判断の結果"
    if position < at:
        return f"判断の問い {position + 1}／{at}"
    return f"評価書の準備 {position - at}／{len(asked) - at - 1}"
