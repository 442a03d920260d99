"""The workbook laid out as the form: brought in again it is equal; and a body's own copy of the form, filled in."""

from __future__ import annotations

import io
import sys
from pathlib import Path

import openpyxl
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

sys.path.insert(0, str(Path(__file__).parent.parent / "ingest"))

from comparing import got
from made_documents import make_document

from pia_tui.assessment import Assessment
from pia_tui.demo import demo_documents
from pia_tui.export.sheets.form_layout import to_form_xlsx
from pia_tui.export.sheets.original import BadOriginal, fill_original, original_of
from pia_tui.forms import load_form
from pia_tui.ingest import read_file


@pytest.mark.parametrize("number", range(3))
def test_a_demo_document_comes_back_equal(number: int) -> None:
    document = demo_documents()[number].assessment
    found = got(document, to_form_xlsx(document))
    assert (found.wrong, found.missing, found.flagged_right) == ([], [], 0)


@pytest.mark.long
@settings(max_examples=6, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.sampled_from(["kiso_r6", "kiso_h31", "juten_h30"]), st.randoms(use_true_random=False))
def test_any_document_comes_back_equal(form_id: str, rng) -> None:  # type: ignore[no-untyped-def]
    document = make_document(form_id, rng, 0.5, ["=1+1", "'引用", "一行目\n\n　三行目", "𠮷野家", "0123", "<措置>"])
    found = got(document, to_form_xlsx(document))
    assert (found.wrong, found.missing) == ([], [])


@pytest.mark.long
def test_the_drawings_come_along_and_lines_stay() -> None:
    demo = demo_documents()[2]
    data = to_form_xlsx(demo.assessment, {each.id: each.data for each in demo.drawings})
    found = read_file(data)
    assert len(found.attachments) == len(demo.drawings)
    key = next(key for key, value in demo.state.items() if isinstance(value, str) and "\n" in value)
    assert found.state[key] == demo.state[key]


def test_it_has_a_sheet_for_each_section_and_says_what_is_printed() -> None:
    document = demo_documents()[0].assessment
    book = openpyxl.load_workbook(io.BytesIO(to_form_xlsx(document)))
    assert len(book.sheetnames) >= len([part for part in document.parts() if part.section.kind == "section"])
    assert all(sheet.print_area for sheet in book.worksheets)
    texts = [str(cell.value) for sheet in book.worksheets for row in sheet.iter_rows() for cell in row if cell.value]
    assert {"[", "○", "]", "＜選択肢＞"} <= set(texts)
    assert to_form_xlsx(document) == to_form_xlsx(document)


def test_a_bodys_own_copy_is_filled_where_its_mapping_says(tmp_path: Path) -> None:
    document = Assessment.new(load_form("juten_h30"), "税の事務")
    document.apply(document.change("I.1.1", "=税の事務"))
    document.apply(document.change("II[1].3.2", ["紙"]))
    book = openpyxl.Workbook()
    book.active.title = "基本 情報"
    book.active.merge_cells("C5:F6")
    book.active["D2"] = "×"
    book.save(tmp_path / "original-juten_h30.xlsx")
    mapping = tmp_path / "original-juten_h30.yaml"
    mapping.write_text(
        "cells:\n  I.1.1: 基本 情報!C5\nmarks:\n  'II[1].3.2': {紙: 基本 情報!D1, 専用線: 基本 情報!D2}\n", "utf-8"
    )
    found = original_of(tmp_path, "juten_h30")
    assert found is not None
    sheet = openpyxl.load_workbook(io.BytesIO(fill_original(document, *found)))["基本 情報"]
    assert (sheet["C5"].value, sheet["C5"].data_type) == ("=税の事務", "s")
    assert (sheet["D1"].value, sheet["D2"].value) == ("○", None)
    mapping.write_text("cells:\n  I.1.1: ないシート!C5\n", "utf-8")
    with pytest.raises(BadOriginal, match="ないシート"):
        fill_original(document, *found)
    assert original_of(tmp_path, "kiso_r6") is None
