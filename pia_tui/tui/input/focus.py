"""Which widget the keys go to, told and changed at once.

Textual's own `Widget.focus` asks the app to do it later, and `has_focus` becomes true later still: what the program
decides in between would be decided for the widget that had the keys before.
"""

from __future__ import annotations

from textual.dom import NoScreen
from textual.widget import Widget


def give_keys(widget: Widget, *, scroll: bool = False) -> None:
    """Let the keys go to a widget from now on; one that cannot be seen does not take them.

    `scroll` brings the widget into view.
    """
    try:
        widget.screen.set_focus(widget, scroll_visible=scroll)
    except NoScreen:  # the screen has been closed meanwhile
        return


def gets_keys(widget: Widget) -> bool:
    """Whether keys typed on a widget's screen go to it."""
    try:
        return widget.screen.focused is widget
    except NoScreen:
        return False
