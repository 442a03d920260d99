"""Pages printed column by column: labels in the form's order, answers near them in the same order."""

from __future__ import annotations

import pytest
from test_text_accounting import check

from pia_tui.ingest.text import ImportedText, read_text

COVER = "特定個人情報保護評価書（重点項目評価書）\n\n評価書番号\n\n評価書名\n\n3\n\n図書の貸出しに関する事務"
SYSTEMS = """Ⅰ　基本情報

１．特定個人情報ファイルを取り扱う事務

①事務の名称

図書の貸出しに関する事務

②事務の内容

利用者の登録の申込みを受け付け、貸出券を渡す。

２．特定個人情報ファイルを取り扱う事務において使用するシステム

システム1

①システムの名称

貸出しシステム

①利用者の管理：氏名と住所を保つ。

②貸出しの管理：貸した日と返す日を保つ。

] 情報提供ネットワークシステム
] 住民基本台帳ネットワークシステム

[
[
[ ○ ] 宛名システム等
[

] その他 （ ）

[ ○ ] 庁内連携システム
[

] 税務システム

[ ○ ]

既存住民基本台帳システム

②システムの機能

③他のシステムとの接続

システム2

①システムの名称

統計システム

②システムの機能

③他のシステムとの接続

貸出しの数を月ごとに数える。

[ ○ ] 情報提供ネットワークシステム
[ ○ ] 住民基本台帳ネットワークシステム
[ ○ ] 宛名システム等
[ ○ ] 庁内連携システム
[ ○ ] 既存住民基本台帳システム
[ ○ ] 税務システム
[ ○ ] その他 （ 県の統計シス
テム ）"""
FILES = """Ⅱ　特定個人情報ファイルの概要

４．特定個人情報ファイルの取扱いの委託

委託の有無

（ 2 ） 件

[

委託する

]

＜選択肢＞
1） 委託する
2） 委託しない

委託事項1

①委託内容

②委託先における取扱者数

貸出券の印刷

印刷の作業

[

10人未満

]

＜選択肢＞
5） 500人以上1,000人未
満

③委託先名

④再委託の有無

見本印刷株式会社

[

再委託しない

]"""


@pytest.fixture(scope="module")
def found() -> ImportedText:
    text = "\f".join([COVER, SYSTEMS, FILES, "Ⅳ　開示請求、問合せ"])
    found = read_text(text, "juten_h30")
    check(text, found)
    return found


def answers(found: ImportedText) -> dict[str, object]:
    return {placed.path: found.state[placed.key] for placed in found.report.placed}


def test_a_text_in_an_options_bracket_runs_over_lines(found):
    assert str(answers(found)["I.2.1[2].3.7"]).replace("\n", "") == "県の統計システム"


def test_numbers_of_blocks_stand_apart_from_texts(found):
    got = answers(found)
    assert got["II[1].4.1.1"] == 2
    assert got["II[1].4.2[1].2"] == "10人未満"
    assert "II[1].4.2[1].3" not in got  # its place alone tells whose it is
    assert any("見本印刷株式会社" in each.text for each in found.report.unplaced)
    assert "満" not in got.values()


GRID = """変更日         項目               変更前の記載          変更後の記載          提出時期   提出時期に係る説明
                                                                                   課の名が
令和5年4月1日    Ⅰ ６．①部署          図書課             図書館課            事後     変わった
                                                                                   ため
令和6年10月23                      東館の電算室に置き、     西館の電算室に置き、
            Ⅱ ６．保管場所                                          事前     重要な変更
日                                出入りを記録する。      出入りを記録する。
令和7年4月1日    Ⅱ ７．備考           なし               あり               事後     書き足した
"""


def test_a_mark_that_no_option_follows_leaves_the_others_unknown():
    """A lone mark may be any option's that lost its bracket: unknown is not no."""
    stray = SYSTEMS.replace("[ ○ ]\n\n既存住民基本台帳システム", "既存住民基本台帳システム\n\n[ ○ ]")
    found = read_text("\f".join([COVER, stray, FILES, "Ⅳ　開示請求、問合せ"]), "juten_h30")
    assert "I.2.1[1].3" not in answers(found)
    assert "I.2.1[1].3" in {each.path for each in found.report.doubtful}


TORN_PARTS = """Ⅰ　基本情報

６．評価実施機関における担当部署

①部署

図書課

②所属長の役職名

図書課長

７．他の評価実施機関

[ ○ ] 庁内連携システム
[

]

] 税務システム
\f①実施の有無

Ⅱ　特定個人情報ファイルの概要

１．特定個人情報ファイル名

利用者ファイル

２．基本情報

⑥事務担当部署

図書課
囲

リスク１：

12
"""


def test_torn_parts_of_labels_and_lone_numbers_are_no_answers():
    text = f"{COVER}\n\f{TORN_PARTS}"
    found = read_text(text, "juten_h30")
    check(text, found)
    answers = [str(found.state[each.key]) for each in found.report.placed]
    assert "利用者ファイル" in answers
    assert not [each for each in answers if "①実施の有無" in each or "リスク" in each or each == "12"]
