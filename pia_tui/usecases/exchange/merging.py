"""Two copies of one document become one: what only one side changed is taken, what both changed is a conflict.

The common past is found in the two journals. It is the newest content that both documents have had, or the content of
one that the other has merged: a merge leaves a mark with the name of what it took in (`@merged:` and a hash), so that
nothing is asked twice. Undoing the merge takes the mark away with it.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from pia_tui import keys
from pia_tui.assessment import Assessment, Change
from pia_tui.bundle import JournalRow
from pia_tui.forms import Form, Value, parse_path
from pia_tui.forms.model import repeat_of
from pia_tui.places import told
from pia_tui.usecases.exchange.conflicts import Conflict

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


@dataclass
class _Past:
    """What a journal tells: its changes; after how many of them the document had a content, and merged another's."""

    steps: list[JournalRow]
    contents: dict[str, int] = field(default_factory=dict)
    merged: dict[str, int] = field(default_factory=dict)
    content: str = ""

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
    mark = keys.MERGED.key(there.content)
    document.apply(changes)
    known = _unmarked(base) == _unmarked(yours) or _unmarked(_texts(document.state)) == _unmarked(yours)
    if mark not in ours and (conflicts or not known):
        changes.append(Change(mark, None, True))
    return Merge(tuple(changes), tuple(conflicts))


def _past(rows: Iterable[JournalRow]) -> _Past:
    past = _Past([row for row in rows if row.action in _STATE_ACTIONS and not keys.kind_of(row.key).local])
    total = 0
    state: dict[str, str] = {}
    for step, row in enumerate(past.steps):
        if step and row.batch != past.steps[step - 1].batch:
            past.contents[_name(total)] = step
        if keys.MERGED.holds(row.key):
            past.merged.pop(keys.MERGED.subject(row.key), None)
            if row.after is not None:
                past.merged[keys.MERGED.subject(row.key)] = step + 1
            continue
        before = state.pop(row.key, None)
        total += _weight(row.key, row.after) - _weight(row.key, before)
        if row.after is not None:
            state[row.key] = row.after
    past.content = _name(total)
    past.contents[past.content] = len(past.steps)
    return past


def _name(total: int) -> str:
    """The name of a content: the sum of the hashes of its answers, as hex."""
    return f"{total % (1 << 256):064x}"


def _weight(key: str, text: str | None) -> int:
    """The share of an answer in the sum that names a content."""
    return 0 if text is None else int.from_bytes(hashlib.sha256(f"{key}\0{text}".encode()).digest(), "big")


def _common(here: _Past, there: _Past) -> dict[str, str]:
    """The newest content that both have had or merged; nothing at all where they never agreed."""
    found = [
        (here_step + there_step, past, step)
        for here_known, there_known, past in (
            (here.contents, there.contents, there),
            (here.merged, there.contents, there),
            (here.contents, there.merged, here),
        )
        for content, here_step in here_known.items()
        if (there_step := there_known.get(content)) is not None
        for step in [there_step if past is there else here_step]
    ]
    if not found:
        return {}
    _, past, step = max(found, key=lambda one: one[0])
    return past.state_at(step)


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
