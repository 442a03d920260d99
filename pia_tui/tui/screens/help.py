"""The help page: about what one stands on, and all keys that work here."""

from __future__ import annotations

from collections.abc import Sequence
from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import BindingType

from pia_tui.tui.actions import Place, actions_at, bindings
from pia_tui.tui.drawing.wrap import pad_to
from pia_tui.tui.screens.base import PiaScreen
from pia_tui.tui.widgets.reading_view import Paragraph, ReadingView
from pia_tui.tui.widgets.title_bar import TitleBar

_MOVING = (
    ("↑ ↓", "前・次の項目へ移ります"),
    ("PageUp PageDown", "1画面ずつ移ります"),
    ("Home End", "最初・最後へ移ります"),
    ("マウス", "項目、下の操作名、目次は、クリックでも選べます"),
)


class HelpScreen(PiaScreen[None]):
    """About the item first, then all keys; F1 goes from the one to the other and then back, Esc goes back at once."""

    PLACE: ClassVar[Place] = "reading"
    BINDINGS: ClassVar[list[BindingType]] = bindings("reading")

    def __init__(self, place: Place, about: Sequence[Paragraph] = (), *, at_keys: bool = False) -> None:
        super().__init__()
        self._place = place
        self._about = [*about, Paragraph("")] if about else []
        self._at_keys = at_keys or not about

    def compose_body(self) -> ComposeResult:
        yield TitleBar("ヘルプ")
        yield ReadingView(id="help")

    def on_mount(self) -> None:
        view = self.query_one(ReadingView)
        view.styles.height = "1fr"
        view.show([*self._about, *key_paragraphs(self._place)])
        view.focus()
        if self._at_keys:
            self.call_after_refresh(self._show_keys)
        self._tell_keys()

    def _show_keys(self) -> None:
        """The list of keys at the top of the window."""
        view = self.query_one(ReadingView)
        view.scroll_to(y=view.row_region(len(self._about)).y, animate=False, immediate=True)

    def _tell_keys(self) -> None:
        words = "Esc で戻ります" if self._at_keys else "F1 でキーの一覧へ　Esc で戻ります"
        self.query_one(TitleBar).set_state(words, "label")

    def hidden_actions(self) -> frozenset[str]:
        return frozenset({"export_pdf", "pick", "palette"})

    def do_help(self) -> None:
        if self._at_keys:
            self.do_close()
            return
        self._at_keys = True
        self._show_keys()
        self._tell_keys()

    def do_export_pdf(self) -> None:
        """There is nothing to print here."""

    def do_close(self) -> None:
        self.dismiss(None)


def key_paragraphs(place: Place) -> list[Paragraph]:
    """The keys of a place, from the registry."""
    made = [Paragraph(" この画面で使えるキー", "strong", background="band")]
    for action in actions_at(place):
        if action.keys:
            made.append(Paragraph(f"{action.title}。{action.help}", lead=f" {pad_to(action.key_name, 11)}"))
    made.append(Paragraph(" 動き方", "strong", background="band"))
    made += [Paragraph(text, lead=f" {pad_to(keys, 17)}") for keys, text in _MOVING]
    without = [action for action in actions_at(place) if not action.keys and action.palette]
    if without:
        made.append(Paragraph(" 「すべての操作」（Ctrl+P）から選べるもの", "strong", background="band"))
        made += [Paragraph(f"{action.title}。{action.help}", lead=" ・") for action in without]
    return made
