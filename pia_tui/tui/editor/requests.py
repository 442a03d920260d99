"""What the page of a form asks for; the pane and the screen fulfil it."""

from __future__ import annotations

from collections.abc import Sequence

from textual.message import Message

from pia_tui.assessment import Change
from pia_tui.errors import PiaError
from pia_tui.tui.document.sheet import Row


class RowRequest(Message):
    """Something wanted with a row."""

    def __init__(self, row: Row) -> None:
        super().__init__()
        self.row = row


class Open(RowRequest):
    """Open a row to answer it; `text` has been typed or pasted already."""

    def __init__(self, row: Row, text: str = "") -> None:
        super().__init__(row)
        self.text = text


class Pick(RowRequest):
    """Choose an option, counted from 0; with `go_on` the next row is wanted after it."""

    def __init__(self, row: Row, option: int, *, go_on: bool = False) -> None:
        super().__init__(row)
        self.option = option
        self.go_on = go_on


class Toggle(RowRequest):
    """Mark an option, counted from 0, or take its mark away."""

    def __init__(self, row: Row, option: int) -> None:
        super().__init__(row)
        self.option = option


class EndChoice(RowRequest):
    """Choosing has ended; `step` rows further on is where the cursor should go."""

    def __init__(self, row: Row, step: int = 0) -> None:
        super().__init__(row)
        self.step = step


class TypedOnChoice(RowRequest):
    """Letters where one chooses."""

    def __init__(self, row: Row, text: str) -> None:
        super().__init__(row)
        self.text = text


class Untaken(RowRequest):
    """Letters, or a paste, on a row that takes none."""

    def __init__(self, row: Row, text: str) -> None:
        super().__init__(row)
        self.text = text


class Fold(RowRequest):
    """Fold a block or what does not apply, or open it."""

    def __init__(self, row: Row, *, folded: bool) -> None:
        super().__init__(row)
        self.folded = folded


class Clicked(RowRequest):
    """A click on a row; `option` is the option under the mouse, `on_answer` whether it was right of the labels."""

    def __init__(self, row: Row, *, option: int | None, on_answer: bool) -> None:
        super().__init__(row)
        self.option = option
        self.on_answer = on_answer


class AddBlock(RowRequest):
    """Add a block at a ＋ row."""


class GoToSection(RowRequest):
    """Go on to the section that a row leads to."""


class FigureWanted(RowRequest):
    """Choose a drawing for a row."""


class PasteRefused(Message):
    """A paste held what may not be kept; it was meant for the answer at `key`."""

    def __init__(self, key: str, error: PiaError, text: str) -> None:
        super().__init__()
        self.key = key
        self.error = error
        self.text = text


class Edited(Message):
    """The document in memory has changed."""

    def __init__(self, changes: Sequence[Change]) -> None:
        super().__init__()
        self.changes = changes


class ChangeRefused(Message):
    """Something was refused; `error` says what, in words for the officer."""

    def __init__(self, error: PiaError) -> None:
        super().__init__()
        self.error = error


class CursorMoved(Message):
    """The cursor stands on another row, or the way of working with it has changed."""

    def __init__(self, row: Row | None) -> None:
        super().__init__()
        self.row = row


class Stepped(Message):
    """元に戻す (`back`) or やり直す was asked for in a text that holds nothing new; the text has been closed."""

    def __init__(self, *, back: bool) -> None:
        super().__init__()
        self.back = back
