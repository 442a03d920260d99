"""One long text on the whole screen, saved as it is typed like everywhere else."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.widgets import TextArea

from pia_tui.errors import PiaError
from pia_tui.forms import clean_text
from pia_tui.tui.actions import Place, bindings
from pia_tui.tui.document.item_help import hint_lines
from pia_tui.tui.document.session import Session
from pia_tui.tui.document.sheet import Row
from pia_tui.tui.screens.base import PiaScreen
from pia_tui.tui.widgets.hint_strip import HintStrip
from pia_tui.tui.widgets.text_editor import TextEditor
from pia_tui.tui.widgets.title_bar import TitleBar


class WritingScreen(PiaScreen[str]):
    """Gives the text as it stands when one leaves; `on_text` is told of every change before."""

    CSS_PATH = "writing.tcss"
    PLACE: ClassVar[Place] = "writing"
    BINDINGS: ClassVar[list[BindingType]] = bindings("writing")

    def __init__(
        self, session: Session, row: Row, words: Sequence[str], text: str, on_text: Callable[[str], None]
    ) -> None:
        super().__init__()
        self._session = session
        self._row = row
        self._words = words
        self._text = text
        self._on_text = on_text

    def compose_body(self) -> ComposeResult:
        yield TitleBar(self._row.label, two=True)
        yield TextEditor(id="whole")
        yield HintStrip()

    def on_mount(self) -> None:
        self.query_one(TitleBar).set_place(self._words)
        editor = self.query_one(TextEditor)
        editor.begin(self._text)
        editor.focus()
        self._count()

    def _count(self) -> None:
        self.query_one(TitleBar).set_state(f"{len(self.query_one(TextEditor).text):,} 字", "muted")

    @on(TextArea.Changed)
    def _typed(self, event: TextArea.Changed) -> None:
        event.stop()
        self._on_text(self.query_one(TextEditor).text)
        self._count()

    def on_resize(self) -> None:
        self.query_one(HintStrip).show(hint_lines(self._row, self.size.width - 2, mode="text"))

    @on(TextEditor.Refused)
    def _refused(self, event: TextEditor.Refused) -> None:
        event.stop()
        self.tell_problem(event.error)

    @on(TextEditor.Left)
    def _left(self, event: TextEditor.Left) -> None:
        """Tab and arrows at the edges lead nowhere from here."""
        event.stop()

    @on(TextEditor.Exhausted)
    def _exhausted(self, event: TextEditor.Exhausted) -> None:
        """Older changes may be anywhere in the document: they are taken back where they can be seen."""
        event.stop()
        what = "元に戻せる文字は、もうありません" if event.back else "やり直せる文字はありません"
        self.tell(f"{what}。前の変更は、Esc で項目の一覧に戻ってから Ctrl+{'Z' if event.back else 'Y'} で戻せます")

    def do_finish(self) -> None:
        self.dismiss(self.query_one(TextEditor).text)

    def do_save(self) -> None:
        if self._session.flush():
            self.tell("保存しました")
        elif self._session.error is not None:
            self.tell_problem(self._session.error)

    def do_clips(self) -> None:
        self.pia.clips.pick(self.query_one(TextEditor).paste_text, self.query_one(TextEditor).selected_text)

    def do_external(self) -> None:
        editor = self.query_one(TextEditor)

        def edited(text: str) -> None:
            try:
                text = clean_text(text)
            except PiaError as error:
                self.tell_problem(error)
                return
            editor.select_all()
            editor.type(text) if text else editor.clear()

        self.pia.outside.edit(editor.text, edited)

    def ready_to_leave(self) -> bool:
        return self._session.flush()
