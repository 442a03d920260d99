"""What a key types, in Japanese."""

from __future__ import annotations

from unicodedata import category, normalize

from textual import events


def typed_text(event: events.Key) -> str:
    """The character that a key types, or an empty text for a key that types none.

    Textual asks `str.isprintable`, which denies the full-width blank and 外字; both are typed in Japanese.
    """
    char = event.character or ""
    return char if char and category(char[0]) not in ("Cc", "Cs") else ""


def folded_text(event: events.Key) -> str:
    """The same with full-width signs as plain ones: a blank or a digit typed with the IME on is one as well."""
    return normalize("NFKC", typed_text(event))


def typed_digit(event: events.Key) -> int:
    """1–9 for a digit of either width, 0 for everything else."""
    char = folded_text(event)
    return int(char) if char in "123456789" and len(char) == 1 else 0
