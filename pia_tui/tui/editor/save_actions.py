"""Saving on purpose and before leaving; what to ask where it fails."""

from __future__ import annotations

from pia_tui.assessment import Assessment
from pia_tui.errors import PiaError
from pia_tui.tui.document.sheet import node_label
from pia_tui.tui.drawing.wrap import cut_to
from pia_tui.tui.editor.answer import draft_at, drafts
from pia_tui.tui.editor.host import EditorHost
from pia_tui.tui.screens.dialogs import LineScreen, PickScreen, numbered

_SHOWN = 24
"""Cells of a draft that a message repeats."""


class SaveActions:
    """Saving on purpose, and the questions that a failed save asks."""

    def __init__(self, host: EditorHost) -> None:
        self._host = host

    def tell_failure(self, error: PiaError) -> None:
        """Say why a save of its own accord failed. No question opens by itself: it would take what is being typed."""
        from pia_tui.store.errors import PersonalNumberFound

        if isinstance(error, PersonalNumberFound):
            then = "消すか、Ctrl+S を押して、個人番号ではない理由を書いてください。"
            error = PiaError(error.what, safe=error.safe, next=then)
        self._host.tell_problem(error)

    def tell_save_failed(self, error: PiaError) -> None:
        """Say why; for what looks like a 個人番号, ask what it is."""
        from pia_tui.store.errors import PersonalNumberFound

        if isinstance(error, PersonalNumberFound):
            self.ask_personal_number(error)
        else:
            self._host.tell_problem(error)

    def ask_personal_number(self, error: PiaError) -> None:
        """Digits that pass for a 個人番号 are not kept unless the officer says what they are."""
        from pia_tui.store.errors import PersonalNumberFound

        assert isinstance(error, PersonalNumberFound)

        def reason_given(reason: str | None) -> None:
            if reason:
                session = self._host.session
                session.edit(
                    [one for place in error.places for one in session.document.change(place.exemption, reason)]
                )
                session.error = None
                self._host.saver.save_soon(at_once=True)

        def picked(answer: str | None) -> None:
            if answer == "reason":
                self._host.pia.push_screen(
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
        self._host.pia.push_screen(PickScreen(error.what, entries, text=f"{error.safe}{error.next}"), picked)

    def do_save(self) -> None:
        """Save now, and say what is kept and what is no answer yet."""
        host = self._host
        host.pane.take()
        if not host.saver.save_now():
            assert host.session.error is not None
            self.tell_save_failed(host.session.error)
            return
        host.pane.writing.warn()
        unread = unread_words(host.session.document)
        host.tell(f"{unread}。ほかは保存しました" if unread else "保存しました")

    def ready_to_leave(self) -> bool:
        """Close what is open and save; if that fails, say so and ask what to do, and stay."""
        host = self._host
        host.finish_writing()
        if host.session.read_only or host.saver.save_now():
            return True
        self._ask_unsaved()
        return False

    def _ask_unsaved(self) -> None:
        error = self._host.session.error
        assert error is not None

        def picked(answer: str | None) -> None:
            if answer == "again":
                self.do_save()
            elif answer == "drop":
                self._host.session.give_up()
                self._host.pane.refresh_rows()
                self._host.document_changed()
                self._host.saver.show()
                self._host.tell("保存できなかった変更を取り消しました")
            elif answer == "copy":
                texts = [str(change.after) for change in self._host.session.pending.values() if change.after]
                self._host.pia.copy_to_clipboard("\n\n".join(texts))
                self._host.tell("保存できていない文をクリップボードに写しました")

        entries = numbered(
            [
                ("again", "もう一度保存する", "接続や空き容量を直してから選んでください"),
                ("copy", "保存できていない文をクリップボードに写す", "メモ帳などに貼り付けて控えられます"),
                ("stay", "この画面に戻る", ""),
                (
                    "drop",
                    "保存できていない変更を取り消す",
                    f"{len(self._host.session.pending)} か所が、前に保存した内容に戻ります",
                ),
            ]
        )
        self._host.pia.push_screen(PickScreen("保存できていない変更があります", entries, text=error.on_screen), picked)


def unread_words(document: Assessment) -> str:
    """What is kept as a draft only and why, in a sentence; an empty text where everything typed is an answer."""
    keys = drafts(document)
    if not keys:
        return ""
    path = document.path(keys[0])
    label = node_label(document.node(path)) if path is not None else "なくした欄"
    more = f"など {len(keys)} か所" if len(keys) > 1 else ""
    text = cut_to(draft_at(document, keys[0]) or "", _SHOWN)
    return f"「{label}」の「{text}」{more}は答えとして読めないため、下書きとして残しました（印刷されません）"
