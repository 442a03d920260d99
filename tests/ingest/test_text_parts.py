"""The parts of the text import: folding, markup, labels, files, records, changes, 別紙, page edges."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pia_tui.assessment import Assessment
from pia_tui.forms import form_ids, load_form
from pia_tui.ingest.errors import UnreadableFile
from pia_tui.ingest.text import ImportedText, read_text
from pia_tui.ingest.text.folding import Folded, fold
from pia_tui.ingest.text.labels import labels_of
from pia_tui.ingest.text.markup import pieces
from pia_tui.ingest.text.prose import plain_text
from pia_tui.ingest.text.reading import Reading

JUTEN = "特定個人情報保護評価書（重点項目評価書）\n"


def clean(text: str) -> str:
    return "".join(piece.text for piece in pieces(text))


def read(text: str, form: str = "juten_h30") -> tuple[ImportedText, Assessment]:
    found = read_text(text, form)
    return found, Assessment(load_form(found.form_id), found.state)


@given(st.text())
def test_every_folded_letter_knows_where_it_came_from(text):
    folded = Folded(text)
    assert len(folded.at) == len(folded.text) + 1
    assert list(folded.at) == sorted(folded.at)
    assert all(0 <= place <= len(text) for place in folded.at)


def test_folding_makes_readings_of_one_label_equal():
    assert fold("１．特定個人情報 ファイル名") == fold("1. 特定個人情報ﾌｧｲﾙ名")
    assert fold("Ⅱ　特定個人情報ファイルの概要") == fold("II 特定個人情報ファイルの概要")
    assert fold("特定個人情報ที่ไม่正確である") == fold("特定個人情報が不正確である")
    assert fold("委託事項2～5") == fold("委託事項２〜５")
    assert fold("①部署") != fold("1部署")


@given(st.text())
def test_a_reading_points_back_into_its_source(text):
    reading = Reading(text)
    assert len(reading.at) == len(reading.clean)
    assert all(0 <= place < len(text) for place in reading.at)
    for place, char in enumerate(reading.clean):
        if char.isalnum():
            assert text[reading.at[place]] == char


def test_only_names_of_html_are_markup():
    assert clean("<住基システムにおける措置><p>本文</p><選択肢>") == "<住基システムにおける措置>\v本文\v<選択肢>"
    assert clean("A<B かつ C>D、a < b、<x>") == "A<B かつ C>D、a < b、<x>"
    assert clean("&lt;p&gt;") == "&lt;p&gt;"
    assert clean("<p>&lt;措置&gt;&amp;</p>") == "\v<措置>&\v"


def test_rows_and_cells_of_html_and_markdown():
    assert clean("<table><tr><td>a</td><td>b</td></tr><tr><th>c</th><td>d</td></tr></table>").split("\n")[1:] == [
        "a\tb",
        "",
        "c\td",
        "\v",
    ]
    assert clean("| a | b |\n|---|:-:|\n| c |  |") == " a \t b \n\n c \t  "
    # A table inside a cell makes no rows and cells of ours.
    nested = clean("③接続\t<table><tr><td>x</td><td>y</td></tr></table>\tz")
    assert nested.count("\t") == 2
    assert "\n" not in nested


def test_lines_that_a_column_cut_are_joined():
    cut = (
        "住民基本台帳は、住民基本台帳法に基づき、作成されるものであり、市町村\n"
        "における住民の届出に関する制度である。\n①転入届"
    )
    assert plain_text(cut, frozenset()) == cut.replace("市町村\n", "市町村")
    assert plain_text(cut, None) == cut
    address = "〒100-0000　東京都千代田区一丁目1番1号\n総務課　電話00-0000-0000"
    assert plain_text(address, frozenset({72})) == address


@pytest.mark.parametrize("form_id", form_ids())
def test_every_label_of_a_form_can_be_found(form_id):
    form = load_form(form_id)
    labels = labels_of(form_id)
    known = {spelling.target for spellings in labels.spellings.values() for spelling in spellings}
    for item in form.walk():
        if item.option_text or item.kind in ("count", "flag") or item.own_value == "flag":
            continue
        assert item.id in known, item.label
    assert all(section.id in known for section in form.sections)


def test_aliases_are_understood_and_never_become_labels():
    text = JUTEN + (
        "Ⅲ　リスク対策\n１．特定個人情報ファイル名\n台帳ファイル\n３．特定個人情報の使用\n"
        "リスク1: 目的を超えた紐付け、事務に必要な情報との紐付けが行われるリスク\n"
        "リスクに対する措置の内容\t権限を絞る\n"
    )
    _, document = read(text)
    assert document.get("III[1].3.1.1") == "権限を絞る"
    assert all("必要な情報との" not in item.label for item in load_form("juten_h30").walk())


def test_a_misread_label_is_still_the_label():
    _, document = read(JUTEN + "Ⅰ　基本情報\n６．評価実施機関における担当部暑\n①部署\t市民課\n②所属畏の役職名\t課長\n")
    assert document.get("I.6.1") == "市民課"
    assert document.get("I.6.2") == "課長"


def test_sections_of_files_go_by_number_then_name_then_order():
    part = (
        "Ⅲ　リスク対策\n１．特定個人情報ファイル名\n{name}\n２．特定個人情報の入手\n"
        "リスク：　目的外の入手が行われるリスク\nリスクに対する措置の内容\n{text}\n"
    )
    names = "Ⅱ　特定個人情報ファイルの概要\n１．特定個人情報ファイル名\n{}\n２．基本情報\n⑥事務担当部署\t課\n"
    numbered = "".join(part.format(name=f"({n}) ファイル{n}", text=f"措置{n}") for n in (3, 1, 2))
    _, document = read(JUTEN + numbered)
    assert [document.get(f"III[{n}].2.1.1") for n in (1, 2, 3)] == ["措置1", "措置2", "措置3"]
    named = "".join(names.format(name) for name in ("甲ファイル", "乙ファイル"))
    named += "".join(part.format(name=name, text=f"{name}の措置") for name in ("乙ファイル", "甲ファイル"))
    _, document = read(JUTEN + named)
    assert [document.get(f"III[{n}].2.1.1") for n in (1, 2)] == ["甲ファイルの措置", "乙ファイルの措置"]
    unnamed = "".join(part.format(name="", text=f"第{n}の措置") for n in (1, 2))
    _, document = read(JUTEN + unnamed)
    assert [document.get(f"III[{n}].2.1.1") for n in (1, 2)] == ["第1の措置", "第2の措置"]


def test_a_title_on_every_page_begins_no_new_file():
    text = JUTEN + (
        "Ⅱ　特定個人情報ファイルの概要\n１．特定個人情報ファイル名\n台帳\n２．基本情報\n⑥事務担当部署\t課\n\f"
        "Ⅱ　特定個人情報ファイルの概要\n３．特定個人情報の入手・使用\n③使用目的\t届出の受付\n"
    )
    _, document = read(text)
    assert document.count("file") == 1
    assert document.get("II[1].3.3") == "届出の受付"


def test_blocks_go_by_their_numbers_even_where_some_are_lost():
    text = JUTEN + (
        "Ⅱ　特定個人情報ファイルの概要\n４．特定個人情報ファイルの取扱いの委託\n③委託先名\t甲社\n"
        "委託事項2\t保守\n③委託先名\t乙社\n"
        "委託事項2～5\n委託事項5\t印刷\n①委託内容\t通知の印刷\n"
    )
    _, document = read(text)
    assert document.count("II[1].4.2") == 5
    assert document.get("II[1].4.2[1].3") == "甲社"
    assert document.get("II[1].4.2[2]") == "保守"
    assert document.get("II[1].4.2[2].3") == "乙社"
    assert document.get("II[1].4.2[5].1") == "通知の印刷"


def test_change_rows_keep_their_columns():
    text = JUTEN + (
        "（別添２）変更箇所\n変更日\t項目\t変更前の記載\t変更後の記載\t提出時期\t提出時期に係る説明\n"
        "令和1年6月10日\tⅠ 6.②所属長\t課長 甲\t課長\t事後\t\n"
        "\tⅡ 3.③使用目的\t<p>旧</p><p>文</p>\t新文\t事前\t法改正\n"
        "変更日\t項目\t変更前の記載\t変更後の記載\t提出時期\t提出時期に係る説明\n"
        "42094\tⅠ 基本情報\t（新規）\t追加\t事後\t\n"
        "市民課\n"
    )
    found, document = read(text)
    assert document.count("betten2.1") == 3
    assert document.get("betten2.1[1].1") == "令和元年6月10日"
    assert document.get("betten2.1[1].6") is None
    assert document.get("betten2.1[2].1") is None
    assert document.get("betten2.1[2].3") == "旧\n文"
    assert document.get("betten2.1[2].5") == "事前"
    assert document.get("betten2.1[3].2") == "Ⅰ 基本情報"
    assert document.get("betten2.1[3].1") is None
    assert sorted(each.text for each in found.report.unplaced) == ["42094", "市民課"]


def test_change_rows_as_a_list():
    text = JUTEN + (
        "## （別添２）変更箇所\n\n- 変更日: 令和7年4月1日\n- 項目: Ⅰ 6.①部署\n- 変更前の記載: 市民課\n"
        "- 変更後の記載: 住民課\n- 提出時期: 事後\n\n- 変更日: 令和7年5月1日\n- 項目: Ⅰ 6.②\n"
    )
    _, document = read(text)
    assert document.count("betten2.1") == 2
    assert document.get("betten2.1[1].4") == "住民課"
    assert document.get("betten2.1[2].1") == "令和7年5月1日"


def test_change_rows_without_cells_stand_in_the_tray():
    rows = (
        "Ⅰ-６\n①部署\n\n市民課\n\n住民課\n\n事後 組織改正のため\n\n所属長 甲課長 課長 事後\n\n"
        "変更前の記載 変更後の記載 提出時期変更日\n\n令和7年4月1日\n\n令和7年5月1日\n\n項目\n\n提出時期に係る説明\n"
    )
    found, document = read(
        JUTEN + "Ⅰ　基本情報\n６．評価実施機関における担当部署\n①部署\n住民課\n\f（別添２）変更箇所\n\n" + rows
    )
    assert document.count("betten2.1") == 0
    tray = "\n".join(each.text for each in found.report.unplaced)
    assert all(word in tray for word in ("市民課", "組織改正のため", "令和7年5月1日"))


def test_records_stand_under_their_files():
    text = JUTEN + (
        "Ⅱ　特定個人情報ファイルの概要\n１．特定個人情報ファイル名\n甲ファイル\n２．基本情報\n⑥事務担当部署\t課\n"
        "（別添１）　特定個人情報ファイル記録項目\n甲ファイル\n氏名、住所\n\n(2) 乙ファイル\n(宛名情報)\n番号、性別\n"
    )
    _, document = read(text)
    assert document.get("betten1.1[1].2") == "氏名、住所"
    assert document.get("betten1.1[2].1") == "(2) 乙ファイル"
    assert document.get("betten1.1[2].2") == "(宛名情報)\n番号、性別"


def test_annexes_follow_the_form():
    text = JUTEN + (
        "Ⅱ　特定個人情報ファイルの概要\n５．特定個人情報の提供・移転（委託に伴うものを除く。）\n提供先1\t別紙1を参照\n"
        "Ⅴ　評価実施手続\n１．基礎項目評価\n①実施日\t令和7年1月1日\n\n"
        "別紙1　提供先一覧\n番号\t提供先\n1\t税務署\n\n（別紙２）\n以下のとおり\n"
    )
    found, document = read(text)
    assert document.get("II[1].5.2[1]") == "別紙1を参照"
    assert document.count("besshi.1") == 2
    assert document.get("besshi.1[1].2") == "提供先一覧"
    assert document.get("besshi.1[1].3") == "番号\t提供先\n1\t税務署"
    assert document.get("besshi.1[2].3") == "以下のとおり"
    assert not found.report.unplaced


def test_page_numbers_and_running_heads_are_no_answers():
    pages = [
        f"〇〇市　住民基本台帳に関する事務\n{body}\n- {number} -"
        for number, body in enumerate(
            [
                "Ⅰ　基本情報\n６．評価実施機関における担当部署\n①部署\n市民課",
                "７．他の評価実施機関\nなし",
                "Ⅳ　開示請求、問合せ\n１．特定個人情報の開示・訂正・利用停止請求\n①請求先\n総務課",
                "②請求方法\n書面による",
            ],
            start=1,
        )
    ]
    found, document = read(JUTEN + "\f".join(pages))
    assert document.get("I.6.1") == "市民課"
    assert document.get("I.7") == "なし"
    assert document.get("IV.1.1") == "総務課"
    assert document.get("IV.1.2") == "書面による"
    assert [each.text for each in found.report.unplaced] == ["〇〇市　住民基本台帳に関する事務"]
    assert len(found.report.duplicates) == 3


def test_a_running_head_that_is_said_elsewhere_is_no_rest():
    bodies = [
        "Ⅰ　基本情報\n６．評価実施機関における担当部署\n①部署\n市民課",
        "②所属長の役職名\n課長",
        "７．他の評価実施機関\nなし",
    ]
    pages = [f"{body}\n市民課 {number}/3" for number, body in enumerate(bodies, start=1)]
    found, document = read(JUTEN + "\f".join(pages))
    assert document.get("I.6.1") == "市民課"
    assert document.get("I.7") == "なし"
    assert not found.report.unplaced


def test_dates_are_dates_or_doubtful():
    text = (
        "特定個人情報保護評価書（基礎項目評価書）\nⅡ　しきい値判断項目\n１．対象人数\n"
        "いつ時点の計数か\t令和6年4月1日 時点\n２．取扱者数\nいつ時点の計数か\t45383\n"
    )
    found, document = read(text, "kiso_r6")
    assert document.get("II.1.2") == "令和6年4月1日"
    assert document.get("II.2.2") is None
    assert "II.2.2" in {each.path for each in found.report.doubtful}
    assert [each.text for each in found.report.unplaced] == ["45383"]


def test_text_that_is_no_評価書_is_refused_with_advice():
    with pytest.raises(UnreadableFile, match="--form"):
        read_text("拝啓　時下ますますご清栄のこととお慶び申し上げます。\n敬具\n")


def test_the_stamp_tells_versions_of_one_form_apart():
    head = (
        "特定個人情報保護評価書（基礎項目評価書）\n[{}　様式２]\nⅠ　関連情報\n"
        "１．特定個人情報ファイルを取り扱う事務\n①事務の名称\t届出\n②事務の概要\t受付\n"
    )
    assert read_text(head.format("平成31年1月")).form_id == "kiso_h31"
    assert read_text(head.format("令和6年10月")).form_id == "kiso_r6"
