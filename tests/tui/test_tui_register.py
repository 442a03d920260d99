"""The words of the register: where a document is in its life, and when it is to be looked at again."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from pia_tui.store import DocumentSummary
from pia_tui.tui.register.register_pages import RegisterPages
from pia_tui.tui.register.register_view import (
    MOST_NUMBER,
    WIDE,
    RegisterView,
    columns,
    due_day,
    shortened,
    state_word,
)

TODAY = date(2026, 11, 21)


def summary(published_on: str = "", *, archived: bool = False) -> DocumentSummary:
    return DocumentSummary(
        id=1,
        uuid="",
        form_id="kiso_r6",
        level="kiso",
        name="届出",
        number="1",
        published_on=published_on,
        created_at="",
        updated_at="2026-11-21T00:00:00+00:00",
        archived=archived,
        answered=0,
    )


@pytest.mark.parametrize(
    ("published", "word", "due"),
    [
        ("", "作成中", ""),
        ("2026-12-01", "作成中", "2027-12-01"),
        ("2026-11-21", "公表中", "2027-11-21"),
        ("2025-11-21", "公表中", "2026-11-21"),
        ("2025-11-20", "見直し要", "2026-11-20"),
    ],
)
def test_state_and_next_review(published: str, word: str, due: str) -> None:
    assert state_word(summary(published), TODAY)[0] == word
    assert due_day(summary(published)) == due


def test_an_archived_document_is_called_so() -> None:
    assert state_word(summary("2025-01-01", archived=True), TODAY)[0] == "保管"


def test_the_columns_fit_the_window() -> None:
    for width in (78, WIDE - 1, WIDE, 118, 200):
        for number_width in (0, 5, 9, MOST_NUMBER):
            shown = columns(width, number_width)
            assert 2 + sum(one.cells + 1 for one in shown) <= width
            assert {"number", "state", "due"} <= {one.id for one in shown}, "what is asked for first"
            assert ("published" in {one.id for one in shown}) == (width >= WIDE)


@pytest.mark.parametrize("number", ["1", "31000", "123456789"])
@pytest.mark.parametrize("width", [79, 118])
def test_numbers_and_dates_are_never_cut(number: str, width: int) -> None:
    view = RegisterView()
    one = replace(summary("2018-12-31"), number=number)
    view.number_width = max(view.number_width, len(number))
    view.summaries = RegisterPages([1], lambda _: [one])
    (line,) = view.row_lines(0, width, False)
    shown = "".join(run.text for run in line)
    assert f" {number} " in shown
    assert " R1.12.31 " in shown, "of the next review"
    if width > WIDE:
        assert " H30.12.31 " in shown
    assert "…" not in shown


def test_a_name_that_is_too_long_keeps_its_end() -> None:
    """A copy differs from its original by the end of its name only; the kind stands in a column of its own."""
    name = "児童手当の支給に関する事務　重点項目評価書（写し）"
    assert shortened(name, "juten", 50) == name
    assert shortened(name, "juten", 40) == "児童手当の支給に関する事務　…（写し）"
    assert shortened("届出に関する事務" * 9, "juten", 40) == "届出に関する事務" * 9
