"""One piece of 未配置 on the whole screen: read in full, a part of it selected, placed or cut off."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar, Literal

from textual import on
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.widgets import TextArea

from pia_tui.tui.actions import Place, bindings
from pia_tui.tui.drawing.styled import Run
from pia_tui.tui.drawing.wrap import cut_to
from pia_tui.tui.screens.base import PiaScreen
from pia_tui.tui.widgets.hint_strip import HintStrip
from pia_tui.tui.widgets.text_editor import TextEditor
from pia_tui.tui.widgets.title_bar import TitleBar
from pia_tui.usecases.incoming.tray import TrayPiece, lines_word


@dataclass(frozen=True, slots=True)
class PieceAnswer:
    """What to do with the characters of the piece from `start` to `end`."""

    what: Literal["place", "split"]
    start: int
    end: int


class PieceScreen(PiaScreen[PieceAnswer | None]):
    """Gives what to do, or None. The text itself cannot be changed here: what is placed is what was read."""

    PLACE: ClassVar[Place] = "piece"
    BINDINGS: ClassVar[list[BindingType]] = bindings("piece")
    DEFAULT_CSS = """
    PieceScreen { layout: vertical; }
    PieceScreen TextEditor { height: 1fr; padding: 0 1; }
    """

    def __init__(self, piece: TrayPiece, near: str, target: str) -> None:
        super().__init__()
        self._piece = piece
        self._near = near
        self._target = target

    def compose_body(self) -> ComposeResult:
        yield TitleBar("未配置の文", two=True)
        yield TextEditor(id="piece")
        yield HintStrip()

    def on_mount(self) -> None:
        near = [f"{self._near} の近く"] if self._near else []
        self.query_one(TitleBar).set_place([word for word in (lines_word(self._piece.lines), *near) if word])
        editor = self.query_one(TextEditor)
        editor.begin(self._piece.text, at_end=False)
        editor.read_only = True
        editor.focus()
        self._count()

    def on_resize(self) -> None:
        width = self.size.width - 2
        target = f"置き先：{self._target}" if self._target else "置き先は、戻ってから様式の上で選びます"
        self.query_one(HintStrip).show(
            [
                [Run(cut_to(target, width), "label")],
                [
                    Run(
                        cut_to("一部だけを置くときは、Shift＋矢印かマウスで選びます。残りは未配置に残ります。", width),
                        "muted",
                    )
                ],
            ]
        )

    @on(TextArea.SelectionChanged)
    def _selected(self, event: TextArea.SelectionChanged) -> None:
        event.stop()
        self._count()

    @on(TextEditor.Left)
    def _left(self, event: TextEditor.Left) -> None:
        """Tab and arrows at the edges lead nowhere from here."""
        event.stop()

    def _count(self) -> None:
        start, end = self._selection()
        chosen = f"{end - start:,} 字を選択　" if end > start else ""
        self.query_one(TitleBar).set_state(f"{chosen}全 {len(self._piece.text):,} 字", "muted")

    def _selection(self) -> tuple[int, int]:
        """Where the selection begins and ends, counted in characters; both the cursor where nothing is selected."""
        editor = self.query_one(TextEditor)
        first, last = (
            sum(len(line) + 1 for line in editor.document.lines[:row]) + column
            for row, column in sorted(editor.selection)
        )
        return first, last

    def do_place_piece(self) -> None:
        """Place what is selected, else the whole."""
        if not self._target:
            self.tell("置き先の項目が選ばれていません。Esc で戻り、様式の上で項目を選んでください")
            return
        start, end = self._selection()
        if start == end:
            start, end = 0, len(self._piece.text)
        self.dismiss(PieceAnswer("place", start, end))

    def do_split_piece(self) -> None:
        """Make what is selected a piece of its own; with nothing selected, cut at the cursor."""
        start, end = self._selection()
        text = self._piece.text
        if start == end:
            end = len(text)
        if not text[start:end].strip() or not (text[:start] + text[end:]).strip():
            self.tell("分けたい所を選ぶか、分けたい位置に移ってから押してください")
            return
        self.dismiss(PieceAnswer("split", start, end))

    def do_close(self) -> None:
        self.dismiss(None)
