"""The editor's 未配置: what an import left is looked at beside the form, placed, confirmed or called needless."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Protocol

from pia_tui.places import short_words
from pia_tui.tui.editor.host import EditorHost
from pia_tui.tui.editor.tray_view import TrayPane
from pia_tui.tui.editor.tray_work import TrayWork
from pia_tui.tui.input.focus import gets_keys, give_keys
from pia_tui.usecases.incoming import tray

if TYPE_CHECKING:
    from pia_tui.tui.editor.piece import PieceAnswer

SIDE_BY_SIDE, ROOMY = 100, 150
"""From this width the list stands beside the form; from this, with the contents on the other side too."""
NARROW = {"-below": SIDE_BY_SIDE, "-crowded": ROOMY}
"""Classes of the screen with the list in it, where the window is narrower than that."""


class TrayHost(EditorHost, Protocol):
    """What the list needs of the screen besides: the class that lays it out, and a word after the next drawing."""

    def has_class(self, *class_names: str) -> bool:
        """Whether the screen has a class."""

    def set_class(self, add: bool, *class_names: str) -> object:
        """Give the screen a class, or take it away."""

    def call_after_refresh(self, callback: Callable[..., None], *args: object) -> bool:
        """Call something once the screen has been drawn."""


class Tray:
    """The list of 未配置 beside the form."""

    def __init__(self, host: TrayHost, pane: TrayPane) -> None:
        self._host = host
        self.pane = pane
        self.work = TrayWork(host, self)
        self.something_left = False
        self._home: tuple[str, str] | None = None
        """Where the form's cursor was before it followed the list: the keys of the section and the row."""
        self._followed: tuple[str, str] | None = None
        """Where following the list has put the form's cursor."""

    @property
    def is_open(self) -> bool:
        """Whether the list is on the screen."""
        return self._host.has_class("-tray")

    @property
    def has_keys(self) -> bool:
        """Whether keys go to the list."""
        return self.is_open and gets_keys(self.pane.view)

    def hidden(self) -> frozenset[str]:
        """Actions that make no sense while the list is closed."""
        return frozenset() if self.is_open else frozenset({"place_piece"})

    def named_keys(self) -> dict[str, str]:
        """Beside the open list, the ways back to it and out of it come first, under names that tell them apart; where
        rows are left out, the way to see them all."""
        if self.has_keys:
            return {}
        back = "すべて表示" if self._host.pane.rows.show != "all" else "しまう" if self.is_open else ""
        return {
            **({"tray": "未配置へ"} if self.is_open else {}),
            **({"back": back} if back and self._host.pane.mode == "editor" else {}),
        }

    def unfit_keys(self) -> frozenset[str]:
        """Keys that the chosen row of the list, or the item with the cursor, has no use for."""
        row = self.pane.view.row if self.is_open else None
        if self.has_keys:
            if row is None:
                return frozenset({"place_piece", "confirm_text", "drop_piece", "read_piece"})
            return frozenset({"place_piece", "drop_piece"} if row.doubt is not None else {"confirm_text"})
        unfit = set() if row is not None and row.piece is not None else {"place_piece"}
        if self.is_open:
            unfit.add("quit")  # makes room for the way back to the list
        elif not self.something_left:
            unfit.add("tray")
        node = self._host.pane.node
        if node is None or not self.work.to_confirm(node.key):
            unfit.add("confirm_text")
        return frozenset(unfit)

    # -- showing -----------------------------------------------------------------------------------------------------

    def fit(self) -> None:
        """Lay the list beside the form or under it, as the window is wide."""
        if self.is_open:  # else the classes would restyle the whole screen, and change nothing
            narrow = self._narrow()
            for name in NARROW:
                self._host.set_class(name in narrow, name)

    def _narrow(self) -> tuple[str, ...]:
        """The classes of a window that has no room for everything."""
        width = self._host.pia.size.width
        return tuple(name for name, roomy in NARROW.items() if width < roomy)

    def refresh(self, *, at: str = "") -> None:
        """Show the list as the document stands."""
        self.something_left = bool(tray.left(self._host.session.document))
        if self.is_open:
            self.pane.show(self._host.session.document, at=at)
            self.follow()  # 元に戻す and やり直す lead the form elsewhere, and change which row is chosen

    def show_target(self) -> None:
        """Say which item the form's cursor is on."""
        if self.is_open:
            self.pane.show_target(self._target_words())

    def _target_words(self) -> tuple[str, ...]:
        """The place in the form where a text would go."""
        node = self.work.target()
        return short_words(self._host.session.document, node.key) if node is not None else ()

    def do_tray(self) -> None:
        """Open the list and go there; from the list, close it."""
        if self.has_keys:
            self.close()
        else:
            self._host.finish_writing()
            view, opening = self.pane.view, not self.is_open
            self._host.pia.close_messages()
            self._leave_form(opening=opening)
            self._host.set_class(True, "-tray", *self._narrow())
            self.refresh(at=view.row.id if view.row is not None else "")
            self.show_target()
            give_keys(view)
            self._host.call_after_refresh(self._opened, opening)

    def _opened(self, opening: bool) -> None:
        self._host.show_place()
        self.show_target()
        if opening:  # else the form stays where the officer has gone: a text may be meant for there
            self.follow()
        self._host.update_keys()

    def _spot(self) -> tuple[str, str] | None:
        """Where the form's cursor is."""
        part, row = self._host.pane.part, self._host.pane.page.row
        return (part.key, row.key) if part is not None and row is not None else None

    def _leave_form(self, *, opening: bool = False) -> None:
        """Remember the officer's own place in the form, before the form follows the list."""
        spot = self._spot()
        if opening or spot != self._followed:
            self._home = spot

    def close(self) -> None:
        """The form alone again; from the list, at the place that was the officer's own."""
        home = self._home if self.has_keys else None
        self._home = self._followed = None
        self._host.set_class(False, "-tray", *NARROW)
        self._host.pane.take_keys()
        self._host.call_after_refresh(self._back_home, home)

    def _back_home(self, home: tuple[str, str] | None) -> None:
        if home is not None and home != self._spot() and self._host.pane.answer is None:
            part = next((part for part in self._host.session.document.parts() if part.key == home[0]), None)
            if part is not None and (self._host.pane.part is None or part.path != self._host.pane.part.path):
                self._host.pane.show_part(part, key=home[1])
                self._host.contents.refresh()
            elif part is not None:
                self._host.pane.go_to(home[1])
        self._host.show_place()
        self._host.update_keys()

    def do_to_form(self) -> None:
        self._host.pane.take_keys()

    def do_close_tray(self) -> None:
        self.close()

    def entered(self) -> None:
        """A text that is open is finished before the list takes the keys."""
        self._host.finish_writing()
        if self._host.pane.mode == "editor":
            self._leave_form()
            give_keys(self.pane.view)
        self._host.update_keys()

    def moved(self) -> None:
        """Another row of the list has the cursor."""
        self.follow()
        self._host.update_keys()

    def follow(self) -> None:
        """The form goes to the item that the chosen row is about."""
        row = self.pane.view.row
        if row is not None and row.key and self.has_keys:
            self._host.go_to(row.key)
            self._followed = self._spot()

    def do_read_piece(self) -> None:
        """A piece on the whole screen; for an answer to confirm, the answer itself."""
        row = self.pane.view.row
        if row is None or not self.has_keys:
            return
        if row.piece is None:
            if self._host.go_to(row.key):
                self._host.pane.take_keys()
            return
        from pia_tui.tui.editor.piece import PieceScreen

        identity = row.piece.id

        def done(answer: PieceAnswer | None) -> None:
            if answer is None:
                return
            if answer.what == "place":
                self.work.place(identity, (answer.start, answer.end))
            else:
                self.work.split(identity, answer.start, answer.end)

        self._host.pia.push_screen(PieceScreen(row.piece, " ".join(row.place), " ".join(self._target_words())), done)

    # -- on opening ----------------------------------------------------------------------------------------------------

    def tell_left(self) -> None:
        """On opening: what the import left, and the key that shows it."""
        left = tray.left(self._host.session.document)
        self.something_left = bool(left)
        if left and not self._host.session.read_only:
            self._host.tell(f"取込みで残ったもの：未配置 {left.pieces}、要確認 {left.doubtful}（Ctrl+U で一覧）")
