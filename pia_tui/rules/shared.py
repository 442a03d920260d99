"""What the 評価書 of one 事務 say alike (`shared` in the form data): differences, and how to bring them in step."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Collection, Sequence

import msgspec

from pia_tui.assessment import Assessment, Change
from pia_tui.forms import BadValue, Item, format_value
from pia_tui.rules.findings import Finding

_PIECES = re.compile(r"[\n、，,]+")
_OWN_NUMBER = re.compile(r"^(?:[(（]?[0-9]+[)）.．]?|[①-⑳・])")


class SharedPlace(msgspec.Struct, frozen=True):
    """Where a document says it, and what it says ("" = nothing yet)."""

    document_id: int
    path: str
    label: str
    value: str


class SharedDifference(msgspec.Struct, frozen=True):
    """Something that the 評価書 of one 事務 should say alike, and do not. `blank`: some say nothing yet."""

    shared: str
    label: str
    places: tuple[SharedPlace, ...]
    blank: bool


def differences(documents: Sequence[Assessment]) -> list[SharedDifference]:
    """What these documents say differently, in the order of the first one's form."""
    found = []
    for shared in dict.fromkeys(name for document in documents for name in document.form.shared):
        holding = [document for document in documents if shared in document.form.shared]
        places = tuple(_place(document, shared) for document in holding)
        meanings = {_meaning(_item(document, shared), _text(document, shared)) for document in holding}
        if len(holding) > 1 and len(meanings) > 1:
            label = _item(holding[0], shared).label.removeprefix(_item(holding[0], shared).number)
            found.append(SharedDifference(shared, label, places, any(not place.value for place in places)))
    return found


def shared_findings(document: Assessment, siblings: Sequence[Assessment], level: str, text: str) -> list[Finding]:
    """Where a document and the other 評価書 of its 事務 say different things; blanks are found as unanswered."""
    found = []
    for difference in differences([document, *siblings]):
        own = difference.places[0] if difference.places[0].document_id == (document.id or 0) else None
        others = [place for place in difference.places[1:] if place.value]
        if own is None or not own.value:
            continue
        for other in others:
            names = {each.id or 0: each.form.short_title for each in siblings}
            item = _item(document, difference.shared)
            if _meaning(item, other.value) != _meaning(item, own.value):
                message = text.format(
                    label=own.label, value=_short(own.value), other=names[other.document_id], said=_short(other.value)
                )
                found.append(msgspec.convert(
                    {"rule": "shared_differs", "level": level, "path": own.path, "message": message}, Finding
                ))  # fmt: skip
    return found


def in_step(source: Assessment, target: Assessment, only: Collection[str] = ()) -> list[Change]:
    """The changes that make `target` say what `source` says; what the source does not say is left alone.

    `only` names the shared items to bring in step, all of them where it is empty. A choice that the other form does
    not have stays as it is.
    """
    made = Assessment(target.form, target.state)
    changes: list[Change] = []
    for shared, item_id in target.form.shared.items():
        if (only and shared not in only) or shared not in source.form.shared:
            continue
        text, item = _text(source, shared), _item(target, shared)
        if not text or _meaning(item, text) == _meaning(item, _text(target, shared)):
            continue
        if item.choices:
            bare = text.partition("（")[0]
            text = next((choice for choice in item.choice_texts if choice.partition("（")[0] == bare), "")
        if not text:
            continue
        try:
            step = made.change(item_id, text)
        except BadValue:
            continue
        made.apply(step)
        changes += step
    return changes


def _item(document: Assessment, shared: str) -> Item:
    return document.form.places[document.form.shared[shared]].item


def _text(document: Assessment, shared: str) -> str:
    return format_value(document.shown(document.node(document.form.shared[shared])))


def _place(document: Assessment, shared: str) -> SharedPlace:
    node = document.node(document.form.shared[shared])
    return SharedPlace(document.id or 0, node.path, node.label, _text(document, shared))


def _meaning(item: Item, text: str) -> object:
    """What a text says, for comparing: width and blanks apart, a list of names in any order, a band without remark."""
    plain = unicodedata.normalize("NFKC", text)
    if item.role == "file_names":
        names = (re.sub(r"\s+", "", _OWN_NUMBER.sub("", piece.strip())) for piece in _PIECES.split(plain))
        return frozenset(name for name in names if name)
    squeezed = re.sub(r"\s+", "", plain)
    return squeezed.partition("(")[0] if item.choices else squeezed


def _short(text: str, most: int = 40) -> str:
    line = " ".join(text.split())
    return line if len(line) <= most else f"{line[:most]}…"
