"""未配置: what an import left to the officer, as a list beside the form."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from textual import events
from textual.app import ComposeResult
from textual.containers import Container
from textual.message import Message

from pia_tui.assessment import Assessment
from pia_tui.places import short_words
from pia_tui.tui.document.places import words_in
from pia_tui.tui.drawing.glyphs import glyphs
from pia_tui.tui.drawing.styled import Line, Run
from pia_tui.tui.drawing.wrap import cut_to, text_width, wrapped
from pia_tui.tui.widgets.line_view import LineView
from pia_tui.tui.widgets.styled_line import StyledLine
from pia_tui.usecases.incoming.tray import Doubtful, TrayPiece, doubtful, excerpt, lines_word, pieces, set_aside

TrayRowKind = Literal["heading", "doubt", "piece", "none"]
_ROOMY = 20
"""From this height on a row shows more of its text."""
_BROAD = 60
"""From this width on a place shares its line."""


@dataclass(frozen=True, slots=True)
class TrayRow:
    """A line of the list: a heading, an answer to confirm, a piece, or the word that there is nothing."""

    kind: TrayRowKind
    text: str = ""
    piece: TrayPiece | None = None
    doubt: Doubtful | None = None
    place: tuple[str, ...] = ()
    """The item concerned, from the section to its own label."""

    @property
    def id(self) -> str:
        """Finds the row again after the list was made anew."""
        return self.piece.id if self.piece else self.doubt.key if self.doubt else f"{self.kind}{self.text}"

    @property
    def key(self) -> str:
        """The key of the item concerned, or an empty text."""
        return self.doubt.key if self.doubt else self.piece.near if self.piece else ""


def tray_rows(document: Assessment) -> tuple[TrayRow, ...]:
    """The answers to confirm, the pieces in order, and what was put aside."""
    doubts, left, aside = doubtful(document), pieces(document), set_aside(document)
    rows: list[TrayRow] = []
    if doubts:
        rows.append(TrayRow("heading", f"読み取りを確かめる項目　{len(doubts)}"))
        rows += [
            TrayRow("doubt", excerpt(document.state.get(one.key)), doubt=one, place=short_words(document, one.key))
            for one in doubts
        ]
    if left:
        rows.append(TrayRow("heading", f"置き場所が決まっていない文　{len(left)}（要らない文は Delete）"))
        rows += [TrayRow("piece", one.text, piece=one, place=short_words(document, one.near)) for one in left]
    if not doubts and not left:
        rows.append(TrayRow("none", "未配置の文も、読み取りを確かめる項目も、ありません。"))
    if aside:
        rows.append(TrayRow("heading", f"不要にした文　{len(aside)}（Delete で戻せます）"))
        rows += [TrayRow("piece", one.text, piece=one, place=short_words(document, one.near)) for one in aside]
    return tuple(rows)


class TrayView(LineView):
    """The list itself. It changes nothing; keys come to it through the registry."""

    class Entered(Message):
        """Keys come to the list from now on."""

    class FormWanted(Message):
        """Tab: the officer wants to be in the form."""

    def __init__(self, *, id: str | None = None) -> None:  # noqa: A002 - Textual's word
        super().__init__(id=id)
        self.rows: tuple[TrayRow, ...] = ()

    @property
    def row(self) -> TrayRow | None:
        """The row with the cursor, where it is something to work on."""
        row = self.rows[self.cursor] if self.cursor < len(self.rows) else None
        return row if row is not None and row.kind in ("doubt", "piece") else None

    def show(self, rows: tuple[TrayRow, ...], *, at: str = "") -> None:
        """Show other rows. The cursor goes to the row `at`, to one that came (back), else it stays where it is."""
        known = {row.id: number for number, row in enumerate(rows)}
        before, here = {row.id for row in self.rows if row.key or row.piece}, self.row
        new = next((row.id for row in rows if (row.piece or row.doubt) and row.id not in before), "") if before else ""
        index = known.get(at or new, known.get(here.id) if here is not None else None)
        self.rows = rows
        if index is not None:
            self.cursor = index
        self.rows_changed()
        self.show_row(self.cursor)

    def row_count(self) -> int:
        return len(self.rows)

    def row_can_have_cursor(self, index: int) -> bool:
        return self.rows[index].kind in ("doubt", "piece")

    def row_background(self, index: int, at_cursor: bool) -> str:
        if self.rows[index].kind == "heading":
            return "band"
        return "band" if at_cursor and not self.has_focus else super().row_background(index, at_cursor)

    def row_lines(self, index: int, width: int, at_cursor: bool) -> list[Line]:
        row = self.rows[index]
        if row.kind == "heading":
            text = row.text if text_width(row.text) < width else row.text.partition("（")[0]
            return [[Run(cut_to(f" {text}", width), "strong")]]
        if row.kind == "none":
            return [[Run(f" {line}", "muted")] for line in wrapped(row.text, width - 2)[0]]
        lead = f"{glyphs().cursor} " if at_cursor else "  "
        return self._doubt(row, width, lead) if row.doubt else self._piece(row, width, lead)

    def _doubt(self, row: TrayRow, width: int, lead: str) -> list[Line]:
        assert row.doubt is not None
        said, where = row.doubt.words, lines_word(row.doubt.lines)
        answered = row.doubt.confidence is not None
        text = f"「{row.text}」" if answered and row.text else row.doubt.why
        color = "text" if answered else "muted"
        room = width - 3
        if width < _BROAD:  # the place wants the whole line: what it is called tells the rows apart
            place = Run(words_in(row.place, room), "label")
            marks = [Run(said, "warning"), Run(f" {where}" if where else "", "muted")]
            return [[Run(lead, "strong"), place], [Run("  "), *_apart(text, color, marks, room)]]
        above = _apart(words_in(row.place, room - text_width(said) - 2), "label", [Run(said, "warning")], room)
        return [[Run(lead, "strong"), *above], [Run("  "), *_apart(text, color, [Run(where, "muted")], room)]]

    def _piece(self, row: TrayRow, width: int, lead: str) -> list[Line]:
        assert row.piece is not None
        limit = 6 if self.size.height >= _ROOMY else 2
        texts, more = wrapped(row.text.strip("\n"), max(8, width - 3), limit)
        color = "muted" if row.piece.aside else "text"
        lines: list[Line] = [
            [Run(lead if not number else "  ", "strong"), Run(text, color)] for number, text in enumerate(texts)
        ]
        said = ("（続きは Enter）" if more else "") + lines_word(row.piece.lines)
        if not row.place:
            return [*lines, [Run("  "), Run(said, "muted")]]
        whole = " ".join(row.place)
        room = width - 3 - text_width("の近く")
        if text_width(said) + 2 + text_width(whole) <= room or width >= _BROAD:
            near = words_in(row.place, room - text_width(said) - 2)
            return [*lines, [Run("  "), Run(f"{said}　{near}の近く" if said else f"{near}の近く", "muted")]]
        near = f"{words_in(row.place, room)}の近く"
        return [*lines, *([[Run("  "), Run(said, "muted")]] if said else []), [Run("  "), Run(near, "muted")]]

    def on_focus(self) -> None:
        self.post_message(self.Entered())

    def on_key(self, event: events.Key) -> None:
        if event.key in ("tab", "shift+tab"):
            event.stop()
            event.prevent_default()
            self.post_message(self.FormWanted())
            return
        super().on_key(event)


def _apart(text: str, color: str, marks: list[Run], room: int) -> list[Run]:
    """A text on the left, cut where it must be, and some words on the right."""
    size = sum(text_width(mark.text) for mark in marks)
    shown = cut_to(text, max(8, room - size - 2))
    return [Run(shown, color), Run(" " * max(1, room - text_width(shown) - size)), *marks]


class TrayPane(Container):
    """The list with its count over it and, under it, the item that a text would go to."""

    DEFAULT_CSS = "TrayPane TrayView { height: 1fr; }"

    def __init__(self, *, id: str | None = None) -> None:  # noqa: A002 - Textual's word
        super().__init__(id=id)
        self.view = TrayView(id="tray-list")
        self._head, self._foot = StyledLine(), StyledLine()

    def compose(self) -> ComposeResult:
        yield self._head
        yield self.view
        yield self._foot

    def show(self, document: Assessment, *, at: str = "") -> None:
        """Show what a document has left."""
        rows = tray_rows(document)
        doubts = sum(row.kind == "doubt" for row in rows)
        texts = sum(row.piece is not None and not row.piece.aside for row in rows)
        self._head.show(Run(f" 未配置 残り {texts}　要確認 残り {doubts}", "strong"))
        self.view.show(rows, at=at)

    def show_target(self, place: tuple[str, ...]) -> None:
        """Say where a text would go."""
        room = max(8, self.size.width - 9)
        words = words_in(place, room) or cut_to("（項目に移ってください）", room)
        self._foot.show(Run(" 置き先 ", "muted"), Run(words, "label"))
