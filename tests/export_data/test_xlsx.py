"""The 記入票: complete, locked where it must be, harmless whatever the texts begin with, equal when it comes back."""

from __future__ import annotations

import io
import random

import openpyxl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from made_documents import HOSTILE, documents, make_document

from pia_tui.answer_sheet import CELL_LIMIT, fits, joined, pieces
from pia_tui.assessment import Assessment
from pia_tui.departments import give
from pia_tui.export.sheets.rows import NothingAsked
from pia_tui.export.xlsx import to_xlsx
from pia_tui.forms import BadPath, form_ids, load_form
from pia_tui.ingest.xlsx import read_xlsx


def book(data: bytes) -> openpyxl.Workbook:
    return openpyxl.load_workbook(io.BytesIO(data))


def answers(document: Assessment) -> dict[str, object]:
    return {
        node.path: document.value(node)
        for node in document.walk()
        if not node.is_list and document.value(node) is not None and node.value_kind not in (None, "figure")
    }


@settings(max_examples=5, deadline=None)
@given(documents())
def test_what_goes_out_comes_back_equal(document: Assessment) -> None:
    data = to_xlsx(document, identity="u")
    same = read_xlsx(data, document)
    assert (same.proposals, same.conflicts, same.problems, same.notes) == ((), (), (), ())
    fresh = read_xlsx(data, None)
    assert not fresh.problems
    assert answers(Assessment(document.form, fresh.state)) == answers(document)
    for node in document.walk():
        if node.is_list:
            assert fresh.state.get(node.key, ()) == document.state.get(node.key, ())


def test_equal_documents_are_equal_files() -> None:
    document = make_document("juten_h30", random.Random(1), 1.0, HOSTILE)
    again = Assessment(document.form, dict(reversed(document.state.items())))
    assert to_xlsx(document, identity="u") == to_xlsx(again, identity="u")


@pytest.mark.parametrize("text", ["=1+1", "+81", "-1", "@SUM(A1)", '=HYPERLINK("x")', "  前後　"])
def test_a_text_stays_a_text(text: str) -> None:
    document = Assessment.new(load_form("juten_h30"))
    document.apply(document.change("I.1.2", text))
    cells = [cell for sheet in book(to_xlsx(document)) for row in sheet.iter_rows() for cell in row]
    found = [cell for cell in cells if cell.value == text]
    assert [cell.data_type for cell in found] == ["s"]
    assert found[0].quotePrefix == text.startswith(("=", "+", "-", "@"))
    assert not [cell for cell in cells if cell.data_type == "f"]


@pytest.mark.parametrize("text", ["_x000D_", "_x005F_", "a_x0041_b_x005F_x0041_", "_x00_"])
def test_what_looks_like_an_escape_of_the_format_is_a_text_too(text: str) -> None:
    document = Assessment.new(load_form("kiso_r6"))
    document.apply(document.change("I.1.2", text))
    assert read_xlsx(to_xlsx(document), None).state["I.1.2"] == text


@given(st.text(st.sampled_from("あ𠮷a\n"), max_size=400), st.integers(1, 200), st.booleans())
@settings(max_examples=40, deadline=None)
def test_long_texts_are_cut_and_joined_without_loss(text: str, times: int, tail: bool) -> None:
    long = text * times + ("\n" if tail else "終")
    cut = pieces(long)
    assert joined(reversed(cut)) == long
    assert all(fits(piece) for _, piece in cut)
    assert (len(cut) == 1) == fits(long)


def test_a_text_longer_than_a_cell_is_written_in_several_rows() -> None:
    document = Assessment.new(load_form("kiso_r6"))
    long = "長" * (2 * CELL_LIMIT + 5)
    document.apply(document.change("I.1.2", long))
    data = to_xlsx(document)
    assert max(len(str(cell.value or "")) for sheet in book(data) for row in sheet.iter_rows() for cell in row) < 32_767
    assert read_xlsx(data, None).state["I.1.2"] == long


@pytest.mark.parametrize("form_id", form_ids())
def test_only_answers_can_be_written_in_and_choices_drop_down(form_id: str) -> None:
    made = book(to_xlsx(Assessment.new(load_form(form_id))))
    open_cells = 0
    for sheet in made:
        assert sheet.protection.sheet
        assert len(sheet.title) <= 31
        if not str(sheet["A1"].value).startswith("pia:"):
            continue
        validated = {str(area) for check in sheet.data_validations.dataValidation for area in check.sqref.ranges}
        assert validated or sheet.max_row < 30
        assert all(sheet.column_dimensions[letter].hidden for letter in "ABC")
        for row in sheet.iter_rows(min_row=4):
            unlocked = [cell for cell in row if not cell.protection.locked]
            assert bool(unlocked) == bool(row[0].value)
            assert all(cell.alignment.wrap_text for cell in unlocked)
            open_cells += len(unlocked)
    form = load_form(form_id)
    assert open_cells >= sum(item.value_kind not in (None, "figure") and not item.repeat for item in form.walk()) / 2
    for check in (check for sheet in made for check in sheet.data_validations.dataValidation):
        assert len(check.formula1) <= 257


def test_labels_stars_and_help_of_the_form_are_shown() -> None:
    form = load_form("juten_h30")
    shown = {str(cell.value) for sheet in book(to_xlsx(Assessment.new(form))) for row in sheet for cell in row}
    item = form.item("II.2.3")
    assert item is not None
    assert f"{item.label}　※" in shown
    assert any(item.help in text for text in shown)


def test_a_hearing_sheet_asks_a_department_only_for_what_it_is_in_charge_of() -> None:
    document = make_document("juten_h30", random.Random(3), 0.5)
    for path, name in (("IV", "市民課"), ("II[1].4", "市民課"), ("II[1].4.1", "総務課")):
        document.apply(give(document, path, name))
    made = to_xlsx(document, department="市民課")
    asked = Assessment(document.form, read_xlsx(made, None).state)
    wanted = {path for path in answers(document) if path.startswith(("II[1].4", "IV."))}
    assert set(answers(asked)) == {path for path in wanted if not path.startswith("II[1].4.1")}
    assert any("市民課" in str(cell.value) for row in book(made).worksheets[0] for cell in row)
    with pytest.raises(NothingAsked, match=r"市民課、総務課|総務課、市民課"):
        to_xlsx(document, department="税務課")


def test_a_hearing_sheet_asks_only_for_what_was_named() -> None:
    document = make_document("juten_h30", random.Random(3), 0.5)
    reading = read_xlsx(to_xlsx(document, only=["II[1].4", "IV"]), None)
    assert reading.state
    asked = Assessment(document.form, reading.state)
    assert {path.split(".")[0].split("[")[0] for path in answers(asked)} <= {"II", "IV"}
    assert set(answers(asked)) == {path for path in answers(document) if path.startswith(("II[1].4", "IV."))}
    with pytest.raises(BadPath, match="IX"):
        to_xlsx(document, only=["IX.1"])
