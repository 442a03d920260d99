"""One line over the register: what is pressing, and the key that shows it."""

from __future__ import annotations

from textual.strip import Strip
from textual.widget import Widget

from pia_tui.tui.actions import find_action
from pia_tui.tui.drawing.styled import Run, Styled
from pia_tui.tui.drawing.wrap import cut_to
from pia_tui.tui.duties.outlook import Outlook


class DueLine(Styled, Widget):
    """Takes no room while nothing is pressing. A click shows the list, as the key does."""

    DEFAULT_CSS = "DueLine { height: 1; } DueLine.-nothing { display: none; }"

    def __init__(self) -> None:
        super().__init__(classes="-nothing")
        self._outlook = Outlook()

    def show(self, outlook: Outlook) -> None:
        """Show what is pressing now."""
        self._outlook = outlook
        self.set_class(not outlook.words(), "-nothing")
        self.refresh()

    def render_line(self, y: int) -> Strip:  # noqa: ARG002 - one line
        width = self.size.width
        text = f" 期限　{self._outlook.words()}（{find_action('due_list', 'home').key_name} で一覧）"
        return self.strip_of([Run(cut_to(text, width - 1), self._outlook.color)], "plain", width)

    async def on_click(self) -> None:
        await self.run_action("screen.key('ctrl+g')")
