"""The text editor over the page: where it lies, how high it is, and the answer that gets what is typed."""

from __future__ import annotations

from collections.abc import Sequence

from pia_tui.assessment import Change, Node
from pia_tui.errors import PiaError
from pia_tui.tui.document.session import Session
from pia_tui.tui.document.sheet import Row
from pia_tui.tui.editor.answer import AnswerEditor
from pia_tui.tui.editor.form_page import FormPage
from pia_tui.tui.widgets.text_editor import TextEditor

LEAST_LINES, MARGIN = 3, 3
"""Lines that the editor gets at least, and that it leaves of the page."""


class Writing:
    """Joins the page, the text editor and the answer that is being written."""

    def __init__(self, session: Session, page: FormPage, editor: TextEditor) -> None:
        self._session = session
        self._page = page
        self._editor = editor
        self.answer: AnswerEditor | None = None

    def open(self, row: Row, node: Node, typed: str = "") -> None:
        """Begin to write the answer of a row, which must have the cursor; `typed` came before."""
        self.answer = answer = AnswerEditor(self._session, node)
        self._fit_width()
        self._page.write_at(row.key, 1, ())
        self._editor.begin(answer.start, single=answer.one_line)
        self.fit()
        self._page.show_row(self._page.cursor)
        self.place()
        if typed:
            if answer.replaced_by_typing:
                self._editor.select_all()
            self._editor.paste_text(typed) if len(typed) > 1 else self._editor.type(typed)

    def close(self) -> None:
        """The text editor goes; what stands in it must have been taken."""
        self.answer = None
        self._page.end_writing()

    def take(self) -> Sequence[Change]:
        """Hand what stands in the editor to the session. Raises what an edit raises."""
        return self.answer.take(self._editor.text) if self.answer is not None else ()

    def take_suggestion(self) -> bool:
        """Put the suggested text in place of what was typed, if there is one."""
        suggested = self.answer.suggestion(self._editor.text) if self.answer is not None else None
        if suggested is None:
            return False
        self._editor.select_all()
        self._editor.type(suggested)
        return True

    def warn(self) -> bool:
        """Show beside the field what is wrong; False where nothing is, or it is shown already."""
        if self.answer is None or self.answer.problem is None or self.answer.warned:
            return False
        self.answer.warned = True
        self.fit()
        return True

    def left_behind(self) -> PiaError | None:
        """What to tell when the field is left now."""
        return self.answer.kept_as_draft() if self.answer is not None and self.answer.problem is not None else None

    # -- where it lies -----------------------------------------------------------------------------------------------

    def resized(self) -> None:
        """The page has another size."""
        if self.answer is not None:
            self._fit_width()
            self.fit()
            self.place()

    def _fit_width(self) -> None:
        self._editor.styles.width = self._page.geometry.value + 1

    def place(self) -> None:
        """Lay the editor over the answer that is being written."""
        if self.answer is None or (index := self._page.written_index) is None:
            return
        y = self._page.row_region(index).y - self._page.scroll_offset.y
        self._editor.styles.offset = (self._page.geometry.value_x, y)

    def fit(self) -> None:
        """Give the editor the lines it needs, and its row the same."""
        if self.answer is None:
            return
        needed = self._editor.lines_needed(self._page.geometry.value)
        if not self._editor.single:
            needed = max(2, needed + 1)
        height = min(needed, max(LEAST_LINES, self._page.size.height - MARGIN))
        # Always: the editor may still have the height of the text before, and would lie over the words under it.
        self._editor.styles.height = height
        if self._page.write_at(self.answer.key, height, self.answer.hint(self._editor.text)):
            self._page.show_row(self._page.cursor)
            self.place()
