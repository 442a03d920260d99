"""What a step back or forth did, in a few words."""

from __future__ import annotations

from dataclasses import dataclass

from pia_tui import keys
from pia_tui.assessment import Assessment, Change
from pia_tui.forms import Value, format_value
from pia_tui.tui.document.sheet import node_label
from pia_tui.tui.drawing.wrap import cut_to

PLAIN = ("文字の入力", "選択", "未記入に戻す", "変更", "メモ", "")
"""Labels of steps that are told by the item and what stands there now."""
_TOLD = (keys.NOTE, keys.UNCONFIRMED, keys.DRAFT)
_LABEL, _VALUE = 28, 36
"""Cells for the name of an item and for what stands there."""


@dataclass(frozen=True)
class UndoStep:
    """A step that was taken back or made again: its changes as they were carried out, and what it was called."""

    changes: tuple[Change, ...]
    label: str


def step_words(document: Assessment, step: UndoStep) -> str:
    """「欄を増やす」, or the item with what stands there now. The step must have been carried out on `document`."""
    answers = [change for change in step.changes if keys.is_answer(change.key)]
    notes = [change for change in step.changes if keys.kind_of(change.key) in _TOLD]
    if step.label not in PLAIN or not (answers or notes):
        return f"「{step.label}」" if step.label else "欄の数や順番"
    first = (answers or notes)[0]
    more = len(answers or notes) - 1
    return _told(document, first) + (f"　ほか {more} 項目" if more else "")


def _told(document: Assessment, change: Change) -> str:
    is_note = keys.is_annotation(change.key)
    path = document.path(keys.place_of(change.key))
    node = document.node(path) if path is not None else None
    label = cut_to(node_label(node), _LABEL) if node is not None else "なくした欄"
    is_figure = node is not None and node.value_kind == "figure" and not is_note
    mark = f"の{keys.kind_of(change.key).title}" if is_note else ""
    return f"{label}{mark} → {_shown(change.after, is_figure, is_note)}"


def _shown(value: Value | None, is_figure: bool, is_note: bool) -> str:
    if value is None:
        return "なし" if is_note else "（未記入）"
    if isinstance(value, bool):
        return "○" if value else "（空欄）"
    if is_figure:
        return f"図 {len(value) if isinstance(value, tuple) else 0} 枚"
    return cut_to(format_value(value), _VALUE)
