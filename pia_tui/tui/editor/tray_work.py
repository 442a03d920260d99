"""What is done with the list of 未配置: placing, splitting, confirming, calling needless."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from pia_tui import keys
from pia_tui.assessment import Change, Node
from pia_tui.forms import BadValue
from pia_tui.forms.values import NOTHING_CHANGED
from pia_tui.tui.editor.host import EditorHost
from pia_tui.tui.editor.tray_view import TrayRow
from pia_tui.tui.screens.dialogs import PickScreen, numbered
from pia_tui.usecases.incoming import tray

if TYPE_CHECKING:
    from pia_tui.tui.editor.tray import Tray

_WAYS = {
    "append": ("append", "いまの記入の後に続ける", "改行してから、後ろに置きます"),
    "replace": ("replace", "いまの記入と置き換える", "いまの記入は、元に戻す（Ctrl+Z）と履歴に残ります"),
}


class TrayWork:
    """Changes the document as the list is worked through."""

    def __init__(self, host: EditorHost, shown: Tray) -> None:
        self._host = host
        self._list = shown

    def to_confirm(self, key: str) -> list[Change]:
        """What confirming an answer changes; nothing where there is nothing to confirm."""
        document = self._host.session.document
        changes = tray.confirm(document, key) if tray.doubt_at(document, key) is not None else []
        if keys.UNCONFIRMED.key(key) in document.state:
            changes += document.change(keys.UNCONFIRMED.key(key), "")
        return changes

    def target(self) -> Node | None:
        """The item with the form's cursor, if it takes an answer."""
        row = self._host.pane.page.row
        return row.node if row is not None and row.editable else None

    def do_place_piece(self) -> None:
        """Put the chosen piece into the item with the form's cursor."""
        row = self._list.pane.view.row if self._list.is_open else None
        if row is None or row.piece is None:
            self._host.tell("置く文を、未配置の一覧で選んでください（Ctrl+U で一覧に移ります）")
            return
        self.place(row.piece.id, None)

    def place(self, identity: str, part: tuple[int, int] | None, how: tray.How | None = None) -> None:
        self._host.finish_writing()
        if not self._host.pane.may_write():
            return
        node = self.target()
        if node is None:
            raise BadValue(
                "ここには、文を置ける欄がありません。",
                safe=NOTHING_CHANGED,
                next="Tab で様式に移り、項目を選んでから、もう一度押してください。",
            )
        try:
            changes = tray.place(self._host.session.document, identity, node.key, how=how, part=part)
        except tray.Occupied as error:
            self._ask_how(error, identity, part)
            return
        self._carry_out(changes, tray.PLACE_LABEL, f"「{node.label}」に置きました")

    def _ask_how(self, error: tray.Occupied, identity: str, part: tuple[int, int] | None) -> None:
        """The item has an answer: after it, in its stead, or not at all."""

        def picked(answer: str | None) -> None:
            if answer == "append":
                self.place(identity, part, "append")
            elif answer == "replace":
                self.place(identity, part, "replace")

        node = self.target()
        held = tray.excerpt(self._host.session.document.value(node)) if node is not None else ""
        entries = numbered([*(_WAYS[way] for way in error.ways), ("no", "置かない", "何も変わりません")])
        text = f"いまの記入：{held[:200]}{'…' if len(held) > 200 else ''}"
        self._host.pia.push_screen(PickScreen(error.what, entries, text=text), picked)

    def split(self, identity: str, start: int, end: int) -> None:
        if self._host.pane.may_write():
            changes, new = tray.split(self._host.session.document, identity, start, end)
            self._carry_out(changes, tray.SPLIT_LABEL, "文を分けました", at=new)

    def do_drop_piece(self) -> None:
        """A piece that nobody needs goes off the list; pressed on one that is off, it comes back."""
        row = self._list.pane.view.row
        if row is None or row.piece is None:
            self._host.tell(
                "不要にできるのは、置き場所が決まっていない文だけです。読み取りを確かめたら Ctrl+K を押します"
            )
            return
        if not self._host.pane.may_write():
            return
        document, piece = self._host.session.document, row.piece
        if piece.aside:
            self._carry_out(tray.take_back(document, piece.id), tray.BACK_LABEL, "未配置に戻しました", at=piece.id)
        else:
            said = "不要にしました。一覧の最後に残り、そこで Delete を押すといつでも戻せます"
            self._carry_out(tray.put_aside(document, piece.id), tray.ASIDE_LABEL, said, stay=True)

    def do_confirm_text(self) -> None:
        """The answer is right: no 要確認 any more, and off the list."""
        row = self._list.pane.view.row if self._list.has_keys else None
        if row is not None and row.doubt is None:
            self._host.tell("これは置き場所の決まっていない文です。Ctrl+G で置くか、Delete で不要にします")
            return
        node = self._host.pane.node
        key = row.key if row is not None else node.key if node is not None else ""
        if not self._host.pane.may_write():
            return
        changes = self.to_confirm(key)
        if not changes:
            self._host.tell("この項目に「要確認」の印はありません")
            return
        self._carry_out(changes, tray.CONFIRM_LABEL, "確認済みにしました")

    def _carry_out(self, changes: Iterable[Change], label: str, said: str, *, at: str = "", stay: bool = False) -> None:
        """Make the changes, show what is left, and let the form follow to the next row."""
        before = self._next_row() if stay else None
        self._host.edited(self._host.session.edit(changes, label))
        if at or before is not None:
            self._list.refresh(at=at or (before.id if before is not None else ""))
        if self._list.has_keys:
            self._list.follow()
        self._host.update_keys()
        self._host.tell(f"{said}（Ctrl+Z で戻せます）")

    def _next_row(self) -> TrayRow | None:
        """The row after the chosen one: the cursor does not run after a piece that moves to the end."""
        view = self._list.pane.view
        index = view.step(1)
        return view.rows[index] if index != view.cursor else view.rows[view.step(-1)]
