"""The Windows driver's filter, on recorded key events (no Windows is needed)."""

from __future__ import annotations

import sys

import pytest

from pia_tui.tui.console.driver_windows import KeyEvent, driver_class, takes, text_of

NUM_LOCK, SHIFT = 0x0020, 0x0010


def ime(text: str, control_keys: int) -> list[KeyEvent]:
    """What the console sends for text that an IME committed: presses and releases without a virtual key."""
    units = text.encode("utf-16-le")
    events = []
    for start in range(0, len(units), 2):
        unit = units[start : start + 2].decode("utf-16-le", "surrogatepass")
        events += [KeyEvent(True, 0, unit, control_keys), KeyEvent(False, 0, unit, control_keys)]
    return events


@pytest.mark.parametrize("control_keys", [0, NUM_LOCK, SHIFT, NUM_LOCK | SHIFT])
def test_committed_text_arrives_whatever_lock_is_on(control_keys: int) -> None:
    assert text_of(ime("こんにちは、（）？「」", control_keys)) == ("こんにちは、（）？「」", "")


def test_typed_letters_and_escape_sequences_arrive_once() -> None:
    pressed = [KeyEvent(True, 0x41, "a", NUM_LOCK), KeyEvent(False, 0x41, "a", NUM_LOCK)]
    sequence = [KeyEvent(True, 0, sign, 0) for sign in "\x1b[A"]
    assert text_of([*pressed, *sequence]) == ("a\x1b[A", "")


def test_lone_modifier_keys_type_nothing() -> None:
    assert not takes(KeyEvent(True, 0, "\0", SHIFT))
    assert not takes(KeyEvent(True, 0, "", NUM_LOCK))


def test_a_character_of_two_halves_may_come_in_two_reads() -> None:
    events = [event for event in ime("𠮷野", 0) if event.down]
    first, held = text_of(events[:1])
    assert (first, held) == ("", "\ud842")
    assert text_of(events[1:], held) == ("𠮷野", "")


def test_a_half_that_stays_alone_breaks_nothing() -> None:
    assert text_of([KeyEvent(True, 0, "あ", 0)], "\ud842") == ("\ufffdあ", "")


def test_elsewhere_the_driver_is_textuals_own() -> None:
    assert sys.platform == "win32" or driver_class() is None
