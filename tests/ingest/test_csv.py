"""CSV of any program: fields are cells, shuffled sheets find their order, what is not told stays in the tray."""

from __future__ import annotations

import random

import pytest
from comparing import Compared, compared
from csv_dialects import WAYS, as_csv
from made_documents import make_document
from measuring import no_tables, sheets_as_csv
from workbooks import LOOKS, workbook

from pia_tui.assessment import Assessment
from pia_tui.demo import demo_documents
from pia_tui.forms import load_form
from pia_tui.ingest import read_file
from pia_tui.ingest.errors import UnreadableFile

HEAD = "特定個人情報保護評価書（重点項目評価書）\nⅠ　基本情報\n１．特定個人情報ファイルを取り扱う事務\n"


def result(document: Assessment, data: bytes) -> Compared:
    found = read_file(data)
    assert found.form_id == document.form.id
    assert found.report is not None
    doubted = frozenset(doubt.path for doubt in found.report.doubtful)
    return compared(document, found.form_id, found.state, doubted, no_tables, every=True)


@pytest.mark.parametrize("way", WAYS)
@pytest.mark.parametrize("form", ["juten_h30", "kiso_r6"])
def test_fields_are_cells_however_a_program_parts_them(form: str, way: str) -> None:
    rng = random.Random(11)
    document = make_document(form, rng, 0.8)
    found = result(document, as_csv(document, rng, way).encode("utf-8-sig"))
    assert not found.wrong
    assert found.recall >= 0.99, found.missing
    assert found.flagged_right <= 1  # a name under its label is but likely


def test_sheets_saved_one_under_the_other_in_any_order_are_put_in_the_forms_order() -> None:
    document = demo_documents()[0].assessment
    found = result(document, sheets_as_csv(workbook(document, LOOKS["plain"], random.Random(0))))
    assert found.recall >= 0.97, found.missing
    assert found.wrong_share <= 0.01, found.wrong


def test_a_row_without_label_under_an_answer_is_not_taken_into_it() -> None:
    rows = "①事務の名称,甲の事務\n②事務の内容,一行目\n,二行目\n③対象人数,1万人以上10万人未満\n"
    found = read_file((HEAD + rows + "２．特定個人情報ファイル,乙\n３．個人番号の利用,丙\n").encode())
    document = Assessment(load_form(found.form_id), found.state)
    assert document.get("I.1.1") == "甲の事務"
    assert document.get("I.1.2") is None
    assert found.report is not None
    assert "I.1.2" in {doubt.path for doubt in found.report.doubtful}
    assert "二行目" in "".join(piece.text for piece in found.report.unplaced)


def test_quotes_that_do_not_close_are_said() -> None:
    rows = '①事務の名称,甲\n②事務の内容,"乙\n③対象人数,丙\n①部署,丁\n②所属長の役職名,戊\n３．個人番号の利用,己\n'
    with pytest.raises(UnreadableFile, match="引用符") as caught:
        read_file((HEAD + rows).encode())
    assert "xlsx" in caught.value.next


def test_text_with_commas_is_no_csv() -> None:
    text = HEAD + '①事務の名称\n甲,乙,丙の事務\n②事務の内容\n丁,戊\n"己"という\n③対象人数\n[1万人以上10万人未満]\n'
    assert read_file(text.encode()).kind == "text"


def test_a_field_of_any_length_is_one_field() -> None:
    rows = [f"②事務の内容,{'甲' * 150_000}", "①事務の名称,乙", "①部署,丙", "②所属長の役職名,丁", "③対象人数,戊"]
    found = read_file((HEAD + "\n".join(rows) + "\n").encode())
    assert found.kind == "csv"
    assert found.report is not None
    assert any("甲" * 100 in piece.text for piece in found.report.unplaced) or "甲" * 100 in str(found.state)
