"""Words of the program in a dialog or beside a field, broken into lines as on paper."""

from __future__ import annotations

from textual.content import Content
from textual.geometry import Size
from textual.widgets import Static

from pia_tui.tui.drawing.wrap import wrapped


class Prose(Static):
    """A Static whose lines end where Japanese lines may: Textual itself breaks before 、 and 。"""

    def __init__(self, text: str = "", *, id: str | None = None, classes: str | None = None) -> None:  # noqa: A002
        super().__init__(text, id=id, classes=classes, markup=False)

    def _broken(self, width: int) -> list[str]:
        return list(wrapped(str(self.content), max(8, width))[0])

    def get_content_height(self, container: Size, viewport: Size, width: int) -> int:  # noqa: ARG002 - Textual's
        return len(self._broken(width))

    def render(self) -> Content:
        return Content("\n".join(self._broken(self.content_size.width)))
