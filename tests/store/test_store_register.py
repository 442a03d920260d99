"""The register's order at a glance, and its lines by number."""

from __future__ import annotations

import pytest

from pia_tui.assessment import Change
from pia_tui.store import Store


@pytest.fixture
def filled(store: Store) -> list[int]:
    made = [store.create("kiso_r6", {"@name": f"事務{n}", "@archived": True} if n == 3 else {"@name": f"事務{n}"}) for n in range(6)]  # fmt: skip  # noqa: E501
    return [*made, store.create("juten_h30", {"@name": "別の事務"})]


@pytest.mark.parametrize("sort", ["updated", "name", "number", "level", "published", "created"])
@pytest.mark.parametrize("descending", [True, False])
@pytest.mark.parametrize("archived", [None, False, True])
def test_the_numbers_are_those_of_the_pages_in_their_order(
    store: Store, filled: list[int], sort: str, descending: bool, archived: bool | None
) -> None:
    pages = [
        one.id
        for at in range(0, len(filled), 2)
        for one in store.documents(archived=archived, sort=sort, descending=descending, limit=2, offset=at)
    ]
    assert store.numbers(archived=archived, sort=sort, descending=descending) == pages


def test_lines_come_in_the_order_asked_for(store: Store, filled: list[int]) -> None:
    wanted = [filled[4], 999, filled[0], filled[2]]
    assert [one.id for one in store.chosen(wanted)] == [filled[4], filled[0], filled[2]]
    assert store.chosen([filled[1]])[0] == store.summary(filled[1])
    assert store.chosen([]) == []


def test_a_level_is_found_by_its_short_name_beside_names(store: Store, filled: list[int]) -> None:
    assert store.numbers("重点") == [filled[-1]]
    named = store.create("kiso_r6", {"@name": "重点施策の事務"})
    assert set(store.numbers("重点")) == {filled[-1], named}
    assert store.numbers("重点 施策") == [named]
    assert store.count("重点") == 2


def test_what_was_written_first_is_shown_first_and_cut_with_a_sign(store: Store) -> None:
    document = store.create("kiso_r6", {"I.1.1": "検診の事務"})
    for number in range(4):
        store.write(document, [Change(f"later{number}", None, "前" * 60 + "検診" + "後" * 60)])
    found = store.search("検診", passages=3)[0].passages
    assert [one.key for one in found] == ["I.1.1", "later0", "later1"]
    assert found[0].text == "検診の事務"
    cut = found[1]
    assert (cut.text[0], cut.text[-1], cut.text[cut.start : cut.end]) == ("…", "…", "検診")
