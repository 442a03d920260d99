"""What the 評価書 of one 事務 say alike (`shared` in the form data): differences, and how to bring them in step."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Collection, Iterator, Sequence

import msgspec

from pia_tui.assessment import Assessment, Change
from pia_tui.forms import BadValue, Item, format_value

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


def unlike(document: Assessment, siblings: Sequence[Assessment]) -> Iterator[tuple[SharedPlace, SharedPlace, str]]:
    """(own place, other place, title of the other's form) where another 評価書 of the 事務 says something else.

    Places where one of them says nothing yet are not among them: an unanswered item is found as such.
    """
    for shared in document.form.shared:
        own = _place(document, shared)
        meaning = _meaning(_item(document, shared), own.value)
        for sibling in siblings:
            if not own.value or shared not in sibling.form.shared:
                continue
            other = _place(sibling, shared)
            if other.value and _meaning(_item(sibling, shared), other.value) != meaning:
                yield own, other, sibling.form.short_title


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


def short_value(text: str, most: int = 40) -> str:
    """A value on one line, cut where it is long."""
    line = " ".join(text.split())
    return line if len(line) <= most else f"{line[:most]}…"
