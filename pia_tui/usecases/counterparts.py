"""The same item elsewhere: as last published, in the other 評価書 of the 事務, in other documents, among the clips."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Literal

from pia_tui import keys
from pia_tui.assessment import Assessment, Change, Node
from pia_tui.forms import FILE_LIST, BadPath, Form, Item, Value, form_ids, format_value, load_form
from pia_tui.forms.model import repeat_of
from pia_tui.forms.wareki import to_wareki
from pia_tui.places import short
from pia_tui.rules.changes.blanks import same_but_for_blanks, without_blanks
from pia_tui.rules.changes.versions import on_form
from pia_tui.usecases.duties.sharing import siblings_of
from pia_tui.usecases.publication.states import frozen

if TYPE_CHECKING:
    from pia_tui.store import Store

Source = Literal["published", "task", "others", "clips"]
SOURCES: tuple[tuple[Source, str], ...] = (
    ("published", "前回の公表"),
    ("task", "同じ事務"),
    ("others", "ほかの評価書"),
    ("clips", "定型文"),
)
LABEL = "見比べて写した文"
_MOST = 60
"""Answers of other documents that are shown: nobody reads more."""


@dataclass(frozen=True)
class Candidate:
    """The item as it stands elsewhere: what that is, where in it, the answer, and the answer in words."""

    source: Source
    title: str
    place: str
    value: Value
    text: str

    @property
    def origin(self) -> str:
        """What is noted with an answer that was taken over."""
        return f"「{self.title}」から写した文"


class Sources:
    """Where the same item of one document is looked for; the versions published are read once."""

    def __init__(self, store: Store, document: Assessment) -> None:
        self.document = document
        self._versions = [] if document.id is None else list(reversed(store.publications(document.id)))
        self._read: dict[int, Assessment] = {}

    def candidates(self, store: Store, node: Node) -> dict[Source, list[Candidate]]:
        """The same item in every source; equal texts of one source are shown once. Raises the store's errors."""
        found: dict[Source, Iterable[Candidate]] = {
            "published": self._published(store, node),
            "task": _of_task(store, self.document, node),
            "others": _of_others(store, self.document, node),
            "clips": _clips(store, node),
        }
        return {source: _once(found[source]) for source, _ in SOURCES}

    def _published(self, store: Store, node: Node) -> Iterator[Candidate]:
        """The item in every version that was published, the newest first."""
        for publication in self._versions:
            number = publication.revision.id
            if number not in self._read:
                self._read[number] = on_form(frozen(store, publication.revision), self.document.form)
            before = self._read[number]
            value = before.state.get(node.key)
            if value is not None and value is not False:
                title = f"{to_wareki(date.fromisoformat(publication.published_on))}の公表（{publication.kind}）"
                yield Candidate("published", title, _place(before, node.key), value, _text(value))


def candidates(store: Store, document: Assessment, node: Node) -> dict[Source, list[Candidate]]:
    """The same item in every source, once. Raises the store's errors."""
    return Sources(store, document).candidates(store, node)


def taken(document: Assessment, node: Node, candidate: Candidate, text: str | None = None) -> list[Change]:
    """The changes that take an answer over, whole or as `text`, with a note where it came from.

    What was published last is the document's own and gets no note. Raises BadValue where it does not fit the item.
    """
    value: object = candidate.value if text is None else text
    changes = document.change(node.path, list(value) if isinstance(value, tuple) else value)
    if changes and candidate.source != "published":
        changes += document.change(keys.UNCONFIRMED.key(node.key), candidate.origin)
    return changes


def counterpart(form: Form, item: Item, own: Form) -> Item | None:
    """The item of another form that asks for the same: by id on a form of the same level, by what both share, by role,
    by the words of its label with those of the heading over it."""
    if form.level == own.level and (same := form.item(item.id)) is not None and _words(same) == _words(item):
        return same
    if item.shared and (item_id := form.shared.get(item.shared)):
        return form.item(item_id)
    if item.role and item.role in form.roles:
        return form.item(form.roles[item.role])
    wanted = _way(own, item)
    found = [
        place.item
        for place in form.places.values()
        if place.item.value_kind == item.value_kind and _way(form, place.item) == wanted
    ]
    return found[0] if len(found) == 1 else None


def _place(document: Assessment, key: str) -> str:
    """Where an answer stands; "" for a block that the document does not have any more."""
    return short(document, key) if document.path(key) is not None else ""


def _of_task(store: Store, document: Assessment, node: Node) -> Iterator[Candidate]:
    if document.id is None:
        return
    for other in siblings_of(store, document.id):
        item = counterpart(other.form, node.item, document.form)
        if item is None:
            continue
        for held in other.walk():
            value = other.value(held) if held.item.id == item.id and not held.is_list else None
            if value is not None and value is not False:
                yield Candidate("task", other.form.short_title, short(other, held.key), value, _text(value))


def _of_others(store: Store, document: Assessment, node: Node) -> Iterator[Candidate]:
    """The other documents, the newest first; those of other bodies say so."""
    names = {one.id: one for one in store.documents(archived=None, limit=-1)}
    family = {document.id}
    if document.id is not None:
        family |= {other.id for other in siblings_of(store, document.id)}
    foreign = {number for number, _, _ in store.everywhere(keys.REFERENCE.prefix)}
    seen: set[str] = set()
    for form_id in form_ids():
        form = load_form(form_id)
        item = counterpart(form, node.item, document.form)
        pattern = _pattern(form, item) if item is not None else ""
        if not pattern or pattern in seen:
            continue
        seen.add(pattern)
        for number, _, value in reversed(store.everywhere(pattern)):
            if number in family or number not in names or value is False:
                continue
            other = names[number]
            kind = "（他の団体）" if number in foreign else ""
            yield Candidate("others", f"{other.name}{kind}", "", value, _text(value))


def _clips(store: Store, node: Node) -> Iterator[Candidate]:
    if node.value_kind != "text":
        return
    for clip in store.clips():
        yield Candidate("clips", clip.title, clip.source, clip.text, clip.text)


def _pattern(form: Form, item: Item) -> str:
    """The key of an item in whatever blocks it stands."""
    place = form.places[item.id]
    names = [place.section.id, *(each.id for each in (*place.parents, place.item))]
    pattern = ""
    before = ""
    for name in names:
        pattern += name[len(before) :]
        before = name
        repeat = repeat_of(form, name)
        if repeat is not None and name != FILE_LIST:
            pattern += "[*]"
    return pattern


def _once(found: Iterable[Candidate]) -> list[Candidate]:
    kept: dict[str, Candidate] = {}
    for each in found:
        kept.setdefault(without_blanks(each.text), each)
        if len(kept) >= _MOST:
            break
    return list(kept.values())


def _words(item: Item) -> str:
    return without_blanks(item.label.removeprefix(item.number))


def _way(form: Form, item: Item) -> tuple[str, ...]:
    parents = form.places[item.id].parents
    return tuple(_words(each) for each in (*parents[-1:], item))


def _text(value: Value) -> str:
    return "\n".join(value) if isinstance(value, tuple) else format_value(value)


def same(one: str, other: str) -> bool:
    """Whether a text elsewhere is the item's own."""
    return same_but_for_blanks(one, other)


def known_node(document: Assessment, key: str) -> Node | None:
    """The item at a key where an answer may stand, or None."""
    try:
        node = document.answer_node(key)
    except BadPath:
        return None
    return node if node.value_kind is not None else None
