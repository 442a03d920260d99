"""Answers that both sides have changed, as they are shown: where they stand, and both of them in words."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from pia_tui.assessment import NAME_KEY, Assessment
from pia_tui.departments import DEPARTMENT
from pia_tui.forms import BadPath, Value, format_value, parse_path
from pia_tui.tui.document.places import words_of
from pia_tui.usecases.exchange.conflicts import Conflict

UNANSWERED = "（未記入）"
_NOTES = {
    "note:": "メモ",
    DEPARTMENT: "担当課",
    "traysource:": "未配置の文章",
    "tray": "未配置の文章",
    NAME_KEY: "評価書の名前",
    "@": "評価書の管理",
}


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
    prefix = next((one for one in _NOTES if key.startswith(one)), "")
    bare = key.removeprefix("note:").removeprefix(DEPARTMENT).removesuffix("[]")
    held = next((one for one in documents if not prefix.startswith(("tray", "@")) and _known(one, bare)), None)
    words = words_of(held, bare) if held is not None else ()
    if not words:
        words = (_NOTES[prefix],) if prefix else (conflict.label,)
    elif prefix:
        words = (*words, _NOTES[prefix])
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
    if key.endswith("[]"):
        return f"{len(value)} 個"
    item = documents[0].form.item(parse_path(key).item_id) if documents and ":" not in key else None
    if item is not None and item.value_kind == "figure":
        return f"図 {len(value)} 枚"
    return "\n".join(value)
