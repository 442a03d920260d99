"""Several uses of the store as one: all are kept, or none."""

from __future__ import annotations

import pytest

from pia_tui.assessment import Change
from pia_tui.store import Store
from pia_tui.store.errors import ConflictError


def test_all_are_kept(store: Store, document: int) -> None:
    with store.together():
        store.write(document, [Change("I.1.1", None, "一")])
        number = store.create("kiso_r6", {"@name": "二"}, uuid="6f1b0a0e-0000-4000-8000-000000000000")
        with store.together():
            store.attach(b"x", name="図", media_type="image/png")
        store.freeze(document, "版", at="2025-04-01T00:00:00Z")
    assert store.value(document, "I.1.1") == "一"
    assert store.number_of("6f1b0a0e-0000-4000-8000-000000000000") == number
    assert store.number_of("") is None
    assert store.revisions(document)[0].at == "2025-04-01T00:00:00Z"
    assert store.problems() == []


def test_none_is_kept_when_one_fails(store: Store, document: int) -> None:
    before = store.journal_head()

    def fail_late() -> None:
        with store.together():
            store.write(document, [Change("I.1.1", None, "一")])
            store.create("kiso_r6", {})
            store.write(document, [Change("I.1.1", "違う", "二")])

    with pytest.raises(ConflictError):
        fail_late()
    assert store.journal_head() == before
    assert store.count() == 1
    store.write(document, [Change("I.1.1", None, "三")])
    assert store.problems() == []


def test_a_part_that_failed_and_was_caught_leaves_nothing(store: Store, document: int) -> None:
    with store.together():
        store.write(document, [Change("I.1.1", None, "一")])
        with pytest.raises(ConflictError):
            store.write(document, [Change("I.1.2", None, "二"), Change("I.1.1", "違う", "二")])
        store.write(document, [Change("I.1.3", None, "三")])
    assert [store.value(document, f"I.1.{n}") for n in (1, 2, 3)] == ["一", None, "三"]
    assert store.problems() == []
