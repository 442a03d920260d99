"""The editor's 未配置: what an import left is looked at beside the form, placed, confirmed or called needless."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from pia_tui import keys
from pia_tui.assessment import Change
from pia_tui.forms import BadValue
from pia_tui.forms.values import NOTHING_CHANGED
from pia_tui.places import short_words
from pia_tui.tui.document.session import Session
from pia_tui.tui.editor.tray_view import TrayPane, TrayRow, TrayView
from pia_tui.tui.screens.base import Acting
from pia_tui.tui.screens.dialogs import PickScreen, numbered
from pia_tui.tui.widgets.key_bar import KeyBar
from pia_tui.tui.widgets.line_view import LineView
from pia_tui.usecases.incoming import tray

if TYPE_CHECKING:
    from pia_tui.assessment import Node
    from pia_tui.tui.editor.form_pane import FormPane
    from pia_tui.tui.editor.piece import Answer

BESIDE, ROOMY = 100, 150
"""From this width the list stands beside the form; from this, with the contents on the other side too."""
_WAYS = {
    "append": ("append", "いまの記入の後に続ける", "改行してから、後ろに置きます"),
    "replace": ("replace", "いまの記入と置き換える", "いまの記入は、元に戻す（Ctrl+Z）と履歴に残ります"),
}


class TrayActions(Acting):
    """Mixin of the editor."""

    session: Session
    something_left = False
    _home: tuple[str, str] | None = None
    """Where the form's cursor was before it followed the list: the keys of the section and the row."""
    _followed: tuple[str, str] | None = None
    """Where following the list has put the form's cursor."""

    if TYPE_CHECKING:

        @property
        def pane(self) -> FormPane: ...

        def finish_writing(self) -> bool: ...
        def refresh_contents(self) -> None: ...
        def go_to(self, key: str) -> bool: ...
        def edited(self, changes: list[Change]) -> None: ...
        def show_place(self) -> None: ...

    @property
    def tray_pane(self) -> TrayPane:
        return self.query_one(TrayPane)

    @property
    def tray_open(self) -> bool:
        """Whether the list is on the screen."""
        return self.has_class("-tray")

    @property
    def in_tray(self) -> bool:
        """Whether keys go to the list."""
        return self.tray_open and self.tray_pane.view.has_focus

    def tray_hidden(self) -> frozenset[str]:
        """Actions that make no sense while the list is closed."""
        return frozenset() if self.tray_open else frozenset({"place_piece"})

    def update_keys(self) -> None:
        """The footer names what is of use just now; the palette has everything."""
        self.show_messages()
        self.query_one(KeyBar).show(self.place, self.hidden_actions() | self._unfit_keys(), self._named_keys())

    def _named_keys(self) -> dict[str, str]:
        """Beside the open list, the ways back to it and out of it come first, under names that tell them apart; where
        rows are left out, the way to see them all."""
        if self.in_tray:
            return {}
        back = "すべて表示" if self.pane.show != "all" else "しまう" if self.tray_open else ""
        return {
            **({"tray": "未配置へ"} if self.tray_open else {}),
            **({"back": back} if back and self.place == "editor" else {}),
        }

    def _unfit_keys(self) -> frozenset[str]:
        """Keys that the chosen row of the list, or the item with the cursor, has no use for."""
        row = self.tray_pane.view.row if self.tray_open else None
        if self.in_tray:
            if row is None:
                return frozenset({"place_piece", "confirm_text", "drop_piece", "read_piece"})
            return frozenset({"place_piece", "drop_piece"} if row.doubt is not None else {"confirm_text"})
        unfit = set() if row is not None and row.piece is not None else {"place_piece"}
        if self.tray_open:
            unfit.add("quit")  # makes room for the way back to the list
        elif not self.something_left:
            unfit.add("tray")
        node = self.pane.node
        if node is None or not self._to_confirm(node.key):
            unfit.add("confirm_text")
        return frozenset(unfit)

    def _to_confirm(self, key: str) -> list[Change]:
        """What confirming an answer changes; nothing where there is nothing to confirm."""
        document = self.session.document
        changes = tray.confirm(document, key) if tray.doubt_at(document, key) is not None else []
        if keys.UNCONFIRMED.key(key) in document.state:
            changes += document.change(keys.UNCONFIRMED.key(key), "")
        return changes

    # -- showing -----------------------------------------------------------------------------------------------------

    def fit_tray(self) -> None:
        """Lay the list beside the form or under it, as the window is wide."""
        width = self.app.size.width
        self.set_class(width < BESIDE, "-below")
        self.set_class(width < ROOMY, "-crowded")

    def refresh_tray(self, *, at: str = "") -> None:
        """Show the list as the document stands."""
        self.something_left = bool(tray.left(self.session.document))
        if self.tray_open:
            self.tray_pane.show(self.session.document, at=at)

    def show_target(self) -> None:
        """Say which item the form's cursor is on."""
        if self.tray_open:
            self.tray_pane.show_target(self._target_words())

    def _target_words(self) -> tuple[str, ...]:
        """The place in the form where a text would go."""
        node = self._target()
        return short_words(self.session.document, node.key) if node is not None else ()

    def do_tray(self) -> None:
        """Open the list and go there; from the list, close it."""
        if self.in_tray:
            self.close_tray()
        elif self.finish_writing():
            view, opening = self.tray_pane.view, not self.tray_open
            self.pia.close_messages()
            self._leave_form(opening=opening)
            self.add_class("-tray")
            self.refresh_tray(at=view.row.id if view.row is not None else "")
            self.show_target()
            view.focus()
            self.call_after_refresh(self._opened, opening)

    def _opened(self, opening: bool) -> None:
        self.show_place()
        self.show_target()
        if opening:  # else the form stays where the officer has gone: a text may be meant for there
            self._follow()
        self.update_keys()

    def _spot(self) -> tuple[str, str] | None:
        """Where the form's cursor is."""
        part, row = self.pane.part, self.pane.page.row
        return (part.key, row.key) if part is not None and row is not None else None

    def _leave_form(self, *, opening: bool = False) -> None:
        """Remember the officer's own place in the form, before the form follows the list."""
        spot = self._spot()
        if opening or spot != self._followed:
            self._home = spot

    def close_tray(self) -> None:
        """The form alone again; from the list, at the place that was the officer's own."""
        home = self._home if self.in_tray else None
        self._home = self._followed = None
        self.remove_class("-tray")
        self.pane.page.focus()
        self.call_after_refresh(self._back_home, home)

    def _back_home(self, home: tuple[str, str] | None) -> None:
        if home is not None and home != self._spot() and not self.pane.page.writing:
            part = next((part for part in self.session.document.parts() if part.key == home[0]), None)
            if part is not None and (self.pane.part is None or part.path != self.pane.part.path):
                self.pane.show_part(part, key=home[1])
                self.refresh_contents()
            elif part is not None:
                self.pane.go_to(home[1])
        self.show_place()
        self.update_keys()

    def do_to_form(self) -> None:
        self.pane.page.focus()

    def do_close_tray(self) -> None:
        self.close_tray()

    def on_tray_view_left(self, event: TrayView.Left) -> None:
        event.stop()
        self.pane.page.focus()

    def on_tray_view_entered(self, event: TrayView.Entered) -> None:
        """A text that is open is finished before the list takes the keys."""
        event.stop()
        self.finish_writing()
        if self.pane.mode == "editor":
            self._leave_form()
            self.tray_pane.view.focus()
        self.update_keys()

    def on_line_view_moved(self, event: LineView.Moved) -> None:
        if event.view is not self.tray_pane.view:
            return
        event.stop()
        self._follow()
        self.update_keys()

    def _follow(self) -> None:
        """The form goes to the item that the chosen row is about."""
        row = self.tray_pane.view.row
        if row is not None and row.key and self.in_tray:
            self.go_to(row.key)
            self._followed = self._spot()

    def on_line_view_chosen(self, event: LineView.Chosen) -> None:
        if event.view is self.tray_pane.view:
            event.stop()
            self.perform("read_piece")

    def do_read_piece(self) -> None:
        """A piece on the whole screen; for an answer to confirm, the answer itself."""
        row = self.tray_pane.view.row
        if row is None or not self.in_tray:
            return
        if row.piece is None:
            if self.go_to(row.key):
                self.pane.page.focus()
            return
        from pia_tui.tui.editor.piece import PieceScreen

        identity = row.piece.id

        def done(answer: Answer | None) -> None:
            if answer is None:
                return
            if answer.what == "place":
                self._place(identity, (answer.start, answer.end))
            else:
                self._split(identity, answer.start, answer.end)

        self.pia.push_screen(PieceScreen(row.piece, " ".join(row.place), " ".join(self._target_words())), done)

    # -- working -----------------------------------------------------------------------------------------------------

    def _target(self) -> Node | None:
        """The item with the form's cursor, if it takes an answer."""
        row = self.pane.page.row
        return row.node if row is not None and row.editable else None

    def do_place_piece(self) -> None:
        """Put the chosen piece into the item with the form's cursor."""
        row = self.tray_pane.view.row if self.tray_open else None
        if row is None or row.piece is None:
            self.tell("置く文を、未配置の一覧で選んでください（Ctrl+U で一覧に移ります）")
            return
        self._place(row.piece.id, None)

    def _place(self, identity: str, part: tuple[int, int] | None, how: tray.How | None = None) -> None:
        if not self.finish_writing() or not self.pane.may_write():
            return
        node = self._target()
        if node is None:
            raise BadValue(
                "ここには、文を置ける欄がありません。",
                safe=NOTHING_CHANGED,
                next="Tab で様式に移り、項目を選んでから、もう一度押してください。",
            )
        try:
            changes = tray.place(self.session.document, identity, node.key, how=how, part=part)
        except tray.Occupied as error:
            self._ask_how(error, identity, part)
            return
        self._carry_out(changes, tray.PLACE_LABEL, f"「{node.label}」に置きました")

    def _ask_how(self, error: tray.Occupied, identity: str, part: tuple[int, int] | None) -> None:
        """The item has an answer: after it, in its stead, or not at all."""

        def picked(answer: str | None) -> None:
            if answer == "append":
                self._place(identity, part, "append")
            elif answer == "replace":
                self._place(identity, part, "replace")

        node = self._target()
        held = tray.excerpt(self.session.document.value(node)) if node is not None else ""
        entries = numbered([*(_WAYS[way] for way in error.ways), ("no", "置かない", "何も変わりません")])
        text = f"いまの記入：{held[:200]}{'…' if len(held) > 200 else ''}"
        self.pia.push_screen(PickScreen(error.what, entries, text=text), picked)

    def _split(self, identity: str, start: int, end: int) -> None:
        if self.pane.may_write():
            changes, new = tray.split(self.session.document, identity, start, end)
            self._carry_out(changes, tray.SPLIT_LABEL, "文を分けました", at=new)

    def do_drop_piece(self) -> None:
        """A piece that nobody needs goes off the list; pressed on one that is off, it comes back."""
        row = self.tray_pane.view.row
        if row is None or row.piece is None:
            self.tell("不要にできるのは、置き場所が決まっていない文だけです。読み取りを確かめたら Ctrl+K を押します")
            return
        if not self.pane.may_write():
            return
        document, piece = self.session.document, row.piece
        if piece.aside:
            self._carry_out(tray.take_back(document, piece.id), tray.BACK_LABEL, "未配置に戻しました", at=piece.id)
        else:
            said = "不要にしました。一覧の最後に残り、そこで Delete を押すといつでも戻せます"
            self._carry_out(tray.put_aside(document, piece.id), tray.ASIDE_LABEL, said, stay=True)

    def do_confirm_text(self) -> None:
        """The answer is right: no 要確認 any more, and off the list."""
        row = self.tray_pane.view.row if self.in_tray else None
        if row is not None and row.doubt is None:
            self.tell("これは置き場所の決まっていない文です。Ctrl+G で置くか、Delete で不要にします")
            return
        node = self.pane.node
        key = row.key if row is not None else node.key if node is not None else ""
        if not self.pane.may_write():
            return
        changes = self._to_confirm(key)
        if not changes:
            self.tell("この項目に「要確認」の印はありません")
            return
        self._carry_out(changes, tray.CONFIRM_LABEL, "確認済みにしました")

    def _carry_out(self, changes: Iterable[Change], label: str, said: str, *, at: str = "", stay: bool = False) -> None:
        """Make the changes, show what is left, and let the form follow to the next row."""
        before = self._next_row() if stay else None
        self.edited(self.session.edit(changes, label))
        if at or before is not None:
            self.refresh_tray(at=at or (before.id if before is not None else ""))
        if self.in_tray:
            self._follow()
        self.update_keys()
        self.tell(f"{said}（Ctrl+Z で戻せます）")

    def _next_row(self) -> TrayRow | None:
        """The row after the chosen one: the cursor does not run after a piece that moves to the end."""
        view = self.tray_pane.view
        index = view.step(1)
        return view.rows[index] if index != view.cursor else view.rows[view.step(-1)]

    def tell_left(self) -> None:
        """On opening: what the import left, and the key that shows it."""
        left = tray.left(self.session.document)
        self.something_left = bool(left)
        if left and not self.session.read_only:
            self.tell(f"取込みで残ったもの：未配置 {left.pieces}、要確認 {left.doubtful}（Ctrl+U で一覧）")
