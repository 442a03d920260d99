"""Two copies of one document become one: what only one side changed is taken, what both changed is a conflict.

The common past is found in the two journals: the newest content that both documents have had. An answer that stands
against it on both sides is still no conflict when one side has had the other's answer and gone on from there, so a
conflict that was decided once is not asked again.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from pia_tui.assessment import Assessment, Change
from pia_tui.bundle import JournalRow
from pia_tui.forms import Form, Value, parse_path
from pia_tui.forms.model import repeat_of
from pia_tui.usecases.conflicts import Conflict
from pia_tui.usecases.judgements import JUDGEMENT_KEY
from pia_tui.usecases.suspects import where

LOCAL = frozenset({JUDGEMENT_KEY, "@archived"})
"""What belongs to a store and not to a document."""
FOLLOWERS = ("source:", "traysource:", "unconfirmed:")
"""Notes about answers that nobody is asked to decide about: where both have one, ours stays."""
_STATE_ACTIONS = frozenset({"create", "write", "undo", "redo", "restore", "duplicate", "recreate"})


@dataclass(frozen=True)
class Merge:
    """What the other side brings: changes that nobody objects to, and conflicts."""

    changes: tuple[Change, ...]
    conflicts: tuple[Conflict, ...]


@dataclass
class _Past:
    """What a journal tells: its changes, and for each content the document has had, after how many of them."""

    steps: list[JournalRow]
    contents: dict[int, int] = field(default_factory=dict)

    def state_at(self, step: int) -> dict[str, str]:
        """The document after the first `step` rows."""
        state: dict[str, str] = {}
        for row in self.steps[:step]:
            if row.after is None:
                state.pop(row.key, None)
            else:
                state[row.key] = row.after
        return state

    def given_since(self, step: int) -> set[tuple[str, str | None]]:
        """The (key, answer) that were written after the first `step` rows; None: cleared."""
        return {(row.key, row.after) for row in self.steps[step:]}


def merge(
    form: Form, ours: Mapping[str, Value], our_rows: Iterable[JournalRow], theirs: Mapping[str, Value],
    their_rows: Iterable[JournalRow],
) -> Merge:  # fmt: skip
    """What to change in `ours`. Rows are oldest first."""
    here, there = _past(our_rows), _past(their_rows)
    here_step, there_step = _common(here, there)
    base = there.state_at(there_step)
    seen_here, seen_there = here.given_since(here_step), there.given_since(there_step)
    mine, yours = _texts(ours), _texts(theirs)
    document = Assessment(form, ours)
    changes: list[Change] = []
    conflicts: list[Conflict] = []
    lists: list[str] = []
    for key in [*mine, *(key for key in yours if key not in mine)]:
        o, t, b = mine.get(key), yours.get(key), base.get(key)
        if o == t or t == b:
            if o != t and key.endswith("[]"):
                lists.append(key)
            continue
        if key.endswith("[]"):
            lists.append(key)
        elif o == b or ((key, o) in seen_there and (key, t) not in seen_here):
            changes.append(Change(key, ours.get(key), theirs.get(key)))
        elif key.startswith(FOLLOWERS):
            if o is None:
                changes.append(Change(key, None, theirs.get(key)))
        elif (key, t) not in seen_here or (key, o) in seen_there:
            label = where(document if document.path(key) else Assessment(form, theirs), key)
            conflicts.append(Conflict(key, label, ours.get(key), theirs.get(key), document.name))
    for key in lists:
        merged = _merged_list(key, mine, yours, base)
        before = ours.get(key)
        after: Value | None = merged or None
        repeat = repeat_of(form, parse_path(key).item_id) if not key.startswith("tray") else None
        if repeat is not None and repeat.max is not None and len(merged) > repeat.max:
            conflicts.append(Conflict(key, where(document, key), before, theirs.get(key), document.name))
        elif before != after:
            changes.append(Change(key, before, after))
    return Merge(tuple(changes), tuple(conflicts))


def _past(rows: Iterable[JournalRow]) -> _Past:
    past = _Past([row for row in rows if row.action in _STATE_ACTIONS and row.key not in LOCAL])
    total = 0
    state: dict[str, str] = {}
    for step, row in enumerate(past.steps):
        if step and row.batch != past.steps[step - 1].batch:
            past.contents[total] = step
        before = state.pop(row.key, None)
        total -= _weight(row.key, before)
        total += _weight(row.key, row.after)
        if row.after is not None:
            state[row.key] = row.after
    past.contents[total] = len(past.steps)
    return past


def _weight(key: str, text: str | None) -> int:
    """The share of an answer in the sum that names a content."""
    return 0 if text is None else int.from_bytes(hashlib.sha256(f"{key}\0{text}".encode()).digest(), "big")


def _common(here: _Past, there: _Past) -> tuple[int, int]:
    """Where each of them last had a content that both have had; (0, 0), the beginning, where they never agreed."""
    shared = ((here.contents[content], step) for content, step in there.contents.items() if content in here.contents)
    return max(shared, key=lambda steps: steps[1], default=(0, 0))


def _texts(state: Mapping[str, Value]) -> dict[str, str]:
    return {
        key: json.dumps(list(value) if isinstance(value, tuple) else value, ensure_ascii=False, separators=(",", ":"))
        for key, value in state.items()
        if key not in LOCAL
    }


def _merged_list(
    key: str, mine: Mapping[str, str], yours: Mapping[str, str], base: Mapping[str, str]
) -> tuple[str, ...]:
    """One order of blocks: those that either side added, without those that one removed and the other left alone."""
    ours, theirs, before = (_blocks(each.get(key)) for each in (mine, yours, base))
    if ours == before:
        ours = [*theirs, *(block for block in ours if block not in theirs and _changed(block, mine, base))]
    result = [block for block in ours if block in theirs or block not in before or _changed(block, mine, base)]
    for number, block in enumerate(theirs):
        if block in result or (block in before and not _changed(block, yours, base)):
            continue
        earlier = next((one for one in reversed(theirs[:number]) if one in result), None)
        result.insert(0 if earlier is None else result.index(earlier) + 1, block)
    return tuple(result)


def _blocks(text: str | None) -> list[str]:
    return [str(block) for block in json.loads(text)] if text else []


def _changed(block: str, state: Mapping[str, str], base: Mapping[str, str]) -> bool:
    """Whether anything inside a block differs from the common past."""
    mark = f"[{block}]"
    keys = {key for key in (*state, *base) if mark in key and not key.startswith(("source:", "traysource:"))}
    return any(state.get(key) != base.get(key) for key in keys)
