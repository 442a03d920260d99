"""Merging two copies of a document by their journals: nobody loses what only he has changed, however often."""

from __future__ import annotations

import json
from collections.abc import Mapping

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pia_tui import keys
from pia_tui.assessment import Change
from pia_tui.bundle import JournalRow
from pia_tui.forms import Value, load_form
from pia_tui.usecases.exchange.merging import Merge, merge

FORM = load_form("juten_h30")
NAMES = ("I.1.2", "I.1.1")
"""One item for each side, which only that side writes."""


class Copy:
    """A copy of a document on one terminal, with its journal."""

    def __init__(self, state: Mapping[str, Value]) -> None:
        self.state: dict[str, Value] = {}
        self.rows: list[JournalRow] = []
        self.write([Change(key, None, value) for key, value in state.items()])

    def write(self, changes: list[Change]) -> None:
        batch = self.rows[-1].batch + 1 if self.rows else 1
        for change in changes:
            before, after = (
                None if value is None else json.dumps(value, ensure_ascii=False)
                for value in (change.before, change.after)
            )
            self.rows.append(JournalRow(len(self.rows), "", "", batch, "write", change.key, before=before, after=after))
            if change.after is None:
                del self.state[change.key]
            else:
                self.state[change.key] = change.after

    def put(self, key: str, value: str) -> None:
        if self.state.get(key) != value:
            self.write([Change(key, self.state.get(key), value)])

    def past_values(self, key: str) -> list[str]:
        return [json.loads(row.after) for row in self.rows if row.key == key and row.after is not None]

    def take(self, other: Copy) -> Merge:
        found = merge(FORM, self.state, self.rows, other.state, other.rows)
        self.write(list(found.changes))
        return found

    def answers(self) -> dict[str, Value]:
        return {key: value for key, value in self.state.items() if not keys.MERGED.holds(key)}


EDITS = st.lists(st.one_of(st.just("new"), st.integers(1, 3)), max_size=3)
"""New words, or back to what stood there one to three writings ago."""
ROUNDS = st.lists(
    st.tuples(EDITS, EDITS, st.lists(st.sampled_from([(0, 1), (1, 0)]), min_size=1, max_size=2)), max_size=8
)


@settings(max_examples=60)
@given(st.integers(0, 4), ROUNDS)
def test_what_only_one_side_writes_is_never_asked_nor_taken_back(
    earlier: int, rounds: list[tuple[list[str | int], list[str | int], list[tuple[int, int]]]]
) -> None:
    """Each side writes its own item, over and over and back again, while packs go to and fro in any order."""
    first = Copy({"I.1.1": "名", "I.1.2": "内容"})
    for number in range(earlier):
        first.put("I.1.1", f"以前の名 {number}")
    copies = (first, Copy(first.state))
    for number, (mine, yours, packs) in enumerate(rounds):
        for copy, key, edits in zip(copies, NAMES, (mine, yours), strict=True):
            for place, edit in enumerate(edits):
                past = copy.past_values(key)
                copy.put(key, f"{key} {number} {place}" if isinstance(edit, str) else past[-min(edit, len(past))])
        own = {key: copy.state[key] for copy, key in zip(copies, NAMES, strict=True)}
        for source, target in packs:
            assert not copies[target].take(copies[source]).conflicts
            assert {key: copies[target].state[key] for key in NAMES} == own


def test_an_older_content_with_more_changes_behind_it_is_not_where_they_parted() -> None:
    """Going back puts an old content at the end of one journal: by counting changes alone it would be the newest."""
    here = Copy({"I.1.1": "名", "I.1.2": "内容"})
    there = Copy(here.state)
    here.put("I.1.2", "一")
    there.take(here)
    for text in ("二", "三", "内容"):
        here.put("I.1.2", text)
    there.put("I.1.1", "別の名")
    found = here.take(there)
    assert not found.conflicts
    assert here.answers() == {"I.1.1": "別の名", "I.1.2": "内容"}


def test_a_mark_of_an_older_program_still_tells_what_was_merged() -> None:
    here = Copy({"I.1.1": "名", "I.1.2": "内容"})
    there = Copy(here.state)
    there.put("I.1.1", "あちらの名")
    here.put("I.1.1", "こちらの名")
    (mark,) = (change for change in merge(FORM, here.state, here.rows, there.state, there.rows).changes)
    here.write([Change(mark.key.partition("-")[0], None, True)])
    there.put("I.1.2", "あちらの続き")
    found = here.take(there)
    assert not found.conflicts
    assert here.answers() == {"I.1.1": "こちらの名", "I.1.2": "あちらの続き"}


def test_undoing_a_merge_asks_again() -> None:
    here = Copy({"I.1.1": "名"})
    there = Copy(here.state)
    there.put("I.1.1", "あちらの名")
    here.put("I.1.1", "こちらの名")
    (mark,) = here.take(there).changes
    assert not here.take(there).conflicts
    here.write([Change(mark.key, True, None)])
    assert [conflict.key for conflict in here.take(there).conflicts] == ["I.1.1"]


@pytest.mark.parametrize("third_takes_first", [True, False])
def test_a_third_terminal_knows_what_the_second_has_merged(third_takes_first: bool) -> None:
    """A conflict decided on one terminal is not asked again on another that takes the decision in."""
    first = Copy({"I.1.1": "名"})
    second, third = Copy(first.state), Copy(first.state)
    first.put("I.1.1", "一の名")
    second.put("I.1.1", "二の名")
    assert second.take(first).conflicts
    if third_takes_first:
        third.take(first)
    third.take(second)
    assert third.state["I.1.1"] == "二の名"
    assert not third.take(first).conflicts
    assert third.state["I.1.1"] == "二の名"
