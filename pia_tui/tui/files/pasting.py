"""A large field for a text that somebody copied: the whole of a published 評価書, to be read like a file."""

from __future__ import annotations

from typing import ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.widgets import TextArea

from pia_tui.forms.values import strip_unsafe
from pia_tui.tui.actions import Place, bindings
from pia_tui.tui.drawing.styled import Run
from pia_tui.tui.drawing.wrap import cut_to
from pia_tui.tui.screens.base import PiaScreen
from pia_tui.tui.screens.dialogs import PickScreen, numbered
from pia_tui.tui.widgets.hint_strip import HintStrip
from pia_tui.tui.widgets.text_editor import TextEditor
from pia_tui.tui.widgets.title_bar import TitleBar

_WHAT = "評価書の文章を、ここに貼り付けます（端末の貼り付け、または Ctrl+V）"
_HOW = (
    "PDF やホームページの評価書を初めから終わりまで選んで写し、ここに貼り付けます。",
    "Ctrl+S で読み取った結果を示します。取り込むと決めるまで、何も保存しません。",
)


class PastingScreen(PiaScreen[str | None]):
    """Gives the text to read, or None; begins with `text`."""

    PLACE: ClassVar[Place] = "pasting"
    BINDINGS: ClassVar[list[BindingType]] = bindings("pasting")
    DEFAULT_CSS = """
    PastingScreen { layout: vertical; }
    PastingScreen TextEditor { height: 1fr; padding: 0 1; }
    """

    def __init__(self, text: str = "") -> None:
        super().__init__()
        self._text = text
        self._asking = False

    def compose_body(self) -> ComposeResult:
        yield TitleBar("貼り付けた文章から取り込む")
        yield TextEditor(waiting=_WHAT, id="pasted")
        yield HintStrip()

    @property
    def editor(self) -> TextEditor:
        return self.query_one(TextEditor)

    def on_mount(self) -> None:
        self.editor.begin(self._text)
        self.editor.focus()
        self._count()

    def on_resize(self) -> None:
        width = self.size.width - 2
        self.query_one(HintStrip).show([[Run(cut_to(line, width), "muted")] for line in _HOW])

    @on(TextArea.Changed)
    def _changed(self, event: TextArea.Changed) -> None:
        event.stop()
        self._count()

    def _count(self) -> None:
        document = self.editor.document
        size = sum(map(len, document.lines))
        self.query_one(TitleBar).set_state(f"{document.line_count:,} 行　{size:,} 字" if size else "", "muted")

    @on(TextEditor.Refused)
    def _refused(self, event: TextEditor.Refused) -> None:
        """Invisible signs come along from many PDFs. They say nothing; a page break is the end of a line."""
        event.stop()
        kept = strip_unsafe(event.text.replace("\x0c", "\n"))
        if len(kept) < len(event.text):
            self.tell("見えない制御文字を除いて貼り付けました。見える文字は一字も変えていません")
            self.editor.paste_text(kept)
        else:
            self.tell_problem(event.error)

    @on(TextEditor.Left)
    def _left(self, event: TextEditor.Left) -> None:
        """Tab and arrows at the edges lead nowhere from here."""
        event.stop()

    def do_read_pasted(self) -> None:
        text = self.editor.text
        if not text.strip():
            self.tell("まだ何も貼り付けられていません")
            return
        self.dismiss(text)

    def ready_to_leave(self) -> bool:
        """The program is not ended over a text that is nowhere else."""
        if self.editor.text.strip():
            self._ask(quits=True)
            return False
        return True

    def do_leave_pasting(self) -> None:
        """Nothing pasted: go. Something: ask, as it may have been put together from many pages."""
        if self.editor.text.strip():
            self._ask()
        else:
            self.dismiss(None)

    def _ask(self, *, quits: bool = False) -> None:
        if self._asking:
            return
        self._asking = True

        def picked(answer: str | None) -> None:
            self._asking = False
            if answer == "read":
                self.do_read_pasted()
            elif answer == "drop":
                self.editor.begin("")
                self.dismiss(None)
                if quits:
                    self.pia.action_leave()

        entries = numbered(
            [
                ("stay", "この画面に戻る", ""),
                ("read", "読み取る", "何が読めたかを示します"),
                ("drop", f"取り込まずに{'終了する' if quits else '閉じる'}", "貼り付けた文章は残りません"),
            ]
        )
        self.pia.push_screen(PickScreen("貼り付けた文章があります", entries), picked)

    def do_undo_typing(self) -> None:
        self.editor.undo()
