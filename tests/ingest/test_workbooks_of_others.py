"""Workbooks of others: the form's look, retyped, plain; what is hidden; marks in any spelling; drawings; days."""

from __future__ import annotations

import io
import random
from collections.abc import Sequence

import pytest
from comparing import Compared, compared, got
from made_documents import make_document
from openpyxl import Workbook
from PIL import Image as Picture
from workbooks import LOOKS, workbook

from pia_tui.assessment import Assessment
from pia_tui.demo import demo_documents
from pia_tui.forms import form_ids, load_form
from pia_tui.ingest import read_file

RECALL, WRONG = 0.99, 0.005


def png() -> bytes:
    out = io.BytesIO()
    Picture.new("RGB", (320, 200), "white").save(out, "PNG")
    return out.getvalue()


def read(data: bytes) -> Assessment:
    found = read_file(data)
    assert found.kind == "workbook"
    return Assessment(load_form(found.form_id), found.state)


def made(rows: Sequence[Sequence[object]], form: str = "重点項目評価書") -> bytes:
    """A workbook of one sheet with these rows under the form's title."""
    book = Workbook()
    sheet = book.active
    sheet.append([f"特定個人情報保護評価書（{form}）"])
    for row in rows:
        sheet.append(list(row))
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


@pytest.mark.parametrize("name", LOOKS)
@pytest.mark.parametrize("number", range(3))
def test_the_demo_documents_come_back_from_workbooks(name: str, number: int) -> None:
    document = demo_documents()[number].assessment
    found = got(document, workbook(document, LOOKS[name], random.Random(number)))
    assert found.recall >= RECALL, found.missing
    assert found.wrong_share <= WRONG, found.wrong
    assert found.flagged_right == 0


@pytest.mark.parametrize("name", LOOKS)
def test_documents_made_by_chance_come_back_from_workbooks(name: str) -> None:
    total = Compared()
    for number, form_id in enumerate(each for each in form_ids() if not each.startswith("zen")):
        document = make_document(form_id, random.Random(number), 0.6)
        total.add(got(document, workbook(document, LOOKS[name], random.Random(number))))
    assert total.recall >= RECALL, total.missing
    assert total.wrong_share <= WRONG, total.wrong


def test_the_drawings_of_betten_1_come_along() -> None:
    document = demo_documents()[2].assessment
    found = read_file(workbook(document, LOOKS["official"], random.Random(1), png()))
    figure = next(item.id for item in document.form.walk() if item.kind == "figure")
    assert [file.data for file in found.attachments] == [png()]
    assert found.state[figure] == (found.attachments[0].id,)


def test_lines_in_a_cell_are_kept_as_they_are() -> None:
    text = "一行目\n　二行目は字下げ\n\n四行目。１）も文のうち"
    document = read(made([["Ⅰ　基本情報"], ["１．特定個人情報ファイルを取り扱う事務"], ["②事務の内容", text]]))
    assert document.get("I.1.2") == text


def test_hidden_rows_are_no_answers_and_stand_in_the_tray() -> None:
    book = Workbook()
    sheet = book.active
    for row in (
        ["特定個人情報保護評価書（重点項目評価書）"], ["Ⅰ　基本情報"], ["１．特定個人情報ファイルを取り扱う事務"],
        ["①事務の名称", "今年の事務"], ["", "去年の事務"], ["②事務の内容", "内容"],
    ):  # fmt: skip
        sheet.append(row)
    sheet.row_dimensions[5].hidden = True
    out = io.BytesIO()
    book.save(out)
    found = read_file(out.getvalue())
    document = Assessment(load_form(found.form_id), found.state)
    assert document.get("I.1.1") == "今年の事務"
    assert found.report is not None
    assert [each.text for each in found.report.unplaced] == ["去年の事務"]


@pytest.mark.parametrize("mark", ["○", "〇", "◯", "●", "☑", "✓", "レ", "■", "[○]", "［ ○ ］", True])
def test_a_mark_in_any_spelling_marks_the_option_behind_it(mark: object) -> None:
    rows = [
        ["Ⅱ　特定個人情報ファイルの概要"],
        ["３．特定個人情報の入手・使用"],
        ["②入手方法", mark, "紙", "", "専用線"],
    ]
    assert read(made(rows)).get("II[1].3.2") == ("紙",)  # type: ignore[arg-type]


@pytest.mark.parametrize("off", [None, "□", "☐", False, "[　]", "[ ]"])
def test_an_empty_box_marks_nothing(off: object) -> None:
    rows = [
        ["Ⅱ　特定個人情報ファイルの概要"],
        ["３．特定個人情報の入手・使用"],
        ["②入手方法", off, "紙", "○", "専用線"],
    ]
    assert read(made(rows)).get("II[1].3.2") == ("専用線",)  # type: ignore[arg-type]


def test_a_day_may_be_a_date_a_number_or_words() -> None:
    for day in (45748, "令和7年4月1日", "2025/4/1"):
        rows = [["公表日"], [day], ["Ⅰ　基本情報"], ["１．特定個人情報ファイルを取り扱う事務"], ["①事務の名称", "事務"]]
        assert read(made(rows)).by_role("published_on") == "令和7年4月1日"  # type: ignore[arg-type]


def test_one_day_merged_over_two_changes_is_the_day_of_both() -> None:
    book = Workbook()
    sheet = book.active
    for row in (
        ["特定個人情報保護評価書（重点項目評価書）"], ["（別添２）　変更箇所"],
        ["変更日", "項目", "変更前の記載", "変更後の記載", "提出時期", "提出時期に係る説明"],
        ["令和5年4月1日", "Ⅰ　１．①事務の名称", "甲", "乙", "事後", "修正"],
        ["", "Ⅰ　１．②事務の内容", "丙", "", "事前", ""],
    ):  # fmt: skip
        sheet.append(row)
    sheet.merge_cells("A4:A5")
    out = io.BytesIO()
    book.save(out)
    document = read(out.getvalue())
    table = next(section.items[0].id for section in document.form.sections if section.kind == "changes")
    assert [document.get(f"{table}[2].{n}") for n in range(1, 7)] == [
        "令和5年4月1日", "Ⅰ　１．②事務の内容", "丙", None, "事前", None,
    ]  # fmt: skip


def test_what_compares_documents_sees_a_wrong_answer() -> None:
    document = demo_documents()[0].assessment
    data = workbook(document, LOOKS["official"], random.Random(0))
    found = read_file(data)
    key = next(node.key for node in document.walk() if node.item.role == "document_name")
    spoilt = compared(document, found.form_id, {**found.state, key: "別の名前"}, frozenset())
    assert [path for path, _, _ in spoilt.wrong] == [document.path(key)]
