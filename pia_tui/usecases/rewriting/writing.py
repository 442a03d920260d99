"""Rewriting in one document or in many: what would change, and writing it, one undoable step for each document."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import TYPE_CHECKING, Literal

from pia_tui.assessment import Assessment, Change
from pia_tui.keys import REFERENCE
from pia_tui.usecases.rewriting.places import Finder, RewritePlace, find, rewritten

if TYPE_CHECKING:
    from pia_tui.store import Store

Status = Literal["found", "changed", "nothing", "locked", "refused"]
Extra = Callable[[Assessment, Sequence[Change]], list[Change]]
"""Changes that follow from others in the same step: rows of 変更箇所."""


@dataclass(slots=True)
class Outcome:
    """What became of one document: its places with their numbers over all documents, and why it was left."""

    document_id: int
    name: str
    places: list[tuple[int, RewritePlace]] = field(default_factory=list)
    status: Status = "nothing"
    why: str = ""
    made: list[int] = field(default_factory=list)
    """The numbers of the places that were, or would be, rewritten."""
    document: Assessment | None = None
    """What was looked through: the whole document, or the answers with the words looked for."""


@dataclass(frozen=True, slots=True)
class RewriteChoice:
    """Which places to rewrite: the sure ones without `skip`, and those of `pick`, by number.

    With `only` set, none but those, by `place_id`: what somebody has written meanwhile is not taken for them.
    """

    pick: frozenset[int] = frozenset()
    skip: frozenset[int] = frozenset()
    only: frozenset[PlaceId] | None = None

    def takes(self, number: int, place: RewritePlace, document_id: int = 0) -> bool:
        """Whether a place is to be rewritten."""
        if place.new is None or number in self.skip:
            return False
        if self.only is not None:
            return place_id(document_id, place) in self.only
        return place.rewrite.sure or number in self.pick


PlaceId = tuple[int, str, int, str, str, str]


def place_id(document_id: int, place: RewritePlace) -> PlaceId:
    """What tells a place from every other one, with the words around it."""
    return document_id, place.key, place.rewrite.start, place.old, place.before, place.after


def document_ids(store: Store) -> list[int]:
    """All documents that are not put away, by number."""
    return sorted(store.numbers(archived=False))


def look(store: Store, ids: Sequence[int], finder: Finder, contains: str = "") -> list[Outcome]:
    """What the finder finds in each document; nothing is written. Raises UnknownDocument.

    Documents with nothing are left out, and those of other bodies, which this one may not rewrite.
    """
    found = []
    number = 0
    for document, name in _documents(store, ids, contains):
        places = [] if REFERENCE.prefix in document.state else find(document, finder, contains)
        if not places:
            continue
        assert document.id is not None
        outcome = Outcome(document.id, name, status="found", document=document)
        for place in places:
            number += 1
            outcome.places.append((number, place))
        found.append(outcome)
    return found


def _documents(store: Store, ids: Sequence[int], contains: str) -> Iterator[tuple[Assessment, str]]:
    """The documents in the order given, each with its name; of those looked through for words, only what holds them."""
    known = {one.id: one.name for one in store.chosen(ids)}
    for document_id in ids:
        if document_id not in known:
            store.summary(document_id)  # raises
    if contains:
        held = {one.id: one for one in store.holding(contains, ids)}
        for document_id in ids:
            if document_id in held:
                one = held[document_id]
                yield Assessment.of(one.state, one.id), one.name
        return
    for document_id in ids:
        document = _load(store, document_id)
        yield document, document.name


def rewrite(
    store: Store,
    ids: Sequence[int],
    finder: Finder,
    *,
    label: str,
    contains: str = "",
    choice: RewriteChoice | None = None,
    extra: Extra | None = None,
    dry_run: bool = False,
) -> list[Outcome]:
    """Rewrite what is found, one step for each document, all of them kept or none if the program is ended midway.

    Documents that somebody has open, and texts that the store refuses, are named and left as they are.
    """
    chosen = choice or RewriteChoice()
    if dry_run:
        outcomes = look(store, ids, finder, contains)
        held = {holder.document_id: str(holder) for holder in store.holders()}
        for outcome in outcomes:
            outcome.made = [
                number for number, place in outcome.places if chosen.takes(number, place, outcome.document_id)
            ]
            if outcome.made and outcome.document_id in held:
                outcome.status, outcome.why = "locked", f"{held[outcome.document_id]}が編集中です。"
        return outcomes
    with store.together():
        outcomes = look(store, ids, finder, contains)
        for outcome in outcomes:
            _write(store, outcome, chosen, label, extra)
    return outcomes


def _write(store: Store, outcome: Outcome, choice: RewriteChoice, label: str, extra: Extra | None) -> None:
    from pia_tui.store.errors import PersonalNumberFound, ValueRefused
    from pia_tui.store.lock import DocumentLocked

    taken = [(number, place) for number, place in outcome.places if choice.takes(number, place, outcome.document_id)]
    document = outcome.document
    changes = rewritten(document, [place for _, place in taken]) if document is not None else []
    if document is None or not changes:
        return
    if extra is not None:
        changes = [*changes, *extra(document, changes)]
    try:
        store.write(outcome.document_id, changes, label=label)
    except DocumentLocked as error:
        outcome.status, outcome.why = "locked", error.what
    except (PersonalNumberFound, ValueRefused) as error:
        outcome.status, outcome.why = "refused", error.what
    else:
        outcome.status, outcome.made = "changed", [number for number, _ in taken]


def take_back(store: Store, ids: Iterable[int], label: str) -> list[Outcome]:
    """Undo the rewriting named `label` wherever it is the newest change that stands."""
    from pia_tui.store.lock import DocumentLocked

    outcomes = []
    with store.together():
        for document_id in ids:
            last = store.next_undo(document_id)
            if last is None or last.label != label:
                continue
            outcome = Outcome(document_id, store.summary(document_id).name, status="changed")
            try:
                store.undo(document_id)
            except DocumentLocked as error:
                outcome.status, outcome.why = "locked", error.what
            outcomes.append(outcome)
    return outcomes


def _load(store: Store, document_id: int) -> Assessment:
    stored = store.load(document_id)
    return Assessment.of(stored.state, document_id)


def law_rows(today: date) -> Extra:
    """Adds rows of 変更箇所 for changes that only follow a change of the law: 事後, with that as the explanation."""
    from pia_tui.usecases.rewriting.rows import change_rows

    return lambda document, changes: change_rows(document, changes, today)
