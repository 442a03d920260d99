"""The editor's saving: as one types, at every move, before leaving; and what to do when it fails."""

from __future__ import annotations

import asyncio
from contextlib import suppress
from typing import TYPE_CHECKING

from textual.timer import Timer

from pia_tui import keys
from pia_tui.errors import PiaError
from pia_tui.tui.document.session import Session
from pia_tui.tui.document.undo_words import step_words
from pia_tui.tui.screens.base import Acting
from pia_tui.tui.screens.dialogs import PickScreen, numbered
from pia_tui.tui.widgets.title_bar import TitleBar

if TYPE_CHECKING:
    from pia_tui.tui.editor.form_pane import FormPane

SAVE_AFTER = 0.8
"""Seconds from the first letter that is not saved to the save: what is lost in a crash is less than a second's."""
RETRY_AFTER = 5.0


class SavingActions(Acting):
    """Mixin of the editor."""

    session: Session
    _timer: Timer | None = None

    if TYPE_CHECKING:

        @property
        def pane(self) -> FormPane: ...

        def finish_writing(self) -> bool: ...
        def go_to(self, key: str) -> bool: ...
        def document_changed(self) -> None: ...
        def _count_all(self) -> None: ...

    def begin_saving(self) -> None:
        """Start the sign of life that tells others this document is open here."""
        from pia_tui.store.lock import BEAT_SECONDS

        if not self.session.read_only:
            self.set_interval(BEAT_SECONDS, self.session.beat)

    def end_saving(self) -> None:
        if self._timer is not None:
            self._timer.stop()
            self._timer = None

    def save_soon(self, *, at_once: bool = False) -> None:
        """Save within a second, or now; either way without making the officer wait."""
        if not self.session.unsaved:
            return
        if at_once:
            self._save()
        elif self._timer is None:
            self._timer = self.set_timer(SAVE_AFTER, self._save)
        self.show_state()

    def _save(self) -> None:
        if self._timer is not None:
            self._timer.stop()
            self._timer = None
        future = self.session.start_saving()
        if future is None:
            if self.session.pending and self._timer is None:
                self._timer = self.set_timer(SAVE_AFTER, self._save)
            return
        loop = asyncio.get_running_loop()

        def landed(_: object) -> None:
            # Through the screen's own queue: what follows may open a dialog, which needs the app's context.
            with suppress(RuntimeError):  # the program has ended meanwhile
                loop.call_soon_threadsafe(self.call_later, self._saved)

        future.add_done_callback(landed)

    def _saved(self) -> None:
        if not self.is_attached:
            return
        failed_before = self.session.error
        self.session.finish_saving()
        error = self.session.error
        if error is not None:
            if failed_before is None or str(failed_before) != str(error):
                self.tell_save_failed(error)
            if self._timer is None:
                self._timer = self.set_timer(RETRY_AFTER, self._save)
        elif self.session.pending and self._timer is None:
            self._timer = self.set_timer(SAVE_AFTER, self._save)
        self.show_state()

    def show_state(self) -> None:
        """The words on the right of the header."""
        bar = self.query_one(TitleBar)
        session = self.session
        if session.read_only:
            bar.set_state(f"読むだけ（{session.holder}が編集中）" if session.holder else "読むだけ", "warning")
        elif session.error is not None:
            bar.set_state(f"！保存できません：{session.error.what}", "error")
        elif session.unsaved:
            bar.set_state("入力中…" if session.pending else "保存しています…", "muted")
        elif session.saved_at is not None:
            bar.set_state(f"保存済み {session.saved_at:%H:%M:%S}", "good")
        else:
            bar.set_state("保存済み", "good")

    def tell_save_failed(self, error: PiaError) -> None:
        """Say why; for what looks like a 個人番号, ask at once."""
        from pia_tui.store.errors import PersonalNumberFound

        if isinstance(error, PersonalNumberFound):
            self.ask_personal_number(error)
        else:
            self.tell_problem(error)

    def ask_personal_number(self, error: PiaError) -> None:
        """Digits that pass for a 個人番号 are not kept unless the officer says what they are."""
        from pia_tui.store.errors import PersonalNumberFound
        from pia_tui.tui.screens.dialogs import LineScreen

        assert isinstance(error, PersonalNumberFound)

        def reason_given(reason: str | None) -> None:
            if reason:
                document = self.session.document
                self.session.edit([one for place in error.places for one in document.change(place.exemption, reason)])
                self.session.error = None
                self.save_soon(at_once=True)

        def picked(answer: str | None) -> None:
            if answer == "reason":
                self.pia.push_screen(
                    LineScreen(
                        "個人番号ではない理由", text="例）住民票コードの桁数を説明する架空の例　など。記録に残ります。"
                    ),
                    reason_given,
                )

        entries = numbered(
            [
                ("back", "数字を消しに戻る", "消すと保存されます"),
                ("reason", "個人番号ではない", "理由を書くと保存できます"),
            ]
        )
        self.pia.push_screen(PickScreen(error.what, entries, text=f"{error.safe}{error.next}"), picked)

    def do_save(self) -> None:
        """Save now and say so."""
        if self.pane.page.writing and self.pane.node is not None:
            self.pane.take_text(self.pane.node)
        self.end_saving()
        if self.session.flush():
            self.show_state()
            self.tell("保存しました")
        else:
            self.show_state()
            assert self.session.error is not None
            self.tell_save_failed(self.session.error)

    def ready_to_leave(self) -> bool:
        """Finish and save; if that fails, say so and ask what to do, and stay."""
        if not self.finish_writing():
            return False
        if self.session.read_only or self.session.flush():
            self.show_state()
            return True
        self.show_state()
        self._ask_unsaved()
        return False

    def _ask_unsaved(self) -> None:
        error = self.session.error
        assert error is not None

        def picked(answer: str | None) -> None:
            if answer == "again":
                self.do_save()
            elif answer == "drop":
                self.session.give_up()
                self.pane.refresh_rows()
                self.document_changed()
                self.show_state()
                self.tell("保存できなかった変更を取り消しました")
            elif answer == "copy":
                texts = [str(change.after) for change in self.session.pending.values() if change.after]
                self.pia.copy_to_clipboard("\n\n".join(texts))
                self.tell("保存できていない文をクリップボードに写しました")

        entries = numbered(
            [
                ("again", "もう一度保存する", "接続や空き容量を直してから選んでください"),
                ("copy", "保存できていない文をクリップボードに写す", "メモ帳などに貼り付けて控えられます"),
                ("stay", "この画面に戻る", ""),
                (
                    "drop",
                    "保存できていない変更を取り消す",
                    f"{len(self.session.pending)} か所が、前に保存した内容に戻ります",
                ),
            ]
        )
        self.pia.push_screen(PickScreen("保存できていない変更があります", entries, text=error.on_screen), picked)

    def do_undo(self) -> None:
        self._step(back=True)

    def do_redo(self) -> None:
        self._step(back=False)

    def on_form_pane_stepped(self, event: FormPane.Stepped) -> None:
        """元に戻す in a text with nothing to take back any more."""
        event.stop()
        self._step(back=event.back)

    def _step(self, *, back: bool) -> None:
        if not self.pane.may_write():
            return
        page = self.pane.page
        choosing, row_key = page.choosing, page.row.key if page.row is not None else ""
        step = self.session.undo() if back else self.session.redo()
        if step is None:
            self.tell("元に戻せる変更は、もうありません" if back else "やり直せる変更はありません")
            return
        changed = [change.key for change in step.changes]
        part = self.pane.part
        parts = {one.path for one in self.session.document.parts()}
        if part is not None and part.path not in parts:
            self.pane.show_part(next(self.session.document.parts()))
        self.pane.refresh_rows()
        self.go_to(next((key for key in changed if keys.is_answer(key)), changed[0].removesuffix("[]")))
        if choosing is not None and page.row is not None and page.row.key == row_key:
            # A mark taken back while the options are open: one goes on choosing.
            page.begin_choosing()
            page.point_at(choosing)
            self.update_keys()
        self._count_all()
        self.document_changed()
        self.show_state()
        words = step_words(self.session.document, step)
        self.tell(f"{'元に戻しました' if back else 'やり直しました'}：{words}")

    def do_take_over(self) -> None:
        def picked(answer: str | None) -> None:
            if answer == "yes":
                try:
                    self.session.take_over()
                except PiaError as error:
                    self.tell_problem(error)
                self.pane.show_part(next(self.session.document.parts()))
                self._count_all()
                self.begin_saving()
                self.show_state()
                self.update_keys()

        entries = numbered(
            [("no", "やめる", ""), ("yes", "この端末で編集を引き継ぐ", "相手の端末では、保存できなくなります")]
        )
        text = f"{self.session.holder}が編集中です。閉じ忘れであることを確かめてから引き継いでください。"
        self.pia.push_screen(PickScreen("編集を引き継ぎますか", entries, text=text), picked)
