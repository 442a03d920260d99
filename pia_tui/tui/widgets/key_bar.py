"""The footer: the keys that work here, taken from the registry of actions; each can be clicked."""

from __future__ import annotations

from collections.abc import Mapping

from textual import events
from textual.message import Message
from textual.strip import Strip
from textual.widget import Widget

from pia_tui.tui.actions import Action, Place, footer_actions
from pia_tui.tui.drawing.styled import Run, Styled
from pia_tui.tui.drawing.wrap import text_width

_KEPT = ("help", "palette", "quit")
_GAP = 2
_TWO_LINES: tuple[Place, ...] = ("home", "editor", "changes", "compare")
"""Where a second line is worth the room it takes."""


class KeyBar(Styled, Widget):
    """Keys and words, the most wanted first, as many as fit; where people work, on two lines if one is too short."""

    DEFAULT_CSS = """
    KeyBar { height: 1; background: $background-bar; }
    KeyBar.-two { height: 2; }
    """

    class Pressed(Message):
        """A word of the footer was clicked."""

        def __init__(self, action: Action) -> None:
            super().__init__()
            self.action = action

    def __init__(self) -> None:
        super().__init__()
        self.place: Place = "home"
        self._hidden: frozenset[str] = frozenset()
        self._named: dict[str, str] = {}

    def show(self, place: Place, hidden: frozenset[str] = frozenset(), named: Mapping[str, str] | None = None) -> None:
        """Show the keys of a place, apart from actions that cannot be done now.

        `named` are actions that must be in sight just now, with the words for what they do just now.
        """
        words = dict(named or {})
        if (place, hidden, words) != (self.place, self._hidden, self._named):
            self.place, self._hidden, self._named = place, hidden, words
            self._choose_height()
            self.refresh()

    def on_resize(self) -> None:
        self._choose_height()

    def _choose_height(self) -> None:
        """A second line for places where people work, if there is more to show than one line holds."""
        size = sum(text_width(self._word(action)) + _GAP for action in self._actions())
        self.set_class(self.place in _TWO_LINES and size > self.size.width - 1 > 0, "-two")

    def _actions(self) -> list[Action]:
        return [action for action in footer_actions(self.place, self._named) if action.id not in self._hidden]

    def _shown(self) -> list[list[tuple[int, int, Action]]]:
        """(from, to, action) in cells, line by line. What does not fit is left out; the palette has it."""
        wanted = sorted(self._actions(), key=lambda one: (not self._is_kept(one), one.rank))
        fitting: list[Action] = []
        for action in wanted:
            if len(self._lines([*fitting, action])) <= max(1, self.size.height):
                fitting.append(action)
        return self._lines(fitting)

    def _lines(self, actions: list[Action]) -> list[list[tuple[int, int, Action]]]:
        """The actions in their order, broken into lines."""
        lines: list[list[tuple[int, int, Action]]] = [[]]
        x = 1
        for action in sorted(actions, key=lambda one: one.rank):
            size = text_width(self._word(action))
            if lines[-1] and x + size + 1 > self.size.width:
                lines.append([])
                x = 1
            lines[-1].append((x, x + size, action))
            x += size + _GAP
        return lines

    def _is_kept(self, action: Action) -> bool:
        """Whether there must be room for an action: nobody is left without help and a way out."""
        return action.id in (*_KEPT, *self._named) or "escape" in action.keys

    def _label(self, action: Action) -> str:
        return self._named.get(action.id, action.label)

    def _word(self, action: Action) -> str:
        return f"{action.key_name} {self._label(action)}"

    def render_line(self, y: int) -> Strip:
        line = [Run(" ", "text")]
        lines = self._shown()
        for _, _, action in lines[y] if y < len(lines) else ():
            line += [Run(action.key_name, "strong"), Run(f" {self._label(action)}  ", "label")]
        return self.strip_of(line, "bar", self.size.width)

    def on_click(self, event: events.Click) -> None:
        if event.chain > 1:
            return  # whoever clicks twice by habit means it once: the second would confirm what nobody has looked at
        lines = self._shown()
        for start, end, action in lines[event.y] if event.y < len(lines) else ():
            if start <= event.x < end + 1:
                self.post_message(self.Pressed(action))
