"""Whole pages as tools print them: what stands before a label in its cell, broken labels, lists of contents."""

from __future__ import annotations

import random
import re

import page_dialects
import pytest
from made_documents import make_document
from test_text_accounting import check
from test_text_dialects import compared
from truth_tables import Measure

from pia_tui.forms import form_ids, load_form
from pia_tui.ingest.text import read_text


def measured(dialect, form_id, seed, **options) -> Measure:
    rng = random.Random(seed)
    document = make_document(form_id, rng, 0.8)
    found = read_text(dialect(document, rng, **options))
    assert found.form_id == form_id
    return compared(document, found, changes=False)


@pytest.mark.parametrize("form_id", form_ids())
@pytest.mark.parametrize("gap", [1, 3])
@pytest.mark.long
def test_labels_at_the_middle_of_their_cells(form_id, gap):
    results = [measured(page_dialects.side_by_side, form_id, seed, gap=gap) for seed in range(3)]
    right = sum(each.right for each in results)
    wrong = sum(len(each.wrong) for each in results)
    missing = sum(len(each.missing) for each in results)
    # What a list of options stands in, and its neighbours, go to the tray.
    assert right / (right + wrong + missing) >= 0.82, [each.missing for each in results]
    assert wrong / (right + wrong) <= 0.02, [each.wrong for each in results]


CELLS = """特定個人情報保護評価書（重点項目評価書）
Ⅰ 基本情報
１．特定個人情報ファイルを取り扱う事務
①事務の名称 図書の貸出しに関する事務
利用者の登録の申込みを受け付け、住所を確かめて利用者の一覧に記録し、
②事務の内容
貸出券を作って渡すとともに、二年ごとに登録の内容を確かめる事務である。
＜選択肢＞
③対象人数 [ 1,000人以上1万人未満 ] 1） 1,000人未満 2） 1,000人以上1万人未満
3） 1万人以上10万人未満 4） 10万人以上30万人未満
２．特定個人情報ファイルを取り扱う事務において使用するシステム
システム1
①システムの名称 貸出しシステム
利用者の一覧を保ち、氏名と住所を使って検索する機能があり、
②システムの機能
貸出券の番号から利用者を呼び出す機能もある。
[ ○ ] 庁内連携システム [ ] 税務システム
③他のシステムとの接続
[ ○ ] その他 （ 統計システム ）
Ⅲ リスク対策
４．特定個人情報ファイルの取扱いの委託
リスク： 委託先における不正な使用等のリスク
委託契約書中の特定個人情報 ＜選択肢＞
ファイルの取扱いに関する規 [ 定めている ] 1） 定めている
定 2） 定めていない
規定の内容 秘密を守ることを契約書に書いている。
"""


def test_lines_before_a_label_are_left_over():
    """Half of the answer stands under the name before: neither is taken, nor what lost its order."""
    found = read_text(CELLS)
    names = {placed.path: found.state[placed.key] for placed in found.report.placed}
    assert names["I.1.3"] == "1,000人以上1万人未満"
    assert names["III[1].4.2.2"] == "秘密を守ることを契約書に書いている。"
    assert not {"I.1.1", "I.1.2", "I.2.1[1].2"} & set(names)
    tray = "".join(each.text for each in found.report.unplaced)
    assert all(words in tray for words in ("申込みを受け付け", "貸出券を作って", "貸出券の番号"))
    check(CELLS, found)


def test_a_list_of_contents_with_its_numbers_apart_is_no_table_of_changes():
    """A reader of columns parts the numbers of the sections from their names."""
    titles = [
        "Ⅰ\n\n基本情報",
        "Ⅲ\n\nリスク対策",
        "（別添２）\n\n変更箇所",
        "Ⅱ\n\n特定個人情報ファイルの概要",
        "Ⅳ\n\n開示請求、問合せ",
    ]
    contents = "\n\n2\n\n".join(["項目一覧", *titles])
    body = CELLS.split("\n", 1)
    text = f"{body[0]}\n評価書番号\n3\n\f{contents}\n\f{body[1]}"
    found = read_text(text)
    assert found.state["I.1.3"] == "1,000人以上1万人未満"
    assert "betten2.1[]" not in found.state
    check(text, found)


@pytest.mark.parametrize("form_id", form_ids())
def test_text_without_line_ends_is_read(form_id):
    results = [measured(page_dialects.flat, form_id, seed) for seed in range(3)]
    right = sum(each.right for each in results)
    wrong = sum(len(each.wrong) for each in results)
    missing = sum(len(each.missing) for each in results)
    assert right / (right + wrong + missing) >= 0.93, [each.missing for each in results]
    assert wrong / (right + wrong) <= 0.03, [each.wrong for each in results]


HEAD = "特定個人情報保護評価書（重点項目評価書）\n"


def test_heading_rows_of_markdown_tables_are_no_answers():
    rows_of = ["①部署 | 図書課", "②所属長の役職名 | 図書課長", "③別の欄 | 別の記載"]
    text = HEAD + "Ⅰ 基本情報\n\n６．評価実施機関における担当部署\n\n"
    text += "\n\n".join(f"| 項目 | 内容 |\n| --- | --- |\n| {row} |" for row in rows_of)
    found = read_text(text)
    assert found.state["I.6.1"] == "図書課"
    assert "項目" not in str([value for key, value in found.state.items() if not key.startswith("tray")])
    check(text, found)


def test_rules_and_page_numbers_are_no_answers():
    pages = [
        "Ⅰ 基本情報\n６．評価実施機関における担当部署\n①部署 図書課\n②所属長の役職名 図書課長\n７．他の評価実施機関",
        "Ⅱ 特定個人情報ファイルの概要\n１．特定個人情報ファイル名\n利用者ファイル\n２．基本情報\n⑥事務担当部署 図書課",
        "７．備考",
        "Ⅳ 開示請求、問合せ\n２．特定個人情報ファイルの取扱いに関する問合せ\n②対応方法 電話で答える。",
    ]
    text = HEAD + "".join(f"{page}\n{number}\n" for number, page in enumerate(pages, start=1))
    for each in (text, text.replace("図書課長\n", "図書課長\n\n---\n\n")):
        found = read_text(each)
        answers = {placed.path: found.state[placed.key] for placed in found.report.placed}
        assert answers["I.6.2"] == "図書課長"
        assert "I.7" not in answers
        assert "II[1].7" not in answers
        assert answers["IV.2.2"] == "電話で答える。"
        check(each, found)


CHANGES = """変更日 項目 変更前の記載 変更後の記載 提出時期 提出時期に係る説明
令和5年4月1日 Ⅰ ６．評価実施機関における
担当部署 ①部署
図書課 図書館課 事後 課の名が変わったため
令和6年9月30日 Ⅱ ６．特定個人情報の保管・
消去 保管場所
東館の三階にある電算室に置き、鍵をかけて
出入りを記録する。
西館の三階にある電算室に置き、鍵をかけて
出入りを記録する。
事前 移すことは
重要な変更に当たる。
"""


def test_rows_of_changes_without_cells_stand_in_the_tray_in_their_order():
    text = HEAD + "Ⅴ 評価実施手続\n１．基礎項目評価\n①実施日 令和6年9月30日\n（別添２） 変更箇所\n" + CHANGES
    found = read_text(text)
    assert not [placed for placed in found.report.placed if placed.path.startswith("betten2")]
    tray = "\n".join(each.text for each in found.report.unplaced)
    assert tray.index("図書館課") < tray.index("東館") < tray.index("西館") < tray.index("重要な変更")
    check(text, found)


@pytest.mark.parametrize(
    ("title", "stamp", "form_id"),
    [
        ("全項目評価書", "平成26年4月　様式4", "zenkoumoku_h30"),
        ("重点項目評価書", "平成26年4月　様式3", "juten_h30"),
        ("基礎項目評価書", "平成29年5月　様式2", "kiso_h31"),
        ("基礎項目評価書", "令和7年1月　様式2", "kiso_r6"),
    ],
)
def test_an_unknown_version_is_read_as_the_nearest_and_that_is_told(title, stamp, form_id):
    text = f"特定個人情報保護評価書（{title}）\n評価書番号\n2\n公表日\n平成27年3月1日\n[{stamp}]\n"
    found = read_text(text)
    assert found.form_id == form_id
    assert found.report.printed == f"[{stamp.replace(chr(0x3000), ' ')}]"
    assert found.report.printed in found.report.summary()
    known = read_text(text.replace(stamp, form_stamp(form_id)))
    assert known.form_id == form_id
    assert not known.report.printed


def form_stamp(form_id: str) -> str:
    return load_form(form_id).stamp.strip("[]")


def test_a_label_beside_its_rows_ends_no_answer():
    text = (
        HEAD + "Ⅱ 特定個人情報ファイルの概要\n４．特定個人情報ファイルの取扱いの委託\n委託事項1 貸出券の印刷\n"
        "④再委託の有無 ※\n再委託\n[ 再委託しない ]\n1） 再委託する 2） 再委託しない\n⑤再委託の許諾方法 書面\n"
    )
    found = read_text(text)
    names = {placed.path: found.state[placed.key] for placed in found.report.placed}
    assert names["II[1].4.2[1].4.1"] == "再委託しない"
    assert names["II[1].4.2[1].4.2"] == "書面"
    check(text, found)


def test_a_number_of_blocks_under_a_choice_is_no_name():
    text = CELLS.split("Ⅲ", 1)[0] + (
        "Ⅱ 特定個人情報ファイルの概要\n４．特定個人情報ファイルの取扱いの委託\n＜選択肢＞\n"
        "委託の有無 ※ [ 委託する ] 1） 委託する 2） 委託しない\n（4）件\n委託事項1 貸出券の印刷\n"
    )
    found = read_text(text)
    names = {placed.path: found.state[placed.key] for placed in found.report.placed}
    assert names["II[1].4.1.1"] == 4
    assert names["II[1].4.2[1]"] == "貸出券の印刷"
    check(text, found)


def test_circled_numbers_that_lost_their_circle():
    text = (
        HEAD
        + "Ⅰ 基本情報\n6. 評価実施機関における担当部署\n1 部署 図書課\n2 所属長の役職名 図書課長\n7. 他の評価実施機関\n"
    )
    found = read_text(text)
    assert found.state["I.6.1"] == "図書課"
    assert found.state["I.6.2"] == "図書課長"


TORN = """特定個人情報保護評価書（重点項目評価書） Ⅰ 基本情報 １．特定個人情報ファイルを取り扱う事務
①事務の名称 図書の貸出しに関する事務
利用者の登録の申込みを受け付け、住所を確かめて利用者の一覧に記録し、
②事務の内容
貸出券を作って渡すとともに、二年ごとに登録の内容を確かめる事務である。
＜選択肢＞
③対象人数 [ 1,000人以上1万人未満 ] 1） 1,000人未満 2） 1,000人以上1万人未満
Ⅲ リスク対策 １．特定個人情報ファイル名 利用者ファイル
２．特定個人情報の入手（情報提供ネットワークシステムを通じた入手を除く。） リスク： 目的外の入手が行われるリスク
申込みの紙に決まった欄だけを設け、
リスクに対する措置の内容
窓口で本人に確かめてから受け取る。
＜選択肢＞
リスクへの対策は十分か [ 十分である ] 1） 特に力を入れている 2） 十分である
３．特定個人情報の使用 リスク１： 目的を超えた紐付け、事務に必要のない情報との紐付けが行われるリスク
貸出しの仕組みをほかの仕組みから離し、
リスクに対する措置の内容
結び付ける鍵を持たせていない。
＜選択肢＞
リスクへの対策は十分か [ 特に力を入れている ] 1） 特に力を入れている 2） 十分である
"""


def test_answers_torn_by_their_labels_go_to_the_tray_where_no_line_tells():
    """With its lines joined a text does not tell where cells begin: the lists of options tell that it is torn."""
    text = " ".join(TORN.split())
    found = read_text(text, "juten_h30")
    check(text, found)
    assert found.state["I.1.3"] == "1,000人以上1万人未満"
    assert "I.1.2" not in found.state
    assert not [key for key, value in found.state.items() if ":" not in key and "貸出券" in str(value)]
    assert any("貸出券を作って" in each.text for each in found.report.unplaced)
    whole = read_text(TORN, "juten_h30")
    check(TORN, whole)


def test_answers_behind_their_labels_are_read_though_the_lines_are_joined():
    text = " ".join(
        re.sub(r"(?m)^(.*、)\n(②事務の内容|リスクに対する措置の内容)$", r"\2 \1", TORN)
        .replace("＜選択肢＞", "")
        .split()
    )
    assert read_text(text, "juten_h30").state["I.1.2"].startswith("利用者の登録")
