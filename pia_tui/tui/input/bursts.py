"""What keys that arrived together mean: a text that was pasted, or keys that were typed ahead.

A console without bracketed paste (Windows 10's classic one, tmux and screen with old settings) delivers a paste as
keys. Taken one by one, its tabs would lead to other items and its digits would choose options. Nobody types several
characters within a few milliseconds: those are a paste, or a word that an input method committed, which is the same to
whoever receives it. Keys of other kinds (arrows, Backspace, function keys) never are in a paste; a burst that holds
some is a script or a slow line delivering what was typed ahead, and is taken key by key.
"""

from __future__ import annotations

from collections.abc import Sequence

from textual import events

from pia_tui.tui.widgets.typed import typed_text

LINE_ENDS = ("\r", "\n")
CELL_END = "\t"
PASTED_CONTROLS = ("\x0b", "\x0c", "\x07", "\x1e", "\x1f")
"""What word processors put into a copied text: line and page breaks, ends of cells, hyphens."""


def pasted_character(event: events.Key) -> str:
    """The character a key stands for where it is part of a paste, or an empty text for keys that cannot be."""
    if event.key.startswith(("alt+", "shift+")) and not typed_text(event):
        return ""
    character = event.character or ""
    if character in LINE_ENDS or character == CELL_END or character in PASTED_CONTROLS:
        return character
    return typed_text(event)


def read_burst(keys: Sequence[events.Key]) -> list[events.Key | events.Paste]:
    """The events that keys of one burst stand for, in order.

    Line ends and tabs between characters belong to the text. One at the very end is a key: a word followed by Enter or
    Tab is what hands and scripts send, and a line end that ends a text of several lines belongs to it.
    """
    characters = [pasted_character(key) for key in keys]
    first = next((at for at, one in enumerate(characters) if _is_letter(one)), len(keys))
    last = next((at for at in range(len(keys) - 1, -1, -1) if _is_letter(characters[at])), -1)
    inside = characters[first : last + 1]
    if last - first < 1 or not all(inside):
        return list(keys)
    several = any(not _is_letter(one) for one in inside)
    before, after = characters[:first], characters[last + 1 :]
    if several or len(after) > 1:
        # Only what could not be typed otherwise stays a key: Ctrl+S after a text of several lines saves it.
        if all(before):
            first = 0
        last = max([last, *(at for at in range(last + 1, len(keys)) if all(characters[last + 1 : at + 1]))])
    text = _with_plain_line_ends("".join(characters[first : last + 1]))
    return [*keys[:first], events.Paste(text), *keys[last + 1 :]]


def _is_letter(character: str) -> bool:
    return bool(character) and character not in LINE_ENDS and character != CELL_END


def _with_plain_line_ends(text: str) -> str:
    return text.replace("\r\n", "\n").replace("\r", "\n")
