"""The editor's texts: the whole screen for one, other programs, notes, 定型文, drawings, and clearing."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pia_tui import keys
from pia_tui.errors import PiaError
from pia_tui.forms import clean_text
from pia_tui.forms.values import strip_unsafe
from pia_tui.places import short_words
from pia_tui.tui.document.session import Session
from pia_tui.tui.document.sheet import Row, answers_under
from pia_tui.tui.editor.writing import WritingScreen
from pia_tui.tui.screens.base import Acting
from pia_tui.tui.screens.dialogs import NoteScreen, PickScreen, numbered
from pia_tui.tui.widgets.menu_view import Entry

if TYPE_CHECKING:
    from pia_tui.assessment import Change, Node
    from pia_tui.tui.editor.form_pane import FormPane


class TextActions(Acting):
    """Mixin of the editor."""

    session: Session

    if TYPE_CHECKING:

        @property
        def pane(self) -> FormPane: ...

        def finish_writing(self) -> bool: ...
        def save_soon(self, *, at_once: bool = False) -> None: ...
        def document_changed(self) -> None: ...

    # -- what the page asks for ------------------------------------------------------------------------------------

    def asked(self, event: FormPane.Asked) -> None:
        """Wishes of the page that are not about repeats."""
        if event.what == "figure":
            self._drawings(event.row)
        elif event.what == "paste":
            self._refused_paste(event.text)

    def _refused_paste(self, text: str) -> None:
        """A paste with invisible signs: offer it without them."""

        def picked(answer: str | None) -> None:
            if answer == "strip" and self.pane.page.writing:
                self.pane.pen.paste_text(strip_unsafe(text))

        entries = numbered(
            [("strip", "見えない文字を除いて貼り付ける", "見える文字は一字も変えません"), ("no", "貼り付けない", "")]
        )
        self.pia.push_screen(
            PickScreen(
                "貼り付ける文に、見えない制御文字があります",
                entries,
                text="Word や PDF から写した文に、よく混じります。",
            ),
            picked,
        )

    def edited(self, changes: list[Change]) -> None:
        """After a change that did not come from the page: draw, count, save."""
        if changes:
            self.pane.refresh_rows()
            self.save_soon(at_once=True)
            self.document_changed()

    def _text_node(self) -> tuple[Row, Node] | None:
        row = self.pane.page.row
        if row is None or row.node is None or row.node.value_kind != "text" or not row.editable:
            self.tell("文章を書く欄で使えます")
            return None
        if not self.pane.may_write():
            return None
        return row, row.node

    # -- the whole screen, other programs ----------------------------------------------------------------------------

    def do_full_screen(self) -> None:
        found = self._text_node()
        if found is None or not self.finish_writing():
            return
        row, node = found
        assert self.pane.part is not None
        words = short_words(self.session.document, node.key)
        value = self.session.document.value(node)

        def typed(text: str) -> None:
            try:
                made = self.session.put(node.key, text)
            except PiaError as error:
                self.tell_problem(error)
            else:
                if made:
                    self.save_soon()

        def done(text: str | None) -> None:
            if text is not None:
                typed(text)
            self.pane.refresh_rows(node.key)
            self.save_soon(at_once=True)
            self.document_changed()

        self.pia.push_screen(WritingScreen(self.session, row, words, str(value or ""), typed), done)

    def do_external(self) -> None:
        found = self._text_node()
        if found is None or not self.finish_writing():
            return
        _, node = found

        def edited(text: str) -> None:
            self.edited(self.session.put(node.key, clean_text(text)))

        self.pia.outside.edit(str(self.session.document.value(node) or ""), edited)

    # -- notes -------------------------------------------------------------------------------------------------------

    def do_note(self) -> None:
        """The note of the item with the cursor."""
        node = self.pane.node
        if node is None:
            self.tell("項目に移ってから使ってください")
            return
        if not self.pane.may_write() or not self.finish_writing():
            return
        key = node.key.removesuffix("[]")

        def written(text: str | None) -> None:
            if text is not None:
                try:
                    self.edited(self.session.put(keys.NOTE.key(key), clean_text(text), "メモ"))
                except PiaError as error:
                    self.tell_problem(error)

        value = str(self.session.document.state.get(keys.NOTE.key(key), ""))
        text = "印刷されません。書いた理由や、聞く相手などを残せます。空にすると消えます。"
        self.pia.push_screen(NoteScreen(f"メモ：{node.label}", text=text, value=value), written)

    # -- 定型文 ------------------------------------------------------------------------------------------------------

    def do_clips(self) -> None:
        found = self._text_node()
        if found is None:
            return
        _, node = found
        pane = self.pane
        selected = pane.pen.selected_text if pane.page.writing else ""
        whole = str(self.session.document.value(node) or "")
        if not pane.page.writing:
            pane.write()

        def insert(text: str) -> None:
            pane.pen.paste_text(text)
            self.edited_mark(node.key, "定型文から入れた文")

        self.pia.clips.pick(insert, selected or whole, source=f"{self.session.document.name} {node.label}")

    def edited_mark(self, key: str, where: str) -> None:
        """Mark a text as not yet confirmed by anybody."""
        made = self.session.put(keys.UNCONFIRMED.key(key), where)
        if made:
            self.save_soon()

    # -- drawings ----------------------------------------------------------------------------------------------------

    def _drawings(self, row: Row) -> None:
        """Attach a drawing, look at what is there, take one away."""
        node = row.node
        assert node is not None
        value = self.session.document.value(node)
        kept = value if isinstance(value, tuple) else ()
        entries = [Entry("add", "図のファイルを選んで付ける", detail="PNG か JPEG、20MB まで")]
        for attachment_id in kept:
            found = self.session.store.call(lambda s, one=attachment_id: s.attachment(one))  # type: ignore[misc]
            size = f"{found.width}×{found.height} 画素、{found.size / 1024:,.0f} KB"
            entries.append(Entry(f"drop:{attachment_id}", f"「{found.name}」を外す", detail=size, ink="warning"))

        def picked(answer: str | None) -> None:
            if answer == "add":
                self.pia.files.pick(
                    "図のファイル", (".png", ".jpg", ".jpeg"), lambda path: self._attach_drawing(node, kept, path)
                )
            elif answer:
                rest = tuple(one for one in kept if one != answer.partition(":")[2])
                self.edited(self.session.put(node.key, rest, "図を外す"))
                self.tell("図を外しました（Ctrl+Z で戻せます）")

        if kept:
            self.pia.push_screen(PickScreen(row.label, entries), picked)
        else:
            picked("add")

    def _attach_drawing(self, node: Node, kept: tuple[str, ...], path: str) -> None:
        from pia_tui.usecases.incoming.drawings import attach_drawing

        try:
            identity = self.session.store.call(lambda s: attach_drawing(s, path))
            self.edited(self.session.put(node.key, (*kept, identity), "図を付ける"))
        except PiaError as error:
            self.tell_problem(error)
        else:
            self.tell("図を付けました。PDF では、この欄の大きさに合わせて入ります")

    # -- clearing ----------------------------------------------------------------------------------------------------

    def do_clear_item(self) -> None:
        node = self.pane.node
        if node is None or node.value_kind is None or self.session.document.value(node) is None:
            return
        self.pane.clear()
        if self.session.document.value(node) is None:
            self.tell("未記入に戻しました（Ctrl+Z で戻せます）")

    def do_clear_hidden(self) -> None:
        """Answers that no longer apply are removed, if the officer says so."""
        row = self.pane.page.row
        if row is None or row.kind != "off" or row.node is None:
            self.tell("「書きません」と表示された行に移ってから使ってください")
            return
        if not self.pane.may_write():
            return
        document = self.session.document
        held = answers_under(document.state, keys.place_of(row.node.key))
        changes = [change for key in held if keys.is_answer(key) for change in document.change(key, "")]
        self.edited(self.session.edit(changes, "書かない欄を消す"))
        self.tell(f"{len(changes)} 項目を消しました（Ctrl+Z で戻せます）")
