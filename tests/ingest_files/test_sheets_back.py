"""A 記入票 that comes back: changes, conflicts, cells nobody can store, and files that are none."""

from __future__ import annotations

import datetime
import io
import zipfile
from collections.abc import Callable
from contextlib import suppress
from typing import Any

import openpyxl
import pytest

from pia_tui.assessment import Assessment
from pia_tui.errors import PiaError
from pia_tui.export.xlsx import to_xlsx
from pia_tui.forms import load_form
from pia_tui.ingest import read_file
from pia_tui.ingest.errors import DamagedFile, NewerFile, UnreadableCells, UnreadableFile, UnsafeFile
from pia_tui.ingest.xlsx import chosen_changes, read_xlsx
from pia_tui.store import Store
from pia_tui.usecases.exchange.conflicts import Choices, UndecidedConflicts
from pia_tui.usecases.export import ExportOptions, content
from pia_tui.usecases.incoming.importing import import_file
from pia_tui.usecases.incoming.sheets import apply_sheet, preview_sheet


@pytest.fixture
def document() -> Assessment:
    made = Assessment.new(load_form("juten_h30"), "国民健康保険に関する事務")
    for path, raw in (
        ("I.1.2", "元の文"),
        ("cover.6", "令和7年4月1日"),
        ("II[1].1", "資格ファイル"),
        ("II[1].4.2[1]", "保守"),
        ("II[1].4.2[1].1", "保守の中身"),
        ("betten2.1[1].2", "項目"),
    ):
        made.apply(made.change(path, raw))
    return made


def edited(data: bytes, edit: Callable[[openpyxl.Workbook], None]) -> bytes:
    book = openpyxl.load_workbook(io.BytesIO(data))
    edit(book)
    result = io.BytesIO()
    book.save(result)
    return result.getvalue()


def row_of(book: openpyxl.Workbook, key: str, part: str = "") -> tuple[Any, ...]:
    for sheet in book:
        for row in sheet.iter_rows():
            if row[0].value == key and (row[1].value or "") == part:
                return row
    raise AssertionError(key)


def put(key: str, value: object, part: str = "", column: int = 4) -> Callable[[openpyxl.Workbook], None]:
    def edit(book: openpyxl.Workbook) -> None:
        row_of(book, key, part)[column].value = value

    return edit


def test_an_answer_that_only_the_sheet_changed_is_proposed(document: Assessment) -> None:
    data = edited(to_xlsx(document), put("I.1.2", "新しい文"))
    reading = read_xlsx(data, document)
    assert [(one.key, one.before, one.after) for one in reading.proposals] == [("I.1.2", "元の文", "新しい文")]
    assert "!E" in reading.proposals[0].where
    assert not reading.conflicts


def test_an_answer_that_both_changed_is_a_conflict_and_one_that_agrees_is_none(document: Assessment) -> None:
    data = edited(to_xlsx(document), put("I.1.2", "係の文"))
    document.apply(document.change("I.1.2", "担当の文"))
    reading = read_xlsx(data, document)
    assert not reading.proposals
    assert [(one.before, one.after) for one in reading.conflicts] == [("担当の文", "係の文")]
    assert chosen_changes(reading, document, "ours") == []
    assert [change.after for change in chosen_changes(reading, document, {"I.1.2": "theirs"})] == ["係の文"]
    document.apply(document.change("I.1.2", "係の文"))
    assert not read_xlsx(data, document).conflicts


def test_what_only_the_document_changed_stays(document: Assessment) -> None:
    data = to_xlsx(document)
    document.apply(document.change("I.1.2", "後から直した文"))
    reading = read_xlsx(data, document)
    assert (reading.proposals, reading.conflicts) == ((), ())


def test_a_spare_block_becomes_a_block_and_the_same_one_each_time(document: Assessment) -> None:
    data = to_xlsx(document)
    spare = [
        row[0].value
        for sheet in openpyxl.load_workbook(io.BytesIO(data))
        for row in sheet.iter_rows()
        if len(row) > 2 and row[2].value == "+" and str(row[0].value).endswith("].1") and ".4.2[" in str(row[0].value)
    ]
    reading = read_xlsx(edited(data, put(spare[0], "新しい委託")), document)  # type: ignore[arg-type]
    document.apply(chosen_changes(reading, document, "ours"))
    assert document.get("II[1].4.2[2].1") == "新しい委託"
    assert document.get("II[1].4.2[1].1") == "保守の中身"
    again = read_xlsx(edited(data, put(spare[0], "新しい委託")), document)  # type: ignore[arg-type]
    assert (again.proposals, again.conflicts) == ((), ())


def test_rows_of_the_table_of_changes_are_read_in_their_columns(document: Assessment) -> None:
    key = document.node("betten2.1[1]").key
    data = edited(to_xlsx(document), put(key, datetime.datetime(2015, 4, 1), "row", 4))
    reading = read_xlsx(data, document)
    assert [(one.key, one.after) for one in reading.proposals] == [(f"{key}.1", "平成27年4月1日")]
    assert "平成27年4月1日" in reading.notes[0].message


def test_marks_are_read_from_their_rows(document: Assessment) -> None:
    key = document.node("II[1].2.4.1").key

    def edit(book: openpyxl.Workbook) -> None:
        row_of(book, key, "o1")[4].value = "○"
        row_of(book, key, "o3")[4].value = "◯"

    item = document.form.item("II.2.4.1")
    assert item is not None
    reading = read_xlsx(edited(to_xlsx(document), edit), document)
    assert reading.proposals[0].after == (item.choice_texts[0], item.choice_texts[2])


@pytest.mark.parametrize(
    ("value", "after"),
    [
        (42094, "平成27年3月31日"),
        ("42094", "平成27年3月31日"),
        (datetime.datetime(2025, 4, 15), "令和7年4月15日"),
        ("R7.4.15", "令和7年4月15日"),
    ],
)
def test_dates_are_never_stored_as_numbers(document: Assessment, value: object, after: str) -> None:
    reading = read_xlsx(edited(to_xlsx(document), put("cover.6", value)), document)
    assert [one.after for one in reading.proposals] == [after]


@pytest.mark.parametrize(
    ("value", "after"), [(3, "3"), (3.0, "3"), (0.1, "0.1"), (True, "TRUE"), (12345678901, "12345678901")]
)
def test_numbers_in_text_cells_become_their_text(document: Assessment, value: object, after: str) -> None:
    reading = read_xlsx(edited(to_xlsx(document), put("I.1.2", value)), document)
    assert [one.after for one in reading.proposals] == [after]


@pytest.mark.parametrize("value", ["=1+1", "=cmd|' /C calc'!A0", "#REF!", datetime.time(1, 2)])
def test_formulas_and_errors_are_refused_with_their_cell(document: Assessment, value: object) -> None:
    reading = read_xlsx(edited(to_xlsx(document), put("I.1.2", value)), document)
    assert not reading.proposals
    assert len(reading.problems) == 1
    assert "!E" in reading.problems[0].where


@pytest.mark.parametrize(("key", "value"), [("I.1.3", "たくさん"), ("cover.1", "一番")])
def test_what_does_not_fit_the_item_is_refused_with_its_cell(document: Assessment, key: str, value: str) -> None:
    reading = read_xlsx(edited(to_xlsx(document), put(key, value)), document)
    assert [value in one.message for one in reading.problems] == [True]


def test_sheets_and_rows_may_be_renamed_moved_and_copied(document: Assessment) -> None:
    def edit(book: openpyxl.Workbook) -> None:
        put("I.1.2", "新しい文")(book)
        book.worksheets[2].title = "うちの課の分"
        book.move_sheet(book.worksheets[2], -2)
        for sheet in book.worksheets[1:4]:
            if sheet["A1"].value:
                sheet.insert_rows(3, 2)
                sheet["E2"] = "こちらの覚え書き"
        book.copy_worksheet(book["うちの課の分"])

    reading = read_xlsx(edited(to_xlsx(document), edit), document)
    assert [one.key for one in reading.proposals] == ["I.1.2"]
    assert not reading.problems


def test_two_rows_for_one_answer_are_a_problem(document: Assessment) -> None:
    def edit(book: openpyxl.Workbook) -> None:
        row = row_of(book, "I.1.2")
        sheet = row[0].parent
        for cell in row:
            sheet.cell(sheet.max_row + (cell is row[0]), cell.column, cell.value)
        sheet.cell(sheet.max_row, 5, "別の文")

    assert "二つ" in read_xlsx(edited(to_xlsx(document), edit), document).problems[0].message


def test_a_block_that_was_removed_meanwhile_is_a_conflict(document: Assessment) -> None:
    key = document.node("II[1].4.2[1].1").key
    data = edited(to_xlsx(document), put(key, "直した中身"))
    document.apply(document.remove_block("II[1].4.2[1]"))
    reading = read_xlsx(data, document)
    assert [one.key for one in reading.conflicts] == [key]
    document.apply(chosen_changes(reading, document, "theirs"))
    assert document.get("II[1].4.2[1].1") == "直した中身"


# -- files that are none of ours, or worse --------------------------------------------------------------


def rewritten(
    data: bytes, change: Callable[[str, bytes], bytes | None], extra: dict[str, bytes] | None = None
) -> bytes:
    result = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as source, zipfile.ZipFile(result, "w", zipfile.ZIP_DEFLATED) as target:
        for name in source.namelist():
            content = change(name, source.read(name))
            if content is not None:
                target.writestr(name, content)
        for name, content in (extra or {}).items():
            target.writestr(name, content)
    return result.getvalue()


def test_somebody_elses_workbook_is_refused_plainly() -> None:
    result = io.BytesIO()
    openpyxl.Workbook().save(result)
    with pytest.raises(UnreadableFile, match="記入票ではない"):
        read_xlsx(result.getvalue(), None)


def test_a_newer_sheet_is_refused(document: Assessment) -> None:
    def edit(book: openpyxl.Workbook) -> None:
        book["_pia"]["B2"].value = 99

    with pytest.raises(NewerFile):
        read_xlsx(edited(to_xlsx(document), edit), document)


@pytest.mark.parametrize(
    "head",
    [
        b'<?xml version="1.0"?><!DOCTYPE a [<!ENTITY b "bbbb"><!ENTITY c "&b;&b;">]>',
        b'<?xml version="1.0" encoding="utf-16"?>',
        b'<?xml version="1.0" encoding="cp037"?>',
    ],
)
def test_xml_that_could_unfold_is_refused(document: Assessment, head: bytes) -> None:
    def change(name: str, content: bytes) -> bytes:
        return head + content.partition(b"?>")[2] if name == "xl/workbook.xml" else content

    with pytest.raises(UnsafeFile):
        read_xlsx(rewritten(to_xlsx(document), change), document)


def test_a_zip_bomb_is_refused_by_its_directory(document: Assessment) -> None:
    bomb = rewritten(to_xlsx(document), lambda _, content: content, {"xl/media/a.bin": bytes(60_000_000)})
    assert len(bomb) < 500_000
    with pytest.raises(UnsafeFile, match="極端に大きく"):
        read_xlsx(bomb, document)


@pytest.mark.parametrize("cell", ["XFD9", "E1048576", "A0", "ZZZZ1", "あ1"])
def test_cells_far_out_do_no_harm(document: Assessment, cell: str) -> None:
    def change(name: str, content: bytes) -> bytes:
        if name != "xl/worksheets/sheet2.xml":
            return content
        row = "".join(filter(str.isdigit, cell)) or "9"
        extra = f'<row r="{row}"><c r="{cell}" t="inlineStr"><is><t>x</t></is></c></row></sheetData>'
        return content.replace(b"</sheetData>", extra.encode())

    with suppress(PiaError):
        read_xlsx(rewritten(to_xlsx(document), change), document)


def test_a_file_that_is_cut_or_changed_anywhere_is_refused_or_read_as_it_was(document: Assessment) -> None:
    data = to_xlsx(document)
    for cut in range(1, len(data), len(data) // 40):
        with pytest.raises((DamagedFile, UnreadableFile, UnsafeFile)):
            read_xlsx(data[:cut], document)
    for place in range(0, len(data), len(data) // 60):
        changed = data[:place] + bytes([data[place] ^ 0x55]) + data[place + 1 :]
        try:
            reading = read_xlsx(changed, document)
        except PiaError:
            continue
        assert not reading.proposals


# -- with a store ---------------------------------------------------------------------------------------


def sheet_of(store: Store, number: int, *only: str) -> bytes:
    return content(store, number, "xlsx", ExportOptions(only=only))[1]


def test_a_sheet_finds_its_document_and_is_applied_whole(office: Store) -> None:
    data = edited(sheet_of(office, 2, "I"), put("I.1.2", "市民課の答え"))
    preview = preview_sheet(office, data)
    assert preview is not None
    assert preview.document_id == 2
    assert apply_sheet(office, preview) is not None
    assert office.value(2, "I.1.2") == "市民課の答え"
    office.undo(2)
    assert office.value(2, "I.1.2") != "市民課の答え"


def test_conflicts_and_problems_stop_everything(office: Store) -> None:
    def edit(book: openpyxl.Workbook) -> None:
        put("I.1.2", "市民課の答え")(book)
        put("I.1.1", "別の名前")(book)

    data = edited(sheet_of(office, 2), edit)
    office.write(2, Assessment(load_form("juten_h30"), office.load(2).state).change("I.1.2", "担当の答え"))
    preview = preview_sheet(office, data)
    assert preview is not None
    before = office.load(2).content_hash
    with pytest.raises(UndecidedConflicts):
        apply_sheet(office, preview)
    assert office.load(2).content_hash == before
    apply_sheet(office, preview, Choices("ours"))
    assert (office.value(2, "I.1.2"), office.value(2, "I.1.1")) == ("担当の答え", "別の名前")
    broken = preview_sheet(office, edited(sheet_of(office, 2), put("I.1.2", "=A1")))
    assert broken is not None
    with pytest.raises(UnreadableCells, match="計算式"):
        apply_sheet(office, broken)


def test_a_sheet_without_its_document_makes_one(office: Store, branch: Store) -> None:
    made = import_file(branch, sheet_of(office, 3))
    ours, theirs = office.load(3), branch.load(made.id)
    assert theirs.uuid == ours.uuid
    one, other = (Assessment(load_form(ours.form_id), each.state) for each in (ours, theirs))
    for node in one.walk():
        if node.value_kind not in (None, "figure"):
            assert other.get(node.path) == one.value(node)
    with pytest.raises(UnreadableCells):
        import_file(branch, edited(sheet_of(office, 2), put("I.1.2", "=A1")))
    assert branch.count() == 1


def test_a_version_that_was_kept_goes_out_laid_out_as_the_form(office: Store) -> None:
    kept = office.freeze(1, "令和7年の公表", kind="publish")
    name = dict(office.load(1).state)
    document = Assessment(load_form("kiso_r6"), office.load(1).state)
    office.write(1, document.change("I.1.2", "その後の文"))
    title, data = content(office, 1, "xlsx", ExportOptions(version=kept.id, layout="form"))
    assert title.endswith("_様式")
    found = read_file(data)
    assert found.kind == "workbook"
    assert found.state["I.1.2"] == name["I.1.2"]
