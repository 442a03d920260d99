"""号ズレ, replacement and legal grounds in the document that is open in the editor: one step that can be undone."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date
from typing import TYPE_CHECKING

from pia_tui.law.citations import in_context, read
from pia_tui.law.grounds import ExchangeSide, find, find_annex
from pia_tui.law.numbers import Number, listed
from pia_tui.law.tables import annex, sharing
from pia_tui.places import short_words
from pia_tui.tui.rewriting.hosts import App, Editor
from pia_tui.tui.rewriting.options import annex_options, place_options, sharing_options
from pia_tui.tui.rewriting.picking import PickingScreen
from pia_tui.tui.screens.dialogs import LineScreen, PickScreen, numbered
from pia_tui.usecases.grounds import fill_recipients, write_grounds
from pia_tui.usecases.rewriting.finders import outdated, words
from pia_tui.usecases.rewriting.places import Finder, RewritePlace, rewritten
from pia_tui.usecases.rewriting.places import find as find_places
from pia_tui.usecases.rewriting.rows import change_rows
from pia_tui.usecases.rewriting.writing import Outcome

if TYPE_CHECKING:
    from pia_tui.assessment import Assessment, Change, Node

RENUMBER_LABEL = "法改正に伴う号ズレの修正"
GROUNDS_LABEL = "法令上の根拠を表から記入"


class InDocument:
    """The editor's actions of this room."""

    def __init__(self, host: Editor) -> None:
        self._host = host

    # -- 号ズレ and replacement ---------------------------------------------------------------------------------------

    def do_renumber(self) -> None:
        """Show what changes of the law made old, and put right what is marked."""
        today = date.today()

        def rows(document: Assessment, changes: Sequence[Change]) -> list[Change]:
            return change_rows(document, changes, today)

        self._rewrite("法改正で古くなった所", outdated(today), RENUMBER_LABEL, rows, "古くなった所はありません")

    def do_replace_words(self) -> None:
        """Ask for the words, show the places, and replace those that are marked."""

        def asked(old: str | None, new: str | None) -> None:
            if not old or new is None or old == new:
                return
            label = f"「{old[:20]}」を「{new[:20]}」に置き換え"
            self._rewrite(
                f"「{old[:20]}」を「{new[:20]}」に", words(old, new), label, None, f"「{old[:20]}」はありません"
            )

        ask_words(self._host.pia, asked)

    def _rewrite(
        self,
        title: str,
        finder: Finder,
        label: str,
        extra: Callable[[Assessment, Sequence[Change]], list[Change]] | None,
        nothing: str,
    ) -> None:
        if not self._may_write():
            return
        document = self._host.session.document
        places = list(enumerate(find_places(document, finder), start=1))
        if not places:
            self._host.tell(nothing)
            return

        def where(_: Outcome, place: RewritePlace) -> str:
            return " ＞ ".join(short_words(document, place.path)) if place.path else document.name

        def picked(numbers: frozenset[int] | None) -> None:
            if not numbers:
                return
            changes = rewritten(document, [place for number, place in places if number in numbers])
            if extra is not None:
                changes = [*changes, *extra(document, changes)]
            self._carry_out(changes, label)
            self._host.tell(f"{len(numbers)} か所を直しました。Ctrl+Z で、まとめて元に戻せます")

        outcome = Outcome(0, document.name, places=places)
        self._host.pia.push_screen(PickingScreen(title, place_options([outcome], where)), picked)

    def _may_write(self) -> bool:
        self._host.finish_writing()
        if self._host.session.read_only:
            self._host.tell("読み取り専用で開いているので、直せません")
            return False
        return True

    def _carry_out(self, changes: Sequence[Change], label: str) -> None:
        session = self._host.session
        session.flush()
        made = session.edit(changes, label)
        session.flush()
        self._host.edited(made)

    # -- legal grounds -----------------------------------------------------------------------------------------------

    def do_grounds(self) -> None:
        """Pick rows of the law's tables for the item with the cursor, or for the 提供先 that it belongs to."""
        if not self._may_write():
            return
        node = self._host.pane.node
        if node is None or (node.item.grounds is None and node.item.id != self._recipient()):
            self._host.tell("法令上の根拠の欄か、提供先の欄に移ってから使ってください")
            return
        if node.item.id == self._recipient():
            self._search(node, "provide")
        elif node.item.grounds == "linkage":
            self._ask_side(node)
        elif node.item.grounds == "provide":
            self._search(node, "provide")
        else:
            self._search(node, "")

    def _recipient(self) -> str:
        return self._host.session.document.form.roles.get("recipient", "")

    def _ask_side(self, node: Node) -> None:
        def picked(answer: str | None) -> None:
            if answer == "ask":
                self._search(node, "ask")
            elif answer == "provide":
                self._search(node, "provide")

        entries = numbered(
            [
                ("ask", "情報照会の根拠", "この事務のために、ほかの機関に情報を求める項"),
                ("provide", "情報提供の根拠", "ほかの機関の照会に答えて、情報を渡す項"),
            ]
        )
        self._host.pia.push_screen(PickScreen("どちらの根拠を選びますか", entries), picked)

    def _search(self, node: Node, side: ExchangeSide) -> None:
        """Ask for the words to look for, and show what the table has."""
        document = self._host.session.document
        asked = {"ask": "事務の名（国民健康保険 など）", "provide": "渡す情報の名（住民票関係情報 など）"}.get(
            side, "事務や法律の名（国民健康保険 など）"
        )

        def named(text: str | None) -> None:
            if text:
                self._pick(document, node, side, text.split())

        self._host.pia.push_screen(LineScreen("表から探す言葉", text=asked), named)

    def _pick(self, document: Assessment, node: Node, side: ExchangeSide, wanted: list[str]) -> None:
        body = str(document.by_role("body") or "")
        written = _written(document, node, side)
        if side:
            grounds = find(wanted, side, body) or find(wanted, side)
            options, rows = sharing_options(grounds, written)
        else:
            grounds = []
            options, rows = annex_options(find_annex(wanted), written)
        if not options:
            self._host.tell("表に見つかりませんでした。言葉を短くしてみてください")
            return

        def picked(numbers: frozenset[int] | None) -> None:
            if not numbers:
                return
            chosen = [row for number, row in enumerate(rows, start=1) if number in numbers]
            if node.item.id == self._recipient():
                pairs = [ground.pair for ground in grounds if ground.pair.row in chosen]
                changes = fill_recipients(document, _head_of(node), pairs)
            else:
                # Both sides of 情報連携 stand in one item: what was picked for the other one stays.
                asks = chosen if side == "ask" else sorted(_written(document, node, "ask")) if side else ()
                provides = chosen if side == "provide" else sorted(_written(document, node, "provide")) if side else ()
                rows_of_annex = () if side else chosen
                changes = write_grounds(document, node.path, annex=rows_of_annex, asks=asks, provides=provides)
            self._carry_out(changes, GROUNDS_LABEL)
            self._host.tell(f"{len(chosen)} 項を書き込みました。Ctrl+Z で元に戻せます")

        self._host.pia.push_screen(PickingScreen(f"{'　'.join(wanted)}：{len(options)} 項", options), picked)


def _head_of(node: Node) -> str:
    """The head of the 提供先 that a block or the head itself stands for."""
    return node.path if node.is_list else node.path[: node.path.rindex("[")]


def _written(document: Assessment, node: Node, side: ExchangeSide) -> frozenset[Number]:
    """The 項 that stand in the item already, of the table and the side that is being picked."""
    text = document.value(node)
    if node.is_list or not isinstance(text, str):
        return frozenset()
    found: set[Number] = set()
    for one in in_context(read(text)):
        if one.table == ("renkei" if side else "beppyo"):
            line = text[: one.found.start].rpartition("\n")[2]
            if (side == "ask" and "提供の根拠" in line) or (side == "provide" and "照会の根拠" in line):
                continue
            known = sharing().numbers if side else annex().numbers
            found.update(listed(one.found.citation.rows, known))
    return frozenset(found)


def ask_words(pia: App, asked: Callable[[str | None, str | None], None]) -> None:
    """Ask for the old word and for the new one."""

    def first(old: str | None) -> None:
        if not old:
            return
        screen = LineScreen("置き換えた後の言葉", text=f"「{old}」を、何に置き換えますか")
        pia.push_screen(screen, lambda new: asked(old, new))

    text = "課やシステムの名は、名前の全体を書きます。長い名前の一部（市民課長 の 市民課）は、選ばない限り変えません。"
    pia.push_screen(LineScreen("置き換える前の言葉", text=text), first)
