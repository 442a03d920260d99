"""Annotations that the screens keep beside answers: notes, and texts that somebody still has to confirm."""

from __future__ import annotations

from collections.abc import Iterator

from pia_tui.assessment import Assessment

NOTE = "note:"
UNCONFIRMED = "unconfirmed:"


def notes(document: Assessment) -> Iterator[tuple[str, str]]:
    """(key of the item, note), in the form's order; notes of removed blocks come last."""
    yield from _annotations(document, NOTE)


def unconfirmed(document: Assessment) -> Iterator[tuple[str, str]]:
    """(key of the item, where its text came from), in the form's order."""
    yield from _annotations(document, UNCONFIRMED)


def _annotations(document: Assessment, prefix: str) -> Iterator[tuple[str, str]]:
    held = {key[len(prefix) :]: str(value) for key, value in document.state.items() if key.startswith(prefix)}
    if not held:
        return
    for node in document.walk():
        if node.key in held:
            yield node.key, held.pop(node.key)
    yield from held.items()
