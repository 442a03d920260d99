"""Whole documents: all forms, all items, hard texts; what is typed comes out, on pages without a fault."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable
from datetime import date
from io import BytesIO
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest
from pypdf import PdfReader

from pia_tui.assessment import Assessment
from pia_tui.export.pdf import EmbeddedFile, PdfOptions, laid_out, missing_characters, render
from pia_tui.forms import form_ids, load_form

FORMS = form_ids()


def read(data: bytes) -> str:
    return "\n".join(page.extract_text() for page in PdfReader(BytesIO(data)).pages)


@pytest.mark.parametrize("form_id", FORMS)
def test_an_empty_form_has_every_label_choice_and_slot_heading(form_id: str, plain: Callable[[str], str]) -> None:
    form = load_form(form_id)
    text = plain(read(render(Assessment.new(form))))
    records = {item.id for section in form.sections if section.kind in ("records", "annex") for item in section.items}
    for item in form.walk():
        held = form.places[item.id]
        if item.option_text or item.kind in ("count", "table", "figure") or item.id.rpartition(".")[0] in records:
            continue
        if item.fixed_lines:
            assert all(plain(line) in text for line in item.fixed_lines), item.id
            continue
        label = item.form_label.replace("{n}", "1")
        assert plain(label) in text or plain(item.label.replace("{n}", "1")) in text, (item.id, held.section.id)
        for choice in item.choice_texts if held.section.kind != "changes" else ():
            assert plain(choice) in text, (item.id, choice)
        for heading in item.repeat.slot_headings if item.repeat else ():
            assert plain(heading) in text, heading
    for section in form.contents:
        assert plain(section.title) in text
    assert plain(form.stamp) in text
    assert plain(form.title) in text


@pytest.mark.parametrize("form_id", FORMS)
def test_every_character_typed_comes_out(
    form_id: str,
    worst_case: ModuleType,
    answers: Callable[[Any], list[tuple[str, str]]],
    piece_count: Callable[[str, str], int],
    plain: Callable[[str], str],
) -> None:
    document = worst_case.filled(form_id, files=2, blocks=2, changes=8, longest=500)
    data = render(document)
    text = plain(read(data))
    pages = len(PdfReader(BytesIO(data)).pages)
    cut = 0
    for path, wanted in answers(document):
        count = piece_count(wanted, text)
        # A text over a page's end is in two pieces, with the repeated label between them.
        assert 0 < count <= 2 + len(wanted) // 250, (path, wanted[:60])
        cut += count - 1
    assert cut <= 2 * pages


@pytest.mark.parametrize("form_id", FORMS)
def test_poppler_reads_it_too(
    form_id: str,
    worst_case: ModuleType,
    answers: Callable[[Any], list[tuple[str, str]]],
    piece_count: Callable[[str, str], int],
    plain: Callable[[str], str],
    tool: Callable[..., str],
    tmp_path: Path,
) -> None:
    document = worst_case.filled(form_id, files=2, blocks=2, changes=8, longest=500)
    file = tmp_path / "a.pdf"
    file.write_bytes(render(document))
    text = plain(tool("pdftotext", str(file), "-"))
    lost = [path for path, wanted in answers(document) if not 0 < piece_count(wanted, text) <= 3 + len(wanted) // 500]
    assert not lost


@pytest.mark.parametrize("form_id", FORMS)
def test_pages_have_no_fault(
    form_id: str, worst_case: ModuleType, faults: Callable[[Any], dict[str, list[str]]]
) -> None:
    document = worst_case.filled(form_id, files=2, blocks=3, changes=20, longest=900)
    assert faults(laid_out(document)) == {}


def test_the_largest_document(worst_case: ModuleType, faults: Callable[[Any], dict[str, list[str]]]) -> None:
    document = worst_case.filled("zenkoumoku_h30", files=3, blocks=20, changes=240, longest=160)
    layout = laid_out(document)
    assert faults(layout) == {}
    assert len(layout.pages) > 150


def test_a_cell_longer_than_a_page(
    worst_case: ModuleType,
    faults: Callable[[Any], dict[str, list[str]]],
    piece_count: Callable[[str, str], int],
    plain: Callable[[str], str],
) -> None:
    document = Assessment.new(load_form("juten_h30"), "住民基本台帳に関する事務")
    long = worst_case.long_text(5, 5000)
    document.apply(document.change("I.1.2", long))
    document.apply(document.change("betten2.1[1].3", long))
    document.apply(document.change("betten2.1[1].1", "令和7年4月1日"))
    layout = laid_out(document)
    assert faults(layout) == {}
    text = plain(read(render(document)))
    assert 2 <= piece_count(plain(long), text) <= 8
    assert plain("②事務の内容（続き）") in text
    assert plain("令和7年4月1日（続き）") in text


@pytest.mark.parametrize("form_id", FORMS)
def test_equal_documents_give_equal_bytes(form_id: str, worst_case: ModuleType) -> None:
    first = render(worst_case.filled(form_id))
    assert first == render(worst_case.filled(form_id))
    assert first != render(worst_case.filled(form_id, seed=2))


def test_equal_bytes_in_another_process_on_another_day(tmp_path: Path) -> None:
    script = (
        "import sys, hashlib\n"
        "from pia_tui.assessment import Assessment\n"
        "from pia_tui.forms import load_form\n"
        "from pia_tui.export.pdf import render\n"
        "document = Assessment.new(load_form('juten_h30'), '葛\\U000e0100〜～の事務')\n"
        "state = {key: ('#aaaaaa',) if key.endswith('[]') else value for key, value in document.state.items()}\n"
        "print(hashlib.sha256(render(Assessment(document.form, state))).hexdigest())\n"
    )

    def run(seed: str, zone: str) -> str:
        environment = {**os.environ, "PYTHONHASHSEED": seed, "TZ": zone}
        done = subprocess.run(
            [sys.executable, "-c", script], capture_output=True, text=True, env=environment, check=True
        )
        return done.stdout

    assert run("1", "UTC") == run("77", "Asia/Tokyo")


def test_no_clock_stands_in_the_file(worst_case: ModuleType) -> None:
    reader = PdfReader(BytesIO(render(worst_case.filled("kiso_r6"))))
    assert reader.metadata is not None
    assert reader.metadata.creation_date is None
    dated = PdfReader(BytesIO(render(worst_case.filled("kiso_r6"), options=PdfOptions(created=date(2025, 4, 15)))))
    assert dated.metadata is not None
    assert dated.metadata.creation_date is not None
    assert dated.metadata.creation_date.date() == date(2025, 4, 15)


def test_marks_and_revision_stand_on_every_page(worst_case: ModuleType) -> None:
    data = render(worst_case.filled("kiso_r6"), options=PdfOptions(draft="案", revision="第2版 9f86d081"))
    pages = PdfReader(BytesIO(data)).pages
    for number, page in enumerate(pages, start=1):
        text = page.extract_text()
        assert "案" in text
        assert "第2版 9f86d081" in text
        assert f"{number}/{len(pages)}" in text


def test_what_does_not_apply_is_not_printed(plain: Callable[[str], str]) -> None:
    document = Assessment.new(load_form("juten_h30"), "事務")
    document.apply(document.change("II[1].4.1", "委託する"))
    document.apply(document.change("II[1].4.2[1]", "システムの保守"))
    document.apply(document.change("II[1].4.2[1].1", "住民記録の入力作業"))
    assert plain("住民記録の入力作業") in plain(read(render(document)))
    document.apply(document.change("II[1].4.1", "委託しない"))
    text = plain(read(render(document)))
    assert plain("住民記録の入力作業") not in text
    assert plain("システムの保守") not in text
    assert plain("①委託内容") in text


def test_unanswered_blank_and_none_differ(plain: Callable[[str], str]) -> None:
    document = Assessment.new(load_form("juten_h30"), "事務")
    before = plain(read(render(document)))
    document.apply(document.change("II[1].7", "なし"))
    assert plain(read(render(document))).count("なし") == before.count("なし") + 1


def test_choices_marks_and_counts_are_written_as_on_the_form(plain: Callable[[str], str]) -> None:
    document = Assessment.new(load_form("juten_h30"), "事務")
    document.apply(document.change("I.1.3", "1万人以上10万人未満"))
    document.apply(document.change("I.2.1[1].3", ["庁内連携システム", "その他（文書管理システム）"]))
    document.apply(document.change("II[1].4.1", "委託する"))
    document.apply(document.change("II[1].4.1.1", "12"))
    text = plain(read(render(document)))
    assert plain("[1万人以上10万人未満]") in text
    assert plain("＜選択肢＞1）1,000人未満") in text
    assert plain("[○]庁内連携システム") in text
    assert plain("[]税務システム") in text
    assert plain("[○]その他（文書管理システム）") in text
    assert plain("（12）件") in text


def test_pages_are_counted_and_contents_lead_to_them(worst_case: ModuleType) -> None:
    reader = PdfReader(BytesIO(render(worst_case.filled("juten_h30", files=2))))
    contents = reader.pages[1]
    titles = {}
    for annotation in contents["/Annots"]:  # type: ignore[attr-defined]
        link = annotation.get_object()
        target = link["/Dest"][0].get_object()
        number = next(at for at, page in enumerate(reader.pages) if page.get_object() == target)
        titles[link["/Contents"]] = number
        assert str(number + 1) in contents.extract_text()
    assert "Ⅲ　リスク対策" in titles
    assert "Ⅲ　リスク対策" in reader.pages[titles["Ⅲ　リスク対策"]].extract_text()


def test_a_change_leads_to_the_item_it_names(worst_case: ModuleType) -> None:
    reader = PdfReader(BytesIO(render(worst_case.filled("juten_h30", changes=1))))
    page = next(page for page in reader.pages if page.mediabox.width > page.mediabox.height and "/Annots" in page)
    target = page["/Annots"][0].get_object()["/Dest"][0].get_object()
    assert (
        "②システムの機能" in target["/Parent"].get_object()
        or "システム1" in next(each for each in reader.pages if each.get_object() == target).extract_text()
    )


def test_changes_and_annexes_are_landscape(worst_case: ModuleType) -> None:
    pages = PdfReader(BytesIO(render(worst_case.filled("zenkoumoku_h30")))).pages
    sideways = [page.extract_text() for page in pages if page.mediabox.width > page.mediabox.height]
    assert any("変更前の記載" in text for text in sideways)
    assert all("Ⅱ　特定個人情報ファイルの概要" not in text.split("\n")[0] for text in sideways)


def test_the_outline_has_every_section(worst_case: ModuleType) -> None:
    document = worst_case.filled("zenkoumoku_h30", files=2)
    outline = PdfReader(BytesIO(render(document))).outline
    titles = [entry["/Title"] for entry in outline if not isinstance(entry, list)]
    for section in document.form.contents:
        assert any(title.startswith(section.title) for title in titles), section.title  # type: ignore[attr-defined]
    assert sum(title.startswith("Ⅱ") for title in titles) == 2  # type: ignore[attr-defined]


def test_data_travels_with_the_document(worst_case: ModuleType) -> None:
    file = EmbeddedFile("評価書.json", '{"名":"値"}'.encode(), description="評価書のデータ")
    reader = PdfReader(BytesIO(render(worst_case.filled("kiso_r6"), options=PdfOptions(embedded=(file,)))))
    assert reader.attachments["評価書.json"] == [file.data]
    specification = reader.trailer["/Root"]["/AF"][0].get_object()
    assert specification["/AFRelationship"] == "/Data"
    assert specification["/UF"] == "評価書.json"


def test_missing_characters_are_named_with_their_places() -> None:
    document = Assessment.new(load_form("juten_h30"), "事務")
    document.apply(document.change("I.1.2", "絵文字🦄と\U000f0000外字"))
    named = {each.character: each for each in missing_characters(document)}
    assert set(named) == {"🦄", "\U000f0000"}
    assert named["🦄"].code == "U+1F984"
    assert named["🦄"].places == ("②事務の内容",)


def test_a_missing_character_is_shown_as_geta_and_copies_out_as_typed(plain: Callable[[str], str]) -> None:
    document = Assessment.new(load_form("juten_h30"), "事務")
    document.apply(document.change("I.1.2", "絵文字🦄と〓"))
    assert "絵文字🦄と〓" in plain(read(render(document)))


def test_qpdf_finds_no_error(worst_case: ModuleType, tool: Callable[..., str], tmp_path: Path) -> None:
    file = tmp_path / "a.pdf"
    file.write_bytes(render(worst_case.filled("zenkoumoku_h30", files=2)))
    said = tool("qpdf", "--check", str(file))
    assert "No syntax or stream encoding errors found" in said
    assert "WARNING" not in said


def test_all_fonts_are_embedded_with_their_characters(
    worst_case: ModuleType, tool: Callable[..., str], tmp_path: Path
) -> None:
    file = tmp_path / "a.pdf"
    file.write_bytes(render(worst_case.filled("juten_h30")))
    rows = tool("pdffonts", str(file)).splitlines()[2:]
    assert rows
    for row in rows:
        assert row.split()[-5:-2] == ["yes", "yes", "yes"], row


HOSTILE = 'A & B <台帳> "引用" ]]> &amp;'


def test_names_with_signs_of_xml_leave_the_metadata_readable() -> None:
    from defusedxml import ElementTree

    document = Assessment.new(load_form("kiso_r6"), HOSTILE)
    document.apply(document.change("cover.3", f"{HOSTILE}市長"))
    reader = PdfReader(BytesIO(render(document)))
    packet = reader.trailer["/Root"]["/Metadata"].get_object().get_data()
    told = ElementTree.fromstring(packet.decode("utf-8"))
    title = told.find(".//{http://purl.org/dc/elements/1.1/}title//{*}li").text
    assert HOSTILE in title
    assert title == reader.metadata.title


def test_the_id_of_the_file_follows_its_content() -> None:
    def ids(text: str) -> list[bytes]:
        document = Assessment.new(load_form("kiso_r6"), "事務")
        document.apply(document.change("I.1.2", text))
        return [bytes(each.original_bytes) for each in PdfReader(BytesIO(render(document))).trailer["/ID"]]  # type: ignore[attr-defined]

    first, again, other = ids("一つ"), ids("一つ"), ids("二つ")
    assert first == again
    assert first != other
    assert all(len(each) == 16 for each in first)
