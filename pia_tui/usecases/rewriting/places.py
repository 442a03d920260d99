"""Where words of a document's answers are to be rewritten: found, numbered, and turned into changes."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from functools import cache

from pia_tui.assessment import Assessment, Change
from pia_tui.forms import Form, parse_path
from pia_tui.keys import NAME, is_answer

_AROUND = 24


@dataclass(frozen=True, slots=True)
class Rewrite:
    """text[start:end] of one text, and what is to stand there; None where nobody but the officer can say.

    `sure` rewrites are made unless they are skipped, the others only when they are picked; `question` says why, and
    `why` what the rewriting rests on.
    """

    start: int
    end: int
    new: str | None
    sure: bool
    why: str = ""
    question: str = ""
    rule: str = ""


@dataclass(frozen=True, slots=True)
class RewritePlace:
    """A rewrite at its place: the answer at `key`, with some words before and after it."""

    key: str
    path: str
    label: str
    old: str
    rewrite: Rewrite
    before: str
    after: str

    @property
    def new(self) -> str | None:
        """What is to stand there."""
        return self.rewrite.new


Finder = Callable[[str, str], Iterable[Rewrite]]
"""Finds rewrites in a text, given the labels over its item."""


def texts(document: Assessment, contains: str = "") -> Iterator[tuple[str, str, str]]:
    """(key, path, text) of every answer in words that may be rewritten, in no special order.

    The table of 変更箇所 is left out: it tells what stood there once. So are answers of blocks that are gone.
    """
    for key, value in document.state.items():
        if not isinstance(value, str) or (contains and contains not in value):
            continue
        if NAME.holds(key):
            yield key, "", value
            continue
        if not is_answer(key):
            continue
        place = document.form.places.get(parse_path(key).item_id)
        if place is None or place.section.kind == "changes" or place.item.value_kind != "text":
            continue
        path = document.path(key)
        if path is not None:
            yield key, path, value


def find(document: Assessment, finder: Finder, contains: str = "") -> list[RewritePlace]:
    """Every place of a document where the finder finds something, in the form's order."""
    found = []
    for key, path, text in texts(document, contains):
        for one in finder(text, heading(document, key)):
            found.append(
                RewritePlace(
                    key,
                    path,
                    _label(document, key),
                    text[one.start : one.end],
                    one,
                    text[max(0, one.start - _AROUND) : one.start],
                    text[one.end : one.end + _AROUND],
                )
            )
    return sorted(found, key=lambda place: (_rank(document.form, place.path), place.rewrite.start))


def _rank(form: Form, path: str) -> tuple[tuple[int, int], ...]:
    """Where a path stands in the form's order: for each step, which item of the form and which block it is."""
    if not path:
        return ()
    ranks = _ranks(form)
    found = []
    item_id = ""
    for name, index in parse_path(path).steps:
        item_id = f"{item_id}.{name}" if item_id else name
        found.append((ranks.get(item_id, -1), index if isinstance(index, int) else 0))
    return tuple(found)


def _ranks(form: Form) -> dict[str, int]:
    return _numbered((*(section.id for section in form.sections), *form.places))


@cache
def _numbered(ids: tuple[str, ...]) -> dict[str, int]:
    return {item_id: position for position, item_id in enumerate(ids)}


def heading(document: Assessment, key: str) -> str:
    """The labels over an answer, its own last: what the text is about when it does not say so itself."""
    place = document.form.places.get(parse_path(key).item_id) if is_answer(key) else None
    if place is None:
        return ""
    return " ".join((place.section.title, *(item.label for item in place.parents), place.item.label))


def rewritten(document: Assessment, places: Iterable[RewritePlace]) -> list[Change]:
    """The changes that carry the rewrites of `places` out; those without a new text are passed over."""
    by_key: dict[str, list[Rewrite]] = {}
    for place in places:
        if place.new is not None:
            by_key.setdefault(place.key, []).append(place.rewrite)
    changes = []
    for key, rewrites in by_key.items():
        before = document.state[key]
        assert isinstance(before, str)
        text = before
        for one in sorted(rewrites, key=lambda each: each.start, reverse=True):
            text = text[: one.start] + str(one.new) + text[one.end :]
        if text != before:
            changes.append(Change(key, before, text or None))
    return changes


def _label(document: Assessment, key: str) -> str:
    path = document.path(key) if is_answer(key) else None
    if path is None:
        return document.name
    node = document.node(path)
    place = document.form.places[node.item.id]
    own = node.label or node.item.input_label
    return own if node.item.number or not place.parents else f"{place.parents[-1].label.replace('{n}', '')} {own}"
