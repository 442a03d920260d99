"""The footer: the keys that work here, taken from the registry of actions; each can be clicked."""

from __future__ import annotations

from collections.abc import Mapping

from textual import events
from textual.message import Message
from textual.strip import Strip
from textual.widget import Widget

from pia_tui.tui.actions import Action, Place, footer_actions
from pia_tui.tui.drawing.inked import Inked, Run
from pia_tui.tui.drawing.wrap import text_width

_KEPT = ("help", "palette", "quit")


class KeyBar(Inked, Widget):
    """One line of keys and words, the most wanted first, as many as fit."""

    DEFAULT_CSS = "KeyBar { height: 1; background: $paper-bar; }"

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
            self.refresh()

    def _shown(self) -> list[tuple[int, int, Action]]:
        """(from, to, action) in cells. What does not fit is left out; the palette has it."""
        spans: list[tuple[int, int, Action]] = []
        fitting: list[Action] = []
        actions = [action for action in footer_actions(self.place, self._named) if action.id not in self._hidden]
        room = self.size.width - 1
        for action in sorted(actions, key=lambda one: (not self._is_kept(one), one.rank)):
            size = text_width(self._word(action)) + 2
            if size <= room:
                fitting.append(action)
                room -= size
        x = 1
        for action in sorted(fitting, key=lambda one: one.rank):
            size = text_width(self._word(action))
            spans.append((x, x + size, action))
            x += size + 2
        return spans

    def _is_kept(self, action: Action) -> bool:
        """Whether there must be room for an action: nobody is left without help and a way out."""
        return action.id in (*_KEPT, *self._named) or "escape" in action.keys

    def _label(self, action: Action) -> str:
        return self._named.get(action.id, action.label)

    def _word(self, action: Action) -> str:
        return f"{action.key_name} {self._label(action)}"

    def render_line(self, y: int) -> Strip:  # noqa: ARG002 - one line
        line = [Run(" ", "text")]
        for _, _, action in self._shown():
            line += [Run(action.key_name, "strong"), Run(f" {self._label(action)}  ", "label")]
        return self.strip_of(line, "bar", self.size.width)

    def on_click(self, event: events.Click) -> None:
        for start, end, action in self._shown():
            if start <= event.x < end + 1:
                self.post_message(self.Pressed(action))
