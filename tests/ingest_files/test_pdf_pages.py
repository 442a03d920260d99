"""PDFs as they are printed: turned, two pages on a sheet, from the last page on, by Excel; and those refused."""

from __future__ import annotations

import io
import random
import shutil
import subprocess
from pathlib import Path

import pytest
from comparing import got
from pypdf import PageObject, PdfReader, PdfWriter, Transformation
from pypdf.errors import DependencyError
from reportlab.pdfgen.canvas import Canvas
from workbooks import LOOKS, workbook

from pia_tui.assessment import Assessment
from pia_tui.bundle import DocumentBundle
from pia_tui.demo import demo_documents
from pia_tui.export.json import to_json
from pia_tui.export.pdf import EmbeddedFile, PdfOptions, render
from pia_tui.ingest import read_file
from pia_tui.ingest.errors import DamagedFile, UnreadableFile
from pia_tui.ingest.pdf_pages import RuledLine, open_document
from pia_tui.ingest.pdf_tables import table_rows

RECALL, WRONG = 0.99, 0.005


@pytest.fixture(scope="module")
def kiso() -> Assessment:
    return demo_documents()[0].assessment


@pytest.fixture(scope="module")
def printed(kiso: Assessment) -> bytes:
    """Our own print, without the data in it."""
    return render(kiso)


def rewritten(data: bytes, make) -> bytes:  # type: ignore[no-untyped-def]
    reader, writer = PdfReader(io.BytesIO(data)), PdfWriter()
    make(reader, writer)
    out = io.BytesIO()
    writer.write(out)
    return out.getvalue()


def is_read(document: Assessment, data: bytes) -> None:
    found = got(document, data)
    assert found.recall >= RECALL, found.missing
    assert found.wrong_share <= WRONG, found.wrong


def test_a_print_is_read(kiso: Assessment, printed: bytes) -> None:
    is_read(kiso, printed)


@pytest.mark.parametrize("angle", [90, 180, 270])
def test_pages_that_are_shown_turned_are_read(kiso: Assessment, printed: bytes, angle: int) -> None:
    def turn(reader: PdfReader, writer: PdfWriter) -> None:
        for page in reader.pages:
            writer.add_page(page).rotate(angle)

    is_read(kiso, rewritten(printed, turn))


@pytest.mark.parametrize("angle", [90, 270])
def test_pages_whose_text_lies_on_its_side_are_read(kiso: Assessment, printed: bytes, angle: int) -> None:
    def turn(reader: PdfReader, writer: PdfWriter) -> None:
        for page in reader.pages:
            added = writer.add_page(page)
            added.rotate(angle)
            added.transfer_rotation_to_content()

    is_read(kiso, rewritten(printed, turn))


def test_two_pages_on_a_sheet_are_read_one_after_the_other(kiso: Assessment, printed: bytes) -> None:
    def pair(reader: PdfReader, writer: PdfWriter) -> None:
        pages = list(reader.pages)
        for number in range(0, len(pages), 2):
            sheet = PageObject.create_blank_page(width=842, height=595)
            for side, page in enumerate(pages[number : number + 2]):
                wide, high = float(page.mediabox.width), float(page.mediabox.height)
                scale = min(421 / wide, 595 / high)
                sheet.merge_transformed_page(page, Transformation().scale(scale).translate(side * 421, 0))
            writer.add_page(sheet)

    is_read(kiso, rewritten(printed, pair))


def test_pages_from_the_last_on_are_read_from_the_first(kiso: Assessment, printed: bytes) -> None:
    is_read(kiso, rewritten(printed, lambda reader, writer: [writer.add_page(p) for p in reversed(reader.pages)]))


def test_what_is_clipped_or_off_the_page_is_not_there() -> None:
    out = io.BytesIO()
    canvas = Canvas(out, pagesize=(300, 300))
    canvas.drawString(-500, 100, "off the page")
    canvas.saveState()
    path = canvas.beginPath()
    path.rect(10, 10, 100, 20)
    canvas.clipPath(path, stroke=0)
    canvas.drawString(20, 200, "clipped")
    canvas.drawString(20, 15, "seen")
    canvas.restoreState()
    canvas.save()
    with open_document(out.getvalue(), 10) as document:
        assert "".join(char.text for char in document.page(0).chars) == "seen"


def test_rules_that_nearly_meet_make_cells_and_merged_ones_are_one() -> None:
    level = [RuledLine(0, 0, 100), RuledLine(20, 50, 100), RuledLine(40.5, 0, 99)]
    upright = [RuledLine(0, 0, 40), RuledLine(50, 1, 40), RuledLine(100, 0, 40)]
    cells = [cell for row in table_rows(level, upright) for cell in row.cells]
    assert cells == [(0, 0, 50, 40.5), (50, 0, 100, 20), (50, 20, 100, 40.5)]
    assert table_rows(level[:1], upright) == []


def test_a_print_without_rules_is_refused_with_what_to_do() -> None:
    out = io.BytesIO()
    canvas = Canvas(out)
    canvas.drawString(50, 500, "1 2 3")
    canvas.save()
    with pytest.raises(UnreadableFile, match="罫線のない PDF") as caught:
        read_file(out.getvalue())
    assert "Excel" in caught.value.next


def test_a_scan_a_password_and_a_cut_file_are_told_apart(printed: bytes) -> None:
    out = io.BytesIO()
    canvas = Canvas(out)
    canvas.rect(10, 10, 200, 200)
    canvas.save()
    with pytest.raises(UnreadableFile, match="文字がありません"):
        read_file(out.getvalue())
    with pytest.raises(UnreadableFile, match="パスワード"):
        read_file(
            rewritten(printed, lambda reader, writer: [writer.append(reader), writer.encrypt("a", algorithm="RC4-128")])
        )
    with pytest.raises(DamagedFile, match="壊れている"):
        read_file(printed[: len(printed) // 3])


@pytest.mark.skipif(shutil.which("qpdf") is None, reason="qpdf, which encrypts, is not installed")
@pytest.mark.parametrize(
    "kind", [["128", "--use-aes=n"], ["128", "--use-aes=y"], ["256"]], ids=["RC4", "AES", "AES256"]
)
@pytest.mark.parametrize("with_data", [False, True], ids=["pages", "data"])
def test_a_pdf_that_only_forbids_copying_is_read(
    kiso: Assessment, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, kind: list[str], with_data: bool
) -> None:
    """It opens without a password, also where pypdf has no library for its encryption, as in a plain installation."""

    def lacks(*_: object) -> None:
        raise DependencyError("no library")

    monkeypatch.setattr("pypdf._encryption.Encryption.verify", lacks)
    own = EmbeddedFile("pia-tui.json", to_json(DocumentBundle(form_id=kiso.form.id, state=dict(kiso.state))))
    source, locked = tmp_path / "print.pdf", tmp_path / "locked.pdf"
    source.write_bytes(render(kiso, options=PdfOptions(embedded=(own,) if with_data else ())))
    weak = [] if kind == ["256"] else ["--allow-weak-crypto"]
    for user in ("", "a"):
        command = ["qpdf", *weak, "--encrypt", user, "owner", *kind, "--extract=n", "--", str(source), str(locked)]
        subprocess.run(command, check=True, capture_output=True)
        if user:
            with pytest.raises(UnreadableFile, match="パスワード"):
                read_file(locked.read_bytes())
        elif with_data:
            assert read_file(locked.read_bytes()).state == kiso.state
        else:
            is_read(kiso, locked.read_bytes())


@pytest.mark.skipif(shutil.which("soffice") is None, reason="LibreOffice, which prints the workbooks, is not installed")
@pytest.mark.parametrize("name", ["official", "retyped"])
def test_workbooks_printed_by_libreoffice_are_read(kiso: Assessment, tmp_path: Path, name: str) -> None:
    source = tmp_path / "form.xlsx"
    source.write_bytes(workbook(kiso, LOOKS[name], random.Random(3), ruled=True))
    own = f"-env:UserInstallation={(tmp_path / 'office').as_uri()}"
    command = ["soffice", "--headless", own, "--convert-to", "pdf", "--outdir", str(tmp_path), str(source)]
    subprocess.run(command, check=True, capture_output=True, timeout=300)
    is_read(kiso, source.with_suffix(".pdf").read_bytes())
