"""The words of the register: where a document is in its life, and when it is to be looked at again."""

from __future__ import annotations

from datetime import date

import pytest

from pia_tui.store import DocumentSummary
from pia_tui.tui.register.register_view import WIDE, columns, due_day, shortened, state_word

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
        shown = columns(width)
        assert 2 + sum(size + 1 for _, _, size in shown) <= width
        assert ("due" in {name for name, _, _ in shown}) == (width >= WIDE)


def test_a_name_that_is_too_long_keeps_its_end() -> None:
    """A copy differs from its original by the end of its name only; the kind stands in a column of its own."""
    name = "児童手当の支給に関する事務　重点項目評価書（写し）"
    assert shortened(name, "juten", 50) == name
    assert shortened(name, "juten", 40) == "児童手当の支給に関する事務　…（写し）"
    assert shortened("届出に関する事務" * 9, "juten", 40) == "届出に関する事務" * 9
