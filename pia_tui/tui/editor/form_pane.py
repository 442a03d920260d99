"""A page of a form with its one text editor: where answers are written."""

from __future__ import annotations

from textual import on
from textual.app import ComposeResult
from textual.containers import Container
from textual.message import Message
from textual.widgets import TextArea

from pia_tui.assessment import Node, Part
from pia_tui.errors import PiaError
from pia_tui.forms import BadValue, format_value, parse_value
from pia_tui.forms.wareki import parse_date
from pia_tui.tui.document.session import Session
from pia_tui.tui.document.sheet import Folds, Row, Sheet, Show
from pia_tui.tui.document.sheet_lines import Tag
from pia_tui.tui.editor.form_choices import Choices, Edited, Problem
from pia_tui.tui.editor.form_page import FormPage
from pia_tui.tui.widgets.line_view import LineView
from pia_tui.tui.widgets.text_editor import Direction, TextEditor

WEEKDAYS = "月火水木金土日"
SINGLE_KINDS = ("date", "count")


class FormPane(Choices, Container):
    """Shows one part of the session's document and writes what is typed into the session."""

    DEFAULT_CSS = """
    FormPane { layers: paper pen; }
    FormPane FormPage { width: 100%; height: 100%; layer: paper; }
    FormPane TextEditor { layer: pen; position: absolute; display: none; width: 10; height: 1; }
    FormPane.-writing TextEditor { display: block; }
    """

    class Moved(Message):
        """The cursor stands on another row, or the way of working with it has changed."""

        def __init__(self, row: Row | None) -> None:
            super().__init__()
            self.row = row

    class Asked(Message):
        """A wish that the screen fulfils: "add" a block, "turn" to a section, choose a "figure", a refused "paste"."""

        def __init__(self, what: str, row: Row, text: str = "") -> None:
            super().__init__()
            self.what = what
            self.row = row
            self.text = text

    class Stepped(Message):
        """元に戻す (`back`) or やり直す was asked for in a text that holds nothing new; the text has been closed."""

        def __init__(self, *, back: bool) -> None:
            super().__init__()
            self.back = back

    def __init__(self, session: Session, *, id: str | None = None) -> None:  # noqa: A002 - Textual's word
        super().__init__(id=id)
        self.session = session
        # Made here, so that the screen may fill them before they are mounted.
        self.page = FormPage(id="page")
        self.pen = TextEditor(id="pen")
        self.folds = Folds()
        self.part: Part | None = None
        self.show: Show = "all"
        self.invalid: BadValue | None = None
        self._warned = False
        self._before = ""

    def compose(self) -> ComposeResult:
        yield self.page
        yield self.pen

    @property
    def mode(self) -> str:
        """What keys do now: "text", "choose" or "editor" (moving about)."""
        if self.page.writing:
            return "text"
        return "choose" if self.page.choosing is not None else "editor"

    @property
    def node(self) -> Node | None:
        """The item with the cursor."""
        row = self.page.row
        return row.node if row is not None else None

    # -- showing -----------------------------------------------------------------------------------------------------

    def show_part(self, part: Part, *, key: str | None = None) -> None:
        """Show another section, with the cursor on `key` or its first item. A text being written must be finished."""
        self.part = part
        if key is not None:
            self.unfold_to(key)
        self.page.show_sheet(self._sheet(part), key=key)
        self.post_message(self.Moved(self.page.row))

    def refresh_rows(self, key: str | None = None) -> None:
        """Make the rows anew after the document changed; the cursor stays where it was, or goes to `key`."""
        if self.part is None:
            return
        row = self.page.row
        wanted = key or (row.key if row else None)
        self.page.show_sheet(self._sheet(self.part), key=wanted, keep=True)
        self.post_message(self.Moved(self.page.row))

    def _sheet(self, part: Part) -> Sheet:
        return Sheet(
            self.session.document, part, self.folds, show=self.show, marked=lambda node: bool(self.page.tags_of(node))
        )

    def unfold_to(self, key: str) -> None:
        """Open every block and every folded place on the way to a key."""
        if self.part is None:
            return
        nodes = list(self.session.document.nodes(self.part))
        for node in nodes:
            if node.number and key.startswith(f"{node.key}."):
                self.folds.blocks[node.key] = False
        target = next((node for node in nodes if node.key == key), None)
        if target is not None and not target.applies:
            sheet = Sheet(self.session.document, self.part, self.folds)
            rounds = 0
            while sheet.index(key) is None and rounds < 4:
                self.folds.off |= {row.key for row in sheet.rows if row.kind == "off"}
                sheet = Sheet(self.session.document, self.part, self.folds)
                rounds += 1

    def go_to(self, key: str) -> bool:
        """Put the cursor on an item of this part, or on the first one under a heading; False if it is not here.

        The key of the part itself is its beginning, that of a list the place to add a block.
        """
        if self.part is not None and key == self.part.key:
            self.page.move_by_key("home")
            return True
        index = self._index(key)
        if index is None:
            self.unfold_to(key)
            self.refresh_rows(key)
            index = self._index(key)
        if index is None and self.show != "all":
            # What is looked for is not among the rows that are shown just now.
            self.show = "all"
            self.refresh_rows(key)
            index = self._index(key)
        if index is None:
            return False
        self.page.move_to(self.page.first_under(index), top=not self.page.rows[index].focusable)
        return True

    def _index(self, key: str) -> int | None:
        sheet = self.page.sheet
        if sheet is None:
            return None
        at = sheet.index(key)
        return sheet.index(f"+{key}") if at is None else at

    # -- wishes of the page ------------------------------------------------------------------------------------------

    @on(LineView.Moved)
    def _row_moved(self, event: LineView.Moved) -> None:
        event.stop()
        self.page.place_cursor()
        self.post_message(self.Moved(self.page.row))

    @on(FormPage.Wish)
    def _wish(self, event: FormPage.Wish) -> None:
        event.stop()
        row, page = event.row, self.page
        if event.what in ("fold", "unfold"):
            self._fold(row, folded=event.what == "fold")
        elif event.what in ("leave", "next", "previous"):
            self.leave_choice(row)
            if event.what != "leave":
                page.move_to(page.step(1 if event.what == "next" else -1))
        elif event.what in ("add", "turn"):
            self.post_message(self.Asked(event.what, row))
        elif page.writing:
            # Keys that were on their way to the page when the editor opened.
            self.pen.type(event.text)
        elif event.what == "typed":
            self.typed(row, event.text)
        elif self.may_write():
            if event.what == "write":
                self.write(row, event.text)
            elif event.what == "pick":
                self.pick(row, event.option)
            elif event.what == "toggle":
                self.toggle(row, event.option)

    def may_write(self) -> bool:
        if not self.session.read_only:
            return True
        if self.session.holder:
            why, then = f"{self.session.holder}が編集中のため", "「すべての操作」（Ctrl+P）から編集を引き継げます。"
        else:
            why, then = "保存先が読み取り専用のため", "フォルダーのアクセス権を確かめてから、起動し直してください。"
        self.post_message(Problem(PiaError(f"{why}、この評価書は読むだけです。", next=then)))
        return False

    def _fold(self, row: Row, *, folded: bool) -> None:
        if row.kind == "off":
            self.folds.off ^= {row.key}
        elif row.kind == "block":
            self.folds.blocks[row.key] = folded
        else:
            return
        self.refresh_rows(row.key)
        self.page.reveal_under(self.page.cursor)

    def write(self, row: Row | None = None, text: str = "") -> None:
        """Open a row for its answer: the text editor, the options, or what the screen has for drawings."""
        row = row or self.page.row
        if row is None or row.node is None or not row.editable or not self.may_write():
            return
        kind = row.node.value_kind
        if kind in ("choice", "multi", "flag"):
            self.page.begin_choosing()
            self.post_message(self.Moved(row))
        elif kind == "figure":
            self.post_message(self.Asked("figure", row))
        else:
            self._open_pen(row, row.node, text)

    # -- writing -----------------------------------------------------------------------------------------------------

    def _open_pen(self, row: Row, node: Node, typed: str) -> None:
        index = self.page.sheet.index(row.key) if self.page.sheet else None
        if index is not None:
            self.page.move_to(index)
        single = node.value_kind in SINGLE_KINDS
        self._before = format_value(self.session.document.value(node))
        self.invalid = None
        self._warned = False
        self.add_class("-writing")
        self._place_width()
        self.page.writing = 1
        self.pen.begin(self._before, single=single)
        self._fit(node)
        self.page.show_row(self.page.cursor)
        self._place()
        if typed:
            self.pen.paste_text(typed) if len(typed) > 1 else self.pen.type(typed)
        # Through the queue of the page, so that keys already on their way reach it before the focus goes.
        self.page.call_later(self._focus_pen)
        self.post_message(self.Moved(row))

    def _focus_pen(self) -> None:
        if self.page.writing:
            self.pen.focus(scroll_visible=False)

    def _place_width(self) -> None:
        self.pen.styles.width = self.page.geometry.value + 1

    def _place(self) -> None:
        """Lay the editor over the answer of the row."""
        if not self.page.writing:
            return
        region = self.page.row_region(self.page.cursor)
        y = region.y - self.page.scroll_offset.y
        self.pen.styles.offset = (self.page.geometry.value_x, y)

    def _fit(self, node: Node) -> None:
        """Give the editor the lines it needs, and the row the same."""
        room = max(3, self.page.size.height - 3)
        needed = 1 if self.pen.single else max(2, self.pen.lines_needed(self.page.geometry.value) + 1)
        height = min(needed, room)
        hint = self._hint(node)
        if self.page.set_writing(height, hint):
            self.pen.styles.height = height
            self.page.show_row(self.page.cursor)
            self._place()

    def _hint(self, node: Node) -> tuple[Tag, ...]:
        """The words under the editor: how a date is read, how long a text is, what is wrong."""
        text = self.pen.text
        if self.invalid is not None:
            return (Tag(str(self.invalid), "error"),)
        if node.value_kind == "date":
            day = parse_date(text)
            if day is not None:
                return (
                    Tag(
                        f"→ {parse_value(node.item, text)}（西暦{day.year}年、{WEEKDAYS[day.weekday()]}曜日）", "muted"
                    ),
                )
            return (Tag("日付は 令和7年4月15日、R7.4.15、2025-04-15 のどれでも読めます", "muted"),)
        if node.value_kind == "count":
            return (Tag("数字で入れてください（全角でもかまいません）", "muted"),)
        return (Tag(f"{len(text):,} 字", "muted"),)

    @on(TextArea.Changed)
    def _typed(self, event: TextArea.Changed) -> None:
        event.stop()
        node = self.node
        if not self.page.writing or node is None:
            return
        self.take_text(node)
        self._fit(node)

    def take_text(self, node: Node) -> None:
        """Hand what stands in the editor to the session, unless it cannot be an answer (yet)."""
        try:
            changes = self.session.put(node.key, self.pen.text)
        except BadValue as error:
            # A date half typed is no fault; it is told when one wants to leave.
            self.invalid = error if self._warned or node.value_kind == "text" else None
            return
        except PiaError as error:
            self.post_message(Problem(error))
            return
        self.invalid = None
        if changes:
            self.post_message(Edited(changes))

    @on(TextEditor.Left)
    def _left(self, event: TextEditor.Left) -> None:
        event.stop()
        self.finish(event.direction)

    @on(TextEditor.Exhausted)
    def _exhausted(self, event: TextEditor.Exhausted) -> None:
        event.stop()
        if self.finish():
            self.post_message(self.Stepped(back=event.back))

    @on(TextEditor.Refused)
    def _paste_refused(self, event: TextEditor.Refused) -> None:
        event.stop()
        if self.page.row is not None:
            self.post_message(Problem(event.error))
            self.post_message(self.Asked("paste", self.page.row, event.text))

    def finish(self, direction: Direction | None = None) -> bool:
        """Close the editor and keep what was written; False if it cannot be kept, and then the editor stays open.

        A second Esc on what cannot be read as a date or number takes it back to what stood there before.
        """
        node = self.node
        if not self.page.writing or node is None:
            return True
        try:
            changes = self.session.put(node.key, self.pen.text)
        except BadValue as error:
            if not (self._warned and direction is None):
                self._warned = True
                self.invalid = BadValue(error.what, next=f"{error.next}もう一度 Esc を押すと、元の値に戻します。")
                self._fit(node)
                return False
            changes = self.session.put(node.key, self._before)
        if changes:
            self.post_message(Edited(changes))
        self._close_pen()
        if direction in ("next", "down", "enter"):
            self.page.move_to(self.page.step(1))
        elif direction in ("previous", "up"):
            self.page.move_to(self.page.step(-1))
        return True

    def _close_pen(self) -> None:
        self.page.writing = 0
        self.page.hint = ()
        self.invalid = None
        self.remove_class("-writing")
        self.page.focus(scroll_visible=False)
        self.refresh_rows()

    @on(FormPage.Scrolled)
    def _scrolled(self, event: FormPage.Scrolled) -> None:
        event.stop()
        self._place()

    def on_resize(self) -> None:
        if self.page.writing and self.node is not None:
            self.call_after_refresh(self._resized)

    def _resized(self) -> None:
        if self.node is not None and self.page.writing:
            self._place_width()
            self._fit(self.node)
            self._place()
