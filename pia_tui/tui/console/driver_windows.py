"""Textual's Windows driver with its filter of key events corrected, so that no text from an IME is dropped.

Textualize/textual #6667 (open, seen in 8.2.8): events with virtual key 0 are thrown away as soon as any control-key bit
is set. Windows 10's classic console sends committed IME text exactly so whenever NumLock is on. The right test is
whether the event carries a character. Remove this module when the fix is released.

The second correction: a character outside the BMP (𠮷) comes as two events; when a read ends between them, Textual's
decoding raises and its input thread ends. Here the first half waits for the next read.

The third: that console pastes by typing. Keys of one read are handed on together, so that a paste is known as one.
"""

from __future__ import annotations

import sys
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from textual import events
from textual.message import Message

from pia_tui.tui.input.queue import TypedTogether

if TYPE_CHECKING:
    from textual.driver import Driver


@dataclass(frozen=True)
class KeyEvent:
    """What a KEY_EVENT_RECORD says: pressed or released, its virtual key, its UTF-16 unit, the control-key bits."""

    down: bool
    virtual_key: int
    unit: str
    control_keys: int
    repeat: int = 1


def takes(event: KeyEvent) -> bool:
    """Whether an event types something: it is a press, and it has a key or a character."""
    return event.down and (event.virtual_key != 0 or event.unit not in ("", "\0"))


def text_of(events: Iterable[KeyEvent], held: str = "") -> tuple[str, str]:
    """(text typed by the events, half a character that waits for its other half).

    `held` is what the call before left over. A half that never gets its other half becomes U+FFFD.
    """
    units = held + "".join(event.unit for event in events if takes(event))
    left = ""
    if units and "\ud800" <= units[-1] <= "\udbff":
        units, left = units[:-1], units[-1]
    text = units.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace")
    return text, left


def gathered(found: Iterable[Message]) -> Iterator[Message]:
    """The events of one read, keys that stand side by side as one message: they were pasted, or typed ahead."""
    keys: list[Message] = []
    for event in found:
        if isinstance(event, events.Key):
            keys.append(event)
            continue
        yield from _as_one(keys)
        keys = []
        yield event
    yield from _as_one(keys)


def _as_one(keys: list[Message]) -> list[Message]:
    return [TypedTogether(keys)] if len(keys) > 1 else keys


def driver_class() -> type[Driver] | None:
    """The corrected driver on Windows; None elsewhere, where Textual's own is right."""
    return _windows_driver() if sys.platform == "win32" else None


def _windows_driver() -> type[Driver]:
    """Made when asked for: its base classes exist on Windows only."""
    from textual._xterm_parser import XTermParser
    from textual.drivers import win32
    from textual.drivers.windows_driver import WindowsDriver

    win: Any = win32

    class ImeEventMonitor(win.EventMonitor):  # type: ignore[misc]
        """Reads the console's events as Textual does, with the filter of this module."""

        def run(self) -> None:
            parser = XTermParser(debug=False)
            records = (win.INPUT_RECORD * 1024)()
            count = win.wintypes.DWORD(0)
            console = win.GetStdHandle(win.STD_INPUT_HANDLE)
            held = ""
            while not self.exit_event.is_set():
                for event in parser.tick():
                    self.process_event(event)
                if win.wait_for_handles([console], 100) is None:
                    continue
                win.KERNEL32.ReadConsoleInputW(console, win.byref(records), 1024, win.byref(count))
                keys: list[KeyEvent] = []
                size: tuple[int, int] | None = None
                for record in records[: count.value]:
                    if record.EventType == 0x0001:
                        key = record.Event.KeyEvent
                        keys.append(
                            KeyEvent(
                                bool(key.bKeyDown), key.wVirtualKeyCode, key.uChar.UnicodeChar, key.dwControlKeyState
                            )
                        )
                    elif record.EventType == 0x0004:
                        found = record.Event.WindowBufferSizeEvent.dwSize
                        size = (found.X, found.Y)
                text, held = text_of(keys, held)
                if text:
                    for event in gathered(parser.feed(text)):
                        self.process_event(event)
                if size is not None:
                    self.on_size_change(*size)

    class ImeWindowsDriver(WindowsDriver):
        """Starts the corrected monitor in place of Textual's."""

        def start_application_mode(self) -> None:
            original = win.EventMonitor
            win.EventMonitor = ImeEventMonitor
            try:
                super().start_application_mode()
            finally:
                win.EventMonitor = original

    return ImeWindowsDriver
