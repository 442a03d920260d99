"""The editor's texts: the whole screen for one, other programs, notes, 定型文, drawings, and clearing."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pia_tui import keys
from pia_tui.errors import PiaError
from pia_tui.forms import clean_text
from pia_tui.forms.values import strip_unsafe
from pia_tui.places import short_words
from pia_tui.tui.document.sheet import Row, answers_under
from pia_tui.tui.editor.answer import AnswerEditor
from pia_tui.tui.editor.host import EditorHost
from pia_tui.tui.editor.writing import WritingScreen
from pia_tui.tui.screens.dialogs import NoteScreen, PickScreen, numbered
from pia_tui.tui.widgets.menu_view import MenuEntry

if TYPE_CHECKING:
    from pia_tui.assessment import Node


class Texts:
    """The whole screen for a text, other programs, notes, 定型文, clearing."""

    def __init__(self, host: EditorHost) -> None:
        self._host = host

    # -- pastes --------------------------------------------------------------------------------------------------------

    def refused_paste(self, key: str, text: str) -> None:
        """A paste with invisible signs: offer it without them, into the item it was meant for."""

        def picked(answer: str | None) -> None:
            if answer == "strip":
                self._host.pane.paste(key, strip_unsafe(text))

        entries = numbered(
            [("strip", "見えない文字を除いて貼り付ける", "見える文字は一字も変えません"), ("no", "貼り付けない", "")]
        )
        self._host.pia.push_screen(
            PickScreen(
                "貼り付ける文に、見えない制御文字があります",
                entries,
                text="Word や PDF から写した文に、よく混じります。",
            ),
            picked,
        )

    def _text_node(self) -> tuple[Row, Node] | None:
        row = self._host.pane.page.row
        if row is None or row.node is None or row.node.value_kind != "text" or not row.editable:
            self._host.tell("文章を書く欄で使えます")
            return None
        if not self._host.pane.may_write():
            return None
        return row, row.node

    def do_finish(self) -> None:
        """Esc in a text."""
        self._host.finish_writing()

    # -- the whole screen, other programs ----------------------------------------------------------------------------

    def do_full_screen(self) -> None:
        found = self._text_node()
        if found is None:
            return
        self._host.finish_writing()
        row, node = found
        words = short_words(self._host.session.document, node.key)
        answer = AnswerEditor(self._host.session, node)

        def typed(text: str) -> None:
            try:
                made = answer.take(text)
            except PiaError as error:
                self._host.tell_problem(error)
            else:
                if made:
                    self._host.saver.save_soon()

        def done(text: str | None) -> None:
            if text is not None:
                typed(text)
            self._host.pane.refresh_rows(node.key)
            self._host.saver.save_soon(at_once=True)
            self._host.document_changed()

        self._host.pia.push_screen(WritingScreen(self._host.session, row, words, answer.start, typed), done)

    def do_external(self) -> None:
        found = self._text_node()
        if found is None:
            return
        self._host.finish_writing()
        _, node = found

        def edited(text: str) -> None:
            self._host.edited(self._host.session.put(node.key, clean_text(text)))

        self._host.pia.outside.edit(str(self._host.session.document.value(node) or ""), edited)

    # -- notes -------------------------------------------------------------------------------------------------------

    def do_note(self) -> None:
        """The note of the item with the cursor."""
        node = self._host.pane.node
        if node is None:
            self._host.tell("項目に移ってから使ってください")
            return
        if not self._host.pane.may_write():
            return
        self._host.finish_writing()
        key = node.key.removesuffix("[]")

        def written(text: str | None) -> None:
            if text is not None:
                try:
                    self._host.edited(self._host.session.put(keys.NOTE.key(key), clean_text(text), "メモ"))
                except PiaError as error:
                    self._host.tell_problem(error)

        value = str(self._host.session.document.state.get(keys.NOTE.key(key), ""))
        text = "印刷されません。書いた理由や、聞く相手などを残せます。空にすると消えます。"
        self._host.pia.push_screen(NoteScreen(f"メモ：{node.label}", text=text, value=value), written)

    # -- 定型文 ------------------------------------------------------------------------------------------------------

    def do_clips(self) -> None:
        found = self._text_node()
        if found is None:
            return
        _, node = found
        pane = self._host.pane
        selected = pane.editor.selected_text if pane.answer is not None else ""
        whole = str(self._host.session.document.value(node) or "")

        def insert(text: str) -> None:
            pane.paste(node.key, text)
            self.edited_mark(node.key, "定型文から入れた文")

        self._host.pia.clips.pick(insert, selected or whole, source=f"{self._host.session.document.name} {node.label}")

    def edited_mark(self, key: str, where: str) -> None:
        """Mark a text as not yet confirmed by anybody."""
        made = self._host.session.put(keys.UNCONFIRMED.key(key), where)
        if made:
            self._host.saver.save_soon()

    # -- drawings ----------------------------------------------------------------------------------------------------

    def drawings(self, row: Row) -> None:
        """Attach a drawing, look at what is there, take one away."""
        node = row.node
        assert node is not None
        value = self._host.session.document.value(node)
        kept = value if isinstance(value, tuple) else ()
        entries = [MenuEntry("add", "図のファイルを選んで付ける", detail="PNG か JPEG、20MB まで")]
        for attachment_id in kept:
            found = self._host.session.store.call(lambda s, one=attachment_id: s.attachment(one))  # type: ignore[misc]
            size = f"{found.width}×{found.height} 画素、{found.size / 1024:,.0f} KB"
            entries.append(MenuEntry(f"drop:{attachment_id}", f"「{found.name}」を外す", detail=size, color="warning"))

        def picked(answer: str | None) -> None:
            if answer == "add":
                self._host.pia.files.pick(
                    "図のファイル", (".png", ".jpg", ".jpeg"), lambda path: self._attach_drawing(node, kept, path)
                )
            elif answer:
                rest = tuple(one for one in kept if one != answer.partition(":")[2])
                self._host.edited(self._host.session.put(node.key, rest, "図を外す"))
                self._host.tell("図を外しました（Ctrl+Z で戻せます）")

        if kept:
            self._host.pia.push_screen(PickScreen(row.label, entries), picked)
        else:
            picked("add")

    def _attach_drawing(self, node: Node, kept: tuple[str, ...], path: str) -> None:
        from pia_tui.usecases.incoming.drawings import attach_drawing

        try:
            identity = self._host.session.store.call(lambda s: attach_drawing(s, path))
            self._host.edited(self._host.session.put(node.key, (*kept, identity), "図を付ける"))
        except PiaError as error:
            self._host.tell_problem(error)
        else:
            self._host.tell("図を付けました。PDF では、この欄の大きさに合わせて入ります")

    # -- clearing ----------------------------------------------------------------------------------------------------

    def do_clear_item(self) -> None:
        node = self._host.pane.node
        if node is None or node.value_kind is None or self._host.session.document.value(node) is None:
            return
        self._host.pane.clear()
        if self._host.session.document.value(node) is None:
            self._host.tell("未記入に戻しました（Ctrl+Z で戻せます）")

    def do_clear_hidden(self) -> None:
        """Answers that no longer apply are removed, if the officer says so."""
        row = self._host.pane.page.row
        if row is None or row.kind != "off" or row.node is None:
            self._host.tell("「書きません」と表示された行に移ってから使ってください")
            return
        if not self._host.pane.may_write():
            return
        document = self._host.session.document
        below = answers_under(document.state, row.node.key.removesuffix("[]"))
        changes = [change for key in below if keys.is_answer(key) for change in document.change(key, "")]
        self._host.edited(self._host.session.edit(changes, "書かない欄を消す"))
        self._host.tell(f"{len(changes)} 項目を消しました（Ctrl+Z で戻せます）")
