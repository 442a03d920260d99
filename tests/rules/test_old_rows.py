"""Rows of 変更箇所 of earlier years, in documents where nobody has noted which they are: left alone."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pia_tui.assessment import Assessment, Change
from pia_tui.forms import load_form
from pia_tui.forms.wareki import to_wareki
from pia_tui.rules.changes.annex import OLD_ROWS, all_published, annex_table, in_old_row, old_rows, rows_of
from pia_tui.rules.changes.rows import new_rows
from pia_tui.rules.completeness import is_asked, unanswered

FORMS = ("kiso_r6", "juten_h30", "zenkoumoku_h30")


def with_rows(form_id: str, days: tuple[str, ...], published: str = "") -> Assessment:
    """A document with rows of 変更箇所, of each only the item and the day (where one is given)."""
    document = Assessment.new(load_form(form_id), "事務")
    table = annex_table(document.form)
    assert table is not None
    for number, day in enumerate(days, start=1):
        if number > len(rows_of(document)):
            document.apply(document.add_block(table.id))
        row = f"{table.id}[{number}]"
        document.apply(document.change(row + table.columns["change_item"][len(table.id) :], f"項目{number}"))
        if day:
            document.apply(document.change(row + table.columns["change_date"][len(table.id) :], day))
    if published:
        document.apply(document.change(document.form.roles["published_on"], published))
    document.apply([Change(OLD_ROWS, document.state.get(OLD_ROWS), None)])
    return document


def old_at(document: Assessment) -> list[int]:
    """The places of the old rows, from 1."""
    return [number for number, row in enumerate(rows_of(document), start=1) if row in old_rows(document)]


@pytest.mark.parametrize("form_id", FORMS)
@pytest.mark.parametrize(("days", "published", "old"), [
    (("令和4年4月1日", "令和5年8月4日", "令和7年4月1日"), "", [1, 2]),
    (("令和4年4月1日", "令和5年8月4日", "令和7年4月1日"), "令和6年1月1日", [1, 2]),
    (("令和4年4月1日", "令和5年8月4日"), "令和7年4月1日", [1, 2]),
    (("令和7年4月1日", "令和7年10月1日"), "令和6年4月1日", []),
    (("令和7年4月1日", "令和7年4月1日"), "", []),
    (("令和4年4月1日", "", "", "令和7年4月1日", ""), "", [1, 2, 3]),
    (("", "令和4年4月1日", "令和7年4月1日"), "", [1, 2]),
    (("令和7年4月1日", "令和5年4月1日", ""), "", [2, 3]),
    (("", ""), "令和6年4月1日", []),
])  # fmt: skip
def test_rows_are_told_by_their_days(form_id: str, days: tuple[str, ...], published: str, old: list[int]) -> None:
    document = with_rows(form_id, days, published)
    assert old_at(document) == old
    assert [rows_of(document).index(row) + 1 for row in new_rows(document)] == [
        number for number in range(1, len(days) + 1) if number not in old
    ]
    table = annex_table(document.form)
    assert table is not None
    asked = {node.key for node in document.walk() if is_asked(document, node) and node.key.startswith(f"{table.id}[")}
    assert asked.isdisjoint(key for key in asked if in_old_row(document, key))
    missing = {node.key[len(table.id) + 1 :].partition("]")[0] for node in unanswered(document) if node.key in asked}
    assert {rows_of(document).index(row) + 1 for row in missing} == set(range(1, len(days) + 1)) - set(old)


def test_what_is_noted_counts_and_what_the_program_wrote_is_new() -> None:
    document = with_rows("kiso_r6", ("令和4年4月1日", "令和5年8月4日", "令和7年4月1日"))
    table = annex_table(document.form)
    assert table is not None
    first, second, third = rows_of(document)
    document.state[f"covers:{table.row(second)}"] = ("I.1.2",)
    assert old_rows(document) == {first}
    document.state[OLD_ROWS] = (third,)
    assert old_rows(document) == {third}


@pytest.mark.parametrize(("days", "published", "all_of_them"), [
    (("令和4年4月1日", "令和5年8月4日"), "令和5年8月4日", True), (("令和4年4月1日",), "", False),
    (("令和4年4月1日", "令和7年4月1日"), "令和5年8月4日", False), (("令和4年4月1日", ""), "令和5年8月4日", True),
])  # fmt: skip
def test_a_table_that_was_published_whole(days: tuple[str, ...], published: str, all_of_them: bool) -> None:
    assert all_published(with_rows("kiso_r6", days, published)) is all_of_them


@given(st.lists(st.integers(0, 2000), min_size=1, max_size=6), st.integers(0, 2000))
def test_no_row_of_the_day_of_publication_or_after_is_old(after: list[int], published: int) -> None:
    first = date(2019, 5, 1)
    days = tuple(to_wareki(first + timedelta(days=one)) for one in after)
    document = with_rows("kiso_r6", days, to_wareki(first + timedelta(days=published)))
    assert old_at(document) == [at for at, one in enumerate(after, start=1) if one < published]


@pytest.mark.parametrize(("kind", "published", "noted"), [
    ("pdf", "", True), ("json", "令和5年8月4日", True), ("json", "令和4年8月4日", False), ("json", "", False),
])  # fmt: skip
def test_rows_that_a_file_brought_are_noted(kind: str, published: str, noted: bool) -> None:
    from types import SimpleNamespace
    from typing import Any, cast

    from pia_tui.usecases.incoming.importing import _with_old_rows

    document = with_rows("kiso_r6", ("令和4年4月1日", "令和5年8月4日"), published)
    made = _with_old_rows(cast(Any, SimpleNamespace(kind=kind, bundle=None, state=dict(document.state))))
    assert made.get(OLD_ROWS) == (rows_of(document) if noted else None)
