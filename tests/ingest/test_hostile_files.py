"""Files that are broken, huge, or of another kind: nothing stalls, nothing is lost, and each is told by its name."""

from __future__ import annotations

import io
import random
import shutil
import subprocess
import zipfile
from pathlib import Path

import pytest
from comparing import got
from workbooks import LOOKS, workbook

from pia_tui.assessment import Assessment
from pia_tui.demo import demo_documents
from pia_tui.forms import load_form
from pia_tui.forms.values import MAX_TEXT
from pia_tui.ingest import read_file
from pia_tui.ingest.errors import UnreadableFile
from pia_tui.ingest.text.markup import _Spans, _wide_rows

HEAD = (
    "特定個人情報保護評価書（重点項目評価書）\nⅠ　基本情報\n１．特定個人情報ファイルを取り扱う事務\n"
    "①事務の名称\n税の事務\n"
)


def test_asking_for_a_place_in_nested_rows_takes_no_walk_through_them() -> None:
    assert _wide_rows("<tr><tr><td>a</tr>b<tr>c</tr>") == [(0, 18), (19, 29)]
    spans = _Spans([(5, 9), (0, 3), (8, 12)])
    assert [place in spans for place in (0, 2, 3, 5, 11, 12)] == [True, True, False, True, True, False]


def test_nested_tags_without_an_end_are_read() -> None:
    found = read_file((HEAD + "<table><tr><td>" * 20_000).encode())
    assert Assessment(load_form(found.form_id), found.state).get("I.1.1") == "税の事務"


def test_a_line_of_more_than_a_million_letters_goes_to_the_tray_whole() -> None:
    found = read_file((HEAD + "あ" * (MAX_TEXT + 5) + "\n②事務の内容\n内容\n").encode())
    document = Assessment(load_form(found.form_id), found.state)
    assert (document.get("I.1.1"), document.get("I.1.2")) == ("税の事務", "内容")
    assert found.report is not None
    assert sum(each.text.count("あ") for each in found.report.unplaced) == MAX_TEXT + 5


def test_noise_far_behind_the_last_label_is_kept_unread() -> None:
    noise = "\n".join("".join(random.Random(n).choices("住民台帳措置。", k=40)) for n in range(8_000))
    found = read_file((HEAD + noise).encode())
    kept = "".join(str(value) for key, value in found.state.items() if key.startswith(("tray:", "I.1")))
    assert len("".join(kept.split())) >= len("".join(noise.split()))


@pytest.mark.parametrize("encoding", ["utf-8", "cp932"])
def test_a_broken_byte_costs_one_letter(encoding: str) -> None:
    data = bytearray((HEAD + "②事務の内容\n賦課と徴収\n" * 1).encode(encoding))
    place = data.index("徴".encode(encoding))
    data[place + 1] = 0xFF
    document = Assessment(load_form("juten_h30"), read_file(bytes(data)).state)
    text = str(document.get("I.1.2"))
    assert text.startswith("賦課と")
    assert text.endswith("収")
    assert document.get("I.1.1") == "税の事務"


def zipped(**members: str) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        for name, text in members.items():
            archive.writestr(name.replace("__", "."), text)
    return out.getvalue()


@pytest.mark.parametrize(
    ("data", "named"),
    [
        (b'{"title": "' + HEAD.replace("\n", "\\n").encode() + b'"}', "JSON"),
        (rb"{\rtf1\ansi " + HEAD.encode("cp932") + b"}", "RTF"),
        (b"MIME-Version: 1.0\r\nContent-Type: multipart/related\r\n\r\n" + HEAD.encode(), "MHT"),
        (zipped(mimetype="application/vnd.oasis.opendocument.spreadsheet", content__xml="<a/>"), "ODS"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600, r"\.xls"),
    ],
)
def test_files_of_other_kinds_are_named(data: bytes, named: str) -> None:
    with pytest.raises(UnreadableFile, match=named) as caught:
        read_file(data)
    assert caught.value.next


def test_a_csv_that_a_table_was_saved_as_is_read_as_the_table() -> None:
    rows = [
        ["特定個人情報保護評価書（重点項目評価書）", "", "", ""],
        ["Ⅰ　基本情報", "", "", ""],
        ["１．特定個人情報ファイルを取り扱う事務", "", "", ""],
        ["①事務の名称", '"税、""国保""の事務"', "", ""],
        ["②事務の内容", '"一行目\n二行目"', "", ""],
        ["③対象人数", "[", "1万人以上10万人未満", "]"],
    ]
    found = read_file("\r\n".join(",".join(row) for row in rows).encode("cp932"))
    document = Assessment(load_form(found.form_id), found.state)
    assert found.kind == "csv"
    assert document.get("I.1.1") == '税、"国保"の事務'
    assert document.get("I.1.2") == "一行目\n二行目"
    assert document.get("I.1.3") == "1万人以上10万人未満"


@pytest.mark.skipif(shutil.which("soffice") is None, reason="LibreOffice, which writes .xls, is not installed")
def test_a_workbook_of_the_old_kind_is_read(tmp_path: Path) -> None:
    document = demo_documents()[0].assessment
    source = tmp_path / "form.xlsx"
    source.write_bytes(workbook(document, LOOKS["official"], random.Random(3)))
    own = f"-env:UserInstallation={(tmp_path / 'office').as_uri()}"
    command = ["soffice", "--headless", own, "--convert-to", "xls", "--outdir", str(tmp_path), str(source)]
    subprocess.run(command, check=True, capture_output=True, timeout=300)
    found = got(document, source.with_suffix(".xls").read_bytes())
    assert (found.recall, found.wrong) == (1.0, [])
