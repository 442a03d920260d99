"""Two documents in one file: both are named, one is read whole, and nothing of the other comes into it."""

from __future__ import annotations

import io
import random

import dialects
import pytest
from comparing import compared
from openpyxl import load_workbook
from pypdf import PdfReader, PdfWriter
from workbooks import LOOKS, workbook

from pia_tui.assessment import Assessment
from pia_tui.demo import demo_documents
from pia_tui.export.pdf import render
from pia_tui.ingest import read_file
from pia_tui.ingest.errors import Cancelled, UnreadableFile
from pia_tui.ingest.text.covers import covers_in

ONE, TWO = (demo_documents()[number].assessment for number in (0, 1))


def text() -> bytes:
    return "\n".join(dialects.tabbed(each, random.Random(1)) for each in (ONE, TWO)).encode()


def pdf() -> bytes:
    writer = PdfWriter()
    for document in (ONE, TWO):
        for page in PdfReader(io.BytesIO(render(document))).pages:
            writer.add_page(page)
    out = io.BytesIO()
    writer.write(out)
    return out.getvalue()


def book() -> bytes:
    """One workbook with the sheets of both, one sheet each."""
    books = [load_workbook(io.BytesIO(workbook(each, LOOKS["retyped"], random.Random(1)))) for each in (ONE, TWO)]
    sheet = books[0].create_sheet("もう一つ")
    for row in books[1].active.iter_rows():
        for cell in row:
            if cell.value is not None:
                sheet.cell(cell.row, cell.column, cell.value)
    out = io.BytesIO()
    books[0].save(out)
    return out.getvalue()


def is_read(document: Assessment, data: bytes, number: int) -> None:
    found = read_file(data, number=number)
    assert found.report is not None
    assert (len(found.report.documents), found.report.taken) == (2, number)
    assert all(
        str(each.by_role("document_name")) in name
        for each, name in zip((ONE, TWO), found.report.documents, strict=True)
    )
    assert f"2 つあり、{number} つ目" in found.report.summary()
    assert found.form_id == document.form.id
    measured = compared(document, found.form_id, found.state, frozenset())
    assert measured.recall >= 0.99, measured.missing
    assert measured.wrong_share <= 0.005, measured.wrong


@pytest.mark.parametrize("make", [text, pdf, book])
def test_the_first_or_the_chosen_one_is_read(make) -> None:
    data = make()
    is_read(ONE, data, 1)
    is_read(TWO, data, 2)


def test_there_is_no_third() -> None:
    with pytest.raises(UnreadableFile, match="2 つです"):
        read_file(text(), number=3)


@pytest.mark.parametrize("dialect", ["tabbed", "html", "markdown", "flowing", "torn"])
def test_one_document_is_one(dialect: str) -> None:
    for each in (ONE, TWO, demo_documents()[2].assessment):
        assert len(covers_in(getattr(dialects, dialect)(each, random.Random(2)))) < 2


def test_lines_keep_their_numbers() -> None:
    data = text()
    found = read_file(data, number=2)
    assert found.report is not None
    begin = data.decode().index(str(TWO.by_role("document_name")))
    assert min(each.lines[0] for each in found.report.placed) == data.decode().count("\n", 0, begin) + 1


def test_the_reading_of_a_text_tells_how_far_it_is_and_can_be_stopped() -> None:
    told: list[float] = []
    read_file(text(), progress=lambda done, _: not told.append(done))
    assert told == sorted(told)
    assert len({each for each in told if 0.6 < each < 0.9}) > 20
    with pytest.raises(Cancelled):
        read_file(text(), progress=lambda done, _: done < 0.8)
