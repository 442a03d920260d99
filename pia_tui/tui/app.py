"""The screens put together: the app wires them to the store and to each other, and decides nothing itself."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, ClassVar, TypeVar

from textual import events, on
from textual.app import App
from textual.binding import Binding, BindingType
from textual.driver import Driver
from textual.geometry import Offset
from textual.message import Message
from textual.screen import Screen

from pia_tui.errors import PiaError
from pia_tui.settings import load_settings, save_settings
from pia_tui.tui.actions import Place
from pia_tui.tui.document.session import Session
from pia_tui.tui.drawing.stylesheet import CachedStylesheet
from pia_tui.tui.input.clicks import StrayClicks
from pia_tui.tui.input.cursor import cursor_cell
from pia_tui.tui.input.queue import InputQueue
from pia_tui.tui.jobs.clips import ClipPicker
from pia_tui.tui.jobs.crash import tell_crash
from pia_tui.tui.jobs.everywhere import Everywhere
from pia_tui.tui.jobs.exporting import Exporter
from pia_tui.tui.jobs.importing import Importer
from pia_tui.tui.jobs.looks import Looks
from pia_tui.tui.jobs.message_board import MessageBoard
from pia_tui.tui.jobs.outside import OutsideEditor, copy_on_windows
from pia_tui.tui.jobs.picking import FilePicker
from pia_tui.tui.messages import MessageSeverity, Told, untaken_words
from pia_tui.tui.register.home import HomeScreen
from pia_tui.tui.screens.base import LEAST_HEIGHT, LEAST_WIDTH, Acting, PiaModal, PiaScreen
from pia_tui.tui.screens.help import HelpScreen
from pia_tui.tui.store_thread import StoreThread
from pia_tui.tui.widgets.typed import typed_text

if TYPE_CHECKING:
    from pia_tui.tui.widgets.reading_view import Paragraph

T = TypeVar("T")
LEFT = 1
"""The button of the mouse that does something; 0 stands for none."""


class PiaApp(App[int], inherit_bindings=False):
    """pia-tui on the whole screen."""

    TITLE = "特定個人情報保護評価"
    ENABLE_COMMAND_PALETTE = False
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("ctrl+q", "leave", show=False, priority=True),
        Binding("ctrl+c", "how_to_leave", show=False, system=True),
    ]
    CSS_PATH = "app.tcss"
    input_queue: InputQueue | None = None

    def __init__(
        self,
        store: StoreThread,
        *,
        safe: bool | None = None,
        driver_class: type[Driver] | None = None,
        test: bool = False,
    ) -> None:
        super().__init__(driver_class=driver_class)
        self._stray_clicks = StrayClicks()
        self.stylesheet = CachedStylesheet(variables=self.get_css_variables())
        self.store = store
        self.workspace = store.workspace
        self.settings = load_settings(store.workspace)
        self.crashed: Path | None = None
        self.verdicts: dict[str, str] = {}
        self.last_opened: int | None = None
        self._test = test
        self.board = MessageBoard(self._show_messages)
        self.exporter = Exporter(self)
        self.importer = Importer(self)
        self.clips = ClipPicker(self)
        self.files = FilePicker(self)
        self.outside = OutsideEditor(self)
        self.input_queue = InputQueue(self, super().post_message)
        self.everywhere = Everywhere(self)
        self.looks = Looks(self, self.workspace, self.settings, safe)

    def on_mount(self) -> None:
        if self._test:
            self._begin_test()
        else:
            self.push_screen(HomeScreen())

    def _begin_test(self) -> None:
        """The test sheet alone, for `pia-tui doctor --console`."""
        from pia_tui.tui.console.console_test import ConsoleTestScreen

        def ended(verdicts: dict[str, str] | None) -> None:
            self.verdicts = verdicts or {}
            self.exit(0)

        self.push_screen(ConsoleTestScreen(), ended)

    @property
    def failed(self) -> bool:
        """Whether the program ended by a failure that nobody foresaw."""
        return self._exception is not None

    @property
    def acting(self) -> Acting | None:
        """The screen in front, if it is one of ours."""
        return self.screen if isinstance(self.screen, Acting) else None

    # -- documents ---------------------------------------------------------------------------------------------------

    def open_document(self, document_id: int, *, at: str = "", done: Callable[[None], None] | None = None) -> None:
        """Open a document where one stopped last, or at a key."""
        from pia_tui.tui.editor.screen import EditorScreen

        session = Session(self.store, document_id)
        self.last_opened = document_id
        self.push_screen(EditorScreen(session, at=at or self.settings.places.get(session.uuid, "")), done)

    def remember_place(self, session: Session, place: str) -> None:
        """Next time the document opens where it was left."""
        self.settings.places.pop(session.uuid, None)
        self.settings.places[session.uuid] = place
        save_settings(self.workspace, self.settings)

    def start_wizard(self) -> None:
        """Ask the questions of しきい値判断 and make the documents that follow."""
        from pia_tui.tui.threshold.wizard import WizardScreen

        self.push_screen(WizardScreen())

    # -- everywhere --------------------------------------------------------------------------------------------------

    def show_help(self, place: Place, about: Sequence[Paragraph] = (), *, at_keys: bool = False) -> None:
        self.push_screen(HelpScreen(place, about, at_keys=at_keys))

    def do_quit(self) -> None:
        self.action_leave()

    def action_method(self, name: str) -> Callable[[], None] | None:
        """The method of an action that works everywhere."""
        owners = (self, self.everywhere, self.looks)
        return next((found for owner in owners if (found := getattr(owner, name, None))), None)

    def action_leave(self) -> None:
        """End the program, once every screen has saved what it holds."""
        for screen in reversed(self.screen_stack):
            if isinstance(screen, Acting) and not screen.ready_to_leave():
                return
        for screen in self.screen_stack:
            if isinstance(screen, Acting):
                screen.closing()
        save_settings(self.workspace, self.settings)
        self.exit(0)

    def action_how_to_leave(self) -> None:
        self.say("終了するには Ctrl+Q を押してください。保存していないものがあれば、その前に尋ねます。")

    @property
    def cursor_position(self) -> Offset:
        """Where the terminal's own cursor is put after every drawing: where the next letter goes."""
        return cursor_cell(self.focused if self.screen_stack else None) or self._cursor_position

    @cursor_position.setter
    def cursor_position(self, position: Offset) -> None:
        self._cursor_position = position

    def post_message(self, message: Message) -> bool:
        """Keys, pastes and clicks wait until those before them have done what they do."""
        if isinstance(message, (events.MouseDown, events.MouseUp)) and message.button > LEFT:
            return True  # nobody expects the right button to choose or to open something
        if self.input_queue is None or not self.input_queue.takes(message):
            return super().post_message(message)
        self.input_queue.put(message)
        return True

    async def on_event(self, event: events.Event) -> None:
        """Nobody types into what the notice of too small a window hides; only quitting is left. A click that was meant
        for the screen before does nothing."""
        typed = isinstance(event, events.Paste) or (isinstance(event, events.Key) and event.key != "ctrl+q")
        if typed and self.screen_stack and isinstance(self.screen, (PiaScreen, PiaModal)):
            width, height = self.size
            if width < LEAST_WIDTH or height < LEAST_HEIGHT:
                event.stop()
                return
        if self.screen_stack and self._stray_clicks.is_stray(event, self.screen):
            event.stop()
            return
        self.board.note(event)
        await super().on_event(event)

    @on(events.Key)
    @on(events.Paste)
    def _untaken(self, event: events.Key | events.Paste) -> None:
        """A letter or a text that nothing in front had a use for is not lost without a word."""
        text = typed_text(event) if isinstance(event, events.Key) else event.text
        if text.strip() and self.screen_stack and self.acting is not None:
            self.say(f"{untaken_words(text)}{self.acting.how_to_go_on()}")

    # -- what the jobs ask of the app ----------------------------------------------------------------------------------

    def ask(self, screen: Screen[T], answered: Callable[[T | None], None]) -> None:
        self.push_screen(screen, answered)

    def work(self, function: Callable[[], T], ended: Callable[[T], None], failed: Callable[[Exception], None]) -> None:
        def run() -> None:
            try:
                result = function()
            except Exception as error:
                self.call_from_thread(self.call_later, failed, error)
            else:
                self.call_from_thread(self.call_later, ended, result)

        self.run_worker(run, thread=True, exit_on_error=False)

    @contextmanager
    def suspended(self) -> Iterator[None]:
        with self.suspend():
            yield
        self.refresh(layout=True)

    def copy_to_clipboard(self, text: str) -> None:
        super().copy_to_clipboard(text)
        copy_on_windows(text)

    # -- messages ----------------------------------------------------------------------------------------------------

    class Say(Message):
        """Something to tell; by way of the queue, so that any thread may do it."""

        def __init__(self, text: str, severity: MessageSeverity) -> None:
            super().__init__()
            self.text = text
            self.severity = severity

    def say(self, text: str, severity: MessageSeverity = "information") -> None:
        """Tell something at the foot of the screen, until it has been read."""
        self.post_message(self.Say(text, severity))

    def notify(
        self,
        message: str,
        *,
        title: str = "",  # noqa: ARG002 - Textual's word; a message has no heading here
        severity: MessageSeverity = "information",
        timeout: float | None = None,  # noqa: ARG002 - the officer ends a message, not a clock
        markup: bool = True,  # noqa: ARG002 - what is told is never markup
    ) -> None:
        """Textual's way to `say`; its toasts would lie over the page and pile up."""
        self.say(message, severity)

    def on_pia_app_say(self, event: Say) -> None:
        event.stop()
        self.board.put(event.text, event.severity)

    @property
    def messages(self) -> tuple[Told, ...]:
        """What is told now, oldest first."""
        return self.board.messages

    def close_messages(self) -> bool:
        return self.board.close()

    def _show_messages(self) -> None:
        for screen in self.screen_stack:
            if isinstance(screen, Acting):
                screen.show_messages()

    # -- failures ----------------------------------------------------------------------------------------------------

    def _handle_exception(self, error: Exception) -> None:
        """No traceback reaches a user: errors with words are shown, others end the program with an explanation."""
        if isinstance(error, PiaError) and self.is_running:
            self.say(error.on_screen, "error")
            return
        self.crashed = tell_crash(self.workspace, error)
        super()._handle_exception(error)

    def _fatal_error(self) -> None:
        """Leave without the traceback that Textual would print."""
        self._close_messages_no_wait()
