"""What all screens share: the footer, keys by the registry of actions, and the word about too small a window."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar, TypeVar, cast

from textual.app import ComposeResult
from textual.containers import Container
from textual.message import Message
from textual.screen import ModalScreen, Screen
from textual.widgets import Static

from pia_tui.errors import PiaError
from pia_tui.tui.actions import Action, Place, action_for_key, find_action, footer_actions, key_name
from pia_tui.tui.widgets.key_bar import KeyBar
from pia_tui.tui.widgets.message_strip import MessageStrip

if TYPE_CHECKING:
    from pia_tui.tui.app import PiaApp

ResultType = TypeVar("ResultType")

LEAST_WIDTH, LEAST_HEIGHT = 76, 22
"""Below this the screens do not fit; 80×24 is what they are made for."""
AT_WIDTHS = [(0, "-tiny"), (LEAST_WIDTH, "-narrow")]
AT_HEIGHTS = [(0, "-low"), (LEAST_HEIGHT, "-normal")]
WIDE = 110
"""From this width contents, page and help stand side by side."""

LEAVING = ("back", "previous_question")
"""Actions of Esc that may leave a piece of work; where they do, a message that is shown takes the key first."""

CLOSING: tuple[Place, ...] = ("home", "editor", "wizard")
"""Places where Esc does nothing but close a message that is shown."""


class TooSmall(Static):
    """Lies over a screen whose window is too small."""

    DEFAULT_CSS = """
    TooSmall { display: none; layer: notice; width: 100%; height: 100%; background: $background; color: $color-warning;
               content-align: center middle; position: absolute; }
    """

    def on_mount(self) -> None:
        self._tell()

    def on_resize(self) -> None:
        self._tell()

    def _tell(self) -> None:
        width, height = self.app.size
        self.update(
            f"窓が小さすぎます（いま 横{width}×縦{height}）\n"
            "横80×縦24 以上に広げてください\n"
            "広げるまで、ほかのキーは働きません（終了は Ctrl+Q）\n"
            "入力した内容はそのままです"
        )


class Foot(Container):
    """The messages and the keys, at the lower edge."""

    DEFAULT_CSS = "Foot { dock: bottom; height: auto; layout: vertical; }"


if TYPE_CHECKING:
    from textual.dom import DOMNode

    _Base = DOMNode
else:
    _Base = object


class Acting(_Base):
    """Keys → actions of the registry → methods named `do_<action>` of the screen, of its helpers, or of the app."""

    PLACE: ClassVar[Place] = "dialog"
    PLACES: ClassVar[tuple[Place, ...]] = ()
    """The places of a screen that has several."""
    helpers: tuple[object, ...] = ()
    """Objects that carry out some of the screen's actions."""

    @property
    def pia(self) -> PiaApp:
        """The app, by its own type."""
        return cast("PiaApp", self.app)

    @property
    def place(self) -> Place:
        """Where the officer is, as far as keys are concerned."""
        return self.PLACE

    def hidden_actions(self) -> frozenset[str]:
        """Actions that make no sense just now."""
        return frozenset()

    def ready_to_leave(self) -> bool:
        """Whether nothing would be lost by going away now; a screen that says no tells the officer why."""
        return True

    def closing(self) -> None:
        """The program ends: let go of what the screen holds. `ready_to_leave` has said yes before."""

    def on_compose(self) -> None:
        """Begin with the classes that the window's size gives: told by the first Resize, they restyle the screen."""
        screen, (width, height) = cast("Screen[object]", self), self.pia.size
        for cells, classes in ((width, screen.HORIZONTAL_BREAKPOINTS), (height, screen.VERTICAL_BREAKPOINTS)):
            reached = max((one for one in classes or () if one[0] <= cells), default=None)
            if reached is not None:
                self.add_class(reached[1], update=False)

    def compose(self) -> ComposeResult:
        yield from self.compose_body()
        with Foot():
            yield MessageStrip()
            yield KeyBar()
        yield TooSmall()

    def compose_body(self) -> ComposeResult:
        """The screen's own widgets."""
        raise NotImplementedError

    def on_mount(self) -> None:
        self.update_keys()
        self.show_messages()

    def show_messages(self) -> None:
        """Show what the program has to say at the foot of this screen."""
        for strip in self.query(MessageStrip):  # none before the screen has been put together
            strip.show(self.pia.messages, closable=self.place in CLOSING)
        if self.has_class("-messages") != bool(self.pia.messages):
            # Only the two strips of the foot look different then: a class with its update styles the whole screen.
            self.set_class(bool(self.pia.messages), "-messages", update=False)
            for other in self.query("HintStrip, MessageStrip"):
                other.update_node_styles()

    def on_message_strip_closed(self, event: MessageStrip.Closed) -> None:
        event.stop()
        self.pia.close_messages()

    def update_keys(self) -> None:
        """Show the keys of the present place in the footer."""
        self.show_messages()
        self.query_one(KeyBar).show(self.place, self.hidden_actions())

    def on_key_bar_pressed(self, event: KeyBar.Pressed) -> None:
        event.stop()
        if event.action.silent:
            self.pia.simulate_key(event.action.keys[0])
        else:
            self.perform(event.action)

    def action_key(self, key: str) -> None:
        """A key of the registry was pressed."""
        action = action_for_key(self.place, key)
        if action is None:
            self.key_without_use(key)
            return
        if key == "escape" and action.id not in LEAVING:
            self.pia.close_messages()
        self.perform(action)

    def key_without_use(self, key: str) -> None:
        """While one writes, chooses or stands in a list, the keys of the page do not lead away from it: tell how to."""
        found = next((one for place in self.PLACES if (one := action_for_key(place, key)) is not None), None)
        if found is not None:
            over = {"text": "書き終えて", "choose": "選び終えて"}.get(self.place, "様式に戻って")
            self.tell(f"{key_name(key)}（{found.label}）は、Esc で{over}から使えます")

    def how_to_go_on(self) -> str:
        """What to press here, for who has typed where nothing is written."""
        shown = [one for one in footer_actions(self.place) if one.id not in self.hidden_actions()]
        keys = "、".join(f"{one.key_name}（{one.label}）" for one in shown if one.keys[0] in ("enter", "escape"))
        return "ここは文字を書く所ではありません。" + (f"使えるキーは {keys} などです。" if keys else "")

    def perform(self, action: Action | str) -> None:
        """Carry out an action, by itself or by its name."""
        found = find_action(action, self.place) if isinstance(action, str) else action
        name = f"do_{found.id}"
        own = (method for owner in (self, *self.helpers) if (method := getattr(owner, name, None)))
        method = next(own, None) or self.pia.action_method(name)
        if method is None or found.id in self.hidden_actions():
            return
        try:
            method()
        except PiaError as error:
            self.tell_problem(error)

    async def _dispatch_message(self, message: Message) -> None:
        """A failure with words is told; only one without words ends the program."""
        try:
            await super()._dispatch_message(message)
        except PiaError as error:
            self.tell_problem(error)

    def tell_problem(self, error: PiaError) -> None:
        """Show what went wrong without stopping anybody."""
        self.pia.notify(error.on_screen, severity="error", timeout=12, markup=False)

    def tell(self, text: str) -> None:
        """A short word at the foot of the screen."""
        self.pia.notify(text, timeout=5, markup=False)


class PiaScreen(Acting, Screen[ResultType]):
    """A full screen."""

    DEFAULT_CSS = """
    PiaScreen { layers: base notice; background: $background; color: $color-text; }
    PiaScreen.-tiny TooSmall, PiaScreen.-low TooSmall { display: block; }
    """
    HORIZONTAL_BREAKPOINTS = [*AT_WIDTHS, (WIDE, "-wide")]
    VERTICAL_BREAKPOINTS = AT_HEIGHTS


class PiaModal(Acting, ModalScreen[ResultType]):
    """A dialog over a screen; Esc gives None."""

    DEFAULT_CSS = """
    PiaModal { align: center middle; background: $background 60%; layers: base notice; }
    PiaModal > Vertical { width: 72; max-width: 96%; height: auto; max-height: 90%; background: $surface;
                          border: round $primary; border-title-color: $color-strong; padding: 0 1; }
    PiaModal Foot { min-height: 2; background: $background-bar; }
    PiaModal .title { text-style: bold; color: $color-strong; padding: 0 0 1 0; }
    PiaModal .text { color: $color-text; padding: 0 0 1 0; }
    PiaModal .error { color: $color-error; }
    PiaModal .hint { color: $color-muted; }
    PiaModal MenuView { height: auto; max-height: 20; background: $surface; }
    PiaModal.-tiny TooSmall, PiaModal.-low TooSmall { display: block; }
    """
    HORIZONTAL_BREAKPOINTS = AT_WIDTHS
    VERTICAL_BREAKPOINTS = AT_HEIGHTS

    def do_close(self) -> None:
        self.dismiss(None)
