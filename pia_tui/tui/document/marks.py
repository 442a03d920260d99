"""Annotations that the screens keep beside answers: notes, and texts that somebody still has to confirm."""

from __future__ import annotations

from collections.abc import Iterator

from pia_tui import keys
from pia_tui.assessment import Assessment


def notes(document: Assessment) -> Iterator[tuple[str, str]]:
    """(key of the item, note), in the form's order; notes of removed blocks come last."""
    yield from _annotations(document, keys.NOTE)


def unconfirmed(document: Assessment) -> Iterator[tuple[str, str]]:
    """(key of the item, where its text came from), in the form's order."""
    yield from _annotations(document, keys.UNCONFIRMED)


def _annotations(document: Assessment, kind: keys.KeyKind) -> Iterator[tuple[str, str]]:
    held = {place: str(value) for place, value in kind.among(document.state)}
    if not held:
        return
    for node in document.walk():
        if node.key in held:
            yield node.key, held.pop(node.key)
    yield from held.items()
