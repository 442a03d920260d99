"""A page of a form with its one text editor: where answers are written."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from textual import on
from textual.app import ComposeResult
from textual.containers import Container
from textual.widgets import TextArea

from pia_tui.assessment import Change, Node, Part
from pia_tui.errors import PiaError
from pia_tui.tui.document.item_help import how_on
from pia_tui.tui.document.session import Session
from pia_tui.tui.document.sheet import Row
from pia_tui.tui.editor import requests
from pia_tui.tui.editor.answer import AnswerEditor
from pia_tui.tui.editor.choosing import Choosing
from pia_tui.tui.editor.form_page import FormPage
from pia_tui.tui.editor.open_options import OpenOptions
from pia_tui.tui.editor.overlay import Writing
from pia_tui.tui.editor.page_rows import PageRows
from pia_tui.tui.input.focus import give_keys
from pia_tui.tui.messages import untaken_words
from pia_tui.tui.widgets.line_view import LineView
from pia_tui.tui.widgets.text_editor import TextEditor

ChangeMaker = Callable[[], Sequence[Change]]


class FormPane(Container):
    """Shows one part of the session's document and writes what is typed into the session.

    `answer` is what is being written, by the key it was opened for: the cursor, a click or a step back elsewhere cannot
    make another item get its text.
    """

    DEFAULT_CSS = """
    FormPane { layers: page editor; }
    FormPane FormPage { width: 100%; height: 100%; layer: page; }
    FormPane TextEditor { layer: editor; position: absolute; display: none; width: 10; height: 1; }
    FormPane.-writing TextEditor { display: block; }
    """

    def __init__(self, session: Session, *, id: str | None = None) -> None:  # noqa: A002 - Textual's word
        super().__init__(id=id)
        self.session = session
        # Made here, so that the screen may fill them before they are mounted.
        self.page = FormPage(id="page")
        self.editor = TextEditor(id="editor")
        self.rows = PageRows(session, self.page)
        self.writing = Writing(session, self.page, self.editor)
        self.choosing = Choosing(session)
        self.options = OpenOptions(self)

    def compose(self) -> ComposeResult:
        yield self.page
        yield self.editor

    @property
    def answer(self) -> AnswerEditor | None:
        """What is being written."""
        return self.writing.answer

    @property
    def mode(self) -> str:
        """What keys do now: "text", "choose" or "editor" (moving about)."""
        if self.answer is not None:
            return "text"
        return "choose" if self.page.choosing is not None else "editor"

    @property
    def node(self) -> Node | None:
        """The item being written, else the one with the cursor."""
        if self.answer is not None:
            return self.answer.node
        row = self.page.row
        return row.node if row is not None else None

    def take_keys(self) -> None:
        """Keys go to the text that is open, else to the page."""
        give_keys(self.editor if self.answer is not None else self.page)

    # -- showing -----------------------------------------------------------------------------------------------------

    @property
    def part(self) -> Part | None:
        """The section that is shown."""
        return self.rows.part

    def show_part(self, part: Part, *, key: str | None = None) -> None:
        """Show another section, with the cursor on `key` or its first item; what is open is closed."""
        self.finish()
        self.rows.show_part(part, key)
        self.post_message(requests.CursorMoved(self.page.row))

    def refresh_rows(self, key: str | None = None) -> None:
        """Make the rows anew after the document changed; the cursor stays where it was, or goes to `key`."""
        self.rows.refresh(key)
        self.post_message(requests.CursorMoved(self.page.row))

    def go_to(self, key: str) -> bool:
        """Put the cursor on an item of this part, what is open is closed; False if it is not here."""
        self.finish()
        return self.rows.go_to(key)

    # -- requests of the page ----------------------------------------------------------------------------------------

    @on(LineView.Moved)
    def _row_moved(self, event: LineView.Moved) -> None:
        event.stop()
        self.post_message(requests.CursorMoved(self.page.row))

    @on(requests.Fold)
    def _fold(self, event: requests.Fold) -> None:
        event.stop()
        self.rows.fold(event.row, folded=event.folded)
        self.post_message(requests.CursorMoved(self.page.row))

    @on(requests.Open)
    def _open(self, event: requests.Open) -> None:
        event.stop()
        self.open_row(event.row, event.text)

    @on(requests.Pick)
    @on(requests.Toggle)
    @on(requests.EndChoice)
    @on(requests.TypedOnChoice)
    @on(requests.Untaken)
    def _choice(self, event: requests.RowRequest) -> None:
        event.stop()
        if isinstance(event, requests.EndChoice):
            self.options.end(event.row, event.step)
        elif isinstance(event, requests.TypedOnChoice):
            self.options.typed(event.row, event.text)
        elif isinstance(event, requests.Untaken) and self.may_write():
            self.notify(f"{untaken_words(event.text)}{how_on(event.row)}", markup=False)
        elif isinstance(event, requests.Pick) and self.may_write():
            self.options.pick(event.row, event.option, go_on=event.go_on)
        elif isinstance(event, requests.Toggle) and self.may_write():
            self.options.toggle(event.row, event.option)

    @on(requests.Clicked)
    def _clicked(self, event: requests.Clicked) -> None:
        """What is open is closed first, and then the row that was clicked is looked for by its key."""
        event.stop()
        row, page = event.row, self.page
        if self.answer is not None and row.key == self.answer.key:
            self.take_keys()
            return
        if page.choosing is not None and page.row is not None and page.row.key == row.key:
            if event.option is not None and row.node is not None:
                page.point_at(event.option)
                page.choose_option(event.option)
            return
        self.finish()
        index = page.sheet.index(row.key) if page.sheet is not None else None
        if index is None:
            return
        page.move_to(index)
        row = page.rows[index]
        if row.kind == "block" and not event.on_answer:
            self.post_message(requests.Fold(row, folded=not row.folded))
        else:
            page.choose()

    def may_write(self) -> bool:
        """Whether the document can be changed here; says why where it cannot."""
        if not self.session.read_only:
            return True
        if self.session.holder:
            why, then = f"{self.session.holder}が編集中のため", "「すべての操作」（Ctrl+P）から編集を引き継げます。"
        else:
            why, then = "保存先が読み取り専用のため", "フォルダーのアクセス権を確かめてから、起動し直してください。"
        self.post_message(requests.ChangeRefused(PiaError(f"{why}、この評価書は読むだけです。", next=then)))
        return False

    def clear(self) -> None:
        """Put the item with the cursor back to 未記入."""
        node = self.node
        if node is not None and node.value_kind and self.answer is None and self.may_write():
            self.carry_out(lambda: self.choosing.clear(node))
            self.refresh_rows()

    def carry_out(self, change: ChangeMaker) -> None:
        """Change an answer; tell what changed or why not."""
        try:
            changes = change()
        except PiaError as error:
            self.post_message(requests.ChangeRefused(error))
            return
        if changes:
            self.post_message(requests.Edited(changes))

    # -- writing -----------------------------------------------------------------------------------------------------

    def open_row(self, row: Row | None = None, text: str = "") -> None:
        """Open a row for its answer: the text editor, the options, or what the screen has for drawings."""
        self.finish()
        row = row or self.page.row
        if row is None or row.node is None or not row.editable or not self.may_write():
            return
        kind = row.node.value_kind
        if kind in ("choice", "multi", "flag"):
            self._go_to_row(row)
            self.page.begin_choosing()
            self.post_message(requests.CursorMoved(row))
        elif kind == "figure":
            self.post_message(requests.FigureWanted(row))
        else:
            self._go_to_row(row)
            self.add_class("-writing")
            self.writing.open(row, row.node, text)
            self.take_keys()
            self.post_message(requests.CursorMoved(row))

    def _go_to_row(self, row: Row) -> None:
        index = self.page.sheet.index(row.key) if self.page.sheet else None
        if index is not None:
            self.page.move_to(index)

    @on(TextArea.Changed)
    def _typed(self, event: TextArea.Changed) -> None:
        event.stop()
        self.take()
        self.writing.fit()

    def take(self) -> None:
        """Hand what stands in the editor to the session."""
        self.carry_out(self.writing.take)

    @on(TextEditor.Left)
    def _left(self, event: TextEditor.Left) -> None:
        """Enter, Tab or an arrow at the edge; from what cannot be read only when its fault has been shown."""
        event.stop()
        self.take()
        if (
            self.answer is None
            or (event.direction == "enter" and self.writing.take_suggestion())
            or self.writing.warn()
        ):
            return
        self.finish()
        self.page.move_to(self.page.step(1 if event.direction in ("next", "down", "enter") else -1))

    @on(TextEditor.Exhausted)
    def _exhausted(self, event: TextEditor.Exhausted) -> None:
        event.stop()
        self.finish()
        self.post_message(requests.Stepped(back=event.back))

    @on(TextEditor.Refused)
    def _paste_refused(self, event: TextEditor.Refused) -> None:
        event.stop()
        if self.answer is not None:
            self.post_message(requests.ChangeRefused(event.error))
            self.post_message(requests.PasteRefused(self.answer.key, event.error, event.text))

    def paste(self, key: str, text: str) -> None:
        """Insert a text where the answer at `key` is being written; it is opened where it is not."""
        if self.answer is None or self.answer.key != key:
            if not self.go_to(key):
                return
            self.open_row()
        if self.answer is not None and self.answer.key == key:
            self.editor.paste_text(text)

    def finish(self, *, take_keys: bool = True) -> None:
        """Close what is being written or chosen; what was typed is kept, as a draft where it is no answer."""
        if self.page.choosing is not None:
            self.page.end_choosing()
            self.refresh_rows()
        if self.answer is None:
            return
        self.take()
        problem = self.writing.left_behind()
        self.writing.close()
        self.remove_class("-writing")
        if take_keys:
            self.take_keys()
        self.refresh_rows()
        if problem is not None:
            self.post_message(requests.ChangeRefused(problem))

    @on(FormPage.Scrolled)
    def _scrolled(self, event: FormPage.Scrolled) -> None:
        event.stop()
        self.writing.place()

    @on(FormPage.Focused)
    def _page_focused(self, event: FormPage.Focused) -> None:
        """A click on the page beside the text that is open: the keys stay with the text."""
        event.stop()
        if self.answer is not None:
            self.take_keys()

    def on_resize(self) -> None:
        self.call_after_refresh(self.writing.resized)
