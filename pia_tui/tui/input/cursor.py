"""Where the terminal's own cursor belongs: an input method opens its window there.

Widgets of Textual say it when a key moves their cursor. By then the layout may be another one, so that after opening a
text the cursor stood at the edge of the screen; here it is asked for at every drawing.
"""

from __future__ import annotations

from textual.geometry import Offset
from textual.widget import Widget
from textual.widgets import Input, TextArea


def cursor_cell(focused: Widget | None) -> Offset | None:
    """The cell of the screen where the next letter goes, or None where nothing can be typed."""
    if focused is None:
        return None
    if isinstance(focused, (TextArea, Input)):
        return focused.cursor_screen_offset
    own = getattr(focused, "cursor_cell", None)
    found = own() if callable(own) else None
    return found if isinstance(found, Offset) else None
