"""The proposed rows as a list: one a line or two, with ※, 事前 or 事後, and whether the table has it."""

from __future__ import annotations

from collections.abc import Sequence

from pia_tui.rules.changes.rows import ProposedRow
from pia_tui.tui.drawing.glyphs import glyphs
from pia_tui.tui.drawing.styled import Line, Run
from pia_tui.tui.drawing.wrap import cut_to, pad_to, text_width
from pia_tui.tui.widgets.line_view import LineView

KINDS = {"changed": "変更", "added": "追加", "removed": "削除", "moved": "移動"}
_STATE = 10
_KIND = 4
_TIMING = 4


class RowsView(LineView):
    """Rows to look at, one a line."""

    def __init__(self, *, id: str | None = None) -> None:  # noqa: A002 - Textual's word
        super().__init__(id=id)
        self.rows: Sequence[ProposedRow] = ()

    def show(self, rows: Sequence[ProposedRow], *, at: str = "") -> None:
        """Show other rows; the cursor goes to the one with the name `at`, else stays."""
        self.rows = rows
        self.cursor = next((number for number, row in enumerate(rows) if row.id == at), self.cursor)
        self.rows_changed()
        if rows:
            self.show_row(self.cursor)

    @property
    def row(self) -> ProposedRow | None:
        """The row with the cursor."""
        return self.rows[self.cursor] if self.cursor < len(self.rows) else None

    def row_count(self) -> int:
        return len(self.rows)

    def row_height(self, index: int, width: int) -> int:  # noqa: ARG002 - the same for all
        return 1

    def row_lines(self, index: int, width: int, at_cursor: bool) -> list[Line]:
        row = self.rows[index]
        state, color = state_of(row)
        timing = row.timing.text or ("問い" if row.timing.open else "")
        room = width - 2 - _KIND - 1 - 3 - _TIMING - 1 - _STATE - 2
        return [
            [
                Run(f"{glyphs().cursor} " if at_cursor else "  ", "strong"),
                Run(pad_to(KINDS[row.change.kind], _KIND) + " ", "label"),
                Run("※ " if row.star else "   ", "warning"),
                Run(pad_to(_short(row.item, max(8, room)), max(8, room)) + " ", "muted" if row.aside else "text"),
                Run(pad_to(timing, _TIMING) + " ", "warning" if row.timing.open and not row.aside else "label"),
                Run(cut_to(state, _STATE), color),
            ]
        ]


def state_of(row: ProposedRow) -> tuple[str, str]:
    """(word, text colour) for where a row stands."""
    if row.aside:
        return "載せない", "muted"
    if row.outdated:
        return "本文と違う", "warning"
    if row.written:
        return "表にある", "good"
    return ("手直し済み" if row.edited else "案"), "label"


def _short(item: str, room: int) -> str:
    """The way to an item within so many cells: its end tells it apart, so the headings before give way."""
    text = item.replace("\n", "／")
    if text_width(text) <= room:
        return text
    words = text.split("　")
    while len(words) > 1 and text_width(f"…{'　'.join(words)}") > room:
        words = words[1:]
    return cut_to(f"…{'　'.join(words)}", room)
