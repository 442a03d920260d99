"""What differs between two texts is in sight, however long they are."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from pia_tui.usecases.excerpts import excerpts

SAME = "同じ文が続く。" * 60


def test_short_texts_stand_whole() -> None:
    assert excerpts("前の文", "後の文", 100) == ("前の文", "後の文")


def test_what_was_added_at_the_end_of_a_long_text_is_seen() -> None:
    before, after = excerpts(SAME, f"{SAME}書き足した文", 100)
    assert after.endswith("書き足した文")
    assert after.startswith("…")
    assert before != after


@given(st.text(max_size=300), st.text(max_size=300), st.text(max_size=300))
def test_two_texts_never_look_alike(same: str, one: str, other: str) -> None:
    shown = excerpts(same + one, same + other, 60)
    assert (shown[0] == shown[1]) == (one == other) or "…" in (same + one + other)
    assert all(len(text) <= 62 for text in shown)
