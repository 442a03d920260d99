"""Brackets and marks that stand in cells of their own are put together: `[ | ○ | ] | 紙` becomes `[○] | 紙`."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from functools import cache

from pia_tui.forms import form_ids, load_form
from pia_tui.ingest.grids.boxes import Box
from pia_tui.ingest.text.aliases import aliases
from pia_tui.ingest.text.folding import fold

_OPEN, _CLOSED = frozenset("[［【〔"), frozenset("]］】〕")
_ON, _OFF = "[○]", "[　]"


@cache
def _marks() -> dict[str, str]:
    """Signs that are marks where they stand alone in a cell, with how they are read."""
    marks = aliases().marks
    found = {fold(sign): _ON for sign in marks.on if "\\" not in sign}
    return found | {fold(sign): _OFF for sign in marks.off}


@cache
def _bracketed() -> dict[str, str]:
    """The same for signs between brackets."""
    return (
        _marks() | {fold(sign): _ON for sign in aliases().marks.bracketed} | {"": _OFF, "-": _OFF, "x": _OFF, "×": _OFF}
    )


@cache
def _options() -> frozenset[str]:
    """The options of all forms that carry marks, folded."""
    items = [item for form_id in form_ids() for item in load_form(form_id).walk()]
    marked = {fold(text) for item in items if item.value_kind == "multi" for text in item.choice_texts}
    return frozenset(marked | {fold(item.label) for item in items if "flag" in (item.kind, item.own_value)})


def with_signs(boxes: Sequence[Box]) -> list[Box]:
    """The boxes with each bracket, what stands in it and its end as one, and lone marks in brackets."""
    return _with_blanks(_joined(boxes))


def _joined(boxes: Sequence[Box]) -> list[Box]:
    by_row: dict[int, list[Box]] = {}
    for box in boxes:
        by_row.setdefault(box.top, []).append(box)
    found: list[Box] = []
    for top in sorted(by_row):
        row = sorted(by_row[top], key=lambda box: box.left)
        at = 0
        while at < len(row):
            box = row[at]
            end = _end(row, at) if box.text.strip() in _OPEN else 0
            if end:
                inner = " ".join(each.text.strip() for each in row[at + 1 : end] if each.text.strip())
                sign = _bracketed().get(fold(inner))
                bottom = max(each.bottom for each in row[at : end + 1])
                found.append(Box(top, box.left, bottom, row[end].right, sign or f"[{inner}]"))
                at = end + 1
                continue
            sign = _marks().get(fold(box.text)) if 0 < len(box.text.strip()) <= 2 else None
            found.append(replace(box, text=sign) if sign else box)
            at += 1
    return found


def _end(row: Sequence[Box], at: int) -> int:
    """Where the bracket that opens here closes: in the next cell but one or two that hold something."""
    held = 0
    for number in range(at + 1, len(row)):
        text = row[number].text.strip()
        if text in _CLOSED and text:
            return number
        if text in _OPEN and text:
            return 0
        held += bool(text)
        if held > 1:
            return 0
    return 0


def _with_blanks(boxes: Sequence[Box]) -> list[Box]:
    """Where marks stand alone before options, an option with nothing before it has an empty one."""
    signs = {(box.top, box.right): box for box in boxes if box.text in (_ON, _OFF)}
    columns = {right + 1 for _, right in signs}
    taken = {
        (row, column)
        for box in boxes
        if box.text
        for row in range(box.top, box.bottom + 1)
        for column in range(box.left, box.right + 1)
    }
    added = []
    for box in boxes:
        if box.left < 2 or box.left not in columns or (box.top, box.left - 1) in taken:
            continue
        option = fold(box.text.partition("（")[0])
        if fold(box.text) in _options() or option in _options():
            added.append(Box(box.top, box.left - 1, box.bottom, box.left - 1, _OFF))
    empty = {(box.top, box.left) for box in added}
    kept = [box for box in boxes if box.text or (box.top, box.left) not in empty]
    return sorted([*kept, *added], key=lambda box: (box.top, box.left))
