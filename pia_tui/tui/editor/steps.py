"""Steps back and forth, and taking the document over from somebody else."""

from __future__ import annotations

from pia_tui import keys
from pia_tui.errors import PiaError
from pia_tui.tui.document.undo_words import step_words
from pia_tui.tui.editor.host import EditorHost
from pia_tui.tui.screens.dialogs import PickScreen, numbered


class Steps:
    """元に戻す and やり直す, and the taking over of a document."""

    def __init__(self, host: EditorHost) -> None:
        self._host = host

    def do_undo(self) -> None:
        """The newest step, whenever it was made."""
        self.step(back=True)

    def do_redo(self) -> None:
        """The step that was taken back last."""
        self.step(back=False)

    def step(self, *, back: bool) -> None:
        """Take one step, show what it changed, and say so."""
        if not self._host.pane.may_write():
            return
        page = self._host.pane.page
        choosing, row_key = page.choosing, page.row.key if page.row is not None else ""
        step = self._host.session.undo() if back else self._host.session.redo()
        if step is None:
            self._host.tell("元に戻せる変更は、もうありません" if back else "やり直せる変更はありません")
            return
        changed = [change.key for change in step.changes]
        part = self._host.pane.part
        parts = {one.path for one in self._host.session.document.parts()}
        if part is not None and part.path not in parts:
            self._host.pane.show_part(next(self._host.session.document.parts()))
        self._host.pane.refresh_rows()
        answers = (key for key in changed if keys.is_answer(key))
        self._host.go_to(next(answers, keys.place_of(changed[0])))
        if choosing is not None and page.row is not None and page.row.key == row_key:
            # A mark taken back while the options are open: one goes on choosing.
            page.begin_choosing()
            page.point_at(choosing)
            self._host.update_keys()
        self._host.contents.count_all()
        self._host.document_changed()
        self._host.saver.show()
        words = step_words(self._host.session.document, step)
        self._host.tell(f"{'元に戻しました' if back else 'やり直しました'}：{words}")

    def do_take_over(self) -> None:
        """Become the writer of what somebody else has open, once that is confirmed."""

        def picked(answer: str | None) -> None:
            if answer == "yes":
                try:
                    self._host.session.take_over()
                except PiaError as error:
                    self._host.tell_problem(error)
                self._host.pane.show_part(next(self._host.session.document.parts()))
                self._host.contents.count_all()
                self._host.saving.start_heartbeat()
                self._host.saver.show()
                self._host.update_keys()

        entries = numbered(
            [("no", "やめる", ""), ("yes", "この端末で編集を引き継ぐ", "相手の端末では、保存できなくなります")]
        )
        text = f"{self._host.session.holder}が編集中です。閉じ忘れであることを確かめてから引き継いでください。"
        self._host.pia.push_screen(PickScreen("編集を引き継ぎますか", entries, text=text), picked)
