"""Answers that both sides have changed, as they are shown: where they stand, and both of them in words."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from pia_tui import keys
from pia_tui.assessment import Assessment
from pia_tui.forms import BadPath, Value, format_value, parse_path
from pia_tui.places import short_words
from pia_tui.usecases.exchange.conflicts import Conflict

UNANSWERED = "（未記入）"


@dataclass(frozen=True)
class Clash:
    """One conflict: its place in words, and the answers as texts; `base` is None where nobody knows it."""

    conflict: Conflict
    words: tuple[str, ...]
    ours: str
    theirs: str
    base: str | None = None

    @property
    def id(self) -> tuple[str, str]:
        """Names the conflict among those of all documents of a file."""
        return self.conflict.uuid, self.conflict.key


def clashes_of(conflicts: Iterable[Conflict], *documents: Assessment) -> list[Clash]:
    """The conflicts of a document as they are shown. `documents` are its copies: a place may be in one of them only."""
    return [_clash(each, documents) for each in conflicts]


def _clash(conflict: Conflict, documents: tuple[Assessment, ...]) -> Clash:
    key = conflict.key
    title = keys.kind_of(key).title if keys.is_annotation(key) else ""
    place = keys.place_of(key)
    held = next((one for one in documents if place and _known(one, place)), None)
    words = short_words(held, place) if held is not None else ()
    if not words:
        words = (title or conflict.label,)
    elif title:
        words = (*words, title)
    ours, theirs = _text(documents, key, conflict.ours), _text(documents, key, conflict.theirs)
    return Clash(conflict, words, ours, theirs, _text(documents, key, conflict.base) if conflict.based else None)


def _known(document: Assessment, key: str) -> bool:
    try:
        return document.path(key) is not None
    except BadPath:
        return False


def _text(documents: tuple[Assessment, ...], key: str, value: Value | None) -> str:
    """An answer in words: marks one a line, drawings and blocks by their number."""
    if value is None:
        return UNANSWERED
    if isinstance(value, bool):
        return "○を付ける" if value else "○を付けない"
    if not isinstance(value, tuple):
        return format_value(value)
    if keys.is_list(key):
        return f"{len(value)} 個"
    item = documents[0].form.item(parse_path(key).item_id) if documents and keys.is_answer(key) else None
    if item is not None and item.value_kind == "figure":
        return f"図 {len(value)} 枚"
    return "\n".join(value)
