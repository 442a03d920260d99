"""How far a document is filled in, as a figure: 100 % is said of nothing but a whole document."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from pia_tui.assessment import Assessment
from pia_tui.forms import load_form
from pia_tui.rules.completeness import Progress, progress, unanswered


@given(st.integers(0, 5_000).flatmap(lambda asked: st.tuples(st.just(asked), st.integers(0, asked))))
def test_100_per_cent_is_complete_and_nothing_else_is(counts: tuple[int, int]) -> None:
    done = Progress(*counts)
    assert (done.percent == 100) == done.complete
    assert 0 <= done.percent <= 100


def test_one_missing_of_many_is_not_rounded_away() -> None:
    assert Progress(1_000, 999).percent == 99
    assert Progress(3, 2).percent == 66
    assert Progress(0, 0).percent == 100


def test_the_sum_of_parts_counts_both() -> None:
    assert Progress(3, 1) + Progress(4, 4) == Progress(7, 5)


def test_the_last_missing_answer_holds_100_back() -> None:
    document = Assessment.new(load_form("kiso_r6"), "事務")
    before = progress(document)
    first = unanswered(document)[0]
    assert before.asked - before.answered == len(unanswered(document))
    assert first.path not in [node.path for node in document.walk() if document.shown(node) is not None]
