"""Two copies of one document become one: what only one side changed is taken, what both changed is a conflict.

The common past is found in the two journals: contents that both documents have had, or that one has had and the other
has merged. A merge leaves a mark with the name of what it took in (`@merged:` and a hash), so that nothing is asked
twice; undoing the merge takes the mark away with it. A content alone does not tell when the two parted: one of them may
have gone back to an old one since. So the two histories are laid beside each other, and the common past is the end of
the longest way that both can have gone together.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import NamedTuple

from pia_tui import keys
from pia_tui.assessment import Assessment, Change
from pia_tui.bundle import JournalRow
from pia_tui.forms import Form, Value, parse_path
from pia_tui.forms.model import repeat_of
from pia_tui.places import told
from pia_tui.usecases.exchange.conflicts import Conflict

_MOST_EVENTS = 1_000
"""How much of an exchange between two terminals is looked at: more than one pack a day for four years."""
_STATE_ACTIONS = frozenset({"create", "write", "undo", "redo", "restore", "duplicate", "recreate"})


@dataclass(frozen=True)
class Merge:
    """What the other side brings: changes that nobody objects to, and conflicts."""

    changes: tuple[Change, ...]
    conflicts: tuple[Conflict, ...]

    @property
    def answers(self) -> int:
        """How many changes are more than a mark of the merge itself."""
        return sum(not keys.MERGED.holds(change.key) for change in self.changes)


class _Event(NamedTuple):
    """After so many changes the document had a content, or had merged one of another's.

    `their_step` says after how many of its changes the other had it; older marks do not know (0).
    """

    step: int
    content: str
    merged: bool = False
    their_step: int = 0


@dataclass
class _Past:
    """What a journal tells: its changes, what came of them in order, and the content at its end."""

    steps: list[JournalRow]
    events: list[_Event] = field(default_factory=list)
    content: str = ""

    def note_mark(self, row: JournalRow, step: int) -> None:
        """Another's content was merged, or merging it was undone."""
        content, their_step = _of_mark(row.key)
        self.events = [event for event in self.events if event[1:] != (content, True, their_step)]
        # Older marks say no more than a content: one that we have had tells nothing.
        known = not their_step and any(event.content == content for event in self.events)
        if row.after is not None and not known:
            self.events.append(_Event(step, content, merged=True, their_step=their_step))

    def is_own(self, mark: str) -> bool:
        """Whether a mark names what this document itself has been: it comes back by way of the other."""
        content, step = _of_mark(mark)
        return any((event.content, event.step, event.merged) == (content, step, False) for event in self.events)

    def state_at(self, step: int) -> dict[str, str]:
        """The document after the first `step` rows."""
        state: dict[str, str] = {}
        for row in self.steps[:step]:
            if row.after is None:
                state.pop(row.key, None)
            else:
                state[row.key] = row.after
        return state


def merge(
    form: Form, ours: Mapping[str, Value], our_rows: Iterable[JournalRow], theirs: Mapping[str, Value],
    their_rows: Iterable[JournalRow],
) -> Merge:  # fmt: skip
    """What to change in `ours`. Rows are oldest first."""
    here, there = _past(our_rows), _past(their_rows)
    base = _common(here, there)
    mine, yours = _texts(ours), _texts(theirs)
    document = Assessment(form, ours)
    changes: list[Change] = []
    conflicts: list[Conflict] = []
    lists: list[str] = []
    for key in [*mine, *(key for key in yours if key not in mine)]:
        o, t, b = mine.get(key), yours.get(key), base.get(key)
        if o == t or t == b:
            if o != t and keys.is_list(key):
                lists.append(key)
            continue
        if keys.is_list(key):
            lists.append(key)
        elif keys.MERGED.holds(key) and here.is_own(key):
            continue
        elif o == b:
            changes.append(Change(key, ours.get(key), theirs.get(key)))
        elif not keys.kind_of(key).asked:
            if o is None:
                changes.append(Change(key, None, theirs.get(key)))
        else:
            label = told(document if document.path(keys.place_of(key)) else Assessment(form, theirs), key)
            conflicts.append(
                Conflict(key, label, ours.get(key), theirs.get(key), document.name, _value(b), based=bool(base))
            )
    for key in lists:
        merged = _merged_list(key, mine, yours, base)
        before = ours.get(key)
        after: Value | None = merged or None
        repeat = repeat_of(form, parse_path(key).item_id) if not keys.TRAY.holds(key) else None
        if repeat is not None and repeat.max is not None and len(merged) > repeat.max:
            conflicts.append(Conflict(key, told(document, key), before, theirs.get(key), document.name))
        elif before != after:
            changes.append(Change(key, before, after))
    mark = keys.MERGED.key(f"{there.content}-{len(there.steps)}")
    if mark not in ours and (conflicts or _unmarked(base) != _unmarked(yours)):
        changes.append(Change(mark, None, True))
    return Merge(tuple(changes), tuple(conflicts))


def _past(rows: Iterable[JournalRow]) -> _Past:
    past = _Past([row for row in rows if row.action in _STATE_ACTIONS and not keys.kind_of(row.key).local])
    total = 0
    state: dict[str, str] = {}
    for step, row in enumerate(past.steps):
        if step and row.batch != past.steps[step - 1].batch:
            past.events.append(_Event(step, _name(total)))
        if keys.MERGED.holds(row.key):
            past.note_mark(row, step + 1)
            continue
        before = state.pop(row.key, None)
        total += _share(row.key, row.after) - _share(row.key, before)
        if row.after is not None:
            state[row.key] = row.after
    past.content = _name(total)
    past.events.append(_Event(len(past.steps), past.content))
    return past


def _of_mark(mark: str) -> tuple[str, int]:
    """The content that a mark names, and after how many changes it was that of the other document; 0 if unsaid."""
    content, _, step = keys.MERGED.subject(mark).partition("-")
    return content, int(step or 0)


def _name(total: int) -> str:
    """The name of a content: the sum of the hashes of its answers, as hex."""
    return f"{total % (1 << 256):064x}"


def _share(key: str, text: str | None) -> int:
    """The share of an answer in the sum that names a content."""
    return 0 if text is None else int.from_bytes(hashlib.sha256(f"{key}\0{text}".encode()).digest(), "big")


def _common(here: _Past, there: _Past) -> dict[str, str]:
    """The content at which the two parted; nothing at all where they never agreed."""
    ours, theirs = _shared_events(here, there), _shared_events(there, here)
    best: tuple[int, int, int] | None = None
    found: tuple[_Past, int] = (here, 0)
    # How many contents the longest way holds that both can have gone, up to each event of theirs.
    before = [0] * (len(theirs) + 1)
    for mine in ours:
        now = [0]
        for column, yours in enumerate(theirs):
            length = max(now[column], before[column + 1])
            evidence = _evidence(mine, yours)
            if evidence:
                length = max(length, before[column] + evidence)
                rank = (before[column] + evidence, min(mine.step, yours.step), mine.step + yours.step)
                if best is None or rank > best:
                    best, found = rank, (there, yours.step) if mine.merged else (here, mine.step)
            now.append(length)
        before = now
    past, step = found
    return past.state_at(step)


def _evidence(mine: _Event, yours: _Event) -> int:
    """How much speaks for it that the two documents met here: a content of both, or a mark that names the very step."""
    if mine.content != yours.content or (mine.merged and yours.merged):
        return 0
    mark, other = (mine, yours) if mine.merged else (yours, mine)
    return _MOST_EVENTS if mark.their_step == other.step else 1


def _shared_events(past: _Past, other: _Past) -> list[_Event]:
    """What one has had or merged of what the other has; of a very long exchange the newest part."""
    known = {event.content for event in other.events}
    return [event for event in past.events if event.content in known][-_MOST_EVENTS:]


def _texts(state: Mapping[str, Value]) -> dict[str, str]:
    return {
        key: json.dumps(list(value) if isinstance(value, tuple) else value, ensure_ascii=False, separators=(",", ":"))
        for key, value in keys.without_local(state).items()
    }


def _value(text: str | None) -> Value | None:
    """A value from its text in a journal."""
    found = json.loads(text) if text is not None else None
    return tuple(found) if isinstance(found, list) else found


def _unmarked(texts: Mapping[str, str]) -> dict[str, str]:
    return {key: text for key, text in texts.items() if not keys.MERGED.holds(key)}


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
    held = {key for key in (*state, *base) if mark in key and keys.kind_of(key).told}
    return any(state.get(key) != base.get(key) for key in held)
