"""Whatever file is brought in: told by its content, read in its encoding, refused plainly, and nothing half done."""

from __future__ import annotations

import io
import zipfile
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from made_documents import documents

from pia_tui.assessment import Assessment
from pia_tui.bundle import DocumentBundle
from pia_tui.errors import PiaError
from pia_tui.export.json import to_json
from pia_tui.export.pdf import EmbeddedFile, PdfOptions, render
from pia_tui.forms import load_form
from pia_tui.ingest import kind_of, read_bytes, read_file
from pia_tui.ingest.decoding import decode_text
from pia_tui.ingest.errors import Cancelled, DamagedFile, UnreadableFile, UnsafeFile
from pia_tui.ingest.foreign_pdf import pdf_text
from pia_tui.ingest.own_pdf import embedded_data
from pia_tui.store import Store
from pia_tui.usecases.exchange.bundles import bundle_of
from pia_tui.usecases.export import ExportOptions, content
from pia_tui.usecases.incoming.importing import SuspectNumbers, import_file, keep_import, prepare_import

TEXT = "Ⅰ　基本情報\n１．特定個人情報ファイルを取り扱う事務\n①事務の名称\t葛飾区の𠮷野ヶ里、ﾊﾝｶｸ・①の事務\n"
NUMBER = "1234 5678 9018"
"""Twelve digits with a right check digit, invented."""


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be"])
def test_text_in_every_unicode_is_read(encoding: str) -> None:
    assert decode_text(TEXT.encode(encoding)) == TEXT


@pytest.mark.parametrize("encoding", ["cp932", "euc_jp", "iso2022_jp"])
def test_text_in_the_older_encodings_is_read(encoding: str) -> None:
    text = (
        "Ⅰ基本情報\nｶﾅ①事務の名称　国民健康保険に関する事務\n"
        if encoding == "cp932"
        else "基本情報\n事務の名称　国民健康保険\n"
    )
    assert decode_text(text.encode(encoding)) == text


def test_signs_that_no_answer_may_hold_are_left_out_and_pages_stay() -> None:
    assert decode_text("あ\u202e\u200fい\fう\x07".encode()) == "あい\fう"


@pytest.mark.parametrize(
    ("data", "word"),
    [
        (b"", "空"),
        (b"\xd0\xcf\x11\xe0" + bytes(600), "パスワード"),
        (b"\x89PNG\r\n\x1a\n" + bytes(50), "画像"),
        (bytes(range(256)) * 40, "文字として"),
        (bytes(range(256)) * 40, "壊れているか、名前と中身の種類が違います"),
        (b"SQLite format 3\0" + bytes(90), "pack"),
    ],
)
def test_strangers_are_refused_with_what_to_do(data: bytes, word: str) -> None:
    with pytest.raises(UnreadableFile, match=word):
        read_file(data)


def test_word_and_other_zips_are_told_apart() -> None:
    for name, word in (("word/document.xml", "Word"), ("写真/a.jpg", "zip")):
        file = io.BytesIO()
        with zipfile.ZipFile(file, "w") as archive:
            archive.writestr(name, "x")
        with pytest.raises(UnreadableFile, match=word):
            read_file(file.getvalue())


def test_missing_files_folders_and_huge_files_are_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for path in (tmp_path, tmp_path / "ない.pdf"):
        with pytest.raises(UnreadableFile):
            read_bytes(path)
    monkeypatch.setattr("pia_tui.ingest.files.MAX_BYTES", 10)
    (tmp_path / "大.txt").write_bytes(bytes(11))
    with pytest.raises(UnsafeFile):
        read_bytes(tmp_path / "大.txt")


# -- PDF --------------------------------------------------------------------------------------------------


@settings(max_examples=4, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(documents())
def test_the_data_of_our_pdf_comes_back_equal(document: Assessment) -> None:
    bundle = DocumentBundle(form_id=document.form.id, state=dict(document.state))
    data = to_json(bundle)
    pdf = render(document, images={}, options=PdfOptions(embedded=(EmbeddedFile("pia-tui.json", data),)))
    assert embedded_data(pdf) == data
    assert read_file(pdf).bundle == bundle


@pytest.mark.parametrize("kind", ["pdf", "json"])
def test_a_document_comes_back_from_its_own_file(office: Store, branch: Store, kind: str) -> None:
    made = import_file(branch, content(office, 3, kind)[1])  # type: ignore[arg-type]
    ours, theirs = dict(office.load(3).state), dict(branch.load(made.id).state)
    for state in (ours, theirs):
        state.pop("@judgement", None)
    assert theirs == ours
    assert made.placed == branch.summary(made.id).answered
    assert content(branch, made.id, "pdf")[1] == content(office, 3, "pdf")[1]


def test_frozen_versions_come_along(office: Store, branch: Store) -> None:
    office.freeze(2, "令和7年の公表", kind="publish", note="初版")
    document = Assessment(load_form("juten_h30"), office.load(2).state)
    office.write(2, document.change("I.1.2", "その後の文"))
    made = import_file(branch, content(office, 2, "json")[1])
    ours, theirs = office.revisions(2), branch.revisions(made.id)
    assert [(one.name, one.at, one.kind, one.note) for one in theirs] == [
        (one.name, one.at, one.kind, one.note) for one in ours
    ]
    assert branch.revision_state(theirs[0].id)["I.1.2"] == office.revision_state(ours[0].id)["I.1.2"] != "その後の文"
    assert branch.value(made.id, "I.1.2") == "その後の文"
    assert branch.problems() == []


def test_a_second_import_is_a_copy(office: Store) -> None:
    made = import_file(office, to_json(bundle_of(office, 2)))
    assert made.copy_of == 2
    assert office.load(made.id).uuid != office.load(2).uuid


@pytest.mark.parametrize("number", [1, 2, 3])
def test_the_pages_alone_give_nearly_every_answer(office: Store, number: int) -> None:
    pdf = content(office, number, "pdf", ExportOptions(data=False))[1]
    assert embedded_data(pdf) is None
    found = read_file(pdf)
    stored = office.load(number)
    assert found.form_id == stored.form_id
    truth, read = (Assessment(load_form(found.form_id), state) for state in (stored.state, found.state))

    def squeezed(document: Assessment) -> dict[str, str]:
        return {
            node.path: "".join(str(document.value(node)).split())
            for node in document.walk()
            if node.value_kind not in (None, "figure") and document.value(node) is not None
        }

    right, ours = squeezed(truth), squeezed(read)
    assert sum(ours.get(path) == text for path, text in right.items()) >= 0.88 * len(right)
    assert sum(right.get(path, text) != text for path, text in ours.items()) <= 0.02 * len(right)


def test_a_pdf_that_is_cut_anywhere_is_refused_or_read_as_it_was(office: Store) -> None:
    pdf = content(office, 1, "pdf")[1]
    whole = embedded_data(pdf)
    for cut in range(5, len(pdf), len(pdf) // 40):
        try:
            assert embedded_data(pdf[:cut]) in (None, whole)
        except (DamagedFile, UnreadableFile):
            continue


def test_locked_bombs_and_pictures_are_refused() -> None:
    from pypdf import PdfWriter
    from pypdf.generic import DecodedStreamObject, NameObject

    writer = PdfWriter()
    page = writer.add_blank_page(100, 100)
    plain = io.BytesIO()
    writer.write(plain)
    with pytest.raises(UnreadableFile, match="OCR"):
        pdf_text(plain.getvalue())
    stream = DecodedStreamObject()
    stream.set_data(b" " * 120_000_000)
    page[NameObject("/Contents")] = writer._add_object(stream.flate_encode())
    bomb = io.BytesIO()
    writer.write(bomb)
    with pytest.raises(UnsafeFile):
        pdf_text(bomb.getvalue())
    locked = PdfWriter()
    locked.add_blank_page(100, 100)
    locked.encrypt("secret", algorithm="RC4-128")
    file = io.BytesIO()
    locked.write(file)
    with pytest.raises(UnreadableFile, match="パスワード"):
        read_file(file.getvalue())


# -- the store stays as it was --------------------------------------------------------------------------


def test_a_cancelled_import_leaves_nothing(office: Store) -> None:
    pdf = content(office, 3, "pdf", ExportOptions(data=False))[1]
    before = office.journal_head()
    seen: list[float] = []

    def stop_late(done: float, what: str) -> bool:
        seen.append(done)
        return done < 0.3

    with pytest.raises(Cancelled):
        import_file(office, pdf, progress=stop_late)
    assert len(seen) > 3
    assert seen == sorted(seen)
    assert office.journal_head() == before


def test_a_personal_number_stops_the_import_and_is_never_shown(office: Store) -> None:
    state = {**office.load(1).state, "I.1.2": f"番号は {NUMBER} です"}
    data = to_json(DocumentBundle(form_id="kiso_r6", state=state))
    before = office.journal_head()
    prepared = prepare_import(data)
    with pytest.raises(SuspectNumbers, match="②事務の概要") as error:
        keep_import(office, prepared)
    assert "5678" not in str(error.value)
    assert office.journal_head() == before
    made = keep_import(office, prepared, mask_numbers=True)
    assert office.value(made.id, "I.1.2") == "番号は ●●●● ●●●● ●●●● です"
    assert office.value(made.id, "unconfirmed:I.1.2")


def test_a_broken_own_file_changes_nothing(office: Store) -> None:
    data = to_json(bundle_of(office, 1))
    before = office.journal_head()
    for bad in (data[:-30], data.replace(b'"kiso_r6"', b'"kiso_r99"')):
        with pytest.raises(PiaError):
            import_file(office, bad)
    assert office.journal_head() == before


def test_kinds_are_told_by_content(office: Store) -> None:
    from pia_tui.usecases.exchange.packs import pack

    kinds = [kind_of(content(office, 1, kind)[1]) for kind in ("pdf", "xlsx", "json")]
    assert kinds == ["pdf", "xlsx", "json"]
    assert kind_of(pack(office, [1])) == "pack"
    assert kind_of(TEXT.encode()) == "text"
